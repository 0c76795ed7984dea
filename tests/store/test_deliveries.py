"""Deliveries: an audience frozen once, and what is asked of it."""

import pytest

from newsletter.model import DeliveryState
from newsletter.store import deliveries, shards, subscribers
from newsletter.store.database import Pool
from newsletter.store.deliveries import Audience
from tests.store.frozen import EVERYBODY, ISSUE, LATER, NOW, claimed, drafted, frozen, ids, person, put, states

QUEUED, SENDING, ACCEPTED = DeliveryState.QUEUED, DeliveryState.SENDING, DeliveryState.ACCEPTED
DEFERRED, UNCERTAIN = DeliveryState.DEFERRED, DeliveryState.UNCERTAIN


# ── the audience ───────────────────────────────────────────────────────────────────────────────────


async def test_an_audience_is_its_regions_people_each_in_a_language_that_there_is(pool: Pool) -> None:
    people = person("ana"), person("omar", "ar_AE"), person("zoe", "fr_FR"), person("kim", region="uk")
    async with pool.connection() as connection:
        (shard,) = await shards.cut(connection, await frozen(connection, *people), 1000)
    claim = await claimed(pool, shard)
    async with pool.connection() as connection:
        assert [(one.address, one.name, one.language) for one in await shards.waiting(connection, claim)] == [
            ("ana@b.example", "ana", "en_GB"),
            ("omar@b.example", "omar", "ar_AE"),
            ("zoe@b.example", "zoe", "en_GB"),
        ]
        assert await deliveries.expected(connection, EVERYBODY) == {"en_GB": 2, "ar_AE": 1}


async def test_with_tags_only_who_has_one_of_them_is_meant(pool: Pool) -> None:
    people = person("ana", tags=("sea", "sand")), person("omar", tags=("moon",)), person("zoe")
    tagged = Audience("middle-east", ["en_GB"], ["sea", "moon"])
    async with pool.connection() as connection:
        assert await deliveries.freeze(connection, await drafted(connection, *people), tagged, NOW) == 2
        assert await deliveries.expected(connection, tagged) == {"en_GB": 2}


async def test_the_suppressed_are_counted_as_suppressed_and_not_expected(pool: Pool) -> None:
    async with pool.connection() as connection:
        await subscribers.suppress(connection, ["ANA@b.example"], "unsubscribed", NOW)
        await frozen(connection, person("ana"), person("omar"))
        assert await deliveries.expected(connection, EVERYBODY) == {"en_GB": 1}
    assert await states(pool) == [DeliveryState.SUPPRESSED, QUEUED]


async def test_a_second_freeze_adds_nobody_twice(pool: Pool) -> None:
    async with pool.connection() as connection:
        issue = await frozen(connection, person("ana"))
        assert await deliveries.freeze(connection, issue, EVERYBODY, NOW) == 0
        assert sum((await deliveries.counts(connection, issue)).values()) == 1


# ── what is asked of it ────────────────────────────────────────────────────────────────────────────


async def test_counts_name_every_state_and_sum_to_the_audience(pool: Pool) -> None:
    async with pool.connection() as connection:
        issue = await frozen(connection, person("ana"), person("omar", "ar_AE"), person("zoe"))
    await put(pool, ACCEPTED, ACCEPTED)
    async with pool.connection() as connection:
        counts = await deliveries.counts(connection, issue)
        assert set(counts) == set(DeliveryState)
        assert (counts[ACCEPTED], counts[QUEUED], sum(counts.values())) == (2, 1, 3)
        assert await deliveries.counts_by_language(connection, issue) == {"en_GB": (2, 1), "ar_AE": (1, 1)}


async def test_the_uncertain_are_named_with_their_address(pool: Pool) -> None:
    async with pool.connection() as connection:
        issue = await frozen(connection, person("ana"), person("omar"))
    await put(pool, ACCEPTED, UNCERTAIN)
    async with pool.connection() as connection:
        assert await deliveries.uncertain(connection, issue) == [((await ids(pool))[1], "omar@b.example", NOW)]


async def test_deliveries_are_listed_by_issue_state_and_address(pool: Pool) -> None:
    async with pool.connection() as connection:
        issue = await frozen(connection, person("ana"), person("omar"), person("zoe"))
    await put(pool, DEFERRED, UNCERTAIN)
    async with pool.connection() as connection:
        (ana,) = await deliveries.listed(connection, [issue], [DEFERRED, SENDING])
        assert (ana.address, ana.state, ana.tries, ana.changed_at) == ("ana@b.example", DEFERRED, 3, NOW)
        assert (ana.issue_id, ana.not_before, ana.reply) == (issue, LATER, "451 later")
        (omar,) = await deliveries.listed(connection, [issue], [*DeliveryState], "OMAR@b.example")
        assert (omar.state, omar.not_before) == (UNCERTAIN, None), "only what is deferred waits for its time"
        assert await deliveries.listed(connection, [issue + 1], [*DeliveryState]) == []


async def test_a_delivery_leads_to_its_issue_and_address(pool: Pool) -> None:
    async with pool.connection() as connection:
        await frozen(connection, person("ana"))
    (number,) = await ids(pool)
    async with pool.connection() as connection:
        assert await deliveries.issue_and_address(connection, number) == (ISSUE, "ana@b.example")


@pytest.mark.parametrize("number", [0, 2**31, 2**63 - 1, 2**63, 2**64 - 1])
async def test_a_delivery_that_a_forged_pass_names_is_not_found(pool: Pool, number: int) -> None:
    async with pool.connection() as connection:
        assert await deliveries.issue_and_address(connection, number) is None
