"""The kill test at length: 20,000 deliveries, workers, relay and PostgreSQL killed with -9, person by person compared."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from newsletter.ctas.links import pass_mark
from newsletter.init import Answers, create
from newsletter.model import Edition, Issue, Language
from newsletter.settings import load
from newsletter.store import engine
from tests.deliver.havoc import Plan, run

pytestmark = pytest.mark.torture

PLAN = Plan(people=20_000, shard=500, workers=3, kills=40, relay_kills=5, restarts=3, stops=8, seed=0)
ISSUE = Issue("weekly", "uk", date(2026, 11, 26))


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Path]:
    create(tmp_path / "project", Answers(), None, date(2026, 11, 22))
    yield tmp_path / "project"
    engine.discard(tmp_path / "project")


@pytest.mark.parametrize("seed", [1, 2, 3])
async def test_20_000_deliveries_through_56_deaths(
    project: Path, free_tcp_port: int, say: Callable[[str], None], seed: int
) -> None:
    mark = pass_mark(load(project, {}).signing_keys[0], ISSUE, Language("en_GB"))
    html = f"<p>{'Tides and sands. ' * 500}<a href='https://news.example.com/c/linkAAAA{mark}'>Book</a></p>"
    edition = Edition(
        ISSUE, Language("en_GB"), "Tides", "", html, f"Tides {mark}\n", mark, (), (), (), (), (), "4f" * 32
    )
    outcome = await run(replace(PLAN, seed=seed), project, edition, free_tcp_port)
    say(f"seed {seed}: {outcome}")
    assert list(outcome.faults()) == []
