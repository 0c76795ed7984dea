"""Running the studio by itself: it comes up and shows letters, whatever its database does."""

import asyncio
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from time import monotonic

import httpx
import pytest

from newsletter.errors import DatabaseError
from newsletter.init import Answers, create
from newsletter.running import run_parts
from newsletter.settings import Settings, load
from newsletter.store import engine

UK = "preview/weekly/uk/en_GB?date=2026-11-26"


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Path]:
    create(tmp_path / "project", Answers(), None, date(2026, 11, 22))
    yield tmp_path / "project"
    engine.discard(tmp_path / "project")


@pytest.fixture
def silent_url() -> Iterator[str]:
    """A server that accepts whoever comes and never says a word."""
    with socket.create_server(("127.0.0.1", 0)) as silent:
        yield f"postgresql://ana:secret@127.0.0.1:{silent.getsockname()[1]}/letters"


def settings_of(project: Path, url: str | None = None) -> Settings:
    return load(project, {"NEWSLETTER_DATABASE__URL": url} if url else {})


async def run(settings: Settings, parts: list[str], stop: asyncio.Event, said: "asyncio.Queue[str]") -> None:
    await run_parts(
        lambda: settings,
        parts,
        dict.fromkeys(parts, 0),
        lambda: datetime(2026, 11, 23, 8, tzinfo=UTC),
        stop,
        until_idle=False,
        say=said.put_nowait,
    )


@asynccontextmanager
async def studio(settings: Settings) -> AsyncIterator[httpx.AsyncClient]:
    stop, said = asyncio.Event(), asyncio.Queue[str]()
    running = asyncio.create_task(run(settings, ["studio"], stop, said))
    url = (await asyncio.wait_for(said.get(), 20)).partition(": ")[2]
    try:
        async with httpx.AsyncClient(base_url=url, trust_env=False, timeout=30) as client:
            yield client
    finally:
        stop.set()
        await asyncio.wait_for(running, 10)


async def test_a_database_that_says_nothing_holds_up_neither_the_studio_nor_a_page(
    project: Path, silent_url: str
) -> None:
    began = monotonic()
    async with studio(settings_of(project, silent_url)) as client:
        page = (await client.get(UK)).text
        took = monotonic() - began
        assert "A Vaccination Calendar for Unhurried Travellers" in page
        assert took < 10, "an attempt to connect may take ten seconds elsewhere"
        first = (await client.get("/")).text
    assert "The database does not answer" in first and "secret" not in first


async def test_an_embedded_database_that_cannot_start_is_said_and_done_without(project: Path) -> None:
    (project / ".newsletter").write_text("a file stands where the folder should")
    async with studio(settings_of(project)) as client:
        assert "The database does not answer" in (await client.get("/")).text
        assert "A Vaccination Calendar for Unhurried Travellers" in (await client.get(UK)).text


async def test_with_its_own_database_there_is_nothing_to_say_of_it(project: Path) -> None:
    async with studio(settings_of(project)) as client:
        page = (await client.get("/")).text
    assert "The database does not answer" not in page
    assert not engine.status(project).running, "it stops with the studio"


async def test_other_parts_need_their_database_as_ever(project: Path) -> None:
    settings = settings_of(project, "postgresql://ana@127.0.0.1:1/letters")
    with pytest.raises(DatabaseError, match="see that the server runs"):
        await run(settings, ["studio", "scheduler"], asyncio.Event(), asyncio.Queue())
