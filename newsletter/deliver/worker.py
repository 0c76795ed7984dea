"""Works the queue: each job is a shard, sent by the post room; any number of workers on any number of machines may run.

Every relay has a queue of its own, so that one which takes thirty messages a minute holds up nobody else's. A job may
be run again at any time: the shard's lease and token see to it that nothing is sent twice.
"""

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

import psycopg
from procrastinate import App, BaseRetryStrategy, JobContext, PsycopgConnector, RetryDecision
from procrastinate.exceptions import ConnectorException
from procrastinate.jobs import Job

from newsletter.deliver import outbox
from newsletter.deliver.room import PostRoom
from newsletter.errors import NewsletterError
from newsletter.store import jobs, shards

_log = logging.getLogger(__name__)

_COME_BACK = timedelta(minutes=1)  # until a shard is begun again in which something unforeseen happened
_AT_ONCE = 2  # shards of a relay in one process: the next one's messages are at hand when one comes to its end
_GLANCE = 0.5  # seconds, between two looks at what others have in hand
_AWAY = 1.0  # seconds, before PostgreSQL is asked again when it was away


@dataclass(frozen=True, slots=True)
class Pulse:
    """How workers tell each other that they live, in seconds."""

    beat: float = 10.0

    @property
    def dead_after(self) -> float:
        """A worker that missed three beats is taken for dead, and its jobs are requeued."""
        return 3 * self.beat


PULSE = Pulse()


class Later(BaseRetryStrategy):
    """A shard is begun again until nothing in it is left to send, whatever came between: nothing is lost in silence."""

    def get_retry_decision(self, *, exception: BaseException, job: Job) -> RetryDecision:  # noqa: ARG002 (its interface)
        return RetryDecision(retry_in={"seconds": int(_COME_BACK.total_seconds())})


def make_queue() -> App:
    """The work queue, to be opened with the pool of the project's own PostgreSQL."""
    app = App(connector=PsycopgConnector())

    @app.task(name=outbox.TASK, pass_context=True, retry=Later())
    async def send_shard(context: JobContext, shard: int) -> None:
        try:
            again = await context.additional_context["room"].send(shard)
        except Exception as error:
            known = isinstance(error, NewsletterError)
            said = f"shard {shard}: {error if known else type(error).__name__}"
            _log.warning("%s; it is tried again in a minute", said, exc_info=not known)
            raise
        if again is not None:
            job = app.configure_task(outbox.TASK, queue=context.job.queue, schedule_at=again)
            await job.defer_async(shard=shard)

    return app


async def run(app: App, room: PostRoom, *, until_idle: bool, pulse: Pulse = PULSE) -> None:
    """Works every relay's queue until nothing is due, or until it is cancelled and what is under way has ended."""
    async with room.open():
        working: dict[str, asyncio.Task[None]] = {}
        await _take_up_stalled(app, pulse)
        watch = asyncio.create_task(_watch(app, pulse))
        try:
            while True:
                for name in await _queues(room) - working.keys():
                    working[name] = asyncio.create_task(_work(app, room, name, pulse, until_idle=until_idle))
                if working:  # waited for, not gathered: who cancels us must not cut shards short
                    await asyncio.wait(working.values(), timeout=None if until_idle else pulse.beat)
                elif not until_idle:
                    await asyncio.sleep(pulse.beat)
                for task in (task for task in working.values() if task.done()):
                    task.result()
                if until_idle:
                    return
        finally:
            await room.stop()
            for task in (watch, *working.values()):
                task.cancel()
            await asyncio.gather(watch, *working.values(), return_exceptions=True)


async def run_until_settled(app: App, room: PostRoom, issue_ids: Sequence[int]) -> None:
    """Works the queue, perhaps beside others, until nothing of these issues is to be sent before a later try."""
    while True:
        await run(app, room, until_idle=True)
        async with room.pool.connection() as connection:
            if not await shards.under_way(connection, issue_ids):
                return
        await asyncio.sleep(_GLANCE)


async def _queues(room: PostRoom) -> set[str]:
    """A queue for each relay of the settings, and whatever queue has jobs: of a relay that is gone, say."""
    named = {outbox.queue_of(slug) for slug in room.read_settings().relays}
    try:
        async with room.pool.connection() as connection:
            return named | await jobs.queues(connection, outbox.TASK)
    except psycopg.OperationalError:
        return named


async def _work(app: App, room: PostRoom, name: str, pulse: Pulse, *, until_idle: bool) -> None:
    """Works one queue, through restarts of PostgreSQL."""
    while True:
        try:
            await app.run_worker_async(
                queues=[name],
                concurrency=_AT_ONCE,
                wait=not until_idle,
                additional_context={"room": room},
                install_signal_handlers=False,
                fetch_job_polling_interval=pulse.beat / 2,
                update_heartbeat_interval=pulse.beat,
                stalled_worker_timeout=pulse.dead_after,
            )
        except ConnectorException as error:
            _log.warning("the queue %s cannot be read, and is tried again: %s", name, error)
            await asyncio.sleep(_AWAY)
        else:
            return


async def _watch(app: App, pulse: Pulse) -> None:
    while True:
        await asyncio.sleep(pulse.beat)
        await _take_up_stalled(app, pulse)


async def _take_up_stalled(app: App, pulse: Pulse) -> None:
    """Requeues the jobs of dead workers; where one was only slow, its lease keeps the shard to itself."""
    try:
        for job in await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=pulse.dead_after):
            await app.job_manager.retry_job(job)
    except ConnectorException:  # the database is away, or another worker was first with that job
        _log.info("a stalled job was left to the next look", exc_info=True)
