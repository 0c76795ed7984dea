"""Havoc: an issue sent by real workers to a real relay while workers, relay and PostgreSQL are killed at random moments.

What was received is compared with what the ledger says, person by person.
"""

import asyncio
import os
import random
import signal
import sys
from asyncio.subprocess import PIPE, Process
from collections import Counter
from collections.abc import Iterator
from contextlib import AsyncExitStack, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, LiteralString

import psycopg

from newsletter.deliver.outbox import Sending, start
from newsletter.deliver.worker import make_queue
from newsletter.model import DeliveryState, Edition
from newsletter.store import database, engine, issues
from newsletter.store.deliveries import Audience
from newsletter.store.home import home_of

ROOT = Path(__file__).parents[2]
CONNECTIONS = 20
BEAT, LEASE = 0.3, 1.5  # seconds
PATIENCE = 240.0  # seconds, for everything


@dataclass(frozen=True, slots=True)
class Plan:
    """How much is sent, and how often who is killed."""

    people: int
    shard: int
    workers: int
    kills: int
    relay_kills: int
    restarts: int
    stops: int  # of a worker, past its lease; then it goes on as if nothing had been
    seed: int

    def deaths(self) -> list[str]:
        chance = random.Random(self.seed)
        deaths = ["worker"] * self.kills + ["relay"] * self.relay_kills
        deaths += ["postgres"] * self.restarts + ["stopped worker"] * self.stops
        chance.shuffle(deaths)
        return deaths


@dataclass
class Scene:
    """The processes of one run, and what the relay has received."""

    project: Path
    url: str
    port: int
    received: Counter[str] = field(default_factory=Counter)
    came: asyncio.Event = field(default_factory=asyncio.Event)
    relay: Process | None = None
    workers: list[Process] = field(default_factory=list)
    reading: list[asyncio.Task[None]] = field(default_factory=list)

    async def start_relay(self) -> None:
        command = [sys.executable, "-m", "tests.deliver.recorder", str(self.port)]
        self.relay = await asyncio.create_subprocess_exec(*command, cwd=ROOT, stdout=PIPE)
        self.reading.append(asyncio.create_task(self._read(self.relay)))

    async def _read(self, relay: Process) -> None:
        assert relay.stdout
        while line := await relay.stdout.readline():
            self.received[line.decode().strip()] += 1
            self.came.set()

    async def start_worker(self) -> None:
        relay = {"HOST": "127.0.0.1", "PORT": str(self.port), "TLS": "none", "CONNECTIONS": str(CONNECTIONS)}
        environment = {f"NEWSLETTER_RELAYS__MAIN__{key}": value for key, value in relay.items()}
        command = [sys.executable, "-m", "tests.deliver.part", str(self.project), self.url, str(BEAT), str(LEASE)]
        with (self.project / "worker.log").open("ab") as log:
            self.workers.append(
                await asyncio.create_subprocess_exec(*command, cwd=ROOT, env=os.environ | environment, stderr=log)
            )

    async def kill(self, who: str, chance: random.Random) -> None:
        """Kills with -9, and starts another in its place."""
        if who == "worker":
            await _kill(self.workers.pop(chance.randrange(len(self.workers))))
            await self.start_worker()
        elif who == "stopped worker":
            stopped = self.workers[chance.randrange(len(self.workers))]
            self.reading.append(asyncio.create_task(_stop_for_a_while(stopped)))
        elif who == "relay":
            assert self.relay
            await _kill(self.relay)
            await self.start_relay()
        else:
            pid = (home_of(self.project).data / "postmaster.pid").read_text().splitlines()[0]
            os.kill(int(pid), signal.SIGKILL)
            await asyncio.to_thread(_start_again, self.project)

    async def next_message(self) -> None:
        """Waits for the relay to receive one, or a moment; a worker that found no database is begun again."""
        for worker in [worker for worker in self.workers if worker.returncode is not None]:
            self.workers.remove(worker)
            await self.start_worker()
        self.came.clear()
        with suppress(TimeoutError):
            await asyncio.wait_for(self.came.wait(), 0.2)

    async def end(self) -> None:
        for process in (*self.workers, self.relay):
            if process and process.returncode is None:
                await _kill(process)
        await asyncio.gather(*self.reading)


async def _kill(process: Process) -> None:
    with suppress(ProcessLookupError):
        process.kill()
    await process.wait()


