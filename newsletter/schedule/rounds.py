"""The round that the clock has made: what is due is drafted, what is approved is sent at its time, the rest is held.

    due ──▶ draft, 24 h ahead ──▶ at its time: decide ──▶ Wait | Hold (says why) | Send ──preflight──▶ outbox

Called by `newsletter run scheduler`, every minute and at each instant of the schedules, on any number of machines.
"""

import logging
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from psycopg import AsyncConnection

from newsletter.articles.sources import Pulled
from newsletter.deliver import preflight
from newsletter.model import Issue
from newsletter.pipeline import Kit
from newsletter.schedule import calendar
from newsletter.schedule.approval import Hold, Wait
from newsletter.schedule.desk import Desk, decide, draft_of, send_at, start
from newsletter.schedule.pulling import pull
from newsletter.store import issues
from newsletter.store.issues import OPEN, IssueRow

_log = logging.getLogger(__name__)

_AHEAD = timedelta(hours=24)  # an issue is drafted this long before it is sent, so that people can look at it
_BACK = timedelta(days=2)  # and up to this long after, by a clock that had stood still
_TOO_LATE = timedelta(hours=1)  # beyond its grace, until a held issue is left as it is


async def reconcile(desk: Desk) -> None:
    """Makes the database agree with the clock: issues that are due are drafted, approved ones sent, others held."""
    async with desk.pool.connection() as connection:
        new = [issue for issue in due(desk.kit, desk.now()) if await issues.find(connection, issue) is None]
        for issue in new:
            await issues.create(connection, issue, send_at(desk.kit, issue), desk.now())
        waiting = [await _as_scheduled(desk, connection, row) for row in await issues.listed(connection, states=OPEN)]
    ripe = [row for row in waiting if _is_ripe(desk, row)]
    if new or any(row.state == "draft" for row in ripe):
        _warn(await pull(desk))
    for row in waiting:
        if row in ripe or row.issue in new:
            await _attend(desk, row, at_its_time=row in ripe)


def due(kit: Kit, now: datetime) -> Iterator[Issue]:
    """The issues whose time has come, or comes within a day."""
    for campaign in kit.settings.campaigns.values():
        back = max(_BACK, campaign.grace)
        for slug, entries in campaign.schedule.items():
            zone = ZoneInfo(kit.settings.regions[slug].timezone)
            first, last = (calendar.local_date(instant, zone) for instant in (now - back, now + _AHEAD))
            for occurrence in calendar.occurrences(calendar.parse(entries), zone, first, last):
                if now - back <= occurrence.instant <= now + _AHEAD:
                    yield Issue(campaign.slug, slug, occurrence.date)


async def _as_scheduled(desk: Desk, connection: AsyncConnection, row: IssueRow) -> IssueRow:
    """The issue at the instant that the schedule has for it now, which somebody may have changed since."""
    at = send_at(desk.kit, row.issue) if row.send_at and _why_gone(desk, row.issue) is None else None
    if at is None or at == row.send_at:
        return row
    await issues.reschedule(connection, row.id, at)
    return replace(row, send_at=at)


def _is_ripe(desk: Desk, row: IssueRow) -> bool:
    """Whether its time has come; a held one is looked at again until it is certainly too late for it."""
    if row.send_at is None or row.send_at > desk.now():
        return False
    campaign = desk.kit.settings.campaigns.get(row.campaign)
    return row.state == "draft" or (campaign is not None and desk.now() - row.send_at <= campaign.grace + _TOO_LATE)


async def _attend(desk: Desk, row: IssueRow, *, at_its_time: bool) -> None:
    """One issue's turn. Whatever goes wrong with it is its own affair: the others have theirs."""
    try:
        if at_its_time:
            await _settle_at_its_time(desk, row)
        else:
            await draft_of(desk, row)
            _log.info("drafted %s", row.issue.id)
    except Exception as error:  # noqa: BLE001 -- whatever one issue raises, the others have their turn
        _log.exception("%s could not be composed", row.issue.id)
        if at_its_time:
            await _hold(desk, row, f"could not be composed: {error}")


async def _settle_at_its_time(desk: Desk, row: IssueRow) -> None:
    if gone := _why_gone(desk, row.issue):
        return await _hold(desk, row, gone)
    drafted = await draft_of(desk, row, as_approved=True)
    decision = decide(desk, drafted)
    if drafted.row.state not in OPEN or isinstance(decision, Wait):
        return None
    if isinstance(decision, Hold):
        return await _hold(desk, row, decision.reason)
    if obstacles := await preflight.obstacles(desk.kit.settings, drafted.editions, desk.pool, desk.now()):
        return await _hold(desk, row, "; ".join(obstacles))
    audience = await start(desk, drafted)
    if audience is not None:
        _log.info("started %s: %s people", row.issue.id, audience)
    return None


def _why_gone(desk: Desk, issue: Issue) -> str | None:
    """Why the settings no longer know an issue that they once brought about."""
    settings = desk.kit.settings
    if issue.campaign not in settings.campaigns or issue.region not in settings.regions:
        return "its campaign or region is no longer in the settings"
    return None if send_at(desk.kit, issue) else "its date is no longer in the schedule"


async def _hold(desk: Desk, row: IssueRow, reason: str) -> None:
    async with desk.pool.connection() as connection:
        if await issues.move(connection, row.id, to="held", from_states=("draft",), reason=reason):
            _log.warning("held %s: %s", row.issue.id, reason)
        else:
            await issues.explain(connection, row.id, reason)


def _warn(pulled: Sequence[Pulled]) -> None:
    for one in pulled:
        if one.error:
            _log.warning("source %s: %s", one.source, one.error)
