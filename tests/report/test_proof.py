"""The proof: what stands in a line, in report.json and on the page."""

import re
from base64 import b64encode
from dataclasses import replace
from datetime import UTC, date, datetime
from hashlib import sha256
from pathlib import Path

import pytest
from selectolax.lexbor import LexborHTMLParser

from newsletter.init import Answers, create
from newsletter.model import Edition, Finding, Issue
from newsletter.pipeline import compose, open_kit, pull_all, unremembered
from newsletter.report import proof
from newsletter.report.screenshots import shots
from newsletter.settings import Settings, load
from newsletter.store.pictures import Pictures
from tests.painted import kept_as

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
    articles = unremembered(pull_all(kit))
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


def test_the_page_shows_each_letter_light_and_dark(written: LexborHTMLParser, editions: list[Edition]) -> None:
    shown = [LexborHTMLParser(str(frame.attributes["srcdoc"])) for frame in written.css("iframe")]
    wanted = [words(LexborHTMLParser(edition.html)) for edition in editions for _ in ("light", "dark")]
    assert [words(letter) for letter in shown] == wanted
    schemes = [one.attributes["content"] for letter in shown for one in letter.css("meta[name=color-scheme]")]
    assert [str(scheme).strip() for scheme in schemes] == ["light", "dark"] * len(editions)


def words(letter: LexborHTMLParser) -> list[str]:
    """What a reader reads."""
    (body,) = letter.css("body")
    return body.text().split()


def test_no_frame_may_run_a_script_or_open_a_window(written: LexborHTMLParser, editions: list[Edition]) -> None:
    allowed = [frame.attributes["sandbox"] or "" for frame in written.css("iframe")]
    assert allowed == ["allow-same-origin", ""] * len(editions)


def test_the_page_needs_nothing_from_elsewhere(written: LexborHTMLParser) -> None:
    for frame in written.css("iframe"):
        frame.decompose()
    assert written.css("link, img, script[src]") == []
    assert not re.search(r"url\(|@import", written.html or "")
    (policy,) = written.css("meta[http-equiv=Content-Security-Policy]")
    assert "default-src 'none'" in str(policy.attributes["content"])
    assert not re.search(r"https?:|\*|'self'", str(policy.attributes["content"]))
    (names,) = written.css("meta[http-equiv=x-dns-prefetch-control]")
    assert names.attributes["content"] == "off"  # else the names of a letter's links are looked up


def test_the_only_script_is_the_one_of_the_page(written: LexborHTMLParser) -> None:
    (script,) = written.css("script")
    (policy,) = written.css("meta[http-equiv=Content-Security-Policy]")
    seal = b64encode(sha256(script.text().encode()).digest()).decode()
    assert f"script-src 'sha256-{seal}';" in str(policy.attributes["content"])


def test_a_picture_that_was_kept_stands_in_the_page_and_another_is_left_alone(
    settings: Settings, editions: list[Edition], tmp_path: Path
) -> None:
    kept, lost = "https://www.example.com/kept.png", "https://www.example.com/lost.png"
    folder = Pictures(settings.project / ".newsletter" / "pictures")
    served = f"{settings.base_url}{kept_as(folder, kept).path}"
    picture = folder.find(kept)
    assert picture is not None
    pictures = f'<img src="{kept}" alt="Kept"><img src="{served}" alt="Kept"><img src="{lost}" alt="Lost"></body>'
    pictured = replace(editions[0], html=editions[0].html.replace("</body>", pictures))
    proof.write(tmp_path, settings, "weekly", [pictured], NOW)
    for frame in LexborHTMLParser((tmp_path / "index.html").read_text("utf-8")).css("iframe"):
        letter = LexborHTMLParser(str(frame.attributes["srcdoc"]))
        sources = [picture.attributes["src"] for picture in letter.css("img[alt=Kept], img[alt=Lost]")]
        assert sources == [*[f"data:image/png;base64,{b64encode(picture.body).decode()}"] * 2, lost]
    assert kept in (tmp_path / "uk.en_GB.html").read_text("utf-8"), "what is sent is what was written"


def test_every_link_is_told_with_its_target_its_parameters_and_the_regions_that_have_it(
    written: LexborHTMLParser, editions: list[Edition]
) -> None:
    rows = written.css("article:first-of-type tbody tr")
    assert [row.css("th")[0].text() for row in rows] == [link.label for link in editions[0].links]
    target, _, regions = rows[0].css("td")
    address, parameters = target.css("code, small")
    assert address.text() == "https://www.example.co.uk/travel-clinic/book"
    assert "utm_source=newsletter, utm_medium=email" in parameters.text()
    assert regions.text().strip() == "Middle East"


def test_subject_preheader_size_hash_and_text_stand_with_each_edition(
    written: LexborHTMLParser, editions: list[Edition]
) -> None:
    for sheet, edition in zip(written.css("article"), editions, strict=True):
        said = dict(zip((one.text() for one in sheet.css("dt")), (one.text() for one in sheet.css("dd")), strict=True))
        assert (said["Subject"], said["Preheader"]) == (edition.subject, edition.preheader)
        assert (said["Hash"], [one.text() for one in sheet.css("pre")]) == (edition.hash, [edition.text])
        assert re.fullmatch(r"\d+\.\d kB, \d+\.\d kB on the wire; Gmail cuts at 102 kB", said["Size"])


def test_screenshots_are_linked_from_their_own_edition_only(
    settings: Settings, editions: list[Edition], tmp_path: Path
) -> None:
    taken = shots(["middle-east.ar_AE"])
    proof.write(tmp_path, settings, "weekly", editions, NOW, taken)
    sheets = LexborHTMLParser((tmp_path / "index.html").read_text("utf-8")).css("article")
    linked = [[link.attributes["href"] for link in sheet.css("a")] for sheet in sheets]
    assert linked == [[], [], [shot.name for shot in taken]]


def test_what_differs_and_what_was_respelled_comes_before_the_editions(written: LexborHTMLParser) -> None:
    (body,) = written.css("body")
    said = body.text().partition("weekly/uk/")[0]
    assert "What differs between the regions" in said and "traveling → travelling" in said


def test_text_of_an_article_is_text_on_the_page(settings: Settings, editions: list[Edition], tmp_path: Path) -> None:
    hostile = replace(editions[0], subject="<script>alert(1)</script>", articles=(("journal:<b>", "<img src=x>"),))
    proof.write(tmp_path, settings, "weekly", [hostile], NOW)
    written = LexborHTMLParser((tmp_path / "index.html").read_text("utf-8"))
    assert written.css("article script, article img") == []
    assert [node.text() for node in written.css(".inbox strong")] == ["<script>alert(1)</script>"]


def test_a_proof_of_nothing_is_a_page_all_the_same(settings: Settings, tmp_path: Path) -> None:
    proof.write(tmp_path, settings, "weekly", [], NOW)
    assert "What differs" not in (tmp_path / "index.html").read_text("utf-8")
