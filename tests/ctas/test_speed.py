"""No source is slow: hostile repetitions cost about as much as prose of the same length."""

import time

import pytest

from newsletter.ctas.shortcodes import extract

_SIZE = 100_000
_SECONDS = 1.0  # of processor time; what is not linear takes minutes

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


@pytest.mark.parametrize("piece", ["{{cta(", "{{cta('", "<p>The <em>tide</em> turns &amp; turns.</p>\n", "x"])
def test_a_megabyte_takes_no_more_than_ten_times_as_long(piece: str) -> None:
    assert _seconds(piece * (10 * _SIZE // len(piece))) < 2 * _SECONDS


def _seconds(source: str) -> float:
    start = time.process_time()
    extract(source, salt="s")
    return time.process_time() - start
