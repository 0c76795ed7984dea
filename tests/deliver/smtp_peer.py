"""A relay that goes wrong when it is told to, letters that remember what became of them, and a lane of one session."""

import asyncio
import re
import socket
import ssl
from collections import deque
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from enum import Enum

from newsletter.deliver.smtp.opening import open_session
from newsletter.deliver.smtp.replies import Next, Phase
from newsletter.deliver.smtp.session import Haste, Session, commands
from newsletter.deliver.smtp.wire import Patience
from newsletter.deliver.transitions import Event
from newsletter.model import Relay

SENDER = "letter@harbour.test"
BODY = b"Subject: Tides\r\n\r\nHigh at nine.\r\n.\r\n"
LARGE = b"Subject: Tides\r\n\r\n" + b"High at nine.\r\n" * 1_000_000 + b".\r\n"  # more than the kernel holds for us
# Nobody waits so long: a test sees by them what a session waits for, and then says that the time is up.
PATIENCE = Patience(connect=1000, command=2000, transfer=3000, final_dot=4000, idle=5000)


async def until(condition: Callable[[], object]) -> None:
    async with asyncio.timeout(10):
        while not condition():
            await asyncio.sleep(0)


# ── the relay ──────────────────────────────────────────────────────────────────────────────────────


class Then(Enum):
    """What the relay does after an answer."""

    GO_ON = "reads the next command"
    CLOSE = "closes without another word"
    HANG = "neither reads nor says anything more"
    SWALLOW = "loses what has come up to the next DATA"


@dataclass(frozen=True)
class Answer:
    says: bytes = b""
    then: Then = Then.GO_ON

    @property
    def code(self) -> str:
        """Of a whole reply of one line; empty for anything else."""
        return self.says[:3].decode() if re.fullmatch(rb"\d\d\d .*\r\n", self.says) else ""


def line(text: str, then: Then = Then.GO_ON) -> Answer:
    return Answer(f"{text}\r\n".encode(), then)


CLOSE, HANG = Answer(then=Then.CLOSE), Answer(then=Then.HANG)


@dataclass
class Rogue:
    """A relay on loopback that does as RFC 5321 says, except where it is told something else."""

    extensions: tuple[str, ...] = ("PIPELINING",)
    context: ssl.SSLContext | None = None  # for STARTTLS
    relay: Relay = field(init=False)  # how it is reached
    answers: dict[str, deque[Answer | None]] = field(default_factory=dict)
    commands: list[str] = field(default_factory=list)
    strays: list[str] = field(default_factory=list)  # what came as a command and is none
    secrets: list[str] = field(default_factory=list)  # what came in answer to a 334
    bodies: list[str] = field(default_factory=list)  # the recipient of each that came whole
    taken: list[str] = field(default_factory=list)  # the recipient of each that was answered 2xx
    dots: int = 0  # bodies without a line
    sessions: int = 0
    hangs: str = ""  # the moment at which it does
    over: asyncio.Event = field(default_factory=asyncio.Event)

    def says(self, moment: str, *answers: Answer, after: int = 0) -> None:
        """After so many sound answers these, then sound ones again.

        A moment is GREETING, EHLO, STARTTLS, AUTH, MAIL, RCPT, DATA, MIDDLE (a line of the body has come), BODY or RSET.
        """
        self.answers[moment] = deque([*[None] * after, *answers])

    def heard(self, command: str) -> list[str]:
        return [text for text in self.commands if text.startswith(command)]

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.sessions += 1
        with suppress(_HungUp, OSError):
            await _Talk(self, reader, writer).run()
        writer.close()


@asynccontextmanager
async def running(rogue: Rogue) -> AsyncIterator[Rogue]:
    """The relay at a port of loopback; at the end, whoever still holds a connection to it makes the test fail."""
    talks: set[asyncio.Task[None]] = set()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        talks.add(asyncio.current_task())  # type: ignore[arg-type]  # it runs in one
        await rogue.serve(reader, writer)

    listening = socket.create_server(("127.0.0.1", 0))
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2**16)
    listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)  # asyncio does not know that it is TCP
    rogue.relay = Relay("main", "127.0.0.1", listening.getsockname()[1], "none", None, None)
    async with await asyncio.start_server(serve, sock=listening):
        yield rogue
        rogue.over.set()
        async with asyncio.timeout(5):
            await asyncio.gather(*talks)


class _HungUp(Exception):
    """One side has."""


