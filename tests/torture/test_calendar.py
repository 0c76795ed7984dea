"""Every zone there is, seven years: each local date once and in order, at every half hour around a change of clocks."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo, available_timezones

import pytest

from newsletter.schedule.calendar import Occurrence, occurrences, parse

pytestmark = pytest.mark.torture

FIRST, LAST = date(2024, 1, 1), date(2030, 12, 31)
HALF_HOURS = [time(hour, minute) for hour in range(24) for minute in (0, 30)]
DAYS_AROUND = timedelta(days=2)


def test_every_zone_has_each_local_date_once_and_in_order(say: Callable[[str], None]) -> None:
    zones = [ZoneInfo(name) for name in sorted(available_timezones())]
    asked = changes = 0
    for zone in zones:
        asked += _prove(zone, FIRST, LAST, [time(9)], look_every=timedelta(hours=6))
        for day in _days_of_change(zone):
            changes += 1
            asked += _prove(zone, day - DAYS_AROUND, day + DAYS_AROUND, HALF_HOURS, look_every=timedelta(minutes=15))
    assert len(zones) > 400 and changes > 1000
    say(
        f"{len(zones)} zones, {changes:,} changes of their clocks, {asked:,} occurrences: each local date once, in order"
    )


def _prove(zone: ZoneInfo, start: date, end: date, walls: list[time], look_every: timedelta) -> int:
    """Holds the calendar against somebody who looks at the clock all the time; how many occurrences that were."""
    lived = sorted({day for look in _looks(zone, start, end, look_every) if start <= (day := look.date()) <= end})
    for wall in walls:
        found = list(occurrences(parse(f"daily {wall:%H:%M}"), zone, start, end))
        assert [one.date for one in found] == lived, (zone, wall)
        assert all(one.instant < other.instant for one, other in pairwise(found)), (zone, wall)
        assert all(_is_punctual(one, zone) for one in found), (zone, wall)
    return len(lived) * len(walls)


def _is_punctual(one: Occurrence, zone: ZoneInfo) -> bool:
    """Whether the clock on the wall shows the date and the time, unless the note says that there is no such time."""
    shown = one.instant.astimezone(zone)
    return (shown.date() == one.date and shown.time() == one.wall) != one.note.startswith("clocks go forward")


def _days_of_change(zone: ZoneInfo) -> list[date]:
    looks = _looks(zone, FIRST, LAST, timedelta(hours=6))
    return sorted({later.date() for one, later in pairwise(looks) if one.utcoffset() != later.utcoffset()})


def _looks(zone: ZoneInfo, start: date, end: date, every: timedelta) -> Iterator[datetime]:
    """What the clock on the wall shows, again and again, from well before `start` to well after `end`."""
    look = datetime.combine(start - DAYS_AROUND, time(), UTC)
    while look.date() < end + DAYS_AROUND:
        yield look.astimezone(zone)
        look += every
