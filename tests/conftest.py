"""For all tests: async tests run on asyncio without a mark, and a database is one fixture away.

`database_url` is a fresh, migrated database of its own on a real embedded server; `pool` is that database, opened.
"""

import itertools
import shutil
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from newsletter.store import database, engine
from tests import web_server

_NUMBERS = itertools.count(1)


def pytest_configure(config: pytest.Config) -> None:
    config.option.anyio_mode = "auto"


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Debian's Chromium where there is one, else what Playwright has fetched."""
    arguments = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
    return browser_type_launch_args | {"executable_path": shutil.which("chromium"), "args": arguments}


@pytest.fixture(scope="session")
def server_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A real embedded server for the whole run, with a migrated database `template` to clone."""
    project = tmp_path_factory.mktemp("server")
    with engine.running(project) as url:
        run_sql(url, "ALTER SYSTEM SET fsync = off", "SELECT pg_reload_conf()", "CREATE DATABASE template")
        database.upgrade(database_named("template", url))
        yield url
    engine.discard(project)


@pytest.fixture
def empty_database_url(server_url: str) -> Iterator[str]:
    """A fresh database without tables, dropped afterwards."""
    yield from _fresh_database(server_url, "template1")


@pytest.fixture
def database_url(server_url: str) -> Iterator[str]:
    """A fresh, migrated database, dropped afterwards."""
    yield from _fresh_database(server_url, "template")


@pytest.fixture
async def pool(database_url: str, tmp_path: Path) -> AsyncIterator[database.Pool]:
    """A fresh, migrated database, opened."""
    async with database.open_database(database_url, tmp_path) as pool:
        yield pool


def _fresh_database(server_url: str, template: str) -> Iterator[str]:
    name = f"test_{next(_NUMBERS)}"
    run_sql(server_url, f"CREATE DATABASE {name} TEMPLATE {template}")
    yield database_named(name, server_url)
    run_sql(server_url, f"DROP DATABASE {name} WITH (FORCE)")


def database_named(name: str, server_url: str) -> str:
    return server_url.replace("/postgres?", f"/{name}?")


def run_sql(url: str, *statements: str) -> None:
    """Runs statements one by one, outside any transaction."""
    with psycopg.connect(url, autocommit=True) as connection:
        for statement in statements:
            connection.execute(statement.encode())


@pytest.fixture
def web() -> Iterator[web_server.Web]:
    """A web server on loopback whose pages a test writes."""
    with web_server.running() as site:
        yield site
