"""Workers, relay and PostgreSQL killed with -9, workers stopped past their lease: everybody has it once, or is listed.

The same at length is in `tests/torture`.
"""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from newsletter.init import Answers, create
from newsletter.model import Edition
from newsletter.store import engine
from tests.deliver.havoc import Plan, run

PLAN = Plan(people=2000, shard=100, workers=2, kills=5, relay_kills=1, restarts=1, stops=2, seed=4)


@pytest.fixture
def own_project(tmp_path: Path) -> Iterator[Path]:
    """A project with a server of its own, which may be killed."""
    project = tmp_path / "project"
    create(project, Answers(), None, date(2026, 11, 22))
    yield project
    engine.discard(project)


async def test_through_every_death_everybody_is_mailed_once_or_listed_as_uncertain(
    own_project: Path, edition: Edition, free_tcp_port: int
) -> None:
    outcome = await run(PLAN, own_project, edition, free_tcp_port)
    assert list(outcome.faults()) == []
    assert outcome.received.total() > PLAN.people - 2 * outcome.uncertain - 1, outcome
