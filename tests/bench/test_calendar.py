"""Occurrences found a second, beside APScheduler's CronTrigger, where the two agree: in a week without changed clocks."""

from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest
from apscheduler.triggers.cron import CronTrigger

from newsletter.schedule.calendar import next_after, parse

if TYPE_CHECKING:
    from tests.bench.conftest import Race

pytestmark = pytest.mark.bench

LONDON = ZoneInfo("Europe/London")
START = datetime(2026, 1, 1, tzinfo=UTC)
STEPS = 12
SCHEDULES: dict[str, dict[str, object]] = {
    "daily 09:00": {"hour": 9},
    "thu 09:00": {"day_of_week": "thu", "hour": 9},
    "1,15 09:00": {"day": "1,15", "hour": 9},
}


def test_occurrences_found(race: "Race") -> None:
    pairs = [(partial(_ours, entry), partial(_theirs, fields)) for entry, fields in SCHEDULES.items()]
    race(
        "Occurrences found a second",
        STEPS,
        *(
            ((f'next_after, "{entry}"', ours), ("CronTrigger", theirs))
            for entry, (ours, theirs) in zip(SCHEDULES, pairs, strict=True)
        ),
    )
    assert all(ours() == theirs() for ours, theirs in pairs)


def _ours(entry: str) -> list[datetime]:
    schedule = parse(entry)

    def following(after: datetime) -> datetime | None:
        found = next_after(schedule, LONDON, after)
        return found.instant if found else None

    return _walked(following)


def _theirs(fields: dict[str, object]) -> list[datetime]:
    trigger = CronTrigger(minute=0, timezone=LONDON, **fields)
    return _walked(lambda after: trigger.get_next_fire_time(after, after))


def _walked(following: Callable[[datetime], datetime | None]) -> list[datetime]:
    """The next one, then the one after that, and so on."""
    walked = [START]
    while len(walked) <= STEPS and (found := following(walked[-1])):
        walked.append(found)
    return walked[1:]
