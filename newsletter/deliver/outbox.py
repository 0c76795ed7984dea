"""Puts an issue on its way: its audience frozen, its editions and links kept, its shards enqueued, all or nothing.

Called by the clock's reconciliation and by `newsletter send`; the worker does the rest.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from procrastinate import App
from psycopg import AsyncConnection
from psycopg_pool import AsyncConnectionPool

from newsletter.model import DeliveryState, Edition
from newsletter.store import articles, clicks, deliveries, issues
from newsletter.store.issues import IssueRow

QUEUE = "deliveries"
TASK = "deliver.shard"
SHARD = 1000  # deliveries in one job


@dataclass(frozen=True, slots=True)
class Sending:
    """An approved issue with all that goes out in its name."""

    row: IssueRow
    editions: Sequence[Edition]
    audience: deliveries.Audience
    article_ids: Sequence[str]


async def start(
    pool: AsyncConnectionPool, queue: App, sending: Sending, now: datetime, *, shard: int = SHARD
) -> int | None:
    """Freezes and enqueues; returns the size of the audience, or None where somebody else had started it."""
    async with pool.connection() as connection, connection.transaction():
        row = sending.row
        if not await issues.begin(connection, row.id, now):
            return None
        for edition in sending.editions:
            await issues.save_edition(connection, row.id, edition, now)
            await clicks.save_links(connection, row.id, edition.links)
        await articles.mark_sent(connection, row.id, row.region, sending.article_ids)
        ids = await deliveries.freeze(connection, row.id, sending.audience, now)
        await _enqueue(connection, queue, row.id, ids, shard)
        if not ids:
            await issues.move(connection, row.id, to="done", from_states=("sending",), reason="nobody to send to")
        return len(ids)


async def settle(pool: AsyncConnectionPool, issue_id: int) -> bool:
    """Closes an issue that has nothing left to send; true once it is closed."""
    async with pool.connection() as connection:
        counts = await deliveries.counts(connection, issue_id)
        open_states = (DeliveryState.QUEUED, DeliveryState.SENDING, DeliveryState.DEFERRED)
        if any(counts[state] for state in open_states):
            return False
        await issues.move(connection, issue_id, to="done", from_states=("sending",))
        return True


async def _enqueue(connection: AsyncConnection, queue: App, issue_id: int, ids: Sequence[int], size: int) -> None:
    """One job per shard, deferred in the transaction that wrote its deliveries."""
    job = queue.configure_task(TASK, queue=QUEUE, connection=connection)
    for start in range(0, len(ids), size):
        shard = ids[start : start + size]
        await job.defer_async(issue_id=issue_id, first=shard[0], last=shard[-1])
