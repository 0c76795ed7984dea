"""The ledger: one row per issue and subscriber, and what became of it; every move compares and sets."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from psycopg import AsyncConnection
from psycopg_pool import AsyncConnectionPool

from newsletter.model import Delivery, DeliveryState, Issue, Language

# Subscribers of the region, in a language that has an edition (else in the region's first), tagged as the campaign
# wants, and not suppressed. The audience is frozen once: the unique key lets a repeated freeze add nobody twice.
_FREEZE = """
INSERT INTO deliveries (issue_id, subscriber_id, address, name, language, state, changed_at)
SELECT %(issue)s, s.id, s.email, s.name,
       CASE WHEN s.language = ANY (%(languages)s) THEN s.language ELSE (%(languages)s::text[])[1] END,
       CASE WHEN x.address IS NULL THEN %(queued)s ELSE %(suppressed)s END,
       %(now)s
FROM subscribers s LEFT JOIN suppressions x ON x.address = lower(s.email)
WHERE s.region = %(region)s AND (cardinality(%(tags)s::text[]) = 0 OR s.tags && %(tags)s)
ORDER BY s.id
ON CONFLICT (issue_id, subscriber_id) DO NOTHING
RETURNING id
"""


@dataclass(frozen=True, slots=True)
class Audience:
    """Whom an issue goes to."""

    region: str
    languages: Sequence[str]  # those that have an edition, the default first
    tags: Sequence[str]


class Shard(NamedTuple):
    """One job's deliveries: those of an issue from the first id to the last."""

    issue_id: int
    first: int
    last: int


async def freeze(connection: AsyncConnection, issue_id: int, audience: Audience, now: datetime) -> list[int]:
    """Writes the issue's deliveries once and returns their ids in order."""
    rows = await connection.execute(
        _FREEZE,
        {
            "issue": issue_id,
            "region": audience.region,
            "languages": list(audience.languages),
            "tags": list(audience.tags),
            "queued": DeliveryState.QUEUED,
            "suppressed": DeliveryState.SUPPRESSED,
            "now": now,
        },
    )
    return sorted([row[0] async for row in rows])


async def expected(connection: AsyncConnection, audience: Audience) -> dict[str, int]:
    """How many people an issue would reach now, by language."""
    rows = await connection.execute(
        "SELECT CASE WHEN s.language = ANY (%(languages)s) THEN s.language ELSE (%(languages)s::text[])[1] END,"
        " count(*)"
        " FROM subscribers s WHERE s.region = %(region)s AND (cardinality(%(tags)s::text[]) = 0 OR s.tags && %(tags)s)"
        " AND NOT EXISTS (SELECT FROM suppressions x WHERE x.address = lower(s.email)) GROUP BY 1",
        {"languages": list(audience.languages), "region": audience.region, "tags": list(audience.tags)},
    )
    return {language: number async for language, number in rows}


@asynccontextmanager
async def claimed(pool: AsyncConnectionPool, shard: Shard) -> AsyncIterator[bool]:
    """Whether this shard is ours alone; PostgreSQL gives it free when its claimant is through or dead."""
    async with pool.connection() as connection:
        cursor = await connection.execute(
            "SELECT pg_try_advisory_xact_lock(hashtextextended(%s, 0))", (f"shard of deliveries from {shard.first}",)
        )
        yield await cursor.fetchone() == (True,)


async def queued_in(connection: AsyncConnection, shard: Shard) -> list[Delivery]:
    """The deliveries of one shard that are still to be sent; one that was put back comes after the others."""
    rows = await connection.execute(
        "SELECT id, address, name, language FROM deliveries"
        " WHERE issue_id = %s AND id BETWEEN %s AND %s AND state = %s ORDER BY changed_at, id",
        (*shard, DeliveryState.QUEUED),
    )
    return [
        Delivery(number, shard.issue_id, address, name, Language(language), DeliveryState.QUEUED)
        async for number, address, name, language in rows
    ]


async def suppress_unwilling(connection: AsyncConnection, shard: Shard, now: datetime) -> None:
    """Takes out whoever was suppressed after the freeze; called again before a shard is sent."""
    await connection.execute(
        "UPDATE deliveries d SET state = %s, changed_at = %s FROM suppressions x WHERE d.issue_id = %s"
        " AND d.id BETWEEN %s AND %s AND d.state = %s AND x.address = lower(d.address)",
        (DeliveryState.SUPPRESSED, now, *shard, DeliveryState.QUEUED),
    )


async def move(
    connection: AsyncConnection,
    delivery_id: int,
    *,
    to: DeliveryState,
    from_state: DeliveryState,
    now: datetime,
    reply: str = "",
    not_before: datetime | None = None,
) -> bool:
    """Moves one delivery; False where it was no longer in `from_state`."""
    cursor = await connection.execute(
        "UPDATE deliveries SET state = %s, reply = %s, not_before = %s, changed_at = %s WHERE id = %s AND state = %s",
        (to, reply, not_before, now, delivery_id, from_state),
    )
    return cursor.rowcount == 1


