"""Odd addresses on the whole way: from an article's HTML, or a CTA, to the bytes of the letter's two parts."""

import os
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from html import escape
from pathlib import Path

import pytest
from selectolax.lexbor import LexborHTMLParser

from newsletter.ctas.registry import Registry
from newsletter.ctas.urls import RefusedUrl, add_utm
from newsletter.init import Answers, create
from newsletter.localise.isolation import bare
from newsletter.model import Cta, CtaTarget, Edition, Issue, Language, Link, Text
from newsletter.pipeline import Kit, compose, open_kit, read_pulled
from newsletter.settings import load
from tests.ctas.hostile_urls import LEFT, OWN_DOMAINS, REFUSED, TOLD, TRACKED

WRITTEN = datetime(2026, 11, 20, 12, tzinfo=UTC).timestamp()
ISSUES = {
    "en_GB": Issue("weekly", "uk", date(2026, 11, 26)),
    "ar_AE": Issue("weekly", "middle-east", date(2026, 11, 24)),
}
# A place on the page it stood on is none in a letter, and braces are encoded on the way in.
GOOD = [url for url in (*TRACKED, *TOLD, *LEFT) if not url.startswith("#") and "{" not in url and len(url) < 500]

Told = Callable[[str, str, str], Edition]


@pytest.fixture(scope="module")
def kit(tmp_path_factory: pytest.TempPathFactory) -> Kit:
    folder = tmp_path_factory.mktemp("line") / "project"
    create(folder, Answers(), None, date(2026, 11, 19))
    for sample in (folder / "articles").iterdir():
        sample.unlink()
    settings = replace(load(folder, {}), own_domains=OWN_DOMAINS)
    kit = open_kit(settings)
    region = tuple(settings.regions)
    targets = {
        f"{100_000 + number}": dict.fromkeys(region, CtaTarget(Text("Go"), url)) for number, url in enumerate(GOOD)
    }
    return replace(kit, registry=Registry([Cta(cta, (), target) for cta, target in targets.items()]))


@pytest.fixture
def told(kit: Kit, tmp_path: Path) -> Told:
    """`told(body, "ar_AE", "utm")`: the edition that holds this article, in the article's language."""

    def edition(body: str, code: str, links: str) -> Edition:
        article = tmp_path / "links.html"
        article.write_text(f"---\ntitle: A Row of Links\nlanguage: {code}\n---\n{body}", "utf-8", "surrogatepass")
        os.utime(article, (WRITTEN, WRITTEN))
        (source,) = kit.settings.sources
        settings = replace(kit.settings, sources=(replace(source, path=tmp_path),), links=links)  # type: ignore[arg-type]
        here = replace(kit, settings=settings)
        articles = [one for pulled in read_pulled(here) for one in pulled.articles]
        return compose(ISSUES[code], Language(code), articles, here)

    return edition


def row(urls: Sequence[str], words: str = "words") -> str:
    return "\n".join(
        f'<p>See <a href="{escape(url)}">{words} {number}</a> here.</p>' for number, url in enumerate(urls)
    )


def wanted(url: str, link: Link, edition: Edition, content: str) -> str:
    campaign = f"{edition.issue.region}-{edition.issue.campaign}-{edition.issue.date}"
    return add_utm(url, campaign=campaign, content=content, own_domains=OWN_DOMAINS, home=OWN_DOMAINS)


def hrefs(edition: Edition) -> list[str | None]:
    return [anchor.attributes["href"] for anchor in LexborHTMLParser(edition.html).css("a[href]")]


def errors(edition: Edition) -> list[str]:
    return [finding.message for finding in edition.findings if finding.level == "error" and finding.gate != "size"]


@pytest.mark.parametrize(("code", "words"), [("en_GB", "words"), ("ar_AE", "كلمات")])
def test_a_direct_link_of_an_article_is_the_same_address_in_both_parts(told: Told, code: str, words: str) -> None:
    edition = told(row(GOOD, words), code, "utm")
    assert [bare(link.label) for link in edition.links] == [f"{words} {number}" for number in range(len(GOOD))]
    for url, link in zip(GOOD, edition.links, strict=True):
        assert link.href == link.target == wanted(url, link, edition, link.slot)
        assert link.href in hrefs(edition)
        assert f"({link.href})" in edition.text
    assert errors(edition) == []


