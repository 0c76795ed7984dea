"""Pulling from several sources at once: what each gave, and what became of the broken ones."""

import logging
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import pytest

from newsletter.articles import sources
from newsletter.articles.gathering.raw import ALWAYS, Gathered
from newsletter.articles.sources import Asked, Pulled, pull
from newsletter.model import Language, Region, SourceSettings, Text
from tests.articles.fakes.server import serving
from tests.articles.fakes.stories import NOW, stories
from tests.articles.fakes.wordpress import WordPress

if TYPE_CHECKING:
    from tests.web_server import Web

Kind = Literal["hubspot", "ghost"]
ENGLISH, ARABIC = Language("en_GB"), Language("ar_AE")


def region(slug: str, name: str, *languages: Language) -> Region:
    return Region(
        slug=slug,
        name=Text(name),
        aliases=(name,),
        territory="GB",
        timezone="Europe/London",
        languages=languages,
        spelling="british",
        sender="The Harbour Letter <letter@example.com>",
        reply_to=None,
        testers=(),
        legal=(),
        relay=None,
    )


REGIONS = (region("uk", "United Kingdom", ENGLISH), region("middle-east", "Middle East", ENGLISH, ARABIC))


def folder(path: Path | None, name: str = "journal") -> SourceSettings:
    return SourceSettings(name, "folder", path, None, ENGLISH)


def feed(url: str | None, name: str = "blog") -> SourceSettings:
    return SourceSettings(name, "feed", None, url, ENGLISH, ("127.0.0.1",))


@pytest.fixture
def journal(tmp_path: Path) -> Path:
    made = tmp_path / "journal"
    made.mkdir()
    return made


def test_a_file_and_an_item_become_articles_in_the_order_of_the_settings(
    web: "Web", journal: Path, tmp_path: Path
) -> None:
    (journal / "walk.md").write_text(
        "---\nlanguage: ar\nregions: middle-east\n---\n# A harbour walk\n\nThe tide is out.\n"
    )
    item = (
        "<guid isPermaLink='false'>salt</guid><title>Salt</title><description>&lt;p&gt;White.&lt;/p&gt;</description>"
    )
    url = web.put("/feed", f"<rss version='2.0'><channel><item>{item}</item></channel></rss>".encode())
    first, second = pull([folder(journal), feed(url)], REGIONS, tmp_path / "cache")
    (walk,), (salt,) = first.articles, second.articles
    assert (walk.id, walk.title, walk.language, walk.regions) == (
        "journal:walk.md",
        "A harbour walk",
        ARABIC,
        ("middle-east",),
    )
    assert (salt.id, salt.title, salt.language) == ("blog:salt", "Salt", ENGLISH)


def test_a_broken_source_never_stops_the_others(web: "Web", journal: Path, tmp_path: Path) -> None:
    (journal / "walk.txt").write_text("A harbour walk\n\nThe tide is out.\n")
    broken = [feed(web.put("/a", b"x.xml"), "a"), feed(web.put("/b", status=500), "b"), folder(tmp_path / "none", "c")]
    *errors, good = pull([*broken, folder(journal)], REGIONS, tmp_path / "cache")
    assert [one.error is not None for one in errors] == [True, True, True]
    assert [article.title for article in good.articles] == ["A harbour walk"]


def test_a_feed_is_read_as_it_was_pulled_where_nobody_may_go_to_the_network(web: "Web", tmp_path: Path) -> None:
    url = web.put("/feed", b"<rss version='2.0'><channel><item><title>Salt</title></item></channel></rss>")
    first = pull([feed(url)], REGIONS, tmp_path)
    web.put("/feed", status=500)
    assert pull([feed(url)], REGIONS, tmp_path, as_kept=True) == first
    assert len(web.requests) == 1


def test_a_feed_that_was_never_pulled_is_no_error_but_a_quiet_word(web: "Web", tmp_path: Path) -> None:
    (pulled,) = pull([feed(web.url("/feed"))], REGIONS, tmp_path, as_kept=True)
    assert pulled == Pulled("blog", warnings=("Not pulled yet; press Pull, or run newsletter pull.",))
    assert web.requests == []


def test_an_error_names_its_source(tmp_path: Path) -> None:
    (pulled,) = pull([folder(tmp_path / "none")], REGIONS, tmp_path)
    assert pulled.error is not None
    assert pulled.error.startswith("journal: there is no folder")


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        (folder(None), "journal: a folder needs a path; add path to the source"),
        (feed(None), "blog: a feed needs an address; add url to the source"),
    ],
)
def test_a_source_without_a_place_says_what_to_add(settings: SourceSettings, told: str, tmp_path: Path) -> None:
    assert pull([settings], REGIONS, tmp_path) == (Pulled(settings.name, error=told),)


