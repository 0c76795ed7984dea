"""Two schedulers and two workers, real processes on one project: every issue once, every subscriber once per issue."""

import asyncio
import sys
from asyncio.subprocess import PIPE, Process
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime
from email import message_from_bytes, policy
from pathlib import Path
from time import time

import pytest
import tomlkit

from newsletter.deliver.sink import sink
from newsletter.init import Answers, clear_samples, create
from newsletter.model import DeliveryState, Language, Subscriber
from newsletter.schedule import desk
from newsletter.schedule.desk import Desk
from newsletter.settings import load
from newsletter.store import deliveries, engine, issues, subscribers

pytestmark = pytest.mark.torture

STARTS_AT = datetime(2026, 11, 22, 8, 59, tzinfo=UTC)
MINUTES = 30  # by a clock thirty times as fast: an issue in each region every two seconds, for a minute
REGIONS = {"uk": 9, "middle-east": 13}  # and the hour there at nine o'clock UTC
AUDIENCE = 50  # a region
ROOT = Path(__file__).parents[2]


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Path]:
    yield tmp_path / "project"
    engine.discard(tmp_path / "project")


async def test_two_schedulers_and_two_workers_send_every_issue_once(
    project: Path, tmp_path: Path, say: Callable[[str], None]
) -> None:
    sent = tmp_path / "sent"
    async with sink(sent) as port:
        _make(project, port)
        async with desk.opened(load(project, {}), lambda: STARTS_AT) as opened:
            await _invite(opened)
            async with _running(project, "scheduler", "scheduler", "worker", "worker") as processes:
                await _until(processes, lambda: _are_drafted(opened))
                await _approve(opened)
                (project / "begins").write_text(str(began := time()))
                (project / "begins").rename(project / "began")  # nobody reads half of it
                await _until(processes, lambda: _are_done(opened))
                took = time() - began
            subjects, states = await _kept(opened)
    expected = Counter(_expected())
    assert Counter(_arrived(sent)) == expected
    assert subjects == sorted(len(REGIONS) * [_title(minute) for minute in range(MINUTES)])
    assert states == {DeliveryState.ACCEPTED: expected.total()}
    starts, shards = (
        _shares(project, "scheduler-*.log", "started "),
        _shares(project, "worker-*.log", "status: Success"),
    )
    assert len(starts) == len(shards) == 2 and 0 not in starts + shards
    assert sum(starts) == MINUTES * len(REGIONS)
    say(
        f"{sum(starts)} issues and {states.total():,} messages in {took:.0f} s, each once: "
        f"started by two schedulers {starts}, worked by two workers {shards}"
    )


# ── the project ────────────────────────────────────────────────────────────────────────────────────


def _make(project: Path, port: int) -> None:
    """One campaign a minute, each with an article of its own, since an article goes to a region only once."""
    create(project, Answers(arabic=False), {"host": "127.0.0.1", "port": port, "tls": "none"}, date(2026, 11, 22))
    clear_samples(project)
    settings = tomlkit.parse((project / "settings.toml").read_text("utf-8")).unwrap()
    settings["newsletter"]["links"] = "utm"
    settings["campaigns"] = {_campaign(minute): _told(minute) for minute in range(MINUTES)}
    (project / "settings.toml").write_text(tomlkit.dumps(settings), "utf-8")
    for minute in range(MINUTES):
        article = f'+++\npublished = 2026-11-21\ntags = ["{_campaign(minute)}"]\n+++\n\n# {_title(minute)}\n\n'
        (project / "articles" / f"{_campaign(minute)}.md").write_text(f"{article}A bell rings at {minute:02} past.\n")


def _told(minute: int) -> dict[str, object]:
    return {
        "template": "digest",
        "regions": list(REGIONS),
        "subject": "{lead}",
        "preheader": "A bell",
        "articles": {"tags": [_campaign(minute)]},
        "schedule": {region: f"2026-11-22 {hour:02}:{minute:02}" for region, hour in REGIONS.items()},
    }


