"""A newsroom: a project with one region and two articles, desks on a real database, and a clock that is put."""

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from newsletter.init import Answers, create
from newsletter.model import Issue, Language, Subscriber
from newsletter.schedule import desk, pulling
from newsletter.schedule.desk import Desk, Draft
from newsletter.settings import load
from newsletter.store import subscribers

ISSUE = Issue("weekly", "uk", date(2026, 11, 26))
ENGLISH = Language("en_GB")
_ARTICLE = "---\ntitle: {title}\npublished: 2026-11-{day}\n---\n\n{body}\n"
# Direct links and a relay on loopback: nothing but what a test does stands against sending.
_ENVIRONMENT = {
    "NEWSLETTER__LINKS": "utm",
    "CAMPAIGNS__WEEKLY__REGIONS": '["uk"]',
    "CAMPAIGNS__WEEKLY__SCHEDULE": '{ uk = "thu 09:00" }',
    "RELAYS__MAIN__HOST": "127.0.0.1",
    "RELAYS__MAIN__PORT": "25",
    "RELAYS__MAIN__TLS": "none",
}


@dataclass
class Newsroom:
    """The project's folder, its database, and what time it is."""

    project: Path
    database_url: str
    now: datetime

    @asynccontextmanager
    async def _open(self, **environment: str) -> AsyncIterator[Desk]:
        said = {**_ENVIRONMENT, "DATABASE__URL": self.database_url, **environment}
        settings = load(self.project, {f"NEWSLETTER_{name}": value for name, value in said.items() if value})
        async with desk.opened(settings, lambda: self.now) as opened:
            yield opened

    def open(self, **environment: str) -> AbstractAsyncContextManager[Desk]:
        """A desk of its own with its own connections; settings as `CAMPAIGNS__WEEKLY__GRACE="1h"`, "" for none."""
        return self._open(**environment)

    def write(self, name: str, *, title: str = "", day: int = 20, body: str = "High water is at nine.") -> None:
        """An article of its own."""
        text = _ARTICLE.format(title=title or name.title(), day=day, body=body)
        (self.project / "articles" / f"{name}.md").write_text(text, "utf-8")

    def at(self, day: int, hour: int, minute: int = 0, second: int = 0) -> None:
        """Puts the clock, in UTC, which is London's time in November."""
        self.now = datetime(2026, 11, day, hour, minute, second, tzinfo=UTC)

    async def approve(self, opened: Desk, by: str = "Ana", issue: Issue = ISSUE) -> Draft:
        await pulling.pull(opened)
        drafted = await desk.draft(opened, issue)
        await desk.approve(opened, drafted, languages=[ENGLISH], by=by)
        return drafted

    async def rows(self, opened: Desk, query: str) -> list[tuple[Any, ...]]:
        async with opened.pool.connection() as connection:
            return await (await connection.execute(query.encode())).fetchall()

    async def stands(self, opened: Desk) -> list[tuple[str, str]]:
        """State and reason of every issue, by date."""
        return await self.rows(opened, "SELECT state, reason FROM issues ORDER BY local_date, campaign")

    async def audience(self, opened: Desk) -> int:
        ((number,),) = await self.rows(opened, "SELECT count(*) FROM deliveries")
        return int(number)


@pytest.fixture
async def newsroom(tmp_path: Path, database_url: str) -> Newsroom:
    project = tmp_path / "project"
    create(project, Answers(), None, date(2026, 11, 22))
    for sample in (project / "articles").iterdir():
        sample.unlink()
    room = Newsroom(project, database_url, datetime(2026, 11, 22, 12, tzinfo=UTC))
    room.write("tides", day=20)
    room.write("sands", day=19, body="Low water is at three.")
    async with room.open() as opened, opened.pool.connection() as connection:
        people = [Subscriber(f"{name}@b.example", "uk", ENGLISH) for name in ("ana", "omar")]
        await subscribers.merge(connection, people, room.now)
    return room
