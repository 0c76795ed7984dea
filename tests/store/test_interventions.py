"""A person's word and the ledger: what it moves, what it leaves, and how it gets on with a worker at the same time."""

import asyncio
from dataclasses import replace

import psycopg
import pytest

from newsletter.deliver.transitions import Event
from newsletter.model import DeliveryState
from newsletter.store import deliveries, interventions, ledger, subscribers
from newsletter.store.database import Pool
from newsletter.store.ledger import Mark, Result
from tests.store.frozen import EVERYBODY, ISSUE, LATER, NOW, begun, claimed, drafted, frozen, ids, put, states

QUEUED, SENDING, ACCEPTED = DeliveryState.QUEUED, DeliveryState.SENDING, DeliveryState.ACCEPTED
DEFERRED, REJECTED, SUPPRESSED = DeliveryState.DEFERRED, DeliveryState.REJECTED, DeliveryState.SUPPRESSED
CANCELLED, UNCERTAIN = DeliveryState.CANCELLED, DeliveryState.UNCERTAIN


async def suppress(pool: Pool, *names: str) -> None:
    async with pool.connection() as connection:
        await subscribers.suppress(connection, [f"{name.upper()}@b.example" for name in names], "unsubscribed", LATER)


async def cancel(pool: Pool, issue: int) -> None:
    async with pool.connection() as connection:
        await interventions.cancel(connection, issue, NOW)


async def turn(pool: Pool, *marks: Mark, results: tuple[Result, ...] = ()) -> set[int]:
    """What a worker's ledger does: results and marks, committed at once."""
    async with await psycopg.AsyncConnection.connect(str(pool.conninfo), autocommit=True) as connection:
        return {*await ledger.turn(connection, results, marks, NOW)}


async def column(pool: Pool, name: str) -> list[object]:
    async with pool.connection() as connection:
        rows = await connection.execute(f"SELECT {name} FROM deliveries ORDER BY id".encode())
        return [value async for (value,) in rows]


async def until_somebody_waits(pool: Pool) -> None:
    """Until somebody waits for a lock in this database."""
    query = "SELECT FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"
    async with asyncio.timeout(30):
        while True:
            async with pool.connection() as connection:
                if (await connection.execute(query)).rowcount:
                    return


# ── suppressing ────────────────────────────────────────────────────────────────────────────────────


async def test_who_unsubscribes_is_taken_out_at_once_of_what_is_not_yet_on_its_way(pool: Pool) -> None:
    people = "ana", "ben", "cem", "dina", "omar", "zoe"
    await begun(pool, *people)
    await put(pool, QUEUED, DEFERRED, SENDING, ACCEPTED, UNCERTAIN)
    await suppress(pool, *people[:-1])
    assert await states(pool) == [SUPPRESSED, SUPPRESSED, SENDING, ACCEPTED, UNCERTAIN, QUEUED]
    assert (await column(pool, "changed_at"))[:3] == [LATER, LATER, NOW]
    assert set((await column(pool, "reply"))[:3]) == {"451 later"}, "what the relay said stays"


async def test_a_mark_for_who_unsubscribed_in_the_middle_of_the_campaign_is_not_granted(pool: Pool) -> None:
    (shard,) = await begun(pool, "ana", "omar")
    claim = await claimed(pool, shard)  # and its worker has read whom to send to
    ana, omar = await ids(pool)
    await suppress(pool, "ana")
    assert await turn(pool, *(Mark(number, claim.id, claim.token) for number in (ana, omar))) == {omar}
    assert await states(pool) == [SUPPRESSED, SENDING]


async def test_who_unsubscribes_while_a_mark_is_being_written_waits_and_does_not_undo_it(pool: Pool) -> None:
    (shard,) = await begun(pool, "ana", "omar")
    claim = await claimed(pool, shard)
    async with pool.connection() as worker:
        granted = await ledger.turn(worker, [], [Mark((await ids(pool))[0], claim.id, claim.token)], NOW)
        assert len(granted) == 1
        leaving = asyncio.create_task(suppress(pool, "ana", "omar"))
        await until_somebody_waits(pool)
        await worker.commit()
        await leaving
    assert await states(pool) == [SENDING, SUPPRESSED]


