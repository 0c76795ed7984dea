"""Pictures fetched at a pull: which ones, by which rules, and what is said of those that could not be had."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from newsletter.articles import pictures
from newsletter.articles.pictures import THEME, as_kept, fetch, pictures_of
from newsletter.articles.sources import Pulled
from newsletter.model import Article, Language, Prose, RegionBlock, SourceSettings
from newsletter.store.pictures import Pictures
from tests.painted import PNG, noisy, opened, painted, saved

if TYPE_CHECKING:
    from tests.web_server import Web

ENGLISH = Language("en_GB")
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


def in_prose(url: str, width: int) -> Article:
    prose = Prose(f'<p><img src="{url}" width="{width}" alt=""></p>', 1)
    return Article(f"blog:{width}", "blog", "a", "A", (prose,), ENGLISH, None)


def warnings(found: Sequence[Pulled]) -> tuple[str, ...]:
    """What was said beside what had been said before."""
    return tuple(said for one in found for said in one.warnings if said != "said before")


def test_an_articles_pictures_are_its_own_and_those_in_its_prose_and_its_region_blocks() -> None:
    inner = Prose('<p><img alt="a > b" src="https://example.com/c.png?a=1&amp;b=2"> <img alt="src"></p>', 9)
    block = RegionBlock("uk", "Harbour UK:", (inner,), 8)
    prose = Prose('<p>a <img src="https://example.com/b.png" width="80"> src="https://example.com/none.png"</p>', 1)
    last = Prose('<p><img width="0" src="https://example.com/d.png"></p>', 12)
    article = replace(pulled("https://example.com/a.png")[0].articles[0], pieces=(prose, block, last))
    assert list(pictures_of(article)) == [
        ("https://example.com/a.png", 1200),
        ("https://example.com/b.png", 160),
        ("https://example.com/c.png?a=1&b=2", 1200),
        ("https://example.com/d.png", 1200),
    ]


def test_a_picture_is_kept_whatever_its_server_calls_it(web: "Web", kept: Pictures) -> None:
    url = web.put("/a", PNG, headers={"Content-Type": "text/html"})
    found = fetch(pulled(url), SOURCES, {}, kept)
    picture = kept.find(url)
    assert picture is not None and picture.content_type == "image/png"
    assert opened(picture.body).tobytes() == opened(PNG).convert(opened(picture.body).mode).tobytes()
    assert warnings(found) == ()
    assert web.requests[0][1]["Accept"].startswith("image/jpeg")


def test_an_article_carries_what_is_kept_of_its_pictures_and_of_the_logos(web: "Web", kept: Pictures) -> None:
    url, logo, lost = web.put("/a", painted("PNG", 1500, 20)), web.put("/logo", PNG), web.put("/b", status=404)
    fetch(pulled(logo), SOURCES, {}, kept)
    found = fetch(pulled(url, lost), SOURCES, {logo: 20}, kept)
    one, other = found[0].articles
    assert {url: (kept.width, kept.height) for url, kept in one.pictures.items()} == {logo: (40, 20), url: (1200, 16)}
    assert set(other.pictures) == {logo}
    assert as_kept(pulled(url, lost), {logo: 20}, kept)[0].articles == found[0].articles


def test_it_is_fetched_again_where_it_is_shown_larger_than_it_was_kept_for(web: "Web", kept: Pictures) -> None:
    url = web.put("/a", saved(noisy(500, 50), "PNG"))
    small = replace(pulled()[0], articles=(in_prose(url, 100),))
    assert fetch([small], SOURCES, {}, kept)[0].articles[0].pictures[url].width == 200
    large = replace(pulled()[0], articles=(in_prose(url, 100), in_prose(url, 220), in_prose(url, 120)))
    assert [one.pictures[url].width for one in fetch([large], SOURCES, {}, kept)[0].articles] == [440] * 3
    fetch([small], SOURCES, {}, kept)
    assert len(web.requests) == 2


def test_what_is_lost_of_a_picture_is_a_warning_and_the_rest_is_kept(web: "Web", kept: Pictures) -> None:
    frames = [noisy(30, 20) for _ in range(2)]
    url = web.put("/a", saved(frames[0], "WEBP", save_all=True, append_images=frames[1:]))
    (said,) = warnings(fetch(pulled(url), SOURCES, {}, kept))
    assert said.startswith(f"{url}: moves") and url in kept


def test_a_picture_that_is_kept_already_is_not_fetched_again(web: "Web", kept: Pictures) -> None:
    url = web.put("/a", PNG)
    fetch(pulled(url, url), SOURCES, {}, kept)
    fetch(pulled(url), SOURCES, {}, kept)
    assert len(web.requests) == 1


@pytest.mark.parametrize(
    ("body", "status", "said"),
    [
        (b"<svg onload='alert(1)'/>", 200, "is no PNG, JPEG, GIF or WebP"),
        (PNG[:60], 200, "is damaged"),
        (b"", 404, "is not there; correct the address (status 404)"),
        (b"", 418, "gives no picture (status 418)"),
        (PNG + b"x" * 5_000_000, 200, "is over 5,000,000 bytes; make it smaller"),
    ],
)
def test_one_that_cannot_be_had_is_one_warning_of_its_source_and_stops_no_other(
    web: "Web", kept: Pictures, body: bytes, status: int, said: str
) -> None:
    bad, good = web.put("/bad", body, status), web.put("/good", PNG)
    found = fetch(pulled(bad, good), SOURCES, {}, kept)
    (line,) = warnings(found)
    assert bad in line and said in line and "\n" not in line
    assert found[0].error is None and found[0].warnings[0] == "said before"
    assert good in kept and bad not in kept


def test_the_network_rules_hold_for_pictures_too(web: "Web", kept: Pictures) -> None:
    url = web.put("/a", PNG)
    found = fetch(pulled(url, source="other"), SOURCES, {}, kept)
    assert "is not on the open internet" in warnings(found)[0]
    assert web.requests == []


def test_a_folder_that_cannot_be_written_is_named(web: "Web", kept: Pictures) -> None:
    kept.folder.write_text("a file stands where the folder should")
    (line,) = warnings(fetch(pulled(web.put("/a", PNG)), SOURCES, {}, kept))
    assert f"cannot be kept in {kept.folder}" in line and "make that folder writable" in line


def test_a_logo_that_cannot_be_had_is_a_warning_of_the_theme(web: "Web", kept: Pictures) -> None:
    found = fetch(pulled(), SOURCES, {"https://logo.invalid/logo.png": 400}, kept)
    assert [one.source for one in found] == ["blog", THEME]
    assert "https://logo.invalid/logo.png" in found[-1].warnings[0]


def test_what_is_too_much_for_one_pull_is_left_for_the_next(
    web: "Web", kept: Pictures, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pictures, "MOST", 2)
    urls = [web.put(f"/{number}", PNG) for number in range(5)]
    assert warnings(fetch(pulled(*urls), SOURCES, {}, kept)) == ("3 of its pictures were left for the next pull",)
    assert [url in kept for url in urls] == [True, True, False, False, False]
    fetch(pulled(*urls), SOURCES, {}, kept)
    assert [url in kept for url in urls] == [True, True, True, True, False]


def test_no_picture_is_begun_once_a_pull_has_lasted_long_enough(
    web: "Web", kept: Pictures, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pictures, "_PATIENCE", -1.0)
    assert warnings(fetch(pulled(web.put("/a", PNG)), SOURCES, {}, kept)) == (
        "1 of its pictures was left for the next pull",
    )
    assert web.requests == []


def test_an_address_that_cannot_be_is_a_warning_and_stops_no_other(web: "Web", kept: Pictures) -> None:
    url = web.put("/a", PNG)
    (said,) = warnings(fetch(pulled("https://xn--a/a.png", url), SOURCES, {}, kept))
    assert "https://xn--a/a.png: is no web address" in said
    assert kept.find(url)
