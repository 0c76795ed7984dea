"""The database as the studio asks it: never waited for long, and done without while it does not answer.

    known = await records.ask(lambda desk: …, otherwise=[])      # [] while the database is away

`running` hands in the desk that the other parts have open, or has `keep_open` look for one beside the studio.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import datetime
from time import monotonic
from typing import TypeVar

import psycopg

from newsletter.errors import DatabaseError
from newsletter.schedule.desk import Desk, opened
from newsletter.settings import Settings
from newsletter.store.database import answer_within

T = TypeVar("T")

_log = logging.getLogger(__name__)

_PATIENCE = 2.0  # seconds that a page waits for one answer
_REST = 10.0  # seconds after which a database that was away is asked again
_AWAY = (TimeoutError, psycopg.Error, DatabaseError)


class Records:
    """What the database remembers, as far as it answers; `desk` is None where nobody has opened it yet."""

    def __init__(self, desk: Desk | None = None) -> None:
        self._desk = desk
        self._trouble = "" if desk else "it is being opened"
        self._ask_again = 0.0

    @property
    def desk(self) -> Desk | None:
        """The desk, while its database answers."""
        return self._desk if monotonic() >= self._ask_again else None

    @property
    def trouble(self) -> str:
        """Why the database does not answer; empty while it does."""
        return self._trouble

    async def ask(self, question: Callable[[Desk], Awaitable[T]], otherwise: T, *, patience: float | None = None) -> T:
        """The answer to a question, or `otherwise` where the database does not answer in time."""
        desk = self.desk
        if desk is None:
            return otherwise
        try:
            async with asyncio.timeout(patience or _PATIENCE):
                answer = await question(desk)
        except _AWAY as error:
            self._lose(str(error) or f"it says nothing within {patience or _PATIENCE:g} seconds")
            return otherwise
        self._trouble = ""
        return answer

    async def keep_open(self, settings: Settings, now: Callable[[], datetime], stop: asyncio.Event) -> None:
        """Opens the project's database until `stop` is set; a server of its own that is away is tried again."""
        while not stop.is_set():
            try:
                if settings.database_url is not None:
                    await answer_within(settings.database_url, _PATIENCE)  # what follows may not wait: it blocks
                async with opened(settings, now) as self._desk:
                    self._trouble = ""
                    await stop.wait()
            except DatabaseError as error:
                self._desk = None
                self._lose(str(error))
                with suppress(TimeoutError):  # the embedded server has no reason to start a minute later
                    await asyncio.wait_for(stop.wait(), _REST if settings.database_url else None)

    def _lose(self, reason: str) -> None:
        if reason != self._trouble:
            _log.warning("the database does not answer: %s", reason)
        self._trouble = reason
        self._ask_again = monotonic() + _REST
