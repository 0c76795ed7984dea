"""HTML and Markdown bodies: blocks with their lines, boxes that give way, pictures, CTAs, region marks."""

import re
from itertools import accumulate

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsletter.articles.cleaning.body import Binder, Block, Item, RegionMark
from newsletter.articles.cleaning.characters import Tally
from newsletter.articles.cleaning.depth import MAX_DEPTH
from newsletter.articles.cleaning.markup import html_items, rendered
from newsletter.articles.cleaning.sanitise import Sanitiser
from newsletter.model import CtaToken

BASE = "https://www.example.com/journal/one"
TOKENS = {f"⟦salt{place}⟧": CtaToken(f"12345{place}", "center", 1) for place in range(3)}


class Lines:
    def alone(self, line: str) -> bool:
        return self.opens(line) or line == "Related Post"

    def opens(self, line: str) -> bool:
        return line == "Brand Place:"


def read(html: str, tally: Tally | None = None, base: str | None = BASE, first_line: int = 1) -> list[Item]:
    tally = Tally() if tally is None else tally
    binder = Binder(Sanitiser(base, "salt", tally), TOKENS, re.compile("⟦salt[0-9]⟧"), Lines())
    return list(html_items(html, [(0, first_line)], base, binder, tally))


def told(items: list[Item]) -> list[str]:
    """Blocks as their HTML, CTAs as their ids."""
    return [item.html if isinstance(item, Block) else item.id for item in items if isinstance(item, Block | CtaToken)]


@pytest.mark.parametrize(
    ("html", "blocks"),
    [
        ("<div><section><p>a</p></section><h2>b</h2></div>c", ["<p>a</p>", "<h2>b</h2>", "<p>c</p>"]),
        ("a <b>b</b> c<p>d</p>e", ["<p>a <b>b</b> c</p>", "<p>d</p>", "<p>e</p>"]),
        ("<figure><img src='/a.png'><figcaption>b</figcaption></figure>",
         ['<p><img src="https://www.example.com/a.png"></p>', "<p>b</p>"]),
        ("<a href='/x'><h3>a</h3><p>b</p></a>", ["<h3>a</h3>", "<p>b</p>"]),
        ("<li>a</li><td>b</td>", ["<p>a</p>", "<p>b</p>"]),
        ("<ul><li>a<div>b</div></li></ul>", ["<ul><li>ab</li></ul>"]),
        ("<p></p><p> <br> </p><p>a</p>", ["<p>a</p>"]),
        ("<blockquote><p>a</p></blockquote><hr>", ["<blockquote><p>a</p></blockquote>", "<hr>"]),
        ("", []),
    ],
)  # fmt: skip
def test_blocks_come_out_of_their_boxes(html: str, blocks: list[str]) -> None:
    assert told(read(html)) == blocks


@pytest.mark.parametrize(
    ("html", "parts"),
    [
        ("<p>a ⟦salt0⟧ b</p>", ["<p>a </p>", "123450", "<p> b</p>"]),
        ("<p>⟦salt0⟧⟦salt1⟧</p>", ["123450", "123451"]),
        ("<p><a href='/x'><em>⟦salt0⟧</em></a>a</p>", ["123450", "<p>a</p>"]),
        ("<h2>a ⟦salt0⟧</h2>", ["<h2>a </h2>", "123450"]),
        ("<ul><li>a ⟦salt0⟧</li><li>b</li></ul>", ["<ul><li>a </li><li>b</li></ul>", "123450"]),
        ("<table><tr><td>⟦salt0⟧</td><td>⟦salt1⟧</td></tr></table>", ["123450", "123451"]),
        ("<div>⟦salt0⟧</div><div>a</div>", ["123450", "<p>a</p>"]),
        ("<p>a <a href='⟦salt0⟧'>b</a></p>", ["<p>a <a>b</a></p>", "123450"]),
    ],
)
def test_a_cta_is_a_piece_of_its_own(html: str, parts: list[str]) -> None:
    assert told(read(html)) == parts


@pytest.mark.parametrize("tags", ["<div>", "<ul><li>", "<table><td>", "<table><tr><td>", "<blockquote><b>", "<div><a>"])
def test_no_block_is_deeper_than_what_renders(tags: str) -> None:
    for block in told(read(tags * 1_000 + "words")):
        opened = re.findall(r"<(/?)(?:[a-z]+)[^>]*>", block)
        depths = accumulate(-1 if close else 1 for close in opened)
        assert max(depths) <= MAX_DEPTH


def test_lines_of_a_paragraph_that_mean_something_alone_are_parted() -> None:
    items = read("<p><strong>Brand Place:</strong><br>Related Post</p><p>a<br>b</p>")
    assert told(items) == ["<p><strong>Brand Place:</strong></p>", "<p>Related Post</p>", "<p>a<br>b</p>"]


