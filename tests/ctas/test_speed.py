"""No source is slow: hostile repetitions cost about as much as prose of the same length."""

import time
from collections.abc import Callable
from functools import cache
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import settings as tried
from hypothesis import strategies as st

from newsletter.ctas.shortcodes import extract
from tests.ctas.test_every_form import FRAGMENTS

_SIZE = 100_000
_SECONDS = 1.0  # of processor time; what is not linear takes minutes

_MEGABYTE = 1_000_000
_PROSE = "<p>The <em>tide</em> turns &amp; turns.</p>\n"
_RENDERED = "<span class='hs-cta-wrapper' id='hs-cta-wrapper-1234567'><img alt='x'></span>"

_REPEATED = [
    "{{cta(", "{{cta('", "{{cta(' ", "{{", "{", "{ ", "{ cta(", "{% ", "{% cta ", "{% cta a='", "{% module ", "[hubspot a=",
    "{{cta('x')}}", "{{cta('x'<b>)}}\n", "{{ cta('1234567') }}", "⟦cta:", "{{ {{cta()}} ", "&amp;", "&lt;", "&#123;",
    "<span>", "<span class='hs-cta-wrapper'>", "<span id='hs-cta-wrapper-1234567'>", "</span>", "<a ", '<a " ="', "<a =\">\"",
    "<a href='/cta/redirect/5/", "<!--", "<!-- {{cta( -->", "/cta/redirect/5/", "](/cta/redirect/5/1)", "[", "[[](/cta/redirect/5/1)",
    "'", " ", "\u200b", "\n",
]  # fmt: skip
_ONCE = [
    "{{cta('",
    "{{cta(",
    "{% cta a='",
    "[hubspot type=cta id=",
    "<a title='",
    "<!--",
    "https://x.example/cta/redirect/5/",
]


@pytest.mark.parametrize("piece", _REPEATED)
def test_a_piece_repeated_is_read_in_no_time(piece: str) -> None:
    assert _seconds(piece * (_SIZE // len(piece))) < _SECONDS


@pytest.mark.parametrize("opening", _ONCE)
@pytest.mark.parametrize("letter", ["a", " ", "'", "{", "<b>", "\n"])
def test_an_opening_before_a_long_rest_is_read_in_no_time(opening: str, letter: str) -> None:
    assert _seconds(opening + letter * (_SIZE // len(letter))) < _SECONDS


@pytest.mark.parametrize("piece", ["{{cta(", "{% cta ", "{{cta(' ", "hs-cta-x ", _PROSE, _RENDERED])
def test_a_megabyte_takes_a_few_times_as_long_as_the_standard_librarys_parser_takes_for_prose(piece: str) -> None:
    assert _seconds(piece * (_MEGABYTE // len(piece))) < 12 * _peers_seconds()  # we take up to 4 times as long


@tried(deadline=None, max_examples=25)
@given(st.lists(FRAGMENTS, min_size=1, max_size=6).map("".join))
def test_nothing_repeated_is_slow_whatever_it_is_made_of(piece: str) -> None:
    source = piece * (_SIZE // len(piece))
    assert _seconds(source) < 3 * _peers_seconds()  # for a tenth of what they read: 30 times as long, letter for letter


@cache
def _peers_seconds() -> float:
    def read(source: str) -> None:
        parser = HTMLParser(convert_charrefs=False)
        parser.feed(source)
        parser.close()

    return _seconds(_PROSE * (_MEGABYTE // len(_PROSE)), read)


def _seconds(source: str, read: Callable[[str], object] = lambda source: extract(source, salt="s")) -> float:
    start = time.process_time()
    read(source)
    return time.process_time() - start
