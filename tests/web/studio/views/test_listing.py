"""Parts of a letter row by row, and where a finding leads."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsletter.model import Finding
from newsletter.web.studio.views.listing import place, rows

LONG = "<table>" * 40
HTML = f"<html>\n{LONG}<p>here</p>\n</html>"


def finding(part: str, line: int, column: int = 1) -> Finding:
    return Finding("tables", "error", part, line, column, "it is wrong", "put it right")


def test_lines_are_numbered_and_can_be_led_to() -> None:
    assert [(row.id, row.number, row.text) for row in rows("text", "One\n\nThree\n")] == [
        ("text-1", 1, "One"),
        ("text-2", 2, ""),
        ("text-3", 3, "Three"),
    ]


def test_a_long_line_is_cut_between_tags() -> None:
    listed = rows("html", HTML)
    pieces = [row for row in listed if row.id.startswith("html-2")]
    assert "".join(row.text for row in pieces) == f"{LONG}<p>here</p>"
    assert [row.number for row in pieces] == [2, None, None]
    assert all(row.text.startswith("<") and row.text.endswith(">") for row in pieces)


@given(st.lists(st.sampled_from(["<", ">", "p", "\n", "<td><tr>" * 20])).map("".join))
def test_no_character_is_lost_and_no_two_rows_are_called_alike(text: str) -> None:
    listed = rows("html", text)
    lines = "".join(f"\n{row.text}" if row.number else row.text for row in listed)
    assert lines[1:] == text.rstrip("\n")
    assert len({row.id for row in listed}) == len(listed)


def test_a_finding_leads_to_the_very_piece_it_is_in() -> None:
    found = place(finding("html", 2, HTML.split("\n")[1].index("here") + 1), {"html": HTML})
    (row,) = [row for row in rows("html", HTML) if f"#{row.id}" == found.href]
    assert "here" in row.text and found.words == "Source, line 2"


@pytest.mark.parametrize(
    ("where", "words", "href"),
    [
        (finding("html", 1), "Source, line 1", "#html-1"),
        (finding("html", 0), "Source", "#html"),
        (finding("text", 3), "Text part, line 3", "#text-3"),
        (finding("subject", 1), "Subject", "#subject"),
        (finding("preheader", 0), "Preheader", "#preheader"),
        (finding("sea-legs.txt", 12), "sea-legs.txt:12", ""),
        (finding("sea-legs.txt", 0), "sea-legs.txt", ""),
        (finding("html", 99), "Source, line 99", "#html-99"),
    ],
)
def test_a_finding_says_where_it_is(where: Finding, words: str, href: str) -> None:
    found = place(where, {"html": HTML, "text": "One\n\nThree\n"})
    assert (found.words, found.href) == (words, href)
