"""A worker in a process of its own, by a quicker pulse than a real one's, so that its death is noticed soon.

python -m tests.deliver.part PROJECT DATABASE_URL BEAT LEASE        in seconds; until it is killed, or told to stop
"""

import asyncio
import os
import signal
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import uvloop

from newsletter.deliver import worker
from newsletter.deliver.room import PostRoom
from newsletter.settings import load
from newsletter.store.database import open_database


async def main(project: Path, url: str, beat: float, lease: float) -> None:
    settings = load(project, {name: said for name, said in os.environ.items() if name.startswith("NEWSLETTER_")})
    async with open_database(url, project) as pool:
        queue = worker.make_queue()
        async with queue.open_async(pool):
            room = PostRoom(pool, lambda: settings, lambda: datetime.now(UTC), lease=timedelta(seconds=lease))
            working = asyncio.create_task(worker.run(queue, room, until_idle=False, pulse=worker.Pulse(beat)))
            asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, working.cancel)
            await asyncio.gather(working, return_exceptions=True)


if __name__ == "__main__":
    uvloop.run(main(Path(sys.argv[1]), sys.argv[2], float(sys.argv[3]), float(sys.argv[4])))
