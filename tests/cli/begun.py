"""Issues that are being sent, with nobody at work on them, and their deliveries in any state."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import psycopg

from newsletter.model import DeliveryState, Issue
from newsletter.schedule import desk, pulling
from newsletter.settings import load
from tests.cli.conftest import Run
from tests.cli.posting import PEOPLE

ANA, BEN, CEM, DINA = "ana@example.org", "ben@example.org", "cem@example.org", "dina@example.org"


def started(run: Run, project: Path, database_url: str, *regions: str) -> date:
    """Starts an issue of today in each of these regions, to two people each; returns its date."""
    (project / "people.csv").write_text(PEOPLE, "utf-8")
    assert run("subscribers", "import", project / "people.csv").code == 0
    today = datetime.now(ZoneInfo("Europe/London")).date()

    async def start() -> None:
        settings = load(project, {"NEWSLETTER_DATABASE__URL": database_url})
        async with desk.opened(settings, lambda: datetime.now(UTC)) as opened:
            await pulling.pull(opened)
            for region in regions:
                assert await desk.start(opened, await desk.draft(opened, Issue("weekly", region, today))) == 2

    asyncio.run(start())
    return today


@contextmanager
def connected(url: str) -> Iterator[psycopg.Connection]:
    with psycopg.connect(url, autocommit=True) as connection:
        yield connection


def put(url: str, address: str, state: DeliveryState, reply: str = "") -> None:
    """What became of a delivery."""
    later = datetime.now(UTC) + timedelta(hours=1)
    with connected(url) as connection:
        connection.execute(
            "UPDATE deliveries SET state = %s, reply = %s, tries = 1, not_before = %s WHERE address = %s",
            (state, reply, later, address),
        )


def states(url: str) -> dict[str, str]:
    with connected(url) as connection:
        rows = connection.execute("SELECT address, state FROM deliveries").fetchall()
    return {address: DeliveryState(state).name.lower() for address, state in rows}


def issue_states(url: str) -> dict[str, tuple[str, str]]:
    """By region: the state, and why."""
    with connected(url) as connection:
        rows = connection.execute("SELECT region, state, reason FROM issues").fetchall()
    return {region: (state, reason) for region, state, reason in rows}


def jobs(url: str) -> int:
    """How many jobs wait for a worker."""
    with connected(url) as connection:
        row = connection.execute("SELECT count(*) FROM procrastinate_jobs WHERE status = 'todo'").fetchone()
    assert row is not None
    return int(row[0])
