"""Where editions lie to be looked at: composed from what is on disk at this moment and what the database knows.

Called by the studio's pages; they and the live stream ask for nothing else. A look is fresh: what has changed in the
project's files is read anew, and only that. What cannot be read or composed now is shown as it was when it last could
be, with the trouble beside it. Nothing here goes to the network but `pull`; nothing is written but by it, the
links of a test message, and an editor's decisions. An issue that is on its way is shown as it was sent.
"""

import asyncio
import hashlib
import secrets
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TypeVar
from zoneinfo import ZoneInfo

from newsletter.articles.choosing.curation import Change
from newsletter.articles.sources import Pulled
from newsletter.deliver.trial import LinkBook
from newsletter.errors import NewsletterError
from newsletter.model import Article, Curation, Edition, Issue, Language
from newsletter.pipeline import (
    Kit,
    compose,
    kept_pictures,
    lately,
    longest_window,
    open_kit,
    pull_all,
    read_pulled,
)
from newsletter.schedule import calendar, pulling
from newsletter.schedule.approval import lay_before
from newsletter.schedule.desk import send_at, since_of, waiting_issue
from newsletter.settings import Settings
from newsletter.store.issues import Approval, IssueRow
from newsletter.store.pictures import Pictures
from newsletter.web.studio.table import questions
from newsletter.web.studio.table.known import known_now, told
from newsletter.web.studio.table.records import Records
from newsletter.web.studio.table.survey import Survey, survey

_PATIENCE = 120.0  # seconds in which the database remembers what was pulled
_MOST = 64  # editions that are kept at once; a look that lasts for weeks may be asked for any date

