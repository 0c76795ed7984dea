"""WordPress's posts: as its API gives them, in every language, and whatever its server puts in their place."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from newsletter.articles.gathering.raw import ALWAYS, Asked, RawArticle
from newsletter.articles.gathering.wordpress import WordPress
from newsletter.errors import SourceError
from newsletter.model import Language
from tests.articles.fakes.server import Reply, serving
from tests.articles.fakes.stories import NOW, Story, stories
from tests.articles.fakes.walking import listing_of, only, page_of, walked
from tests.articles.fakes.wordpress import WordPress as Site

ENGLISH, ARABIC = Language("en_GB"), Language("ar_AE")
WEEK = timedelta(days=7)
POST: dict[str, Any] = {
    "id": 12,
    "date": "2026-11-26T13:00:00",
    "date_gmt": "2026-11-26T09:00:00",
    "modified_gmt": "2026-11-26T10:00:00",
    "guid": {"rendered": "https://example.com/?post_type=post&#038;p=12"},
    "link": "https://example.com/walk/",
    "title": {"rendered": "Salt &#8217;n&#8217; <em>pepper</em> &amp; more"},
    "content": {"rendered": "<p>{{cta(‘7d1c’)}}</p>", "protected": False},
    "excerpt": {"rendered": "<p>Short &hellip; and sweet [&hellip;]</p>\n"},
    "_embedded": {
        "wp:featuredmedia": [
            {
                "source_url": "https://example.com/full.jpg",
                "alt_text": "The quay &amp; the sea",
                "media_details": {
                    "sizes": {
                        "medium": {"width": 300, "source_url": "https://example.com/300.jpg"},
                        "large": {"width": 1280, "source_url": "https://example.com/1280.jpg"},
                        "full": {"width": 4000, "source_url": "https://example.com/full.jpg"},
                    }
                },
            }
        ],
        "wp:term": [
            [{"name": "Sea &amp; shore", "slug": "sea"}, {"name": "Allgemein", "slug": "uncategorized"}],
            [{"name": "Tides", "slug": "tides"}, {"name": "Tides", "slug": "tides-2"}],
        ],
    },
}


def test_a_post_becomes_an_article() -> None:
    assert only(page_of(WordPress, [POST])) == RawArticle(
        source="blog",
        key="12",
        place="https://example.com/walk/",
        body="<p>{{cta(‘7d1c’)}}</p>",
        form="html",
        language=ENGLISH,
        title="Salt ’n’ pepper & more",
        published=datetime(2026, 11, 26, 9, tzinfo=UTC),
        modified=datetime(2026, 11, 26, 10, tzinfo=UTC),
        canonical="https://example.com/walk/",
        image="https://example.com/1280.jpg",
        image_alt="The quay & the sea",
        teaser="Short … and sweet",
        tags=("Sea & shore", "Tides"),
        names=("12", "https://example.com/?post_type=post&#038;p=12", "https://example.com/walk/"),
    )


@pytest.mark.parametrize(
    ("more", "field", "made"),
    [
        ({"date_gmt": None}, "published", datetime(2026, 11, 26, 13, tzinfo=UTC)),
        ({"date_gmt": "0000-00-00T00:00:00"}, "published", datetime(2026, 11, 26, 13, tzinfo=UTC)),
        ({"_embedded": {"wp:featuredmedia": [{"code": "rest_forbidden"}]}}, "image", None),
        ({"_embedded": {"wp:featuredmedia": [{"source_url": "/quay.jpg"}]}}, "image", "https://example.com/quay.jpg"),
        ({"_embedded": None}, "tags", ()),
        ({"lang": "ar"}, "language", ARABIC),
        ({"wpml_current_locale": "ar"}, "language", ARABIC),
        ({"lang": "ar", "translations": {"en": 9, "ar": 12}}, "translation_of", "blog:9"),
        ({"lang": "en", "translations": {"en": 12, "ar": 45}}, "translation_of", None),
        ({"lang": "ar", "translations": {"ar": 12, "fr": 7}}, "translation_of", None),
        ({"lang": "ar", "translations": {"ar": 12, "ar_EG": 7}}, "translation_of", "blog:7"),
        ({"lang": "ar", "translations": {"ar": 12}}, "translation_of", None),
        ({"lang": "en", "translations": []}, "translation_of", None),
        (
            {"wpml_current_locale": "ar", "wpml_translations": [{"locale": "en_US", "id": 9}]},
            "translation_of",
            "blog:9",
        ),
        ({"wpml_current_locale": "en_US", "wpml_translations": [{"locale": "ar", "id": 9}]}, "translation_of", None),
    ],
)
def test_what_a_post_says_otherwise_is_read_too(more: dict[str, Any], field: str, made: object) -> None:
    assert getattr(only(page_of(WordPress, [POST | more])), field) == made


@pytest.mark.parametrize(
    ("more", "why"),
    [
        ({"content": {"rendered": "", "protected": True}}, "a password protects it, so its text is not given to us"),
        ({"lang": "fr"}, "it is in 'fr', which no region has among its languages"),
        ({"id": None}, "it has no id, so it cannot be known again"),
        ({"id": "1" * 301}, "it has no id, so it cannot be known again"),
        ({"id": "\x1b[2J"}, "it has no id, so it cannot be known again"),
        ({"title": {}, "content": {}}, "it has neither a title nor a text"),
    ],
)
def test_a_post_that_is_not_taken_says_why(more: dict[str, Any], why: str) -> None:
    page = page_of(WordPress, [POST | more])
    assert page.articles == ()
    assert [(one.place, one.reason.startswith(why)) for one in page.skipped] == [("https://example.com/walk/", True)]


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (b"<!DOCTYPE html><p>Hello", "answers with a web page, not with JSON"),
        (
            b"<br />\n<b>Warning</b>:  Undefined variable in <b>/srv/a.php</b> on line <b>3</b><br />\n[]",
            "begins with a PHP warning, not with JSON; the site must not display PHP's messages",
        ),
        (b"PHP Deprecated:  foo() in /srv/a.php on line 3\n[]", "begins with a PHP deprecated, not with JSON"),
        (b"", "answers with nothing; try again later"),
        ({"code": "rest_no_route", "message": "No route."}, "gives no list of articles but says “No route.”"),
        (b'"\\ud83d"', "gives no list of articles; correct the source's path"),
        (b"[" * 100_000, "is nested over 60 deep"),
        (b"[" * 70 + b"]" * 70, "is nested over 60 deep"),
        (b"[1" + b"0" * 5_000 + b"]", "is no JSON"),
    ],
)
def test_what_is_no_list_of_posts_is_told_in_a_line(answer: Any, said: str) -> None:
    with pytest.raises(ValueError, match=said) as raised:
        page_of(WordPress, answer)
    assert "\n" not in str(raised.value)


def test_hostile_values_in_every_field_are_no_post_and_no_crash() -> None:
    values: tuple[Any, ...] = (None, [], {}, "", 0, True, 1e999, [[]], {"rendered": []}, [{"name": 3}], "\ud83d\x00")
    for value in values:
        page_of(WordPress, [value])
        for name in POST:
            page_of(WordPress, [POST | {name: value}])


# ── against a site ─────────────────────────────────────────────────────────────────────────────────


def test_everything_there_is_comes_with_the_first_pull_newest_first() -> None:
    with serving(Site(stories(*range(1, 8)))) as server:
        gathered = walked(listing_of(WordPress, server, api="wp-json/wp/v2/posts?per_page=3"))
    assert [article.key for article in gathered.articles] == ["1", "2", "3", "4", "5", "6", "7"]
    assert gathered.complete_since == ALWAYS


@pytest.mark.parametrize("hours", [-11, 0, 4, 14])
def test_a_later_pull_has_all_that_is_new_and_what_was_changed_whatever_the_sites_zone(hours: int) -> None:
    week, day = NOW - WEEK, NOW - timedelta(days=1)
    waited = Story(1, NOW, NOW - 3 * WEEK)  # written long ago, for today
    fresh = Story(2, week + timedelta(minutes=1), week)
    corrected = Story(3, NOW - 5 * WEEK, NOW - timedelta(hours=2))
    old = Story(4, NOW - 5 * WEEK, NOW - 4 * WEEK)
    with serving(Site([waited, fresh, corrected, old], zone=timedelta(hours=hours))) as server:
        gathered = walked(listing_of(WordPress, server), Asked(week, day))
    assert sorted(article.key for article in gathered.articles) == ["1", "2", "3"]
    assert gathered.complete_since == week


def test_what_was_not_changed_since_is_not_taken_although_a_days_overlap_lists_it() -> None:
    day = NOW - timedelta(days=1)
    with serving(Site([Story(3, NOW - 5 * WEEK, day - timedelta(minutes=1))])) as server:
        assert walked(listing_of(WordPress, server), Asked(NOW - WEEK, day)).articles == ()


def test_a_later_pull_on_the_same_day_is_asked_for_only_if_it_changed(tmp_path: Path) -> None:
    with serving(Site(stories(1, 2))) as server:
        listing = listing_of(WordPress, server, tmp_path)
        first = walked(listing, Asked(NOW - WEEK, NOW))
        asked = Asked(NOW - WEEK + timedelta(hours=3), NOW + timedelta(hours=3))
        assert walked(listing, asked).articles == first.articles
    assert [bool(request.headers["If-None-Match"]) for request in server.requests] == [False, False, True, True]


def test_a_site_with_plain_permalinks_is_asked_by_rest_route() -> None:
    with serving(Site(stories(1, 2, 3), plain_permalinks=True)) as server:
        gathered = walked(listing_of(WordPress, server, api="wp-json/wp/v2/posts?per_page=2"))
    assert [article.key for article in gathered.articles] == ["1", "2", "3"]
    assert [request.path for request in server.requests] == ["/wp-json/wp/v2/posts", "/", "/"]


def test_a_site_that_is_no_wordpress_is_told_by_the_address_that_was_meant() -> None:
    with serving(Site(stories(1))) as server, pytest.raises(SourceError) as raised:
        walked(listing_of(WordPress, server, api="wp-json/wp/v2/news"))
    address = f"{server.url}/wp-json/wp/v2/news"
    assert str(raised.value) == f"blog: {address}: is not there; correct the address (status 404)"


@pytest.mark.parametrize(("numbers", "since"), [((1,), ALWAYS), ((1, 2, 3), None), ((1, 2, 3, 4), None)])
def test_where_totals_are_hidden_a_refused_page_is_the_end_and_nobody_knows_whether_all_came(
    numbers: tuple[int, ...], since: datetime | None
) -> None:
    with serving(Site(stories(*numbers), hides_totals=True)) as server:
        gathered = walked(listing_of(WordPress, server, api="wp-json/wp/v2/posts?per_page=2"))
    assert [int(article.key) for article in gathered.articles] == list(numbers)
    assert (gathered.error, gathered.complete_since) == (None, since)


def test_another_refusal_in_the_middle_is_no_end() -> None:
    with serving(Site(stories(1, 2, 3))) as server:
        server.goes_wrong(2, lambda *_: Reply(b'{"code":"rest_invalid_param","message":"Invalid\\u001b."}', 400))
        gathered = walked(listing_of(WordPress, server, api="wp-json/wp/v2/posts?per_page=2"))
    told = "gives no article list (status 400), and says “Invalid.”; 2 articles were taken, the rest comes with the next pull"
    assert gathered.error == f"blog: page 2: {server.url}/wp-json/wp/v2/posts: {told}"


def test_another_type_of_content_and_a_query_of_ones_own_are_asked_for() -> None:
    listing = listing_of(WordPress, api="wp-json/wp/v2/news?categories=7&per_page=20")
    (query,) = listing.queries(Asked())
    begins = "https://example.com/wp-json/wp/v2/news?categories=7&per_page=20&orderby=date&order=desc"
    assert query.url == f"{begins}&_embed=wp:featuredmedia,wp:term"
    assert query.instead.startswith("https://example.com/?rest_route=/wp/v2/news&categories=7&per_page=20&")


def test_a_guid_and_a_link_that_two_posts_bear_name_neither() -> None:
    more = {"guid": {"rendered": "x"}, "link": "https://example.com/x"}
    with serving(Site([replace(story, more=more) for story in stories(1, 2)])) as server:
        gathered = walked(listing_of(WordPress, server))
    assert [article.names for article in gathered.articles] == [("1",), ("2",)]