def test_a_fault_of_our_own_stops_only_its_source(
    journal: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    class Faulty:
        def __init__(self, *_: object) -> None: ...

        def gather(self, *_: object) -> Gathered:
            raise RecursionError

    monkeypatch.setattr(sources, "SOURCES", {**sources.SOURCES, "feed": Faulty})
    with caplog.at_level(logging.ERROR):
        broken, good = pull([feed("https://example.com/"), folder(journal)], REGIONS, tmp_path)
    assert broken.error == "blog: failed unexpectedly (RecursionError()); see the log"
    assert good.error is None
    assert "source blog failed unexpectedly" in caplog.text


def test_one_article_twice_in_a_source_is_taken_once_and_told(web: "Web", tmp_path: Path) -> None:
    item = "<item><title>Salt</title><description>White.</description></item>"
    url = web.put("/feed", f"<rss version='2.0'><channel>{item}{item}</channel></rss>".encode())
    (pulled,) = pull([feed(url)], REGIONS, tmp_path)
    assert len(pulled.articles) == 1
    assert pulled.skipped == ((url, f"it is the same article as {url}"),)


def test_what_was_skipped_and_warned_of_comes_along(web: "Web", journal: Path, tmp_path: Path) -> None:
    (journal / "walk.md").write_text("---\ntitel: A\n---\n")
    url = web.put(
        "/feed", b"<rss version='2.0'><channel><item><title>A & B</title><link>https://example.com/b</link></item>"
    )
    first, second = pull([folder(journal), feed(url)], REGIONS, tmp_path)
    assert first.skipped == (("walk.md", "titel: no such key in a front matter; did you mean title?"),)
    assert second.warnings[0].startswith("its XML is broken")
    assert [article.title for article in second.articles] == ["A & B"]


def test_an_unchanged_feed_gives_the_same_articles_again(web: "Web", tmp_path: Path) -> None:
    body = b"<rss version='2.0'><channel><item><title>Salt</title></item></channel></rss>"
    url = web.put("/feed", body, headers={"ETag": '"v1"'})
    first = pull([feed(url)], REGIONS, tmp_path)
    web.put("/feed", status=304)
    assert pull([feed(url)], REGIONS, tmp_path) == first


@pytest.mark.parametrize(("said", "made"), [("", ("uk",)), ("regions: middle-east\n", ("middle-east",))])
def test_a_sources_regions_are_those_of_articles_that_say_none(
    journal: Path, tmp_path: Path, said: str, made: tuple[str, ...]
) -> None:
    (journal / "walk.md").write_text(f"---\ntitle: A walk\n{said}---\nThe tide is out.\n")
    (pulled,) = pull([replace(folder(journal), regions=("uk",))], REGIONS, tmp_path)
    assert [article.regions for article in pulled.articles] == [made]


def test_each_source_is_asked_for_its_own_and_tells_how_far_it_is(journal: Path, tmp_path: Path) -> None:
    (journal / "walk.md").write_text("# A walk\n\nThe tide is out.\n")
    told: list[tuple[str, int, int]] = []
    with serving(WordPress(stories(1, 2, 30))) as server:
        site = SourceSettings(
            "site", "wordpress", None, server.url, ENGLISH, (f"localhost:{server.port}",), "wp-json/wp/v2/posts"
        )
        week = NOW - timedelta(days=7)
        asked = {"site": Asked(published_since=week)}
        lately = pull([folder(journal), site], REGIONS, tmp_path, asked, lambda *said: told.append(said))
        everything = pull([site], REGIONS, tmp_path)
    assert [(one.source, len(one.articles), one.complete_since) for one in (*lately, *everything)] == [
        ("journal", 1, ALWAYS),
        ("site", 2, week),
        ("site", 3, ALWAYS),
    ]
    assert sorted(told) == [("journal", 1, 0), ("journal", 1, 1), ("site", 2, 0), ("site", 2, 1), ("site", 2, 2)]


@pytest.mark.parametrize("kind", ["hubspot", "ghost"])
def test_a_source_without_its_key_says_where_to_put_it_and_asks_nobody(kind: Kind, tmp_path: Path) -> None:
    settings = SourceSettings("our-blog", kind, None, "https://example.com", ENGLISH, api="posts")
    (pulled,) = pull([settings], REGIONS, tmp_path)
    variable = "NEWSLETTER_SOURCES__OUR_BLOG__KEY"
    assert pulled.error == (
        f"our-blog: has no key; set {variable}, or {variable}_FILE with the name of a file that holds it"
    )
    (kept,) = pull([settings], REGIONS, tmp_path, as_kept=True)
    assert kept.error is None


def test_two_articles_of_a_source_share_no_alias(web: "Web", tmp_path: Path) -> None:
    item = "<item><guid>a</guid><link>https://example.com/a</link><title>{}</title></item>"
    items = item.format("Salt") + item.format("Pepper")
    (pulled,) = pull([feed(web.put("/feed", f"<rss version='2.0'>{items}</rss>".encode()))], REGIONS, tmp_path)
    salt, pepper = (set(article.aliases) for article in pulled.articles)
    assert salt & pepper == set()


def test_without_sources_nothing_is_pulled(tmp_path: Path) -> None:
    assert pull([], REGIONS, tmp_path) == ()


def test_a_web_article_of_megabytes_is_skipped_and_said(web: "Web", tmp_path: Path) -> None:
    items = (
        f"<item><guid isPermaLink='false'>{n}</guid><title>T</title><description>{'x' * n}</description></item>"
        for n in (9, 2_000_001)
    )
    url = web.put("/feed", f"<rss version='2.0'><channel>{''.join(items)}</channel></rss>".encode())
    (pulled,) = pull([feed(url)], REGIONS, tmp_path / "cache")
    assert [one.id for one in pulled.articles] == ["blog:9"]
    assert [skipped.reason for skipped in pulled.skipped] == ["it is over 2,000,000 characters; make it shorter"]
