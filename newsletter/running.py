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

    The scheduler and the worker read the settings again for each round and each shard, the studio for each look.
    """
    async with desk.opened(read_settings(), now) as opened:
        made: dict[str, Callable[[], Part]] = {
            "studio": lambda: serving.serve(studio.make_app(opened), ports["studio"], stop, "Studio", say),
            "public": lambda: serving.serve(public.make_app(opened), ports["public"], stop, "Readers' pages", say),
            "scheduler": lambda: _schedule(opened, read_settings, stop),
            "worker": lambda: _work(opened, read_settings, stop, until_idle=until_idle),
        }
        working = [asyncio.create_task(made[part](), name=part) for part in parts]
        await asyncio.wait(working, return_when=asyncio.FIRST_EXCEPTION)
        stop.set()  # the others end by themselves; cancelled, they would leave jobs and connections half-way
        await asyncio.wait(working)
        for part in working:
            part.result()


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
