"""Articles that are no longer in their sources: forgotten, or kept for who has had them or named them."""

from dataclasses import replace
from datetime import UTC, datetime

from newsletter.model import (
    Curation,
    Override,
)
from newsletter.store import articles, curations
from newsletter.store.articles import Left
from newsletter.store.database import Pool
from tests.store.remembering import ARTICLE, LATER, NOW, issue, remember, remembered, withdraw


async def test_of_a_source_that_tells_all_since_then_only_what_is_younger_is_forgotten(pool: Pool) -> None:
    old = replace(ARTICLE, id="journal:old", published=datetime(2026, 1, 1, tzinfo=UTC))
    async with pool.connection() as connection:
        await remember(connection, [ARTICLE, old])
        since = Left("journal", datetime(2026, 11, 1, tzinfo=UTC))
        await articles.withdraw(connection, sources=["journal"], complete=[since], ids=[], began=LATER)
        assert [one.id for one in await articles.known(connection)] == ["journal:old"]


async def test_what_is_gone_is_told_once_whether_it_is_forgotten_or_kept_for_who_has_had_it(pool: Pool) -> None:
    other = replace(ARTICLE, id="journal:sands.md")
    async with pool.connection() as connection:
        await remember(connection, [ARTICLE, other])
        await articles.mark_sent(connection, await issue(connection), "uk", [ARTICLE.id])
        assert await withdraw(connection, ["journal"], ["journal"], [ARTICLE.id]) == [other.id]
        assert await withdraw(connection, ["journal"], ["journal"], []) == [ARTICLE.id]
        assert await withdraw(connection, ["journal"], ["journal"], []) == []


async def test_what_a_folder_no_longer_holds_is_forgotten_and_what_a_feed_no_longer_shows_is_not(pool: Pool) -> None:
    feed = replace(ARTICLE, id="site:1", source="site")
    gone = replace(ARTICLE, id="journal:gone.md")
    async with pool.connection() as connection:
        await remember(connection, [ARTICLE, gone, feed], NOW)
        await withdraw(connection, ["journal", "site"], ["journal"], [ARTICLE.id])
        assert [one.id for one in await articles.known(connection)] == [ARTICLE.id, feed.id]


async def test_the_articles_of_a_source_that_was_taken_out_are_forgotten(pool: Pool) -> None:
    async with pool.connection() as connection:
        await remember(connection, [ARTICLE, replace(ARTICLE, id="site:1", source="site")], NOW)
        await withdraw(connection, ["site"], [], [])
        assert [one.id for one in await articles.known(connection)] == ["site:1"]


async def test_what_a_region_has_had_stays_known_for_that_region_alone_and_comes_back_whole(pool: Pool) -> None:
    async with pool.connection() as connection:
        await remember(connection, [ARTICLE], NOW)
        await articles.mark_sent(connection, await issue(connection), "uk", [ARTICLE.id])
        await withdraw(connection, ["journal"], ["journal"], [])
        (found,) = await articles.known(connection)
        assert found == remembered(ARTICLE, sent={"uk": "weekly/uk/2026-11-26"}, withdrawn=True)
        await remember(connection, [ARTICLE], LATER)
        (found,) = await articles.known(connection)
        assert not found.withdrawn


async def test_what_an_editor_has_named_in_an_issue_to_come_stays_known_as_gone(pool: Pool) -> None:
    others = {
        name: replace(ARTICLE, id=f"journal:{name}", aliases=(f"journal:{name}",)) for name in ("b", "c", "d", "e")
    }
    async with pool.connection() as connection:
        await remember(connection, [ARTICLE, *others.values()])
        hand = Curation(
            pinned=("journal:b",), dropped=("journal:c",), overrides={"journal:d": Override(title="Another")}
        )
        await curations.keep(connection, await issue(connection), hand)
        await withdraw(connection, ["journal"], ["journal"], [])
        known = await articles.known(connection)
    assert [(one.id, one.withdrawn) for one in known] == [(f"journal:{name}", True) for name in "bcd"]
