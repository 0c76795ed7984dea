"""A relay as one process uses it: up to so many sessions, one line of deliveries waiting for them, one pace.

    waiting ──take──▶ a session's envelope ──ledger.ask──▶ marked ──▶ body ──reply──▶ ledger.tell ──▶ settled

Sessions live across shards. A 421, or a connection that cannot be had, halves them and cools the relay; each hundred
messages taken bring one more. What no person is needed for is tried again; what one is needed for ends the work.
"""

import asyncio
import logging
import random
from collections import deque
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from dataclasses import dataclass, field

import psycopg

from newsletter.deliver.ledger import Ledger
from newsletter.deliver.pace import Throttle
from newsletter.deliver.smtp.opening import open_session
from newsletter.deliver.smtp.replies import Next
from newsletter.deliver.smtp.session import Haste, Session
from newsletter.deliver.smtp.wire import Patience
from newsletter.deliver.work import Item, Work
from newsletter.errors import RelayError
from newsletter.model import Relay
from newsletter.store.shards import Waiting

_log = logging.getLogger(__name__)

_GLANCE = 1.0  # seconds between two looks at the sessions' deadlines
_BLOCK = 0.25  # of a second's messages: so many tokens are taken from the bucket at once, at least one

TakeTokens = Callable[[int], Awaitable[tuple[int, float]]]  # how many are wanted → how many there are, seconds to wait


