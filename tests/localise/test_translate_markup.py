"""Blocks on their way to a translator and back: nothing is lost, and what a translator breaks is told."""

from html import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsletter.localise.translate_markup import closed, faults, opened

SAID = st.lists(
    st.sampled_from(["a", "é", "&lt;", "&amp;", "&", "lt;", "<", ">", "/", "1", " ", "'", '"', "مد"]), max_size=8
)
WORDS = SAID.map(lambda said: escape("".join(said), quote=False))
LEAVES = st.one_of(WORDS, st.sampled_from(["<br>", '<img src="https://example.com/a.png" alt="">']))
INSIDE = st.recursive(
    LEAVES,
    lambda inner: st.builds(
        "{0}{2}{1}".format,
        st.sampled_from(["<b>", "<em>", "<span>"]),
        st.just("</>"),
        st.lists(inner, max_size=3).map("".join),
    ),
    max_leaves=8,
)


def balanced(html: str) -> str:
    """The HTML with each `</>` closing what was opened last."""
    around, parts = list[str](), list[str]()
    for piece in html.replace("</>", "\0</>\0").replace("<", "\0<").replace(">", ">\0").split("\0"):
        if piece in ("<b>", "<em>", "<span>"):
            around.append(piece[1:-1])
        parts.append(f"</{around.pop()}>" if piece == "</>" else piece)
    return "".join(parts)


BLOCKS = st.lists(INSIDE, min_size=1, max_size=4).map(lambda parts: f"<p>x{balanced(''.join(parts))}y</p>")


@given(BLOCKS)
def test_a_block_given_back_as_it_was_is_the_block(html: str) -> None:
    block = opened(html)
    assert list(faults(block, block.text)) == [] and closed(block, block.text, {}) == html


@given(BLOCKS, st.data())
def test_a_placeholder_lost_or_doubled_is_told(html: str, data: st.DataObject) -> None:
    block = opened(html)
    numbers = [f"<{number}" for number in range(1, len(block.tags) + 1)]
    if numbers:
        start = block.text.index(data.draw(st.sampled_from(numbers)))
        mark = block.text[start : block.text.index(">", start) + 1]
        assert list(faults(block, block.text.replace(mark, "", 1)))
        assert list(faults(block, block.text.replace(mark, mark + mark, 1)))


@given(BLOCKS, SAID)
def test_no_words_of_a_translator_become_markup(html: str, said: list[str]) -> None:
    block = opened(html)
    text = block.text + "".join(said)
    if not list(faults(block, text)):
        given_back = closed(block, text, {})
        assert given_back.count("<") == html.count("<")


@pytest.mark.parametrize(
    ("html", "text", "said"),
    [
        ("<p>a <b>b <em>c</em></b></p>", "<2>x <1>y</2></1>", "has its placeholders in one another's way"),
        ("<p>a <b>b</b> <em>c</em></p>", "<1>x <2>y</2></1>", "has its placeholders in one another's way"),
        ("<p>a</p>", "x <script>", "has markup of its own, <script>"),
        ("<p>a <b>b</b></p>", "x <1>y", "lacks </1>"),
    ],
)
def test_what_a_translator_broke_is_told_in_plain_words(html: str, text: str, said: str) -> None:
    assert said in [fault for fault, _ in faults(opened(html), text)]


def test_words_may_stand_in_another_order() -> None:
    block = opened('<p>Take <b>5 mg</b> at <a href="https://example.com/">noon</a>.</p>')
    assert block.text == "Take <1>5 mg</1> at <2>noon</2>."
    assert (
        closed(block, "<2>ظهرًا</2> خذ <1>5 mg</1>", {})
        == '<p><a href="https://example.com/">ظهرًا</a> خذ <b>5 mg</b></p>'
    )