def test_a_tracked_link_of_an_article_leads_to_the_very_address(told: Told) -> None:
    edition = told(row(GOOD), "en_GB", "redirect")
    for url, link in zip(GOOD, edition.links, strict=True):
        assert link.target == wanted(url, link, edition, link.slot)
        assert link.href in hrefs(edition) and link.href in edition.text
        assert link.tracked == link.href.startswith("https://news.example.com/c/") == url.lower().startswith("http")
    assert errors(edition) == []


@pytest.mark.parametrize("links", ["utm", "redirect"])
def test_a_cta_leads_to_the_very_address_from_both_parts(told: Told, links: str) -> None:
    body = "\n".join(f"<p>{{{{cta('{100_000 + number}')}}}}</p>" for number in range(len(GOOD)))
    edition = told(f"<p>Go.</p>{body}", "en_GB", links)
    for url, link in zip(GOOD, edition.links, strict=True):
        assert link.target == wanted(url, link, edition, str(link.cta))
        assert link.href in hrefs(edition) and f"\n{link.href}\n" in edition.text
    assert errors(edition) == []


@pytest.mark.parametrize("links", ["utm", "redirect"])
def test_what_is_refused_keeps_its_words_and_leaves_no_trace(told: Told, links: str) -> None:
    bad = [url for url in REFUSED if "\ud800" not in url and "\0" not in url]  # a file with them is skipped whole
    edition = told(row(bad), "en_GB", links)
    assert [number for number in range(len(bad)) if f"words {number}" not in edition.text] == []
    for link in edition.links:  # what hides letters is cleaned away before, and may leave an address behind
        assert add_utm(link.target, campaign="", content="", own_domains=(), home=("127.0.0.1",)) == link.target
    assert not [href for href in hrefs(edition) if href and refused(href)]
    assert "javascript:" not in edition.html.lower()
    assert errors(edition) == []


def refused(href: str) -> bool:
    try:
        add_utm(href, campaign="", content="", own_domains=(), home=("127.0.0.1",))
    except RefusedUrl:
        return True
    return False


def test_what_an_article_loses_is_told(told: Told) -> None:
    lost = ["javascript:x", "one two", f"https://example.org/{'a' * 5_000}"]
    spaced = ["https://example.org/price list.pdf", "tel:+44 20 7946 0000"]
    edition = told(row(["http://10.0.0.1/", *spaced, *lost, "//example.org/a"]), "en_GB", "utm")
    warnings = [one.message for one in edition.findings if one.gate == "links"]
    assert len(warnings) == 3
    assert warnings[0].startswith("“words 0” is no longer a link to http://10.0.0.1/: ")
    for number, url in enumerate(spaced, 1):
        assert warnings[number].startswith(f"“words {number}” is no longer a link to {url}: it holds a space")
    assert [note.text for note in edition.notes if "links without" in note.text] == [
        "links without an address to follow, their words kept: 3"
    ]
    assert [link.target for link in edition.links] == ["https://example.org/a"]


@pytest.mark.parametrize(("code", "words"), [("en_GB", "directly"), ("ar_AE", "مباشرة")])
@pytest.mark.parametrize("links", ["utm", "redirect"])
def test_a_link_that_nobody_shall_count_is_direct_and_does_not_say_so(
    told: Told, code: str, words: str, links: str
) -> None:
    body = (
        f"<p>Go <a data-track='OFF' href='https://example.com/a?b'>{words}</a>, or to <a data-track=off>no place</a>,"
        " or <a data-track=on href='https://example.com/c'>counted</a>.</p>"
        "<p>Source: <a href='https://example.com/d' data-track='off'>the almanac</a></p>"
    )
    edition = told(body, code, links)
    direct, counted, source = edition.links
    assert (source.target, source.href, source.tracked) == ("https://example.com/d", "https://example.com/d", False)
    assert (direct.target, direct.href, direct.tracked) == ("https://example.com/a?b", "https://example.com/a?b", False)
    assert "utm_source" in counted.target and counted.tracked == (links == "redirect")
    assert direct.href in hrefs(edition) and f"({direct.href})" in edition.text
    assert "data-track" not in edition.html + edition.text and errors(edition) == []
