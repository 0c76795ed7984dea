"""The clock on real time, moved to just before an instant: the loop waits a tenth of a second, no test sleeps."""

import asyncio
import logging
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine

from newsletter.schedule.calendar import parse
from newsletter.schedule.clock import CalendarTrigger, Reconcile, Schedules, run

LONDON = ZoneInfo("Europe/London")
DUE = datetime(2026, 11, 26, 9, tzinfo=UTC)  # a Thursday
JUST_BEFORE = DUE - timedelta(milliseconds=100)
WEEKLY: Schedules = {("weekly", "uk"): (parse("thu 09:00"), LONDON)}


class Looks:
    """A `reconcile` that notes when it was called, fails when told to, and stops the clock after `wanted` calls."""

    def __init__(self, wanted: int, failures: Iterable[int] = ()) -> None:
        self.stop = asyncio.Event()
        self.at: list[datetime] = []
        self._wanted = wanted
        self._failures = frozenset(failures)

    async def __call__(self, now: datetime) -> None:
        self.at.append(now)
        if len(self.at) >= self._wanted:
            self.stop.set()
        if len(self.at) in self._failures:
            raise RuntimeError("the database went away")


def run_until_stopped(schedules: Schedules, reconcile: Reconcile, stop: asyncio.Event) -> None:
    asyncio.run(asyncio.wait_for(run(schedules, reconcile, stop), timeout=10))


def test_the_clock_looks_at_once_when_it_starts() -> None:
    looks = Looks(wanted=1)
    started = datetime.now(UTC)
    run_until_stopped({}, looks, looks.stop)
    assert started <= looks.at[0] < started + timedelta(seconds=5)


def test_the_clock_looks_promptly_at_an_instant() -> None:
    with time_machine.travel(JUST_BEFORE, tick=True):
        looks = Looks(wanted=2)
        run_until_stopped(WEEKLY, looks, looks.stop)
    assert looks.at[0] < DUE <= looks.at[1] < DUE + timedelta(seconds=1)


def test_the_clock_looks_every_minute_too() -> None:
    looks = Looks(wanted=3)

    async def look(now: datetime) -> None:
        if not looks.at:
            traveller.shift(timedelta(minutes=1))  # the instant's timer, a tenth of a second away, wakes APScheduler
        await looks(now)

    with time_machine.travel(JUST_BEFORE, tick=True) as traveller:
        run_until_stopped(WEEKLY, look, looks.stop)
    assert looks.at[0] < DUE
    assert all(now > JUST_BEFORE + timedelta(minutes=1) for now in looks.at[1:])


def test_a_look_that_fails_is_logged_and_the_clock_goes_on(caplog: pytest.LogCaptureFixture) -> None:
    with time_machine.travel(JUST_BEFORE, tick=True):
        looks = Looks(wanted=2, failures=[1])
        run_until_stopped(WEEKLY, looks, looks.stop)
    assert len(looks.at) == 2
    (record,) = [record for record in caplog.records if record.levelno >= logging.ERROR]
    assert "the next minute tries again" in record.getMessage()
    assert "the database went away" in str(record.exc_info)


def test_campaigns_due_together_are_looked_at_one_after_the_other() -> None:
    stop = asyncio.Event()
    inside: list[int] = []
    calls = []

    async def look(now: datetime) -> None:
        inside.append(1)
        calls.append(len(inside))
        await asyncio.sleep(0)
        inside.pop()
        if len(calls) == 4:
            stop.set()

    several = {("weekly", region): (parse("thu 09:00"), LONDON) for region in ("uk", "north", "south")}
    with time_machine.travel(JUST_BEFORE, tick=True):
        run_until_stopped(several, look, stop)
    assert calls == [1, 1, 1, 1]


def test_a_look_under_way_is_let_finish_when_the_clock_is_stopped() -> None:
    stop = asyncio.Event()
    finished = []

    async def look(now: datetime) -> None:
        stop.set()
        for _ in range(20):
            await asyncio.sleep(0)
        finished.append(now)

    run_until_stopped({}, look, stop)
    assert len(finished) == 1


def test_a_clock_that_is_stopped_before_it_starts_does_nothing() -> None:
    looks = Looks(wanted=1)
    looks.stop.set()
    run_until_stopped(WEEKLY, looks, looks.stop)
    assert looks.at == []


@pytest.mark.parametrize(
    ("entry", "first_day", "days"),
    [
        ("daily 01:30", datetime(2026, 10, 24, tzinfo=UTC), 4),  # APScheduler's own trigger: twice on the 25th
        ("daily 01:30", datetime(2026, 3, 28, tzinfo=UTC), 4),  # its own: at 01:30 of the 29th, which does not exist
        ("daily 00:30", datetime(2026, 3, 28, tzinfo=UTC), 4),  # its own: not on Monday the 30th
    ],
)
def test_the_trigger_fires_once_a_day_where_apschedulers_own_does_not(
    entry: str, first_day: datetime, days: int
) -> None:
    trigger = CalendarTrigger(parse(entry), LONDON)
    fired = [trigger.get_next_fire_time(None, first_day)]
    while len(fired) < days:
        fired.append(trigger.get_next_fire_time(fired[-1], first_day))
    dates = [instant.astimezone(LONDON).date() for instant in fired if instant]
    assert dates == [first_day.date() + timedelta(days=step) for step in range(days)]


def test_the_trigger_ends_with_its_schedule() -> None:
    trigger = CalendarTrigger(parse("2026-11-26 09:00"), LONDON)
    assert trigger.get_next_fire_time(None, JUST_BEFORE) == DUE
    assert trigger.get_next_fire_time(DUE, DUE) is None