@pytest.mark.parametrize(
    ("state", "expected"),
    [("sending", SUPPRESSED), ("paused", SUPPRESSED), ("done", QUEUED), ("cancelled", QUEUED)],
)
async def test_only_what_is_being_sent_or_paused_is_touched(pool: Pool, state: str, expected: DeliveryState) -> None:
    await begun(pool, "ana")
    async with pool.connection() as connection:
        await connection.execute("UPDATE issues SET state = %s", (state,))
    await suppress(pool, "ana")
    assert await states(pool) == [expected]


async def test_who_unsubscribes_is_taken_out_of_every_issue_that_is_being_sent(pool: Pool) -> None:
    await begun(pool, "ana")
    async with pool.connection() as connection:
        await frozen(connection, issue=replace(ISSUE, campaign="monthly"))
    await suppress(pool, "ana")
    assert await states(pool) == [SUPPRESSED, SUPPRESSED]


async def test_it_is_the_deliverys_own_address_that_counts(pool: Pool) -> None:
    await begun(pool, "ana", "omar")
    async with pool.connection() as connection:
        await connection.execute("DELETE FROM subscribers WHERE name = 'ana'")
        await connection.execute("UPDATE subscribers SET email = 'zoe@b.example' WHERE name = 'omar'")
    await suppress(pool, "zoe", "ana")
    assert await states(pool) == [SUPPRESSED, QUEUED]
    await suppress(pool, "omar")
    assert await states(pool) == [SUPPRESSED, SUPPRESSED]


async def test_who_is_erased_is_taken_out_and_their_address_with_them(pool: Pool) -> None:
    await begun(pool, "ana", "omar", "zoe")
    await put(pool, DEFERRED, SENDING)
    async with pool.connection() as connection:
        for name in ("ana", "omar"):
            assert await subscribers.erase(connection, f"{name}@b.example", LATER)
    assert await states(pool) == [SUPPRESSED, SENDING, QUEUED]
    assert await column(pool, "address") == ["", "", "zoe@b.example"]


@pytest.mark.parametrize("word", [Event.SUPPRESS, Event.CANCEL], ids=["unsubscribes", "cancels"])
async def test_a_person_and_a_worker_never_wait_for_each_other_in_a_circle(pool: Pool, word: Event) -> None:
    (shard,) = await begun(pool, "ana", "omar")
    claim = await claimed(pool, shard)
    ana, omar = (Mark(number, claim.id, claim.token) for number in await ids(pool))
    step_in = suppress(pool, "ana", "omar") if word is Event.SUPPRESS else cancel(pool, claim.issue_id)
    async with pool.connection() as worker:  # whose one statement marks them in this order
        assert await ledger.turn(worker, [], [omar], NOW) == {omar.delivery}
        stepping_in = asyncio.create_task(step_in)
        await until_somebody_waits(pool)
        assert await ledger.turn(worker, [], [ana], NOW) == {ana.delivery}
        await worker.commit()
        await stepping_in
    assert await states(pool) == [SENDING, SENDING]


# ── cancelling ─────────────────────────────────────────────────────────────────────────────────────


async def test_cancelling_leaves_what_is_on_its_way_or_settled(pool: Pool) -> None:
    await begun(pool, "ana", "ben", "cem", "dina", "eve", "omar", "zoe")
    await put(pool, QUEUED, DEFERRED, SENDING, ACCEPTED, REJECTED, SUPPRESSED, UNCERTAIN)
    async with pool.connection() as connection:
        ((issue,),) = await (await connection.execute("SELECT id FROM issues")).fetchall()
        other = await drafted(connection, issue=replace(ISSUE, campaign="monthly"))
        await deliveries.freeze(connection, other, EVERYBODY, NOW)
        assert await interventions.cancel(connection, issue, LATER) == 2
    assert await states(pool) == [
        CANCELLED,
        CANCELLED,
        SENDING,
        ACCEPTED,
        REJECTED,
        SUPPRESSED,
        UNCERTAIN,
        *[QUEUED] * 7,
    ]


