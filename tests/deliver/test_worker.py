"""Shards worked off: everybody once, nobody twice, whoever is left out, refused or put off."""

import asyncio
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from newsletter.ctas.links import Signer
from newsletter.deliver import worker
from newsletter.deliver.message import Letter, Recipient, envelope_of
from newsletter.deliver.sink import sink
from newsletter.model import DeliveryState
from newsletter.store import shards, subscribers

if TYPE_CHECKING:
    from tests.deliver.conftest import Office, OfficeAt, Peer

NOW = datetime(2026, 11, 26, 9, tzinfo=UTC)

ANA, OMAR, ZOE = "ana@harbour.test", "omar@harbour.test", "zoe@harbour.test"
SENDING, ACCEPTED, DEFERRED = DeliveryState.SENDING, DeliveryState.ACCEPTED, DeliveryState.DEFERRED
REJECTED, SUPPRESSED = DeliveryState.REJECTED, DeliveryState.SUPPRESSED
TEN = [f"reader{number}@harbour.test" for number in range(10)]


# ── everybody once ─────────────────────────────────────────────────────────────────────────────────


async def test_every_recipient_gets_one_message_and_the_issue_is_done(office: "Office", peer: "Peer") -> None:
    await office.subscribe(*TEN)
    await office.start()
    await office.work()
    assert set((await office.states()).values()) == {ACCEPTED}
    assert sorted(peer.recipients) == TEN
    assert len(peer.messages) == 10
    assert await office.issue_state() == "done"
    assert await office.job_states() == ["succeeded"]


async def test_the_messages_that_arrive_are_the_messages_that_were_built(office_at: "OfficeAt", tmp_path: Path) -> None:
    async with sink(tmp_path / "sent") as port, office_at(port) as office:
        await office.subscribe(ANA, OMAR, name="Zoë the “Tide”")
        await office.start()
        await office.work()
        ids = await office.rows("SELECT id, address, name FROM deliveries ORDER BY id")
    settings, edition = office.settings, office.edition
    letter = Letter(edition, envelope_of(settings, settings.regions["uk"], edition.language), office.now)
    signer = Signer(settings.signing_keys, edition.issue)
    expected = {letter.to(Recipient(address, name, number, signer.sign(number))) for number, address, name in ids}
    assert {path.read_bytes() for path in (tmp_path / "sent").iterdir()} == expected


async def test_two_workers_beside_each_other_send_to_everybody_once(office: "Office", peer: "Peer") -> None:
    await office.subscribe(*TEN)
    await office.start(shard=2)
    another = worker.make_queue()
    async with another.open_async(office.pool):
        await asyncio.gather(office.work(), worker.run(another, office.room(), until_idle=True))
    assert sorted(peer.recipients) == TEN
    assert set((await office.states()).values()) == {ACCEPTED}
    assert await office.issue_state() == "done"


async def test_who_sends_waits_for_the_worker_that_helps(office: "Office", peer: "Peer") -> None:
    await office.subscribe(*TEN)
    await office.start()
    helper = worker.make_queue()
    async with helper.open_async(office.pool):
        helping = asyncio.create_task(worker.run(helper, office.room(), until_idle=True))
        await peer.came.wait()  # the only shard is in the helper's hands
        ((issue,),) = await office.rows("SELECT id FROM issues")
        await worker.run_until_settled(office.queue, office.room(), [issue])
        assert set((await office.states()).values()) == {ACCEPTED}
        await helping


async def test_a_shard_that_is_worked_twice_sends_nothing_twice(office: "Office", peer: "Peer") -> None:
    await office.subscribe(ANA, OMAR)
    await office.start()
    await office.work_shards()
    await office.work_shards()
    assert len(peer.messages) == 2


async def test_of_two_workers_at_one_shard_one_leaves_it_untouched_and_comes_again(
    office: "Office", peer: "Peer"
) -> None:
    await office.subscribe(ANA)
    await office.start()
    (shard,) = await office.shards()
    async with office.pool.connection() as connection:
        assert isinstance(await shards.claim(connection, shard, timedelta(seconds=30)), shards.Shard)
    await office.change(f"UPDATE deliveries SET state = {SENDING}")
    (again,) = await office.work_shards()
    assert again is not None
    assert office.now < again <= office.now + timedelta(seconds=30)
    assert await office.states() == {ANA: SENDING}  # its claimant is alive, and knows what becomes of it


async def test_an_address_beyond_ascii_is_given_to_the_relay_in_idna(office: "Office", peer: "Peer") -> None:
    await office.subscribe("ana@bücher.example")
    await office.start()
    await office.work_shards()
    assert peer.recipients == ["ana@xn--bcher-kva.example"]


# ── left out, refused, put off ─────────────────────────────────────────────────────────────────────


async def test_who_unsubscribes_between_freeze_and_sending_is_left_out(office: "Office", peer: "Peer") -> None:
    await office.subscribe(ANA, OMAR)
    await office.start()
    async with office.pool.connection() as connection:
        await subscribers.suppress(connection, [ANA.upper()], "unsubscribed", office.now)
    await office.work()
    assert await office.states() == {ANA: SUPPRESSED, OMAR: ACCEPTED}
    assert peer.recipients == [OMAR]


