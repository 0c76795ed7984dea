"""Scraped plain text: its lines, its headings, and that it stays text."""

import re

import pytest

from newsletter.articles.cleaning.body import Binder, Block, Item, RegionMark
from newsletter.articles.cleaning.characters import Tally
from newsletter.articles.cleaning.sanitise import Sanitiser
from newsletter.articles.cleaning.scraped import text_items
from newsletter.model import CtaToken

TOKEN = CtaToken("123456", "center", 1)
MARKER = re.compile("⟦[0-9]⟧")
PROSE = "The boats come out of the water in October, and the covers go on."


class Lines:
    """`!` stands alone, and `Brand Place:` opens a block."""

    def alone(self, line: str) -> bool:
        return line == "!" or self.opens(line)

    def opens(self, line: str) -> bool:
        return line == "Brand Place:"


def read(source: str, title: str = "Known", first_line: int = 1) -> list[Item]:
    binder = Binder(Sanitiser(None, "salt", Tally()), {"⟦0⟧": TOKEN}, MARKER, Lines())
    return list(text_items(source, first_line, binder, title, Lines()))


def tags(source: str, title: str = "Known") -> list[tuple[str, str]]:
    return [(item.tag, item.text) for item in read(source, title) if isinstance(item, Block)]


def test_the_first_line_is_one_by_itself_when_no_title_is_known() -> None:
    assert tags("!\nA Title\nWords, words.", title="") == [("p", "!"), ("p", "A Title"), ("p", "Words, words.")]


def test_a_known_title_repeated_on_the_first_line_stands_alone_too() -> None:
    assert tags("a  TITLE\nWords, words.", title="A Title")[0] == ("p", "a  TITLE")


def test_a_blank_line_parts_paragraphs_and_lines_are_counted_as_in_the_file() -> None:
    items = read("One.\n\n\nTwo.\n", first_line=5)
    assert [(item.text, item.line) for item in items if isinstance(item, Block)] == [("One.", 5), ("Two.", 8)]


@pytest.mark.parametrize(
    ("first", "html"),
    [
        ("An early end", "<p>An early end<br>and more</p>"),
        ("w" * 70, f"<p>{'w' * 70}\nand more</p>"),
        ("w" * 150, f"<p>{'w' * 150}</p>"),
    ],
)
def test_a_line_end_is_a_break_after_a_short_line_and_none_in_wrapped_text(first: str, html: str) -> None:
    item = read(f"{first}\nand more")[0]
    assert isinstance(item, Block)
    assert item.html == html


@pytest.mark.parametrize(
    "line",
    [
        "What to pack for the Middle East:",
        "United Kingdom",
        "10 Ways to Coil a Rope",
        "لماذا الماء",
        "Before the season",
    ],
)
def test_a_short_line_apart_above_prose_is_a_heading(line: str) -> None:
    assert tags(f"{PROSE}\n\n{line}\n\n{PROSE}")[1] == ("h3", line)


@pytest.mark.parametrize(
    "line",
    [
        "It ended.",
        "and went on",
        "Really?",
        "• a bullet",
        "info@example.com",
        "https://example.com",
        "12–14",
        "A " * 14,
        "W" * 90,
    ],
)
def test_other_short_lines_are_no_headings(line: str) -> None:
    assert tags(f"{PROSE}\n\n{line}\n\n{PROSE}")[1][0] == "p"


def test_a_line_with_nothing_or_no_prose_beneath_it_is_no_heading() -> None:
    assert [tag for tag, _ in tags(f"{PROSE}\n\nThe Harbour Team")] == ["p", "p"]
    assert [tag for tag, _ in tags(f"{PROSE}\n\nThe Harbour Team\n\nFalmouth")] == ["p", "p", "p"]
    assert [tag for tag, _ in tags(f"{PROSE}\n\nThe Harbour Team\n\n!")] == ["p", "p", "p"]


def test_the_line_after_one_that_opens_a_block_is_no_heading() -> None:
    assert tags(f"{PROSE}\n\nBrand Place:\n\nVisit us in Dubai\n\n{PROSE}")[2] == ("p", "Visit us in Dubai")


def test_a_cta_in_the_middle_of_a_line_stands_between_its_halves() -> None:
    before, cta, after = read("Read on ⟦0⟧ or rest.")
    assert before == Block("p", "<p>Read on </p>", "Read on", 1)
    assert cta == TOKEN
    assert after == Block("p", "<p> or rest.</p>", "or rest.", 1)


def test_whatever_looks_like_markup_is_text() -> None:
    item = read('<script>alert(1)</script> & <mj-include path="x"/> {{ 7*7 }}.')[0]
    assert isinstance(item, Block)
    assert item.text == '<script>alert(1)</script> & <mj-include path="x"/> { { 7*7 } }.'
    assert "<script" not in item.html


def test_a_region_mark_on_its_line_is_one_in_a_text_too() -> None:
    assert read("<!-- region: uk -->\nWords.\n<!-- /region -->")[::2] == [RegionMark("uk", 1), RegionMark(None, 3)]