Key = TypeVar("Key", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Files:
    """What was read from the project's files, and the survey that was made before."""

    seen: Survey
    kit: Kit
    pulled: tuple[Pulled, ...]


@dataclass(frozen=True, slots=True)
class Look:
    """The project at one moment; editions are composed when they are asked for, once."""

    kit: Kit
    pulled: tuple[Pulled, ...]
    known: Mapping[str, Article]  # by id
    revision: str
    trouble: NewsletterError | None = None  # why the project cannot be read now: this is the last good look
    database: str = ""  # why it does not answer, where it does not: then nobody knows of approvals, or what was sent
    composed: dict[object, Edition] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Sheet:
    """One edition on the table, and where its issue stands."""

    edition: Edition
    row: IssueRow | None  # None: nobody has drafted the issue yet
    curation: Curation
    approvals: tuple[Approval, ...]  # of this language, the latest last
    send_at: datetime | None
    waiting: int  # articles that came after the approval and wait for the next issue
    trouble: NewsletterError | None = None  # it cannot be composed now: this is the last good edition


class LightTable:
    """Looks at the project, and looks again when something has changed since."""

    def __init__(
        self, project: Path, read_settings: Callable[[], Settings], now: Callable[[], datetime], records: Records
    ) -> None:
        self.project, self.now = project, now
        self._read_settings, self._records = read_settings, records
        self._start = secrets.token_hex(4)
        self._revision = ""
        self._sources: list[Path] = []
        self._files: Files | None = None
        self._look: Look | None = None
        self._taken_of: object = None  # files, what the database said, its trouble
        self._last: dict[str, Pulled] = {}  # what the last pull said of each source
        self._good: dict[tuple[Issue, Language], Edition] = {}  # the last that could be composed
        self._looking, self._pulling = asyncio.Lock(), asyncio.Lock()

    @property
    def pictures(self) -> Pictures:
        """The pictures that `pull` has kept."""
        return kept_pictures(self.project)

    @property
    def revision(self) -> str:
        """Another one after each change that a page may show, and after each start."""
        return self._revision

    async def survey(self) -> Survey:
        """What lies in the project's files now; brings the revision up to date."""
        return await asyncio.to_thread(self._survey)

    async def look(self) -> Look:
        """The project as it is now, or as it last could be read; raises NewsletterError where it never could."""
        async with self._looking:
            try:
                return await self._fresh()
            except NewsletterError as error:
                if self._look is None:
                    raise
                return replace(self._look, revision=self._revision, trouble=error)

    async def sheet(self, look: Look, issue: Issue, language: Language) -> Sheet:
        """The edition as it would go out now, or as it went, or as it last could be composed; else TemplateError."""
        row, curation, given, sent = await self._records.ask(
            lambda desk: questions.standing(desk, issue), questions.UNKNOWN
        )
        approvals = tuple(one for one in given if one.language == language.code)
        candidates = _candidates(look.known, approvals, curation)
        edition, trouble = next((one for one in sent if one.language == language), None), None
        if edition is None:
            edition, trouble = await self._composed(look, issue, language, candidates, curation)
        at = row.send_at if row else send_at(look.kit, issue)
        waiting = 0 if sent else _arrived_after(look.known, since_of(look.kit, issue), approvals)
        return Sheet(edition, row, curation, approvals, at, waiting, trouble)

    async def next_issue(self, look: Look, campaign: str, region: str) -> Issue:
        """The issue people wait for: a drafted one that may still go out, else the next scheduled, else today's."""
        waiting = await self._records.ask(
            lambda desk: waiting_issue(replace(desk, kit=look.kit), campaign, region), otherwise=None
        )
        return waiting or Issue(campaign, region, next_date(look.kit, campaign, region, self.now()))

    async def pull(self) -> None:
        """Fetches every source and its pictures, and has the database remember them where it answers."""
        async with self._pulling:
            kit, began = await asyncio.to_thread(lambda: open_kit(self._read_settings())), self.now()
            asked = await self._records.ask(lambda desk: pulling.asked(replace(desk, kit=kit)), lately(kit, began))
            by_hand: tuple[str, ...] = await self._records.ask(lambda desk: pulling.by_hand(replace(desk, kit=kit)), ())
            pulled = await asyncio.to_thread(pull_all, kit, asked, by_hand=by_hand)
            await self._records.ask(
                lambda desk: pulling.remember(replace(desk, kit=kit), pulled, began), None, patience=_PATIENCE
            )
            self._last, self._taken_of = {one.source: one for one in pulled}, None

    async def link_book(self, look: Look, issue: Issue) -> LinkBook | None:
        """Where the links of a test message are written down, under their issue; None without a database."""
        return await self._records.ask(
            lambda desk: questions.link_book(replace(desk, kit=look.kit), issue), otherwise=None
        )

    async def curate(self, look: Look, issue: Issue, change: Change) -> bool:
        """Has an editor's decision of an issue written down; False without a database. Raises Blocked."""
        return await self._records.ask(
            lambda desk: questions.curated(replace(desk, kit=look.kit), issue, change), False, patience=_PATIENCE
        )

    # ── looking ────────────────────────────────────────────────────────────────────────────────────

    async def _fresh(self) -> Look:
        files, revision = await asyncio.to_thread(self._read)
        self._files = files
        of = (files, await self._records.ask(questions.mark, otherwise=None), self._records.trouble)
        if self._look is None or of != self._taken_of:
            self._look, self._taken_of = await self._taken(files, revision), of
        elif self._look.revision != revision:
            self._look = replace(self._look, revision=revision)
        return self._look

    def _read(self) -> tuple[Files, str]:
        """What is on disk, in a thread; only what has changed is read anew, and it is surveyed before it is read.

        The revision is that of the survey: by the time a page is made there may be a later one, and a page that bears
        it would never hear of the change.
        """
        last = self._files
        while True:
            seen = self._survey()
            kit = last.kit if last and last.seen.kit == seen.kit else open_kit(self._read_settings())
            sources = [source.path for source in kit.settings.sources if source.path]
            if sources == self._sources:
                break
            self._sources = sources  # the survey did not know them
        revision = self._revision_of(seen)
        if last is None or last.seen.articles != seen.articles or last.kit.settings != kit.settings:
            return Files(seen, kit, read_pulled(kit)), revision
        return last if kit is last.kit else Files(seen, kit, last.pulled), revision

    def _survey(self) -> Survey:
        seen = survey(self.project, self._sources)
        self._revision = self._revision_of(seen)
        return seen

    def _revision_of(self, seen: Survey) -> str:
        said = f"{self._start} {seen.shown} {self._records.trouble}"
        return hashlib.sha256(said.encode()).hexdigest()[:16]

    async def _taken(self, files: Files, revision: str) -> Look:
        settings = files.kit.settings
        since = self.now() - longest_window(files.kit)
        arrived = [article for one in files.pulled for article in one.articles]
        # A file that was touched today is no news if the database has known it for longer; an old one is none anyhow.
        young = [one for one in arrived if one.published is None or one.published >= since]
        remembered: list[Article] = await self._records.ask(
            lambda desk: questions.remembered(desk, since, young), otherwise=[]
        )
        return Look(
            files.kit,
            told(files.pulled, self._last, remembered, settings.sources),
            known_now(remembered, files.pulled, settings.sources, self.now()),
            revision,
            database=self._records.trouble,
        )

    async def _composed(
        self, look: Look, issue: Issue, language: Language, candidates: Sequence[Article], curation: Curation
    ) -> tuple[Edition, NewsletterError | None]:
        """The edition; where it cannot be composed the last one that could, and why."""
        key = (issue, language, frozenset(article.id for article in candidates), repr(curation))
        if key not in look.composed:
            try:
                edition = await asyncio.to_thread(compose, issue, language, candidates, look.kit, curation)
            except NewsletterError as error:
                if (issue, language) not in self._good:
                    raise
                return self._good[issue, language], error
            _put(look.composed, key, edition)
            _put(self._good, (issue, language), edition)
        return look.composed[key], None


def next_date(kit: Kit, campaign: str, region: str, now: datetime) -> date:
    """The next scheduled local date, this very minute included; today there, where nothing is scheduled."""
    zone = ZoneInfo(kit.settings.regions[region].timezone)
    entries = kit.settings.campaigns[campaign].schedule.get(region)
    coming = calendar.next_after(calendar.parse(entries), zone, now - timedelta(minutes=1)) if entries else None
    return coming.date if coming else calendar.local_date(now, zone)


def _put(shelf: dict[Key, Edition], key: Key, edition: Edition) -> None:
    """Puts an edition on a shelf, in place of the oldest where it is full."""
    shelf.pop(key, None)
    while len(shelf) >= _MOST:
        del shelf[next(iter(shelf))]
    shelf[key] = edition


def _candidates(known: Mapping[str, Article], approvals: Sequence[Approval], curation: Curation) -> list[Article]:
    """All articles, or those that lay before the latest approver, and what was pinned."""
    every = list(known.values())
    return lay_before(every, frozenset(approvals[-1].candidates), curation) if approvals else every


def _arrived_after(known: Mapping[str, Article], since: datetime, approvals: Sequence[Approval]) -> int:
    """How many of the articles that the issue could carry came after the latest approval."""
    before_them = set(approvals[-1].candidates) if approvals else known.keys()
    later = (one for name, one in known.items() if name not in before_them)
    return sum(min(when for when in (one.published, one.first_seen) if when) >= since for one in later)
