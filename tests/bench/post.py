"""A worker in a process of its own, and what gives it work: one run of it for each line of JSON on its input.

python -m tests.bench.post PROJECT        {"port", "connections"} → {"seconds", "processor", "resident"}

The project's embedded PostgreSQL is real: what is committed is on the disk.
"""

import asyncio
import json
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

import uvloop
from procrastinate import App

from newsletter.deliver import outbox, worker
from newsletter.deliver.room import PostRoom
from newsletter.model import DeliveryState
from newsletter.settings import Settings, load
from newsletter.store import deliveries, issues
from newsletter.store.database import Pool, open_database
from newsletter.store.issues import IssueRow
from tests.bench.letters import NOW, edition_of, issue_of

# Everybody has one of them for each number of people that a run is sent to: the first thousand are `to-1000` too.
_SUBSCRIBE = """
INSERT INTO subscribers (email, region, language, name, tags, created_at)
SELECT 'reader-' || n || '@harbour.test', 'uk', 'en_GB', '',
       ARRAY(SELECT 'to-' || size FROM unnest(%(sizes)s::int[]) AS size WHERE n <= size), %(now)s
FROM generate_series(1, %(most)s) AS n
"""


def _settings(project: Path, port: int, connections: int) -> Settings:
    relay = {"HOST": "127.0.0.1", "PORT": str(port), "TLS": "none", "CONNECTIONS": str(connections)}
    return load(project, {f"NEWSLETTER_RELAYS__MAIN__{name}": value for name, value in relay.items()})


def _now() -> datetime:
    return datetime.now(UTC)


# ── the parent's ───────────────────────────────────────────────────────────────────────────────────


class Audience:
    """The subscribers of a project, and issues that go to the first so many of them."""

    def __init__(self, project: Path) -> None:
        self.project = project
        self._number = 0
        self._row: IssueRow | None = None

    def subscribe(self, *sizes: int) -> None:
        """As many as the most of these numbers; later, issues can be sent to each of them."""
        uvloop.run(self._subscribe(sizes))

    def start(self, size: int) -> float:
        """Freezes an issue's audience and enqueues its shards; returns the seconds."""
        self._number += 1
        return uvloop.run(self._start(size))

    def accepted(self) -> int:
        """How many of the last issue's deliveries the relay has taken, once there is nothing else to say of them."""
        return uvloop.run(self._accepted())

    async def _subscribe(self, sizes: tuple[int, ...]) -> None:
        async with open_database(None, self.project) as pool, pool.connection() as connection:
            await connection.set_autocommit(True)
            await connection.execute("TRUNCATE subscribers, deliveries")
            await connection.execute(_SUBSCRIBE, {"sizes": list(sizes), "most": max(sizes), "now": NOW})
            await connection.execute("VACUUM ANALYZE subscribers")  # or it would come by itself, while we measure
            await connection.execute("CHECKPOINT")
            await connection.set_autocommit(False)

    async def _start(self, size: int) -> float:
        issue, key = issue_of(self._number), load(self.project, {}).signing_keys[0]
        async with open_database(None, self.project) as pool:
            async with pool.connection() as connection:
                await issues.create(connection, issue, NOW, NOW)
                self._row = await issues.find(connection, issue)
            assert self._row is not None
            audience = deliveries.Audience("uk", ["en_GB"], [f"to-{size}"])
            sending = outbox.Sending(self._row, [edition_of(issue, key)], audience, ["journal:tides.md"], "main")
            queue = worker.make_queue()
            async with queue.open_async(pool):
                start = time.perf_counter()
                assert await outbox.start(pool, queue, sending, _now()) == size
                return time.perf_counter() - start

    async def _accepted(self) -> int:
        assert self._row is not None
        async with open_database(None, self.project) as pool, pool.connection() as connection:
            counts = await deliveries.counts(connection, self._row.id)
        return counts[DeliveryState.ACCEPTED] if sum(counts.values()) == counts[DeliveryState.ACCEPTED] else 0


# ── the worker's ───────────────────────────────────────────────────────────────────────────────────


async def _serve(project: Path) -> None:
    async with open_database(None, project) as pool:
        queue = worker.make_queue()
        async with queue.open_async(pool):
            while line := await asyncio.to_thread(sys.stdin.readline):
                print(json.dumps(await _run(pool, queue, _settings(project, **json.loads(line)))), flush=True)


async def _run(pool: Pool, queue: App, settings: Settings) -> dict[str, float]:
    """One worker, until nothing is left to send."""
    room = PostRoom(pool, lambda: settings, _now)
    start, processor = time.perf_counter(), time.process_time()
    await worker.run(queue, room, until_idle=True)
    return {
        "seconds": time.perf_counter() - start,
        "processor": time.process_time() - processor,
        "resident": _resident(),
    }


def _resident() -> float:
    """The most memory that this process ever held, in bytes; what `resource` says counts from before it was ours."""
    said = Path("/proc/self/status").read_text(encoding="ascii")
    return 1024.0 * int(said.partition("VmHWM:")[2].split()[0])


if __name__ == "__main__":
    uvloop.run(_serve(Path(sys.argv[1])))
