"""Issues, editions and approvals: every change of state is one person's, once."""

import asyncio
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from newsletter.model import Edition, Finding, Issue, Language, LeftOut, Link, Note
from newsletter.store import issues
from newsletter.store.database import Connection, Pool

NOW = datetime(2026, 11, 26, 9, tzinfo=UTC)
ISSUE = Issue("weekly", "uk", date(2026, 11, 26))
EDITION = Edition(
    issue=ISSUE,
    language=Language("en_GB"),
    subject="Tides",
    preheader="Sands",
    html="<p>“Tides” \u2028\U0001f30a</p>",
    text="Tides\n",
    pass_mark="M" * 28,
    links=(Link("linkAAAA", "story-1", "Book", "https://a.test/?q=1", "https://b.test/c", True, None),),
    articles=(("journal:tides.md", "Tides"),),
    left_out=(LeftOut("journal:old.md", "Old", "too old"),),
    notes=(Note("kept", "neurones", "British"),),
    findings=(Finding("size", "warning", "html", 0, 0, "m", "r"),),
    hash="4f" * 32,
)


async def created(connection: Connection, issue: Issue = ISSUE) -> issues.IssueRow:
    row = await issues.create(connection, issue, NOW, NOW)
    assert row is not None
    return row


async def test_an_issue_is_created_once_by_any_number_of_schedulers(pool: Pool) -> None:
    async def create() -> issues.IssueRow | None:
        async with pool.connection() as connection:
            return await issues.create(connection, ISSUE, NOW, NOW)

    rows = [row for row in await asyncio.gather(*(create() for _ in range(5))) if row]
    assert [(row.issue, row.state, row.send_at, row.reason) for row in rows] == [(ISSUE, "draft", NOW, "")]
    async with pool.connection() as connection:
        assert await issues.find(connection, ISSUE) == rows[0]
        assert await issues.find(connection, replace(ISSUE, region="middle-east")) is None


async def test_issues_are_listed_by_date_of_a_campaign_and_in_states(pool: Pool) -> None:
    async with pool.connection() as connection:
        for campaign, day in (("weekly", 27), ("weekly", 26), ("monthly", 26)):
            await created(connection, Issue(campaign, "uk", date(2026, 11, day)))
        row = await issues.find(connection, ISSUE)
        assert row
        await issues.move(connection, row.id, to="held", from_states=("draft",), reason="not approved")
        assert [one.issue.id for one in await issues.listed(connection)] == [
            "monthly/uk/2026-11-26",
            "weekly/uk/2026-11-26",
            "weekly/uk/2026-11-27",
        ]
        assert len(await issues.listed(connection, campaign="weekly")) == 2
        assert [one.reason for one in await issues.listed(connection, states=["held"])] == ["not approved"]
        assert await issues.listed(connection, campaign="weekly", states=[]) == []


async def test_a_move_is_made_from_the_states_it_names_and_told(pool: Pool) -> None:
    async with pool.connection() as connection:
        row = await created(connection)
        assert await issues.move(connection, row.id, to="held", from_states=("draft",), reason="late")
        assert not await issues.move(connection, row.id, to="held", from_states=("draft",), reason="later")
        assert (await issues.listed(connection))[0].reason == "late"


async def test_a_held_issue_says_why_it_is_held_now_and_no_other_says_anything(pool: Pool) -> None:
    async with pool.connection() as connection:
        row = await created(connection)
        await issues.explain(connection, row.id, "late")
        assert (await issues.listed(connection))[0].reason == ""
        await issues.move(connection, row.id, to="held", from_states=("draft",))
        await issues.explain(connection, row.id, "late")
        assert (await issues.listed(connection))[0].reason == "late"


async def test_an_issue_begins_once(pool: Pool) -> None:
    async with pool.connection() as connection:
        row = await created(connection)

    async def begin() -> bool:
        async with pool.connection() as connection:
            return await issues.begin(connection, row.id, NOW)

    assert sorted(await asyncio.gather(*(begin() for _ in range(5)))) == [False] * 4 + [True]


