"""What became of each issue: every state counted, the uncertain named, each CTA's clicks."""

import csv
import io
from datetime import UTC, date, datetime

from newsletter.model import DeliveryState, Issue, Language, Link, Subscriber
from newsletter.report import outcome
from newsletter.store import clicks, deliveries, issues, subscribers
from newsletter.store.database import Connection, Pool

NOW = datetime(2026, 11, 26, 9, tzinfo=UTC)
ISSUE = Issue("weekly", "uk", date(2026, 11, 26))
BOOK = Link("linkAAAA", "story-1-button-1", "Book", "https://a.test/", "https://news.test/c/…", True, "visit")
NAMES = ("ana", "omar", "zoe")


async def sent(connection: Connection) -> int:
    """An issue to three people: accepted, uncertain and queued; its CTA clicked three times by two."""
    people = [Subscriber(f"{name}@b.example", "uk", Language("en_GB")) for name in NAMES]
    await subscribers.merge(connection, people, NOW)
    row = await issues.create(connection, ISSUE, NOW, NOW)
    assert row is not None
    await issues.begin(connection, row.id, NOW)
    await clicks.save_links(connection, row.id, [BOOK])
    await deliveries.freeze(connection, row.id, deliveries.Audience("uk", ["en_GB"], []), NOW)
    ids: list[int] = [number async for (number,) in await connection.execute("SELECT id FROM deliveries ORDER BY id")]
    for number, state in zip(ids, (DeliveryState.ACCEPTED, DeliveryState.UNCERTAIN), strict=False):
        await connection.execute("UPDATE deliveries SET state = %s WHERE id = %s", (state, number))
    for visitor, kind in ((b"a", "human"), (b"a", "human"), (b"b", "machine")):
        await clicks.count(connection, BOOK.id, visitor, kind, NOW)
    return ids[1]


async def test_an_issue_is_told_with_every_state_the_uncertain_by_address_and_its_ctas(pool: Pool) -> None:
    async with pool.connection() as connection:
        unknown = await sent(connection)
        found = await outcome.of_issues(connection, "weekly")
    assert found == {
        "issues": [
            {
                "issue": "weekly/uk/2026-11-26",
                "state": "sending",
                "audience": 3,
                "deliveries": {
                    "queued": 1,
                    "sending": 0,
                    "accepted": 1,
                    "deferred": 0,
                    "rejected": 0,
                    "suppressed": 0,
                    "cancelled": 0,
                    "uncertain": 1,
                },
                "uncertain": [{"delivery": unknown, "address": "omar@b.example", "since": "2026-11-26T09:00:00+00:00"}],
                "ctas": [{"id": "visit", "raw": 3, "unique": 2, "likely_human": 1}],
            }
        ]
    }


async def test_an_issue_that_was_not_sent_has_every_key_all_the_same(pool: Pool) -> None:
    async with pool.connection() as connection:
        await issues.create(connection, ISSUE, NOW, NOW)
        await issues.create(connection, Issue("monthly", "uk", ISSUE.date), NOW, NOW)
        assert len((await outcome.of_issues(connection, None))["issues"]) == 2
        (issue,) = (await outcome.of_issues(connection, "weekly"))["issues"]
    assert (issue["audience"], issue["uncertain"], issue["ctas"]) == (0, [], [])
    assert set(issue["deliveries"]) == set(outcome.STATES)
    assert set(issue["deliveries"].values()) == {0}


async def test_no_issue_is_an_empty_list(pool: Pool) -> None:
    async with pool.connection() as connection:
        assert await outcome.of_issues(connection, "nothing") == {"issues": []}


async def test_a_table_has_a_row_for_each_issue_and_csv_the_same(pool: Pool) -> None:
    async with pool.connection() as connection:
        await sent(connection)
        found = await outcome.of_issues(connection, None)
    assert outcome.as_rows(found) == [["weekly/uk/2026-11-26", "sending", 3, 1, 0, 1, 0, 0, 0, 0, 1, 3, 1]]
    head, row = csv.reader(io.StringIO(outcome.as_csv(found)))
    assert tuple(head) == outcome.COLUMNS
    assert dict(zip(head, row, strict=True))["likely human"] == "1"
