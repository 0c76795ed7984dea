"""Where editions lie to be looked at: composed from what is on disk at this moment and what the database knows.

Called by the studio's pages. Settings, templates, catalogues and articles are read anew after a few seconds, so that a
change shows when the page is loaded again; nothing is written. An issue that is on its way is shown as it was sent.
"""

import asyncio
import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from time import monotonic
from zoneinfo import ZoneInfo

from newsletter.articles.sources import Pulled
from newsletter.model import Article, Edition, Issue, Language
from newsletter.pipeline import Kit, compose, open_kit, pull_all
from newsletter.schedule import calendar
from newsletter.schedule.desk import Desk, send_at, waiting_issue
from newsletter.settings import load
from newsletter.store import articles, issues
from newsletter.store.issues import Approval, IssueRow

_FRESH = 3.0  # seconds; a page, its frame and its neighbours are one look


@dataclass(frozen=True, slots=True)
class Look:
    """The project at one moment; editions are composed when they are asked for, once."""

    kit: Kit
    pulled: tuple[Pulled, ...]
    known: Mapping[str, Article]  # by id
    taken: float
    composed: dict[tuple[Issue, Language, frozenset[str]], Edition] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Sheet:
    """One edition on the table, and where its issue stands."""

    edition: Edition
    row: IssueRow | None  # None: nobody has drafted the issue yet
    approvals: tuple[Approval, ...]  # of this language, the latest last
    send_at: datetime | None
    waiting: int  # articles that came after the approval and wait for the next issue


class LightTable:
    """Looks at the project, and looks again when the last look is stale."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._look: Look | None = None
        self._looking = asyncio.Lock()

    async def look(self) -> Look:
        """The project as it is now; raises SettingsError, TemplateError, CatalogueError."""
        async with self._looking:
            if self._look is None or monotonic() - self._look.taken > _FRESH:
                self._look = await self._take()
            return self._look

    async def sheet(self, look: Look, issue: Issue, language: Language) -> Sheet:
        """The edition as it would go out now, or as it went; raises TemplateError."""
        async with self._desk.pool.connection() as connection:
            row = await issues.find(connection, issue)
            given = await issues.approvals(connection, row.id) if row else []
            sent = await issues.editions(connection, row.id) if row and row.state not in issues.OPEN else []
        approvals = tuple(one for one in given if one.language == language.code)
        candidates = _candidates(look.known, approvals)
        edition = next((one for one in sent if one.language == language), None)
        if edition is None:
            edition = await _composed(look, issue, language, candidates)
        at = row.send_at if row else send_at(look.kit, issue)
        return Sheet(edition, row, approvals, at, 0 if sent else len(look.known) - len(candidates))

    async def next_issue(self, look: Look, campaign: str, region: str) -> Issue:
        """The issue people wait for: a drafted one that may still go out, else the next scheduled, else today's."""
        waiting = await waiting_issue(replace(self._desk, kit=look.kit), campaign, region)
        return waiting or Issue(campaign, region, next_date(look.kit, campaign, region, self._desk.now()))

    async def _take(self) -> Look:
        taken = monotonic()
        kit, pulled = await asyncio.to_thread(_read, self._desk)
        async with self._desk.pool.connection() as connection:
            known = await articles.known(connection)
        arrived = [article for one in pulled for article in one.articles]
        return Look(kit, pulled, merged(known, arrived, self._desk.now()), taken)


def merged(known: Iterable[Article], arrived: Iterable[Article], now: datetime) -> dict[str, Article]:
    """All articles by id: as they came just now, with what the database remembers of them."""
    articles = {article.id: article for article in known}
    for article in arrived:
        before = articles.get(article.id)
        first_seen, sent = (before.first_seen, before.sent) if before else (now, {})
        articles[article.id] = replace(article, first_seen=first_seen, sent=sent)
    return dict(sorted(articles.items()))


def next_date(kit: Kit, campaign: str, region: str, now: datetime) -> date:
    """The next scheduled local date, this very minute included; today there, where nothing is scheduled."""
    zone = ZoneInfo(kit.settings.regions[region].timezone)
    entries = kit.settings.campaigns[campaign].schedule.get(region)
    coming = calendar.next_after(calendar.parse(entries), zone, now - timedelta(minutes=1)) if entries else None
    return coming.date if coming else calendar.local_date(now, zone)


def _read(desk: Desk) -> tuple[Kit, tuple[Pulled, ...]]:
    kit = open_kit(load(desk.kit.settings.project, os.environ))
    return kit, pull_all(kit)


def _candidates(known: Mapping[str, Article], approvals: Sequence[Approval]) -> list[Article]:
    """All articles, or those that lay before the latest approver: what arrives later waits for the next issue."""
    if not approvals:
        return list(known.values())
    before_them = frozenset(approvals[-1].candidates)
    return [article for article in known.values() if article.id in before_them]


async def _composed(look: Look, issue: Issue, language: Language, candidates: Sequence[Article]) -> Edition:
    key = (issue, language, frozenset(article.id for article in candidates))
    if key not in look.composed:
        look.composed[key] = await asyncio.to_thread(compose, issue, language, candidates, look.kit)
    return look.composed[key]
