"""The relay is away, the worker dies, nobody knows: nothing is lost in silence, and nothing is sent twice."""

import asyncio
import logging
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest

from newsletter.deliver import worker
from newsletter.deliver.room import PostRoom
from newsletter.model import DeliveryState

if TYPE_CHECKING:
    from tests.deliver.conftest import Office, OfficeAt, Peer

ANA, OMAR, ZOE = "ana@harbour.test", "omar@harbour.test", "zoe@harbour.test"
QUEUED, SENDING = DeliveryState.QUEUED, DeliveryState.SENDING
ACCEPTED, DEFERRED, UNCERTAIN = DeliveryState.ACCEPTED, DeliveryState.DEFERRED, DeliveryState.UNCERTAIN


@pytest.mark.parametrize("command", ["GREETING", "MAIL"])
async def test_while_the_relay_is_away_deliveries_stay_queued_and_a_job_comes_again(
    office: "Office", peer: "Peer", command: str, caplog: pytest.LogCaptureFixture
) -> None:
    await office.subscribe(ANA, OMAR)
    await office.start()
    peer.says(command, "")
    await office.work()
    assert await office.states() == {ANA: QUEUED, OMAR: QUEUED}
    assert (await office.issue_state(), await office.job_states()) == ("sending", ["succeeded", "todo"])
    assert "connections at most" in caplog.text
    assert ANA not in caplog.text  # a log is for the person on call, and names nobody
    peer.says(command, {"GREETING": "220 hello"}.get(command, "250 well"))
    await office.work_shards()
    assert await office.states() == {ANA: ACCEPTED, OMAR: ACCEPTED}


async def test_a_relay_that_is_not_there_is_asked_again_after_longer_and_longer_pauses(
    office_at: "OfficeAt", free_tcp_port: int
) -> None:
    async with office_at(free_tcp_port) as office:
        await office.subscribe(ANA)
        await office.start()
        (shard,) = await office.shards()
        async with office.room().open() as room:
            again = await room.send(shard)
            lane = next(iter(room.lanes.values()))
            assert again is not None
            assert 1 <= (again - office.now).total_seconds() < 2
            assert lane.throttle.allowed == lane.relay.connections // 2
            lane.throttle.cool_until = 0  # as time would
            again = await room.send(shard)
            assert again is not None
            assert 2 <= (again - office.now).total_seconds() < 3
        assert await office.states() == {ANA: QUEUED}


async def test_who_sends_goes_on_when_the_relay_is_there_again(office: "Office", peer: "Peer") -> None:
    await office.subscribe(ANA, OMAR)
    await office.start()
    peer.says("GREETING", "", "220 hello")
    room = PostRoom(office.pool, lambda: office.settings, lambda: datetime.now(UTC))
    async with asyncio.timeout(30):
        await worker.run_until_settled(office.queue, room, [1])
    assert await office.states() == {ANA: ACCEPTED, OMAR: ACCEPTED}
    assert await office.issue_state() == "done"


async def test_without_a_relay_the_issue_pauses_itself_and_nothing_is_lost(office_at: "OfficeAt") -> None:
    async with office_at(0) as office:
        await office.subscribe(ANA)
        await office.start()
        assert await office.work_shards() == [None]
        assert await office.states() == {ANA: QUEUED}
        ((state, reason),) = await office.rows("SELECT state, reason FROM issues")
        assert (state, reason) == ("paused", "settings.toml: relays: none is set; add [relays.main]")


@pytest.mark.parametrize("reply", ["553 not yours", "530 sign in first"])
async def test_a_sender_that_is_refused_pauses_the_issue_with_the_remedy_and_nobody_is_rejected(
    office: "Office", peer: "Peer", reply: str
) -> None:
    await office.subscribe(ANA, OMAR)
    await office.start()
    peer.says("MAIL", reply)
    await office.work()
    assert await office.states() == {ANA: QUEUED, OMAR: QUEUED}
    ((state, reason),) = await office.rows("SELECT state, reason FROM issues")
    assert state == "paused"
    assert reason == (
        f"relays.main: the relay refuses this sender: {reply}; check the region's sender and the relay's username"
    )
    assert await office.job_states() == ["succeeded"]  # nothing comes again until a person resumes it


async def test_a_refused_sign_in_pauses_the_issue_with_the_remedy(office: "Office", peer: "Peer") -> None:
    guarded = replace(office.settings.relays["main"], username="ana", password="s3cret")
    office.settings = replace(office.settings, relays={"main": guarded})
    peer.says("EHLO", "250-relay\r\n250 AUTH PLAIN")
    peer.says("AUTH", "535 5.7.8 wrong")
    await office.subscribe(ANA)
    await office.start()
    await office.work()
    assert await office.states() == {ANA: QUEUED}
    ((state, reason),) = await office.rows("SELECT state, reason FROM issues")
    assert state == "paused"
    assert "refused the sign-in: 535 5.7.8 wrong; check its username and password" in reason
    assert "s3cret" not in reason


