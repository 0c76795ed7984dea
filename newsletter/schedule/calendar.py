"""Which instants a schedule means: local dates and wall times in, moments of UTC out.

The settings parse with it, the clock and the plan ask it, the pipeline takes its article window from it. Pure.

    "thu 09:00" ──parse──▶ Schedule ──occurrences, next_after──▶ Occurrence (date, wall time, instant, note)

A wall time that the clocks skip means the first valid instant after it; one that happens twice means the
first. So every local date happens once: APScheduler's CronTrigger fires twice at an autumn 01:30 in London
and skips a spring 00:30, which is why nobody else in this house works out an instant.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import chain, combinations
from zoneinfo import ZoneInfo

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

_DAY = timedelta(days=1)
_USUAL_WALL = time(9)  # where an issue's date is not a scheduled one
_LONGEST_WAIT = 93  # days; the 31st comes at most 62 days after the last, once more if a zone skipped that date


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a schedule; just one of `weekdays`, `days` and `on` is filled."""

    text: str  # as the settings say it
    wall: time
    weekdays: frozenset[int] = frozenset()  # Monday is 0
    days: frozenset[int] = frozenset()  # of the month, from 1
    on: date | None = None

    def falls_on(self, day: date) -> bool:
        return day == self.on or day.weekday() in self.weekdays or day.day in self.days


