"""The ledger: an audience frozen once, and each row moved by whoever found it where it was."""

import asyncio
from datetime import UTC, date, datetime, timedelta

import pytest

from newsletter.model import DeliveryState, Issue, Language, Subscriber
from newsletter.store import deliveries, issues, subscribers
from newsletter.store.database import Connection, Pool
from newsletter.store.deliveries import Audience, Shard

NOW = datetime(2026, 11, 26, 9, tzinfo=UTC)
LATER = NOW + timedelta(minutes=15)
ISSUE = Issue("weekly", "middle-east", date(2026, 11, 24))
EVERYBODY = Audience("middle-east", ["en_GB", "ar_AE"], [])
QUEUED, SENDING, ACCEPTED = DeliveryState.QUEUED, DeliveryState.SENDING, DeliveryState.ACCEPTED
DEFERRED, UNCERTAIN = DeliveryState.DEFERRED, DeliveryState.UNCERTAIN


def person(name: str, language: str = "en_GB", region: str = "middle-east", tags: tuple[str, ...] = ()) -> Subscriber:
    return Subscriber(f"{name}@b.example", region, Language(language), name, tags=tags)


async def issue(connection: Connection, *people: Subscriber) -> int:
    await subscribers.merge(connection, people, NOW)
    row = await issues.create(connection, ISSUE, NOW, NOW)
    assert row is not None
    return row.id


async def frozen(connection: Connection, *people: Subscriber) -> Shard:
    """An issue frozen to these people, as one shard."""
    number = await issue(connection, *people)
    ids = await deliveries.freeze(connection, number, EVERYBODY, NOW)
    return Shard(number, ids[0], ids[-1])


async def states(connection: Connection) -> list[DeliveryState]:
    rows = await connection.execute("SELECT state FROM deliveries ORDER BY id")
    return [DeliveryState(state) async for (state,) in rows]


async def put(connection: Connection, *new: DeliveryState) -> None:
    """Puts the first deliveries, in order, into these states; deferred ones are due a quarter of an hour later."""
    rows = await connection.execute("SELECT id FROM deliveries ORDER BY id")
    for (number,), state in zip(await rows.fetchall(), new, strict=False):
        await connection.execute(
            "UPDATE deliveries SET state = %s, reply = '451 later', not_before = %s WHERE id = %s",
            (state, LATER, number),
        )


# ── the audience ───────────────────────────────────────────────────────────────────────────────────


async def test_an_audience_is_its_regions_people_each_in_a_language_that_there_is(pool: Pool) -> None:
    people = person("ana"), person("omar", "ar_AE"), person("zoe", "fr_FR"), person("kim", region="uk")
    async with pool.connection() as connection:
        shard = await frozen(connection, *people)
        queued = await deliveries.queued_in(connection, shard)
        assert [(one.address, one.name, one.language.code) for one in queued] == [
            ("ana@b.example", "ana", "en_GB"),
            ("omar@b.example", "omar", "ar_AE"),
            ("zoe@b.example", "zoe", "en_GB"),
        ]
        assert await deliveries.expected(connection, EVERYBODY) == {"en_GB": 2, "ar_AE": 1}


async def test_with_tags_only_who_has_one_of_them_is_meant(pool: Pool) -> None:
    people = person("ana", tags=("sea", "sand")), person("omar", tags=("moon",)), person("zoe")
    tagged = Audience("middle-east", ["en_GB"], ["sea", "moon"])
    async with pool.connection() as connection:
        number = await issue(connection, *people)
        assert len(await deliveries.freeze(connection, number, tagged, NOW)) == 2
        assert await deliveries.expected(connection, tagged) == {"en_GB": 2}


async def test_the_suppressed_are_counted_as_suppressed_and_not_expected(pool: Pool) -> None:
    async with pool.connection() as connection:
        await subscribers.suppress(connection, ["ANA@b.example"], "unsubscribed", NOW)
        shard = await frozen(connection, person("ana"), person("omar"))
        assert await states(connection) == [DeliveryState.SUPPRESSED, QUEUED]
        assert await deliveries.expected(connection, EVERYBODY) == {"en_GB": 1}
        assert [one.name for one in await deliveries.queued_in(connection, shard)] == ["omar"]


