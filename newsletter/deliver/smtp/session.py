"""A session with a relay: one transaction after the other over one connection, as fast as the relay allows.

    idle ──envelope──▶ ahead ──354, and the message may go──▶ current (its body is out) ──final reply──▶ idle
             ▲           │ refused: RSET                        │ the next envelope rides behind this body
             └───────────┘                                      └─▶ it is ahead while this one is current

Where the relay has PIPELINING (RFC 2920), MAIL, RCPT and DATA are one write, and the next message's ride behind the
body of this one; the body always waits for its own 354. Elsewhere each command waits for the last one's reply; a relay
that stumbles over what it has promised is given less at once (`Haste`). What a reply means stands in
`replies.MEANINGS`; the session only obeys.

Where messages come from, and what becomes of them, is the business of a `Source`: the lane of a worker, or a test.
"""

from enum import IntEnum
from typing import Protocol

from newsletter.deliver.address import ascii_address
from newsletter.deliver.smtp.replies import LOST, Meaning, Next, Phase, Reply, meaning
from newsletter.deliver.smtp.wire import Patience, Wire
from newsletter.deliver.transitions import Event
from newsletter.errors import RelayError
from newsletter.model import Relay


class Haste(IntEnum):
    """What is sent before the last command's reply; a session takes k round trips a message."""

    SERIAL = 0  # nothing; k = 4
    PIPELINED = 1  # the rest of the envelope; k = 2
    RIDING = 2  # and the next message's envelope behind the body; k = 1


MOST_UNSETTLED = 2  # messages of a session whose outcome is not committed: what a kill -9 can make uncertain
_ENVELOPE = (Phase.MAIL, Phase.RCPT, Phase.DATA)
_BODY = (Phase.BODY,)
_BODY_AND_ENVELOPE = _BODY + _ENVELOPE


def commands(sender: str, address: str) -> tuple[bytes, bytes, bytes]:
    """MAIL, RCPT and DATA; raises ValueError for what is no plain ASCII address: a line break would be a command."""
    bare = ascii_address(sender), ascii_address(address)
    return f"MAIL FROM:<{bare[0]}>\r\n".encode(), f"RCPT TO:<{bare[1]}>\r\n".encode(), b"DATA\r\n"


def relay_refuses(relay: Relay, said: str, *, final: bool) -> RelayError:
    """What to raise for a relay that takes no message of ours: for now, or until somebody has changed something."""
    if not final:
        return RelayError(f"relays.{relay.slug}: the relay ended the session: {said}", phase="mail", permanent=False)
    remedy = "check the region's sender and the relay's username"
    said = f"relays.{relay.slug}: the relay refuses this sender: {said}; {remedy}"
    return RelayError(said, phase="mail", permanent=True)


class Message(Protocol):
    """One message to one recipient."""

    may_go: bool  # it is marked, and the mark is committed

    @property
    def commands(self) -> tuple[bytes, bytes, bytes]:
        """MAIL, RCPT and DATA, each with its line end."""

    def hurry(self) -> None:
        """The relay is ready for the body, and waits for `may_go` or for what went before to be settled."""

    def body(self) -> bytes | None:
        """What goes over the wire after DATA, dots stuffed, its end included; None: it must not go any more."""

    def ended(self, event: Event, reply: str, *, fault: bool = False) -> None:
        """What became of it, told once; `fault`: the relay will say so to each of this sender's."""


class Source(Protocol):
    """Where a session's messages come from."""

    @property
    def proven(self) -> bool:
        """Whether the relay has taken a message of ours."""

    def take(self, session: "Session") -> Message | None:
        """The next message for this session, None while there is none."""

    def ended(self, session: "Session", then: Next, how: str) -> None:
        """The session is over, and why."""


