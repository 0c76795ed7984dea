"""Asking the database: an answer while it is there, and neither a wait nor an error while it is not."""

import asyncio
import socket
from collections.abc import Callable, Iterator
from pathlib import Path
from time import monotonic

import pytest

from newsletter.schedule.desk import Desk
from newsletter.settings import Settings, load
from newsletter.web.studio.table import records
from newsletter.web.studio.table.records import Records
from tests.conftest import run_sql
from tests.web.conftest import NOW

OPENING = "it is being opened"
_SESSIONS = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'"


class Switch:
    """Takes a database away from everybody, and gives it back."""

    def __init__(self, url: str, server_url: str) -> None:
        self._name = url.partition("?")[0].rpartition("/")[2]
        self._server = server_url

    def off(self) -> None:
        refused = f"ALTER DATABASE {self._name} ALLOW_CONNECTIONS false"
        run_sql(self._server, refused, _SESSIONS.format(name=self._name))

    def on(self) -> None:
        run_sql(self._server, f"ALTER DATABASE {self._name} ALLOW_CONNECTIONS true")


@pytest.fixture
def switch(database_url: str, server_url: str) -> Iterator[Switch]:
    made = Switch(database_url, server_url)
    yield made
    made.on()


@pytest.fixture
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(records, "_PATIENCE", 0.5)
    monkeypatch.setattr(records, "_REST", 0.0)


async def one(desk: Desk) -> int:
    async with desk.pool.connection() as connection:
        row = await (await connection.execute("SELECT 1")).fetchone()
    return int(row[0]) if row else 0


async def test_a_database_that_is_there_answers(desk: Desk) -> None:
    asked = Records(desk)
    assert (await asked.ask(one, 0), asked.trouble, asked.desk) == (1, "", desk)


async def test_without_a_database_nobody_is_asked() -> None:
    asked = Records()
    assert (await asked.ask(one, 0), asked.desk) == (0, None)
    assert asked.trouble != ""


@pytest.mark.usefixtures("_impatient")
async def test_one_that_goes_away_is_done_without_and_answers_again_when_it_is_back(desk: Desk, switch: Switch) -> None:
    asked = Records(desk)
    switch.off()
    assert await asked.ask(one, 0) == 0
    assert asked.trouble != ""
    switch.on()
    while await asked.ask(one, 0) == 0:
        pass
    assert (asked.trouble, asked.desk) == ("", desk)


async def test_one_that_was_away_is_left_alone_for_a_while(desk: Desk) -> None:
    asked, questions = Records(desk), 0

    async def question(_desk: Desk) -> int:
        nonlocal questions
        questions += 1
        raise TimeoutError

    assert [await asked.ask(question, 7) for _ in range(3)] == [7, 7, 7]
    assert questions == 1 and asked.desk is None


@pytest.mark.usefixtures("_impatient")
async def test_one_that_says_nothing_is_waited_for_only_so_long(desk: Desk) -> None:
    asked = Records(desk)

    async def question(_desk: Desk) -> int:
        await asyncio.Event().wait()
        return 1

    began = monotonic()
    assert await asked.ask(question, 0) == 0
    assert monotonic() - began < 5
    assert asked.trouble == "it says nothing within 0.5 seconds"


async def until(condition: Callable[[], bool]) -> None:
    while not condition():
        await asyncio.sleep(0)


# ── finding one by itself ──────────────────────────────────────────────────────────────────────────


def settings_at(project: Path, url: str) -> Settings:
    return load(project, {"NEWSLETTER_DATABASE__URL": url})


async def test_the_database_is_opened_beside_the_studio_and_closed_with_it(project: Path, database_url: str) -> None:
    asked, stop = Records(), asyncio.Event()
    keeping = asyncio.create_task(asked.keep_open(settings_at(project, database_url), lambda: NOW, stop))
    await until(lambda: asked.desk is not None)
    assert await asked.ask(one, 0) == 1
    stop.set()
    await asyncio.wait_for(keeping, 10)


@pytest.mark.usefixtures("_impatient")
async def test_one_that_comes_later_is_found_then(project: Path, database_url: str, switch: Switch) -> None:
    asked, stop = Records(), asyncio.Event()
    switch.off()
    keeping = asyncio.create_task(asked.keep_open(settings_at(project, database_url), lambda: NOW, stop))
    await until(lambda: asked.trouble != OPENING)
    assert asked.desk is None and "not currently accepting connections" in asked.trouble
    switch.on()
    await until(lambda: asked.desk is not None)
    assert asked.trouble == ""
    stop.set()
    await asyncio.wait_for(keeping, 10)


async def test_a_server_that_accepts_and_says_nothing_blocks_nobody(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(records, "_PATIENCE", 0.2)
    asked, stop = Records(), asyncio.Event()
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"postgresql://ana:secret@127.0.0.1:{silent.getsockname()[1]}/letters"
        keeping = asyncio.create_task(asked.keep_open(settings_at(project, url), lambda: NOW, stop))
        turns = 0
        while asked.trouble == OPENING:
            await asyncio.sleep(0)
            turns += 1
        assert turns > 20, "others had their turn meanwhile"
        assert "127.0.0.1/letters: no answer within 0.2 seconds" in asked.trouble
        assert "secret" not in asked.trouble
        stop.set()
        await asyncio.wait_for(keeping, 5)


async def test_a_database_of_another_schema_is_said_with_what_to_run(project: Path, empty_database_url: str) -> None:
    asked, stop = Records(), asyncio.Event()
    keeping = asyncio.create_task(asked.keep_open(settings_at(project, empty_database_url), lambda: NOW, stop))
    await until(lambda: asked.trouble != OPENING)
    assert "run newsletter db upgrade" in asked.trouble
    stop.set()
    await asyncio.wait_for(keeping, 5)
