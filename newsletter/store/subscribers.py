"""Subscribers and the one suppression list; an address is the same in any case of letters."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Any

from psycopg import AsyncConnection

from newsletter.deliver.transitions import MOVES, Event
from newsletter.model import Language, Subscriber
from newsletter.store import interventions

COLUMNS = ("email", "region", "language", "name", "timezone", "tags", "consent_at", "consent_source")
_PERSON = ", ".join(COLUMNS)

# In the order of the addresses, so that two imports at once never wait for each other in a circle.
_MERGE = f"""
INSERT INTO subscribers ({_PERSON}, sample, created_at)
SELECT {_PERSON}, sample, %(now)s FROM arriving ORDER BY lower(email)
ON CONFLICT (lower(email)) DO UPDATE SET {{settings}}, sample = subscribers.sample AND EXCLUDED.sample
RETURNING (xmax = 0) AS is_new
"""


async def merge(
    connection: AsyncConnection,
    subscribers: Iterable[Subscriber],
    now: datetime,
    *,
    columns: Collection[str] = COLUMNS,
    sample: bool = False,
) -> tuple[int, int]:
    """Adds and updates subscribers (addresses distinct in any case); returns how many are new and how many updated.

    Of those known already, the address stays as first written, and only `columns` change, `region` among them: what a
    file does not speak of, it does not take away.
    """
    await connection.execute("CREATE TEMPORARY TABLE arriving (LIKE subscribers) ON COMMIT DROP")
    await connection.execute("ALTER TABLE arriving ALTER id DROP NOT NULL, ALTER created_at DROP NOT NULL")
    async with connection.cursor().copy(f"COPY arriving ({_PERSON}, sample) FROM STDIN") as copy:
        for one in subscribers:
            await copy.write_row((*_fields(one), sample))
    settings = ", ".join(f"{name} = EXCLUDED.{name}" for name in COLUMNS[1:] if name in columns)
    rows = await connection.execute(_MERGE.format(settings=settings), {"now": now})
    added = [is_new async for (is_new,) in rows]
    return sum(added), len(added) - sum(added)


async def suppress(connection: AsyncConnection, addresses: Iterable[str], reason: str, now: datetime) -> int:
    """Puts addresses on the suppression list, which an import never lifts, and out of what is being sent.

    Returns how many were not on it yet.
    """
    unwilling = list(addresses)
    cursor = await connection.execute(
        "INSERT INTO suppressions (address, reason, since) SELECT DISTINCT lower(a), %s, %s::timestamptz"
        " FROM unnest(%s::text[]) a ORDER BY 1 ON CONFLICT DO NOTHING",
        (reason, now, unwilling),
    )
    await interventions.withhold(connection, unwilling, now)
    return cursor.rowcount


async def suppression(connection: AsyncConnection, address: str) -> tuple[str, datetime] | None:
    """Why and since when this address gets nothing."""
    cursor = await connection.execute("SELECT reason, since FROM suppressions WHERE address = lower(%s)", (address,))
    return await cursor.fetchone()


async def find(connection: AsyncConnection, address: str) -> Subscriber | None:
    cursor = await connection.execute(f"SELECT {_PERSON} FROM subscribers WHERE lower(email) = lower(%s)", (address,))
    row = await cursor.fetchone()
    return _subscriber(row) if row else None


async def every(connection: AsyncConnection) -> list[Subscriber]:
    """All subscribers by address, for an export."""
    rows = await connection.execute(f"SELECT {_PERSON} FROM subscribers ORDER BY email")
    return [_subscriber(row) async for row in rows]


async def erase(connection: AsyncConnection, address: str, now: datetime) -> bool:
    """Forgets a person everywhere but on the suppression list, which keeps the address from ever being mailed again."""
    await suppress(connection, [address], "erased", now)
    cursor = await connection.execute("DELETE FROM subscribers WHERE lower(email) = lower(%s)", (address,))
    move = MOVES[Event.SUPPRESS]
    deliveries = await connection.execute(  # a relay's reply mostly repeats the address
        "UPDATE deliveries SET address = '', name = '', reply = '', changed_at = %s,"
        " state = CASE WHEN state = ANY (%s) THEN %s ELSE state END WHERE lower(address) = lower(%s)",
        (now, list(move.states), move.to, address),
    )
    return cursor.rowcount + deliveries.rowcount > 0


async def has_samples(connection: AsyncConnection, region: str) -> bool:
    """Whether the audience of a region holds sample subscribers."""
    cursor = await connection.execute("SELECT EXISTS (SELECT FROM subscribers WHERE sample AND region = %s)", (region,))
    return await cursor.fetchone() == (True,)


async def remove_samples(connection: AsyncConnection) -> int:
    """Takes the sample subscribers out; returns how many there were."""
    cursor = await connection.execute("DELETE FROM subscribers WHERE sample")
    return cursor.rowcount


def _fields(one: Subscriber) -> tuple[object, ...]:
    language, tags = one.language.code, list(one.tags)
    return one.email, one.region, language, one.name, one.timezone, tags, one.consent_at, one.consent_source


def _subscriber(row: Sequence[Any]) -> Subscriber:
    email, region, language, name, timezone, tags, consent_at, consent_source = row
    return Subscriber(email, region, Language(language), name, timezone, tuple(tags), consent_at, consent_source)
