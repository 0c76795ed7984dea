"""What nobody knows of is sent again by a person's word, or left at that; whoever else has it gets it once."""

from typing import TYPE_CHECKING

import pytest
from procrastinate.exceptions import ConnectorException

from newsletter.deliver import control
from newsletter.model import DeliveryState
from newsletter.store import subscribers
from newsletter.store.issues import IssueRow

if TYPE_CHECKING:
    from tests.deliver.conftest import Office, Peer

ANA, OMAR = "ana@harbour.test", "omar@harbour.test"
QUEUED, ACCEPTED, SUPPRESSED = DeliveryState.QUEUED, DeliveryState.ACCEPTED, DeliveryState.SUPPRESSED
CANCELLED, UNCERTAIN = DeliveryState.CANCELLED, DeliveryState.UNCERTAIN


async def ids(office: "Office") -> list[int]:
    return [number for (number,) in await office.rows("SELECT id FROM deliveries ORDER BY id")]


async def resent(office: "Office", row: IssueRow, *numbers: int) -> int:
    return await control.resend(office.pool, office.queue, row, numbers, relay="main", by="Ana", now=office.now)


async def left_uncertain(office: "Office", peer: "Peer") -> tuple[IssueRow, int]:
    """An issue to Ana and Omar that is done, and of Ana nobody knows."""
    await office.subscribe(ANA, OMAR)
    await office.start(shard=1)
    row = (await office.sending()).row
    peer.says("BODY", "", "250 taken")
    (first, second) = await office.shards()
    for shard in (first, second):  # each with a lane of its own, that has not seen the relay hang up
        async with office.room().open() as room:
            await room.send(shard)
    assert await office.states() == {ANA: UNCERTAIN, OMAR: ACCEPTED}
    assert await office.issue_state() == "done"
    return row, (await ids(office))[0]


async def test_what_is_sent_again_is_the_same_message_to_the_same_people(office: "Office", peer: "Peer") -> None:
    row, _ = await left_uncertain(office, peer)
    await office.change("DELETE FROM procrastinate_jobs")
    assert await resent(office, row, *await ids(office)) == 1
    assert (await office.issue_state(), await office.job_states()) == ("sending", ["todo"])
    await office.work()
    assert (await office.states(), await office.issue_state()) == ({ANA: ACCEPTED, OMAR: ACCEPTED}, "done")
    assert sorted(peer.recipients) == [ANA, ANA, OMAR]
    found = [line for message in peer.messages for line in message.split(b"\r\n") if line.startswith(b"Message-ID")]
    assert len(found) == 3
    assert len({*found}) == 2


async def test_it_is_not_sent_again_to_who_has_unsubscribed_meanwhile(office: "Office", peer: "Peer") -> None:
    row, ana = await left_uncertain(office, peer)
    async with office.pool.connection() as connection:
        await subscribers.suppress(connection, [ANA], "unsubscribed", office.now)
    assert await resent(office, row, ana) == 0
    assert (await office.states(), await office.issue_state()) == ({ANA: UNCERTAIN, OMAR: ACCEPTED}, "done")


async def test_nor_to_who_unsubscribes_after_it_was_queued_again(office: "Office", peer: "Peer") -> None:
    row, ana = await left_uncertain(office, peer)
    assert await resent(office, row, ana) == 1
    async with office.pool.connection() as connection:
        await subscribers.suppress(connection, [ANA], "unsubscribed", office.now)
    assert (await office.states())[ANA] == SUPPRESSED
    await office.work()
    assert (len(peer.messages), await office.issue_state()) == (2, "done")


async def test_of_a_cancelled_issue_nothing_is_sent_again(office: "Office", peer: "Peer") -> None:
    row, ana = await left_uncertain(office, peer)
    await office.change("UPDATE issues SET state = 'cancelled'")
    assert await resent(office, row, ana) == 0
    assert (await office.states())[ANA] == UNCERTAIN


async def test_of_a_paused_issue_it_is_sent_again_when_the_issue_goes_on(office: "Office", peer: "Peer") -> None:
    row, ana = await left_uncertain(office, peer)
    await office.change("UPDATE issues SET state = 'paused'")
    assert await resent(office, row, ana) == 1
    await office.work()
    assert ((await office.states())[ANA], await office.issue_state()) == (QUEUED, "paused")
    await control.resume(office.pool, office.queue, row, "main")
    await office.work()
    assert ((await office.states())[ANA], await office.issue_state()) == (ACCEPTED, "done")


async def test_where_its_job_can_not_be_enqueued_a_delivery_stays_uncertain(office: "Office", peer: "Peer") -> None:
    row, ana = await left_uncertain(office, peer)
    await office.change("DELETE FROM procrastinate_jobs")
    await office.change("ALTER TABLE procrastinate_jobs ADD CHECK (queue_name <> 'deliveries.main')")
    with pytest.raises(ConnectorException):
        await resent(office, row, ana)
    assert ((await office.states())[ANA], await office.issue_state()) == (UNCERTAIN, "done")


async def test_what_is_closed_is_cancelled_and_the_issue_stays_done(office: "Office", peer: "Peer") -> None:
    row, ana = await left_uncertain(office, peer)
    assert await control.close(office.pool, await ids(office), "Ana", office.now) == 1
    assert (await office.states(), await office.issue_state()) == ({ANA: CANCELLED, OMAR: ACCEPTED}, "done")
    ((reply,),) = await office.rows(f"SELECT reply FROM deliveries WHERE id = {ana}")
    assert str(reply).startswith("closed by Ana: ")
    assert await resent(office, row, ana) == 0