@dataclass(slots=True, eq=False)
class Lane:
    """The sessions to one relay, and what waits for them; a Source of messages."""

    relay: Relay
    ledger: Ledger
    take_tokens: TakeTokens
    patience: Patience = field(default_factory=Patience)
    throttle: Throttle = field(init=False)
    haste: Haste = Haste.RIDING
    proven: bool = False  # the relay has taken a message of ours; until then one session tries
    waiting: deque[Item] = field(default_factory=deque)
    sessions: set[Session] = field(default_factory=set)
    works: set[Work] = field(default_factory=set)
    _opening: int = 0
    _tokens: int = 0
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)
    _filling: bool = False

    def __post_init__(self) -> None:
        self.throttle = Throttle(self.relay.connections)
        self._spawn(self._watch())

    # ── for works ──────────────────────────────────────────────────────────────────────────────────

    async def send(self, work: Work, rows: Sequence[Waiting]) -> None:
        """Sends a shard's deliveries, until each is settled or the work has an error."""
        self.works.add(work)
        try:
            self.waiting.extend(work.begin(rows))
            self.pump()
            await work.done.wait()
        finally:
            self.works.discard(work)
            self.drop(work)

    def put_back(self, item: Item) -> None:
        """A delivery whose envelope came to nothing goes next."""
        self.waiting.appendleft(item)
        self.pump()

    def drop(self, work: Work) -> None:
        """Takes out of the line what a work has there."""
        self.waiting = deque(item for item in self.waiting if item.work is not work)

    @property
    def cools_for(self) -> float:
        """Seconds for which the relay is left alone."""
        return max(0.0, self.throttle.cool_until - asyncio.get_running_loop().time())

    def pump(self) -> None:
        """Gives every free session its next message, and opens more sessions where messages still wait."""
        for session in [session for session in self.sessions if session.is_idle]:
            if not self.waiting:
                return
            session.go_on()
        allowed = self.throttle.allowed if self.proven else 1
        room = min(allowed - len(self.sessions), len(self.waiting)) - self._opening
        if room > 0 and not self.cools_for and self._has_token():
            for _ in range(room if self.relay.rate is None else min(room, self._tokens)):
                self._opening += 1
                self._spawn(self._open())

    def cut(self) -> None:
        """Gives up what is under way: bodies that have no answer become uncertain."""
        for session in [*self.sessions]:
            session.end("the worker was stopped before the relay answered")

    async def close(self) -> None:
        """Closes every session."""
        leaving = [*self.sessions]
        for session in leaving:
            session.leave()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*(session.farewell() for session in leaving), *self._tasks, return_exceptions=True)

    # ── for sessions ───────────────────────────────────────────────────────────────────────────────

    def take(self, session: Session) -> Item | None:
        """The next delivery, its mark asked for; None while there is none, or no token for it."""
        if len(self.sessions) > self.throttle.allowed:
            session.leave()
            return None
        if not self.waiting or not self._has_token():
            return None
        item = self.waiting.popleft()
        if session.size_limit and item.work.size > session.size_limit:
            self._too_large(item.work, session.size_limit)
            return self.take(session)
        self._tokens -= self.relay.rate is not None
        item.begin(session)
        self.ledger.ask(item)
        return item

    def _too_large(self, work: Work, limit: int) -> None:
        said = f"relays.{self.relay.slug}: takes messages of {limit:,} bytes, and this issue's have {work.size:,}"
        work.fail(RelayError(f"{said}; show fewer or shorter articles", phase="mail", permanent=True))

    def taken(self) -> None:
        """The relay has taken a message."""
        self.throttle.success()
        if not self.proven:
            self.proven = True
            self.pump()

    def ended(self, session: Session, then: Next, how: str) -> None:
        """A session is over: what it says of the relay as a whole."""
        self.sessions.discard(session)
        if then is Next.SLOWER and self.haste is session.haste:
            self.haste = Haste(self.haste - 1)
            _log.info("relay %s stumbles over commands sent ahead (%s); it gets fewer", self.relay.slug, how)
        elif then is Next.COOL or (then is Next.CLOSE and not session.carried):
            self._trouble(RelayError(f"relays.{self.relay.slug}: {how}", phase="mail", permanent=False))
        asyncio.get_running_loop().call_soon(self.pump)

    # ── opening ────────────────────────────────────────────────────────────────────────────────────

    async def _open(self) -> None:
        try:
            session = await open_session(self.relay, self, self.patience, self.haste)
        except RelayError as error:
            self._opening -= 1
            if error.permanent:
                self._fail(error)
            else:
                self._trouble(error)
            return
        except BaseException:
            self._opening -= 1
            raise
        self._opening -= 1
        self.sessions.add(session)
        session.go_on()

    def _trouble(self, error: RelayError) -> None:
        """Fewer sessions and a pause; with no session left, the works go home until the pause is over."""
        self.throttle.trouble(asyncio.get_running_loop().time(), random.random())  # noqa: S311 (jitter)
        _log.warning("%s; %s connections at most, in %.0f s", error, self.throttle.allowed, self.cools_for)
        if not self.sessions:
            self._fail(error)

    def _fail(self, error: RelayError) -> None:
        for work in [*self.works]:
            work.fail(error)

    # ── pace and time ──────────────────────────────────────────────────────────────────────────────

    def _has_token(self) -> bool:
        """Whether the relay's pace allows a message now; else tokens are on their way."""
        if self.relay.rate is None or self._tokens:
            return True
        if not self._filling:
            self._filling = True
            self._spawn(self._fill(self.relay.rate))
        return False

    async def _fill(self, rate: float) -> None:
        """Waits for tokens while something waits for them."""
        try:
            while self.waiting and not self._tokens:
                self._tokens, wait = await self.take_tokens(min(len(self.waiting), max(1, round(rate * _BLOCK))))
                await asyncio.sleep(wait)
        except psycopg.OperationalError as error:  # the next look at the clock tries again
            _log.warning("relay %s: no tokens to be had: %s", self.relay.slug, " ".join(str(error).split()))
        finally:
            self._filling = False
        self.pump()

    async def _watch(self) -> None:
        """One look at the clock for all sessions."""
        loop = asyncio.get_running_loop()
        glance = min(_GLANCE, self.patience.command / 4, self.patience.final_dot / 4)
        while True:
            await asyncio.sleep(glance)
            for session in [session for session in self.sessions if session.deadline < loop.time()]:
                session.expire()
            self.pump()

    def _spawn(self, work: Coroutine[None, None, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
