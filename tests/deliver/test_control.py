"""A person steps in while an issue is being sent: it pauses, goes on or ends, and nobody gets it twice."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

import psycopg
import pytest
from procrastinate.exceptions import ConnectorException

from newsletter.deliver import control, outbox
from newsletter.deliver.transitions import Event
from newsletter.model import DeliveryState
from newsletter.store import issues, ledger
from newsletter.store.issues import OPEN, RUNNING, IssueRow
from newsletter.store.ledger import Mark, Result

if TYPE_CHECKING:
    from tests.deliver.conftest import Office, Peer

ANA, OMAR, ZOE = "ana@harbour.test", "omar@harbour.test", "zoe@harbour.test"
TEN = [f"reader{number}@harbour.test" for number in range(10)]
QUEUED, SENDING, ACCEPTED = DeliveryState.QUEUED, DeliveryState.SENDING, DeliveryState.ACCEPTED
DEFERRED, SUPPRESSED = DeliveryState.DEFERRED, DeliveryState.SUPPRESSED
CANCELLED, UNCERTAIN = DeliveryState.CANCELLED, DeliveryState.UNCERTAIN


async def row_of(office: "Office") -> IssueRow:
    return (await office.sending()).row


async def ids(office: "Office") -> list[int]:
    return [number for (number,) in await office.rows("SELECT id FROM deliveries ORDER BY id")]


async def begun(office: "Office", *addresses: str, shard: int = outbox.SHARD) -> IssueRow:
    """An issue on its way."""
    await office.subscribe(*addresses)
    await office.start(shard=shard)
    return await row_of(office)


async def resumed(office: "Office", row: IssueRow) -> control.Stand | None:
    return await control.resume(office.pool, office.queue, row, "main")


class Slow:
    """A worker that has claimed the first shard, and is told to go on step by step."""

    def __init__(self, office: "Office") -> None:
        self.office = office

    async def takes(self, number: int) -> bool:
        """Whether the ledger lets it send this delivery."""
        if not await self.office.rows("SELECT 1 FROM shards WHERE token > 0"):
            lease = "lease_until = clock_timestamp() + interval '1 minute'"
            await self.office.change(f"UPDATE shards SET token = 1, {lease} WHERE id = (SELECT min(id) FROM shards)")
        (shard, *_) = await self.office.shards()
        return await self._turn([], [Mark(number, shard, 1)]) == {number}

    async def hears(self, number: int, event: Event) -> None:
        """What the relay says of it."""
        await self._turn([Result(number, 1, event, "the relay's words", self.office.now)], [])

    async def leaves(self) -> None:
        """Its lease is over, and whoever comes next may claim."""
        await self.office.change("UPDATE shards SET lease_until = '-infinity'")

    async def _turn(self, results: list[Result], marks: list[Mark]) -> set[int]:
        conninfo = str(self.office.pool.conninfo)
        async with await psycopg.AsyncConnection.connect(conninfo, autocommit=True) as connection:
            return {*await ledger.turn(connection, results, marks, self.office.now)}


# ── pausing and going on ───────────────────────────────────────────────────────────────────────────


async def test_a_paused_issue_finishes_what_is_on_its_way_and_begins_nothing(office: "Office", peer: "Peer") -> None:
    row = await begun(office, ANA, OMAR, ZOE)
    slow, (ana, omar, _) = Slow(office), await ids(office)
    assert await slow.takes(ana)
    stand = await control.pause(office.pool, row, "Ana")
    assert str(stand) == "weekly/uk/2026-11-26: paused: 0 accepted, 2 left, 1 is on its way, nobody twice."
    assert not await slow.takes(omar)
    await slow.hears(ana, Event.ACCEPT)
    await slow.leaves()
    await office.work()
    assert (await office.states(), peer.messages) == ({ANA: ACCEPTED, OMAR: QUEUED, ZOE: QUEUED}, [])
    assert await office.rows("SELECT state, reason FROM issues") == [("paused", "paused by Ana")]
    assert await control.pause(office.pool, row, "Omar") is None
    assert str(await control.stand_of(office.pool, row)).endswith("paused: 1 accepted, 2 left, nobody twice.")


async def test_an_issue_that_goes_on_reaches_everybody_else_once(office: "Office", peer: "Peer") -> None:
    row = await begun(office, *TEN, shard=4)
    (first, *_) = await office.shards()
    async with office.room().open() as room:
        await room.send(first)
    assert len(peer.messages) == 4
    assert await control.pause(office.pool, row, "Ana")
    await office.work()
    assert len(peer.messages) == 4
    stand = await resumed(office, row)
    assert str(stand) == "weekly/uk/2026-11-26: goes on: 4 accepted, 6 left, nobody twice."
    assert (await office.job_states())[3:] == ["todo", "todo"], "a job for each shard that is not finished"
    await office.work()
    assert sorted(peer.recipients) == TEN
    assert set((await office.states()).values()) == {ACCEPTED}
    assert await office.rows("SELECT state, reason FROM issues") == [("done", "")]
    assert await resumed(office, row) is None


async def test_pausing_again_and_again_sends_to_nobody_twice(office: "Office", peer: "Peer") -> None:
    row = await begun(office, *TEN, shard=3)
    for _ in range(3):
        assert await control.pause(office.pool, row, "Ana")
        assert await resumed(office, row)
    await office.work()
    assert sorted(peer.recipients) == TEN


async def test_an_issue_of_which_nothing_is_left_is_done_when_it_is_resumed(office: "Office", peer: "Peer") -> None:
    row = await begun(office, ANA)
    slow, (ana,) = Slow(office), await ids(office)
    assert await slow.takes(ana)
    await control.pause(office.pool, row, "Ana")
    await slow.hears(ana, Event.ACCEPT)
    await slow.leaves()
    await office.work()
    stand = await resumed(office, row)
    assert str(stand) == "weekly/uk/2026-11-26: done: 1 accepted, 0 left, nobody twice."
    assert (await office.issue_state(), await office.job_states()) == ("done", ["succeeded"])


async def test_an_issue_that_paused_itself_goes_on_when_the_relay_is_mended(office: "Office", peer: "Peer") -> None:
    peer.says("MAIL", "530 sign in first")
    row = await begun(office, ANA)
    await office.work()
    assert await office.issue_state() == "paused"
    peer.says("MAIL", "250 well")
    await resumed(office, row)
    await office.work()
    assert (await office.states(), await office.issue_state()) == ({ANA: ACCEPTED}, "done")


async def test_where_its_jobs_can_not_be_enqueued_an_issue_stays_paused(office: "Office") -> None:
    row = await begun(office, ANA)
    await control.pause(office.pool, row, "Ana")
    await office.change("DELETE FROM procrastinate_jobs")
    await office.change("ALTER TABLE procrastinate_jobs ADD CHECK (queue_name <> 'deliveries.main')")
    with pytest.raises(ConnectorException):
        await resumed(office, row)
    assert await office.issue_state() == "paused"


# ── cancelling ─────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("paused", [False, True])
async def test_a_cancelled_issue_goes_to_nobody_else(office: "Office", peer: "Peer", paused: bool) -> None:
    row = await begun(office, *TEN, shard=4)
    (first, *_) = await office.shards()
    async with office.room().open() as room:
        await room.send(first)
    if paused:
        assert await control.pause(office.pool, row, "Omar")
    stand = await control.cancel(office.pool, row, "Ana", office.now)
    assert str(stand) == "weekly/uk/2026-11-26: cancelled: 4 accepted, 6 cancelled, nobody twice."
    await office.work()
    assert len(peer.messages) == 4
    assert await office.rows("SELECT state, reason FROM issues") == [("cancelled", "cancelled by Ana")]
    assert await control.cancel(office.pool, row, "Omar", office.now) is None
    assert await resumed(office, row) is None


@pytest.mark.parametrize(
    ("event", "state"),
    [(Event.ACCEPT, ACCEPTED), (Event.LOSE, UNCERTAIN), (Event.DEFER, CANCELLED), (Event.RELEASE, CANCELLED)],
)
async def test_what_was_on_its_way_when_the_issue_was_cancelled_ends_as_it_does_but_never_goes_again(
    office: "Office", peer: "Peer", event: Event, state: DeliveryState
) -> None:
    row = await begun(office, ANA, OMAR)
    slow, (ana, omar) = Slow(office), await ids(office)
    assert await slow.takes(ana)
    stand = await control.cancel(office.pool, row, "Ana", office.now)
    assert stand
    assert (stand.counts[SENDING], stand.counts[CANCELLED]) == (1, 1)
    assert not await slow.takes(omar)
    await slow.hears(ana, event)
    await slow.leaves()
    await office.work()
    assert (await office.states(), peer.messages) == ({ANA: state, OMAR: CANCELLED}, [])


@pytest.mark.parametrize("state", OPEN)
async def test_an_issue_that_has_not_begun_never_does_once_it_is_cancelled(office: "Office", state: str) -> None:
    await office.subscribe(ANA)
    sending = await office.sending()
    await office.change(f"UPDATE issues SET state = '{state}'")
    assert await control.cancel(office.pool, sending.row, "Ana", office.now) is None, "unless it is meant"
    stand = await control.cancel(office.pool, sending.row, "Ana", office.now, from_states=(*OPEN, *RUNNING))
    assert str(stand) == "weekly/uk/2026-11-26: cancelled: it had not begun."
    assert await outbox.start(office.pool, office.queue, sending, office.now) is None
    async with office.pool.connection() as connection:
        assert await issues.create(connection, sending.row.issue, office.now, office.now) is None, "nor anew"


# ── in words ───────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("counts", "said"),
    [
        ({ACCEPTED: 1204, QUEUED: 796}, "1,204 accepted, 796 left, nobody twice"),
        ({ACCEPTED: 1, QUEUED: 1000, DEFERRED: 5}, "1 accepted, 1,005 left (5 deferred), nobody twice"),
        (
            {QUEUED: 2, SENDING: 3, DeliveryState.REJECTED: 4, UNCERTAIN: 5, SUPPRESSED: 6},
            "0 accepted, 2 left, 4 rejected, 5 uncertain, 3 are on their way, nobody twice",
        ),
        ({ACCEPTED: 4, CANCELLED: 6}, "4 accepted, 6 cancelled, nobody twice"),
        ({ACCEPTED: 4}, "4 accepted, 0 left, nobody twice"),
    ],
)
def test_the_figures_name_what_there_is(counts: Mapping[DeliveryState, int], said: str) -> None:
    assert control.figures({state: counts.get(state, 0) for state in DeliveryState}) == said