@pytest.mark.parametrize(
    "said",
    [
        'src="data:image/gif;base64,R0" data-src="/b.jpg"',
        'src="https://x.example/wait.gif" data-lazy-src="/b.jpg"',
        'src="data:image/gif;base64,R0" srcset="/a.jpg 300w, /b.jpg 1200w,/c.jpg 600w"',
        'data-srcset="/a.jpg, /b.jpg 2x" src="https://x.example/wait.gif"',
        'srcset=" /b.jpg "',
        'data-src="data:image/gif;base64,R0" src="/b.jpg" srcset="/c.jpg 2x"',
        'data-src="http://x.example/plain.jpg" src="/b.jpg"',
    ],
)
def test_a_lazy_picture_gets_its_address(said: str) -> None:
    html = f'<p><img {said} width="520" class="lazy" alt="A pier"></p>'
    (picture,) = told(read(html))
    assert 'src="https://www.example.com/b.jpg"' in picture and "srcset" not in picture and "data-" not in picture


@given(st.text(alphabet=" ,wx.19/ab", max_size=200))
def test_any_set_of_addresses_gives_one_of_them_or_none(srcset: str) -> None:
    (picture,) = [*told(read(f'<p>a<img srcset="{srcset}" alt=""></p>'))]
    assert "<img" not in picture or 'src="https://' in picture


@pytest.mark.parametrize(("said", "kept"), [("", ""), ('alt=""', ' alt=""'), ('alt="A pier"', ' alt="A pier"')])
def test_a_picture_says_what_its_author_says_of_it_and_nothing_else(said: str, kept: str) -> None:
    assert told(read(f'<p><img src="/b.jpg" {said}></p>')) == [
        f'<p><img src="https://www.example.com/b.jpg"{kept}></p>'
    ]


@pytest.mark.parametrize(
    ("picture", "counted"),
    [
        ('<img src="https://x.example/a" width="1" height="1">', "pixel"),
        ('<img src="https://x.example/a" height="1px">', "pixel"),
        ('<img src="https://x.example/a" style="border:0; width:1px">', "pixel"),
        ('<img src="https://x.example/a" width="0" height="200">', "pixel"),
        ('<img src="https://x.example/a" width="01" height="0.5">', "pixel"),
        ('<img src="https://x.example/a" style="MAX-HEIGHT: 0 ! important">', "pixel"),
        ('<img src="https://x.example/a" style="height:0%">', "pixel"),
        ('<img src="https://x.example/a" style="display: none">', "pixel"),
        ('<img src="https://x.example/a" style="margin:0;visibility:hidden;">', "pixel"),
        ('<img src="https://x.example/a" style="opacity:0.0">', "pixel"),
        ('<img src="https://x.example/a" hidden>', "pixel"),
        ('<img src="http://x.example/a">', "picture"),
        ('<img src="data:image/png;base64,R0">', "picture"),
        ("<img>", "picture"),
    ],
)
def test_pixels_and_pictures_without_https_go_and_are_counted(picture: str, counted: str) -> None:
    tally = Tally()
    assert told(read(f"<p>a{picture}</p>", tally)) == ["<p>a</p>"]
    assert tally[counted] == 1


@pytest.mark.parametrize(
    "said", ['width="10"', 'style="border-width:0"', 'style="width:1em"', 'style="opacity:0.5;width:100%"', 'style="margin:0"']
)  # fmt: skip
def test_a_picture_that_can_be_seen_stays(said: str) -> None:
    tally = Tally()
    assert "https://x.example/a" in "".join(told(read(f'<p>a<img src="https://x.example/a" {said}></p>', tally)))
    assert tally["pixel"] == 0


def test_each_block_knows_its_line() -> None:
    items = read("<div>\n<p>a\nb</p>\n\n<ul>\n<li>c</li></ul>\n<p>d</p></div>", first_line=10)
    assert [item.line for item in items if isinstance(item, Block)] == [11, 14, 16]


def test_region_marks_are_found_between_blocks_and_told_when_inside_one() -> None:
    items = read("<p>a</p>\n<div><!-- region: uk --></div><ul><li><!-- /region -->b</li></ul>")
    assert [item for item in items if isinstance(item, RegionMark)] == [
        RegionMark("uk", 2),
        RegionMark(None, 2, inside=True),
    ]


def test_markdown_becomes_blocks_with_the_lines_of_the_file() -> None:
    html, anchors = rendered(
        "# A\n\ntext\nmore\n\n<!-- region: uk -->\n- one\n- two\n\n|a|\n|-|\n|b|\n\n<div>c</div>\n", 7
    )
    binder = Binder(Sanitiser(None, "salt", Tally()), {}, re.compile("⟦⟧"), Lines())
    items = list(html_items(html, anchors, None, binder, Tally()))
    lines = [(item.tag if isinstance(item, Block) else "mark", getattr(item, "line", 0)) for item in items]
    assert lines == [("h1", 7), ("p", 9), ("mark", 12), ("ul", 13), ("table", 16), ("p", 20)]


def test_markdown_references_reach_across_blocks() -> None:
    assert 'href="https://example.com/"' in rendered("[a][b]\n\n[b]: https://example.com/\n", 1)[0]