class Session(Wire):
    """An open connection that takes one message after the other from its source."""

    def __init__(self, source: Source, patience: Patience) -> None:
        super().__init__(patience)
        self.is_open = False  # until then, whoever opens it is told of its end
        self.haste = Haste.SERIAL
        self.size_limit: int | None = None  # bytes of a message, as EHLO says (RFC 1870)
        self.current: Message | None = None
        self.ahead: Message | None = None
        self.unsettled = 0  # messages that ended, and whose outcome is not committed
        self.carried = 0  # messages that ended in a body's reply
        self._source = source
        self._ready = False  # `ahead` has its 354
        self._refusal: tuple[Meaning, str] | None = None  # of `ahead`, while replies to its envelope are outstanding
        self._has_recipient = False  # the relay has taken the RCPT of `ahead`
        self._leaving = False
        self._then = Next.CLOSE

    @property
    def is_idle(self) -> bool:
        return self.alive and self.current is None and self.ahead is None and not self._expected

    # ── what the source calls ──────────────────────────────────────────────────────────────────────

    def go_on(self) -> None:
        """Something may have changed: there are messages, a mark is committed, an outcome is."""
        if self._ready:
            self._send_body()
        elif self.is_idle:
            self._begin()

    def withdraw(self, message: Message) -> None:
        """The message must not go, though its envelope is out: after DATA only the end of the connection takes it back.

        (A lone dot could send an empty message.)
        """
        if message is self.ahead:
            self.ahead, self._leaving = None, True
            self._leave_if_free()

    def leave(self) -> None:
        """Takes no new message, and closes when what has begun is through."""
        self._leaving = True
        if self.ahead is not None:
            self._give_back(self.ahead)
        self._leave_if_free()

    # ── a transaction ──────────────────────────────────────────────────────────────────────────────

    def _begin(self) -> None:
        """Sends the next envelope, or waits for one."""
        message = self._take()
        if message is None:
            self.deadline = self.loop.time() + self.patience.idle
            self._leave_if_free()
        elif self.haste:
            self.send(message.commands, _ENVELOPE)
        else:
            self.send(message.commands[:1], _ENVELOPE[:1])

    def _take(self) -> Message | None:
        self.ahead = None if self._leaving else self._source.take(self)
        return self.ahead

    def replied(self, phase: Phase, reply: Reply) -> None:
        found = meaning(phase, reply, ahead=self.haste > Haste.SERIAL, proven=self._source.proven)
        if phase is Phase.BODY:
            self._body_answered(found, reply)
        elif phase in _ENVELOPE:
            self._envelope_answered(phase, found, reply)
        elif found.next in (Next.GO_ON, Next.RESET):
            self._begin()
        else:
            self._end(found.next, str(reply))

    def _envelope_answered(self, phase: Phase, found: Meaning, reply: Reply) -> None:
        if phase is Phase.RCPT:
            self._has_recipient = reply.code // 100 == 2
        if found.event is not None and self._refusal is None:
            self._refusal = found, str(reply)
            if found.next is not Next.RESET:
                self._end(found.next, str(reply))
                return
        if self.awaited in _ENVELOPE:
            return
        if self._refusal is not None:
            self._refused(taken=phase is Phase.DATA and reply.code // 100 == 3)
        elif phase is not Phase.DATA and self.ahead is not None:
            step = _ENVELOPE.index(phase) + 1
            self.send(self.ahead.commands[step : step + 1], _ENVELOPE[step : step + 1])
        elif self.ahead is not None:
            self._ready = True
            self._send_body()

    def _refused(self, *, taken: bool) -> None:
        """The envelope came to nothing: RSET, or a lone dot where the relay waits for a body all the same."""
        if taken and self._has_recipient:  # only MAIL was refused: the dot could send an empty message
            self._end(Next.CLOSE, "the relay refused the sender and would have a body")
            return
        refusal, self._refusal = self._refusal, None
        message, self.ahead = self.ahead, None
        self.send((b".\r\n" if taken else b"RSET\r\n",), (Phase.RSET,))
        self._tell(message, refusal)

    def _send_body(self) -> None:
        """The body of `ahead`, as soon as it has its 354, its mark, and no more than one message of ours before it."""
        message = self.ahead
        if message is None or self.current is not None or not self._ready:
            return
        if not message.may_go or self.unsettled >= MOST_UNSETTLED:
            message.hurry()
            return
        body = message.body()
        if body is None:
            self._give_back(message)
            return
        self.current, self.ahead, self._ready = message, None, False
        rider = self._take() if self.haste is Haste.RIDING else None
        if rider is None:
            self.send((body,), _BODY)
        else:
            self.send((body, *rider.commands), _BODY_AND_ENVELOPE)

    def _give_back(self, message: Message) -> None:
        """Takes back what has not gone yet; the connection goes with it."""
        self.unsettled += 1
        message.ended(Event.RELEASE, "")
        self.withdraw(message)

    def _body_answered(self, found: Meaning, reply: Reply) -> None:
        message, self.current = self.current, None
        self.carried += 1
        self._tell(message, (found, str(reply)))
        if found.next is not Next.GO_ON:
            self._end(found.next, str(reply))
        elif self.ahead is None:
            self._begin()
        else:
            self._send_body()

    def _tell(self, message: Message | None, outcome: tuple[Meaning, str] | None) -> None:
        if message is None or outcome is None:
            return
        found, words = outcome
        self.unsettled += 1
        message.ended(found.event or Event.LOSE, words, fault=found.next is Next.FAULT)

    # ── the end ────────────────────────────────────────────────────────────────────────────────────

    def expire(self) -> None:
        """Its deadline has passed; the source looks at the clock, once for all sessions."""
        if self.is_idle:
            self.leave()
        elif awaited := self.awaited:  # else it is we who are slow
            swallowed = awaited is Phase.MAIL and self.haste is Haste.RIDING
            self._end(Next.SLOWER if swallowed else Next.CLOSE, f"no answer to {awaited.value} in time")

    def lost(self, how: str) -> None:
        """What was under way: before the body it may go again, after it nobody knows."""
        refusal, self._refusal = self._refusal, None
        current, ahead, self.current, self.ahead, self._ready = self.current, self.ahead, None, None, False
        self._tell(current, (LOST[Phase.BODY], how))
        self._tell(ahead, refusal or (LOST[Phase.DATA], how))
        if self.is_open:
            self._source.ended(self, self._then, how)

    def _end(self, then: Next, how: str) -> None:
        self._then = then
        self.end(how)

    def _leave_if_free(self) -> None:
        if self._leaving and self.current is None:
            self._then = Next.GO_ON
            self.end("closed by us", politely=self.is_idle and not self._ready)  # a QUIT would be a line of the body
