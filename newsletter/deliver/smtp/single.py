"""One message at a time to a relay, without a ledger: for test messages, and to see whether a relay takes our mail.

async with connected(relay) as client:
    outcome = await client.send(sender, address, message)
"""

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from newsletter.deliver.smtp.opening import open_session
from newsletter.deliver.smtp.replies import Next
from newsletter.deliver.smtp.session import Session, commands, relay_refuses
from newsletter.deliver.smtp.wire import Patience
from newsletter.deliver.transitions import Event
from newsletter.errors import RelayError
from newsletter.model import Relay

_GLANCE = 1.0  # seconds between two looks at the clock
_DOT = re.compile(rb"(?m)^\.")
_LONE = re.compile(rb"\r(?!\n)|(?<!\r)\n")


def stuffed(message: bytes) -> bytes:
    """A message as it goes over the wire: leading dots doubled, a lone dot behind it (RFC 5321 4.5.2).

    Raises ValueError for a lone CR or LF: some relays read a line end in it, and then a dot behind it as the end of
    the message (SMTP smuggling, CVE-2023-51764). Our own messages have none, since quoted-printable encodes them.
    """
    if _LONE.search(message):
        raise ValueError("a message holds a CR or LF that is no line end")
    end = b"" if message.endswith(b"\r\n") else b"\r\n"
    return _DOT.sub(b"..", message) + end + b".\r\n"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one message (ACCEPT, DEFER, REJECT, LOSE or RELEASE), and the relay's own words."""

    event: Event
    reply: str


class _Message:
    """One message on its way."""

    def __init__(self, sender: str, address: str, message: bytes) -> None:
        self.commands = commands(sender, address)
        self.may_go = True
        self.fault = False
        self.outcome: asyncio.Future[Outcome] = asyncio.get_running_loop().create_future()
        self._stuffed = stuffed(message)

    def hurry(self) -> None:
        """Nothing holds it up."""

    def body(self) -> bytes:
        return self._stuffed

    def ended(self, event: Event, reply: str, *, fault: bool = False) -> None:
        self.fault = fault
        self.outcome.set_result(Outcome(event, reply))


class Client:
    """A session that is given one message at a time."""

    def __init__(self, relay: Relay) -> None:
        self._relay = relay
        self.proven = False
        self._next: _Message | None = None
        self.session: Session | None = None

    def take(self, session: Session) -> _Message | None:  # noqa: ARG002 (a Source's)
        message, self._next = self._next, None
        return message

    def ended(self, session: Session, then: Next, how: str) -> None:
        """There is nothing more to send it by; `send` sees that."""

    async def send(self, sender: str, address: str, message: bytes) -> Outcome:
        """Hands a message over; raises RelayError where nothing of it has left, ValueError for what is no message."""
        if self.session is None:
            raise RelayError(f"relays.{self._relay.slug}: the session is over", phase="connect", permanent=False)
        self._next = sent = _Message(sender, address, message)
        self.session.go_on()
        while not sent.outcome.done() and self.session.alive:
            await asyncio.wait([sent.outcome], timeout=_GLANCE)
            if self.session.deadline < self.session.loop.time():
                self.session.expire()
        outcome = sent.outcome.result() if sent.outcome.done() else Outcome(Event.RELEASE, "the session is over")
        if self.session.alive:
            self.session.unsettled = 0
        if outcome.event is Event.RELEASE:
            raise relay_refuses(self._relay, outcome.reply, final=sent.fault)
        return outcome


@asynccontextmanager
async def connected(relay: Relay, patience: Patience | None = None) -> AsyncIterator[Client]:
    """A client with an open session, closed at the end; raises RelayError where there is none to be had."""
    client = Client(relay)
    client.session = await open_session(relay, client, patience or Patience())
    try:
        yield client
    finally:
        client.session.leave()
        await client.session.farewell()
