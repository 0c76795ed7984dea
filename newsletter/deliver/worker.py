"""Works the queue: each job is a shard of one issue's deliveries, sent one after the other over a kept connection.

A delivery is marked `sending` and committed before its body leaves, so whatever happens to this process, nobody gets
it twice by itself: what is found `sending` when a shard is begun again becomes `uncertain`.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from procrastinate import App, JobContext, PsycopgConnector, RetryStrategy
from psycopg_pool import AsyncConnectionPool

from newsletter.ctas.links import Signer
from newsletter.deliver import outbox
from newsletter.deliver.message import Recipient, build, envelope_of, sender_address
from newsletter.deliver.smtp import Connection
from newsletter.errors import RelayError
from newsletter.model import Delivery, DeliveryState, Edition
from newsletter.settings import Settings
from newsletter.store import deliveries, issues
from newsletter.store.deliveries import Shard

_TRY_AGAIN = timedelta(minutes=15)  # until deliveries are tried again that the relay put off
_GIVE_UP = timedelta(hours=72)  # after this the relay's last 4xx counts as its answer
_RELAY_AWAY = RetryStrategy(wait=60, retry_exceptions=[RelayError])  # seconds


@dataclass(slots=True)
class PostRoom:
    """What a worker has at hand: the ledger, the settings, a clock, and its open connections."""

    pool: AsyncConnectionPool
    settings: Settings
    now: Callable[[], datetime]
    connections: dict[str, Connection] = field(default_factory=dict)

    def connection_for(self, region_slug: str) -> Connection:
        """The kept connection to a region's relay; raises RelayError where there is none."""
        relay = self.settings.relay_of(self.settings.regions[region_slug])
        if relay is None:
            raise RelayError("settings.toml: relays: none is set; add [relays.main]", phase="connect", permanent=True)
        return self.connections.setdefault(relay.slug, Connection(relay))

    async def close(self) -> None:
        for connection in self.connections.values():
            await connection.close()


def make_queue() -> App:
    """The work queue, to be opened with the pool of the project's own PostgreSQL."""
    app = App(connector=PsycopgConnector())

    @app.task(name=outbox.TASK, queue=outbox.QUEUE, pass_context=True, retry=_RELAY_AWAY)
    async def send_shard(context: JobContext, issue_id: int, first: int, last: int) -> None:
        shard = Shard(issue_id, first, last)
        if await work(context.additional_context["room"], shard):
            again = app.configure_task(
                outbox.TASK, queue=outbox.QUEUE, schedule_in={"seconds": int(_TRY_AGAIN.total_seconds())}
            )
            await again.defer_async(**shard._asdict())

    return app


async def run(app: App, room: PostRoom, *, until_idle: bool) -> None:
    """Works the queue until nothing is due, or for ever; a job whose worker died is taken up again."""
    for job in await app.job_manager.get_stalled_jobs():
        await app.job_manager.retry_job(job)
    try:
        await app.run_worker_async(
            queues=[outbox.QUEUE],
            wait=not until_idle,
            additional_context={"room": room},
            install_signal_handlers=False,
        )
    finally:
        await room.close()


async def work(room: PostRoom, shard: Shard) -> bool:
    """Sends what is queued in a shard; true where the relay put some off, so that they are to be tried again."""
    async with room.pool.connection() as ledger:
        await deliveries.strand(ledger, shard, room.now())
        await deliveries.wake(ledger, shard, room.now(), _GIVE_UP)
        await deliveries.suppress_unwilling(ledger, shard, room.now())
        waiting = await deliveries.queued_in(ledger, shard)
        editions = {edition.language.code: edition for edition in await issues.editions(ledger, shard.issue_id)}
    for delivery in waiting:
        await _deliver(room, delivery, editions[delivery.language.code])
    await outbox.settle(room.pool, shard.issue_id)
    async with room.pool.connection() as ledger:
        return await deliveries.deferred_in(ledger, shard)


async def _deliver(room: PostRoom, delivery: Delivery, edition: Edition) -> None:
    settings, region = room.settings, room.settings.regions[edition.issue.region]
    passport = Signer(settings.signing_keys, edition.issue).sign(delivery.id)
    recipient = Recipient(delivery.address, delivery.name, delivery.id, passport)
    message = build(edition, envelope_of(settings, region, edition.language), recipient, room.now())
    connection = room.connection_for(region.slug)
    await connection.open()
    if not await _move(room, delivery, DeliveryState.SENDING, DeliveryState.QUEUED):
        return
    try:
        outcome = await connection.send(sender_address(region.sender), delivery.address, message)
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