async def test_an_issue_that_is_kept_open_begins_only_afterwards(pool: Pool) -> None:
    async with pool.connection() as connection:
        row = await created(connection)

    async def begin() -> bool:
        async with pool.connection() as connection:
            return await issues.begin(connection, row.id, NOW)

    async with pool.connection() as connection:
        assert await issues.keep_open(connection, row.id)
        beginning = asyncio.create_task(begin())
        await _until_somebody_waits(pool)
        await issues.save_edition(connection, row.id, EDITION, NOW)
        assert not beginning.done()
    assert await beginning
    async with pool.connection() as connection:
        assert not await issues.keep_open(connection, row.id)


async def test_only_an_open_issue_is_rescheduled(pool: Pool) -> None:
    later = NOW + timedelta(hours=1)
    async with pool.connection() as connection:
        row = await created(connection)
        await issues.reschedule(connection, row.id, later)
        await issues.begin(connection, row.id, NOW)
        await issues.reschedule(connection, row.id, NOW)
        found = await issues.find(connection, ISSUE)
    assert found == replace(row, send_at=later, state="sending")


async def test_an_edition_comes_back_as_it_was_last_composed(pool: Pool) -> None:
    arabic = replace(EDITION, language=Language("ar_AE"), subject="المدّ")
    async with pool.connection() as connection:
        row = await created(connection)
        for edition in (EDITION, arabic, replace(EDITION, subject="Corrected")):
            await issues.save_edition(connection, row.id, edition, NOW)
        assert await issues.editions(connection, row.id) == [arabic, replace(EDITION, subject="Corrected")]


@pytest.mark.parametrize("people", [("Ana", "Omar"), ("Ana", "Ana")])
async def test_approvals_are_one_for_each_person_and_hash_the_latest_last(pool: Pool, people: tuple[str, str]) -> None:
    async with pool.connection() as connection:
        row = await created(connection)
        for minute, person in enumerate(people):
            now = NOW + timedelta(minutes=minute)
            await issues.approve(connection, row.id, EDITION, approved_by=person, note="", candidates=[], now=now)
        given = await issues.approvals(connection, row.id)
    assert [one.approved_by for one in given] == sorted(set(people))
    assert given[-1].approved_at == NOW + timedelta(minutes=1)


async def test_an_approval_given_again_counts_from_now_with_what_lay_before_it_now(pool: Pool) -> None:
    async with pool.connection() as connection:
        row = await created(connection)
        for minute, hash_ in enumerate(("a", "b", "a")):
            await issues.approve(
                connection,
                row.id,
                replace(EDITION, hash=hash_),
                approved_by="Ana",
                note=f"note {minute}",
                candidates=[str(minute)],
                now=NOW + timedelta(minutes=minute),
            )
        given = await issues.approvals(connection, row.id)
    assert [(one.hash, one.note, one.candidates) for one in given] == [("b", "note 1", ["1"]), ("a", "note 2", ["2"])]


async def test_who_has_approved_something_else_than_the_edition_is_now_has_not_approved_it(pool: Pool) -> None:
    async with pool.connection() as connection:
        row = await created(connection)
        await issues.save_edition(connection, row.id, EDITION, NOW)
        for person, hash_ in (("Ana", EDITION.hash), ("Omar", "another")):
            edition = replace(EDITION, hash=hash_)
            await issues.approve(connection, row.id, edition, approved_by=person, note="", candidates=[], now=NOW)
        assert await issues.approvers(connection, row.id) == ["Ana"]


async def _until_somebody_waits(pool: Pool) -> None:
    """Until PostgreSQL shows a query that waits for a lock."""
    waiting = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"
    async with asyncio.timeout(30), pool.connection() as connection:
        await connection.set_autocommit(True)
        while await (await connection.execute(waiting)).fetchone() == (0,):
            await asyncio.sleep(0)
        await connection.set_autocommit(False)
