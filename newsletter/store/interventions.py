"""What a person's word does to deliveries: unsubscribing, cancelling, sending again, leaving it at that.

Whoever changes deliveries that a worker may be about to mark holds their shards first: issue, shards, deliveries is the
order of everybody's locks, so that nobody waits in a circle, and a mark under way is either seen here or refused there.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime

from psycopg import AsyncConnection

from newsletter.deliver.transitions import MOVES, Event, Move
from newsletter.store.issues import RUNNING

_SUPPRESS, _CANCEL = MOVES[Event.SUPPRESS], MOVES[Event.CANCEL]
_RESEND, _CLOSE = MOVES[Event.RESEND], MOVES[Event.CLOSE]

_PEOPLE = """
SELECT l.address, s.id FROM (SELECT DISTINCT lower(a) AS address FROM unnest(%s::text[]) a) l
LEFT JOIN subscribers s ON lower(s.email) = l.address
"""
# By way of the unique index, one by one (OFFSET 0 keeps the planner from reading whole issues instead); but it is the
# delivery's own address that would be mailed.
_THEIRS = """
SELECT i.id, d.id
FROM (SELECT id FROM issues WHERE state = ANY (%(running)s)) i
CROSS JOIN unnest(%(people)s::bigint[], %(addresses)s::text[]) AS p(id, address)
CROSS JOIN LATERAL (SELECT * FROM deliveries WHERE issue_id = i.id AND subscriber_id = p.id OFFSET 0) d
WHERE d.state = ANY (%(states)s) AND lower(d.address) = p.address
"""
# Rare: whoever is no subscriber any more is looked for in all that is being sent.
_STRANGERS_THEIRS = """
SELECT d.issue_id, d.id FROM deliveries d JOIN issues i ON i.id = d.issue_id
WHERE i.state = ANY (%(running)s) AND d.state = ANY (%(states)s) AND lower(d.address) = ANY (%(addresses)s)
"""
_HOLD_SHARDS_OF = """
SELECT FROM shards s
JOIN (SELECT issue_id, min(id) AS low, max(id) AS high FROM unnest(%(issues)s::bigint[], %(ids)s::bigint[])
      AS d(issue_id, id) GROUP BY issue_id) d ON d.issue_id = s.issue_id AND s.last >= d.low AND s.first <= d.high
ORDER BY s.id FOR UPDATE OF s
"""


async def withhold(connection: AsyncConnection, addresses: Iterable[str], now: datetime) -> int:
    """Takes these addresses out of every issue that is being sent or paused, at once; returns how many deliveries."""
    people = await (await connection.execute(_PEOPLE, (list(addresses),))).fetchall()
    known = {address: person for address, person in people if person is not None}
    wanted = {"running": list(RUNNING), "states": list(_SUPPRESS.states)}
    found = await connection.execute(_THEIRS, wanted | {"people": list(known.values()), "addresses": list(known)})
    theirs = await found.fetchall()
    if strangers := [address for address, _ in people if address not in known]:
        found = await connection.execute(_STRANGERS_THEIRS, wanted | {"addresses": strangers})
        theirs += await found.fetchall()
    if not theirs:
        return 0
    held, ids = [row[0] for row in theirs], [row[1] for row in theirs]
    await connection.execute(_HOLD_SHARDS_OF, {"issues": held, "ids": ids})
    return len(await _move(connection, ids, _SUPPRESS, now))


async def cancel(connection: AsyncConnection, issue_id: int, now: datetime) -> int:
    """Cancels all deliveries of an issue that are not on their way or settled; returns how many."""
    await connection.execute("SELECT FROM shards WHERE issue_id = %s ORDER BY id FOR UPDATE", (issue_id,))
    cursor = await connection.execute(
        "UPDATE deliveries SET state = %s, changed_at = %s WHERE issue_id = %s AND state = ANY (%s)",
        (_CANCEL.to, now, issue_id, list(_CANCEL.states)),
    )
    return cursor.rowcount


async def resendable(connection: AsyncConnection, issue_id: int, ids: Sequence[int]) -> list[int]:
    """Those of an issue's deliveries that a person's word may send again: not to who has unsubscribed since."""
    rows = await connection.execute(
        "SELECT d.id FROM deliveries d WHERE d.issue_id = %s AND d.id = ANY (%s) AND d.state = ANY (%s)"
        " AND d.address <> '' AND NOT EXISTS (SELECT FROM suppressions x WHERE x.address = lower(d.address))"
        " ORDER BY d.id",
        (issue_id, list(ids), list(_RESEND.states)),
    )
    return [row[0] async for row in rows]


async def resend(connection: AsyncConnection, ids: Sequence[int], by: str, now: datetime) -> int:
    """Queues uncertain deliveries as if they had never been tried; their shards are the caller's to reopen."""
    anew = "tries = 0, tried_at = NULL, not_before = NULL"
    return len(await _move(connection, ids, _RESEND, now, f"sent again by {by}", anew))


async def close(connection: AsyncConnection, ids: Sequence[int], by: str, now: datetime) -> int:
    """Leaves uncertain deliveries at that; what was known of them is kept."""
    return len(await _move(connection, ids, _CLOSE, now, f"closed by {by}"))


async def _move(
    connection: AsyncConnection, ids: Sequence[int], move: Move, now: datetime, word: str = "", also: str = ""
) -> list[int]:
    """Moves these deliveries where the table allows it, with a word put before the reply; those that it moved."""
    rows = await connection.execute(
        "UPDATE deliveries d SET state = %(to)s, changed_at = %(now)s, reply = concat_ws(': ', nullif(%(word)s, ''),"
        f" nullif(d.reply, '')){f', {also}' if also else ''}"
        " FROM (SELECT id FROM deliveries WHERE id = ANY (%(ids)s) AND state = ANY (%(states)s) ORDER BY id FOR UPDATE)"
        " AS found WHERE d.id = found.id RETURNING d.id",
        {"to": move.to, "now": now, "word": word, "ids": list(ids), "states": list(move.states)},
    )
    return [row[0] async for row in rows]
