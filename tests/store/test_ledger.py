"""Each fence of the ledger by itself: what is not the worker's own moves nothing."""

import itertools
from datetime import UTC, date, datetime, timedelta

import pytest

from newsletter.deliver.transitions import MOVES, Event
from newsletter.model import DeliveryState, Issue
from newsletter.store import issues, ledger, shards
from newsletter.store.database import Connection, Pool
from newsletter.store.deliveries import Audience, freeze
from newsletter.store.ledger import Mark, Result
from newsletter.store.shards import Shard

NOW = datetime(2026, 11, 26, 9, tzinfo=UTC)
LEASE = timedelta(hours=1)
ISSUE = Issue("weekly", "uk", date(2026, 11, 26))
RESULTS = (Event.ACCEPT, Event.DEFER, Event.REJECT, Event.RELEASE, Event.LOSE, Event.GIVE_UP)
QUEUED, SENDING = DeliveryState.QUEUED, DeliveryState.SENDING


async def claimed(connection: Connection) -> tuple[Shard, list[int]]:
    """An issue to three people, its only shard claimed."""
    await connection.execute(
        "INSERT INTO subscribers (email, region, language, created_at)"
        " SELECT 'reader' || n || '@harbour.test', 'uk', 'en_GB', now() FROM generate_series(1, 3) n"
    )
    row = await issues.create(connection, ISSUE, None, NOW)
    assert row is not None
    await issues.begin(connection, row.id, NOW)
    await freeze(connection, row.id, Audience("uk", ["en_GB"], []), NOW)
    (number,) = await shards.cut(connection, row.id, 10)
    shard = await shards.claim(connection, number, LEASE)
    assert isinstance(shard, Shard)
    return shard, [one.id for one in await shards.waiting(connection, shard)]


def marks(shard: Shard, *deliveries: int) -> list[Mark]:
    return [Mark(number, shard.id, shard.token) for number in deliveries]


async def states(connection: Connection) -> list[DeliveryState]:
    rows = await connection.execute("SELECT state FROM deliveries ORDER BY id")
    return [DeliveryState(state) async for (state,) in rows]


async def test_a_mark_of_who_holds_the_shard_is_granted_once(pool: Pool) -> None:
    async with pool.connection() as connection:
        shard, (one, two, _) = await claimed(connection)
        assert await ledger.turn(connection, [], marks(shard, one, two), NOW) == {one, two}
        assert await ledger.turn(connection, [], marks(shard, one), NOW) == set()
        assert await states(connection) == [SENDING, SENDING, QUEUED]


async def test_a_turn_whose_answer_was_lost_grants_the_same_again(pool: Pool) -> None:
    async with pool.connection() as connection:
        shard, (one, two, _) = await claimed(connection)
        await ledger.turn(connection, [], marks(shard, one), NOW)
        assert await ledger.turn(connection, [], marks(shard, one, two), NOW, again=True) == {one, two}


async def test_a_mark_of_an_older_token_is_refused(pool: Pool) -> None:
    async with pool.connection() as connection:
        shard, (one, *_) = await claimed(connection)
        await connection.execute("UPDATE shards SET lease_until = '-infinity'")
        newer = await shards.claim(connection, shard.id, LEASE)
        assert isinstance(newer, Shard)
        assert await ledger.turn(connection, [], marks(shard, one), NOW) == set()
        assert await ledger.turn(connection, [], marks(newer, one), NOW) == {one}
        assert await ledger.turn(connection, [], marks(shard, one), NOW, again=True) == set()


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE shards SET lease_until = clock_timestamp()",
        "UPDATE issues SET state = 'paused'",
        "UPDATE issues SET state = 'cancelled'",
        f"UPDATE deliveries SET state = {DeliveryState.SUPPRESSED}",
        f"UPDATE deliveries SET state = {DeliveryState.UNCERTAIN}",
    ],
    ids=["the lease has run out", "paused", "cancelled", "suppressed", "uncertain"],
)
async def test_a_mark_is_refused_where(pool: Pool, change: str) -> None:
    async with pool.connection() as connection:
        shard, (one, *_) = await claimed(connection)
        await connection.execute(change.encode())
        before = await states(connection)
        assert await ledger.turn(connection, [], marks(shard, one), NOW) == set()
        assert await states(connection) == before


async def test_a_result_of_an_older_token_moves_nothing(pool: Pool) -> None:
    async with pool.connection() as connection:
        shard, (one, *_) = await claimed(connection)
        await ledger.turn(connection, [], marks(shard, one), NOW)
        old = Result(one, shard.token - 1, Event.ACCEPT, "250 taken", None)
        await ledger.turn(connection, [old], [], NOW)
        assert (await states(connection))[0] is SENDING


async def test_a_result_moves_a_delivery_where_the_table_says_so_and_nowhere_else(pool: Pool) -> None:
    async with pool.connection() as connection:
        shard, (one, *_) = await claimed(connection)
        for event, state in itertools.product(RESULTS, DeliveryState):
            await connection.execute("UPDATE deliveries SET state = %s, token = %s", (state, shard.token))
            await ledger.turn(connection, [Result(one, shard.token, event, "said", None)], [], NOW)
            move = MOVES[event]
            expected = move.to if state in move.states else state
            assert ((await states(connection))[0], event, state) == (expected, event, state)


async def test_results_and_marks_of_one_turn_are_committed_together(pool: Pool) -> None:
    async with pool.connection() as connection:
        shard, (one, two, three) = await claimed(connection)
        await ledger.turn(connection, [], marks(shard, one, two), NOW)
        later = NOW + timedelta(minutes=5)
        told = [
            Result(one, shard.token, Event.ACCEPT, "250 taken; 'it''s'", None),
            Result(two, shard.token, Event.DEFER, '451 "later", {1}', later),
        ]
        assert await ledger.turn(connection, told, marks(shard, three), NOW) == {three}
        rows = await connection.execute("SELECT state, reply, not_before, tries FROM deliveries ORDER BY id")
        assert await rows.fetchall() == [
            (DeliveryState.ACCEPTED, "250 taken; 'it''s'", None, 1),
            (DeliveryState.DEFERRED, '451 "later", {1}', later, 1),
            (SENDING, "", None, 1),
        ]


async def test_a_claim_waits_for_a_mark_that_is_not_committed_yet(pool: Pool) -> None:
    async with pool.connection() as connection:
        shard, (one, *_) = await claimed(connection)
    async with pool.connection() as marking:
        assert await ledger.turn(marking, [], marks(shard, one), NOW) == {one}
        async with pool.connection() as other:
            await other.execute("SET LOCAL lock_timeout = '50ms'")
            with pytest.raises(Exception, match="lock timeout"):
                await other.execute("UPDATE shards SET token = token + 1")
            await other.rollback()
