"""Subscribers and the one suppression list; an address is the same in any case of letters."""

from collections.abc import Iterable
from datetime import datetime

from psycopg import AsyncConnection

from newsletter.model import DeliveryState, Language, Subscriber

_COLUMNS = "email, region, language, name, timezone, tags, consent_at, consent_source, sample"

_MERGE = f"""
INSERT INTO subscribers ({_COLUMNS}, created_at)
SELECT {_COLUMNS}, %(now)s FROM arriving
ON CONFLICT (lower(email)) DO UPDATE SET
    region = EXCLUDED.region, language = EXCLUDED.language, name = EXCLUDED.name, timezone = EXCLUDED.timezone,
    tags = EXCLUDED.tags, consent_at = EXCLUDED.consent_at, consent_source = EXCLUDED.consent_source
RETURNING (xmax = 0) AS is_new
"""


async def merge(
    connection: AsyncConnection, subscribers: Iterable[Subscriber], now: datetime, *, sample: bool = False
) -> tuple[int, int]:
    """Adds and updates subscribers (addresses distinct in any case); returns how many are new and how many updated."""
    await connection.execute("CREATE TEMPORARY TABLE arriving (LIKE subscribers) ON COMMIT DROP")
    await connection.execute("ALTER TABLE arriving ALTER id DROP NOT NULL, ALTER created_at DROP NOT NULL")
    async with connection.cursor().copy(f"COPY arriving ({_COLUMNS}) FROM STDIN") as copy:
        for one in subscribers:
            await copy.write_row(
                (
                    one.email,
                    one.region,
                    one.language.code,
                    one.name,
                    one.timezone,
                    list(one.tags),
                    one.consent_at,
                    one.consent_source,
                    sample,
                )
            )
    rows = await connection.execute(_MERGE, {"now": now})
    added = [is_new async for (is_new,) in rows]
    return sum(added), len(added) - sum(added)


async def suppress(connection: AsyncConnection, addresses: Iterable[str], reason: str, now: datetime) -> int:
    """Puts addresses on the suppression list; an import never lifts them. Returns how many were not on it yet."""
    cursor = await connection.execute(
        "INSERT INTO suppressions (address, reason, since) SELECT DISTINCT lower(a), %s, %s FROM unnest(%s::text[]) a"
        " ON CONFLICT DO NOTHING",
        (reason, now, list(addresses)),
    )
    return cursor.rowcount


async def suppression(connection: AsyncConnection, address: str) -> tuple[str, datetime] | None:
    """Why and since when this address gets nothing."""
    cursor = await connection.execute("SELECT reason, since FROM suppressions WHERE address = %s", (address.lower(),))
    return await cursor.fetchone()


async def find(connection: AsyncConnection, address: str) -> Subscriber | None:
    cursor = await connection.execute(
        "SELECT email, region, language, name, timezone, tags, consent_at, consent_source FROM subscribers"
        " WHERE lower(email) = %s",
        (address.lower(),),
    )
    row = await cursor.fetchone()
    if row is None:
        return None
    email, region, language, name, timezone, tags, consent_at, consent_source = row
    return Subscriber(email, region, Language(language), name, timezone, tuple(tags), consent_at, consent_source)


async def every(connection: AsyncConnection) -> list[Subscriber]:
    """All subscribers by address, for an export."""
    rows = await connection.execute(
        "SELECT email, region, language, name, timezone, tags, consent_at, consent_source FROM subscribers ORDER BY email"
    )
    return [
        Subscriber(email, region, Language(language), name, timezone, tuple(tags), consent_at, consent_source)
        async for email, region, language, name, timezone, tags, consent_at, consent_source in rows
    ]


async def erase(connection: AsyncConnection, address: str, now: datetime) -> bool:
    """Forgets a person everywhere but on the suppression list, which keeps the address from ever being mailed again."""
    cursor = await connection.execute("DELETE FROM subscribers WHERE lower(email) = %s", (address.lower(),))
    deliveries = await connection.execute(
        "UPDATE deliveries SET address = '', name = '', changed_at = %s,"
        " state = CASE WHEN state IN (%s, %s) THEN %s ELSE state END WHERE lower(address) = %s",
        (now, DeliveryState.QUEUED, DeliveryState.DEFERRED, DeliveryState.SUPPRESSED, address.lower()),
    )
    await suppress(connection, [address], "erased", now)
    return cursor.rowcount + deliveries.rowcount > 0


async def has_samples(connection: AsyncConnection, region: str) -> bool:
    """Whether the audience of a region holds sample subscribers."""
    cursor = await connection.execute("SELECT EXISTS (SELECT FROM subscribers WHERE sample AND region = %s)", (region,))
    row = await cursor.fetchone()
    return bool(row and row[0])


async def remove_samples(connection: AsyncConnection) -> int:
    """Takes the sample subscribers out; returns how many there were."""
    cursor = await connection.execute("DELETE FROM subscribers WHERE sample")
    return cursor.rowcount
