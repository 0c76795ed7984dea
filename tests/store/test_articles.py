"""Articles as the database remembers them: letter for letter, since when, and in which issues they went out."""

import asyncio
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from newsletter.articles.recognising.clusters import roots
from newsletter.articles.recognising.recognise import Recognised
from newsletter.init import Answers, create
from newsletter.model import (
    Article,
    Issue,
    Language,
    Pointer,
)
from newsletter.pipeline import compose, open_kit, pull_all, unremembered
from newsletter.settings import load
from newsletter.store import articles, likenesses
from newsletter.store.database import Pool
from tests.store.remembering import ARTICLE, LATER, NOW, issue, remember, remembered, withdraw


async def test_an_article_comes_back_as_it_went_with_its_first_sight(pool: Pool) -> None:
    async with pool.connection() as connection:
        await remember(connection, [ARTICLE], NOW)
        assert await articles.known(connection) == [remembered(ARTICLE)]


async def test_the_latest_content_counts_and_the_first_sight_stays(pool: Pool) -> None:
    async with pool.connection() as connection:
        await remember(connection, [ARTICLE], NOW)
        await remember(connection, [replace(ARTICLE, title="Corrected")], LATER)
        assert await articles.known(connection) == [remembered(replace(ARTICLE, title="Corrected"))]


async def test_articles_are_known_in_the_order_of_their_ids(pool: Pool) -> None:
    others = [replace(ARTICLE, id=f"journal:{name}") for name in ("c", "a", "b")]
    async with pool.connection() as connection:
        await remember(connection, others, NOW)
        assert [one.id for one in await articles.known(connection)] == ["journal:a", "journal:b", "journal:c"]


async def test_only_what_is_new_or_has_changed_is_said_to_be_and_marks_the_pull(pool: Pool) -> None:
    other = replace(ARTICLE, id="journal:sands.md")
    async with pool.connection() as connection:
        assert await remember(connection, [ARTICLE, other]) == ["journal:sands.md", "journal:tides.md"]
        before = await articles.mark(connection)
    async with pool.connection() as connection:
        assert await remember(connection, [ARTICLE, other], LATER) == []
        assert await articles.mark(connection) == before
        assert await remember(connection, [replace(ARTICLE, title="Corrected"), other], LATER) == [ARTICLE.id]
        assert await articles.mark(connection) != before


async def test_what_was_news_since_then_comes_with_its_translations_twins_and_what_it_is_related_to(pool: Pool) -> None:
    old, new = datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 11, 20, tzinfo=UTC)
    many = {
        key: replace(ARTICLE, id=f"journal:{key}", aliases=(f"journal:{key}",), published=new if key == "new" else old)
        for key in ("new", "original", "twin", "pinned", "other")
    }
    async with pool.connection() as connection:
        await remember(connection, list(many.values()))
        await articles.gather(connection, {"journal:new": "journal:original"})
        await likenesses.pair(connection, {"journal:new": ["journal:twin"]})
        found = await articles.known(connection, since=new, also=["journal:pinned"])
        assert [one.id.removeprefix("journal:") for one in found] == ["new", "original", "pinned", "twin"]
        assert found[0].twins == ("journal:twin",)
        assert found[3].twins == ("journal:new",)
        assert await articles.asking(connection, since=new) == ["journal:new"]
        assert await articles.asking(connection, also=["journal:pinned"]) == ["journal:pinned"]


async def test_what_it_is_related_to_comes_back_as_it_was_found(pool: Pool) -> None:
    found = (
        Pointer("journal:sands.md", "Sands", "https://www.harbour.test/sands", ("uk",), NOW, 0.9),
        Pointer("journal:a.md", "A", "https://www.harbour.test/a", (), None, 0.4),
    )
    async with pool.connection() as connection:
        await remember(connection, [ARTICLE])
        await likenesses.relate(connection, {ARTICLE.id: found})
        assert [one.related for one in await articles.known(connection)] == [found]


async def test_an_outline_is_the_article_without_its_text(pool: Pool) -> None:
    async with pool.connection() as connection:
        await remember(connection, [ARTICLE])
        (outline,) = await articles.outlines(connection, since=NOW - timedelta(days=9))
        assert outline == remembered(replace(ARTICLE, pieces=(), notes=(), findings=()))
        assert await articles.whole(connection, [ARTICLE.id]) == {ARTICLE.id: remembered(ARTICLE)}


async def test_an_article_that_changes_loses_its_twins_and_they_lose_it(pool: Pool) -> None:
    ids = ["journal:a", "journal:b", "journal:c"]
    async with pool.connection() as connection:
        await remember(connection, [replace(ARTICLE, id=one, aliases=(one,)) for one in ids])
        await likenesses.pair(connection, {ids[0]: [ids[1], ids[2]]})
        await likenesses.pair(connection, {ids[0]: [ids[2]]})
        assert [one.twins for one in await articles.known(connection)] == [(ids[2],), (), (ids[0],)]
        await likenesses.pair(connection, {ids[0]: []})
        assert [one.twins for one in await articles.known(connection)] == [(), (), ()]


