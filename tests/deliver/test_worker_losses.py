"""The relay is away, the worker dies, nobody knows: nothing is lost in silence, and nothing is sent twice."""

import asyncio
import logging
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest

from newsletter.deliver import worker
from newsletter.errors import RelayError
from newsletter.model import DeliveryState

if TYPE_CHECKING:
    from tests.deliver.conftest import Office, OfficeAt, Peer

ANA, OMAR, ZOE = "ana@harbour.test", "omar@harbour.test", "zoe@harbour.test"
QUEUED, SENDING = DeliveryState.QUEUED, DeliveryState.SENDING
ACCEPTED, UNCERTAIN = DeliveryState.ACCEPTED, DeliveryState.UNCERTAIN


@pytest.mark.parametrize("command", ["GREETING", "MAIL", "RCPT", "DATA"])
async def test_while_the_relay_is_away_deliveries_stay_queued_and_the_job_comes_back(
    office: "Office", peer: "Peer", command: str, caplog: pytest.LogCaptureFixture
) -> None:
    await office.subscribe(ANA, OMAR)
    await office.start()
    peer.says(command, "")
    await office.work()
    assert await office.states() == {ANA: QUEUED, OMAR: QUEUED}
    assert (await office.issue_state(), await office.job_states()) == ("sending", ["todo"])
    assert "they are tried again in a minute" in caplog.text
    assert ANA not in caplog.text  # a log is for the person on call, and names nobody
    peer.says(command, {"GREETING": "220 hello", "DATA": "354 go on"}.get(command, "250 well"))
    await office.work_shards()
    assert await office.states() == {ANA: ACCEPTED, OMAR: ACCEPTED}


async def test_without_a_relay_nothing_is_lost(office_at: "OfficeAt") -> None:
    async with office_at(0) as office:
        await office.subscribe(ANA)
        await office.start()
        with pytest.raises(RelayError, match=r"none is set; add \[relays.main\]"):
            await office.work_shards()
        assert await office.states() == {ANA: QUEUED}


async def test_a_recipient_at_whom_the_relay_always_hangs_up_comes_last(office: "Office", peer: "Peer") -> None:
    await office.subscribe(ANA, OMAR, ZOE)
    await office.start()
    office.later(seconds=1)
    peer.says("RCPT", "", "250 well", "250 well", "")
    with pytest.raises(RelayError):
        await office.work_shards()
    office.later(minutes=1)
    with pytest.raises(RelayError):
        await office.work_shards()
    assert await office.states() == {ANA: QUEUED, OMAR: ACCEPTED, ZOE: ACCEPTED}


async def test_a_delivery_lost_after_its_body_is_uncertain_and_never_sent_again(office: "Office", peer: "Peer") -> None:
    await office.subscribe(ANA, OMAR)
    await office.start()
    peer.says("BODY", "", "250 taken")
    await office.work_shards()
    office.later(hours=100)
    await office.work_shards()
    assert await office.states() == {ANA: UNCERTAIN, OMAR: ACCEPTED}
    assert peer.recipients == [ANA, OMAR]
    assert await office.issue_state() == "done"


async def test_what_a_dead_worker_was_sending_is_uncertain_and_never_sent_again(office: "Office", peer: "Peer") -> None:
    await office.subscribe(ANA, OMAR)
    await office.start()
    await office.change(f"UPDATE deliveries SET state = {SENDING} WHERE address = '{ANA}'")
    await office.change("UPDATE procrastinate_jobs SET status = 'doing'")  # as a killed worker leaves it
    await office.work()
    assert await office.states() == {ANA: UNCERTAIN, OMAR: ACCEPTED}
    assert peer.recipients == [OMAR]
    assert await office.rows(f"SELECT reply FROM deliveries WHERE address = '{ANA}'") == [
        ("the worker was lost while sending",)
    ]


async def test_a_running_worker_takes_up_the_job_of_one_that_died(
    office: "Office", peer: "Peer", monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker, "_HEARTBEAT", 0.1)
    await office.subscribe(ANA)
    await office.start()
    await office.change("INSERT INTO procrastinate_workers DEFAULT VALUES")  # its heartbeat was a moment ago
    await office.change(
        "UPDATE procrastinate_jobs SET status = 'doing', worker_id = (SELECT max(id) FROM procrastinate_workers)"
    )
    running = asyncio.create_task(worker.run(office.queue, office.room(), until_idle=False))
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
    assert "UndefinedTable; they are tried again in a minute" in caplog.text


async def test_a_result_that_cannot_be_written_leaves_the_delivery_uncertain_not_queued(
    office: "Office", peer: "Peer"
) -> None:
    await office.subscribe(ANA)
    await office.start()
    await office.change(f"ALTER TABLE deliveries ADD CONSTRAINT lost CHECK (state <> {ACCEPTED})")
    await office.work()
    assert await office.states() == {ANA: SENDING}
    await office.change("ALTER TABLE deliveries DROP CONSTRAINT lost")
    await office.work_shards()
    assert await office.states() == {ANA: UNCERTAIN}
    assert len(peer.messages) == 1


@pytest.mark.parametrize(
    ("error", "seconds"),
    [(worker.PutOff(), 900), (worker.Taken(), 60), (KeyError("x"), 60), (asyncio.CancelledError(), 60)],
)
def test_a_shard_always_comes_back(error: BaseException, seconds: int) -> None:
    job: Any = None
    decision = worker.Later().get_retry_decision(exception=error, job=job)
    assert decision.retry_at is not None
    assert seconds - 30 < (decision.retry_at - datetime.now(UTC)).total_seconds() <= seconds
