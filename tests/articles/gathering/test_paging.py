"""A walk through pages: to its end and no further, with every article once."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path

import pytest

from newsletter.articles.gathering.feeds import Feed
from newsletter.articles.gathering.ghost import Ghost
from newsletter.articles.gathering.hubspot import HubSpot
from newsletter.articles.gathering.paging import Bounds, walk
from newsletter.articles.gathering.raw import ALWAYS, Asked
from newsletter.articles.gathering.wordpress import WordPress
from newsletter.errors import SourceError
from tests.articles.fakes.feeds import JsonFeed, Rss
from tests.articles.fakes.server import Reply, Request, Server, serving
from tests.articles.fakes.stories import NOW, Story, stories
from tests.articles.fakes.walking import listing_of, walked
from tests.articles.fakes.wordpress import WordPress as Site

TWO_A_PAGE = "wp-json/wp/v2/posts?per_page=2"


@dataclass
class Scripted:
    """A site that answers each request with the next of its replies."""

    replies: list[bytes] = field(default_factory=list)

    def answer(self, request: Request, base: str) -> Reply:
        return Reply(self.replies.pop(0).replace(b"{base}", base.encode()))


def test_how_far_it_has_come_is_told_after_each_page() -> None:
    told: list[tuple[str, int, int]] = []
    with serving(Site(stories(1, 2, 3, 4, 5))) as server:
        walk(listing_of(WordPress, server, api=TWO_A_PAGE), Asked(), lambda *said: told.append(said))
    assert told == [("blog", 2, 0), ("blog", 4, 0), ("blog", 5, 0)]


@pytest.mark.parametrize("bounds", [Bounds(pages=2), Bounds(articles=3), Bounds(seconds=0), Bounds(size=1)])
def test_a_list_that_is_too_long_for_one_pull_gives_its_newest_and_says_so(bounds: Bounds) -> None:
    with serving(Site(stories(1, 2, 3, 4, 5))) as server:
        gathered = walked(listing_of(WordPress, server, api=TWO_A_PAGE), Asked(), bounds)
    taken = len(gathered.articles)
    assert [int(article.key) for article in gathered.articles] == list(range(1, taken + 1))
    assert len(server.requests) == taken // 2 == (1 if bounds.seconds == 0 or bounds.size == 1 else 2)
    assert gathered.warnings == (f"it has more than one pull takes: {taken} articles were taken, the newest",)
    assert (gathered.error, gathered.complete_since) == (None, None)


def test_an_article_that_moves_to_the_next_page_comes_once() -> None:
    listed = stories(1, 2, 3, 4)
    with serving(Site(listed)) as server:

        def grown(request: Request, _: Reply, at: Server) -> Reply:
            at.site = Site([Story(9, NOW, NOW), *listed])
            return at.site.answer(request, at.url)

        server.goes_wrong(2, grown)
        gathered = walked(listing_of(WordPress, server, api=TWO_A_PAGE))
    assert [article.key for article in gathered.articles] == ["1", "2", "3", "4"]


def test_a_list_that_changed_on_the_way_says_nothing_of_what_is_missing() -> None:
    with serving(Site(stories(1, 2, 3, 4, 5))) as server:

        def shrunk(request: Request, _: Reply, at: Server) -> Reply:
            at.site = Site(stories(2, 3, 4, 5))
            return at.site.answer(request, at.url)

        server.goes_wrong(2, shrunk)
        gathered = walked(listing_of(WordPress, server, api=TWO_A_PAGE))
    assert gathered.complete_since is None
    assert gathered.error is None


def test_pages_that_lead_in_a_circle_are_left() -> None:
    feeds = [
        b'{"version": "https://jsonfeed.org/version/1.1", "next_url": "{base}/b", "items": [{"id": "1", "title": "A"}]}',
        b'{"version": "https://jsonfeed.org/version/1.1", "next_url": "{base}/feed", "items": [{"id": "2", "title": "B"}]}',
    ]
    with serving(Scripted(feeds)) as server:
        gathered = walked(listing_of(Feed, server))
    assert [article.key for article in gathered.articles] == ["1", "2"]
    told = "leads in a circle; tell its publisher; 2 articles were taken, the rest comes with the next pull"
    assert gathered.error == f"blog: page 3: {server.url}/feed: {told}"


def test_pages_that_are_all_the_same_are_left() -> None:
    same = b'{"results": [{"id": "1", "name": "A"}], "paging": {"next": {"after": "%d"}}}'
    with serving(Scripted([same % number for number in range(9)])) as server:
        gathered = walked(listing_of(HubSpot, server))
    assert len(server.requests) == 2
    told = "lists the same articles on every page; tell its publisher; 1 article was taken, the rest comes with the next pull"
    assert (gathered.error or "").endswith(told)


def test_what_is_no_list_in_the_middle_keeps_what_came() -> None:
    pages = [b'{"posts": [{"id": "1", "title": "A"}], "meta": {"pagination": {"next": 2}}}', b"<p>Maintenance"]
    with serving(Scripted(pages)) as server:
        gathered = walked(listing_of(Ghost, server))
    assert [article.key for article in gathered.articles] == ["1"]
    assert gathered.error
    assert gathered.error.startswith(f"blog: page 2: {server.url}/ghost/api/content/posts/: ")
    assert "answers with a web page, not with JSON" in gathered.error


def test_an_outage_of_the_second_list_keeps_what_the_first_one_gave() -> None:
    with serving(Site(stories(1, 2))) as server:
        server.goes_wrong(2, lambda *_: Reply(status=503))
        gathered = walked(listing_of(WordPress, server), Asked(NOW - timedelta(days=9), NOW - timedelta(days=9)))
    assert len(gathered.articles) == 2
    assert gathered.error
    assert gathered.error.startswith(f"blog: changed articles: {server.url}/wp-json/wp/v2/posts: ")


@pytest.mark.parametrize("made", [Rss, JsonFeed])
def test_a_feeds_older_pages_are_asked_for_as_long_as_they_are_wanted(made: type[Rss | JsonFeed]) -> None:
    with serving(made(stories(*range(1, 10)))) as server:
        lately = walked(listing_of(Feed, server), Asked(published_since=NOW - timedelta(days=3, hours=1)))
        asked = len(server.requests)
        everything = walked(listing_of(Feed, server))
    assert [article.key for article in lately.articles] == ["1", "2", "3", "4", "5", "6"]
    assert asked == 3
    assert len(everything.articles) == 9
    assert lately.complete_since is everything.complete_since is None


def test_what_was_kept_of_a_longer_list_is_read_to_the_end_of_the_shorter_one(tmp_path: Path) -> None:
    with serving(Site(stories(1, 2, 3, 4, 5))) as server:
        listing = listing_of(WordPress, server, tmp_path, TWO_A_PAGE)
        walked(listing)
        server.site = Site(stories(4, 5, 6))
        walked(listing)
        assert isinstance(listing, WordPress)
        kept = walked(replace(listing, plain=replace(listing.plain, as_kept=True)))
    assert [article.key for article in kept.articles] == ["4", "5", "6"]
    assert kept.complete_since is None


@pytest.mark.parametrize(("kind", "made"), [(WordPress, Site), (Feed, Rss), (Feed, JsonFeed)])
def test_an_answer_that_cannot_be_read_is_not_kept_under_the_validator_of_the_mended_one(
    kind: type[WordPress | Feed], made: type[Site | Rss | JsonFeed], tmp_path: Path
) -> None:
    with serving(made(stories(1, 2))) as server:
        listing = listing_of(kind, server, tmp_path)
        server.goes_wrong(1, lambda _, reply, __: replace(reply, body=b"Notice: not a list"))
        with pytest.raises(SourceError):
            walked(listing)
        assert len(walked(listing).articles) == 2
    assert not server.requests[1].headers["If-None-Match"]


@pytest.mark.parametrize(
    "damage", [lambda body: body[: len(body) * 2 // 3], lambda body: body.replace("é".encode(), "\ufffd".encode())]
)
def test_a_feed_that_came_damaged_is_asked_for_as_a_whole_the_next_time(
    damage: Callable[[bytes], bytes], tmp_path: Path
) -> None:
    with serving(Rss(stories(1, 2))) as server:
        listing = listing_of(Feed, server, tmp_path)
        whole = walked(listing_of(Feed, server)).articles
        server.goes_wrong(1, lambda _, reply, __: replace(reply, body=damage(reply.body)))
        assert walked(listing).articles != whole
        assert walked(listing).articles == walked(listing).articles == whole
    assert [bool(asked.headers["If-None-Match"]) for asked in server.requests] == [False, False, False, True]


def test_where_nothing_at_all_came_it_is_an_error() -> None:
    for kind in (Ghost, Feed):
        with serving(Scripted([b"", b""])) as server, pytest.raises(SourceError, match="answers with nothing"):
            walked(listing_of(kind, server))


def test_an_empty_list_is_whole() -> None:
    with serving(Site([])) as server:
        assert walked(listing_of(WordPress, server)).complete_since == ALWAYS
