"""Whole years of every half hour, in zones that are used and zones that are nasty: each local date once."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsletter.schedule.calendar import Schedule, instant_of, next_after, occurrences, parse

HALF_HOURS = [time(hour, minute) for hour in range(24) for minute in (0, 30)]
YEARS = [
    ("Europe/London", 2026),
    ("Asia/Dubai", 2026),
    ("Asia/Riyadh", 2026),
    ("America/Sao_Paulo", 2018),  # midnight itself was skipped, and repeated
    ("Africa/Cairo", 2026),  # the same, today
    ("Africa/Casablanca", 2026),  # back for Ramadan
    ("Asia/Beirut", 2026),
    ("Australia/Lord_Howe", 2026),  # half an hour
    ("Pacific/Apia", 2011),  # a whole day was skipped
    ("America/Nuuk", 2026),  # 23:00 to midnight is skipped: the instant is of the next day
    ("America/St_Johns", 2010),  # from 00:01 back to 23:01 of the day before
    ("Antarctica/Troll", 2026),  # two hours
    ("America/Caracas", 2016),  # a new standard time
]


def daily(wall: time) -> Schedule:
    return parse(f"daily {wall:%H:%M}")


def dates_lived(zone: ZoneInfo, year: int) -> list[date]:
    """The local dates of a year as somebody who looks at the clock every quarter of an hour meets them."""
    first = datetime(year, 1, 1, tzinfo=UTC) - timedelta(days=2)
    looks = (first + timedelta(minutes=15) * step for step in range(370 * 96))
    return sorted({day for look in looks if (day := look.astimezone(zone).date()).year == year})


def first_look_at_or_after(day: date, wall: time, zone: ZoneInfo) -> datetime:
    """The same question answered by patience: minute after minute until the clock shows that time or a later one."""
    sought = datetime.combine(day, wall)
    look = sought.replace(tzinfo=UTC) - timedelta(hours=27)
    while look.astimezone(zone).replace(tzinfo=None) < sought:
        look += timedelta(minutes=1)
    return look


@pytest.mark.parametrize(("name", "year"), YEARS)
def test_a_daily_time_happens_once_on_each_local_date_in_order(name: str, year: int) -> None:
    zone = ZoneInfo(name)
    lived = dates_lived(zone, year)
    for wall in HALF_HOURS:
        found = list(occurrences(daily(wall), zone, date(year, 1, 1), date(year, 12, 31)))
        assert [occurrence.date for occurrence in found] == lived, wall
        assert all(one.instant < other.instant for one, other in pairwise(found)), wall


@pytest.mark.parametrize(("name", "year"), YEARS)
def test_an_occurrence_shows_its_wall_time_or_says_why_not(name: str, year: int) -> None:
    zone = ZoneInfo(name)
    for wall in HALF_HOURS:
        for occurrence in occurrences(daily(wall), zone, date(year, 1, 1), date(year, 12, 31)):
            shown = occurrence.instant.astimezone(zone)
            skipped = "clocks go forward" in occurrence.note
            assert (shown.date() == occurrence.date and shown.time() == wall) != skipped, occurrence


@pytest.mark.parametrize(("name", "year"), YEARS)
def test_a_changed_clock_is_read_as_a_patient_person_would(name: str, year: int) -> None:
    zone = ZoneInfo(name)
    for wall in HALF_HOURS:
        for occurrence in occurrences(daily(wall), zone, date(year, 1, 1), date(year, 12, 31)):
            if occurrence.note:
                assert occurrence.instant == first_look_at_or_after(occurrence.date, wall, zone), occurrence


@pytest.mark.parametrize(("name", "year"), YEARS)
def test_asking_for_the_next_again_and_again_walks_the_whole_year(name: str, year: int) -> None:
    zone = ZoneInfo(name)
    for wall in (time(0), time(0, 30), time(1, 30), time(2), time(9), time(23, 30)):
        expected = list(occurrences(daily(wall), zone, date(year, 1, 1), date(year, 12, 31)))
        walked = [expected[0]]
        while len(walked) < len(expected) and (following := next_after(daily(wall), zone, walked[-1].instant)):
            walked.append(following)
        assert walked == expected, wall


@settings(max_examples=200)
@given(
    zone=st.timezone_keys(allow_prefix=False).map(ZoneInfo),
    day=st.dates(date(1972, 1, 1), date(2199, 12, 29)),
    one=st.times().map(lambda moment: moment.replace(second=0, microsecond=0)),
    other=st.times().map(lambda moment: moment.replace(second=0, microsecond=0)),
)
def test_a_later_wall_time_is_never_an_earlier_instant(zone: ZoneInfo, day: date, one: time, other: time) -> None:
    earlier, later = sorted((one, other))
    assert instant_of(day, earlier, zone) <= instant_of(day, later, zone)
    assert instant_of(day, later, zone) <= instant_of(day + timedelta(days=1), earlier, zone)


@given(
    zone=st.timezone_keys(allow_prefix=False).map(ZoneInfo),
    day=st.dates(date(2000, 1, 1), date(2190, 1, 1)),
    clock=st.times(timezones=st.just(UTC)),
    entry=st.sampled_from(["thu 09:00", "mon,sat 23:30", "daily 00:00", "1,15 01:30", "29,30,31 02:00"]),
)
def test_the_next_occurrence_is_the_first_of_those_listed(zone: ZoneInfo, day: date, clock: time, entry: str) -> None:
    instant = datetime.combine(day, clock)
    listed = occurrences(parse(entry), zone, day - timedelta(days=3), day + timedelta(days=90))
    assert next_after(parse(entry), zone, instant) == next(found for found in listed if found.instant > instant)
