"""The sample project at a fixed moment, its desk on a real database, and both apps without a socket."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime
from pathlib import Path

import httpx
import pytest

from newsletter.deliver.worker import make_queue
from newsletter.init import Answers, create
from newsletter.pipeline import Kit, open_kit
from newsletter.schedule.desk import Desk
from newsletter.settings import load
from newsletter.store.database import Pool
from newsletter.web import public, studio
from newsletter.web.studio.table.light_table import LightTable
from newsletter.web.studio.table.records import Records

NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    create(tmp_path / "project", Answers(), None, date(2026, 11, 22))
    return tmp_path / "project"


@pytest.fixture
def kit(project: Path) -> Kit:
    return open_kit(load(project, {}))


@pytest.fixture
async def desk(kit: Kit, pool: Pool) -> Desk:
    return Desk(kit, pool, make_queue(), lambda: NOW)


def laid_table(project: Path, desk: Desk | None) -> LightTable:
    """A light table for the project, at the fixed moment."""
    return LightTable(project, lambda: load(project, {}), lambda: NOW, Records(desk))


@pytest.fixture
def table(project: Path, desk: Desk) -> LightTable:
    return laid_table(project, desk)


@pytest.fixture
async def marketer(table: LightTable) -> AsyncIterator[httpx.AsyncClient]:
    """A browser on this computer that looks at the studio."""
    async with browser(table) as client:
        yield client


@asynccontextmanager
async def browser(table: LightTable) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(studio.make_app(table, asyncio.Event()))
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8024") as client:
        yield client


@pytest.fixture
async def reader(desk: Desk) -> AsyncIterator[httpx.AsyncClient]:
    """A reader's browser that follows no redirects."""
    transport = httpx.ASGITransport(public.make_app(desk))
    agent = {"User-Agent": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"}
    async with httpx.AsyncClient(transport=transport, base_url="https://news.example.com", headers=agent) as client:
        yield client
