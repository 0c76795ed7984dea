"""The editor's desk: issues are drafted, composed, approved and started here, by people and by the clock alike.

    occurrence ──draft──▶ issue + editions ──approve (hash)──▶ approval ──consider──▶ Wait | Hold | Send ──▶ outbox

Whoever asks, the answer is worked out from the database and the clock that is handed in; any number of desks may
work side by side, because each step compares and sets.
"""

import logging
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from procrastinate import App
from psycopg import AsyncConnection
from psycopg_pool import AsyncConnectionPool

from newsletter.deliver import outbox
from newsletter.deliver.worker import make_queue
from newsletter.errors import Blocked
from newsletter.model import Article, Curation, Edition, Issue, Language
from newsletter.pipeline import Kit, compose, edition_name, open_kit, shown, window_of
from newsletter.schedule import approval, calendar
from newsletter.schedule.approval import Hold, Send, Wait
from newsletter.settings import Settings
from newsletter.store import articles, curations, issues
from newsletter.store.articles import outline_of
from newsletter.store.database import open_database
from newsletter.store.deliveries import Audience
from newsletter.store.issues import OPEN, Approval, IssueRow

_log = logging.getLogger(__name__)

_BEFORE = timedelta(days=31)  # what is no older than that is named among what was left out


@dataclass(frozen=True, slots=True)
class Desk:
    """What is at hand: the project's kit, its database and queue, and a clock."""

    kit: Kit
    pool: AsyncConnectionPool
    queue: App
    now: Callable[[], datetime]


@asynccontextmanager
async def opened(settings: Settings, now: Callable[[], datetime]) -> AsyncIterator[Desk]:
    """A desk with its database and queue open."""
    kit = open_kit(settings)
    async with open_database(settings.database_url, settings.project) as pool:
        queue = make_queue()
        async with queue.open_async(pool):
            yield Desk(kit, pool, queue, now)


@dataclass(frozen=True, slots=True)
class Draft:
    """An issue as it would go out now."""

    row: IssueRow
    editions: tuple[Edition, ...]
    approvals: tuple[Approval, ...]
    candidates: tuple[str, ...]  # ids of all the articles it was chosen from, and of those they may point to


async def draft(desk: Desk, issue: Issue) -> Draft:
    """The issue, created where it is new, with its editions composed and kept."""
    async with desk.pool.connection() as connection:
        await issues.create(connection, issue, send_at(desk.kit, issue), desk.now())
        row = await issues.find(connection, issue)
        assert row is not None  # noqa: S101 (it was created a line above, and issues are never deleted)
    return await draft_of(desk, row)


async def waiting_issue(desk: Desk, campaign: str, region: str) -> Issue | None:
    """The earliest issue that is drafted or held and may still go out in time."""
    grace = desk.kit.settings.campaigns[campaign].grace
    async with desk.pool.connection() as connection:
        rows = await issues.listed(connection, campaign=campaign, states=OPEN)
    in_time = (row for row in rows if row.region == region and row.send_at and row.send_at + grace >= desk.now())
    return next((row.issue for row in in_time), None)


async def draft_of(desk: Desk, row: IssueRow, *, as_approved: bool = False) -> Draft:
    """The editions of an issue: composed anew until it is on its way, then as they were sent.

    `as_approved` chooses from the articles that lay there at the latest approval, so that one which arrives between
    approval and sending waits for the next issue instead of voiding the approval.
    """
    async with desk.pool.connection() as connection:
        # Else another desk could start it meanwhile, and this composition would go out in place of the approved one.
        is_open = await issues.keep_open(connection, row.id)
        row = await issues.find(connection, row.issue) or row
        given = tuple(await issues.approvals(connection, row.id))
        if not is_open:
            return Draft(row, tuple(await issues.editions(connection, row.id)), given, ())
        curation = await curations.of(connection, row.id)
        outlines, candidates = await _candidates_of(connection, desk.kit, row, curation, given if as_approved else ())
        editions = tuple(
            compose(row.issue, language, known, desk.kit, curation) for language, known in candidates.items()
        )
        for edition in editions:
            await issues.save_edition(connection, row.id, edition, desk.now())
    related = (other.id for article in outlines for other in article.related)
    return Draft(row, editions, given, tuple(dict.fromkeys([*(article.id for article in outlines), *related])))


def since_of(kit: Kit, issue: Issue) -> datetime:
    """From when on articles are news enough to be chosen, or to be told why they are not."""
    return window_of(issue, kit).start - _BEFORE


