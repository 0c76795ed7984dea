"""The post room: what a worker process has at hand to send shards with, and how it sends one.

claim (token, lease) ──▶ prepare: strand, wake, suppress ──▶ waiting ──▶ lane ──▶ leave: done, or when to come again
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import psycopg
from psycopg import AsyncConnection
from psycopg_pool import AsyncConnectionPool

from newsletter.ctas.links import Signer
from newsletter.deliver.lane import Lane
from newsletter.deliver.ledger import Ledger
from newsletter.deliver.message import Envelope, Letter, envelope_of, sender_address
from newsletter.deliver.smtp.wire import Patience
from newsletter.deliver.work import NotGranted, Work, lease_clock
from newsletter.errors import NewsletterError, RelayError
from newsletter.model import Edition, Issue, Language, Region, Relay
from newsletter.settings import Settings
from newsletter.store import buckets, issues, shards
from newsletter.store.shards import Left, Shard, Taken

_log = logging.getLogger(__name__)

_AGAIN = timedelta(seconds=1)  # until a shard is claimed again that somebody else has, or that was given back
_FRESH = 1.0  # seconds for which settings are taken as they were read
_MOST_KEPT = 32  # issues, and letters, that are kept at hand
_GRACE = 25.0  # seconds for what is under way when the process is told to stop


class LeaseLost(Exception):
    """The shard has passed to another worker."""


class Stopping(Exception):
    """The process was told to stop."""


@dataclass(slots=True, eq=False)
class PostRoom:
    """What a worker has at hand: the ledger, the settings, a clock, and a lane to each relay."""

    pool: AsyncConnectionPool
    read_settings: Callable[[], Settings]  # asked again for later shards: a relay may be changed while it sends
    now: Callable[[], datetime]
    lease: timedelta = timedelta(seconds=30)
    patience: Patience = field(default_factory=Patience)
    lanes: dict[Relay, Lane] = field(default_factory=dict)
    works: set[Work] = field(default_factory=set)
    stopping: bool = False
    _editions: dict[int, list[Edition]] = field(default_factory=dict)
    _letters: dict[tuple[Issue, Language, Envelope, datetime], Letter] = field(default_factory=dict)
    _ledger: Ledger | None = None
    _read: tuple[float, Settings] | None = None  # the settings, and when

    @asynccontextmanager
    async def open(self) -> AsyncIterator["PostRoom"]:
        """The room with its ledger kept; at the end every session is closed."""
        self.stopping = False
        self._ledger = Ledger(str(self.pool.conninfo), self.now)
        keeping = asyncio.create_task(self._ledger.keep(), name="ledger")
        try:
            yield self
        finally:
            for lane in self.lanes.values():
                await lane.close()
            self.lanes.clear()
            keeping.cancel()
            await asyncio.gather(keeping, return_exceptions=True)

    async def stop(self) -> None:
        """Begins nothing more; what is under way ends, or after a while is given up as uncertain."""
        self.stopping = True
        for work in [*self.works]:
            work.fail(Stopping())
        if waiting := [asyncio.create_task(work.done.wait()) for work in self.works]:
            _, late = await asyncio.wait(waiting, timeout=_GRACE)
            if late:
                for lane in self.lanes.values():
                    lane.cut()
                await asyncio.wait(late, timeout=_GRACE / 10)
                for work in self.works:  # PostgreSQL is away: what was under way will be uncertain
                    work.done.set()

    def lane_to(self, relay: Relay) -> Lane:
        """The lane to a relay as the settings have it now."""
        lane = self.lanes.get(relay)
        if lane is None:
            assert self._ledger is not None  # noqa: S101 (the room is open)

            async def take_tokens(wanted: int) -> tuple[int, float]:
                async with self.pool.connection() as connection:
                    return await buckets.take(connection, relay.slug, relay.rate or 1.0, wanted)

            lane = self.lanes[relay] = Lane(relay, self._ledger, take_tokens, self.patience)
        return lane

    async def send(self, shard_id: int) -> datetime | None:
        """Sends what is to be sent of a shard; returns when to come again, None when nothing is left for this job."""
        if self.stopping:
            return self.now()
        began = lease_clock()
        async with self.pool.connection() as connection:
            shard = await shards.claim(connection, shard_id, self.lease)
            if isinstance(shard, Taken):
                return self.now() + max(min(shard.wait, self.lease), _AGAIN)
            if shard is None:
                return None
            if stranded := await shards.prepare(connection, shard, self.now()):
                _log.warning("shard %s: a worker was lost; %s deliveries are uncertain", shard_id, stranded)
        if shard.issue_state != "sending":
            await self._leave(shard)
            return None  # who resumes the issue enqueues its shards again
        error = await self._send(shard, began + self.lease.total_seconds())
        return await self._end(shard, error)

    # ── one shard ──────────────────────────────────────────────────────────────────────────────────

    async def _send(self, shard: Shard, lease_ends: float) -> Exception | None:
        """The shard's deliveries, sent; or what ended it before they all were."""
        async with self.pool.connection() as connection:
            rows = await shards.waiting(connection, shard)
            editions = await self._editions_of(connection, shard.issue_id) if rows else []
        if not rows:
            return None
        try:
            lane, work = self._work(shard, lease_ends, editions)
        except (NewsletterError, ValueError) as error:
            return error
        if lane.cools_for:
            return RelayError(f"relays.{lane.relay.slug}: is left alone for a while", phase="connect", permanent=False)
        self.works.add(work)
        renewing = asyncio.create_task(self._renew(work))
        try:
            await lane.send(work, rows)
        finally:
            self.works.discard(work)
            renewing.cancel()
            await asyncio.gather(renewing, return_exceptions=True)
        return work.error

    def _work(self, shard: Shard, lease_ends: float, editions: list[Edition]) -> tuple[Lane, Work]:
        settings, issue = self._settings(), editions[0].issue
        region = settings.regions.get(issue.region)
        if region is None:
            raise RelayError(f"{issue.id}: its region is no longer in the settings", phase="connect", permanent=True)
        relay = settings.relay_of(region)
        if relay is None:
            raise RelayError("settings.toml: relays: none is set; add [relays.main]", phase="connect", permanent=True)
        letters = {edition.language.code: self._letter(settings, region, edition) for edition in editions}
        lane = self.lane_to(relay)
        signer, sender = Signer(settings.signing_keys, issue), sender_address(region.sender)
        assert self._ledger is not None  # noqa: S101 (lane_to has looked)
        return lane, Work(shard, lease_ends, letters, signer, sender, self._ledger, lane, self.now)

    def _settings(self) -> Settings:
        """The settings as they are now, or were a second ago: reading them costs as much as a hundred messages."""
        if self._read is None or lease_clock() - self._read[0] > _FRESH:
            self._read = lease_clock(), self.read_settings()
        return self._read[1]

    async def _editions_of(self, connection: AsyncConnection, issue_id: int) -> list[Edition]:
        """What goes out in an issue's name, which does not change once it is sending."""
        if issue_id not in self._editions:
            if len(self._editions) >= _MOST_KEPT:
                self._editions.clear()
            self._editions[issue_id] = await issues.editions(connection, issue_id)
        return self._editions[issue_id]

    def _letter(self, settings: Settings, region: Region, edition: Edition) -> Letter:
        """Encoded once for many shards; anew when the settings or the hour (of its Date) have changed."""
        envelope, hour = envelope_of(settings, region, edition.told_in), self.now().replace(minute=0)
        key = edition.issue, edition.language, envelope, hour.replace(second=0, microsecond=0)
        if key not in self._letters:
            if len(self._letters) >= _MOST_KEPT:
                self._letters.clear()
            self._letters[key] = Letter(edition, envelope, self.now())
        return self._letters[key]

    async def _renew(self, work: Work) -> None:
        """Keeps the lease; a work that lost it sends nothing more."""
        span = self.lease.total_seconds()
        while True:
            await asyncio.sleep(span / 3)
            began = lease_clock()
            try:
                async with self.pool.connection() as connection:
                    if not await shards.renew(connection, work.shard, self.lease):
                        work.fail(LeaseLost())
                        return
            except psycopg.OperationalError as error:  # no body goes once the lease has run out
                _log.warning("the lease of shard %s could not be renewed: %s", work.shard.id, error)
            else:
                work.lease_ends = began + span

    async def _end(self, shard: Shard, error: Exception | None) -> datetime | None:
        """Gives the shard back; what ended it early says when it goes on, and whether it does by itself."""
        if isinstance(error, LeaseLost):
            return None  # who has it now sees to it
        if isinstance(error, Stopping | NotGranted):
            left = await self._leave(shard)
            return self.now() if left.number else None
        final = error is not None and getattr(error, "permanent", True)
        if final:
            async with self.pool.connection() as connection:
                if await issues.pause(connection, shard.issue_id, str(error)):
                    _log.error("issue %s pauses itself: %s", shard.issue_id, error)
        left = await self._leave(shard)
        if not left.number or final:
            return None
        return left.at or self.now() + max(_AGAIN, timedelta(seconds=self._cools_for))

    async def _leave(self, shard: Shard) -> Left:
        async with self.pool.connection() as connection:
            return await shards.leave(connection, shard)

    @property
    def _cools_for(self) -> float:
        """Seconds for which the relay in the worst trouble is left alone."""
        return max((lane.cools_for for lane in self.lanes.values()), default=0.0)
