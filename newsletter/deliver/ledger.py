"""The ledger's one task in a process: every turn takes all results and all new marks at hand and commits them together.

    sessions ──results, marks──▶ turn (one statement, one commit) ──granted──▶ bodies may go

A turn begins when half of those that asked can do nothing without it (`hurry`), else after four milliseconds: with a
fast relay the commit itself paces the groups, with a slow one they grow and cost little. A body goes only after its
mark's commit has returned, so whatever is killed, and whenever, a delivery that may have left is `sending` in
PostgreSQL.
"""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

import psycopg

from newsletter.deliver.transitions import Event
from newsletter.errors import DatabaseError
from newsletter.store import ledger
from newsletter.store.ledger import Mark, Result

_log = logging.getLogger(__name__)

_LINGER = 0.004  # seconds in which few wait for the turn
_PAUSE = 0.5  # seconds, before PostgreSQL is asked again when it was away


class Entry(Protocol):
    """A delivery as the ledger sees it."""

    mark: Mark

    def marked(self, *, granted: bool) -> None:
        """The mark is committed, or was refused: the shard is another's, or the issue is not being sent."""

    def settled(self) -> None:
        """The result is committed."""

    def failed(self, error: DatabaseError) -> None:
        """Mark or result cannot be written, and never will be."""


@dataclass(frozen=True, slots=True)
class _Turn:
    """What is written together."""

    asking: list[Entry]
    telling: list[Entry]
    results: list[Result]


class Ledger:
    """Groups what the process's sessions have to write; `conninfo` leads to the project's PostgreSQL."""

    def __init__(self, conninfo: str, now: Callable[[], datetime]) -> None:
        self._conninfo = conninfo
        self._now = now
        self._next = _Turn([], [], [])
        self._begin = asyncio.Event()
        self._timer: asyncio.TimerHandle | None = None
        self._hurried = 0  # sessions that wait for the next turn

    def ask(self, entry: Entry) -> None:
        """Asks for the mark of a delivery; `marked` answers."""
        self._next.asking.append(entry)
        self._soon()

    def tell(self, entry: Entry, event: Event, reply: str, not_before: datetime | None = None) -> None:
        """Tells what became of a marked delivery; `settled` answers once it is committed."""
        delivery, _, token = entry.mark
        self._next.telling.append(entry)
        self._next.results.append(Result(delivery, token, event, reply, not_before))
        self._soon()

    def hurry(self) -> None:
        """A session waits for the next turn, and can do nothing meanwhile."""
        self._hurried += 1
        if self._timer is not None and 2 * self._hurried >= len(self._next.asking):
            self._begin.set()

    def _soon(self) -> None:
        if self._timer is None:
            self._timer = asyncio.get_running_loop().call_later(_LINGER, self._begin.set)

    async def keep(self) -> None:
        """Works until it is cancelled. While PostgreSQL is away it waits, and nothing it was told is lost."""
        unsure: _Turn | None = None  # whose commit may have been lost on the way back
        while True:
            turn, again = unsure or await self._take(), unsure is not None
            unsure = turn
            try:
                async with await psycopg.AsyncConnection.connect(self._conninfo, autocommit=True) as connection:
                    # Whatever the server's own setting: asynchronous, its crash would send some twice.
                    await connection.execute("SET synchronous_commit = on")
                    while True:
                        marks = [entry.mark for entry in turn.asking]
                        granted = await ledger.turn(connection, turn.results, marks, self._now(), again=again)
                        unsure = None
                        for entry in turn.telling:
                            entry.settled()
                        for entry in turn.asking:
                            entry.marked(granted=entry.mark.delivery in granted)
                        turn, again = await self._take(), False
                        unsure = turn
            except psycopg.OperationalError as error:
                _log.warning("the ledger cannot be written, and is tried again: %s", " ".join(str(error).split()))
                await asyncio.sleep(_PAUSE)
            except psycopg.Error as error:
                _log.exception("the ledger refuses what a worker wrote")
                said = f"the ledger refuses what a worker wrote ({type(error).__name__}); please report it"
                unsure = None
                for entry in (*turn.telling, *turn.asking):
                    entry.failed(DatabaseError(said))

    async def _take(self) -> _Turn:
        await self._begin.wait()
        self._begin.clear()
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        self._hurried = 0
        turn, self._next = self._next, _Turn([], [], [])
        return turn
