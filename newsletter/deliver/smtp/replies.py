"""A relay's replies, and what each of them means for the message it is about: one table, pure (RFC 5321 4.2)."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import NamedTuple

from newsletter.deliver.transitions import Event

LONGEST = 65_536  # bytes of one reply; RFC 5321 allows 512 a line and sets no number of lines
_MOST_KNOWN = 32
CLOSING = 421  # the relay ends the session with it, whatever it answers (RFC 5321 3.8)
NOT_SIGNED_IN = 530  # it is about us, at whatever command it comes (RFC 4954 4)
BAD_SEQUENCE = 503


class Phase(Enum):
    """What a reply answers."""

    CONNECT = "connect"
    EHLO = "ehlo"
    TLS = "tls"
    AUTH = "auth"
    MAIL = "mail"
    RCPT = "rcpt"
    DATA = "data"
    BODY = "body"
    RSET = "rset"  # or a lone dot: either ends a transaction that came to nothing

    __hash__ = object.__hash__  # members are single, and Enum's own hash costs a tenth of a message


class Reply(NamedTuple):
    """A code and the relay's words, a line each."""

    code: int
    text: str

    def __str__(self) -> str:
        return f"{self.code} {self.text.replace(chr(10), ' ')}".rstrip()[:500]

    @property
    def lines(self) -> list[str]:
        return self.text.split("\n")


class BrokenReply(ValueError):
    """What came is no SMTP reply."""


class Replies:
    """Cuts what arrives into replies, however the bytes are divided."""

    __slots__ = ("_known", "_lines", "_rest", "_size")

    def __init__(self) -> None:
        self._rest = b""
        self._lines: list[bytes] = []
        self._size = 0
        self._known: dict[bytes, Reply] = {}  # most of a relay's replies are always the same

    @property
    def is_between(self) -> bool:
        """Whether all that has come was whole replies."""
        return not self._rest and not self._lines

    def feed(self, data: bytes) -> Iterator[Reply]:
        """The replies that are now complete; raises BrokenReply for what is none."""
        *lines, self._rest = (self._rest + data).split(b"\n")
        for line in lines:
            if not self._lines and (known := self._known.get(line)):
                yield known
                continue
            if len(line) + self._size > LONGEST:
                raise BrokenReply("a reply without an end")
            code = line[:3]
            if not (len(code) == 3 and code.isdigit() and b"200" <= code <= b"599" and line[3:4] in b" -\r"):
                raise BrokenReply(f"no SMTP reply: {_words(line)[:60]!r}")
            if line[3:4] == b"-":
                self._lines.append(line[4:])
                self._size += len(line)
                continue
            if self._lines:
                yield Reply(int(code), "\n".join(map(_words, [*self._lines, line[4:]])))
                self._lines, self._size = [], 0
            else:
                reply = Reply(int(code), _words(line[4:]))
                if len(self._known) < _MOST_KNOWN:
                    self._known[line] = reply
                yield reply
        if len(self._rest) + self._size > LONGEST:
            raise BrokenReply("a reply without an end")


def _words(line: bytes) -> str:
    text = line.decode("utf-8", "replace").strip()
    return text if text.isprintable() else "".join(c if c.isprintable() else " " for c in text)


# ── what a reply means ─────────────────────────────────────────────────────────────────────────────


class Next(Enum):
    """What becomes of the session after a reply."""

    GO_ON = "the next command, or the next message"
    RESET = "RSET, then the next message"
    CLOSE = "a new session"
    COOL = "a new session, after a pause and with fewer beside it"
    SLOWER = "a new session, in which less is sent before the last reply"
    FAULT = "nothing more to this relay until a person has looked: the issue pauses"


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a reply, or the end of a connection, means: for the message (None: not decided yet) and for the session."""

    event: Event | None
    next: Next


_GO_ON = Meaning(None, Next.GO_ON)
_DEFER, _REJECT = Meaning(Event.DEFER, Next.RESET), Meaning(Event.REJECT, Next.RESET)
_FAULT, _UNSENT = Meaning(Event.RELEASE, Next.FAULT), Meaning(Event.RELEASE, Next.CLOSE)

# Phase → first digit of the code, or a whole code that means something else, → meaning. What is not there is garbage.
MEANINGS: Mapping[Phase, Mapping[int, Meaning]] = {
    Phase.MAIL: {
        2: _GO_ON,
        4: _DEFER,
        5: _FAULT,  # the sender is refused: it will be for everybody
        CLOSING: Meaning(Event.RELEASE, Next.COOL),
    },
    Phase.RCPT: {
        2: _GO_ON,
        4: _DEFER,
        5: _REJECT,
        CLOSING: Meaning(Event.DEFER, Next.COOL),  # perhaps because of this recipient, who must not hold up the others
        NOT_SIGNED_IN: _FAULT,
    },
    Phase.DATA: {
        3: _GO_ON,
        4: _DEFER,
        5: _REJECT,
        CLOSING: Meaning(Event.DEFER, Next.COOL),
        NOT_SIGNED_IN: _FAULT,
    },
    Phase.BODY: {
        2: Meaning(Event.ACCEPT, Next.GO_ON),
        4: Meaning(Event.DEFER, Next.GO_ON),
        5: Meaning(Event.REJECT, Next.GO_ON),
        CLOSING: Meaning(Event.DEFER, Next.COOL),
    },
    Phase.RSET: {2: _GO_ON, 3: _UNSENT, 4: _GO_ON, 5: _GO_ON, CLOSING: Meaning(None, Next.COOL)},
}
# What a relay says at recipient, DATA or body, and means us: who we are (x.7.x; Postfix keeps what it has against a
# sender until RCPT), or this message, which is alike for all.
_ABOUT_US = re.compile(r"5\.7\.\d+\b")
_TOO_LARGE = re.compile(r"5\.3\.4\b")
STUMBLED = Meaning(Event.RELEASE, Next.SLOWER)  # 503 to a command sent ahead: the relay promises what it cannot do
LOST = {  # the connection ended, or the relay answered garbage, while this was waited for
    Phase.MAIL: _UNSENT,
    Phase.RCPT: _UNSENT,
    Phase.DATA: _UNSENT,
    Phase.BODY: Meaning(Event.LOSE, Next.CLOSE),
    Phase.RSET: Meaning(None, Next.CLOSE),
}


def meaning(phase: Phase, reply: Reply, *, ahead: bool, proven: bool) -> Meaning:
    """What a reply means in answer to `phase`.

    `ahead`: the command was sent before the last one's reply. `proven`: the relay has taken a message of ours, so that
    a refusal for reasons of policy is this recipient's own.
    """
    code = reply.code
    if code == BAD_SEQUENCE and ahead and phase is not Phase.BODY:
        return STUMBLED
    if code >= 500 and phase is not Phase.RSET and _is_about_us(reply, proven=proven):
        return _FAULT
    table = MEANINGS[phase]
    return table.get(code) or table.get(code // 100) or LOST[phase]


def _is_about_us(reply: Reply, *, proven: bool) -> bool:
    return bool(_TOO_LARGE.match(reply.text) or (not proven and _ABOUT_US.match(reply.text)))