async def test_a_message_that_the_relay_finds_too_large_pauses_the_issue(office: "Office", peer: "Peer") -> None:
    await office.subscribe(ANA)
    await office.start()
    peer.says("EHLO", "250-relay\r\n250 SIZE 1500")
    await office.work()
    assert await office.states() == {ANA: QUEUED}
    ((state, reason),) = await office.rows("SELECT state, reason FROM issues")
    assert state == "paused"
    assert "takes messages of 1,500 bytes, and this issue's have" in reason


@pytest.mark.parametrize("command", ["RCPT", "DATA"])
async def test_a_recipient_at_whom_the_relay_always_hangs_up_is_put_off_and_holds_up_nobody(
    office: "Office", peer: "Peer", command: str
) -> None:
    await office.subscribe(ANA, OMAR, ZOE)
    await office.start()
    only_one = replace(office.settings.relays["main"], connections=1)
    office.settings = replace(office.settings, relays={"main": only_one})
    peer.says(command, "", {"RCPT": "250 well"}.get(command, "354 go on"))
    await office.work_shards()
    assert await office.states() == {ANA: QUEUED, OMAR: QUEUED, ZOE: QUEUED}  # the relay may just be ill
    peer.says(command, *2 * [{"RCPT": "250 well"}.get(command, "354 go on")], "")
    await office.work_shards()
    assert await office.states() == {ANA: DEFERRED, OMAR: ACCEPTED, ZOE: ACCEPTED}  # the suspect went last, in vain


async def test_a_delivery_lost_after_its_body_is_uncertain_and_never_sent_again(office: "Office", peer: "Peer") -> None:
    await office.subscribe(ANA, OMAR)
    await office.start()
    peer.says("BODY", "", "250 taken")
    await office.work_shards()
    office.later(hours=100)
    await office.work_shards()
    states = await office.states()
    assert sorted(states.values()) == [ACCEPTED, UNCERTAIN]
    assert len(peer.messages) == 2
    assert len(set(peer.recipients)) == 2
    assert await office.issue_state() == "done"


async def test_what_a_dead_worker_was_sending_is_uncertain_and_never_sent_again(office: "Office", peer: "Peer") -> None:
    await office.subscribe(ANA, OMAR)
    await office.start()
    await office.change(f"UPDATE deliveries SET state = {SENDING} WHERE address = '{ANA}'")
    await office.change("UPDATE shards SET token = 1")
    await office.change("UPDATE procrastinate_jobs SET status = 'doing'")  # as a killed worker leaves it
    await office.work()
    assert await office.states() == {ANA: UNCERTAIN, OMAR: ACCEPTED}
    assert peer.recipients == [OMAR]
    assert await office.rows(f"SELECT reply FROM deliveries WHERE address = '{ANA}'") == [
        ("the worker was lost while sending",)
    ]


async def test_a_running_worker_takes_up_the_job_of_one_that_died(office: "Office", peer: "Peer") -> None:
    await office.subscribe(ANA)
    await office.start()
    await office.change("INSERT INTO procrastinate_workers DEFAULT VALUES")  # its heartbeat was a moment ago
    await office.change(
        "UPDATE procrastinate_jobs SET status = 'doing', worker_id = (SELECT max(id) FROM procrastinate_workers)"
    )
    running = asyncio.create_task(
        worker.run(office.queue, office.room(), until_idle=False, pulse=worker.Pulse(beat=0.1))
    )
    try:
        async with asyncio.timeout(30):
            while await office.states() != {ANA: ACCEPTED}:
                await asyncio.sleep(0)
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)


async def test_a_job_that_fails_in_an_unforeseen_way_comes_back(
    office: "Office", peer: "Peer", caplog: pytest.LogCaptureFixture
) -> None:
    await office.subscribe(ANA)
    await office.start()
    await office.change("ALTER TABLE editions RENAME TO elsewhere")
    with caplog.at_level(logging.WARNING):
        await office.work()
    assert (await office.job_states(), await office.states()) == (["todo"], {ANA: QUEUED})
    assert "UndefinedTable; it is tried again in a minute" in caplog.text


async def test_a_result_that_the_database_refuses_pauses_the_issue_and_leaves_the_delivery_uncertain(
    office: "Office", peer: "Peer"
) -> None:
    await office.subscribe(ANA)
    await office.start()
    await office.change(f"ALTER TABLE deliveries ADD CONSTRAINT lost CHECK (state <> {ACCEPTED})")
    await office.work()
    assert await office.states() == {ANA: SENDING}
    ((state, reason),) = await office.rows("SELECT state, reason FROM issues")
    assert (state, reason) == (
        "paused",
        "the ledger refuses what a worker wrote (CheckViolation); please report it",
    )
    await office.change("ALTER TABLE deliveries DROP CONSTRAINT lost")
    await office.change("UPDATE issues SET state = 'sending'")
    await office.work_shards()
    assert await office.states() == {ANA: UNCERTAIN}
    assert len(peer.messages) == 1


@pytest.mark.parametrize("error", [KeyError("x"), asyncio.CancelledError()])
def test_a_shard_always_comes_back(error: BaseException) -> None:
    job: Any = None
    decision = worker.Later().get_retry_decision(exception=error, job=job)
    assert decision.retry_at is not None
    assert 30 < (decision.retry_at - datetime.now(UTC)).total_seconds() <= 60
