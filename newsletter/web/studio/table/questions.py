"""What the light table asks the database, and the little that it has written down."""

from collections.abc import Sequence
from datetime import datetime

from newsletter.articles.choosing.curation import Change
from newsletter.deliver.trial import LinkBook
from newsletter.model import UNTOUCHED, Article, Curation, Edition, Issue
from newsletter.schedule import curating
from newsletter.schedule.desk import Desk, send_at
from newsletter.store import articles, curations, issues
from newsletter.store.issues import Approval, IssueRow

Standing = tuple[IssueRow | None, Curation, Sequence[Approval], Sequence[Edition]]  # editions: once it is on its way
UNKNOWN: Standing = (None, UNTOUCHED, (), ())


async def mark(desk: Desk) -> tuple[str, list[str]]:
    """Another one after each change of what `remembered` gives."""
    async with desk.pool.connection() as connection:
        return await articles.mark(connection), await curations.pinned(connection)


async def remembered(desk: Desk, since: datetime, arrived: Sequence[Article]) -> list[Article]:
    """The articles that were news since then, all that are pinned, and what these were before, however long ago."""
    async with desk.pool.connection() as connection:
        before = await articles.bearing(connection, [alias for article in arrived for alias in article.aliases])
        also = [*await curations.pinned(connection), *(one.id for one in before)]
        return await articles.known(connection, since=since, also=also)


async def standing(desk: Desk, issue: Issue) -> Standing:
    """Where an issue stands, what is decided of it and who has approved it."""
    async with desk.pool.connection() as connection:
        row = await issues.find(connection, issue)
        curation = await curations.of(connection, row.id) if row else UNTOUCHED
        given = await issues.approvals(connection, row.id) if row else []
        sent = await issues.editions(connection, row.id) if row and row.state not in issues.OPEN else []
    return row, curation, given, sent


async def link_book(desk: Desk, issue: Issue) -> LinkBook:
    """Where the links of a test message are written down."""
    async with desk.pool.connection() as connection:
        await issues.create(connection, issue, send_at(desk.kit, issue), desk.now())
        row = await issues.find(connection, issue)
        assert row is not None  # noqa: S101 (it was created a line above, and issues are never deleted)
    return LinkBook(desk.pool, row.id)


async def curated(desk: Desk, issue: Issue, change: Change) -> bool:
    """Writes down what an editor has decided."""
    await curating.curate(desk, issue, change)
    return True
