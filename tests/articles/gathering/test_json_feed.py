"""JSON Feeds: versions 1 and 1.1, in any order and with anything in the place of anything."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsletter.articles.gathering.json_feed import read_json_feed
from newsletter.articles.gathering.paging import Page
from newsletter.articles.gathering.raw import RawArticle
from newsletter.model import Language

URL = "https://example.com/feed.json"
ENGLISH, ARABIC = Language("en_GB"), Language("ar_AE")
ITEM: dict[str, Any] = {
    "id": "walk-1",
    "url": "/walk",
    "title": "A harbour walk",
    "content_html": "<p>The tide is out.</p>",
    "content_text": "The tide is out.",
    "summary": "Short.",
    "image": "quay.jpg",
    "date_published": "2026-11-26T13:00:00+04:00",
    "tags": ["Sea", "Town", "Sea", 3],
    "authors": [{"name": "Zoë", "url": "https://example.com/zoe"}],
}


def read(*items: Any, **head: Any) -> Page:
    feed = {"version": "https://jsonfeed.org/version/1.1", "title": "The Quay", **head, "items": items}
    return read_json_feed(json.dumps(feed).encode(), "application/feed+json", URL, "journal", (ENGLISH, ARABIC))


def test_an_item_becomes_an_article() -> None:
    assert read(ITEM).articles == (
        RawArticle(
            source="journal",
            key="walk-1",
            place="https://example.com/walk",
            body="<p>The tide is out.</p>",
            form="html",
            language=ENGLISH,
            title="A harbour walk",
            published=datetime(2026, 11, 26, 9, tzinfo=UTC),
            canonical="https://example.com/walk",
            image="https://example.com/quay.jpg",
            teaser="Short.",
            tags=("Sea", "Town"),
            names=("walk-1", "/walk"),
        ),
    )


@pytest.mark.parametrize(
    ("more", "field", "made"),
    [
        ({"content_html": None}, "body", "The tide is out."),
        ({"content_html": None}, "form", "text"),
        ({"id": 12}, "key", "12"),
        ({"id": ""}, "key", "/walk"),
        ({"url": None, "external_url": "https://example.org/"}, "canonical", "https://example.org/"),
        ({"language": "ar"}, "language", ARABIC),
        ({"date_published": None, "date_modified": "2026-11-26"}, "published", datetime(2026, 11, 26, tzinfo=UTC)),
        ({"image": None, "banner_image": "b.png"}, "image", "https://example.com/b.png"),
        (
            {"image": None, "attachments": [{"url": "a.mp3", "mime_type": "audio/mpeg"}, {"url": "a.png", "mime_type": "image/png"}]},
            "image",
            "https://example.com/a.png",
        ),
    ],
)  # fmt: skip
def test_what_an_item_says_otherwise_is_read_too(more: dict[str, Any], field: str, made: object) -> None:
    (article,) = read(ITEM | more).articles
    assert getattr(article, field) == made


def test_a_feeds_language_is_its_items() -> None:
    assert [article.language for article in read(ITEM, language="ar-AE").articles] == [ARABIC]


def test_a_language_that_no_region_has_is_a_warning() -> None:
    assert read(ITEM, language="fr").warnings == ("it says its language is 'fr', which no region has; taken as en_GB",)


def test_an_id_that_stands_twice_is_not_trusted() -> None:
    other = ITEM | {"url": "/other", "title": "Another walk"}
    assert [article.key for article in read(ITEM, other).articles] == ["/walk", "/other"]


def test_an_item_of_nothing_is_skipped() -> None:
    page = read({"id": "1"})
    assert (page.articles, page.skipped) == ((), ((URL, "it has neither a title nor a text"),))


def test_the_next_page_is_named() -> None:
    assert read(next_url="/feed.json?page=2").next == "https://example.com/feed.json?page=2"
    assert read(next_url="javascript:alert(1)").next is None


@pytest.mark.parametrize(
    "body", [b"{}", b'{"version": "2", "items": []}', b'[{"version": "https://jsonfeed.org/version/1"}]']
)
def test_other_json_is_no_feed(body: bytes) -> None:
    with pytest.raises(ValueError, match="is JSON, but no JSON Feed; correct the address"):
        read_json_feed(body, "", URL, "journal", (ENGLISH,))


@given(st.dictionaries(st.sampled_from([*ITEM]), st.none() | st.integers() | st.text() | st.lists(st.text())))
def test_whatever_an_item_holds_it_is_an_article_or_skipped(more: dict[str, Any]) -> None:
    page = read(ITEM | more, ITEM)
    assert len(page.articles) + len(page.skipped) == 2
