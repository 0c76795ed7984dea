"""The stream of changes, from a real server: what it says, when, and that it ends when the server does."""

import asyncio
import shutil
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from time import monotonic

import pytest

from newsletter.web import studio
from newsletter.web.serving import serve
from newsletter.web.studio.routes import live
from newsletter.web.studio.routes.live import Live
from newsletter.web.studio.table.light_table import LightTable
from tests.web.conftest import laid_table

TIDE = "# A late tide\n\nIt came in the night.\n"


@pytest.fixture
def table(project: Path) -> LightTable:
    return laid_table(project, None)


@dataclass
class Stream:
    """One page's connection to the stream."""

    head: str
    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    async def line(self) -> str:
        """The next line that says something, without HTTP's framing."""
        async with asyncio.timeout(10):
            while True:
                text = (await self.reader.readline()).decode().strip()
                if text.startswith(("data: ", ":")):
                    return text

    async def change(self) -> str:
        """The next revision."""
        while not (text := await self.line()).startswith("data: "):
            pass
        return text.removeprefix("data: ")

    async def ends(self) -> bool:
        async with asyncio.timeout(10):
            while not self.reader.at_eof():
                await self.reader.read(1_000)
        return True


@dataclass
class Served:
    """A studio that is running."""

    port: int
    stop: asyncio.Event
    serving: asyncio.Task[None]

    @asynccontextmanager
    async def listening(self, headers: str = "") -> AsyncIterator[Stream]:
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        writer.write(f"GET /live HTTP/1.1\r\nHost: 127.0.0.1:{self.port}\r\n{headers}\r\n".encode())
        try:
            yield Stream((await reader.readuntil(b"\r\n\r\n")).decode().lower(), reader, writer)
        finally:
            writer.close()


@pytest.fixture
async def served(table: LightTable) -> AsyncIterator[Served]:
    stop, said = asyncio.Event(), asyncio.Queue[str]()
    serving = asyncio.create_task(serve(studio.make_app(table, stop), 0, stop, "Studio", said.put_nowait))
    url = await asyncio.wait_for(said.get(), 10)
    yield Served(int(url.rstrip("/").rpartition(":")[2]), stop, serving)
    stop.set()
    await asyncio.wait_for(serving, 10)


async def test_a_stream_begins_with_the_revision_of_now(served: Served, table: LightTable) -> None:
    async with served.listening() as stream:
        assert "content-type: text/event-stream" in stream.head and "cache-control: no-store" in stream.head
        assert await stream.change() == table.revision != ""


def _write(project: Path) -> None:
    (project / "articles" / "tide.md").write_text(TIDE, "utf-8")


def _rename_over(project: Path) -> None:
    """As many editors write: a new file takes the place of the old one."""
    template = project / "templates" / "digest.txt.j2"
    fresh = template.with_name(".digest.txt.j2.new")
    fresh.write_text(template.read_text("utf-8") + "more\n", "utf-8")
    fresh.replace(template)


def _set(project: Path) -> None:
    settings = project / "settings.toml"
    settings.write_text(settings.read_text("utf-8") + "\n# seen\n", "utf-8")


def _translate(project: Path) -> None:
    catalogue = project / "locales" / "ar" / "LC_MESSAGES" / "newsletter.po"
    catalogue.write_text(catalogue.read_text("utf-8") + "\n# seen\n", "utf-8")


def _receive(project: Path) -> None:
    inbox = project / ".newsletter" / "inbox"
    inbox.mkdir(parents=True)
    (inbox / "one.eml").write_bytes(b"Subject: One\n\n")


def _take_away(project: Path) -> None:
    shutil.rmtree(project / "articles")


@pytest.mark.parametrize("change", [_write, _rename_over, _set, _translate, _receive, _take_away])
async def test_a_change_is_said_to_every_page_that_listens(
    served: Served, project: Path, change: Callable[[Path], None]
) -> None:
    async with served.listening() as one, served.listening() as other:
        first = {await one.change(), await other.change()}
        change(project)
        assert await one.change() not in first
        assert await other.change() not in first


