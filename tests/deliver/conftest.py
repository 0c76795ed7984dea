"""A project, an edition, a relay that answers what it is told, and a post room that sends to it."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from procrastinate import App

from newsletter.ctas.links import pass_mark
from newsletter.deliver import outbox, worker
from newsletter.deliver.room import PostRoom
from newsletter.init import Answers, create
from newsletter.model import DeliveryState, Edition, Issue, Language, Link, Relay, Subscriber
from newsletter.settings import Settings, load
from newsletter.store import deliveries, issues, subscribers
from newsletter.store.database import Pool

NOW = datetime(2026, 11, 26, 9, tzinfo=UTC)
ISSUE = Issue("weekly", "uk", date(2026, 11, 26))
ENGLISH = Language("en_GB")

SettingsAt = Callable[[int], Settings]


@pytest.fixture(scope="session")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One project for all: nothing here changes it."""
    folder = tmp_path_factory.mktemp("deliver") / "project"
    create(folder, Answers(), None, date(2026, 11, 22))
    return folder


@pytest.fixture
def settings_at(project: Path) -> SettingsAt:
    """The project's settings with its relay at this port of loopback; 0: without a relay."""

    def at(port: int) -> Settings:
        relay = {"HOST": "127.0.0.1", "PORT": str(port), "TLS": "none"} if port else {}
        return load(project, {f"NEWSLETTER_RELAYS__MAIN__{key}": value for key, value in relay.items()})

    return at


@pytest.fixture
def edition(settings_at: SettingsAt) -> Edition:
    """A small edition of the United Kingdom; its text has a line that is a lone dot, and one that is long."""
    mark = pass_mark(settings_at(0).signing_keys[0], ISSUE, ENGLISH)
    href = f"https://news.example.com/c/linkAAAA{mark}"
    return Edition(
        issue=ISSUE,
        language=ENGLISH,
        subject="Reading the Tides",
        preheader="And sands",
        html=f'<html lang="en-GB"><body><p>{"Tides “and” sands. " * 12}<a href="{href}">Book</a></p></body></html>',
        text=f"Tides:\n.\n..two\n{href}\n",
        pass_mark=mark,
        links=(Link("linkAAAA", "story-1-button-1", "Book", "https://www.harbour.test/book", href, True, "visit"),),
        articles=(("journal:tides.md", "Reading the Tides"),),
        left_out=(),
        notes=(),
        findings=(),
        hash="4f" * 32,
    )


# ── the relay ──────────────────────────────────────────────────────────────────────────────────────

HANG_UP = ""  # as an answer: close the connection without a word
SILENCE = "…"  # as an answer: say nothing until the other side is gone