async def wake(connection: AsyncConnection, shard: Shard, now: datetime, give_up: timedelta) -> None:
    """Queues the deferred deliveries that are due again; those put off for longer than `give_up` are rejected."""
    await connection.execute(
        "UPDATE deliveries d SET changed_at = %(now)s,"
        " state = CASE WHEN i.started_at < %(oldest)s THEN %(rejected)s ELSE %(queued)s END,"
        " reply = CASE WHEN i.started_at < %(oldest)s THEN 'gave up: ' || d.reply ELSE d.reply END"
        " FROM issues i WHERE i.id = d.issue_id AND d.issue_id = %(issue)s AND d.id BETWEEN %(first)s AND %(last)s"
        " AND d.state = %(deferred)s AND d.not_before <= %(now)s",
        {
            "now": now,
            "oldest": now - give_up,
            "rejected": DeliveryState.REJECTED,
            "queued": DeliveryState.QUEUED,
            "deferred": DeliveryState.DEFERRED,
            "issue": shard.issue_id,
            "first": shard.first,
            "last": shard.last,
        },
    )


async def deferred_in(connection: AsyncConnection, shard: Shard) -> bool:
    """Whether some of the shard's deliveries wait for another try."""
    cursor = await connection.execute(
        "SELECT EXISTS (SELECT FROM deliveries WHERE issue_id = %s AND id BETWEEN %s AND %s AND state = %s)",
        (*shard, DeliveryState.DEFERRED),
    )
    return await cursor.fetchone() == (True,)


async def in_hand(connection: AsyncConnection, issue_ids: Sequence[int]) -> bool:
    """Whether a worker is at a shard of one of these issues just now."""
    cursor = await connection.execute(
        "SELECT EXISTS (SELECT FROM procrastinate_jobs WHERE status = 'doing'"
        " AND (args ->> 'issue_id')::bigint = ANY (%s))",
        (list(issue_ids),),
    )
    row = await cursor.fetchone()
    return bool(row and row[0])


async def strand(connection: AsyncConnection, shard: Shard, now: datetime) -> int:
    """A shard's `sending` rows left by a worker that died: nobody knows, so they become uncertain."""
    cursor = await connection.execute(
        "UPDATE deliveries SET state = %s, reply = 'the worker was lost while sending', changed_at = %s"
        " WHERE issue_id = %s AND id BETWEEN %s AND %s AND state = %s",
        (DeliveryState.UNCERTAIN, now, *shard, DeliveryState.SENDING),
    )
    return cursor.rowcount


async def counts(connection: AsyncConnection, issue_id: int) -> dict[DeliveryState, int]:
    """How many deliveries are in each state; every state has an entry."""
    rows = await connection.execute(
        "SELECT state, count(*) FROM deliveries WHERE issue_id = %s GROUP BY 1", (issue_id,)
    )
    found = {DeliveryState(state): number async for state, number in rows}
    return {state: found.get(state, 0) for state in DeliveryState}


async def counts_by_language(connection: AsyncConnection, issue_id: int) -> dict[str, tuple[int, int]]:
    """Recipients and accepted ones, by language."""
    rows = await connection.execute(
        "SELECT language, count(*), count(*) FILTER (WHERE state = %s) FROM deliveries WHERE issue_id = %s GROUP BY 1",
        (DeliveryState.ACCEPTED, issue_id),
    )
    return {language: (number, accepted) async for language, number, accepted in rows}


async def uncertain(connection: AsyncConnection, issue_id: int) -> list[tuple[int, str, datetime]]:
    """The deliveries of which nobody knows whether they arrived: id, address, since."""
    cursor = await connection.execute(
        "SELECT id, address, changed_at FROM deliveries WHERE issue_id = %s AND state = %s ORDER BY id",
        (issue_id, DeliveryState.UNCERTAIN),
    )
    return await cursor.fetchall()


async def issue_and_address(connection: AsyncConnection, delivery_id: int) -> tuple[Issue, str] | None:
    """The issue and the address behind a pass, which may name any number up to 2⁶⁴."""
    if delivery_id >= 2**63:
        return None  # no bigint: compared as a numeric, it would read the whole table
    cursor = await connection.execute(
        "SELECT i.campaign, i.region, i.local_date, d.address FROM deliveries d JOIN issues i ON i.id = d.issue_id"
        " WHERE d.id = %s",
        (delivery_id,),
    )
    row = await cursor.fetchone()
    return (Issue(row[0], row[1], row[2]), row[3]) if row else None