async def test_those_that_bear_an_alias_are_found_the_oldest_first(pool: Pool) -> None:
    later = replace(ARTICLE, id="site:1", source="site", aliases=("site:1", "page:harbour.test/tides"))
    async with pool.connection() as connection:
        await remember(connection, [ARTICLE])
        await remember(connection, [later], LATER)
        found = await articles.bearing(connection, ["page:harbour.test/tides", "page:nobody"])
        assert [(one.id, one.source, one.base, one.piece) for one in found] == [
            ("journal:tides.md", "journal", "en", "journal:tides.md"),
            ("site:1", "site", "en", "site:1"),
        ]
        assert await articles.bearing(connection, ["page:nobody"]) == []


async def test_aliases_are_gathered_and_never_lost(pool: Pool) -> None:
    async with pool.connection() as connection:
        await remember(connection, [ARTICLE])
        await remember(connection, [replace(ARTICLE, aliases=("journal:tides.md", "journal:guid"))], LATER)
        (found,) = await articles.known(connection)
    assert set(found.aliases) == {"journal:tides.md", "journal:guid", "page:harbour.test/tides"}


async def test_an_article_that_another_issue_has_carried_to_the_region_is_told_and_not_entered_twice(
    pool: Pool,
) -> None:
    copy = replace(ARTICLE, id="site:1", source="site")
    async with pool.connection() as connection:
        await articles.remember(connection, [Recognised(one, ARTICLE.id) for one in (ARTICLE, copy)], NOW)
        first, second = await issue(connection), await issue(connection, day=27)
        assert await articles.mark_sent(connection, first, "uk", [ARTICLE.id]) == []
        assert await articles.mark_sent(connection, first, "uk", [ARTICLE.id]) == []
        assert await articles.mark_sent(connection, second, "uk", ["site:1"]) == ["site:1"]
        assert await articles.mark_sent(connection, second, "middle-east", ["site:1"]) == []
        found = await articles.known(connection)
    assert [one.sent["uk"] for one in found] == ["weekly/uk/2026-11-26"] * 2


async def test_pieces_that_turn_out_to_be_one_are_one_and_so_is_what_was_sent_of_them(pool: Pool) -> None:
    other = replace(ARTICLE, id="site:1", source="site")
    async with pool.connection() as connection:
        await remember(connection, [ARTICLE, other])
        await articles.mark_sent(connection, await issue(connection), "uk", ["site:1"])
        await articles.remember(connection, [Recognised(ARTICLE, ARTICLE.id, ("site:1",))], LATER)
        assert [one.sent for one in await articles.known(connection)] == [{"uk": "weekly/uk/2026-11-26"}] * 2


async def test_an_id_that_comes_twice_in_one_pull_is_one_article(pool: Pool) -> None:
    async with pool.connection() as connection:
        await remember(connection, [ARTICLE, ARTICLE], NOW)
        assert len(await articles.known(connection)) == 1


async def test_two_who_pull_at_once_in_another_order_do_not_stop_each_other(pool: Pool) -> None:
    many = [replace(ARTICLE, id=f"journal:{number}") for number in range(200)]

    async def pull(arrived: list[Article]) -> None:
        async with pool.connection() as connection:
            await remember(connection, arrived, NOW)
            await withdraw(connection, ["journal"], ["journal"], [one.id for one in many])

    await asyncio.gather(*(pull(arrived) for arrived in (many, many[::-1], many)))
    async with pool.connection() as connection:
        assert len(await articles.known(connection)) == 200


async def test_an_article_that_was_sent_names_the_issue_by_region(pool: Pool) -> None:
    async with pool.connection() as connection:
        await remember(connection, [ARTICLE], NOW)
        await articles.mark_sent(connection, await issue(connection), "uk", [ARTICLE.id])
        await articles.mark_sent(connection, await issue(connection, day=27), "uk", [ARTICLE.id])
        await articles.mark_sent(connection, await issue(connection, "middle-east"), "middle-east", [ARTICLE.id])
        (found,) = await articles.known(connection)
    assert found.sent == {"uk": "weekly/uk/2026-11-26", "middle-east": "weekly/middle-east/2026-11-26"}


@pytest.mark.parametrize("language", ["en_GB", "ar_AE"])
async def test_an_edition_of_remembered_articles_is_the_edition_of_the_articles_themselves(
    pool: Pool, tmp_path: Path, language: str
) -> None:
    create(tmp_path / "project", Answers(), None, date(2026, 11, 22))
    kit = open_kit(load(tmp_path / "project", {}))
    pulled = unremembered(pull_all(kit))
    async with pool.connection() as connection:
        await remember(connection, pulled, NOW)
        await likenesses.relate(connection, {one.id: one.related for one in pulled})
        await articles.gather(connection, roots(await articles.named(connection)))
        known = await articles.known(connection)
    at = Issue("weekly", "middle-east", date(2026, 11, 24)), Language(language)
    assert compose(*at, known, kit) == compose(*at, [replace(one, first_seen=NOW) for one in pulled], kit)
