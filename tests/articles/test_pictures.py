"""Pictures fetched at a pull: which ones, by which rules, and what is said of those that could not be had."""

import base64
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from newsletter.articles import pictures
from newsletter.articles.pictures import THEME, fetch, pictures_of
from newsletter.articles.sources import Pulled
from newsletter.model import Article, Language, Prose, RegionBlock, SourceSettings
from newsletter.store.pictures import Picture, Pictures

if TYPE_CHECKING:
    from tests.articles.conftest import Web

ENGLISH = Language("en_GB")
PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg=="
)
SOURCES = (SourceSettings("blog", "feed", None, "https://example.com/feed", ENGLISH, ("127.0.0.1",)),)


@pytest.fixture
def kept(tmp_path: Path) -> Pictures:
    return Pictures(tmp_path / "pictures")


def pulled(*images: str, source: str = "blog") -> list[Pulled]:
    articles = [
        Article(f"{source}:{number}", source, "a", "A", (), ENGLISH, None, image=image)
        for number, image in enumerate(images)
    ]
    return [Pulled(source, tuple(articles), warnings=("said before",))]


def warnings(found: Sequence[Pulled]) -> tuple[str, ...]:
    """What was said beside what had been said before."""
    return tuple(said for one in found for said in one.warnings if said != "said before")


def test_an_articles_pictures_are_its_own_and_those_in_its_prose_and_its_region_blocks() -> None:
    inner = Prose('<p><img alt="a > b" src="https://example.com/c.png?a=1&amp;b=2"> <img alt="src"></p>', 9)
    block = RegionBlock("uk", "Harbour UK:", (inner,), 8)
    prose = Prose('<p>a <img src="https://example.com/b.png" alt=""> src="https://example.com/none.png"</p>', 1)
    article = replace(pulled("https://example.com/a.png")[0].articles[0], pieces=(prose, block))
    assert list(pictures_of(article)) == [
        "https://example.com/a.png",
        "https://example.com/b.png",
        "https://example.com/c.png?a=1&b=2",
    ]


def test_a_picture_is_kept_as_it_came_whatever_its_server_calls_it(web: "Web", kept: Pictures) -> None:
    url = web.put("/a", PNG, headers={"Content-Type": "text/html"})
    found = fetch(pulled(url), SOURCES, (), kept)
    assert kept.find(url) == Picture("image/png", PNG)
    assert warnings(found) == ()
    assert web.requests[0][1]["Accept"].startswith("image/png")


def test_a_picture_that_is_kept_already_is_not_fetched_again(web: "Web", kept: Pictures) -> None:
    url = web.put("/a", PNG)
    fetch(pulled(url, url), SOURCES, (), kept)
    fetch(pulled(url), SOURCES, (), kept)
    assert len(web.requests) == 1


@pytest.mark.parametrize(
    ("body", "status", "said"),
    [
        (b"<svg onload='alert(1)'/>", 200, "is no PNG, JPEG, GIF or WebP"),
        (b"", 404, "is not there; correct the address (status 404)"),
        (b"", 418, "gives no picture (status 418)"),
        (PNG + b"x" * 5_000_000, 200, "is over 5,000,000 bytes; make it smaller"),
    ],
)
def test_one_that_cannot_be_had_is_one_warning_of_its_source_and_stops_no_other(
    web: "Web", kept: Pictures, body: bytes, status: int, said: str
) -> None:
    bad, good = web.put("/bad", body, status), web.put("/good", PNG)
    found = fetch(pulled(bad, good), SOURCES, (), kept)
    (line,) = warnings(found)
    assert bad in line and said in line and "\n" not in line
    assert found[0].error is None and found[0].warnings[0] == "said before"
    assert good in kept and bad not in kept


def test_the_network_rules_hold_for_pictures_too(web: "Web", kept: Pictures) -> None:
    url = web.put("/a", PNG)
    found = fetch(pulled(url, source="other"), SOURCES, (), kept)
    assert "is not on the open internet" in warnings(found)[0]
    assert web.requests == []


def test_a_folder_that_cannot_be_written_is_named(web: "Web", kept: Pictures) -> None:
    kept.folder.write_text("a file stands where the folder should")
    (line,) = warnings(fetch(pulled(web.put("/a", PNG)), SOURCES, (), kept))
    assert f"cannot be kept in {kept.folder}" in line and "make that folder writable" in line


def test_a_logo_that_cannot_be_had_is_a_warning_of_the_theme(web: "Web", kept: Pictures) -> None:
    found = fetch(pulled(), SOURCES, ["https://logo.invalid/logo.png"], kept)
    assert [one.source for one in found] == ["blog", THEME]
    assert "https://logo.invalid/logo.png" in found[-1].warnings[0]


def test_what_is_too_much_for_one_pull_is_left_for_the_next(
    web: "Web", kept: Pictures, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pictures, "MOST", 2)
    urls = [web.put(f"/{number}", PNG) for number in range(5)]
    assert warnings(fetch(pulled(*urls), SOURCES, (), kept)) == ("3 of its pictures were left for the next pull",)
    assert [url in kept for url in urls] == [True, True, False, False, False]
    fetch(pulled(*urls), SOURCES, (), kept)
    assert [url in kept for url in urls] == [True, True, True, True, False]


def test_no_picture_is_begun_once_a_pull_has_lasted_long_enough(
    web: "Web", kept: Pictures, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pictures, "_PATIENCE", -1.0)
    assert warnings(fetch(pulled(web.put("/a", PNG)), SOURCES, (), kept)) == (
        "1 of its pictures was left for the next pull",
    )
    assert web.requests == []


def test_an_address_that_cannot_be_is_a_warning_and_stops_no_other(web: "Web", kept: Pictures) -> None:
    url = web.put("/a", PNG)
    (said,) = warnings(fetch(pulled("https://xn--a/a.png", url), SOURCES, (), kept))
    assert "https://xn--a/a.png: is no web address" in said
    assert kept.find(url)
