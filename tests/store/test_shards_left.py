"""Shards given back: what is left in them, when an issue is over, and how it is opened again."""

import asyncio
from datetime import timedelta

import pytest

from newsletter.model import DeliveryState
from newsletter.store import issues, shards
from newsletter.store.database import Pool
from newsletter.store.shards import Left, Shard
from tests.store.frozen import LATER, LEASE, begun, claimed, ids, put, state_of_issue, states

QUEUED, SENDING, ACCEPTED = DeliveryState.QUEUED, DeliveryState.SENDING, DeliveryState.ACCEPTED
DEFERRED, CANCELLED, UNCERTAIN = DeliveryState.DEFERRED, DeliveryState.CANCELLED, DeliveryState.UNCERTAIN
OVER = timedelta(0)  # a lease that has run out as soon as it is given


async def leave(pool: Pool, shard: Shard) -> Left:
    async with pool.connection() as connection:
        return await shards.leave(connection, shard)


async def issue_id(pool: Pool) -> int:
    async with pool.connection() as connection:
        ((number,),) = await (await connection.execute("SELECT id FROM issues")).fetchall()
    return int(number)


async def unfinished(pool: Pool) -> list[int]:
    async with pool.connection() as connection:
        return await shards.unfinished(connection, await issue_id(pool))


@pytest.mark.parametrize(
    ("first", "second", "left"),
    [
        (QUEUED, DEFERRED, Left(2, None)),
        (SENDING, ACCEPTED, Left(1, None)),
        (DEFERRED, ACCEPTED, Left(1, LATER)),
        (UNCERTAIN, ACCEPTED, Left(0, None)),
    ],
)
async def test_who_leaves_hears_what_is_left_and_from_when_on(
    pool: Pool, first: DeliveryState, second: DeliveryState, left: Left
) -> None:
    (number,) = await begun(pool, "ana", "omar")
    await put(pool, first, second)
    assert await leave(pool, await claimed(pool, number)) == left
    assert await unfinished(pool) == ([number] if left.number else [])


async def test_a_shard_that_was_left_can_be_claimed_at_once(pool: Pool) -> None:
    (number,) = await begun(pool, "ana")
    await leave(pool, await claimed(pool, number))
    assert (await claimed(pool, number)).token == 2


async def test_who_was_too_slow_leaves_the_shard_with_whoever_has_it_now(pool: Pool) -> None:
    (number,) = await begun(pool, "ana")
    slow = await claimed(pool, number, OVER)
    quick = await claimed(pool, number)
    await put(pool, ACCEPTED)
    await leave(pool, slow)
    assert await unfinished(pool) == [number]
    async with pool.connection() as connection:
        assert await shards.renew(connection, quick, LEASE)


async def test_the_last_one_out_closes_the_issue(pool: Pool) -> None:
    one, other = [await claimed(pool, number) for number in await begun(pool, "ana", "omar", size=1)]
    await put(pool, ACCEPTED, ACCEPTED)
    await leave(pool, one)
    assert await state_of_issue(pool) == "sending"
    await leave(pool, other)
    assert await state_of_issue(pool) == "done"


async def test_of_two_who_leave_the_last_two_shards_at_once_one_closes_the_issue(pool: Pool) -> None:
    claims = [await claimed(pool, number) for number in await begun(pool, "ana", "omar", size=1)]
    await put(pool, ACCEPTED, ACCEPTED)
    async with pool.connection() as early:
        await shards.leave(early, claims[0])  # and its commit takes its time
        late = asyncio.create_task(leave(pool, claims[1]))
        await one_waits(pool)
        await early.commit()
        await late
    assert await state_of_issue(pool) == "done"


async def one_waits(pool: Pool) -> None:
    """Until somebody waits for a lock in this database."""
    query = "SELECT FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"
    async with asyncio.timeout(30):
        while True:
            async with pool.connection() as connection:
                if (await connection.execute(query)).rowcount:
                    return


@pytest.mark.parametrize("state", ["paused", "cancelled"])
async def test_an_issue_that_somebody_stopped_is_not_closed_behind_their_back(pool: Pool, state: str) -> None:
    (number,) = await begun(pool, "ana")
    claim = await claimed(pool, number)
    await put(pool, ACCEPTED)
    async with pool.connection() as connection:
        assert await issues.move(connection, claim.issue_id, to=state, from_states=("sending",))
    await leave(pool, claim)
    assert (await state_of_issue(pool), await unfinished(pool)) == (state, [])


async def test_what_comes_back_to_an_issue_that_was_cancelled_meanwhile_is_cancelled_too(pool: Pool) -> None:
    number, other = await begun(pool, "ana", "omar", "yan", "zoe", size=3)
    claim = await claimed(pool, number)
    async with pool.connection() as connection:
        await issues.move(connection, claim.issue_id, to="cancelled", from_states=("sending",))
    await put(pool, ACCEPTED, QUEUED, DEFERRED)
    assert await leave(pool, claim) == Left(0, None)
    assert await states(pool) == [ACCEPTED, CANCELLED, CANCELLED, QUEUED]
    assert await unfinished(pool) == [other]


async def test_to_send_a_delivery_again_opens_its_shard_and_an_issue_that_was_done(pool: Pool) -> None:
    numbers = await begun(pool, "ana", "omar", "zoe", size=1)
    await put(pool, UNCERTAIN, UNCERTAIN, ACCEPTED)
    for number in numbers:
        await leave(pool, await claimed(pool, number))
    assert (await state_of_issue(pool), await unfinished(pool)) == ("done", [])
    _, omar, _ = await ids(pool)
    async with pool.connection() as connection:
        assert await shards.reopen(connection, await issue_id(pool), [omar]) == [numbers[1]]
    assert (await state_of_issue(pool), await unfinished(pool)) == ("sending", [numbers[1]])


async def test_nothing_is_opened_for_no_delivery_nor_for_another_issues(pool: Pool) -> None:
    (number,) = await begun(pool, "ana")
    await put(pool, ACCEPTED)
    await leave(pool, await claimed(pool, number))
    async with pool.connection() as connection:
        assert await shards.reopen(connection, await issue_id(pool), []) == []
        assert await shards.reopen(connection, await issue_id(pool) + 1, await ids(pool)) == []
    assert await state_of_issue(pool) == "done"


async def test_an_issue_is_under_way_while_somebody_in_it_waits_for_nothing_but_their_turn(pool: Pool) -> None:
    await begun(pool, "ana", "omar")
    issue = await issue_id(pool)
    for state, expected in ((QUEUED, True), (SENDING, True), (DEFERRED, False), (UNCERTAIN, False), (ACCEPTED, False)):
        await put(pool, ACCEPTED, state)
        async with pool.connection() as connection:
            assert await shards.under_way(connection, [issue]) is expected
    await put(pool, QUEUED)
    async with pool.connection() as connection:
        assert not await shards.under_way(connection, [])
        await issues.pause(connection, issue, "by hand")
        assert not await shards.under_way(connection, [issue])
