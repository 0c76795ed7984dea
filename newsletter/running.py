"""The long-running parts side by side in one process, until one fails or somebody stops them; for `newsletter run`."""

import asyncio
from collections.abc import Callable, Coroutine, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from newsletter.deliver import worker
from newsletter.deliver.room import PostRoom
from newsletter.pipeline import open_kit
from newsletter.schedule import calendar, clock, desk, rounds
from newsletter.schedule.desk import Desk
from newsletter.settings import Settings
from newsletter.web import public, serving, studio
from newsletter.web.studio.table.light_table import LightTable
from newsletter.web.studio.table.records import Records

Part = Coroutine[Any, Any, None]


async def run_parts(
    read_settings: Callable[[], Settings],
    parts: Sequence[str],
    ports: Mapping[str, int],
    now: Callable[[], datetime],
    stop: asyncio.Event,
    *,
    until_idle: bool,
    say: Callable[[str], None],
) -> None:
    """Runs these parts until `stop` is set; a part that fails stops the others and raises its error.

    The scheduler and the worker read the settings again for each round and each shard, the studio when they change.
    By itself the studio needs no database: it looks for one, and shows what it can meanwhile.
    """
    settings = read_settings()
    if tuple(parts) == ("studio",):
        records = Records()
        table = LightTable(settings.project, read_settings, now, records)
        studio_alone = {"database": records.keep_open(settings, now, stop), "studio": _show(table, ports, stop, say)}
        await _run(studio_alone, stop)
        return
    async with desk.opened(settings, now) as opened:
        table = LightTable(settings.project, read_settings, now, Records(opened))
        made: dict[str, Callable[[], Part]] = {
            "studio": lambda: _show(table, ports, stop, say),
            "public": lambda: serving.serve(public.make_app(opened), ports["public"], stop, "Readers' pages", say),
            "scheduler": lambda: _schedule(opened, read_settings, stop),
            "worker": lambda: _work(opened, read_settings, stop, until_idle=until_idle),
        }
        await _run({part: made[part]() for part in parts}, stop)


async def _run(parts: Mapping[str, Part], stop: asyncio.Event) -> None:
    working = [asyncio.create_task(part, name=name) for name, part in parts.items()]
    await asyncio.wait(working, return_when=asyncio.FIRST_EXCEPTION)
    stop.set()  # the others end by themselves; cancelled, they would leave jobs and connections half-way
    await asyncio.wait(working)
    for part in working:
        part.result()


async def _show(table: LightTable, ports: Mapping[str, int], stop: asyncio.Event, say: Callable[[str], None]) -> None:
    await serving.serve(studio.make_app(table, stop), ports["studio"], stop, "Studio", say)


async def _schedule(opened: Desk, read_settings: Callable[[], Settings], stop: asyncio.Event) -> None:
    settings = opened.kit.settings
    schedules = {
        (campaign.slug, slug): (calendar.parse(entries), ZoneInfo(settings.regions[slug].timezone))
        for campaign in settings.campaigns.values()
        for slug, entries in campaign.schedule.items()
    }

    async def reconcile(_instant: datetime) -> None:
        await rounds.reconcile(replace(opened, kit=open_kit(read_settings())))

    await clock.run(schedules, reconcile, stop)


async def _work(opened: Desk, read_settings: Callable[[], Settings], stop: asyncio.Event, *, until_idle: bool) -> None:
    room = PostRoom(opened.pool, read_settings, opened.now)
    working = asyncio.create_task(worker.run(opened.queue, room, until_idle=until_idle))
    stopping = asyncio.create_task(stop.wait())
    await asyncio.wait((working, stopping), return_when=asyncio.FIRST_COMPLETED)
    if not working.done():
        working.cancel()  # what is under way ends, then the worker
    stopping.cancel()
    await asyncio.gather(working, return_exceptions=not working.done())
