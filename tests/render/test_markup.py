"""The reader of markup: whole, in order, and fast whatever it is given."""

import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsletter.render.markup import deepest, nested, place, tokens

_SCRAPS = st.lists(st.sampled_from(["<", ">", "<p", "</p>", ' a="', "'", "=", "/", "<!--", "-->", "x", "\n", "<br>"]))


def test_a_tag_is_read_with_its_attributes_and_their_places() -> None:
    token = next(tokens("<a href=\"x?a=1&amp;b=2\" title='t' hidden>"))
    assert (token.get("href"), token.get("title"), token.get("hidden"), token.get("id")) == ("x?a=1&b=2", "t", "", None)
    assert token.attributes[0].start == 9


def test_what_stands_in_a_style_is_not_markup() -> None:
    assert [token.kind for token in tokens("<style>a > b {} <i></style>x")] == ["open", "raw", "close", "text"]


@given(_SCRAPS.map("".join) | st.text())
def test_tokens_follow_one_another_without_a_gap(source: str) -> None:
    read = list(tokens(source))
    assert all(before.end == after.start for before, after in pairwise(read) if after.kind != "broken")
    assert not read or read[-1].kind == "broken" or read[-1].end == len(source)


@pytest.mark.parametrize(
    ("source", "problem"),
    [
        ("<p><b></p>", "closes nothing that is open"),
        ("<p>", "<p> is never closed"),
        ("<!-- x", "comment is never closed"),
        ("a < b", "write &lt;"),
        ('<p a="b>', "the tag <p> goes wrong here"),
        ("<i><p b<", "the tag <p> goes wrong here"),
    ],
)
def test_broken_markup_ends_the_reading_and_says_why(source: str, problem: str) -> None:
    *_, (last, _) = nested(source)
    assert last.kind == "broken" and problem in last.problem


def test_line_and_column_count_from_one_in_characters() -> None:
    assert (place("aé\nbc", 0), place("aé\nbc", 4)) == ((1, 1), (2, 2))


@pytest.mark.parametrize(
    ("source", "depth"),
    [
        ("<p><b>x</b></p>", 2),
        ("<div>" * 300, 300),
        ("<br>" * 300, 0),
        ("</div>" * 300 + "<div>" * 300, 300),
        ("<div></b>" * 300, 300),
    ],
)
def test_depth_is_that_of_a_parser_whatever_is_closed(source: str, depth: int) -> None:
    assert deepest(source) == depth


@pytest.mark.parametrize("junk", ["<", "<a ", '<a x="', "<!--", "<a x='\"", "</", "<a x=<", "<div>"])
def test_a_hundred_kilobytes_of_junk_are_read_at_once(junk: str) -> None:
    begun = time.process_time()
    assert list(tokens(junk * (100_000 // len(junk))))
    assert time.process_time() - begun < 2