def _campaign(minute: int) -> str:
    return f"bell-{minute:02}"


def _title(minute: int) -> str:
    return f"The Bell at {minute:02} Past"


async def _invite(opened: Desk) -> None:
    people = [Subscriber(address, region, Language("en_GB")) for region in REGIONS for address in _addresses(region)]
    async with opened.pool.connection() as connection:
        await subscribers.merge(connection, people, STARTS_AT)


def _addresses(region: str) -> Iterator[str]:
    return (f"{region}-{number}@example.com" for number in range(AUDIENCE))


# ── the processes ──────────────────────────────────────────────────────────────────────────────────


@asynccontextmanager
async def _running(project: Path, *parts: str) -> AsyncIterator[list[Process]]:
    """The processes, asked to go at the end, each of which has to do so in peace."""
    command = [sys.executable, "-m", "tests.torture.part"]
    ends = [str(project), STARTS_AT.isoformat()]
    processes = [await asyncio.create_subprocess_exec(*command, part, *ends, cwd=ROOT, stdin=PIPE) for part in parts]
    try:
        yield processes
        for process in processes:
            assert process.stdin
            process.stdin.close()
        async with asyncio.timeout(60):
            assert [await process.wait() for process in processes] == [0] * len(parts)
    finally:
        for process in processes:
            if process.returncode is None:
                process.kill()
                await process.wait()


async def _until(processes: list[Process], is_so: Callable[[], Awaitable[bool]]) -> None:
    """Waits for it, and for no process to end before."""
    ends = [asyncio.create_task(process.wait()) for process in processes]
    async with asyncio.timeout(300):
        while not await is_so():
            ended, _ = await asyncio.wait(ends, timeout=1)
            assert not ended
    for end in ends:
        end.cancel()


# ── what the database and the sink say ─────────────────────────────────────────────────────────────


async def _are_drafted(opened: Desk) -> bool:
    async with opened.pool.connection() as connection:
        rows = await issues.listed(connection)
        composed = [await issues.editions(connection, row.id) for row in rows]
    return len(rows) == MINUTES * len(REGIONS) and all(composed)


async def _are_done(opened: Desk) -> bool:
    async with opened.pool.connection() as connection:
        rows = await issues.listed(connection)
    assert [(row.issue.id, row.reason) for row in rows if row.state == "held"] == []
    return {row.state for row in rows} == {"done"}


async def _approve(opened: Desk) -> None:
    async with opened.pool.connection() as connection:
        rows = await issues.listed(connection)
    for row in rows:
        await desk.approve(opened, await desk.draft_of(opened, row), languages=[Language("en_GB")], by="editor")


async def _kept(opened: Desk) -> tuple[list[str], Counter[DeliveryState]]:
    """The subjects of the editions as the database has them, and how many deliveries are in which state."""
    subjects, states = list[str](), Counter[DeliveryState]()
    async with opened.pool.connection() as connection:
        for row in await issues.listed(connection):
            subjects += [edition.subject for edition in await issues.editions(connection, row.id)]
            states.update(await deliveries.counts(connection, row.id))
    return sorted(subjects), +states


def _shares(project: Path, logs: str, done: str) -> list[int]:
    """How often each of the processes says that it did something."""
    return [sum(done in line for line in log.read_text("utf-8").splitlines()) for log in project.glob(logs)]


def _arrived(sent: Path) -> Iterator[tuple[str, ...]]:
    for path in sent.glob("*.eml"):
        message = message_from_bytes(path.read_bytes(), policy=policy.default)
        campaign, region, *_ = message["List-Id"].strip("<>").split(".")
        yield message["To"], campaign, region, message["Subject"]


def _expected() -> Iterator[tuple[str, ...]]:
    for minute in range(MINUTES):
        for region in REGIONS:
            for address in _addresses(region):
                yield address, _campaign(minute), region, _title(minute)