@dataclass
class Peer:
    """A relay on loopback that answers each command from its own list, the last answer again and again."""

    port: int = 0
    answers: dict[str, deque[str]] = field(default_factory=dict)
    commands: list[str] = field(default_factory=list)
    messages: list[bytes] = field(default_factory=list)
    sessions: int = 0
    came: asyncio.Event = field(default_factory=asyncio.Event)  # a message has come

    def says(self, command: str, *answers: str) -> None:
        """`command`: GREETING, EHLO, MAIL, RCPT, DATA, BODY, RSET …; an answer: a line, or HANG_UP."""
        self.answers[command] = deque(answers)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.sessions += 1
        try:
            await self._converse(reader, writer)
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    async def _converse(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        going = bool(await self._answer(writer, "GREETING", "220 at your service"))
        while going and (line := await reader.readline()):
            command = line[:4].decode("latin-1").upper().strip()
            self.commands.append(command + line[4:].decode("latin-1").rstrip())
            default = {"DATA": "354 go on", "QUIT": "221 bye"}.get(command, "250 well")
            said = await self._answer(writer, command, default)
            if command == "DATA" and said.startswith("354"):
                self.messages.append(_unstuffed(await reader.readuntil(b"\r\n.\r\n")))
                self.came.set()
                said = await self._answer(writer, "BODY", "250 taken")
                if said == SILENCE:
                    await reader.read()
            going = said not in (HANG_UP, SILENCE) and command != "QUIT"

    async def _answer(self, writer: asyncio.StreamWriter, command: str, default: str) -> str:
        waiting = self.answers.get(command) or deque([default])
        said = waiting.popleft() if len(waiting) > 1 else waiting[0]
        if said not in (HANG_UP, SILENCE):
            writer.write(said.encode() + b"\r\n")
            await writer.drain()
        return said

    def heard(self, command: str) -> list[str]:
        return [line for line in self.commands if line.startswith(command)]

    @property
    def recipients(self) -> list[str]:
        return [line.removeprefix("RCPT TO:<").removesuffix(">") for line in self.heard("RCPT")]


def _unstuffed(body: bytes) -> bytes:
    lines = body.removesuffix(b".\r\n").split(b"\r\n")
    return b"\r\n".join(line[1:] if line.startswith(b".") else line for line in lines)


@pytest.fixture
async def peer() -> AsyncIterator[Peer]:
    told = Peer()
    server = await asyncio.start_server(told.serve, "127.0.0.1", 0, limit=2**22)
    told.port = server.sockets[0].getsockname()[1]
    async with server:
        yield told


@pytest.fixture
def relay(peer: Peer) -> Relay:
    return Relay("main", "127.0.0.1", peer.port, "none", None, None)


# ── the post room ──────────────────────────────────────────────────────────────────────────────────


@dataclass
class Office:
    """An issue, its audience and whoever works at it; its clock stands where it is put."""

    pool: Pool
    queue: App
    settings: Settings
    edition: Edition
    now: datetime = NOW

    async def subscribe(self, *addresses: str, name: str = "") -> None:
        people = [Subscriber(address, "uk", ENGLISH, name) for address in addresses]
        async with self.pool.connection() as connection:
            await subscribers.merge(connection, people, self.now)

    async def sending(self) -> outbox.Sending:
        """The issue, ready to be started."""
        async with self.pool.connection() as connection:
            await issues.create(connection, ISSUE, NOW, self.now)
            row = await issues.find(connection, ISSUE)
        assert row is not None
        audience = deliveries.Audience("uk", ["en_GB"], [])
        return outbox.Sending(row, [self.edition], audience, [article for article, _ in self.edition.articles], "main")

    async def start(self, *, shard: int = outbox.SHARD) -> int | None:
        return await outbox.start(self.pool, self.queue, await self.sending(), self.now, shard=shard)

    def room(self, **options: Any) -> PostRoom:
        return PostRoom(self.pool, lambda: self.settings, lambda: self.now, **options)

    async def work(self) -> None:
        """A worker of its own that runs until nothing is due."""
        await worker.run(self.queue, self.room(), until_idle=True)

    async def shards(self) -> list[int]:
        return [number for (number,) in await self.rows("SELECT id FROM shards ORDER BY id")]

    async def work_shards(self) -> list[datetime | None]:
        """Each shard once, without the queue, whose waiting is by a clock that no test can move; when each comes again."""
        async with self.room().open() as room:
            return [await room.send(shard) for shard in await self.shards()]

    async def states(self) -> dict[str, DeliveryState]:
        rows = await self.rows("SELECT address, state FROM deliveries ORDER BY id")
        return {address: DeliveryState(state) for address, state in rows}

    async def rows(self, query: str) -> list[tuple[Any, ...]]:
        async with self.pool.connection() as connection:
            return await (await connection.execute(query.encode())).fetchall()

    async def change(self, statement: str) -> None:
        async with self.pool.connection() as connection:
            await connection.execute(statement.encode())

    async def issue_state(self) -> object:
        ((state,),) = await self.rows("SELECT state FROM issues")
        return state

    async def job_states(self) -> list[str]:
        return [status for (status,) in await self.rows("SELECT status::text FROM procrastinate_jobs ORDER BY id")]

    def later(self, **span: float) -> None:
        self.now += timedelta(**span)


OfficeAt = Callable[[int], AbstractAsyncContextManager[Office]]


@pytest.fixture
def office_at(pool: Pool, settings_at: SettingsAt, edition: Edition) -> OfficeAt:
    """An office whose relay listens at a port of loopback."""

    @asynccontextmanager
    async def at(port: int) -> AsyncIterator[Office]:
        queue = worker.make_queue()
        async with queue.open_async(pool):
            yield Office(pool, queue, settings_at(port), edition)

    return at


@pytest.fixture
async def office(office_at: OfficeAt, peer: Peer) -> AsyncIterator[Office]:
    """An office whose relay is `peer`."""
    async with office_at(peer.port) as opened:
        yield opened


@pytest.fixture
def arabic(edition: Edition) -> Edition:
    """The same letter with Arabic words."""
    return replace(edition, language=Language("ar_AE"), subject="كيف تقرأ جداول المدّ والجزر في الميناء " * 3)
