"""The sample project at a fixed moment, its desk on a real database, and both apps without a socket."""

import shutil
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest

from newsletter.deliver.worker import make_queue
from newsletter.init import Answers, create
from newsletter.pipeline import Kit, open_kit
from newsletter.schedule.desk import Desk
from newsletter.settings import load
from newsletter.store.database import Pool
from newsletter.web import public, studio

NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Debian's Chromium where there is one, else what Playwright has fetched."""
    arguments = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
    return browser_type_launch_args | {"executable_path": shutil.which("chromium"), "args": arguments}


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


@pytest.fixture
async def marketer(desk: Desk) -> AsyncIterator[httpx.AsyncClient]:
    """A browser on this computer that looks at the studio."""
    transport = httpx.ASGITransport(studio.make_app(desk))
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8024") as client:
        yield client


@pytest.fixture
async def reader(desk: Desk) -> AsyncIterator[httpx.AsyncClient]:
    """A reader's browser that follows no redirects."""
    transport = httpx.ASGITransport(public.make_app(desk))
    agent = {"User-Agent": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"}
    async with httpx.AsyncClient(transport=transport, base_url="https://news.example.com", headers=agent) as client:
        yield client
