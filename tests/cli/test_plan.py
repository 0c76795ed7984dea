"""newsletter plan: what will go out, for people, for programs and for calendars."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.cli.conftest import Run


@pytest.fixture(autouse=True)
def _here(sample: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NEWSLETTER_PROJECT", str(sample))


def test_a_row_has_the_regions_time_yours_and_utc(run: Run) -> None:
    ran = run("plan", "--days", "9")
    assert ran.code == 0 and ran.err == ""
    assert "10:00 Asia/Dubai" in ran.out and "06:00 UTC" in ran.out and "09:00 Europe/London" in ran.out


def test_json_has_every_instant_to_come_in_order(run: Run) -> None:
    rows = json.loads(run("plan", "--days", "40", "--json").out)
    instants = [datetime.fromisoformat(row["utc"]) for row in rows]
    now = datetime.now(UTC)
    assert instants == sorted(instants) and now < instants[0] and instants[-1] < now + timedelta(days=41)
    assert 10 <= len(rows) <= 12, "two a week"
    assert {row["region_time"][-5:] for row in rows} == {"09:00", "10:00"}


def test_a_calendar_file_has_an_event_a_row(run: Run) -> None:
    calendar = run("plan", "--days", "40", "--ics").out
    assert calendar.startswith("BEGIN:VCALENDAR") and calendar.endswith("END:VCALENDAR\r\n")
    assert calendar.count("BEGIN:VEVENT") == len(json.loads(run("plan", "--days", "40", "--json").out))


def test_what_would_stop_an_issue_stands_beside_it(run: Run, project: Path) -> None:
    (first, *_) = json.loads(run("--project", project, "plan", "--json").out)
    assert first["stops"] == "no relay, no approval"