async def test_a_second_freeze_adds_nobody_twice(pool: Pool) -> None:
    async with pool.connection() as connection:
        shard = await frozen(connection, person("ana"))
        assert await deliveries.freeze(connection, shard.issue_id, EVERYBODY, NOW) == []
        assert sum((await deliveries.counts(connection, shard.issue_id)).values()) == 1


async def test_a_frozen_audience_comes_back_in_the_order_of_its_ids(pool: Pool) -> None:
    async with pool.connection() as connection:
        number = await issue(connection, *(person(f"reader{n}") for n in range(300)))
        ids = await deliveries.freeze(connection, number, EVERYBODY, NOW)
    assert ids == sorted(ids)
    assert len(set(ids)) == 300


# ── moves ──────────────────────────────────────────────────────────────────────────────────────────


async def test_of_many_who_mark_one_delivery_one_has_it(pool: Pool) -> None:
    async with pool.connection() as connection:
        shard = await frozen(connection, person("ana"))

    async def mark() -> bool:
        async with pool.connection() as connection:
            return await deliveries.move(connection, shard.first, to=SENDING, from_state=QUEUED, now=NOW)

    assert sorted(await asyncio.gather(*(mark() for _ in range(6)))) == [False] * 5 + [True]


async def test_a_move_keeps_the_reply_and_when_to_try_again(pool: Pool) -> None:
    async with pool.connection() as connection:
        shard = await frozen(connection, person("ana"))
        assert await deliveries.move(
            connection, shard.first, to=DEFERRED, from_state=QUEUED, now=NOW, reply="451 later", not_before=LATER
        )
        rows = await connection.execute("SELECT reply, not_before, changed_at FROM deliveries")
        assert await rows.fetchone() == ("451 later", LATER, NOW)
        assert await deliveries.deferred_in(connection, shard)


async def test_a_delivery_that_was_put_back_comes_after_the_others(pool: Pool) -> None:
    async with pool.connection() as connection:
        shard = await frozen(connection, person("ana"), person("omar"))
        await deliveries.move(connection, shard.first, to=SENDING, from_state=QUEUED, now=NOW)
        await deliveries.move(connection, shard.first, to=QUEUED, from_state=SENDING, now=LATER)
        assert [one.name for one in await deliveries.queued_in(connection, shard)] == ["omar", "ana"]


async def test_what_is_due_is_queued_again_and_what_was_put_off_too_long_is_rejected(pool: Pool) -> None:
    three_days = timedelta(hours=72)
    async with pool.connection() as connection:
        shard = await frozen(connection, person("ana"), person("omar"))
        await issues.begin(connection, shard.issue_id, NOW)
        await put(connection, DEFERRED)
        await deliveries.wake(connection, shard, LATER - timedelta(seconds=1), three_days)
        assert await states(connection) == [DEFERRED, QUEUED]
        await deliveries.wake(connection, shard, LATER, three_days)
        assert await states(connection) == [QUEUED, QUEUED]
        await put(connection, DEFERRED, ACCEPTED)
        await deliveries.wake(connection, shard, NOW + three_days, three_days)
        assert await states(connection) == [QUEUED, ACCEPTED]
        await put(connection, DEFERRED, ACCEPTED)
        await deliveries.wake(connection, shard, NOW + three_days + timedelta(seconds=1), three_days)
        rows = await connection.execute("SELECT state, reply FROM deliveries ORDER BY id LIMIT 1")
        assert await rows.fetchone() == (DeliveryState.REJECTED, "gave up: 451 later")


async def test_what_is_found_sending_is_uncertain_with_its_address(pool: Pool) -> None:
    async with pool.connection() as connection:
        shard = await frozen(connection, person("ana"), person("omar"), person("zoe"))
        await put(connection, ACCEPTED, SENDING)
        await deliveries.strand(connection, shard, LATER)
        assert await states(connection) == [ACCEPTED, UNCERTAIN, QUEUED]
        assert await deliveries.uncertain(connection, shard.issue_id) == [(shard.first + 1, "omar@b.example", LATER)]


