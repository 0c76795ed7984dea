"""When each source was last pulled whole: from then on it is asked for what has changed."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from psycopg import AsyncConnection

_LOCK = int.from_bytes(b"newspull")  # any number, so long as nobody else's advisory lock has it


async def keep_to_ourselves(connection: AsyncConnection) -> None:
    """One who remembers a pull at a time, until this transaction ends: two would not know each other's articles."""
    await connection.execute("SELECT pg_advisory_xact_lock(%s)", (_LOCK,))


async def last_pulled(connection: AsyncConnection) -> Mapping[str, datetime]:
    """When each source was last pulled whole, by name; one that never was is missing."""
    rows = await connection.execute("SELECT name, pulled_at FROM sources")
    return {name: pulled_at async for name, pulled_at in rows}


async def pulled(connection: AsyncConnection, names: Sequence[str], began: datetime) -> None:
    """Writes down that these sources were pulled whole, in a pull that began then."""
    await connection.execute(
        "INSERT INTO sources (name, pulled_at) SELECT name, %s FROM unnest(%s::text[]) AS named (name) ORDER BY name"
        " ON CONFLICT (name) DO UPDATE SET pulled_at = GREATEST(sources.pulled_at, EXCLUDED.pulled_at)",
        (began, list(names)),
    )
