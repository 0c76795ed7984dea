"""From a website's address to its feed."""

import pytest

from newsletter.articles.fetching.discover import feed_of
from newsletter.errors import SourceError
from tests.web_server import Web

HTML = {"Content-Type": "text/html; charset=utf-8"}
FEED = {"Content-Type": "application/rss+xml"}


def asked(web: Web, path: str) -> tuple[str, str]:
    return feed_of(web.url(path), allow_hosts=(f"127.0.0.1:{web.port}",))


@pytest.mark.parametrize("kind", ["application/rss+xml", "application/atom+xml", "application/feed+json"])
def test_a_page_names_its_feed(web: Web, kind: str) -> None:
    link = f'<link rel="alternate" type="{kind}" href="/feed.xml">'
    web.put("/", b"<!doctype html><title>Quay</title>" + link.encode(), headers=HTML)
    feed, said = asked(web, "/")
    assert feed == web.url("/feed.xml") and said == f"{web.url('/')} names its feed: {feed}"


def test_a_feed_is_taken_as_it_is(web: Web) -> None:
    feed, said = asked(web, web.put("/feed.xml", b"<rss/>", headers=FEED).removeprefix(web.url("")))
    assert feed == web.url("/feed.xml") and said.endswith("is a feed.")


def test_a_page_without_a_feed_is_asked_about_again(web: Web) -> None:
    web.put("/", b"<title>Quay</title><link rel=alternate type=text/html href=/de>", headers=HTML)
    with pytest.raises(SourceError, match="names no feed; give the address of the feed itself"):
        asked(web, "/")


def test_an_address_that_does_not_answer_is_taken_at_its_word() -> None:
    feed, said = feed_of("127.0.0.1:1/feed.xml")
    assert feed == "https://127.0.0.1:1/feed.xml" and "is taken as the feed for now" in said
