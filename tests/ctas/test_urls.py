"""Addresses are rebuilt byte for byte or refused, and utm_* are appended where they belong."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsletter.ctas.urls import RefusedUrl, add_utm, leads_to_web

UTM = "utm_source=newsletter&utm_medium=email&utm_campaign=uk-weekly&utm_content=story-1"
OWN = ("example.com", "bücher.example")


def utm(url: str) -> str:
    return add_utm(url, campaign="uk-weekly", content="story-1", own_domains=OWN)


TAGGED = [
    ("https://example.com", f"https://example.com?{UTM}"),
    ("https://example.com/", f"https://example.com/?{UTM}"),
    ("https://www.example.com/a", f"https://www.example.com/a?{UTM}"),
    ("HTTPS://Example.COM/A", f"HTTPS://Example.COM/A?{UTM}"),
    ("https://example.com./a", f"https://example.com./a?{UTM}"),
    ("https://example.com:8443/a", f"https://example.com:8443/a?{UTM}"),
    ("https://example.com/a?", f"https://example.com/a?{UTM}"),
    ("https://example.com/a??", f"https://example.com/a??&{UTM}"),
    ("https://example.com/a?flag", f"https://example.com/a?flag&{UTM}"),
    ("https://example.com/a?flag&b=1&", f"https://example.com/a?flag&b=1&{UTM}"),
    ("https://example.com/a?q=a%20b", f"https://example.com/a?q=a%20b&{UTM}"),
    ("https://example.com/a?q=a+b", f"https://example.com/a?q=a+b&{UTM}"),
    ("https://example.com/a?x=1;y=2", f"https://example.com/a?x=1;y=2&{UTM}"),
    ("https://example.com/a?x=%26%3D", f"https://example.com/a?x=%26%3D&{UTM}"),
    ("https://example.com/a?x=1?y=2", f"https://example.com/a?x=1?y=2&{UTM}"),
    ("https://example.com/a?x[]=1&x[]=2", f"https://example.com/a?x[]=1&x[]=2&{UTM}"),
    ("https://example.com/a?a=%0d%0aSet-Cookie:x", f"https://example.com/a?a=%0d%0aSet-Cookie:x&{UTM}"),
    ("https://example.com/a#top", f"https://example.com/a?{UTM}#top"),
    ("https://example.com/a#", f"https://example.com/a?{UTM}#"),
    ("https://example.com/a?b#c?d#e", f"https://example.com/a?b&{UTM}#c?d#e"),
    ("https://example.com/#/page?tab=1", f"https://example.com/?{UTM}#/page?tab=1"),
    ("https://example.com/a%2Fb/../c//d", f"https://example.com/a%2Fb/../c//d?{UTM}"),
    ("https://example.com/a;v=1", f"https://example.com/a;v=1?{UTM}"),
    ("https://example.com/it's/(b)/*!~@:", f"https://example.com/it's/(b)/*!~@:?{UTM}"),
    ("https://example.com/%E2%82%AC/€", f"https://example.com/%E2%82%AC/€?{UTM}"),
    ("https://example.com/?next=https://other.example/@x", f"https://example.com/?next=https://other.example/@x&{UTM}"),
    ("https://bücher.example/ü", f"https://xn--bcher-kva.example/ü?{UTM}"),
    ("https://BÜCHER.example/", f"https://xn--bcher-kva.example/?{UTM}"),
    ("https://xn--bcher-kva.example/", f"https://xn--bcher-kva.example/?{UTM}"),
    (
        "https://example.com/?utm_source=print&a=1",
        "https://example.com/?utm_source=print&a=1&utm_medium=email&utm_campaign=uk-weekly&utm_content=story-1",
    ),
    (
        "https://example.com/?a=1;utm_medium",
        f"https://example.com/?a=1;utm_medium&{UTM.replace('utm_medium=email&', '')}",
    ),
    (
        "https://example.com/?utm%5Fsource=x",
        f"https://example.com/?utm%5Fsource=x&{UTM.replace('utm_source=newsletter&', '')}",
    ),
]

KEPT = [
    f"https://example.com/?{UTM.replace('newsletter', 'x')}#y",
    "https://example.org/a?b&c=%20;d#e",
    "https://notexample.com/",
    "https://example.com.evil.example/",
    "http://localhost:8000/a",
    "http://192.0.2.7/a?b",
    "http://[2001:db8::1]/a?b",
    "http://[2001:db8::1]:8080/",
    "https://a_b.example.org/",
    "https://example.org/a|b{c}^",
    "mailto:hello@example.com?subject=Hello there&body=a%0D%0Ab",
    "MAILTO:hello@example.com",
    "tel:+44 20 7946 0000",
    "sms:+442079460000?body=Hi",
    "#top",
    "#",
]

REFUSED = [
    "", "   ", "javascript:alert(1)", "JavaScript:alert(1)", "java\nscript:alert(1)", "\x01javascript:alert(1)", "data:text/html,x",
    "vbscript:x", "file:///etc/passwd", "ftp://example.com/", "blob:https://example.com/x", "cid:1", "/a/b", "a/b", "?a=1",
    "example.com", "//example.com/a", "http:example.com", "http:/example.com", "https://", "https:///a", "https://?a", "https://:80/",
    "https://user@example.com/", "https://user:pass@example.com/", "https://example.com@evil.example/", "https://example.com%40evil.example/",
    "https://exa mple.com/", "https://example.com/a b", "https://example.com/\r\nX: y", "https://example.com/\t", "https://example.com\\@evil.example/",
    "https:\\\\example.com", "https://example.com/\"onclick=x", "https://example.com/<b>", "https://exam%0d%0aple.com/", "https://example%2ecom/",
    "https://example.com:/", "https://example.com:0/", "https://example.com:65536/", "https://example.com:80a/", "https://example.com:-1/",
    "https://example..com/", "https://.example.com/", "https://-a.example/", "https://a-.example/", "https://" + "a" * 64 + ".example/",
    "https://" + "a." * 127 + "example/", "http://[::1", "http://::1/", "http://[::1%25eth0]/", "http://[fe80::1%eth0]/", "http://[v1.x]/",
    "http://[]/", "http://[::1]x/", "http://[example.com]/", "http://0x7f.1/", "http://2130706433/", "http://0177.0.0.1/", "http://1.2.3.4.5/",
    "http://256.1.1.1/", "http://１２７.１/", "https://a℀b.example/", "https://☃.example/", "https://ex\u200bample.com/", "https://example.com/\u202egnp.exe",
    "https://example.com/\ud800", "https://example.com/\u2028", "https://exa|mple.com/", "https://[example.com", "tel:+44\n1", "#a\0", "mailto:a@b\r\nBcc: c@d",
]  # fmt: skip


@pytest.mark.parametrize(("url", "tagged"), TAGGED)
def test_an_own_address_says_where_the_reader_came_from(url: str, tagged: str) -> None:
    assert utm(url) == tagged


@pytest.mark.parametrize("url", KEPT)
def test_any_other_address_stays_byte_for_byte(url: str) -> None:
    assert utm(url) == url


@pytest.mark.parametrize("url", REFUSED)
def test_what_programs_read_in_different_ways_is_refused(url: str) -> None:
    with pytest.raises(RefusedUrl, match=r"^(it|its|“|[0-9]).+"):
        utm(url)


def test_a_refusal_names_the_scheme() -> None:
    with pytest.raises(RefusedUrl, match="“javascript:” does not lead to a web page"):
        utm("javascript:alert(1)")


def test_values_are_encoded() -> None:
    tagged = add_utm("https://example.com", campaign="a&b c", content="é", own_domains=OWN)
    assert tagged.endswith("utm_campaign=a%26b%20c&utm_content=%C3%A9")


def test_only_web_addresses_lead_to_the_web() -> None:
    assert leads_to_web("https://example.com")
    assert not any(map(leads_to_web, ["#top", "mailto:a@example.com", "TEL:1", "sms:1"]))


_PIECES = st.sampled_from(
    [*"/?#&=;:@[]%.-\\ ", "a", "é", "https://", "example.com", "%0d", "utm_source=x", "//", "\n", "1"]
)


@given(st.lists(_PIECES, max_size=12).map("".join))
def test_whatever_is_not_refused_keeps_its_path_its_parameters_and_its_fragment(rest: str) -> None:
    url = f"https://example.com/{rest}"
    try:
        tagged = utm(url)
    except RefusedUrl:
        return
    before, mark, fragment = url.partition("#")
    assert tagged.startswith(before) and tagged.endswith(mark + fragment)
    assert utm(tagged) == tagged