async def test_who_was_suppressed_since_is_taken_out_of_what_is_queued_only(pool: Pool) -> None:
    async with pool.connection() as connection:
        shard = await frozen(connection, person("ana"), person("omar"))
        await put(connection, ACCEPTED)
        await subscribers.suppress(connection, ["ana@b.example", "OMAR@b.example"], "bounced", NOW)
        await deliveries.suppress_unwilling(connection, shard, NOW)
        assert await states(connection) == [ACCEPTED, DeliveryState.SUPPRESSED]


async def test_every_move_stays_within_its_shard(pool: Pool) -> None:
    async with pool.connection() as connection:
        shard = await frozen(connection, *(person(name) for name in ("ana", "omar", "zoe")))
        middle = Shard(shard.issue_id, shard.first + 1, shard.first + 1)
        await put(connection, SENDING, SENDING, SENDING)
        await deliveries.strand(connection, middle, NOW)
        assert await states(connection) == [SENDING, UNCERTAIN, SENDING]
        await put(connection, DEFERRED, DEFERRED, DEFERRED)
        await deliveries.wake(connection, middle, LATER, timedelta(hours=72))
        assert await states(connection) == [DEFERRED, QUEUED, DEFERRED]
        assert not await deliveries.deferred_in(connection, middle)
        await put(connection, QUEUED, QUEUED, QUEUED)
        await subscribers.suppress(connection, [f"{name}@b.example" for name in ("ana", "omar", "zoe")], "x", NOW)
        await deliveries.suppress_unwilling(connection, middle, NOW)
        assert await states(connection) == [QUEUED, DeliveryState.SUPPRESSED, QUEUED]
        await deliveries.strand(connection, Shard(shard.issue_id + 1, shard.first, shard.last), NOW)
        assert [one.name for one in await deliveries.queued_in(connection, shard)] == ["ana", "zoe"]


# ── claims ─────────────────────────────────────────────────────────────────────────────────────────


async def test_a_shard_is_one_workers_until_it_leaves(pool: Pool) -> None:
    one, other = Shard(1, 1, 1000), Shard(1, 1001, 2000)
    first, second, elsewhere = (deliveries.claimed(pool, shard) for shard in (one, one, other))
    async with first as is_first, second as is_second, elsewhere as is_elsewhere:
        assert (is_first, is_second, is_elsewhere) == (True, False, True)
    async with deliveries.claimed(pool, one) as again:
        assert again


async def test_a_claim_ends_with_an_error_and_with_its_connection(pool: Pool) -> None:
    shard = Shard(1, 1, 1000)
    with pytest.raises(KeyError):
        async with deliveries.claimed(pool, shard):
            raise KeyError
    ours = "locktype = 'advisory' AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
    kill = f"SELECT pg_terminate_backend(pid) FROM pg_locks WHERE {ours}".encode()
    claim = deliveries.claimed(pool, shard)
    assert await claim.__aenter__()
    async with pool.connection() as connection:
        await connection.execute(kill)
    async with asyncio.timeout(30):
        while True:
            async with deliveries.claimed(pool, shard) as free:
                if free:
                    break
    assert not await claim.__aexit__(KeyError, KeyError(), None)


# ── what is asked of it ────────────────────────────────────────────────────────────────────────────


async def test_counts_name_every_state_and_sum_to_the_audience(pool: Pool) -> None:
    async with pool.connection() as connection:
        shard = await frozen(connection, person("ana"), person("omar", "ar_AE"), person("zoe"))
        await put(connection, ACCEPTED, ACCEPTED)
        counts = await deliveries.counts(connection, shard.issue_id)
        assert set(counts) == set(DeliveryState)
        assert (counts[ACCEPTED], counts[QUEUED], sum(counts.values())) == (2, 1, 3)
        assert await deliveries.counts_by_language(connection, shard.issue_id) == {"en_GB": (2, 1), "ar_AE": (1, 1)}


async def test_a_delivery_leads_to_its_issue_and_address(pool: Pool) -> None:
    async with pool.connection() as connection:
        shard = await frozen(connection, person("ana"))
        assert await deliveries.issue_and_address(connection, shard.first) == (ISSUE, "ana@b.example")


@pytest.mark.parametrize("number", [0, 2**31, 2**63 - 1, 2**63, 2**64 - 1])
async def test_a_delivery_that_a_forged_pass_names_is_not_found(pool: Pool, number: int) -> None:
    async with pool.connection() as connection:
        assert await deliveries.issue_and_address(connection, number) is None
