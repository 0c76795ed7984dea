"""The text part: an article's words without its tags, and lines that a narrow window can show."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsletter.render.plain_text import WIDTH, plain, tidy

SAID = [
    ("<p>One  \n two</p><p>Three</p>", "One two\n\nThree"),
    ("<h2>Head</h2><p>Words</p>", "Head\n\nWords"),
    (
        '<p>See <a href="https://example.com/?a=1&amp;b=2">the  table</a>.</p>',
        "See the table (https://example.com/?a=1&b=2).",
    ),
    ('<p><a href="https://example.com">https://example.com</a></p>', "https://example.com"),
    ('<p><a href="mailto:a@example.com">a@example.com</a></p>', "a@example.com"),
    ("<p><a>no address</a></p>", "no address"),
    ("<ul><li>one</li><li>two<ul><li>inner</li></ul></li></ul>", "- one\n- two\n  - inner"),
    ("<ul><li><p>one</p></li><li>two</li></ul><p>after</p>", "- one\n- two\n\nafter"),
    ("<ol><li>one</li><li>two</li></ol>", "1. one\n2. two"),
    ("<blockquote><p>a</p><p>b</p></blockquote>", "a\n\nb"),
    ("<table><tr><th>a</th><td>b</td></tr><tr><td>c</td></tr></table>", "a | b\nc"),
    ('<p>x <img src="y" alt="a boat"> z<br>new line</p>', "x a boat z\nnew line"),
    ("<p>5\u00a0mg &lt; 6 &amp; &eacute;</p>", "5\u00a0mg < 6 & é"),
    ("<p></p>", ""),
]


@pytest.mark.parametrize(("html", "words"), SAID)
def test_html_is_said_in_words(html: str, words: str) -> None:
    assert plain(html) == words


def test_long_lines_are_wrapped_and_items_hang() -> None:
    lines = tidy("- " + "harbour " * 20).splitlines()
    assert len(lines) == 3 and all(len(line) <= WIDTH for line in lines)
    assert lines[0].startswith("- harbour") and lines[1].startswith("  harbour")


def test_an_address_is_never_cut() -> None:
    address = "https://example.com/" + "long-path-" * 20
    assert address in tidy(f"Read the whole table of the tides here ({address}) today.").replace("\n", " ")


def test_empty_lines_are_one_and_spaces_at_the_end_none() -> None:
    assert tidy("\n\r\na  \r\n \n\n\nb\n\n") == "a\n\nb\n"


@given(st.text(st.sampled_from("ab \n-1.\u00a0ميناء("), max_size=400))
def test_tidying_twice_changes_nothing_more(text: str) -> None:
    assert tidy(tidy(text)) == tidy(text)


@given(st.text(st.sampled_from("ab -\n"), max_size=400))
def test_no_word_is_lost_in_wrapping(text: str) -> None:
    assert tidy(text).split() == text.split()


@pytest.mark.parametrize("junk", ["<ul>", "<li>", "<a href='x'>", "</a>", "a ", "&", "<td>x", "((("])
def test_a_hundred_kilobytes_of_junk_are_said_at_once(junk: str) -> None:
    begun = time.process_time()
    assert tidy(plain(junk * (100_000 // len(junk)))) is not None
    assert time.process_time() - begun < 3
