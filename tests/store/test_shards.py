"""Shards: one worker's at a time, for as long as its lease, and an issue that ends with the last of them."""

import asyncio
from dataclasses import replace
from datetime import timedelta

from newsletter.model import DeliveryState
from newsletter.store import shards
from newsletter.store.database import Pool
from newsletter.store.shards import Shard, Taken
from tests.store.frozen import (
    ISSUE,
    LEASE,
    NOW,
    begun,
    claimed,
    drafted,
    ids,
    person,
    put,
    states,
)

QUEUED, SENDING, ACCEPTED = DeliveryState.QUEUED, DeliveryState.SENDING, DeliveryState.ACCEPTED
DEFERRED, SUPPRESSED, UNCERTAIN = DeliveryState.DEFERRED, DeliveryState.SUPPRESSED, DeliveryState.UNCERTAIN
CANCELLED = DeliveryState.CANCELLED
OVER = timedelta(0)  # a lease that has run out as soon as it is given
TEN = [f"reader{number}" for number in range(10)]


async def names_in(pool: Pool, shard: Shard) -> list[str]:
    async with pool.connection() as connection:
        return [one.name for one in await shards.waiting(connection, shard)]


# ── cutting ────────────────────────────────────────────────────────────────────────────────────────


async def test_everybody_is_in_one_shard_and_none_is_larger_than_asked_for(pool: Pool) -> None:
    numbers = await begun(pool, *TEN, size=4)
    claims = [await claimed(pool, number) for number in numbers]
    found = [await names_in(pool, claim) for claim in claims]
    assert [len(names) for names in found] == [4, 4, 2]
    assert [name for names in found for name in names] == TEN


async def test_shards_of_issues_whose_freezes_interleaved_keep_to_their_own(pool: Pool) -> None:
    async with pool.connection() as connection:
        one = await drafted(connection, *map(person, TEN))
        other = await drafted(connection, issue=replace(ISSUE, date=ISSUE.date + timedelta(days=7)))
        await connection.execute(  # as two freezes at once take their ids, in turn, from the one sequence
            "INSERT INTO deliveries (issue_id, subscriber_id, address, name, language, changed_at)"
            " SELECT i.id, s.id, s.email, s.name, s.language, i.created_at FROM subscribers s, issues i ORDER BY s.id, i.id"
        )
        numbers = [await shards.cut(connection, issue, 4) for issue in (one, other)]
    claims = [[await claimed(pool, number) for number in of_one] for of_one in numbers]
    assert [[name for claim in of_one for name in await names_in(pool, claim)] for of_one in claims] == [TEN, TEN]
    (first, *_), (second, *_) = claims
    assert first.first < second.first < first.last < second.last, "their bounds do interleave"
    await put_all(pool, one, SENDING)
    async with pool.connection() as connection:
        assert await shards.prepare(connection, second, NOW) == 0, "what is the other issue's is none of its business"


async def put_all(pool: Pool, issue: int, state: DeliveryState) -> None:
    async with pool.connection() as connection:
        await connection.execute("UPDATE deliveries SET state = %s WHERE issue_id = %s", (state, issue))


async def test_an_issue_to_nobody_has_no_shard(pool: Pool) -> None:
    assert await begun(pool) == []


# ── claims ─────────────────────────────────────────────────────────────────────────────────────────


async def test_a_claim_says_what_is_claimed_and_how_its_issue_stands(pool: Pool) -> None:
    (number,) = await begun(pool, "ana", "omar")
    claim = await claimed(pool, number)
    assert [claim.first, claim.last] == await ids(pool)
    assert (claim.id, claim.token, claim.issue_state) == (number, 1, "sending")


async def test_of_many_who_claim_a_shard_one_has_it_and_the_others_hear_for_how_long(pool: Pool) -> None:
    (number,) = await begun(pool, "ana")

    async def claim() -> Shard | Taken | None:
        async with pool.connection() as connection:
            return await shards.claim(connection, number, LEASE)

    found = await asyncio.gather(*(claim() for _ in range(6)))
    assert len([one for one in found if isinstance(one, Shard)]) == 1
    waits = [one.wait for one in found if isinstance(one, Taken)]
    assert len(waits) == 5
    assert all(OVER < wait <= LEASE for wait in waits)


