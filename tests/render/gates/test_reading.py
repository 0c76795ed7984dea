"""What people read of HTML as one text, and the place of each character in the source."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsletter.localise.phrases import PARAGRAPH
from newsletter.render.gates.reading import plain, spoken


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>the <b>be</b>st</p>", "the best"),
        ("<p>one</p><p>two</p>", f"one{PARAGRAPH}two"),
        ("one<br>two", "one\ntwo"),
        ("b&#101;st&nbsp;of", "best\u00a0of"),
        ("<style>best</style><!-- best -->", ""),
        ('<img alt="the b&eacute;st" title="all">', f"the bést{PARAGRAPH}all"),
    ],
)
def test_words_are_joined_over_inline_tags_and_parted_by_paragraphs(html: str, text: str) -> None:
    read = spoken(html).text.strip(PARAGRAPH)
    assert read.replace(PARAGRAPH * 2, PARAGRAPH) == text


@pytest.mark.parametrize(
    ("html", "place"),
    [
        ("<p>\nthe <i>best</i></p>", (2, 8)),
        ("<p>&amp; &nbsp;best</p>", (1, 16)),
        ("<p>no</p>\n<img alt='a best'>", (2, 13)),
        ("<p>b&#101;st</p>", (1, 4)),
    ],
)
def test_a_character_knows_its_line_and_column(html: str, place: tuple[int, int]) -> None:
    read = spoken(html)
    assert read.place(read.text.index("best")) == place


@given(st.lists(st.sampled_from(["best ", "&amp;", "<b>", "</b>", "\n", "é", "&#x5d0;", "<p>", "</p>"])).map("".join))
def test_each_letter_of_the_text_has_its_own_place_in_the_source(html: str) -> None:
    read = spoken(html)
    for offset, letter in enumerate(read.text):
        line, column = read.place(offset)
        if letter in "besté":
            assert html.split("\n")[line - 1][column - 1] == letter


def test_what_is_around_stays_in_its_paragraph_and_is_short() -> None:
    read = spoken(f"<p>left out</p><p>{'long ' * 20}best{' more' * 20}</p>")
    start = read.text.index("best")
    around = read.around(start, start + 4)
    assert around.startswith("…long ") and " best more " in around and around.endswith(" more…")
    assert len(around) < 100 and "left out" not in around
    assert plain("all best").around(4, 8) == "all best"