@dataclass(frozen=True, slots=True)
class Schedule:
    """The entries of one campaign in one region; made by `parse`, so no two of them ever share a date."""

    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One local date on which a schedule fires."""

    date: date
    wall: time  # as scheduled, even where the clocks skip it
    instant: datetime  # UTC
    note: str  # what the clocks do to this wall time; mostly ""


def parse(entries: str | Sequence[str]) -> Schedule:
    """The schedule that these entries of the settings mean; ValueError names the entry and the remedy."""
    texts = [entries] if isinstance(entries, str) else list(entries)
    if not texts:
        raise ValueError('the schedule is empty; write an entry such as "thu 09:00", or leave the region out')
    parsed = tuple(map(_entry, texts))
    for one, other in combinations(parsed, 2):
        if shared := _shared_date(one, other):
            raise ValueError(
                f'"{one.text}" and "{other.text}" both fall on {shared}, and an issue has a date of its own; '
                f"remove one of them"
            )
    return Schedule(parsed)


def occurrences(schedule: Schedule, zone: ZoneInfo, start: date, end: date) -> Iterator[Occurrence]:
    """What the schedule brings from the local date `start` to `end`, both included, in order."""
    days = (start + _DAY * step for step in range((end - start).days + 1))
    return _occurrences(schedule, zone, days)


def next_after(schedule: Schedule, zone: ZoneInfo, instant: datetime) -> Occurrence | None:
    """The first occurrence later than `instant`; None when the schedule has run out."""
    first = local_date(instant, zone) - _DAY  # yesterday's 23:30 may have slipped past midnight
    soon = (first + _DAY * step for step in range(_LONGEST_WAIT))
    far = first + _DAY * _LONGEST_WAIT
    dated = sorted(entry.on for entry in schedule.entries if entry.on and entry.on >= far)
    coming = _occurrences(schedule, zone, chain(soon, dated))
    return next((occurrence for occurrence in coming if occurrence.instant > instant), None)


def wall_on(schedule: Schedule, day: date) -> time | None:
    """The wall time scheduled on a local date, if it has one."""
    return next((entry.wall for entry in schedule.entries if entry.falls_on(day)), None)


def article_window(schedule: Schedule | None, zone: ZoneInfo, day: date, since_days: int) -> tuple[datetime, datetime]:
    """From when to when an issue's articles are taken, in UTC: whole local days up to its scheduled wall time.

    A date that is not scheduled ends at 09:00.
    """
    wall = (schedule and wall_on(schedule, day)) or _USUAL_WALL
    return instant_of(day - _DAY * since_days, wall, zone), instant_of(day, wall, zone)


def instant_of(day: date, wall: time, zone: ZoneInfo) -> datetime:
    """The moment of UTC that a wall time (hours and minutes) means: the first of two, or the first after a gap."""
    before, after = _readings(day, wall, zone)
    return _end_of_gap(after, before, zone) if after < before else before


def local_date(instant: datetime, zone: ZoneInfo) -> date:
    """What the calendar on the wall says at an instant."""
    return instant.astimezone(zone).date()


# ── clocks that change ─────────────────────────────────────────────────────────────────────────────


def _occurrences(schedule: Schedule, zone: ZoneInfo, days: Iterable[date]) -> Iterator[Occurrence]:
    for day in days:
        wall = wall_on(schedule, day)
        if wall is not None and _exists(day, zone):
            yield Occurrence(day, wall, instant_of(day, wall, zone), _note(day, wall, zone))


def _exists(day: date, zone: ZoneInfo) -> bool:
    """Whether the zone has this date at all: Samoa went from 29 to 31 December 2011."""
    return local_date(instant_of(day, time.min, zone), zone) == day


def _readings(day: date, wall: time, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """The wall time read by the offset before a change of the clocks and by the one after (PEP 495); mostly equal."""
    local = datetime.combine(day, wall, zone)
    return local.astimezone(UTC), local.replace(fold=1).astimezone(UTC)


def _end_of_gap(low: datetime, high: datetime, zone: ZoneInfo) -> datetime:
    """The second at which the clocks jump, somewhere after `low` and not after `high`."""
    old = low.astimezone(zone).utcoffset()
    while high - low > timedelta(seconds=1):
        middle = low + timedelta(seconds=(high - low) // timedelta(seconds=2))
        if middle.astimezone(zone).utcoffset() == old:
            low = middle
        else:
            high = middle
    return high


def _note(day: date, wall: time, zone: ZoneInfo) -> str:
    before, after = _readings(day, wall, zone)
    if before < after:
        return f"clocks go back: {wall:%H:%M} happens twice, the first one counts"
    if after < before:
        actual = _end_of_gap(after, before, zone).astimezone(zone)
        next_day = "" if actual.date() == day else " of the next day"
        return f"clocks go forward: {wall:%H:%M} does not exist, {actual:%H:%M}{next_day} instead"
    return ""


# ── the settings' notation ─────────────────────────────────────────────────────────────────────────

_WALL = re.compile(r"(?:[01][0-9]|2[0-3]):[0-5][0-9]")
_DATE = re.compile(r"2[01][0-9]{2}-[0-9]{2}-[0-9]{2}")
_DAYS = re.compile(r"[0-9]{1,2}(?:,[0-9]{1,2})*")
_FORMS = '"thu 09:00", "mon,thu 09:00", "daily 09:00", "1,15 09:00" or "2026-12-01 09:00"'


def _entry(text: str) -> Entry:
    when, _, clock = text.strip().lower().partition(" ")
    clock = clock.strip()
    if not clock:
        raise ValueError(f'"{text}" is not a schedule entry; write {_FORMS}')
    if not _WALL.fullmatch(clock):
        raise ValueError(f'"{text}": "{clock}" is not a time of day; write hours and minutes as in "09:00"')
    wall = time.fromisoformat(clock)
    if when == "daily":
        return Entry(text, wall, weekdays=frozenset(range(7)))
    if _DATE.fullmatch(when):
        return Entry(text, wall, on=_date(text, when))
    if _DAYS.fullmatch(when):
        return Entry(text, wall, days=_once_each(text, [_day_of_month(text, day) for day in when.split(",")]))
    return Entry(text, wall, weekdays=_once_each(text, [_weekday(text, name) for name in when.split(",")]))


def _date(text: str, when: str) -> date:
    try:
        return date.fromisoformat(when)
    except ValueError:
        raise ValueError(f'"{text}": there is no date {when}; write year, month and day as in "2026-12-01"') from None


def _day_of_month(text: str, day: str) -> int:
    if not 1 <= int(day) <= 31:
        raise ValueError(f'"{text}": no month has a day {day}; write days from 1 to 31')
    return int(day)


def _weekday(text: str, name: str) -> int:
    if name not in WEEKDAYS:
        raise ValueError(f'"{text}": "{name}" is not a day; write {_FORMS}, with {", ".join(WEEKDAYS)} for weekdays')
    return WEEKDAYS.index(name)


def _once_each(text: str, days: list[int]) -> frozenset[int]:
    if len(set(days)) < len(days):
        raise ValueError(f'"{text}" names a day twice; name it once')
    return frozenset(days)


def _shared_date(one: Entry, other: Entry) -> str:
    """A date on which both entries fall, in words; "" when there is none."""
    for this, that in ((one, other), (other, one)):
        if this.on and that.falls_on(this.on):
            return this.on.isoformat()
        if this.weekdays and that.days:  # no day of the month escapes any weekday for long
            return f"a {WEEKDAYS[min(this.weekdays)]} that is day {min(that.days)} of its month"
    if weekdays := one.weekdays & other.weekdays:
        return f"the same {WEEKDAYS[min(weekdays)]}"
    if days := one.days & other.days:
        return f"day {min(days)} of the month"
    return ""
