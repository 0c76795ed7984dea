"""Works the queue: each job is a shard of one issue's deliveries, sent one after the other over a kept connection.

A delivery is marked `sending` and committed before its body leaves, so whatever happens to this process, nobody gets
it twice by itself: what is found `sending` when a shard is begun again becomes `uncertain`.
"""

import asyncio
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from procrastinate import App, BaseRetryStrategy, JobContext, PsycopgConnector, RetryDecision
from procrastinate.exceptions import ConnectorException
from procrastinate.jobs import Job
from psycopg_pool import AsyncConnectionPool

from newsletter.ctas.links import Signer
from newsletter.deliver import outbox
from newsletter.deliver.address import ascii_address
from newsletter.deliver.message import Recipient, build, envelope_of, sender_address
from newsletter.deliver.smtp import Connection
from newsletter.errors import NewsletterError, RelayError
from newsletter.model import Delivery, DeliveryState, Edition, Region, Relay
from newsletter.settings import Settings
from newsletter.store import deliveries, issues
from newsletter.store.deliveries import Shard

_log = logging.getLogger(__name__)

_TRY_AGAIN = timedelta(minutes=15)  # until deliveries are tried again that the relay put off
_COME_BACK = timedelta(minutes=1)  # until a shard is begun again that could not be worked to its end
_GIVE_UP = timedelta(hours=72)  # after this the relay's last 4xx counts as its answer
_GLANCE = 0.5  # seconds, between two looks at what others have in hand
_HEARTBEAT = 10.0  # seconds; a worker that missed three of them is taken for dead


@dataclass(slots=True)
class PostRoom:
    """What a worker has at hand: the ledger, the settings, a clock, and its open connections."""

    pool: AsyncConnectionPool
    read_settings: Callable[[], Settings]  # asked for each shard, so that what was approved goes out as it was approved
    now: Callable[[], datetime]
    connections: dict[Relay, Connection] = field(default_factory=dict)

    def connection_for(self, settings: Settings, region: Region) -> Connection:
        """The kept connection to a region's relay; raises RelayError where there is none."""
        relay = settings.relay_of(region)
        if relay is None:
            raise RelayError("settings.toml: relays: none is set; add [relays.main]", phase="connect", permanent=True)
        return self.connections.setdefault(relay, Connection(relay))

    async def close(self) -> None:
        for connection in self.connections.values():
            await connection.close()


class PutOff(Exception):
    """The relay put some of the shard's deliveries off."""


class Taken(Exception):
    """Another worker is at this shard."""


class Later(BaseRetryStrategy):
    """A shard is begun again until nothing in it is left to send, whatever came between: nothing is lost in silence."""

    def get_retry_decision(self, *, exception: BaseException, job: Job) -> RetryDecision:  # noqa: ARG002 (its interface)
        wait = _TRY_AGAIN if isinstance(exception, PutOff) else _COME_BACK
        return RetryDecision(retry_in={"seconds": int(wait.total_seconds())})


def make_queue() -> App:
    """The work queue, to be opened with the pool of the project's own PostgreSQL."""
    app = App(connector=PsycopgConnector())

    @app.task(name=outbox.TASK, queue=outbox.QUEUE, pass_context=True, retry=Later())
    async def send_shard(context: JobContext, issue_id: int, first: int, last: int) -> None:
        try:
            await work(context.additional_context["room"], Shard(issue_id, first, last))
        except (PutOff, Taken):
            raise
        except Exception as error:
            known = isinstance(error, NewsletterError)
            said = f"issue {issue_id}, deliveries {first} to {last}: {error if known else type(error).__name__}"
            _log.warning("%s; they are tried again in a minute", said, exc_info=not known)
            raise

    return app


async def run(app: App, room: PostRoom, *, until_idle: bool) -> None:
    """Works the queue until nothing is due, or for ever; a job whose worker died is taken up again."""
    await _take_up_stalled(app)
    watch = asyncio.create_task(_watch(app))
    try:
        await app.run_worker_async(
            queues=[outbox.QUEUE],
            wait=not until_idle,
            additional_context={"room": room},
            install_signal_handlers=False,
            fetch_job_polling_interval=_HEARTBEAT / 2,
            update_heartbeat_interval=_HEARTBEAT,
            stalled_worker_timeout=3 * _HEARTBEAT,
        )
    finally:
        watch.cancel()
        await asyncio.gather(watch, return_exceptions=True)
        await room.close()


