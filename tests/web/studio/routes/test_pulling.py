"""What goes to the web and when: a pull does, by its button, and nothing else."""

import html
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from newsletter.schedule.desk import Desk
from newsletter.store import articles
from newsletter.web.studio.table.light_table import LightTable
from tests.web.conftest import browser, laid_table
from tests.web.studio.conftest import ITEM, put_items
from tests.web_server import Web

OURS = {"Sec-Fetch-Site": "same-origin"}
UK = "/preview/weekly/uk/en_GB"
EVERY_GET = (
    "/",
    "/preview/weekly",
    UK,
    f"{UK}/html",
    "/inbox",
    "/nothing",
    f"/pictures/{'a' * 64}.png",
    "/static/studio.css",
)


@pytest.fixture
def table(project: Path) -> LightTable:
    """Without a database."""
    return laid_table(project, None)


@pytest.fixture
async def remembering(project: Path, desk: Desk) -> AsyncIterator[httpx.AsyncClient]:
    """A browser at a studio with a database."""
    async with browser(laid_table(project, desk)) as client:
        yield client


async def test_no_page_asks_anybody_for_anything(
    marketer: httpx.AsyncClient, feed: Web, asked_for: list[object]
) -> None:
    for path in EVERY_GET:
        await marketer.get(path)
    assert (asked_for, feed.requests) == ([], [])
    await marketer.post("/pull", headers=OURS)
    assert len(feed.requests) == 1 and ("127.0.0.1", feed.port) in asked_for
    asked_for.clear()
    for path in EVERY_GET:
        await marketer.get(path)
    assert (asked_for, len(feed.requests)) == ([], 1)


async def test_a_feed_that_was_never_pulled_is_a_quiet_word_on_the_first_page(
    marketer: httpx.AsyncClient, feed: Web
) -> None:
    page = (await marketer.get("/")).text
    assert "Not pulled yet; press Pull, or run newsletter pull." in page
    assert "Salt on the quay" not in (await marketer.get(f"{UK}?date=2026-11-26")).text


async def test_a_pull_leads_to_the_first_page_and_its_articles_are_there(
    marketer: httpx.AsyncClient, feed: Web
) -> None:
    answer = await marketer.post("/pull", headers=OURS)
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    await shows_what_was_pulled(marketer, feed)


async def test_with_a_database_it_is_remembered_there(remembering: httpx.AsyncClient, desk: Desk, feed: Web) -> None:
    await remembering.post("/pull", headers=OURS)
    async with desk.pool.connection() as connection:
        known = await articles.known(connection)
    assert "blog:salt" in {article.id for article in known}
    await shows_what_was_pulled(remembering, feed)


async def shows_what_was_pulled(client: httpx.AsyncClient, feed: Web) -> None:
    feed.pages.clear()
    assert "Salt on the quay" in (await client.get(f"{UK}?date=2026-11-26")).text
    page = html.unescape((await client.get("/")).text)
    assert "Not pulled yet" not in page
    assert "https://127.0.0.1:1/salt.png" in page, "that its picture could not be had is said"


async def test_what_changed_on_the_web_shows_after_the_next_pull(marketer: httpx.AsyncClient, feed: Web) -> None:
    await marketer.post("/pull", headers=OURS)
    put_items(feed, ITEM.format(guid="salt", title="Salt by the sack", text="Whiter."))
    assert "Salt on the quay" in (await marketer.get(UK)).text
    await marketer.post("/pull", headers=OURS)
    assert "Salt by the sack" in (await marketer.get(UK)).text


async def test_a_feed_that_fails_says_so_and_is_shown_as_it_was(marketer: httpx.AsyncClient, feed: Web) -> None:
    await marketer.post("/pull", headers=OURS)
    feed.put("/feed", status=500)
    await marketer.post("/pull", headers=OURS)
    assert "fails at its server (status 500)" in (await marketer.get("/")).text
    assert "Salt on the quay" in (await marketer.get(UK)).text


@pytest.mark.parametrize("headers", [{}, {"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example"}])
async def test_nobody_elsewhere_can_make_it_pull(
    marketer: httpx.AsyncClient, feed: Web, headers: dict[str, str]
) -> None:
    assert (await marketer.post("/pull", headers=headers)).status_code == 403
    assert feed.requests == []
    assert (await marketer.get("/pull")).status_code == 405
