"""Shards: which worker may send which deliveries, for how long; the fence against a worker that was only slow.

Leases are compared with PostgreSQL's own clock: it is the one that all machines share. Moments of the calendar
(when a delivery is tried again) come as arguments, as everywhere.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from psycopg import AsyncConnection

from newsletter.deliver.transitions import MOVES, OPEN, Event
from newsletter.model import DeliveryState
from newsletter.store import issues


class Shard(NamedTuple):
    """A shard that is claimed: those deliveries of an issue from the first id to the last are the token's to send."""

    id: int
    issue_id: int
    first: int
    last: int
    token: int
    issue_state: str


@dataclass(frozen=True, slots=True)
class Taken:
    """Another worker's lease has still so long to run."""

    wait: timedelta


class Left(NamedTuple):
    """What a shard still has to send: how many, and from when on, where all of them were put off."""

    number: int
    at: datetime | None


class Waiting(NamedTuple):
    """A delivery that is to be sent: the fields of a message, and how often it was tried since when."""

    id: int
    address: str
    name: str
    language: str
    tries: int
    tried_at: datetime | None


# Ids are dense within a freeze, but two freezes at once interleave: a shard is bounds and an issue.
_CUT = """
INSERT INTO shards (issue_id, first, last)
SELECT %(issue)s, min(id), max(id)
FROM (SELECT id, (row_number() OVER (ORDER BY id) - 1) / %(size)s AS number FROM deliveries WHERE issue_id = %(issue)s)
GROUP BY number ORDER BY number
RETURNING id
"""
# "+ 0": a shard is read by its ids, whatever PostgreSQL's statistics know of an issue that was frozen a moment ago.
_IN_SHARD = "d.issue_id + 0 = %(issue)s AND d.id BETWEEN %(first)s AND %(last)s"


async def cut(connection: AsyncConnection, issue_id: int, size: int) -> list[int]:
    """Divides an issue's deliveries into shards of `size`; returns their ids in order."""
    rows = await connection.execute(_CUT, {"issue": issue_id, "size": size})
    return sorted([row[0] async for row in rows])


async def claim(connection: AsyncConnection, shard_id: int, lease: timedelta) -> Shard | Taken | None:
    """Takes the shard with a new token; Taken while another's lease runs, None for one that is gone."""
    cursor = await connection.execute(
        "UPDATE shards s SET token = token + 1, lease_until = clock_timestamp() + %s FROM issues i"
        " WHERE s.id = %s AND i.id = s.issue_id AND s.lease_until <= clock_timestamp()"
        " RETURNING s.id, s.issue_id, s.first, s.last, s.token, i.state",
        (lease, shard_id),
    )
    if row := await cursor.fetchone():
        return Shard(*row)
    cursor = await connection.execute(
        "SELECT greatest(lease_until - clock_timestamp(), interval '0') FROM shards WHERE id = %s", (shard_id,)
    )
    found = await cursor.fetchone()
    return Taken(found[0]) if found else None


async def renew(connection: AsyncConnection, shard: Shard, lease: timedelta) -> bool:
    """Lengthens the lease; False where it has passed to another token."""
    cursor = await connection.execute(
        "UPDATE shards SET lease_until = clock_timestamp() + %s WHERE id = %s AND token = %s",
        (lease, shard.id, shard.token),
    )
    return cursor.rowcount == 1


async def prepare(connection: AsyncConnection, shard: Shard, now: datetime) -> int:
    """What a claim does before anything is read to be sent; returns how many of a lost worker's are now uncertain.

    What that worker had in hand becomes uncertain, what was put off until now is queued, whoever unsubscribed is left
    out.
    """
    bounds = {"issue": shard.issue_id, "first": shard.first, "last": shard.last, "now": now}
    strand, wake, suppress = MOVES[Event.STRAND], MOVES[Event.WAKE], MOVES[Event.SUPPRESS]
    stranded = await connection.execute(
        "UPDATE deliveries d SET state = %(to)s, reply = 'the worker was lost while sending', changed_at = %(now)s"
        f" WHERE {_IN_SHARD} AND d.state = ANY (%(states)s) AND d.token < %(token)s",
        bounds | {"to": strand.to, "states": list(strand.states), "token": shard.token},
    )
    await connection.execute(
        "UPDATE deliveries d SET state = %(to)s, changed_at = %(now)s"
        f" WHERE {_IN_SHARD} AND d.state = ANY (%(states)s) AND d.not_before <= %(now)s",
        bounds | {"to": wake.to, "states": list(wake.states)},
    )
    await connection.execute(
        f"UPDATE deliveries d SET state = %(to)s, changed_at = %(now)s WHERE {_IN_SHARD} AND d.state = ANY (%(states)s)"
        " AND (d.address = '' OR EXISTS (SELECT FROM suppressions x WHERE x.address = lower(d.address)))",
        bounds | {"to": suppress.to, "states": list(suppress.states)},
    )
    return stranded.rowcount