async def test_of_a_mark_and_a_cancellation_at_once_the_first_to_commit_is_right(pool: Pool) -> None:
    (shard,) = await begun(pool, "ana", "omar")
    claim = await claimed(pool, shard)
    ana, omar = (Mark(number, claim.id, claim.token) for number in await ids(pool))

    async with pool.connection() as worker:
        await ledger.turn(worker, [], [ana], NOW)
        cancelling = asyncio.create_task(cancel(pool, claim.issue_id))
        await until_somebody_waits(pool)
        await worker.commit()
        await cancelling
    assert await states(pool) == [SENDING, CANCELLED]
    await put(pool, QUEUED, QUEUED)
    async with pool.connection() as connection:
        await interventions.cancel(connection, claim.issue_id, NOW)
        marking = asyncio.create_task(turn(pool, omar, ana))
        await until_somebody_waits(pool)
        await connection.commit()
    assert await marking == set()
    assert await states(pool) == [CANCELLED, CANCELLED]


# ── what is uncertain ──────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("state", [state for state in DeliveryState if state is not UNCERTAIN])
async def test_only_what_is_uncertain_can_be_sent_again_or_closed(pool: Pool, state: DeliveryState) -> None:
    (shard,) = await begun(pool, "ana")
    await put(pool, state)
    claim = await claimed(pool, shard)
    async with pool.connection() as connection:
        assert await interventions.resendable(connection, claim.issue_id, await ids(pool)) == []
        assert await interventions.resend(connection, await ids(pool), "Ana", LATER) == 0
        assert await interventions.close(connection, await ids(pool), "Ana", LATER) == 0
    assert await states(pool) == [state]


async def test_what_is_sent_again_is_as_if_it_had_never_been_tried(pool: Pool) -> None:
    await begun(pool, "ana", "omar")
    await put(pool, UNCERTAIN, UNCERTAIN)
    ana, _ = await ids(pool)
    async with pool.connection() as connection:
        assert await interventions.resend(connection, [ana], "Ana", LATER) == 1
    assert await states(pool) == [QUEUED, UNCERTAIN]
    assert await column(pool, "(tries, tried_at, not_before, changed_at)::text") == [
        str(await one_text(pool, "(0::smallint, NULL, NULL, %s::timestamptz)", LATER)),
        str(await one_text(pool, "(3::smallint, %s::timestamptz, %s::timestamptz, %s::timestamptz)", NOW, LATER, NOW)),
    ]
    assert await column(pool, "reply") == ["sent again by Ana: 451 later", "451 later"]


async def one_text(pool: Pool, row: str, *values: object) -> object:
    async with pool.connection() as connection:
        found = await (await connection.execute(f"SELECT ({row})::text".encode(), values)).fetchone()
    assert found is not None
    return found[0]


async def test_who_unsubscribed_or_was_erased_since_is_not_sent_it_again(pool: Pool) -> None:
    (shard,) = await begun(pool, "ana", "omar", "zoe")
    await put(pool, UNCERTAIN, UNCERTAIN, UNCERTAIN)
    await suppress(pool, "ana")
    async with pool.connection() as connection:
        await subscribers.erase(connection, "omar@b.example", NOW)
    claim = await claimed(pool, shard)
    async with pool.connection() as connection:
        found = await ids(pool)
        assert await interventions.resendable(connection, claim.issue_id, found) == found[2:]
        assert await interventions.resendable(connection, claim.issue_id + 1, found) == []


async def test_a_late_answer_after_it_was_queued_again_changes_nothing(pool: Pool) -> None:
    await begun(pool, "ana")
    await put(pool, UNCERTAIN, token=4)
    (ana,) = await ids(pool)
    async with pool.connection() as connection:
        await interventions.resend(connection, [ana], "Ana", LATER)
    await turn(pool, results=(Result(ana, 4, Event.ACCEPT, "250 taken", None),))
    assert await states(pool) == [QUEUED]


async def test_what_is_closed_keeps_what_was_known_of_it(pool: Pool) -> None:
    await begun(pool, "ana", "omar")
    await put(pool, UNCERTAIN, UNCERTAIN)
    async with pool.connection() as connection:
        await connection.execute("UPDATE deliveries SET reply = '' WHERE name = 'omar'")
        assert await interventions.close(connection, await ids(pool), "Ana", LATER) == 2
    assert await states(pool) == [CANCELLED, CANCELLED]
    assert await column(pool, "reply") == ["closed by Ana: 451 later", "closed by Ana"]
