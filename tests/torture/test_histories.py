"""Long histories of publishing, changing, pulling and sending: no article twice to a region."""

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.schedule.histories import Histories, project

pytestmark = pytest.mark.torture

HISTORIES, STEPS = 400, 60


def test_no_article_goes_twice_to_a_region(database_url: str, tmp_path: Path, say: Callable[[str], None]) -> None:
    sent = 0

    class Here(Histories):
        url, folder = database_url, project(tmp_path / "project")

        def teardown(self) -> None:
            nonlocal sent
            sent += len(self.sent)
            super().teardown()

    chosen = settings(
        max_examples=HISTORIES,
        stateful_step_count=STEPS,
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow],
    )
    run_state_machine_as_test(Here, settings=chosen)
    assert sent > HISTORIES
    say(f"{HISTORIES} histories of up to {STEPS} steps: {sent:,} pieces sent, each once")
