"""A relay on loopback that does as RFC 5321 says, and goes wrong at the moment at which it is told to."""

import asyncio
import re
import socket
import ssl
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from enum import Enum

from newsletter.model import Relay


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
    """A relay, and all that it has heard."""

    extensions: tuple[str, ...] = ("PIPELINING",)
    context: ssl.SSLContext | None = None  # for STARTTLS
    relay: Relay = field(init=False)
    answers: dict[str, deque[Answer | None]] = field(default_factory=dict)
    commands: list[str] = field(default_factory=list)
    strays: list[str] = field(default_factory=list)  # what came as a command and is none
    secrets: list[str] = field(default_factory=list)  # what came in answer to a 334
    bodies: list[str] = field(default_factory=list)  # the recipient of each that came whole
    taken: list[str] = field(default_factory=list)  # the recipient of each that was answered 2xx
    dots: int = 0  # bodies without a line
    torn: int = 0  # lines of bodies that never ended
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
async def running(rogue: Rogue, *, tls: bool = False) -> AsyncIterator[Rogue]:
    """The relay at a port of loopback; at the end, whoever still holds a connection to it makes the test fail."""
    talks: set[asyncio.Task[None]] = set()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        talks.add(asyncio.current_task())  # type: ignore[arg-type]  # it runs in one
        await rogue.serve(reader, writer)

    listening = socket.create_server(("127.0.0.1", 0))
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2**16)
    listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)  # asyncio does not know that it is TCP
    rogue.relay = Relay("main", "127.0.0.1", listening.getsockname()[1], "none", None, None)
    async with await asyncio.start_server(serve, sock=listening, ssl=rogue.context if tls else None):
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
            self.rogue.torn += 1
            if lines == 1:
                early = await self.answer("MIDDLE", "")
        recipient, self.recipient, self.has_sender = self.recipient, "", False
        self.rogue.torn -= lines
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
