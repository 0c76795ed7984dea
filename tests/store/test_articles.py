"""Articles as the database remembers them: letter for letter, since when, and in which issues they went out."""

import asyncio
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from newsletter.init import Answers, create
from newsletter.model import (
    Article,
    Attribution,
    CtaToken,
    Finding,
    Issue,
    Language,
    Note,
    Prose,
    RegionBlock,
    RelatedSlot,
)
from newsletter.pipeline import compose, open_kit, pull_all
from newsletter.settings import load
from newsletter.store import articles, issues
from newsletter.store.database import Connection, Pool

NOW = datetime(2026, 11, 26, 9, tzinfo=UTC)
LATER = NOW + timedelta(days=1)
PIECES = (Prose("<p>“Sea” & \u2028sand</p>", 3), CtaToken("4f", "center", 4), Attribution("Source: us", None, 6))
ARTICLE = Article(
    id="journal:tides.md",
    source="journal",
    place="tides.md",
    title="Reading the Tides",
    pieces=(
        *PIECES,
        RelatedSlot("Related Post", 7),
        RegionBlock("uk", "Harbour UK:", (*PIECES, RelatedSlot("", 9)), 8),
    ),
    language=Language("en_GB"),
    published=datetime(2026, 11, 25, 8, 30, tzinfo=UTC),
    canonical="https://www.harbour.test/tides",
    teaser="High at nine.",
    tags=("sea",),
    regions=("uk", "middle-east"),
    show="full",
    bounded_drops=False,
    notes=(Note("changed", "a → b", "British"),),
    findings=(Finding("ctas", "error", "tides.md", 1, 2, "m", "r"),),
)


async def issue(connection: Connection, region: str = "uk", day: int = 26) -> int:
    row = await issues.create(connection, Issue("weekly", region, date(2026, 11, day)), None, NOW)
    assert row is not None
    return row.id


async def test_an_article_comes_back_as_it_went_with_its_first_sight(pool: Pool) -> None:
    async with pool.connection() as connection:
        await articles.remember(connection, [ARTICLE], NOW)
        assert await articles.known(connection) == [replace(ARTICLE, first_seen=NOW)]


async def test_the_latest_content_counts_and_the_first_sight_stays(pool: Pool) -> None:
    async with pool.connection() as connection:
        await articles.remember(connection, [ARTICLE], NOW)
        await articles.remember(connection, [replace(ARTICLE, title="Corrected")], LATER)
        assert await articles.known(connection) == [replace(ARTICLE, title="Corrected", first_seen=NOW)]


async def test_articles_are_known_by_id_in_order(pool: Pool) -> None:
    others = [replace(ARTICLE, id=f"journal:{name}") for name in ("c", "a", "b")]
    async with pool.connection() as connection:
        await articles.remember(connection, others, NOW)
        assert [one.id for one in await articles.known(connection)] == ["journal:a", "journal:b", "journal:c"]
        assert [one.id for one in await articles.known(connection, ["journal:b", "x:y"])] == ["journal:b"]
        assert await articles.known(connection, []) == []


async def test_an_id_that_comes_twice_in_one_pull_is_one_article(pool: Pool) -> None:
    async with pool.connection() as connection:
        await articles.remember(connection, [ARTICLE, ARTICLE], NOW)
        assert len(await articles.known(connection)) == 1


async def test_two_who_pull_at_once_in_another_order_do_not_stop_each_other(pool: Pool) -> None:
    many = [replace(ARTICLE, id=f"journal:{number}") for number in range(200)]

    async def pull(arrived: list[Article]) -> None:
        async with pool.connection() as connection:
            await articles.remember(connection, arrived, NOW)
            await articles.withdraw(connection, sources=["journal"], complete=["journal"], ids=[one.id for one in many])

    await asyncio.gather(*(pull(arrived) for arrived in (many, many[::-1], many)))
    async with pool.connection() as connection:
        assert len(await articles.known(connection)) == 200


async def test_an_article_that_was_sent_names_the_issue_by_region(pool: Pool) -> None:
    async with pool.connection() as connection:
        await articles.remember(connection, [ARTICLE], NOW)
        await articles.mark_sent(connection, await issue(connection), "uk", [ARTICLE.id])
        await articles.mark_sent(connection, await issue(connection, day=27), "uk", [ARTICLE.id])
        await articles.mark_sent(connection, await issue(connection, "middle-east"), "middle-east", [ARTICLE.id])
        (found,) = await articles.known(connection)
    assert found.sent == {"uk": "weekly/uk/2026-11-26", "middle-east": "weekly/middle-east/2026-11-26"}


async def test_what_a_folder_no_longer_holds_is_forgotten_and_what_a_feed_no_longer_shows_is_not(pool: Pool) -> None:
    feed = replace(ARTICLE, id="site:1", source="site")
    gone = replace(ARTICLE, id="journal:gone.md")
    async with pool.connection() as connection:
        await articles.remember(connection, [ARTICLE, gone, feed], NOW)
        await articles.withdraw(connection, sources=["journal", "site"], complete=["journal"], ids=[ARTICLE.id])
        assert [one.id for one in await articles.known(connection)] == [ARTICLE.id, feed.id]


async def test_the_articles_of_a_source_that_was_taken_out_are_forgotten(pool: Pool) -> None:
    async with pool.connection() as connection:
        await articles.remember(connection, [ARTICLE, replace(ARTICLE, id="site:1", source="site")], NOW)
        await articles.withdraw(connection, sources=["site"], complete=[], ids=[])
        assert [one.id for one in await articles.known(connection)] == ["site:1"]


async def test_what_a_region_has_had_stays_known_for_that_region_alone_and_comes_back_whole(pool: Pool) -> None:
    async with pool.connection() as connection:
        await articles.remember(connection, [ARTICLE], NOW)
        await articles.mark_sent(connection, await issue(connection), "uk", [ARTICLE.id])
        await articles.withdraw(connection, sources=["journal"], complete=["journal"], ids=[])
        (found,) = await articles.known(connection)
        assert found == replace(ARTICLE, first_seen=NOW, sent={"uk": "weekly/uk/2026-11-26"}, withdrawn=True)
        await articles.remember(connection, [ARTICLE], LATER)
        (found,) = await articles.known(connection)
        assert not found.withdrawn


@pytest.mark.parametrize("language", ["en_GB", "ar_AE"])
async def test_an_edition_of_remembered_articles_is_the_edition_of_the_articles_themselves(
    pool: Pool, tmp_path: Path, language: str
) -> None:
    create(tmp_path / "project", Answers(), None, date(2026, 11, 22))
    kit = open_kit(load(tmp_path / "project", {}))
    pulled = [article for one in pull_all(kit) for article in one.articles]
    async with pool.connection() as connection:
        await articles.remember(connection, pulled, NOW)
        known = await articles.known(connection)
    assert known == sorted((replace(one, first_seen=NOW) for one in pulled), key=lambda one: one.id)
    at = Issue("weekly", "middle-east", date(2026, 11, 24)), Language(language)
    assert compose(*at, known, kit) == compose(*at, [replace(one, first_seen=NOW) for one in pulled], kit)
