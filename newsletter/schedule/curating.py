"""Curation: an editor's decisions of an issue written down, and what its editions carry by them now.

    change ──held row──▶ curation ──draft──▶ editions, whose approvals are void where their hash is another one

A change is a pure function (`choosing.curation`), so that two editors who decide at once never undo each other.
"""

from dataclasses import dataclass

from newsletter.articles.choosing.curation import Change, pinned_among
from newsletter.articles.recognising.clusters import Named
from newsletter.errors import Blocked
from newsletter.model import UNTOUCHED, Curation, Issue, Language, LeftOut
from newsletter.pipeline import chosen
from newsletter.schedule.desk import Desk, send_at, since_of
from newsletter.schedule.pulling import relate
from newsletter.store import articles, curations, issues
from newsletter.store.issues import OPEN, IssueRow

_SAID = {"sending": "is being sent", "paused": "is being sent, and paused", "done": "was sent"}


@dataclass(frozen=True, slots=True)
class Selection:
    """What one edition carries, and what not."""

    issue: Issue
    language: Language
    articles: tuple[tuple[str, str], ...]  # id and title, in order
    left_out: tuple[LeftOut, ...]
    pinned: frozenset[str]  # ids
    curation: Curation
    older: int  # articles that are too old to be named among those that were left out


async def known(desk: Desk) -> list[Named]:
    """All articles that the database knows, as they may be named."""
    async with desk.pool.connection() as connection:
        return await articles.named(connection)


async def curate(desk: Desk, issue: Issue, change: Change) -> IssueRow:
    """Changes what is decided of an issue, which is created where it is new; raises Blocked once it is on its way."""
    async with desk.pool.connection() as connection:
        await issues.create(connection, issue, send_at(desk.kit, issue), desk.now())
        row = await issues.find(connection, issue)
        assert row is not None  # noqa: S101 (it was created a line above, and issues are never deleted)
        state = await issues.hold(connection, row.id)
        if state not in OPEN:
            raise Blocked(f"{issue.id}: {_SAID.get(state, f'is {state}')}; what it carries cannot be changed any more")
        before = await curations.of(connection, row.id)
        after = change(before)
        await curations.keep(connection, row.id, after)
    await relate(desk, set(after.pinned) - set(before.pinned))
    return row


async def selections(desk: Desk, issue: Issue) -> list[Selection]:
    """What the issue's editions carry as it stands; of one that is on its way, what they were sent with."""
    async with desk.pool.connection() as connection:
        row = await issues.find(connection, issue)
        curation = await curations.of(connection, row.id) if row else UNTOUCHED
        if row and row.state not in OPEN:
            sent = await issues.editions(connection, row.id)
            pinned = frozenset(curation.pinned)
            return [Selection(issue, one.language, one.articles, one.left_out, pinned, curation, 0) for one in sent]
        outlines = await articles.outlines(connection, since=since_of(desk.kit, issue), also=curation.pinned)
        older = len(await articles.named(connection)) - len(outlines)
    pinned, found = frozenset(pinned_among(outlines, curation)), []
    for language in desk.kit.settings.regions[issue.region].languages:
        choice = chosen(issue, language, outlines, desk.kit, curation)
        carried = tuple((article.id, article.title) for article in choice.picked)
        found.append(Selection(issue, language, carried, choice.left_out, pinned, curation, older))
    return found
