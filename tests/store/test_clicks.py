"""Tracked links and what was clicked: counts, never people."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from newsletter.model import Issue, Link
from newsletter.store import clicks, issues
from newsletter.store.database import Connection, Pool

NOW = datetime(2026, 11, 26, 9, 59, 59, tzinfo=UTC)
ISSUE = Issue("weekly", "uk", date(2026, 11, 26))
BOOK = Link("linkAAAA", "story-1-button-1", "Book", "https://a.test/?q=%C3%A9", "https://news.test/c/…", True, "visit")
MORE = replace(BOOK, id="linkBBBB", slot="story-2-read-more", target="https://a.test/more", cta=None)
AGAIN = replace(BOOK, id="linkCCCC", slot="story-3-button-1")
DIRECT = replace(BOOK, id="linkDDDD", tracked=False)


async def kept(connection: Connection, *links: Link) -> int:
    row = await issues.create(connection, ISSUE, None, NOW)
    assert row is not None
    await clicks.save_links(connection, row.id, links)
    return row.id


async def test_a_tracked_link_leads_to_its_issue_and_target_and_a_direct_one_is_not_kept(pool: Pool) -> None:
    async with pool.connection() as connection:
        await kept(connection, BOOK, MORE, DIRECT)
        assert await clicks.target(connection, BOOK.id) == (ISSUE, BOOK.target)
        assert await clicks.target(connection, DIRECT.id) is None
        assert await clicks.target(connection, "unknown") is None


async def test_keeping_links_again_changes_nothing(pool: Pool) -> None:
    async with pool.connection() as connection:
        number = await kept(connection, BOOK)
        await clicks.save_links(connection, number, [replace(BOOK, target="https://evil.test/")])
        await clicks.save_links(connection, number, [])
        assert await clicks.target(connection, BOOK.id) == (ISSUE, BOOK.target)


async def test_clicks_are_counted_by_the_hour_and_visitor(pool: Pool) -> None:
    async with pool.connection() as connection:
        await kept(connection, BOOK)
        for visitor, later in ((b"a", 0), (b"a", 0), (b"b", 0), (b"a", 1)):
            await clicks.count(connection, BOOK.id, visitor, "human", NOW + timedelta(seconds=later))
        rows = await connection.execute("SELECT hour, visitor, raw FROM clicks ORDER BY hour, visitor")
        nine, ten = NOW.replace(minute=0, second=0), NOW.replace(hour=10, minute=0, second=0)
        assert await rows.fetchall() == [(nine, b"a", 2), (nine, b"b", 1), (ten, b"a", 1)]


async def test_a_cta_is_counted_over_all_its_places_raw_and_by_visitor(pool: Pool) -> None:
    async with pool.connection() as connection:
        number = await kept(connection, BOOK, MORE, AGAIN, replace(BOOK, id="linkEEEE", cta="quiet"))
        for link, visitor, kind in (
            (BOOK, b"a", "human"),
            (BOOK, b"a", "human"),
            (BOOK, b"b", "machine"),
            (AGAIN, b"c", "human"),
            (MORE, b"d", "human"),
        ):
            await clicks.count(connection, link.id, visitor, kind, NOW)
        assert await clicks.by_cta(connection, number) == [("quiet", 0, 0, 0), ("visit", 4, 3, 2)]


async def test_a_visitor_met_as_machine_and_as_human_is_one(pool: Pool) -> None:
    async with pool.connection() as connection:
        number = await kept(connection, BOOK)
        for kind in ("machine", "human"):
            await clicks.count(connection, BOOK.id, b"a", kind, NOW)
        assert await clicks.by_cta(connection, number) == [("visit", 2, 1, 1)]
