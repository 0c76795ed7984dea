"""The proof: what stands in a line, in report.json and on the page."""

import re
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from selectolax.lexbor import LexborHTMLParser

from newsletter.init import Answers, create
from newsletter.model import Edition, Finding, Issue
from newsletter.pipeline import compose, open_kit, pull_all
from newsletter.report import proof
from newsletter.settings import Settings, load

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
PLACED = Finding("blocks", "warning", "a.txt", 21, 1, "a.txt:21 'Quay UK:' has nothing beneath it", "delete the line")
PLAIN = Finding("size", "error", "html", 0, 0, "104 kB, and Gmail cuts at 102", "show fewer articles")


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    folder = tmp_path_factory.mktemp("proof") / "project"
    create(folder, Answers(), None, date(2026, 11, 19))
    return load(folder, {})


@pytest.fixture(scope="module")
def editions(settings: Settings) -> list[Edition]:
    kit = open_kit(settings)
    articles = [article for source in pull_all(kit) for article in source.articles]
    issues = (Issue("weekly", "uk", date(2026, 11, 26)), Issue("weekly", "middle-east", date(2026, 11, 24)))
    return [
        compose(issue, language, articles, kit)
        for issue in issues
        for language in settings.regions[issue.region].languages
    ]


@pytest.fixture
def written(settings: Settings, editions: list[Edition], tmp_path: Path) -> LexborHTMLParser:
    found = (PLACED, PLAIN)
    proof.write(tmp_path, settings, "weekly", [replace(editions[0], findings=found), *editions[1:]], NOW)
    return LexborHTMLParser((tmp_path / "index.html").read_text("utf-8"))


def test_a_finding_is_one_line_that_names_its_place_once(editions: list[Edition]) -> None:
    assert [proof.finding_line(editions[0], one) for one in (PLACED, PLAIN, replace(PLAIN, line=3))] == [
        "uk.en_GB: warning: a.txt:21 'Quay UK:' has nothing beneath it; delete the line",
        "uk.en_GB: error: html: 104 kB, and Gmail cuts at 102; show fewer articles",
        "uk.en_GB: error: html:3: 104 kB, and Gmail cuts at 102; show fewer articles",
    ]


def test_only_editions_with_an_error_are_blocked(editions: list[Edition]) -> None:
    some = [replace(editions[0], findings=(PLAIN,)), replace(editions[1], findings=(PLACED,)), editions[2]]
    assert proof.blocked_names(some) == "uk.en_GB"


def test_the_page_gives_each_edition_by_name_with_its_verdict_and_hash(
    written: LexborHTMLParser, editions: list[Edition]
) -> None:
    assert [node.text() for node in written.css("article h2")] == [
        "United Kingdom, English",
        "Middle East, English",
        "Middle East, Arabic (optional)",
    ]
    assert [node.text() for node in written.css(".glance .ready, .glance .blocked")] == [
        "1 error, 1 warning",
        "Ready",
        "Ready",
    ]
    assert [edition.hash for edition in editions if edition.hash in (written.html or "")] == [
        one.hash for one in editions
    ]


def test_the_page_shows_the_very_html_of_each_edition(written: LexborHTMLParser, editions: list[Edition]) -> None:
    frames = written.css("iframe")
    assert [frame.attributes["srcdoc"] for frame in frames] == [edition.html for edition in editions]
    assert all("sandbox" in frame.attributes and frame.attributes["sandbox"] in (None, "") for frame in frames)


def test_the_page_needs_nothing_from_elsewhere(written: LexborHTMLParser) -> None:
    for frame in written.css("iframe"):
        frame.decompose()
    assert written.css("script, link, img") == []
    assert not re.search(r"url\(|@import", written.html or "")
    (policy,) = written.css("meta[http-equiv]")
    assert "default-src 'none'" in str(policy.attributes["content"])


def test_what_differs_and_what_was_respelled_comes_before_the_editions(written: LexborHTMLParser) -> None:
    (body,) = written.css("body")
    said = body.text().partition("weekly/uk/")[0]
    assert "What differs between the regions" in said and "traveling → travelling" in said


def test_text_of_an_article_is_text_on_the_page(settings: Settings, editions: list[Edition], tmp_path: Path) -> None:
    hostile = replace(editions[0], subject="<script>alert(1)</script>", articles=(("journal:<b>", "<img src=x>"),))
    proof.write(tmp_path, settings, "weekly", [hostile], NOW)
    written = LexborHTMLParser((tmp_path / "index.html").read_text("utf-8"))
    assert written.css("script, img") == []
    assert [node.text() for node in written.css(".inbox strong")] == ["<script>alert(1)</script>"]


def test_a_proof_of_nothing_is_a_page_all_the_same(settings: Settings, tmp_path: Path) -> None:
    proof.write(tmp_path, settings, "weekly", [], NOW)
    assert "What differs" not in (tmp_path / "index.html").read_text("utf-8")
