"""Puts an issue on its way: its audience frozen, its editions and links kept, its shards enqueued, all or nothing.

Called by the clock's reconciliation and by `newsletter send`; the worker does the rest.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from procrastinate import App
from procrastinate.types import JSONValue
from psycopg import AsyncConnection
from psycopg_pool import AsyncConnectionPool

from newsletter.model import Edition
from newsletter.store import articles, clicks, deliveries, issues, shards
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
    relay: str  # the region's, by its slug


async def start(
    pool: AsyncConnectionPool, queue: App, sending: Sending, now: datetime, *, shard: int = SHARD
) -> int | None:
    """Freezes and enqueues; the size of the audience, or None where another was first, with it or its articles."""
    try:
        return await _start(pool, queue, sending, now, shard)
    except _SentMeanwhile:
        return None


async def enqueue(connection: AsyncConnection, queue: App, relay: str, shard_ids: Sequence[int]) -> None:
    """One job per shard, deferred in the caller's transaction."""
    if shard_ids:
        job = queue.configure_task(TASK, queue=queue_of(relay), connection=connection)
        jobs: list[dict[str, JSONValue]] = [{"shard": number} for number in shard_ids]
        await job.batch_defer_async(*jobs)


def queue_of(relay: str) -> str:
    """The name of a relay's queue: each has its own, so that a slow relay's shards never hold up another's."""
    return f"{QUEUE}.{relay}"


class _SentMeanwhile(Exception):
    """Another issue has carried one of the articles to this region since the editions were composed."""


async def _start(pool: AsyncConnectionPool, queue: App, sending: Sending, now: datetime, shard: int) -> int | None:
    async with pool.connection() as connection, connection.transaction():
        row = sending.row
        if not await issues.begin(connection, row.id, now):
            return None
        for edition in sending.editions:
            await issues.save_edition(connection, row.id, edition, now)
            await clicks.save_links(connection, row.id, edition.links)
        if await articles.mark_sent(connection, row.id, row.region, sending.article_ids):
            raise _SentMeanwhile
        people = await deliveries.freeze(connection, row.id, sending.audience, now)
        await enqueue(connection, queue, sending.relay, await shards.cut(connection, row.id, shard))
        if not people:
            await issues.move(connection, row.id, to="done", from_states=("sending",), reason="nobody to send to")
        return people