async def run_until_settled(app: App, room: PostRoom, issue_ids: Sequence[int]) -> None:
    """Works the queue, perhaps beside others, until nobody has these issues in hand and nothing of them is due."""
    await run(app, room, until_idle=True)
    while await _are_in_hand(room, issue_ids):
        await asyncio.sleep(_GLANCE)
        await run(app, room, until_idle=True)


async def _are_in_hand(room: PostRoom, issue_ids: Sequence[int]) -> bool:
    async with room.pool.connection() as ledger:
        return await deliveries.in_hand(ledger, issue_ids)


async def work(room: PostRoom, shard: Shard) -> None:
    """Sends what is queued in a shard.

    Raises RelayError, with what is left queued again, and PutOff where the relay put some off; Taken without a touch.
    """
    async with deliveries.claimed(room.pool, shard) as is_ours:
        if not is_ours:
            raise Taken
        async with room.pool.connection() as ledger:
            await deliveries.strand(ledger, shard, room.now())
            await deliveries.wake(ledger, shard, room.now(), _GIVE_UP)
            await deliveries.suppress_unwilling(ledger, shard, room.now())
            waiting = await deliveries.queued_in(ledger, shard)
            editions = {edition.language.code: edition for edition in await issues.editions(ledger, shard.issue_id)}
        settings = room.read_settings()
        for delivery in waiting:
            await _deliver(room, settings, delivery, editions[delivery.language.code])
        await outbox.settle(room.pool, shard.issue_id)
        async with room.pool.connection() as ledger:
            if await deliveries.deferred_in(ledger, shard):
                raise PutOff


async def _deliver(room: PostRoom, settings: Settings, delivery: Delivery, edition: Edition) -> None:
    region = settings.regions[edition.issue.region]
    passport = Signer(settings.signing_keys, edition.issue).sign(delivery.id)
    try:
        recipient = Recipient(delivery.address, delivery.name, delivery.id, passport)
    except ValueError as error:  # one whom no message can name must not hold up the others
        await _move(room, delivery, DeliveryState.REJECTED, DeliveryState.QUEUED, str(error))
        return
    message = build(edition, envelope_of(settings, region, edition.language), recipient, room.now())
    sender, address = sender_address(region.sender), ascii_address(delivery.address)
    connection = room.connection_for(settings, region)
    await connection.open()
    if not await _move(room, delivery, DeliveryState.SENDING, DeliveryState.QUEUED):
        return
    try:
        outcome = await connection.send(sender, address, message)
    except RelayError:
        await _move(room, delivery, DeliveryState.QUEUED, DeliveryState.SENDING)
        raise
    await _move(room, delivery, outcome.state, DeliveryState.SENDING, outcome.reply)


async def _move(
    room: PostRoom, delivery: Delivery, to: DeliveryState, from_state: DeliveryState, reply: str = ""
) -> bool:
    not_before = room.now() + _TRY_AGAIN if to is DeliveryState.DEFERRED else None
    async with room.pool.connection() as ledger:
        return await deliveries.move(
            ledger, delivery.id, to=to, from_state=from_state, now=room.now(), reply=reply, not_before=not_before
        )


async def _watch(app: App) -> None:
    while True:
        await asyncio.sleep(_HEARTBEAT)
        await _take_up_stalled(app)


async def _take_up_stalled(app: App) -> None:
    """Requeues the jobs of dead workers; where one was only slow, its claim keeps the shard to itself."""
    try:
        for job in await app.job_manager.get_stalled_jobs(queue=outbox.QUEUE, seconds_since_heartbeat=3 * _HEARTBEAT):
            await app.job_manager.retry_job(job)
    except ConnectorException:  # the database is away, or another worker was first with that job
        _log.info("a stalled job was left to the next look", exc_info=True)