async def test_a_folder_that_vanished_and_came_back_is_watched_as_before(served: Served, project: Path) -> None:
    async with served.listening() as stream:
        said = [await stream.change()]
        for step in (_take_away, lambda project: (project / "articles").mkdir(), _write):
            step(project)
            said.append(await stream.change())
    assert len(set(said)) == 4


async def test_a_folder_that_the_settings_name_anew_is_watched_from_then_on(
    served: Served, project: Path, table: LightTable
) -> None:
    more = project.parent / "more"
    more.mkdir()
    source = f'\n[[sources]]\nname = "more"\nkind = "folder"\npath = "{more}"\n'
    async with served.listening() as stream:
        await stream.change()
        (project / "settings.toml").write_text((project / "settings.toml").read_text("utf-8") + source, "utf-8")
        await stream.change()
        await table.look()  # as the page does that heard of it
        while await stream.change() != table.revision:
            pass
        (more / "tide.md").write_text(TIDE, "utf-8")
        await stream.change()


async def test_a_change_is_said_within_a_quarter_of_a_second(served: Served, project: Path) -> None:
    async with served.listening() as stream:
        await stream.change()
        took = []
        for number in range(5):
            (project / "articles" / f"tide-{number}.md").write_text(TIDE, "utf-8")
            began = monotonic()
            await stream.change()
            took.append(monotonic() - began)
    assert min(took) < 0.25


async def test_what_an_editor_keeps_beside_a_file_is_not_said(served: Served, project: Path) -> None:
    async with served.listening() as stream:
        first = await stream.change()
        (project / "articles" / ".tide.md.swp").write_bytes(b"\0")
        _write(project)
        second = await stream.change()
        (project / "articles" / "tide.md").unlink()
        assert len({first, second, await stream.change()}) == 2, "the project is what it was, swap file or not"


async def test_a_quiet_stream_is_kept_open_by_comments(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "_QUIET", 0.01)
    async with served.listening() as stream:
        await stream.change()
        assert await stream.line() == ": nothing new"


async def test_streams_end_at_once_when_the_server_stops(served: Served) -> None:
    async with served.listening() as one, served.listening() as other:
        await one.change()
        await other.change()
        began = monotonic()
        served.stop.set()
        assert await one.ends() and await other.ends()
        await asyncio.wait_for(served.serving, 10)
    assert monotonic() - began < 3, "uvicorn would wait for five seconds"


async def test_files_are_watched_while_somebody_listens_and_not_longer(table: LightTable) -> None:
    streams = Live(table, asyncio.Event())
    one, other = streams._events(), streams._events()
    assert (await anext(one)) == (await anext(other)) == f"data: {table.revision}\n\n"
    (watching,) = [task for task in asyncio.all_tasks() if task.get_name() == "watcher"]
    await one.aclose()
    assert not watching.cancelling()
    await other.aclose()
    await asyncio.wait([watching])
    assert watching.cancelled()


@pytest.mark.parametrize("error", [OSError(28, "No space left on device"), RuntimeError("no more instances")])
async def test_where_the_system_gives_no_more_watches_changes_are_found_all_the_same(
    served: Served, project: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, error: Exception
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr(live, "awatch", refuse)
    monkeypatch.setattr(live, "_ANYHOW", 10)
    caplog.clear()
    async with served.listening() as stream:
        await stream.change()
        _write(project)
        await stream.change()
    assert caplog.text.count("cannot watch for changes") == 1


@pytest.mark.parametrize(
    "headers",
    [
        "Sec-Fetch-Site: cross-site\r\n",
        "Sec-Fetch-Site: same-site\r\nSec-Fetch-Mode: cors\r\n",
        "Origin: https://evil.example\r\n",
        "Origin: null\r\n",
    ],
)
async def test_a_page_elsewhere_hears_nothing(served: Served, headers: str) -> None:
    async with served.listening(headers) as stream:
        assert " 403 " in stream.head
        assert "data:" not in (await stream.reader.read(200)).decode()
