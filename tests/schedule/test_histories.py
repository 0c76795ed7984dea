"""No article goes twice to a region, whatever its publisher does to its guid, scheme, slug, date, title and words."""

from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.schedule.histories import Histories, project


def test_no_article_goes_twice_to_a_region(database_url: str, tmp_path: Path) -> None:
    class Here(Histories):
        url, folder = database_url, project(tmp_path / "project")

    chosen = settings(
        max_examples=25, stateful_step_count=20, deadline=None, suppress_health_check=[HealthCheck.too_slow]
    )
    run_state_machine_as_test(Here, settings=chosen)
