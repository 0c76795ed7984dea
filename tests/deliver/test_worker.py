"""Shards worked off: everybody once, nobody twice, whoever is left out, refused or put off."""

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from newsletter.ctas.links import Signer
from newsletter.deliver import worker
from newsletter.deliver.message import Recipient, build, envelope_of
from newsletter.deliver.sink import sink
from newsletter.model import DeliveryState
from newsletter.store import deliveries, subscribers

if TYPE_CHECKING:
    from tests.deliver.conftest import Office, OfficeAt, Peer

ANA, OMAR, ZOE = "ana@harbour.test", "omar@harbour.test", "zoe@harbour.test"
SENDING, ACCEPTED, DEFERRED = DeliveryState.SENDING, DeliveryState.ACCEPTED, DeliveryState.DEFERRED
REJECTED, SUPPRESSED = DeliveryState.REJECTED, DeliveryState.SUPPRESSED
TEN = [f"reader{number}@harbour.test" for number in range(10)]


# ── everybody once ─────────────────────────────────────────────────────────────────────────────────


async def test_every_recipient_gets_one_message_over_one_connection_and_the_issue_is_done(
    office: "Office", peer: "Peer"
) -> None:
    await office.subscribe(*TEN)
    await office.start()
    await office.work()
    assert set((await office.states()).values()) == {ACCEPTED}
    assert sorted(peer.recipients) == TEN
    assert (len(peer.messages), peer.sessions) == (10, 1)
    assert await office.issue_state() == "done"
    assert await office.job_states() == ["succeeded"]


async def test_the_messages_that_arrive_are_the_messages_that_were_built(office_at: "OfficeAt", tmp_path: Path) -> None:
    async with sink(tmp_path / "sent") as port, office_at(port) as office:
        await office.subscribe(ANA, OMAR, name="Zoë the “Tide”")
        await office.start()
        await office.work()
        ids = await office.rows("SELECT id, address, name FROM deliveries ORDER BY id")
    settings, edition = office.settings, office.edition
    envelope = envelope_of(settings, settings.regions["uk"], edition.language)
    signer = Signer(settings.signing_keys, edition.issue)
    expected = [
        build(edition, envelope, Recipient(address, name, number, signer.sign(number)), office.now)
        for number, address, name in ids
    ]
    assert [path.read_bytes() for path in sorted((tmp_path / "sent").iterdir())] == expected


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


async def test_of_two_workers_at_one_shard_one_leaves_it_untouched(office: "Office", peer: "Peer") -> None:
    await office.subscribe(ANA)
    await office.start()
    (shard,) = await office.shards()
    await office.change(f"UPDATE deliveries SET state = {SENDING}")
    async with deliveries.claimed(office.pool, shard) as ours:
        assert ours
        with pytest.raises(worker.Taken):
            await worker.work(office.room(), shard)
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
    assert await office.rows("SELECT state, reply FROM deliveries ORDER BY id") == [
        (REJECTED, "550 5.1.1 nobody here"),
        (ACCEPTED, "250 taken"),
    ]
    assert await office.issue_state() == "done"


async def test_a_delivery_put_off_is_tried_again_when_its_time_has_come(office: "Office", peer: "Peer") -> None:
    await office.subscribe(ANA, OMAR)
    await office.start()
    peer.says("RCPT", "451 greylisted", "250 well")
    with pytest.raises(worker.PutOff):
        await office.work_shards()
    assert await office.states() == {ANA: DEFERRED, OMAR: ACCEPTED}
    assert await office.issue_state() == "sending"
    office.later(minutes=14)
    with pytest.raises(worker.PutOff):
        await office.work_shards()
    assert len(peer.messages) == 1
    office.later(minutes=1)
    await office.work_shards()
    assert await office.states() == {ANA: ACCEPTED, OMAR: ACCEPTED}
    assert peer.recipients == [ANA, OMAR, ANA]
    assert await office.issue_state() == "done"


async def test_a_job_with_deliveries_put_off_comes_back_in_a_quarter_of_an_hour(office: "Office", peer: "Peer") -> None:
    await office.subscribe(ANA)
    await office.start()
    peer.says("RCPT", "451 greylisted", "250 well")
    await office.work()
    ((status, minutes),) = await office.rows(
        "SELECT status::text, round(extract(epoch FROM scheduled_at - now()) / 60)::int FROM procrastinate_jobs"
    )
    assert (status, minutes) == ("todo", 15)


async def test_after_72_hours_a_delivery_put_off_is_given_up_with_the_last_words(
    office: "Office", peer: "Peer"
) -> None:
    await office.subscribe(ANA)
    await office.start()
    peer.says("RCPT", "451 greylisted")
    for hours in (71, 2):
        with pytest.raises(worker.PutOff):
            await office.work_shards()
        office.later(hours=hours)
    await office.work_shards()
    assert await office.rows("SELECT state, reply FROM deliveries") == [(REJECTED, "gave up: 451 greylisted")]
    assert len(peer.heard("RCPT")) == 2
    assert await office.issue_state() == "done"
