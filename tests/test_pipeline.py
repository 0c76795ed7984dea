"""The whole of compose, from a file as it was copied to the three editions' final bytes."""

import email
import email.policy
import os
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from selectolax.lexbor import LexborHTMLParser

from newsletter.deliver.message import proof
from newsletter.init import Answers, create
from newsletter.model import Article, Edition, Issue, Language
from newsletter.pipeline import Kit, compose, edition_name, open_kit, pull_all, unremembered
from newsletter.settings import load
from tests.copied import COPIED, HOSTILE

EDITIONS = (("uk", "en_GB"), ("middle-east", "en_GB"), ("middle-east", "ar_AE"))
DATES = {"uk": date(2026, 11, 26), "middle-east": date(2026, 11, 24)}
WRITTEN = datetime(2026, 11, 20, 12, tzinfo=UTC).timestamp()
EMPTY = "copied.txt:23 'Quay Middle East:' has nothing beneath it; its button or text may have been lost in copying"
ARABIC_LETTER = re.compile(r"[\u0600-\u06ff]")

Told = Callable[..., dict[str, Edition]]


@pytest.fixture(scope="module")
def kit(tmp_path_factory: pytest.TempPathFactory) -> Kit:
    """The sample project without its samples."""
    folder = tmp_path_factory.mktemp("pipeline") / "project"
    create(folder, Answers(), None, date(2026, 11, 19))
    for sample in (folder / "articles").iterdir():
        sample.unlink()
    return open_kit(load(folder, {}))


@pytest.fixture(scope="module")
def samples(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Edition]:
    """The editions of the sample project as it comes."""
    folder = tmp_path_factory.mktemp("samples") / "project"
    create(folder, Answers(), None, date(2026, 11, 19))
    kit = open_kit(load(folder, {}))
    return editions_of(kit, pulled(kit))


def pulled(kit: Kit) -> list[Article]:
    return unremembered(pull_all(kit))


def editions_of(kit: Kit, articles: list[Article]) -> dict[str, Edition]:
    """Every edition by `<region>.<language>`."""
    return {
        f"{slug}.{language.code}": compose(Issue("weekly", slug, DATES[slug]), language, articles, kit)
        for slug, region in kit.settings.regions.items()
        for language in region.languages
    }


@pytest.fixture
def told(kit: Kit, tmp_path: Path) -> Told:
    """`told("copied.txt", text)`: the editions of an issue that has this one article."""

    def editions(name: str, text: str) -> dict[str, Edition]:
        (source,) = kit.settings.sources
        (tmp_path / name).write_text(text, "utf-8")
        os.utime(tmp_path / name, (WRITTEN, WRITTEN))
        settings = replace(kit.settings, sources=(replace(source, path=tmp_path),))
        alone = replace(kit, settings=settings)
        return editions_of(alone, pulled(alone))

    return editions


@pytest.fixture
def copied(told: Told) -> dict[str, Edition]:
    return told("copied.txt", COPIED)


def words_of(edition: Edition) -> str:
    """What a reader of the HTML reads."""
    page = LexborHTMLParser(edition.html)
    for preheader in page.css('[style*="display:none"]'):
        preheader.decompose()
    body = page.body
    assert body is not None
    return " ".join(body.text(separator=" ").split())


def hrefs(edition: Edition) -> set[str]:
    return {str(anchor.attributes["href"]) for anchor in LexborHTMLParser(edition.html).css("a[href]")}


# ── an article as it was copied from a web page ────────────────────────────────────────────────────


def test_three_editions_come_of_it_and_none_is_blocked(copied: dict[str, Edition], kit: Kit) -> None:
    assert [tuple(name.split(".")) for name in copied] == [*EDITIONS]
    assert [edition_name(kit, edition) for edition in copied.values()] == [
        "United Kingdom, English",
        "Middle East, English",
        "Middle East, Arabic (optional)",
    ]
    assert not any(edition.blocked for edition in copied.values())
    assert {edition.subject for edition in copied.values()} == {"A New Splint Brings Hope to Paralysed Hands"}


