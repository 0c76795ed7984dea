"""The one statement by which a worker's deliveries move: results first, then marks, many of each, in one commit.

A mark (queued → sending) counts only while the shard's token and lease are the worker's own and the issue is being
sent; the shard's row is locked meanwhile, so that no claim can come between. A result counts only for the token that
marked the delivery. Which states an event may leave stands in `deliver.transitions`.
"""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import NamedTuple

from psycopg import AsyncConnection

from newsletter.deliver.transitions import MOVES, Event


class Mark(NamedTuple):
    """A delivery that a worker wants to send."""

    delivery: int
    shard: int
    token: int


class Result(NamedTuple):
    """What became of a delivery that was marked with this token."""

    delivery: int
    token: int
    event: Event
    reply: str
    not_before: datetime | None


# Of a person who was erased meanwhile, the relay's words are not kept: they mostly repeat the address.
# `again`: the same turn, whose commit may have been lost with the connection, so that its marks may stand already.
_TURN = """
WITH settled AS (
    UPDATE deliveries d SET state = r.state, reply = CASE WHEN d.address = '' THEN '' ELSE r.reply END,
                            not_before = r.not_before, changed_at = %(now)s
    FROM unnest(%(results)s::bigint[], %(result_tokens)s::bigint[], %(masks)s::int[], %(states)s::smallint[],
                %(replies)s::text[], %(not_before)s::timestamptz[]) AS r(id, token, mask, state, reply, not_before)
    WHERE d.id = r.id AND d.token = r.token AND (r.mask >> d.state) & 1 = 1
), held AS (
    SELECT s.id, s.token FROM shards s JOIN issues i ON i.id = s.issue_id
    WHERE s.id = ANY (%(shards)s::bigint[]) AND s.lease_until > clock_timestamp() AND i.state = 'sending'
    ORDER BY s.id FOR SHARE OF s
)
UPDATE deliveries d SET state = %(sending)s, token = m.token, tries = d.tries + 1,
       tried_at = coalesce(d.tried_at, %(now)s), changed_at = %(now)s
FROM unnest(%(marks)s::bigint[], %(mark_shards)s::bigint[], %(mark_tokens)s::bigint[]) AS m(id, shard, token)
JOIN held h ON h.id = m.shard AND h.token = m.token
WHERE d.id = m.id
  AND ((%(mask)s >> d.state) & 1 = 1 OR (%(again)s AND d.state = %(sending)s AND d.token = m.token))
RETURNING d.id
"""

_MARK = MOVES[Event.MARK]


async def turn(
    connection: AsyncConnection, results: Sequence[Result], marks: Sequence[Mark], now: datetime, *, again: bool = False
) -> Collection[int]:
    """Writes results and marks in one statement and commits; returns the deliveries whose marks were granted.

    `connection` is in autocommit, and synchronous_commit is on: who reads the answer may rely on the disk.
    """
    moves = [MOVES[result.event] for result in results]
    shards = {mark.shard for mark in marks}
    cursor = await connection.execute(
        _TURN,
        {
            "results": _array(result.delivery for result in results),
            "result_tokens": _array(result.token for result in results),
            "masks": _array(move.mask for move in moves),
            "states": _array(move.to for move in moves),
            "replies": _array(map(_quoted, (result.reply for result in results))),
            "not_before": _array(result.not_before or "NULL" for result in results),
            "shards": _array(shards),
            "marks": _array(mark.delivery for mark in marks),
            "mark_shards": _array(mark.shard for mark in marks),
            "mark_tokens": _array(mark.token for mark in marks),
            "mask": _MARK.mask,
            "sending": _MARK.to,
            "now": now,
            "again": again,
        },
        prepare=True,
    )
    return {row[0] for row in await cursor.fetchall()}


def _array(values: Iterable[object]) -> str:
    """An array as PostgreSQL writes it: psycopg would choose its type by the numbers, and prepare anew for each."""
    return f"{{{','.join(map(str, values))}}}"


def _quoted(text: str) -> str:
    """A text in such an array."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
