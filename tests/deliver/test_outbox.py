"""An issue put on its way: all of it or nothing, and once, however many start it."""

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from procrastinate.exceptions import ConnectorException
from psycopg.errors import CheckViolation

from newsletter.deliver import outbox
from newsletter.model import DeliveryState
from newsletter.store import clicks, deliveries, issues, subscribers

if TYPE_CHECKING:
    from tests.deliver.conftest import Office

ANA, OMAR = "ana@harbour.test", "omar@harbour.test"


async def test_starting_freezes_the_audience_and_enqueues_it(office: "Office") -> None:
    await office.subscribe(ANA, OMAR)
    assert await office.start() == 2
    assert await office.states() == {ANA: DeliveryState.QUEUED, OMAR: DeliveryState.QUEUED}
    assert await office.issue_state() == "sending"
    assert len(await office.shards()) == 1


async def test_who_comes_later_is_not_in_the_frozen_audience(office: "Office") -> None:
    await office.subscribe(ANA)
    await office.start()
    await office.subscribe(OMAR)
    assert list(await office.states()) == [ANA]


async def test_of_two_that_start_at_once_one_does(office: "Office") -> None:
    await office.subscribe(ANA, OMAR)
    sending = await office.sending()
    starts = [outbox.start(office.pool, office.queue, sending, office.now) for _ in range(2)]
    assert sorted(await asyncio.gather(*starts), key=str) == [2, None]
    assert (len(await office.states()), len(await office.shards())) == (2, 1)


@pytest.mark.parametrize("state", ["sending", "paused", "done", "cancelled"])
async def test_an_issue_that_is_no_longer_open_is_not_started(office: "Office", state: str) -> None:
    await office.subscribe(ANA)
    sending = await office.sending()
    await office.change(f"UPDATE issues SET state = '{state}'")
    assert await outbox.start(office.pool, office.queue, sending, office.now) is None
    assert (await office.states(), await office.shards(), await office.issue_state()) == ({}, [], state)


async def test_a_held_issue_can_be_started_and_loses_its_reason(office: "Office") -> None:
    await office.subscribe(ANA)
    sending = await office.sending()
    await office.change("UPDATE issues SET state = 'held', reason = 'not approved'")
    assert await outbox.start(office.pool, office.queue, sending, office.now) == 1
    assert await office.rows("SELECT state, reason, started_at FROM issues") == [("sending", "", office.now)]


async def test_the_shards_cover_everybody_once(office: "Office") -> None:
    await office.subscribe(*(f"reader{number}@harbour.test" for number in range(10)))
    assert await office.start(shard=4) == 10
    ids = [number for (number,) in await office.rows("SELECT id FROM deliveries ORDER BY id")]
    bounds = await office.rows("SELECT first, last FROM shards ORDER BY id")
    assert [[number for number in ids if first <= number <= last] for first, last in bounds] == [
        ids[:4],
        ids[4:8],
        ids[8:],
    ]
    jobs = await office.rows("SELECT args, queue_name FROM procrastinate_jobs ORDER BY id")
    assert jobs == [({"shard": shard}, "deliveries.main") for shard in await office.shards()]


async def test_an_issue_to_nobody_is_done_at_once_and_says_so(office: "Office") -> None:
    assert await office.start() == 0
    assert await office.rows("SELECT state, reason FROM issues") == [("done", "nobody to send to")]
    assert await office.shards() == []


async def test_the_suppressed_are_in_the_frozen_audience_as_suppressed(office: "Office") -> None:
    await office.subscribe(ANA, OMAR)
    async with office.pool.connection() as connection:
        await subscribers.suppress(connection, ["ANA@harbour.test"], "unsubscribed", office.now)
    await office.start()
    assert await office.states() == {ANA: DeliveryState.SUPPRESSED, OMAR: DeliveryState.QUEUED}


async def test_editions_links_and_the_sent_ledger_are_kept(office: "Office") -> None:
    await office.subscribe(ANA)
    sending = await office.sending()
    await outbox.start(office.pool, office.queue, sending, office.now)
    async with office.pool.connection() as connection:
        assert await issues.editions(connection, sending.row.id) == [office.edition]
        assert await clicks.target(connection, "linkAAAA") == (office.edition.issue, "https://www.harbour.test/book")
    assert await office.rows("SELECT region, article_id FROM sent") == [("uk", "journal:tides.md")]


async def test_where_one_step_fails_nothing_has_happened(office: "Office") -> None:
    await office.subscribe(ANA)
    sending = await office.sending()
    await office.change("ALTER TABLE deliveries ADD CHECK (address <> 'ana@harbour.test')")
    with pytest.raises(CheckViolation):
        await outbox.start(office.pool, office.queue, sending, office.now)
    assert (await office.issue_state(), await office.shards()) == ("draft", [])
    assert await office.rows("SELECT 1 FROM editions UNION ALL SELECT 1 FROM links UNION ALL SELECT 1 FROM sent") == []


async def test_a_failed_enqueue_undoes_the_freeze(office: "Office") -> None:
    await office.subscribe(ANA, OMAR)
    sending = await office.sending()
    await office.change("ALTER TABLE procrastinate_jobs ADD CHECK (queue_name <> 'deliveries.main')")
    with pytest.raises(ConnectorException):
        await outbox.start(office.pool, office.queue, sending, office.now)
    assert (await office.issue_state(), await office.states()) == ("draft", {})


async def test_an_issue_whose_article_another_has_carried_to_the_region_meanwhile_is_not_started(
    office: "Office",
) -> None:
    await office.subscribe(ANA)
    await office.start()
    sending = await office.sending()
    later = replace(sending.row.issue, date=sending.row.local_date.replace(day=27))
    async with office.pool.connection() as connection:
        row = await issues.create(connection, later, None, office.now)
        assert row is not None
    assert await outbox.start(office.pool, office.queue, replace(sending, row=row), office.now) is None
    async with office.pool.connection() as connection:
        assert sum((await deliveries.counts(connection, row.id)).values()) == 0
        found = await issues.find(connection, later)
        assert found is not None and found.state == "draft"
    assert await office.rows("SELECT issue_id FROM sent") == [(sending.row.id,)]