class _Talk:
    """One session of it."""

    def __init__(self, rogue: Rogue, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.rogue, self.reader, self.writer = rogue, reader, writer
        self.has_sender, self.recipient = False, ""

    async def run(self) -> None:
        await self.answer("GREETING", "220 at your service")
        while True:
            text = (await self.read()).decode("latin-1").rstrip("\r\n")
            self.rogue.commands.append(text)
            await self.obey(re.split("[ :]", text)[0].upper(), text)

    async def read(self) -> bytes:
        if not (came := await self.reader.readline()).endswith(b"\n"):
            raise _HungUp
        return came

    async def obey(self, word: str, text: str) -> None:
        if word == "EHLO":
            lines = ["relay", *self.rogue.extensions]
            await self.answer("EHLO", "\r\n".join([*(f"250-{each}" for each in lines[:-1]), f"250 {lines[-1]}"]))
        elif word == "STARTTLS":
            said = await self.answer("STARTTLS", "220 go on" if self.rogue.context else "454 not now")
            if said.code == "220" and self.rogue.context:
                await self.writer.start_tls(self.rogue.context)
        elif word == "AUTH":
            while (await self.answer("AUTH", "235 welcome")).code == "334":
                self.rogue.secrets.append((await self.read()).decode().rstrip("\r\n"))
        elif word == "MAIL":
            said = await self.answer("MAIL", "503 nested MAIL" if self.has_sender else "250 well")
            self.has_sender |= said.code.startswith("2")
        elif word == "RCPT":
            said = await self.answer("RCPT", "250 well" if self.has_sender else "503 no sender")
            self.recipient = text.partition("<")[2].partition("@")[0] if said.code.startswith("2") else ""
        elif word == "DATA":
            if (await self.answer("DATA", "354 go on" if self.recipient else "503 no recipient")).code == "354":
                await self.body()
        elif word in ("RSET", "QUIT"):
            self.has_sender, self.recipient = False, ""
            await self.answer(word, "250 well" if word == "RSET" else "221 bye")
        else:
            self.rogue.strays.append(text)
            await self.answer("", "500 what?")

    async def body(self) -> None:
        lines, early = 0, Answer()
        while (await self.read()) != b".\r\n":
            lines += 1
            if lines == 1:
                early = await self.answer("MIDDLE", "")
        recipient, self.recipient, self.has_sender = self.recipient, "", False
        self.rogue.dots += lines == 0
        self.rogue.bodies.append(recipient)
        if not early.says:
            await self.answer("BODY", "250 taken" if recipient else "554 nobody to send it to", recipient)

    async def answer(self, moment: str, sound: str, recipient: str = "") -> Answer:
        told = self.rogue.answers.get(moment)
        answer = (told.popleft() if told else None) or (line(sound) if sound else Answer())
        if moment == "BODY" and answer.code.startswith("2"):
            self.rogue.taken.append(recipient)
        self.writer.write(answer.says)
        await self.writer.drain()
        if answer.then is Then.SWALLOW:
            while (await self.read()) != b"DATA\r\n":
                pass
            self.rogue.hangs = "MAIL"
        if answer.then is Then.HANG:
            self.rogue.hangs = moment
            await self.rogue.over.wait()
        if answer.then in (Then.HANG, Then.CLOSE):
            raise _HungUp
        return answer


# ── what it is sent ────────────────────────────────────────────────────────────────────────────────


class Letter:
    """A message that remembers what was done with it."""

    def __init__(self, name: str, wire: bytes | None = BODY, *, may_go: bool = True) -> None:
        self.name, self.wire, self.may_go = name, wire, may_go
        self.commands = commands(SENDER, f"{name}@harbour.test")
        self.session: Session | None = None
        self.pile: Pile | None = None
        self.begun = self.bodies = self.hurried = 0
        self.events: list[Event] = []
        self.replies: list[str] = []
        self.is_fault = False

    def hurry(self) -> None:
        self.hurried += 1

    def body(self) -> bytes | None:
        self.bodies += 1
        return self.wire

    def ended(self, event: Event, reply: str, *, fault: bool = False) -> None:
        self.events.append(event)
        self.replies.append(reply)
        self.is_fault |= fault
        assert self.pile is not None
        self.pile.take_note(self, event)

    def settle(self) -> None:
        """What became of it is committed."""
        assert self.session is not None
        self.session.unsettled -= 1
        self.session.go_on()


class Pile:
    """Letters that wait for a session; what is released goes on top again, as in a lane."""

    def __init__(self, *letters: Letter, settles: bool = True) -> None:
        self.letters, self.waiting, self.settles = letters, deque(letters), settles
        self.endings: list[Next] = []
        self.words: list[str] = []
        for letter in letters:
            letter.pile = self

    def take(self, session: Session) -> Letter | None:
        if not self.waiting:
            return None
        letter = self.waiting.popleft()
        letter.session = session
        letter.begun += 1
        return letter

    def ended(self, session: Session, then: Next, how: str) -> None:
        self.endings.append(then)
        self.words.append(how)

    def take_note(self, letter: Letter, event: Event) -> None:
        if event is Event.RELEASE and not letter.is_fault:
            self.waiting.appendleft(letter)
        if self.settles:
            asyncio.get_running_loop().call_soon(letter.settle)

    @property
    def proven(self) -> bool:
        return any(Event.ACCEPT in letter.events for letter in self.letters)

    @property
    def is_done(self) -> bool:
        return all(letter.events and letter.events[-1] is not Event.RELEASE for letter in self.letters)


_AWAITED = {phase.name: phase for phase in Phase} | {"MIDDLE": Phase.BODY}


def _is_stuck(session: Session, rogue: Rogue) -> bool:
    """Whether the relay hangs, and the session has understood all that it said before."""
    return bool(rogue.hangs) and session.awaited is _AWAITED[rogue.hangs]


async def carry(rogue: Rogue, pile: Pile, haste: Haste) -> list[int]:
    """One session after the other until nothing waits, as a lane has them.

    Returns how long each hang would have been waited for, as one of PATIENCE's times.
    """
    waits: list[int] = []
    while pile.waiting and Next.FAULT not in pile.endings:
        assert len(pile.endings) < 10, pile.words
        if pile.endings[-1:] == [Next.SLOWER]:
            haste = Haste(haste - 1)
        session = await open_session(rogue.relay, pile, PATIENCE, haste)
        session.go_on()
        await until(lambda: not session.alive or pile.is_done or _is_stuck(session, rogue))  # noqa: B023 (awaited here)
        if session.alive and not pile.is_done:
            waits.append(round((session.deadline - session.loop.time()) / 1000) * 1000)
            rogue.hangs = ""
            session.expire()
        session.leave()
    return waits
