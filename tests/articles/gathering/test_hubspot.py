"""HubSpot's posts: letter for letter with their CTAs, their tags by name, and nothing that is not public."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from newsletter.articles.gathering.hubspot import HubSpot
from newsletter.articles.gathering.raw import ALWAYS, Asked, RawArticle
from newsletter.errors import SourceError
from newsletter.model import Language
from tests.articles.fakes.hubspot import TOKEN
from tests.articles.fakes.hubspot import HubSpot as Account
from tests.articles.fakes.server import Reply, serving
from tests.articles.fakes.stories import NOW, Story, stories
from tests.articles.fakes.walking import listing_of, only, page_of, walked

WEEK = timedelta(days=7)
BODY = "<p>{{cta(‘7d1c0f52-6b3e-4f0a-9a58-2f41c7e9b310’)}}</p><!--HubSpot Call-to-Action Code --><span class='hs-cta-wrapper'>"
POST: dict[str, Any] = {
    "id": "184993428780",
    "name": "A harbour walk",
    "htmlTitle": "A harbour walk | The Quay",
    "url": "https://blog.example.com/walk",
    "currentState": "PUBLISHED",
    "publishDate": "2026-11-26T09:00:00Z",
    "updated": "2026-11-26T10:00:00.123Z",
    "language": "en-gb",
    "translatedFromId": None,
    "postBody": BODY,
    "metaDescription": "",
    "postSummary": "<p>The tide\n is out.</p>",
    "featuredImage": "https://example.com/quay.jpg",
    "featuredImageAltText": "A quay",
    "useFeaturedImage": True,
    "tagIds": [],
}


def read(**more: Any) -> RawArticle:
    return only(page_of(HubSpot, {"results": [POST | more]}))


def test_a_post_becomes_an_article_with_its_body_letter_for_letter() -> None:
    assert read() == RawArticle(
        source="blog",
        key="184993428780",
        place="https://blog.example.com/walk",
        body=BODY,
        form="html",
        language=Language("en_GB"),
        title="A harbour walk",
        published=datetime(2026, 11, 26, 9, tzinfo=UTC),
        modified=datetime(2026, 11, 26, 10, 0, 0, 123000, tzinfo=UTC),
        canonical="https://blog.example.com/walk",
        image="https://example.com/quay.jpg",
        image_alt="A quay",
        teaser="The tide is out.",
        names=("184993428780", "https://blog.example.com/walk"),
    )


@pytest.mark.parametrize(
    ("more", "field", "made"),
    [
        ({"language": "ar-ae", "translatedFromId": "7"}, "language", Language("ar_AE")),
        ({"language": "ar-ae", "translatedFromId": "7"}, "translation_of", "blog:7"),
        ({"translatedFromId": "0"}, "translation_of", None),
        ({"translatedFromId": "184993428780"}, "translation_of", None),
        ({"language": None}, "language", Language("en_GB")),
        ({"useFeaturedImage": False}, "image", None),
        ({"metaDescription": "Short & sweet."}, "teaser", "Short & sweet."),
        ({"name": ""}, "title", "A harbour walk | The Quay"),
        ({"currentState": "PUBLISHED_OR_SCHEDULED"}, "title", "A harbour walk"),
    ],
)
def test_what_a_post_says_otherwise_is_read_too(more: dict[str, Any], field: str, made: object) -> None:
    assert getattr(read(**more), field) == made


@pytest.mark.parametrize(
    ("more", "why"),
    [
        ({"currentState": "DRAFT"}, "it is not published (draft)"),
        ({"password": "hunter2"}, "only some visitors may read it; open it to everybody"),
        ({"publicAccessRulesEnabled": True}, "only some visitors may read it; open it to everybody"),
        ({"language": "fr"}, "it is in 'fr', which no region has among its languages"),
        ({"id": ""}, "it has no id, so it cannot be known again; tell HubSpot"),
    ],
)
def test_a_post_that_is_not_taken_says_why(more: dict[str, Any], why: str) -> None:
    page = page_of(HubSpot, {"results": [POST | more]})
    assert (page.articles, page.skipped) == ((), (("https://blog.example.com/walk", why),))


def test_hostile_values_in_every_field_are_no_crash() -> None:
    values: tuple[Any, ...] = (None, [], {}, "", 0, True, [[]], [{"name": 3}], "\ud83d\x00")
    for value in values:
        page_of(HubSpot, {"results": [value], "paging": value, "total": value})
        for name in POST.keys() - {"tagIds"}:
            page_of(HubSpot, {"results": [POST | {name: value}]})


# ── against an account ─────────────────────────────────────────────────────────────────────────────


def test_everything_published_comes_with_the_first_pull_and_drafts_do_not() -> None:
    draft = Story(9, NOW, NOW, more={"state": "DRAFT", "currentState": "DRAFT"})
    with serving(Account([*stories(1, 2, 3, 4, 5), draft])) as server:
        gathered = walked(listing_of(HubSpot, server, api="cms/blogs/2026-03/posts?limit=2", key=TOKEN))
    assert [article.key for article in gathered.articles] == ["1", "2", "3", "4", "5"]
    assert (gathered.skipped, gathered.complete_since) == ((), ALWAYS)


def test_a_later_pull_has_all_that_is_new_and_what_was_changed() -> None:
    told = [
        Story(1, NOW, NOW - 3 * WEEK),
        Story(3, NOW - 5 * WEEK, NOW - timedelta(hours=2)),
        Story(4, NOW - 5 * WEEK, NOW - 4 * WEEK),
    ]
    with serving(Account(told)) as server:
        gathered = walked(listing_of(HubSpot, server, key=TOKEN), Asked(NOW - WEEK, NOW - timedelta(days=1)))
    assert [article.key for article in gathered.articles] == ["1", "3"]
    assert gathered.complete_since == NOW - WEEK


def test_tags_are_asked_for_once_and_go_by_their_names() -> None:
    with serving(Account(stories(1, 2, 3))) as server:
        gathered = walked(listing_of(HubSpot, server, api="cms/blogs/2026-03/posts?limit=2", key=TOKEN))
    assert [article.tags for article in gathered.articles] == [("Sea & shore",)] * 3
    assert [request.path.rpartition("/")[2] for request in server.requests] == ["posts", "tags", "posts"]


def test_without_their_tags_articles_come_all_the_same_and_the_reason_is_told() -> None:
    with serving(Account(stories(1))) as server:
        server.goes_wrong(2, lambda *_: Reply(status=403))
        gathered = walked(listing_of(HubSpot, server, key=TOKEN))
    assert [article.tags for article in gathered.articles] == [()]
    (said,) = gathered.warnings
    assert said.startswith("its articles have no tags, for their names are not given to us (blog: http://localhost")
    assert "give its private app the scope content" in said


def test_an_outage_of_the_tags_is_one_of_the_source_and_takes_no_articles_tags_away() -> None:
    with serving(Account(stories(1))) as server:
        server.goes_wrong(2, lambda *_: Reply(status=503))
        with pytest.raises(SourceError, match="/tags: fails at its server"):
            walked(listing_of(HubSpot, server, key=TOKEN))


def test_another_path_says_that_there_are_no_tags_beside_it() -> None:
    told = {"results": [POST | {"tagIds": [7]}]}
    assert page_of(HubSpot, told, api="cms/v9/blog").warnings == (
        "its articles have no tags, for its path does not end in posts, beside which they are listed",
    )


def test_a_wrong_key_says_what_to_do_and_is_not_shown() -> None:
    with serving(Account(stories(1))) as server, pytest.raises(SourceError) as raised:
        walked(listing_of(HubSpot, server, key="pat-eu1-wrong"))
    said = "does not take the source's key; make a private app's token and set it (status 401)"
    assert str(raised.value).endswith(said)
    assert "pat-eu1-wrong" not in str(raised.value)


def test_one_blog_of_an_account_is_a_query_of_its_path() -> None:
    (query,) = listing_of(HubSpot, api="cms/blogs/2026-03/posts?contentGroupId=12").queries(Asked())
    assert query.url == (
        "https://example.com/cms/blogs/2026-03/posts?contentGroupId=12&state=PUBLISHED&limit=100&sort=-createdAt"
    )
