"""A person steps in: an issue pauses, goes on or is cancelled; uncertain deliveries go again, or are left at that.

Called by the doors, for one issue at a time. Each function compares and sets, and gives None, or nought, where somebody
else was first. Workers need not be told: they ask the ledger for each message, and it grants none of an issue that is
not being sent.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from procrastinate import App
from psycopg_pool import AsyncConnectionPool

from newsletter.deliver import outbox
from newsletter.deliver.transitions import DEFERRED, QUEUED, SENDING
from newsletter.model import DeliveryState
from newsletter.store import deliveries, interventions, issues, shards
from newsletter.store.issues import RUNNING, IssueRow

RESENDS_FROM = ("sending", "paused", "done")  # a cancelled issue sends to nobody any more

_NAMED = (DeliveryState.REJECTED, DeliveryState.UNCERTAIN, DeliveryState.CANCELLED)  # where there are any


@dataclass(frozen=True, slots=True)
class Stand:
    """How an issue stands after somebody has stepped in."""

    row: IssueRow
    counts: Mapping[DeliveryState, int]

    def __str__(self) -> str:
        state = "goes on" if self.row.state == "sending" else self.row.state
        said = figures(self.counts) if any(self.counts.values()) else "it had not begun"
        return f"{self.row.issue.id}: {state}: {said}."


def figures(counts: Mapping[DeliveryState, int]) -> str:
    """`1,204 accepted, 796 left, nobody twice`, and whatever else there is to say of an issue's deliveries."""
    left, put_off, flying = counts[QUEUED] + counts[DEFERRED], counts[DEFERRED], counts[SENDING]
    said = [f"{counts[DeliveryState.ACCEPTED]:,} accepted"]
    if left or not counts[DeliveryState.CANCELLED]:
        said.append(f"{left:,} left" + (f" ({put_off:,} deferred)" if put_off else ""))
    said += [f"{counts[state]:,} {state.name.lower()}" for state in _NAMED if counts[state]]
    if flying:
        said.append("1 is on its way" if flying == 1 else f"{flying:,} are on their way")
    return ", ".join([*said, "nobody twice"])


async def stand_of(pool: AsyncConnectionPool, row: IssueRow) -> Stand:
    """How an issue stands now."""
    async with pool.connection() as connection:
        now = await issues.find(connection, row.issue)
        return Stand(now or row, await deliveries.counts(connection, row.id))


async def pause(pool: AsyncConnectionPool, row: IssueRow, by: str) -> Stand | None:
    """Stops an issue that is being sent; what is on its way comes to its end."""
    async with pool.connection() as connection:
        paused = await issues.pause(connection, row.id, f"paused by {by}")
    return await stand_of(pool, row) if paused else None


async def resume(pool: AsyncConnectionPool, queue: App, row: IssueRow, relay: str) -> Stand | None:
    """Lets a paused issue go on, with a job for each shard in which something is left; `relay` by its slug."""
    async with pool.connection() as connection, connection.transaction():
        if not await issues.move(connection, row.id, to="sending", from_states=("paused",)):
            return None
        left = await shards.unfinished(connection, row.id)
        await outbox.enqueue(connection, queue, relay, left)
        if not left:
            await issues.move(connection, row.id, to="done", from_states=("sending",))
    return await stand_of(pool, row)


async def cancel(
    pool: AsyncConnectionPool, row: IssueRow, by: str, now: datetime, *, from_states: Sequence[str] = RUNNING
) -> Stand | None:
    """Ends an issue for good: who has not got it does not get it. One that has not begun (`issues.OPEN`) never does."""
    reason = f"cancelled by {by}"
    async with pool.connection() as connection:
        # Nothing goes out from here on; a million deliveries take some seconds to be cancelled.
        await issues.pause(connection, row.id, reason)
    async with pool.connection() as connection, connection.transaction():
        if not await issues.move(connection, row.id, to="cancelled", from_states=from_states, reason=reason):
            return None
        await interventions.cancel(connection, row.id, now)
    return await stand_of(pool, row)


async def resend(
    pool: AsyncConnectionPool,
    queue: App,
    row: IssueRow,
    ids: Sequence[int],
    *,
    relay: str,
    by: str,
    now: datetime,
) -> int:
    """Queues those of these deliveries that are uncertain and not suppressed, with the jobs that take them up."""
    async with pool.connection() as connection, connection.transaction():
        if await issues.hold(connection, row.id) not in RESENDS_FROM:
            return 0
        wanted = await interventions.resendable(connection, row.id, ids)
        await outbox.enqueue(connection, queue, relay, await shards.reopen(connection, row.id, wanted))
        return await interventions.resend(connection, wanted, by, now)


async def close(pool: AsyncConnectionPool, ids: Sequence[int], by: str, now: datetime) -> int:
    """Settles those of these deliveries that are uncertain as cancelled: nobody will ever know."""
    async with pool.connection() as connection:
        return await interventions.close(connection, ids, by, now)
