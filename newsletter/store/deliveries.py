"""The ledger: one row per issue and subscriber, and what became of it; every move compares and sets."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from psycopg import AsyncConnection
from psycopg.rows import class_row

from newsletter.model import DeliveryState, Issue

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
"""


@dataclass(frozen=True, slots=True)
class Audience:
    """Whom an issue goes to."""

    region: str
    languages: Sequence[str]  # those that have an edition, the default first
    tags: Sequence[str]


@dataclass(frozen=True, slots=True)
class Listed:
    """A delivery as a person looks at it."""

    id: int
    issue_id: int
    address: str
    state: int
    tries: int
    changed_at: datetime
    not_before: datetime | None
    reply: str


async def freeze(connection: AsyncConnection, issue_id: int, audience: Audience, now: datetime) -> int:
    """Writes the issue's deliveries once and returns how many there are."""
    cursor = await connection.execute(
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
    return cursor.rowcount


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


async def listed(
    connection: AsyncConnection, issue_ids: Sequence[int], states: Sequence[DeliveryState], address: str | None = None
) -> list[Listed]:
    """The deliveries of these issues that are in one of these states; of one address, or of all."""
    async with connection.cursor(row_factory=class_row(Listed)) as cursor:
        await cursor.execute(
            "SELECT d.id, d.issue_id, d.address, d.state, d.tries, d.changed_at, d.reply,"
            " CASE WHEN d.state = %s THEN d.not_before END AS not_before"
            " FROM deliveries d WHERE d.issue_id = ANY (%s) AND d.state = ANY (%s)"
            " AND (%s::text IS NULL OR lower(d.address) = lower(%s)) ORDER BY d.id",
            (DeliveryState.DEFERRED, list(issue_ids), [int(state) for state in states], address, address),
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