@pytest.mark.parametrize("name", [".".join(names) for names in EDITIONS])
def test_no_residue_and_no_token_is_left(copied: dict[str, Edition], name: str) -> None:
    edition = copied[name]
    assert re.findall(r"(?m)^\s*X\s*$", edition.text) == [] and re.findall(r">\s*X\s*<", edition.html) == []
    for part in (edition.subject, edition.preheader, edition.html, edition.text):
        assert [mark for mark in ("{{", "{%", "cta(", "Related Post", "\u00a0 ") if mark in part] == []
    assert any(note.kind == "dropped" and note.text.startswith("“X”") for note in edition.notes)


@pytest.mark.parametrize("name", [".".join(names) for names in EDITIONS])
def test_american_words_are_respelled_and_british_ones_kept_to_the_letter(
    copied: dict[str, Edition], name: str
) -> None:
    for text in (words_of(copied[name]), " ".join(copied[name].text.split())):
        counted = Counter(re.findall(r"[\w-]+", text.lower()))
        assert (counted["traveling"], counted["travelling"]) == (0, 3)
        assert (counted["specialised"], counted["paralysed"], counted["neurones"], counted["glia-neurones"]) == (
            1,
            2,
            2,
            1,
        )
        assert "by sea — many travelling" in text and "the patient’s hand" in text
    changed = [note.text for note in copied[name].notes if note.why.startswith("British spelling")]
    assert changed == ["traveling → travelling"] * 3


def test_the_empty_block_is_warned_of_where_it_belongs_only(copied: dict[str, Edition]) -> None:
    warnings = {name: [one.message for one in edition.findings] for name, edition in copied.items()}
    assert warnings == {"uk.en_GB": [], "middle-east.en_GB": [EMPTY], "middle-east.ar_AE": [EMPTY]}
    assert not any("Quay Middle East" in edition.html + edition.text for edition in copied.values())


def test_each_region_has_its_own_button(copied: dict[str, Edition]) -> None:
    buttons = {name: [link.target for link in edition.links if link.cta] for name, edition in copied.items()}
    addresses = {name: [target.partition("?")[0] for target in targets] for name, targets in buttons.items()}
    gulf = ["https://www.example.com/middle-east/travel-clinic/book"]
    assert addresses == {
        "uk.en_GB": ["https://www.example.co.uk/travel-clinic/book"],
        "middle-east.en_GB": gulf,
        "middle-east.ar_AE": gulf,
    }
    assert [one.label for one in copied["middle-east.ar_AE"].links if one.cta] == ["احجز استشارة قبل السفر"]


@pytest.mark.parametrize("name", [".".join(names) for names in EDITIONS])
def test_the_source_is_an_attribution_kept_to_the_letter(copied: dict[str, Edition], name: str) -> None:
    cited = "Behavioral studies of the traveled hand"
    assert cited in words_of(copied[name]) and cited in " ".join(copied[name].text.split())
    assert any(note.kind == "kept" and cited in note.text for note in copied[name].notes)
    label = "المصدر" if name.endswith("ar_AE") else "Source:"
    assert label in copied[name].text


# ── both parts, both directions ────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("name", [".".join(names) for names in EDITIONS])
def test_html_and_text_lead_to_the_same_places(samples: dict[str, Edition], name: str) -> None:
    edition = samples[name]
    in_html = {href for href in hrefs(edition) if not href.startswith("#")}
    assert {link.href for link in edition.links} <= in_html and len(edition.links) >= 7
    assert in_html == set(re.findall(r"(?:https|mailto):[^\s<>)\u2068\u2069]+", edition.text))


def test_the_samples_are_ready_in_every_edition(samples: dict[str, Edition]) -> None:
    assert {name: edition.findings for name, edition in samples.items()} == dict.fromkeys(samples, ())