async def approve(
    desk: Desk, draft: Draft, *, languages: Sequence[Language], by: str, note: str = ""
) -> tuple[Edition, ...]:
    """One person's approval of these editions, bound to their hashes; raises Blocked where a check is against it."""
    chosen = tuple(edition for edition in draft.editions if edition.language in languages)
    for edition in chosen:
        if edition.blocked:
            why = f"{edition_name(desk.kit, edition)}: {_why_blocked(edition)}"
            raise Blocked(f"{why}; nothing of this issue was approved")
    async with desk.pool.connection() as connection, connection.transaction():
        for edition in chosen:
            await issues.approve(
                connection,
                draft.row.id,
                edition,
                approved_by=by,
                note=note,
                candidates=draft.candidates,
                now=desk.now(),
            )
    return chosen


def decide(desk: Desk, draft: Draft, *, at_once: bool = False) -> Wait | Send | Hold:
    """Whether the issue may go out now; `at_once` is a person's word to send before or after its time."""
    campaign = desk.kit.settings.campaigns[draft.row.campaign]
    now = desk.now()
    return approval.decide(
        now if at_once or draft.row.send_at is None else draft.row.send_at,
        now,
        campaign.grace,
        [
            approval.Candidate(
                edition_name(desk.kit, edition), edition.language.code, edition.hash, _why_blocked(edition)
            )
            for edition in draft.editions
        ],
        [approval.Approval(one.language, one.hash, one.approved_by) for one in draft.approvals],
        approvals_needed=campaign.approvals,
    )


async def start(desk: Desk, draft: Draft) -> int | None:
    """Sends the issue on its way; the size of its audience, or None where somebody else had started it."""
    sending = outbox.Sending(
        draft.row,
        draft.editions,
        audience_of(desk.kit, draft.row.issue),
        sorted({article for edition in draft.editions for article, _ in edition.articles}),
        relay_slug(desk.kit.settings, draft.row.region),
    )
    return await outbox.start(desk.pool, desk.queue, sending, desk.now())


def relay_slug(settings: Settings, region: str) -> str:
    """The relay whose queue an issue's jobs wait in; a region that is gone, or without one, has none to send with."""
    known = settings.regions.get(region)
    relay = settings.relay_of(known) if known else None
    return relay.slug if relay else "none"


def send_at(kit: Kit, issue: Issue) -> datetime | None:
    """The instant at which the schedule sends an issue; None for a date that is not scheduled."""
    entries = kit.settings.campaigns[issue.campaign].schedule.get(issue.region)
    if not entries:
        return None
    wall = calendar.wall_on(calendar.parse(entries), issue.date)
    zone = ZoneInfo(kit.settings.regions[issue.region].timezone)
    return calendar.instant_of(issue.date, wall, zone) if wall else None


def audience_of(kit: Kit, issue: Issue) -> Audience:
    """Whom an issue goes to."""
    languages = [language.code for language in kit.settings.regions[issue.region].languages]
    return Audience(issue.region, languages, kit.settings.campaigns[issue.campaign].audience_tags)


async def _candidates_of(
    connection: AsyncConnection, kit: Kit, row: IssueRow, curation: Curation, given: Sequence[Approval]
) -> tuple[Sequence[Article], Mapping[Language, list[Article]]]:
    """The outlines of all that an issue could carry, and for each language what it is chosen from.

    Only what is shown is read whole; read again, where a pull has changed it between the two.
    """
    while True:
        outlines = await articles.outlines(connection, since=since_of(kit, row.issue), also=curation.pinned)
        languages = kit.settings.regions[row.region].languages
        candidates = {language: _candidates(outlines, given, language, curation) for language in languages}
        picked = {
            one for language in languages for one in shown(row.issue, language, candidates[language], kit, curation)
        }
        whole = await articles.whole(connection, sorted(picked))
        as_before = {one.id: one for one in outlines}
        if picked <= whole.keys() and all(outline_of(whole[one]) == as_before[one] for one in picked):
            texts = {language: [_whole(one, whole) for one in known] for language, known in candidates.items()}
            return outlines, texts


def _whole(outline: Article, whole: Mapping[str, Article]) -> Article:
    """The article with its text, where that was read; it points to what its outline points to."""
    article = whole.get(outline.id)
    return replace(article, related=outline.related) if article else outline


def _candidates(
    known: Sequence[Article], given: Sequence[Approval], language: Language, curation: Curation
) -> list[Article]:
    """All known articles, or else those that the language's latest approval had before it, and what was pinned."""
    latest = next((one for one in reversed(given) if one.language == language.code), None)
    return approval.lay_before(known, set(latest.candidates), curation) if latest else list(known)


def _why_blocked(edition: Edition) -> str:
    errors = [finding for finding in edition.findings if finding.level == "error"]
    if not errors:
        return ""
    more = f" (and {len(errors) - 1} more)" if len(errors) > 1 else ""
    return f"{errors[0]}{more}"
