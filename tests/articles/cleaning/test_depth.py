"""The linear scan that stands before every parser of HTML."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsletter.articles.cleaning.characters import Tally
from newsletter.articles.cleaning.depth import MAX_DEPTH, MAX_FORMATTING, flatten

FRAGMENTS = st.lists(
    st.sampled_from(
        ["<div>", "</div>", "<p>", "</p>", "<b>", "</b>", "<a href='x>", '<a title="<b>">', "<script>", "</script>", "<svg>",
         "</svg>", "<!--", "-->", "<!-- region: uk -->", "<", "text", "<br>", "<table>", "<td", ">", '"', "'", "=", "</", "<!x"]
    ),
    max_size=30,
)  # fmt: skip


def flat(html: str) -> str:
    """The scan's output without the lines it writes into tags."""
    return re.sub(r' data-line="\d+"', "", flatten(html, [(0, 1)], Tally()))


def deepest(html: str) -> int:
    depth = most = 0
    for close in re.findall(r"<(/?)(?!br|hr|img|!)[a-z]", html):
        depth += -1 if close else 1
        most = max(most, depth)
    assert depth == 0, "every tag is closed"
    return most


@pytest.mark.parametrize(("tag", "cap"), [("div", MAX_DEPTH), ("b", MAX_FORMATTING), ("ul", MAX_DEPTH)])
def test_nesting_is_capped_and_its_text_stays(tag: str, cap: int) -> None:
    tally = Tally()
    html = flatten(f"<{tag}>" * 20_000 + "words" + f"</{tag}>" * 20_000, [(0, 1)], tally)
    assert deepest(html) == cap
    assert "words" in html
    assert tally["depth"] == 20_000 - cap


@pytest.mark.parametrize(
    "junk", ["<div>", "<", "<a ", "<a ='\"", "<!--", "<script", "<p>", "<svg>", "&", "</b>", "<!", '<a b="']
)
def test_what_comes_out_grows_no_faster_than_what_goes_in(junk: str) -> None:
    once, twice = (len(flatten(junk * n, [(0, 1)], Tally())) for n in (5_000, 10_000))
    assert twice <= 2 * once + 100


@given(FRAGMENTS)
def test_whatever_comes_in_known_tags_come_out_balanced(fragments: list[str]) -> None:
    html = flat("".join(fragments))
    assert deepest(html) <= MAX_DEPTH
    assert "<script" not in html
    assert "<svg" not in html


@pytest.mark.parametrize(
    ("html", "said"),
    [
        ("a<script>b</b>c</script>d", "ad"),
        ("a<SCRIPT src=x>b", "a"),
        ("a<style>p{}</style >d", "ad"),
        ("a<svg><svg>b</svg>c</svg>d", "ad"),
        ("a<template><p>b</template>d", "ad"),
        ("a<textarea></p>b</textarea>d", "ad"),
        ('<mj-include path="x"/>words', "words"),
        ("<custom-tag>words</custom-tag>", "words"),
        ("a<!-- b -->c<!doctype html><?php x ?>d", "acd"),
        ("3 < 4 and </ 5", "3 &lt; 4 and &lt;/ 5"),
        ("a</div>b", "ab"),
        ("<p>a<b>c</p>d", "<p>a<b>c</b></p>d"),
        ("<p>a<p>b<ul><li>c<li><b>d", "<p>a</p><p>b</p><ul><li>c</li><li><b>d</b></li></ul>"),
        ("<tr><td>a<td>b<tr><th>c", "<tr><td>a</td><td>b</td></tr><tr><th>c</th></tr>"),
    ],
)
def test_only_known_tags_are_written(html: str, said: str) -> None:
    assert flat(html) == said


@pytest.mark.parametrize(
    ("tag", "written"),
    [
        ('<a href="x" onclick="y">', '<a href="x"></a>'),
        ("<a HREF='a\"b' href=z>", '<a href="a&quot;b"></a>'),
        ('<a title="<b>">', '<a title="&lt;b>"></a>'),
        ('<p "<b>">', '<p>"></p>'),
        ("<a " + "x " * 5_000 + "href=y>", "<a></a>"),
    ],
)
def test_attributes_are_written_anew_in_double_quotes(tag: str, written: str) -> None:
    assert flat(tag) == written


def test_paragraphs_that_are_never_closed_are_no_nest() -> None:
    tally = Tally()
    assert flatten("<p>a" * 1_000, [(0, 1)], tally).count("<p ") == 1_000
    assert tally["depth"] == 0


def test_each_tag_carries_the_line_of_the_file() -> None:
    html = flatten("<p>a\n</p>\n<p>b</p>", [(0, 7)], Tally())
    assert re.findall(r'data-line="(\d+)"', html) == ["7", "9"]


def test_anchors_set_the_line_anew() -> None:
    html = flatten("<p>a</p><p>b</p>", [(0, 3), (8, 20)], Tally())
    assert re.findall(r'data-line="(\d+)"', html) == ["3", "20"]


def test_region_marks_are_the_only_comments_kept() -> None:
    html = "\n<!-- region: uk -->a<!-- regional news --><!-- /region --><!--more-->"
    assert flatten(html, [(0, 1)], Tally()) == "\n<!--2 uk-->a<!--2 /-->"