def test_an_arabic_edition_runs_from_right_to_left(tmp_path: Path) -> None:
    create(tmp_path / "project", Answers(), None, date(2026, 11, 19))
    settings = tmp_path / "project" / "settings.toml"
    settings.write_text(settings.read_text("utf-8").replace('untranslated = "show"', 'untranslated = "omit"'), "utf-8")
    kit = open_kit(load(tmp_path / "project", {}))
    edition = editions_of(kit, pulled(kit))["middle-east.ar_AE"]
    page = LexborHTMLParser(edition.html)
    frame = [page.css_first(tag) for tag in ("html", "body", "body > div")]
    assert [node.attributes["dir"] for node in frame if node is not None] == ["rtl"] * 3
    assert len(edition.articles) == 2 and "direction:ltr" not in edition.html
    assert [node.tag for node in page.css('[dir="ltr"]')] == ["span"] * len(page.css('[dir="ltr"]')), "Latin runs only"


def test_without_arabic_two_clean_editions_are_left(kit: Kit, tmp_path: Path) -> None:
    create(tmp_path / "project", Answers(arabic=False), None, date(2026, 11, 19))
    two = open_kit(load(tmp_path / "project", {}))
    editions = editions_of(two, pulled(two))
    assert [*editions] == ["uk.en_GB", "middle-east.en_GB"]
    assert not any(
        edition.findings or ARABIC_LETTER.search(edition.html + edition.text) for edition in editions.values()
    )


@pytest.mark.parametrize(("name", "mark"), [("compared.md", "## "), ("compared.txt", "")])
def test_an_article_that_compares_the_regions_loses_nothing(told: Told, name: str, mark: str) -> None:
    paragraphs = {
        "United Kingdom": "In Falmouth the tide decides when we sail.",
        "Middle East": "On the creek the heat decides it.",
        "What to pack for the Middle East:": "A hat, and a second hat.",
    }
    blocks = [f"{mark}{heading}\n\n{words}" for heading, words in paragraphs.items()]
    title = "# Two Harbours Compared" if mark else "Two Harbours Compared"
    for edition in told(name, "\n\n".join([title, *blocks]) + "\n").values():
        read = words_of(edition)
        assert [said for pair in paragraphs.items() for said in pair if said not in read] == []
        assert not edition.blocked


# ── hostile articles, and the same bytes twice ─────────────────────────────────────────────────────


def test_a_hostile_article_becomes_harmless_words(told: Told) -> None:
    for edition in told("hostile.html", HOSTILE).values():
        parts = edition.subject + edition.html
        for mark in (
            "{{",
            "{%",
            "<script",
            "javascript:",
            "onclick",
            "onerror",
            "mj-include",
            "root:",
            "\\u{",
            "\u202e",
        ):
            assert mark not in parts, mark
        assert "49" not in words_of(edition).replace("749", "")
        read = words_of(edition)
        assert "deep words" in read and "The end." in read and "<script>kept as words</script>" in read
        assert 'title="حَرَكَات"' in edition.html
        assert {finding.gate for finding in edition.findings} == {"ctas", "pictures"}, (
            "a token never closed, a picture not kept"
        )


def test_the_same_arguments_give_the_same_bytes(kit: Kit, told: Told) -> None:
    once, again = told("copied.txt", COPIED), told("copied.txt", COPIED)
    assert once == again
    moment = datetime(2026, 11, 26, 9, tzinfo=UTC)
    for name, edition in once.items():
        assert proof(kit.settings, edition, "ana@example.org", moment) == proof(
            kit.settings, again[name], "ana@example.org", moment
        )


@pytest.mark.parametrize("name", [".".join(names) for names in EDITIONS])
def test_each_message_parses_and_says_what_the_edition_says(kit: Kit, samples: dict[str, Edition], name: str) -> None:
    raw = proof(kit.settings, samples[name], "ana@example.org", datetime(2026, 11, 26, 9, tzinfo=UTC))
    message = email.message_from_bytes(raw, policy=email.policy.default)
    assert message.defects == [] and message["Subject"] == samples[name].subject
    text, html = message.iter_parts()
    assert (text.get_content_type(), html.get_content_type()) == ("text/plain", "text/html")
    assert samples[name].pass_mark not in raw.decode()
    assert len(html.get_content()) > 10_000 and text.defects == html.defects == []
    assert Language(message["Content-Language"].replace("-", "_")) == samples[name].language
    assert max(map(len, raw.partition(b"\r\n\r\n")[2].splitlines())) <= 76
