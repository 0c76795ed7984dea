"""A claimed shard while it is sent: its deliveries, and what each of them does between the line and the ledger."""

import asyncio
import random
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from newsletter.ctas.links import Signer
from newsletter.deliver.headers import mailbox
from newsletter.deliver.ledger import Ledger
from newsletter.deliver.message import Letter
from newsletter.deliver.pace import GiveUp, next_try
from newsletter.deliver.smtp.session import Session, commands, relay_refuses
from newsletter.deliver.transitions import Event
from newsletter.errors import DatabaseError
from newsletter.model import Relay
from newsletter.store.ledger import Mark
from newsletter.store.shards import Shard, Waiting

_MOST_LOSSES = 3  # tries of one delivery that lost the connection: it may be what the relay hangs up on, and is put off

# A lease goes on while a process or the machine is stopped, and so does this clock.
_CLOCK = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)


def lease_clock() -> float:
    """Seconds by the clock that leases are looked at with."""
    return time.clock_gettime(_CLOCK)


class NotGranted(Exception):
    """The ledger refused a mark: somebody paused the issue, has the shard, or took that one person out."""


class Line(Protocol):
    """What a delivery waits in: its relay's lane."""

    @property
    def relay(self) -> Relay: ...

    def put_back(self, item: "Item") -> None: ...

    def taken(self) -> None: ...

    def drop(self, work: "Work") -> None: ...


@dataclass(slots=True, eq=False)
class Work:
    """A shard in this process's hands until `done`; `error` says why it ended before its deliveries did."""

    shard: Shard
    lease_ends: float  # by `lease_clock`
    letters: Mapping[str, Letter]  # by language
    signer: Signer
    sender: str
    ledger: Ledger
    line: Line
    now: Callable[[], datetime]
    error: Exception | None = None
    done: asyncio.Event = field(default_factory=asyncio.Event)
    _waiting: int = 0  # in the line
    _flying: int = 0  # in a session's or the ledger's hands

    def begin(self, rows: Sequence[Waiting]) -> list["Item"]:
        """The deliveries for the line; those whom no message can name are rejected at once."""
        items = [Item(self, row) for row in rows]
        mailable = [item for item in items if not item.unmailable]
        self._waiting, self._flying = len(mailable), len(items) - len(mailable)
        for item in items:
            if item.unmailable:
                self.ledger.ask(item)
        self._look()
        return mailable

    @property
    def size(self) -> int:
        """How long a message may be, in bytes; a name and an address are at most some hundred of them."""
        return max(letter.size for letter in self.letters.values()) + 1000

    @property
    def is_ours(self) -> bool:
        """Whether the lease still runs; looked at right before each body."""
        return lease_clock() < self.lease_ends

    def fail(self, error: Exception) -> None:
        """Begins nothing more; what is under way comes to its end."""
        if self.error is None and not self.done.is_set():
            self.error = error
            self.line.drop(self)
            self._waiting = 0
            self._look()

    # ── for its items ──────────────────────────────────────────────────────────────────────────────

    def began(self) -> None:
        self._waiting -= 1
        self._flying += 1

    def ended(self) -> None:
        self._flying -= 1
        self._look()

    def goes_again(self, item: "Item") -> None:
        """A delivery that is queued again, whether it can go at once or with the next claim."""
        self._flying -= 1
        if self.error is None and self.is_ours:
            self._waiting += 1
            self.line.put_back(item)
        self._look()

    def _look(self) -> None:
        if not self._waiting and not self._flying:
            self.done.set()


class Item:
    """One delivery of a work: a session's Message and an Entry of the ledger."""

    __slots__ = ("_event", "_fault", "_granted", "_losses", "_reply", "_to", "commands", "mark", "may_go", "row",
                 "session", "unmailable", "work")  # fmt: skip

    def __init__(self, work: Work, row: Waiting) -> None:
        self.work = work
        self.row = row
        self.mark = Mark(row.id, work.shard.id, work.shard.token)
        self.session: Session | None = None
        self.may_go = False
        self.unmailable = ""
        self._granted: bool | None = None
        self._event: Event | None = None
        self._reply = ""
        self._losses = 0
        self._fault = False
        try:
            self._to = mailbox(row.name, row.address)
            self.commands = commands(work.sender, row.address)
        except ValueError as error:
            self.unmailable = str(error)

    def begin(self, session: Session) -> None:
        """A session has taken it."""
        self.session, self.may_go = session, False
        self._granted = self._event = None
        self.work.began()

    # ── a session's message ────────────────────────────────────────────────────────────────────────

    def hurry(self) -> None:
        self.work.ledger.hurry()

    def body(self) -> bytes | None:
        """The message as it goes over the wire; None where the lease has run out, perhaps while we were stopped."""
        work, row = self.work, self.row
        if not work.is_ours:
            return None
        return work.letters[row.language].wire(self._to, row.id, work.signer.sign(row.id))

    def ended(self, event: Event, reply: str, *, fault: bool = False) -> None:
        """What became of it; `fault`: it would be the same for every delivery of this work."""
        self._fault = fault
        if fault:
            self.work.fail(relay_refuses(self.work.line.relay, reply, final=True))
        self._event, self._reply = event, reply
        if self._granted is not None:
            self._tell()

    # ── an entry of the ledger ─────────────────────────────────────────────────────────────────────

    def marked(self, *, granted: bool) -> None:
        self._granted = granted
        if self.unmailable:
            self._event, self._reply = Event.REJECT, self.unmailable
        if self._event is not None:
            self._tell()
        elif self.session is not None and granted:
            self.may_go = True
            self.session.go_on()
        elif self.session is not None:
            self.session.withdraw(self)
            self.work.ended()
        if not granted:
            self.work.fail(NotGranted())  # the next claim sees what has become of the issue

    def settled(self) -> None:
        self._free_session()
        if self._event is Event.RELEASE:
            self._losses += 1
            self.work.goes_again(self)
        else:
            self.work.ended()

    def failed(self, error: DatabaseError) -> None:
        self.work.fail(error)
        if self._event is None and self.session is not None:  # its envelope is out, and its mark will never come
            self.session.withdraw(self)
        else:
            self._free_session()
        self.work.ended()

    def _tell(self) -> None:
        """Tells the ledger, now that the mark's fate is known: what was not marked has not changed at all."""
        if not self._granted:
            self._free_session()
            self.work.ended()
            return
        event, reply, not_before = self._event or Event.LOSE, self._reply, None
        if event is Event.RELEASE and reply and not self._fault and self.row.tries + self._losses + 1 >= _MOST_LOSSES:
            self._event = event = Event.DEFER
        if event is Event.ACCEPT:
            self.work.line.taken()
        elif event is Event.DEFER:
            event, reply, not_before = self._put_off(reply)
        self.work.ledger.tell(self, event, reply, not_before)

    def _put_off(self, reply: str) -> tuple[Event, str, datetime | None]:
        now, row = self.work.now(), self.row
        chance = random.random()  # noqa: S311 (jitter)
        found = next_try(row.tries + 1, row.tried_at or now, now, self.work.line.relay.retry_for, chance)
        if isinstance(found, GiveUp):
            return Event.GIVE_UP, f"gave up: {reply}", None
        return Event.DEFER, reply, found.at

    def _free_session(self) -> None:
        if self.session is not None:
            self.session.unsettled -= 1
            self.session.go_on()