async def _stop_for_a_while(process: Process) -> None:
    with suppress(ProcessLookupError):
        process.send_signal(signal.SIGSTOP)
        with suppress(TimeoutError):
            await asyncio.wait_for(process.wait(), 2 * LEASE)  # it may be killed meanwhile
        process.send_signal(signal.SIGCONT)


def _start_again(project: Path) -> None:
    with engine.running(project):  # the first to need it again starts it; it goes on for its other owner
        pass


# ── one run ────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the relay received, and what the ledger says of it, by address."""

    received: Counter[str]
    states: dict[str, DeliveryState]
    deaths: int

    @property
    def uncertain(self) -> int:
        return sum(state is DeliveryState.UNCERTAIN for state in self.states.values())

    def faults(self) -> Iterator[str]:
        """Whatever breaks the promise."""
        for address, state in self.states.items():
            times = self.received[address]
            if state not in (DeliveryState.ACCEPTED, DeliveryState.UNCERTAIN):
                yield f"{address} is {state.name}"
            if times > 1:
                yield f"{address} was received {times} times"
            if state is DeliveryState.ACCEPTED and times == 0:
                yield f"{address} is accepted and was never received"
        if strangers := self.received.keys() - self.states.keys():
            yield f"received by {len(strangers)} who are not in the ledger"
        if self.uncertain > 2 * CONNECTIONS * self.deaths:
            yield f"{self.uncertain} are uncertain, after {self.deaths} deaths"

    def __str__(self) -> str:
        twice = sum(times > 1 for times in self.received.values())
        return (
            f"{len(self.states):,} deliveries, {self.deaths} deaths: {self.received.total():,} received, {twice} twice; "
            f"{self.uncertain} uncertain by name (at most {2 * CONNECTIONS * self.deaths:,} allowed), of whom "
            f"{sum(self.received[a] for a, s in self.states.items() if s is DeliveryState.UNCERTAIN)} had it"
        )


async def run(plan: Plan, project: Path, edition: Edition, port: int) -> Outcome:
    """Sends an issue to so many people through that many deaths, and compares."""
    chance = random.Random(plan.seed)
    async with AsyncExitStack() as stack:
        url = stack.enter_context(engine.running(project))
        database.upgrade(url)
        await _freeze(url, project, edition, plan)
        scene = Scene(project, url, port)
        stack.push_async_callback(scene.end)
        await scene.start_relay()
        for _ in range(plan.workers):
            await scene.start_worker()
        async with asyncio.timeout(PATIENCE):
            deaths = plan.deaths()
            share = plan.people // (len(deaths) + 1)
            for who in deaths:
                before = scene.received.total()
                wanted = min(before + chance.randint(1, share), plan.people - 1)
                while scene.received.total() < wanted and not await _is_done(url):
                    await scene.next_message()
                await scene.kill(who, chance)
            while not await _is_done(url):
                await scene.next_message()
        await scene.end()
        return Outcome(scene.received, await _states(url), len(deaths))


async def _freeze(url: str, project: Path, edition: Edition, plan: Plan) -> None:
    """The audience and the issue, frozen, and its shards enqueued."""
    async with database.open_database(url, project) as pool:
        queue = make_queue()
        async with queue.open_async(pool):
            async with pool.connection() as connection:
                await connection.execute(
                    "INSERT INTO subscribers (email, region, language, created_at)"
                    " SELECT 'reader' || n || '@harbour.test', 'uk', 'en_GB', now() FROM generate_series(1, %s) n",
                    (plan.people,),
                )
                row = await issues.create(connection, edition.issue, None, datetime.now(UTC))
            assert row is not None
            sending = Sending(row, [edition], Audience("uk", ["en_GB"], []), [], "main")
            assert await start(pool, queue, sending, datetime.now(UTC), shard=plan.shard) == plan.people


async def _is_done(url: str) -> bool:
    try:
        return await _rows(url, "SELECT state FROM issues") == [("done",)]
    except psycopg.OperationalError:  # it was killed, and is not up again
        return False


async def _states(url: str) -> dict[str, DeliveryState]:
    return {
        address: DeliveryState(state) for address, state in await _rows(url, "SELECT address, state FROM deliveries")
    }


async def _rows(url: str, query: LiteralString) -> list[tuple[Any, ...]]:
    async with await psycopg.AsyncConnection.connect(url) as connection:
        return await (await connection.execute(query)).fetchall()
