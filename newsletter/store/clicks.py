"""Where an edition's tracked links lead, and how often they were followed; counts, never people."""

from collections.abc import Iterable
from datetime import datetime

from psycopg import AsyncConnection

from newsletter.model import Issue, Link


async def save_links(connection: AsyncConnection, issue_id: int, links: Iterable[Link]) -> None:
    """Makes the tracked links of an edition lead somewhere; safe to repeat."""
    async with connection.cursor() as cursor:
        await cursor.executemany(
            "INSERT INTO links (id, issue_id, slot, label, target, cta) VALUES (%s, %s, %s, %s, %s, %s)"
            " ON CONFLICT (id) DO NOTHING",
            [(link.id, issue_id, link.slot, link.label, link.target, link.cta) for link in links if link.tracked],
        )


async def target(connection: AsyncConnection, link_id: str) -> tuple[Issue, str] | None:
    """The issue a link belongs to and where it leads."""
    cursor = await connection.execute(
        "SELECT i.campaign, i.region, i.local_date, l.target FROM links l JOIN issues i ON i.id = l.issue_id"
        " WHERE l.id = %s",
        (link_id,),
    )
    row = await cursor.fetchone()
    return (Issue(row[0], row[1], row[2]), row[3]) if row else None


async def count(connection: AsyncConnection, link_id: str, visitor: bytes, kind: str, now: datetime) -> None:
    """Counts one click, by the hour; `kind` is human or machine."""
    await connection.execute(
        "INSERT INTO clicks (link_id, hour, visitor, class) VALUES (%s, date_trunc('hour', %s::timestamptz), %s, %s)"
        " ON CONFLICT (link_id, hour, visitor, class) DO UPDATE SET raw = clicks.raw + 1",
        (link_id, now, visitor, kind),
    )


async def by_cta(connection: AsyncConnection, issue_id: int) -> list[tuple[str, int, int, int]]:
    """Each CTA of an issue, clicked or not: its id, raw clicks, different visitors, and visitors likely human."""
    cursor = await connection.execute(
        "SELECT l.cta, COALESCE(sum(c.raw), 0)::int, count(DISTINCT c.visitor)::int,"
        " (count(DISTINCT c.visitor) FILTER (WHERE c.class = 'human'))::int"
        " FROM links l LEFT JOIN clicks c ON c.link_id = l.id"
        " WHERE l.issue_id = %s AND l.cta IS NOT NULL GROUP BY l.cta ORDER BY l.cta",
        (issue_id,),
    )
    return await cursor.fetchall()
