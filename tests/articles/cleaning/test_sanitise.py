"""The last word on what HTML an article may hold."""

import re

import pytest

from newsletter.articles.cleaning.characters import Tally
from newsletter.articles.cleaning.sanitise import Sanitiser, absolute, split_at

BASE = "https://www.example.com/journal/one"
SALT = "5a17"


def safe(markup: str, base: str | None = None) -> str:
    return Sanitiser(base, SALT, Tally()).clean(markup)


@pytest.mark.parametrize(
    ("markup", "written"),
    [
        ("<p onclick=x class=y style=z>a</p>", "<p>a</p>"),
        ("<p>a<script>b</script><u>c</u></p>", "<p>ac</p>"),
        ("<h1>a</h1>", "<h2>a</h2>"),
        ('<h6 lang="ar-AE">a</h6>', '<h4 lang="ar-AE">a</h4>'),
        ('<p dir="rtl">a</p>', '<p dir="rtl">a</p>'),
        ('<p dir="up" lang="1;x">a</p>', "<p>a</p>"),
        ('<p><a href="https://example.com/?a=1&amp;b={c}">a</a></p>', '<p><a href="https://example.com/?a=1&amp;b=%7Bc%7D">a</a></p>'),
        ('<p><a href="tel:+97140000000">a</a></p>', '<p><a href="tel:+97140000000">a</a></p>'),
        ('<p><a href=" tel:+44 20 ">a</a></p>', '<p><a href="tel:+44 20">a</a></p>'),  # refused with a reason, later
        ('<p><img src="https://example.com/a.png" alt="{{a}}" width="520" height="9"></p>',
         '<p><img src="https://example.com/a.png" alt="{ {a} }" width="520"></p>'),
        ('<p><img src="http://example.com/a.png" alt=""></p>', '<p><img alt=""></p>'),
        ("<p>&nbsp;</p>", ""),
        ("<p> <b></b> </p>", ""),
        ('<p><a href=" HTTPS://Example.com/a/../b;c?#">a</a></p>', '<p><a href="HTTPS://Example.com/a/../b;c?#">a</a></p>'),
        ('<p><a href="tel:1" data-track=" OFF">a</a></p>', '<p><a href="tel:1" data-track="off">a</a></p>'),
        ('<p data-track="off"><a href="tel:1" data-track="on">a</a></p>', '<p><a href="tel:1">a</a></p>'),
        ("<hr>", "<hr>"),
        ("<pre>a\u00a0 b</pre>", "<pre>a\u00a0 b</pre>"),
    ],
)  # fmt: skip
def test_a_block_holds_only_what_a_mail_may(markup: str, written: str) -> None:
    assert safe(markup) == written


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "java\x01script:alert(1)",
        "java\tscript:alert(1)",
        " javascript:x",
        "data:text/html,x",
        "vbscript:x",
        "JAVASCRIPT:x",
        "file:///x",
        "//[bad",
        "https://example.com:port",
        "https:///nowhere",
        "one two",
    ],
)
def test_no_dangerous_address_survives_even_one_that_a_later_cleaning_would_make(address: str) -> None:
    assert "href" not in safe(f'<p><a href="{address}">a</a></p>')


@pytest.mark.parametrize(
    ("address", "base", "full"),
    [
        ("two", BASE, "https://www.example.com/journal/two"),
        ("/two?a=b", BASE, "https://www.example.com/two?a=b"),
        ("//cdn.example.com/x", None, "https://cdn.example.com/x"),
        ("two", None, None),
        ("#top", None, None),
        ("mailto:a@example.com", BASE, "mailto:a@example.com"),
        ("http://[::1", BASE, None),
    ],
)
def test_relative_addresses_resolve_against_the_article_or_go(address: str, base: str | None, full: str | None) -> None:
    assert absolute(address, base) == full


def test_links_that_lose_their_address_are_counted() -> None:
    tally = Tally()
    Sanitiser(None, SALT, tally).clean(
        '<p><a href="javascript:x">a</a> <a href="b">b</a> <a name="c">c</a> <a href="tel:1">d</a></p>'
    )
    assert tally["link"] == 2


def test_a_marker_in_an_attribute_takes_the_attribute_with_it() -> None:
    assert safe(f'<p><a href="https://example.com/⟦cta:{SALT}:0⟧" title="b">a</a></p>') == '<p><a title="b">a</a></p>'


def test_a_cut_closes_the_open_tags_and_opens_them_again() -> None:
    markup = '<p>a <a href="x>y"><em>b⟦1⟧c</em></a><br>d</p>'
    assert list(split_at(markup, re.compile("⟦[0-9]+⟧"))) == [
        '<p>a <a href="x>y"><em>b</em></a></p>',
        "⟦1⟧",
        '<p><a href="x>y"><em>c</em></a><br>d</p>',
    ]
