"""Ghost's posts: what is for everybody in full, what is for members as a teaser, and no internal tag."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from newsletter.articles.gathering.ghost import Ghost
from newsletter.articles.gathering.raw import ALWAYS, Asked, RawArticle
from newsletter.errors import SourceError
from newsletter.model import Language, Note
from tests.articles.fakes.ghost import KEY
from tests.articles.fakes.ghost import Ghost as Publication
from tests.articles.fakes.server import serving
from tests.articles.fakes.stories import NOW, Story, stories
from tests.articles.fakes.walking import listing_of, only, page_of, walked

WEEK = timedelta(days=7)
POST: dict[str, Any] = {
    "id": "5ddc9141c35e7700383b2937",
    "uuid": "a5aa9bd8-ea31-415c-b452-3040dae1e730",
    "title": "A harbour walk",
    "html": "<p>The tide is out.</p>",
    "url": "https://example.com/walk/",
    "canonical_url": None,
    "published_at": "2026-11-26T09:00:00.000+00:00",
    "updated_at": "2026-11-26T10:00:00.000+00:00",
    "custom_excerpt": None,
    "excerpt": "The tide\nis out.",
    "feature_image": "https://example.com/quay.jpg",
    "feature_image_alt": "A quay",
    "visibility": "public",
    "access": True,
    "tags": [
        {"name": "Sea", "visibility": "public"},
        {"name": "#desk", "visibility": "internal"},
        {"name": "#desk"},
    ],
}


def read(**more: Any) -> RawArticle:
    return only(page_of(Ghost, {"posts": [POST | more]}))


def test_a_post_becomes_an_article() -> None:
    assert read() == RawArticle(
        source="blog",
        key="5ddc9141c35e7700383b2937",
        place="https://example.com/walk/",
        body="<p>The tide is out.</p>",
        form="html",
        language=Language("en_GB"),
        title="A harbour walk",
        published=datetime(2026, 11, 26, 9, tzinfo=UTC),
        modified=datetime(2026, 11, 26, 10, tzinfo=UTC),
        canonical="https://example.com/walk/",
        image="https://example.com/quay.jpg",
        image_alt="A quay",
        teaser="The tide is out.",
        tags=("Sea",),
        names=("5ddc9141c35e7700383b2937", "a5aa9bd8-ea31-415c-b452-3040dae1e730", "https://example.com/walk/"),
    )


def test_a_post_for_paying_members_is_a_teaser_that_leads_to_it() -> None:
    article = read(access=False, visibility="paid", html="", custom_excerpt="What the sea keeps.")
    assert (article.show, article.teaser) == ("teaser", "What the sea keeps.")
    assert article.notes == (Note("kept", "shown as a teaser", "it is for paid only; the letter leads to it"),)


def test_a_post_of_another_site_leads_there() -> None:
    assert read(canonical_url="https://example.org/first").canonical == "https://example.org/first"


def test_a_post_without_an_id_says_why_it_is_not_taken() -> None:
    page = page_of(Ghost, {"posts": [POST | {"id": None}]})
    assert [one.reason for one in page.skipped] == ["it has no id, so it cannot be known again; tell the site's keeper"]


def test_hostile_values_in_every_field_are_no_crash() -> None:
    values: tuple[Any, ...] = (None, [], {}, "", 0, True, [[]], [{"name": 3}], "\ud83d\x00")
    for value in values:
        page_of(Ghost, {"posts": [value], "meta": value})
        for name in POST:
            page_of(Ghost, {"posts": [POST | {name: value}]})


# ── against a publication ──────────────────────────────────────────────────────────────────────────


def test_everything_there_is_comes_with_the_first_pull() -> None:
    with serving(Publication(stories(*range(1, 8)))) as server:
        gathered = walked(listing_of(Ghost, server, api="ghost/api/content/posts/?limit=3", key=KEY))
    assert [int(article.key, 16) for article in gathered.articles] == [1, 2, 3, 4, 5, 6, 7]
    assert gathered.complete_since == ALWAYS


def test_a_later_pull_has_all_that_is_new_and_what_was_changed_in_one_list() -> None:
    told = [
        Story(1, NOW, NOW - 3 * WEEK),
        Story(3, NOW - 5 * WEEK, NOW - timedelta(hours=2)),
        Story(4, NOW - 5 * WEEK, NOW - 4 * WEEK),
    ]
    listing_path = "ghost/api/content/posts/?filter=tag:sea-shore"
    with serving(Publication(told)) as server:
        listing = listing_of(Ghost, server, api=listing_path, key=KEY)
        gathered = walked(listing, Asked(NOW - WEEK, NOW - timedelta(days=1)))
    assert [int(article.key, 16) for article in gathered.articles] == [1, 3]
    assert [request.query["filter"] for request in server.requests] == [
        "(tag:sea-shore)+(published_at:>='2026-11-18 00:00:00',updated_at:>='2026-11-24 00:00:00')"
    ]


def test_a_redirect_within_the_site_is_followed_and_the_key_is_told_once() -> None:
    with serving(Publication(stories(1))) as server:
        gathered = walked(listing_of(Ghost, server, api="ghost/api/content/posts", key=KEY))
    assert len(gathered.articles) == 1
    assert [request.address.count("key=") for request in server.requests] == [1, 1]


def test_a_wrong_key_says_what_to_do_and_is_not_shown() -> None:
    with serving(Publication(stories(1))) as server, pytest.raises(SourceError) as raised:
        walked(listing_of(Ghost, server, key="0000000000"))
    said = "does not take the source's key; copy the Content API key of a custom integration (status 401)"
    assert str(raised.value).endswith(said)
    assert "0000000000" not in str(raised.value)