async def test_a_lease_that_has_run_out_passes_with_a_new_token(pool: Pool) -> None:
    (number,) = await begun(pool, "ana")
    slow = await claimed(pool, number, OVER)
    next_one = await claimed(pool, number)
    assert next_one.token == slow.token + 1
    async with pool.connection() as connection:
        assert not await shards.renew(connection, slow, LEASE)
        assert await shards.renew(connection, next_one, LEASE)


async def test_a_lease_can_be_renewed_after_it_ran_out_while_nobody_else_has_claimed(pool: Pool) -> None:
    (number,) = await begun(pool, "ana")
    slow = await claimed(pool, number, OVER)
    async with pool.connection() as connection:
        assert await shards.renew(connection, slow, LEASE)
        assert isinstance(await shards.claim(connection, number, LEASE), Taken)


async def test_a_shard_that_is_gone_can_not_be_claimed(pool: Pool) -> None:
    async with pool.connection() as connection:
        assert await shards.claim(connection, 12345, LEASE) is None


# ── prepare ────────────────────────────────────────────────────────────────────────────────────────


async def prepared(pool: Pool, shard: Shard, minutes: int = 0) -> int:
    async with pool.connection() as connection:
        return await shards.prepare(connection, shard, NOW + timedelta(minutes=minutes))


async def test_what_a_lost_worker_had_in_hand_is_uncertain_and_is_counted(pool: Pool) -> None:
    (number,) = await begun(pool, "ana", "omar", "zoe")
    lost = await claimed(pool, number, OVER)
    await put(pool, ACCEPTED, SENDING, token=lost.token)
    assert await prepared(pool, await claimed(pool, number)) == 1
    assert await states(pool) == [ACCEPTED, UNCERTAIN, QUEUED]
    async with pool.connection() as connection:
        ((reply,),) = await (await connection.execute("SELECT reply FROM deliveries WHERE state = 7")).fetchall()
    assert reply == "the worker was lost while sending"


async def test_what_the_claim_itself_has_marked_is_not_stranded(pool: Pool) -> None:
    (number,) = await begun(pool, "ana")
    claim = await claimed(pool, number)
    await put(pool, SENDING, token=claim.token)
    assert await prepared(pool, claim) == 0
    assert await states(pool) == [SENDING]


async def test_what_was_put_off_is_queued_when_its_time_has_come_and_not_before(pool: Pool) -> None:
    (number,) = await begun(pool, "ana")
    claim = await claimed(pool, number)
    await put(pool, DEFERRED)
    await prepared(pool, claim, minutes=14)
    assert await states(pool) == [DEFERRED]
    await prepared(pool, claim, minutes=15)
    assert await states(pool) == [QUEUED]


async def test_whoever_was_suppressed_since_is_left_out_of_what_is_not_yet_on_its_way(pool: Pool) -> None:
    (number,) = await begun(pool, "ana", "omar", "yan", "zoe")
    async with pool.connection() as connection:  # behind the back of everything that is done at once
        for name in ("ana", "omar", "yan"):
            await connection.execute("INSERT INTO suppressions VALUES (%s, 'bounced', %s)", (f"{name}@b.example", NOW))
    await put(pool, ACCEPTED, DEFERRED)
    await prepared(pool, await claimed(pool, number))
    assert await states(pool) == [ACCEPTED, SUPPRESSED, SUPPRESSED, QUEUED]


async def test_a_claim_changes_nothing_outside_its_bounds(pool: Pool) -> None:
    _, middle, _ = await begun(pool, "ana", "omar", "zoe", size=1)
    claim = await claimed(pool, middle)
    await put(pool, SENDING, SENDING, SENDING)
    await prepared(pool, claim)
    assert await states(pool) == [SENDING, UNCERTAIN, SENDING]
    await put(pool, DEFERRED, DEFERRED, DEFERRED)
    await prepared(pool, claim, minutes=15)
    assert await states(pool) == [DEFERRED, QUEUED, DEFERRED]


async def test_a_delivery_that_was_put_back_comes_after_the_others(pool: Pool) -> None:
    (number,) = await begun(pool, "ana", "omar")
    await put(pool, QUEUED)
    claim = await claimed(pool, number)
    async with pool.connection() as connection:
        assert [(one.name, one.tries, one.tried_at) for one in await shards.waiting(connection, claim)] == [
            ("omar", 0, None),
            ("ana", 3, NOW),
        ]
