"""Addresses are rebuilt byte for byte or refused, and utm_* are appended where they belong."""

import re
import unicodedata
from urllib.parse import urlsplit

import idna
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from newsletter.ctas.urls import RefusedUrl, add_utm, host_of, leads_to_web
from tests.ctas.hostile_urls import LEFT, OWN_DOMAINS, REFUSED, TOLD, TRACKED, UTM


def utm(url: str) -> str:
    return add_utm(url, campaign="uk-weekly", content="story-1", own_domains=OWN_DOMAINS, home=OWN_DOMAINS)


@pytest.mark.parametrize(("url", "tagged"), TRACKED.items())
def test_an_own_address_says_where_the_reader_came_from(url: str, tagged: str) -> None:
    assert utm(url) == tagged.replace("{utm}", UTM)


@pytest.mark.parametrize(("url", "told"), TOLD.items())
def test_what_an_address_says_already_stays_as_it_is(url: str, told: tuple[str, ...]) -> None:
    before, mark, fragment = url.partition("#")
    missing = "&".join(part for part in UTM.split("&") if part.partition("=")[0] not in told)
    assert utm(url) == (f"{before}&{missing}" if missing else before) + mark + fragment


@pytest.mark.parametrize("url", LEFT)
def test_any_other_address_stays_byte_for_byte(url: str) -> None:
    assert utm(url) == url


@pytest.mark.parametrize(("url", "why"), REFUSED.items())
def test_what_programs_read_in_different_ways_is_refused_with_the_reason(url: str, why: str) -> None:
    with pytest.raises(RefusedUrl, match=re.escape(why)):
        utm(url)


def test_values_are_encoded() -> None:
    tagged = add_utm("https://example.com", campaign="a&b c", content="é", own_domains=OWN_DOMAINS)
    assert tagged.endswith("utm_campaign=a%26b%20c&utm_content=%C3%A9")


def test_only_web_addresses_lead_to_the_web() -> None:
    assert leads_to_web("https://example.com")
    assert not any(map(leads_to_web, ["#top", "mailto:a@example.com", "TEL:1", "sms:1"]))


@pytest.mark.parametrize(
    ("url", "host"),
    [("http://127.0.0.1:80/a", "127.0.0.1"), ("http://[::1]:80", "[::1]"), ("https://Ü.example", "xn--tda.example"), ("x", "")],
)  # fmt: skip
def test_a_base_url_says_whose_inner_network_is_meant(url: str, host: str) -> None:
    assert host_of(url) == host


def test_an_inner_network_is_for_local_work_only() -> None:
    def led(url: str, home: tuple[str, ...]) -> str:
        return add_utm(url, campaign="", content="", own_domains=(), home=home)

    assert led("http://[::1]:8000/a", ("[::1]",)) == "http://[::1]:8000/a"
    with pytest.raises(RefusedUrl, match=r"“\[::1\]” is of an inner network, where no reader gets to"):
        led("http://[::1]:8000/a", ("127.0.0.1", "", "example.com"))


# ── whatever there is to read ──────────────────────────────────────────────────────────────────────

_PIECES = st.sampled_from(
    [*"/?#&=;:@[]%.-\\ |^{}", "a", "é", "ü.example", "https://", "example.com", "%0d", "utm_source=x", "//", "\n", "1",
     "xn--", "\u202e", "\ud800", "٣", "。", "１", "mailto:", "javascript:", "0x7f"]
)  # fmt: skip
_TEXTS = st.lists(_PIECES, max_size=12).map("".join) | st.text()
_ANYTHING = _TEXTS | _TEXTS.map("https://".__add__) | _TEXTS.map("https://example.com/".__add__)


_PARTS = re.compile(r"([^:]*://)([^/?#]*)([^#]*)(.*)", re.DOTALL)
_ADDED = re.compile(r"[?&]?(?:utm_(?:source=newsletter|medium=email|campaign=uk-weekly|content=story-1)(?:&|\Z))*")


def browsers_reading(url: str) -> str:
    """Host and port as a browser finds them: after //, up to the first / \\ ? or #, behind the last @ (WHATWG URL 4.4)."""
    authority = re.split(r"[/\\?#]", url.split("//", 1)[1], maxsplit=1)[0].rpartition("@")[2]
    host, port = re.fullmatch(r"(.*?)(:[0-9]+)?", authority, re.DOTALL).groups(default="")  # type: ignore[union-attr]
    return (host if host.isascii() else idna.encode(host, uts46=True).decode()) + port


@given(_ANYTHING)
@example("https://example.com/a?b;c#d")
@example("https://example.com?")
def test_whatever_is_not_refused_is_the_same_place_and_the_same_bytes(url: str) -> None:
    try:
        tagged = utm(url)
    except RefusedUrl:
        return
    assert not any(unicodedata.category(letter) in ("Cc", "Cs", "Zl", "Zp") for letter in tagged)
    assert utm(tagged) == tagged
    if not leads_to_web(url):
        assert tagged == url
        return
    scheme, _, rest, fragment = _PARTS.fullmatch(url).groups()  # type: ignore[union-attr]
    new_scheme, authority, new_rest, new_fragment = _PARTS.fullmatch(tagged).groups()  # type: ignore[union-attr]
    assert (new_scheme, new_fragment) == (scheme, fragment)
    assert new_rest.startswith(rest) and _ADDED.fullmatch(new_rest[len(rest) :])
    assert authority == browsers_reading(url) == browsers_reading(tagged) == urlsplit(tagged).netloc


@given(st.text(max_size=50))
def test_no_text_makes_an_own_domain_lose_its_links(text: str) -> None:
    assert "utm_source" in add_utm("https://example.com/", campaign="", content="", own_domains=(text, "example.com"))
