"""The token bucket of a relay, one for all processes and machines: whoever sends takes its tokens here, in blocks."""

from psycopg import AsyncConnection

# The bucket holds a second's worth, so that no pause is made good by a rush; it is filled by PostgreSQL's clock, which
# all share. `GREATEST` lets a clock that was set back cost nothing.
_TAKE = """
INSERT INTO buckets AS b (relay, tokens, filled_at)
VALUES (%(relay)s, greatest(1.0, %(rate)s), clock_timestamp())
ON CONFLICT (relay) DO UPDATE SET
    tokens = least(greatest(1.0, %(rate)s), b.tokens
        + %(rate)s * greatest(0, extract(epoch FROM clock_timestamp() - b.filled_at)::double precision)),
    filled_at = clock_timestamp()
RETURNING tokens
"""


async def take(connection: AsyncConnection, relay: str, rate: float, wanted: int) -> tuple[int, float]:
    """Up to `wanted` tokens of a relay that takes `rate` messages a second; with none, the seconds until the next."""
    cursor = await connection.execute(_TAKE, {"relay": relay, "rate": rate})
    (tokens,) = await cursor.fetchone() or (0.0,)
    taken = min(wanted, int(tokens))
    if not taken:
        return 0, (1 - tokens) / rate
    await connection.execute("UPDATE buckets SET tokens = tokens - %s WHERE relay = %s", (taken, relay))
    return taken, 0.0
