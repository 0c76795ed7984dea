"""One process of `test_two_of_each`: a scheduler or a worker of a project, by a clock that stands, then runs fast.

    python -m tests.torture.part scheduler|worker PROJECT STARTS_AT      until its standard input ends

The clock stands at STARTS_AT until the project has a file `began`, which says when it was set going. What a process
did stands in the project too, in a log of its own.
"""

import asyncio
import logging
import os
import sys
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from time import time

from newsletter.running import run_parts
from newsletter.schedule import desk, rounds
from newsletter.settings import Settings, load

FASTER = 30  # so that minutes of the schedule are two seconds
_BETWEEN_LOOKS = 0.25  # seconds; both schedulers look at the same moments


async def main(part: str, project: Path, starts_at: datetime) -> None:
    logging.basicConfig(filename=project / f"{part}-{os.getpid()}.log", level=logging.INFO, format="%(message)s")
    stop = asyncio.Event()
    asyncio.get_running_loop().add_reader(sys.stdin.fileno(), stop.set)
    settings, now = load(project, {}), _clock(project / "began", starts_at)
    if part == "scheduler":
        await _schedule(settings, now, stop)
    else:
        await run_parts(lambda: settings, [part], {}, now, stop, until_idle=False, say=print)


async def _schedule(settings: Settings, now: Callable[[], datetime], stop: asyncio.Event) -> None:
    async with desk.opened(settings, now) as opened:
        while not stop.is_set():
            await rounds.reconcile(opened)
            with suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), _BETWEEN_LOOKS - time() % _BETWEEN_LOOKS)


def _clock(began: Path, starts_at: datetime) -> Callable[[], datetime]:
    def now() -> datetime:
        passed = time() - float(began.read_text()) if began.exists() else 0
        return starts_at + FASTER * timedelta(seconds=passed)

    return now


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], Path(sys.argv[2]), datetime.fromisoformat(sys.argv[3])))
