"""Pictures that readers are given: brought by a pull, and kept for as long as a letter that shows them."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from newsletter.store import served_pictures
from newsletter.store.database import Connection, Pool
from newsletter.store.pictures import Pictures
from tests.painted import kept_as, painted

NOW = datetime(2026, 11, 26, 9, tzinfo=UTC)
LATER = NOW + timedelta(days=401)


@pytest.fixture
def folder(tmp_path: Path) -> Pictures:
    return Pictures(tmp_path / "pictures")


async def names(connection: Connection) -> set[str]:
    return {name async for (name,) in await connection.execute("SELECT name FROM pictures")}


async def test_a_picture_is_found_by_its_name_and_its_type(pool: Pool, folder: Pictures) -> None:
    kept = kept_as(folder)
    async with pool.connection() as connection:
        await served_pictures.publish(connection, folder, [kept, kept], NOW)
        found = folder.named(kept.file)
        assert found is not None and await served_pictures.find(connection, kept.name, "image/png") == found
        assert await served_pictures.find(connection, kept.name, "image/jpeg") is None
        assert await served_pictures.find(connection, "0" * 64, "image/png") is None


async def test_it_is_brought_once_from_whichever_machine(pool: Pool, folder: Pictures, tmp_path: Path) -> None:
    kept = kept_as(folder)
    async with pool.connection() as connection:
        await served_pictures.publish(connection, folder, [kept], NOW)
        await served_pictures.publish(connection, Pictures(tmp_path / "elsewhere"), [kept], NOW)
        assert await served_pictures.find(connection, kept.name, "image/png") is not None
        missing = replace(kept, name="0" * 64)
        await served_pictures.publish(connection, folder, [missing], NOW)
        assert await names(connection) == {kept.name}


async def test_two_who_bring_the_same_at_once_are_both_content(pool: Pool, folder: Pictures) -> None:
    kept = kept_as(folder)
    async with pool.connection() as one:
        await served_pictures.publish(one, folder, [kept], NOW)
        await one.commit()
        async with pool.connection() as other:
            await other.execute("DELETE FROM pictures")
            await served_pictures.publish(other, folder, [kept], NOW)
        await served_pictures.publish(one, folder, [kept], NOW)
        assert await names(one) == {kept.name}


ARTICLE = (
    "INSERT INTO articles (id, source, first_seen, pulled_at, content, piece, cluster)"
    " VALUES ('a', 's', now(), now(), jsonb_build_object('pictures', jsonb_build_object('u',"
    " jsonb_build_object('name', %s::text))), 'a', 'a')"
)
EDITION = (
    "WITH issue AS (INSERT INTO issues (campaign, region, local_date, created_at)"
    " VALUES ('weekly', 'uk', '2026-11-26', now()) RETURNING id)"
    " INSERT INTO editions (issue_id, language, hash, content, composed_at)"
    " SELECT id, 'en_GB', 'h', jsonb_build_object('html', %s::text), now() FROM issue"
)


async def test_what_an_article_has_or_an_edition_shows_is_never_forgotten(pool: Pool, folder: Pictures) -> None:
    kinds = [painted("PNG", 40, 20, colour) for colour in ("red", "green", "blue")]
    of_article, shown, loose = (
        kept_as(folder, f"https://a.example/{number}", body) for number, body in enumerate(kinds)
    )
    async with pool.connection() as connection:
        await served_pictures.publish(connection, folder, [of_article, shown, loose], NOW)
        await connection.execute(ARTICLE, (of_article.name,))
        html = f'<img src="https://news.example.com{shown.path}"><img src="https://news.example.com{shown.path}">'
        await connection.execute(EDITION, (html,))
        await served_pictures.forget(connection, NOW + timedelta(days=399))
        assert await names(connection) == {of_article.name, shown.name, loose.name}
        await served_pictures.forget(connection, LATER)
        assert await names(connection) == {of_article.name, shown.name}
        assert await served_pictures.in_use(connection) == {of_article.name, shown.name}


async def test_what_a_pull_still_has_is_not_forgotten(pool: Pool, folder: Pictures) -> None:
    kept = kept_as(folder)
    async with pool.connection() as connection:
        await served_pictures.publish(connection, folder, [kept], NOW)
        await served_pictures.publish(connection, folder, [kept], NOW + timedelta(days=200))
        await served_pictures.forget(connection, LATER)
        assert await names(connection) == {kept.name}


async def test_an_articles_picture_is_in_use_where_readers_are_given_none(pool: Pool) -> None:
    async with pool.connection() as connection:
        await connection.execute(ARTICLE, ("0" * 64,))
        assert await served_pictures.in_use(connection) == {"0" * 64}
