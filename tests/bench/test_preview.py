"""How long a marketer waits after saving a file: from the change to the answered page, in the studio's own time."""

import asyncio
import time
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

import httpx
import pytest

from newsletter.init import Answers, create
from newsletter.settings import load
from newsletter.web import studio
from newsletter.web.studio.table.light_table import LightTable
from newsletter.web.studio.table.records import Records

if TYPE_CHECKING:
    from tests.bench.conftest import Show

pytestmark = pytest.mark.bench

_LIMIT = 300  # milliseconds
_ROUNDS = 9
_PAGES = (
    ("one edition", "/preview/weekly/uk/en_GB?date=2026-11-26"),
    ("all of them", "/preview/weekly?date=2026-11-26"),
)
_CHANGES = (
    ("an article", "articles/vaccination-calendar.md", "\n\nRead {n} times.\n"),
    ("a template", "templates/digest.txt.j2", "{{# {n} #}}"),
    ("a catalogue", "locales/ar/LC_MESSAGES/newsletter.po", "\n# {n}\n"),
    ("a setting", "settings.toml", "\n# {n}\n"),
    ("nothing", "subscribers.csv", ""),
)


def test_from_a_changed_file_to_the_answered_page(tmp_path: Path, show: "Show") -> None:
    project = tmp_path / "project"
    create(project, Answers(), None, date(2026, 11, 22))
    rows = asyncio.run(_measured(project))
    show([("Changed", "page", "ms", "slowest", f"limit {_LIMIT}"), *rows])


async def _measured(project: Path) -> list[tuple[str, str, str, str, str]]:
    now = datetime(2026, 11, 23, 8, tzinfo=UTC)
    table = LightTable(project, lambda: load(project, {}), lambda: now, Records())
    transport = httpx.ASGITransport(studio.make_app(table, asyncio.Event()))
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8024") as client:
        return [
            _row(name, page, [await _answered(client, path, _saving(project / file, text)) for _ in range(_ROUNDS)])
            for name, file, text in _CHANGES
            for page, path in _PAGES
        ]


def _saving(file: Path, text: str) -> Callable[[], object]:
    """Saves the file with something more in it."""
    return lambda: file.write_text(file.read_text("utf-8") + text.format(n=file.stat().st_size), "utf-8")


async def _answered(client: httpx.AsyncClient, path: str, save: Callable[[], object]) -> float:
    """Processor time of all threads, for others use the machine too; in milliseconds."""
    await client.get(path)
    save()
    start = time.process_time()
    answer = await client.get(path)
    spent = time.process_time() - start
    assert answer.status_code == 200
    return spent * 1000


def _row(name: str, page: str, took: list[float]) -> tuple[str, str, str, str, str]:
    within = "within" if max(took) < _LIMIT else "beyond"
    return name, page, f"{median(took):.0f}", f"{max(took):.0f}", within
