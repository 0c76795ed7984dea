"""The clock that runs beside the project: it decides when somebody looks, never what is then done.

    each campaign × region ──instant──┐
                                      ├──▶ reconcile(now): the truth is in PostgreSQL
    every minute ─────────────────────┘

`newsletter run scheduler` starts it. `reconcile` is the pipeline's: it creates the issues that are due, starts
the approved ones and holds the others, and any number of clocks on any number of machines may call it. So a
fire that is missed, doubled or late costs a minute at most, and the jobs need no store but memory.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.base import BaseTrigger
from apscheduler.triggers.interval import IntervalTrigger

from newsletter.schedule.calendar import Schedule, next_after

Reconcile = Callable[[datetime], Awaitable[None]]
Schedules = Mapping[tuple[str, str], tuple[Schedule, ZoneInfo]]  # (campaign, region) → when, where

_log = logging.getLogger(__name__)

# By default APScheduler drops a run that is a second late, in silence.
_JOB_RULES = {"misfire_grace_time": None, "coalesce": True, "max_instances": 1}


async def run(schedules: Schedules, reconcile: Reconcile, stop: asyncio.Event) -> None:
    """Call `reconcile` now, every minute and at each instant of the schedules, until `stop` is set.

    One call runs at a time, and the last is let finish. A call that raises is logged; the clock goes on.
    """
    turn = asyncio.Lock()

    async def look(reason: str) -> None:
        async with turn:
            if not stop.is_set():
                await _reconcile(reconcile, reason)

    scheduler = AsyncIOScheduler(timezone=UTC, job_defaults=_JOB_RULES)
    for (campaign, region), (schedule, zone) in schedules.items():
        reason = f"{campaign}/{region}"
        scheduler.add_job(look, CalendarTrigger(schedule, zone), args=[reason], id=reason)
    every_minute = IntervalTrigger(minutes=1, timezone=UTC)
    scheduler.add_job(look, every_minute, args=["every minute"], next_run_time=datetime.now(UTC))
    scheduler.start()
    try:
        await stop.wait()
        async with turn:
            pass
    finally:
        scheduler.shutdown(wait=False)
        await asyncio.sleep(0)  # AsyncIOScheduler shuts down in the loop's next turn, not in this one


class CalendarTrigger(BaseTrigger):  # type: ignore[misc]  # APScheduler 3 has no types
    """APScheduler's question "when next?", answered by our calendar: each local date once, whatever the clocks do."""

    def __init__(self, schedule: Schedule, zone: ZoneInfo) -> None:
        self._schedule = schedule
        self._zone = zone

    def get_next_fire_time(self, previous_fire_time: datetime | None, now: datetime) -> datetime | None:
        occurrence = next_after(self._schedule, self._zone, previous_fire_time or now)
        return occurrence.instant if occurrence else None


async def _reconcile(reconcile: Reconcile, reason: str) -> None:
    try:
        await reconcile(datetime.now(UTC))
    except Exception:  # noqa: BLE001 -- whatever went wrong in one look, the clock goes on
        _log.exception("reconcile failed (%s); the next minute tries again", reason)
