"""Subscribers and the suppression list: one address is one person, in whatever case it is written."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from newsletter.model import DeliveryState, Issue, Language, Subscriber
from newsletter.store import deliveries, issues, subscribers
from newsletter.store.database import Connection, Pool

NOW = datetime(2026, 11, 26, 9, tzinfo=UTC)
LATER = datetime(2026, 11, 27, 9, tzinfo=UTC)
ANA = Subscriber(
    email="Ana@b.example",
    region="middle-east",
    language=Language("ar_AE"),
    name="Ana",
    timezone="Asia/Dubai",
    tags=("sea", "a,b"),
    consent_at=datetime(2026, 1, 1, tzinfo=UTC),
    consent_source="website",
)
OMAR = Subscriber("omar@b.example", "uk", Language("en_GB"))


async def delivered(connection: Connection, *people: Subscriber) -> int:
    """An issue to these people, frozen."""
    await subscribers.merge(connection, people, NOW)
    row = await issues.create(connection, Issue("weekly", "uk", NOW.date()), None, NOW)
    assert row is not None
    await deliveries.freeze(connection, row.id, deliveries.Audience("uk", ["en_GB"], []), NOW)
    return row.id


async def test_a_subscriber_is_found_as_imported_in_any_case(pool: Pool) -> None:
    async with pool.connection() as connection:
        assert await subscribers.merge(connection, [ANA, OMAR], NOW) == (2, 0)
        assert await subscribers.find(connection, "ANA@B.EXAMPLE") == ANA
        assert await subscribers.find(connection, "nobody@b.example") is None
        assert await subscribers.every(connection) == [ANA, OMAR]


async def test_a_known_subscriber_is_updated_in_the_columns_that_are_spoken_of(pool: Pool) -> None:
    async with pool.connection() as connection:
        await subscribers.merge(connection, [ANA], NOW)
    changed = replace(OMAR, email="ana@B.example", name="Anna")
    async with pool.connection() as connection:
        assert await subscribers.merge(connection, [changed], NOW, columns=("email", "region", "name")) == (0, 1)
        found = await subscribers.find(connection, "ana@b.example")
    assert found == replace(ANA, region="uk", name="Anna")


async def test_an_empty_import_is_no_error(pool: Pool) -> None:
    async with pool.connection() as connection:
        assert await subscribers.merge(connection, [], NOW) == (0, 0)


async def test_an_import_that_raises_in_the_middle_leaves_nothing(pool: Pool) -> None:
    def people() -> object:
        yield ANA
        raise ValueError("broken off")

    with pytest.raises(ValueError, match="broken off"):
        async with pool.connection() as connection:
            await subscribers.merge(connection, people(), NOW)  # type: ignore[arg-type]
    async with pool.connection() as connection:
        assert await subscribers.every(connection) == []


async def test_a_suppression_holds_from_the_first_time_in_any_case(pool: Pool) -> None:
    async with pool.connection() as connection:
        assert (
            await subscribers.suppress(connection, ["ANA@b.example", "ana@B.example", "x@y.example"], "bounced", NOW)
            == 2
        )
        assert await subscribers.suppress(connection, ["Ana@b.example"], "by hand", LATER) == 0
        assert await subscribers.suppression(connection, "aNA@b.example") == ("bounced", NOW)
        assert await subscribers.suppression(connection, "nobody@b.example") is None
        assert await subscribers.suppress(connection, [], "by hand", LATER) == 0


async def test_a_capital_letter_beyond_ascii_hides_nobody_from_the_suppression_list(pool: Pool) -> None:
    async with pool.connection() as connection:
        await subscribers.suppress(connection, ["ana@MÜNCHEN.example"], "bounced", NOW)
        assert await subscribers.suppression(connection, "ana@münchen.example") == ("bounced", NOW)


async def test_erasing_forgets_a_person_everywhere_but_on_the_suppression_list(pool: Pool) -> None:
    async with pool.connection() as connection:
        issue = await delivered(connection, replace(ANA, region="uk"), OMAR)
        await connection.execute("UPDATE deliveries SET reply = '451 <ana@b.example> later'")
        assert await subscribers.erase(connection, "ana@B.EXAMPLE", LATER)
        assert await subscribers.find(connection, ANA.email) is None
        assert await subscribers.suppression(connection, ANA.email) == ("erased", LATER)
        rows = await connection.execute("SELECT address, name, reply, state FROM deliveries ORDER BY id")
        assert (await rows.fetchall())[0] == ("", "", "", DeliveryState.SUPPRESSED)
        assert (await deliveries.counts(connection, issue))[DeliveryState.QUEUED] == 1


@pytest.mark.parametrize("state", [DeliveryState.ACCEPTED, DeliveryState.UNCERTAIN, DeliveryState.REJECTED])
async def test_erasing_does_not_change_what_became_of_a_message(pool: Pool, state: DeliveryState) -> None:
    async with pool.connection() as connection:
        issue = await delivered(connection, OMAR)
        await connection.execute("UPDATE deliveries SET state = %s", (state,))
        assert await subscribers.erase(connection, OMAR.email, LATER)
        assert (await deliveries.counts(connection, issue))[state] == 1


async def test_erasing_somebody_unknown_is_told_and_still_suppresses(pool: Pool) -> None:
    async with pool.connection() as connection:
        assert not await subscribers.erase(connection, "nobody@b.example", NOW)
        assert await subscribers.suppression(connection, "nobody@b.example") == ("erased", NOW)


async def test_samples_are_counted_by_region_and_removed(pool: Pool) -> None:
    async with pool.connection() as connection:
        await subscribers.merge(connection, [ANA], NOW, sample=True)
        assert await subscribers.has_samples(connection, "middle-east")
        assert not await subscribers.has_samples(connection, "uk")
        assert await subscribers.remove_samples(connection) == 1
        assert await subscribers.every(connection) == []