async def test_who_is_erased_between_freeze_and_sending_is_left_out(office: "Office", peer: "Peer") -> None:
    await office.subscribe(ANA, OMAR)
    await office.start()
    async with office.pool.connection() as connection:
        assert await subscribers.erase(connection, ANA, office.now)
    await office.work()
    assert peer.recipients == [OMAR]
    assert await office.issue_state() == "done"


async def test_one_whom_no_message_can_name_does_not_hold_up_the_others(office: "Office", peer: "Peer") -> None:
    await office.subscribe(ANA, OMAR, ZOE)
    await office.start()
    await office.change(f"UPDATE deliveries SET address = 'no address' WHERE address = '{ANA}'")
    await office.change(f"UPDATE deliveries SET name = E'Omar\\r\\nBcc: x@y.test' WHERE address = '{OMAR}'")
    await office.work()
    assert await office.states() == {"no address": REJECTED, OMAR: REJECTED, ZOE: ACCEPTED}
    assert peer.recipients == [ZOE]


async def test_a_refused_recipient_is_rejected_with_the_relays_words(office: "Office", peer: "Peer") -> None:
    await office.subscribe(ANA, OMAR)
    await office.start()
    peer.says("RCPT", "550 5.1.1 nobody here", "250 well")
    await office.work()
    assert await office.rows("SELECT state, reply FROM deliveries ORDER BY state") == [
        (ACCEPTED, "250 taken"),
        (REJECTED, "550 5.1.1 nobody here"),
    ]
    assert await office.issue_state() == "done"


async def test_a_delivery_put_off_is_tried_again_when_its_time_has_come(office: "Office", peer: "Peer") -> None:
    await office.subscribe(ANA, OMAR)
    await office.start()
    peer.says("RCPT", "451 greylisted", "250 well")
    (again,) = await office.work_shards()
    states = await office.states()
    assert sorted(states.values()) == [ACCEPTED, DEFERRED]
    assert await office.issue_state() == "sending"
    assert again is not None
    assert timedelta(minutes=4) <= again - office.now <= timedelta(minutes=6)
    office.now = again - timedelta(seconds=1)
    assert await office.work_shards() == [again]
    assert len(peer.messages) == 1
    office.now = again
    assert await office.work_shards() == [None]
    assert await office.states() == {ANA: ACCEPTED, OMAR: ACCEPTED}
    assert sorted(peer.recipients[:2]) == [ANA, OMAR]
    assert states[peer.recipients[2]] is DEFERRED
    assert await office.issue_state() == "done"


async def test_a_job_with_deliveries_put_off_is_followed_by_one_when_the_first_of_them_is_due(
    office: "Office", peer: "Peer"
) -> None:
    await office.subscribe(ANA)
    await office.start()
    peer.says("RCPT", "451 greylisted", "250 well")
    await office.work()
    ((not_before,),) = await office.rows("SELECT not_before FROM deliveries")
    assert await office.rows("SELECT status::text, scheduled_at FROM procrastinate_jobs ORDER BY id") == [
        ("succeeded", None),
        ("todo", not_before),
    ]


async def test_each_try_that_fails_doubles_the_wait(office: "Office", peer: "Peer") -> None:
    await office.subscribe(ANA)
    await office.start()
    peer.says("RCPT", "451 greylisted")
    waits = []
    for _ in range(4):
        (again,) = await office.work_shards()
        assert again is not None
        waits.append((again - office.now).total_seconds() / 60)
        office.now = again
    assert [round(wait / 5 / 2**number) for number, wait in enumerate(waits)] == [1, 1, 1, 1]
    assert await office.rows("SELECT tries FROM deliveries") == [(4,)]


async def test_after_72_hours_a_delivery_put_off_is_given_up_with_the_last_words(
    office: "Office", peer: "Peer"
) -> None:
    await office.subscribe(ANA)
    await office.start()
    peer.says("RCPT", "451 greylisted")
    assert await office.work_shards() != [None]
    office.later(hours=71, minutes=55)
    (last,) = await office.work_shards()
    assert last == NOW + timedelta(hours=72)
    office.now = last
    assert await office.work_shards() == [None]
    assert await office.rows("SELECT state, reply FROM deliveries") == [(REJECTED, "gave up: 451 greylisted")]
    assert len(peer.heard("RCPT")) == 3
    assert await office.issue_state() == "done"


async def test_a_relay_gets_no_more_messages_than_its_pace_allows(
    office_at: "OfficeAt", peer: "Peer", monkeypatch: pytest.MonkeyPatch
) -> None:
    async with office_at(peer.port) as office:
        slow = replace(office.settings.relays["main"], rate=10.0)
        office.settings = replace(office.settings, relays={"main": slow})
        await office.subscribe(*(f"reader{number}@harbour.test" for number in range(25)))
        await office.start(shard=5)
        began = time.monotonic()
        other = worker.make_queue()
        async with other.open_async(office.pool):  # two workers share the bucket
            await asyncio.gather(office.work(), worker.run(other, office.room(), until_idle=True))
        took = time.monotonic() - began
        assert set((await office.states()).values()) == {ACCEPTED}
        assert took >= 1.4  # 25 messages: ten of the first second's at once, and fifteen more at ten a second
