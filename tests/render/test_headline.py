"""Subject and preheader: named fields and nothing else, one line, never read twice."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsletter.render.headline import LONGEST, fill, one_line

FIELDS = {"lead": "Tides", "date": "24 November"}


@pytest.mark.parametrize(
    ("pattern", "line", "unknown"),
    [
        ("{lead}, {date}", "Tides, 24 November", ()),
        ("{leed}: {lead}", "{leed}: Tides", ("leed",)),
        ("{lead.__class__} {0} {} {{lead}} {", "{lead.__class__} {0} {} {Tides} {", ("0",)),
        ("%s {lead!r} {lead:>99}", "%s {lead!r} {lead:>99}", ()),
    ],
)
def test_fields_are_filled_and_nothing_else_is_read(pattern: str, line: str, unknown: tuple[str, ...]) -> None:
    assert fill(pattern, FIELDS) == (line, unknown)


def test_a_title_that_looks_like_a_field_stays_a_title() -> None:
    assert fill("{lead}", {"lead": "{date}", "date": "x"}) == ("{date}", ())


@pytest.mark.parametrize("ending", ["\r\n", "\n", "\r", "\x0b", "\x85", "\u2028", "\u2029", "\x00"])
def test_no_line_ends_inside_a_header(ending: str) -> None:
    assert one_line(f"Tides{ending}Bcc: all@example.com") == "Tides Bcc: all@example.com"


def test_a_long_line_ends_at_a_word() -> None:
    assert one_line("harbour, " * 40).endswith("harbour…") and len(one_line("harbour, " * 40)) <= LONGEST


@pytest.mark.parametrize("line", ["港" * 200, f"On {'tide' * 100}"])
def test_a_long_line_without_a_word_to_end_at_is_cut_and_not_lost(line: str) -> None:
    assert one_line(line) == line[: LONGEST - 1] + "…"


@given(st.text())
def test_a_line_is_short_clean_and_settled(text: str) -> None:
    line = one_line(text)
    assert len(line) <= LONGEST and len(line.splitlines()) <= 1 and one_line(line) == line