async def waiting(connection: AsyncConnection, shard: Shard) -> list[Waiting]:
    """The deliveries of a shard that are to be sent now; one that was put back comes after the others."""
    rows = await connection.execute(
        "SELECT d.id, d.address, d.name, d.language, d.tries, d.tried_at FROM deliveries d"
        f" WHERE {_IN_SHARD} AND d.state = %(queued)s ORDER BY d.tries, d.id",
        {"issue": shard.issue_id, "first": shard.first, "last": shard.last, "queued": DeliveryState.QUEUED},
    )
    return [Waiting(*row) for row in await rows.fetchall()]


async def leave(connection: AsyncConnection, shard: Shard) -> Left:
    """Gives the shard back. Whoever leaves an issue's last shard with nothing left in it closes the issue."""
    # Two who leave the last two shards at once would each see the other's as unfinished.
    if await issues.hold(connection, shard.issue_id) == "cancelled":
        await _cancel_stragglers(connection, shard)
    cursor = await connection.execute(
        "SELECT count(*), count(*) FILTER (WHERE d.state = %(deferred)s), min(d.not_before)"
        f" FROM deliveries d WHERE {_IN_SHARD} AND d.state = ANY (%(open)s)",
        {
            "issue": shard.issue_id,
            "first": shard.first,
            "last": shard.last,
            "deferred": DeliveryState.DEFERRED,
            "open": [int(state) for state in OPEN],
        },
    )
    left, deferred, at = await cursor.fetchone() or (0, 0, None)
    await connection.execute(
        "UPDATE shards SET lease_until = '-infinity', finished = %s WHERE id = %s AND token = %s",
        (left == 0, shard.id, shard.token),
    )
    await connection.execute(
        "UPDATE issues SET state = 'done', reason = '' WHERE id = %(issue)s AND state = 'sending'"
        " AND NOT EXISTS (SELECT FROM shards WHERE issue_id = %(issue)s AND NOT finished)",
        {"issue": shard.issue_id},
    )
    return Left(left, at if left == deferred else None)


async def _cancel_stragglers(connection: AsyncConnection, shard: Shard) -> None:
    """What was on its way while its issue was cancelled, and came back, goes the way of the others."""
    cancel = MOVES[Event.CANCEL]
    await connection.execute(
        f"UPDATE deliveries d SET state = %(to)s WHERE {_IN_SHARD} AND d.state = ANY (%(states)s)",
        {
            "issue": shard.issue_id,
            "first": shard.first,
            "last": shard.last,
            "to": cancel.to,
            "states": list(cancel.states),
        },
    )


async def unfinished(connection: AsyncConnection, issue_id: int) -> list[int]:
    """The shards of an issue in which something is left to send."""
    rows = await connection.execute(
        "SELECT id FROM shards WHERE issue_id = %s AND NOT finished ORDER BY id", (issue_id,)
    )
    return [row[0] async for row in rows]


async def reopen(connection: AsyncConnection, issue_id: int, deliveries: Sequence[int]) -> list[int]:
    """The shards of these deliveries, which have something to send again, as their issue has where it was done."""
    await issues.hold(connection, issue_id)  # before any shard, as `leave` does
    rows = await connection.execute(
        "UPDATE shards s SET finished = false WHERE s.issue_id = %(issue)s AND EXISTS"
        " (SELECT FROM unnest(%(ids)s::bigint[]) AS d(id) WHERE d.id BETWEEN s.first AND s.last) RETURNING s.id",
        {"issue": issue_id, "ids": list(deliveries)},
    )
    reopened = sorted([row[0] async for row in rows])
    if reopened:
        await connection.execute(
            "UPDATE issues SET state = 'sending', reason = '' WHERE id = %s AND state = 'done'", (issue_id,)
        )
    return reopened


async def under_way(connection: AsyncConnection, issue_ids: Sequence[int]) -> bool:
    """Whether one of these issues is being sent and has deliveries that wait for nothing but their turn."""
    cursor = await connection.execute(
        "SELECT EXISTS (SELECT FROM shards s JOIN issues i ON i.id = s.issue_id JOIN deliveries d"
        " ON d.issue_id + 0 = s.issue_id AND d.id BETWEEN s.first AND s.last"
        " WHERE s.issue_id = ANY (%s) AND NOT s.finished AND i.state = 'sending' AND d.state = ANY (%s))",
        (list(issue_ids), [DeliveryState.QUEUED, DeliveryState.SENDING]),
    )
    return await cursor.fetchone() == (True,)
