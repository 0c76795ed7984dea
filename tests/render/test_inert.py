"""A letter that is only looked at: it leads nowhere and has the browser connect to nobody."""

import pytest
from selectolax.lexbor import LexborHTMLParser

from newsletter.render.inert import inert

ASKING = [
    '<link rel="preconnect" href="https://elsewhere.example">',
    "<LINK\nrel=preconnect href=https://elsewhere.example>",
    '<link/rel="dns-prefetch"href="//elsewhere.example">',
    '<iframe srcdoc="&lt;link rel=preconnect href=https://elsewhere.example&gt;"></iframe>',
    '<svg><foreignObject><link rel="preconnect" href="https://elsewhere.example"></foreignObject></svg>',
    '<template shadowrootmode="open"><link rel="preconnect" href="https://elsewhere.example"></template>',
]


@pytest.mark.parametrize("asking", ASKING)
@pytest.mark.parametrize("letter", ["<html><head>{}</head><body>x</body></html>", "<p>{}", "{}"])
def test_nothing_of_a_letter_asks_for_a_connection(asking: str, letter: str) -> None:
    read = LexborHTMLParser(inert(letter.format(asking)))
    assert read.css("link, iframe") == []


@pytest.mark.parametrize("html", ["<p>no head", "<html><head><title>x", "", "<HEAD>"])
def test_links_are_inert_whatever_the_letter_is_made_of(html: str) -> None:
    assert '<base target="_blank">' in inert(html)


def test_words_and_the_head_that_they_stand_behind_are_as_they_were() -> None:
    letter = "<html><head><link rel=icon href=a><title>x</title></head><body><p>A linked &lt;link&gt;</p></body></html>"
    read = LexborHTMLParser(inert(letter))
    assert read.body is not None and read.body.inner_html == "<p>A linked &lt;link&gt;</p>"
    assert [title.text() for title in read.css("head > title")] == ["x"]
