"""Prose: around MJML under a mark, then in its place with styles, direction and language."""

import re
import time
from dataclasses import replace

import pytest
from selectolax.lexbor import LexborHTMLParser

from newsletter.model import Language, Prose, Story, Theme
from newsletter.render.prose import MARK, Block, put_in, stage, styled

ENGLISH, ARABIC = Language("en_GB"), Language("ar_AE")
THEME = Theme()


def _styled(html: str, language: Language = ENGLISH) -> LexborHTMLParser:
    return LexborHTMLParser(styled(Block(html, 1, language, ""), THEME))


def _blocks(stories: tuple[Story, ...]) -> list[Block]:
    return [piece for story in stories for piece in story.pieces if isinstance(piece, Block)]


def test_every_piece_has_a_mark_of_its_own_and_its_storys_language(story: Story) -> None:
    arabic = replace(story, language=ARABIC, pieces=(Prose("<p>a</p>", 1), Prose("<p>a</p>", 1)))
    blocks = _blocks(stage([story, arabic]))
    assert len({block.mark for block in blocks}) == 3 and all(MARK.fullmatch(block.mark) for block in blocks)
    assert [block.language for block in blocks] == [ENGLISH, ARABIC, ARABIC]


def test_a_mark_depends_on_everything_that_is_said(story: Story) -> None:
    marks = {_blocks(stage([each]))[0].mark for each in (story, replace(story, title="x"), replace(story, teaser="x"))}
    assert len(marks) == 3


def test_prose_is_put_where_its_mark_stands_and_nowhere_in_a_tag(story: Story) -> None:
    staged = stage([replace(story, pieces=(Prose("<p>the sea</p>", 1),))])
    mark = _blocks(staged)[0].mark
    html = put_in(f'<div title="{mark}">\n {mark} \n</div>', staged, THEME)
    assert re.search(r'title="prose-', html) and "the sea</p>" in html and html.count("the sea") == 1


def test_a_mark_in_prose_is_not_read_again(story: Story) -> None:
    staged = stage([replace(story, pieces=(Prose("<p>one</p>", 1), Prose("<p>two</p>", 2)))])
    first, second = _blocks(staged)
    forged = (replace(staged[0], pieces=(replace(first, html=f"<p>{second.mark}</p>"), second)),)
    assert put_in(first.mark, forged, THEME).count(second.mark) == 1


@pytest.mark.parametrize("tag", ["p", "h3", "h4", "h5", "ul", "ol", "blockquote"])
def test_every_block_says_style_direction_and_language(tag: str) -> None:
    for language, start in ((ENGLISH, "left"), (ARABIC, "right")):
        node = _styled(f"<{tag}>x</{tag}>", language).css_first(tag)
        assert node is not None
        assert (node.attributes["dir"], node.attributes["lang"]) == (language.direction, language.tag)
        assert f"text-align:{start}" in str(node.attributes["style"])


def test_items_cells_links_and_pictures_are_styled() -> None:
    page = _styled('<ul><li><a href="#a">x</a></li></ul><table><tr><td>x</td></tr></table><img src="x" alt="">')
    assert all("style" in page.css(tag)[0].attributes for tag in ("li", "a", "td", "img"))


def test_a_table_of_an_article_says_that_it_is_one() -> None:
    table = _styled("<table><tr><td>1</td></tr></table>").css_first("table")
    assert table is not None and table.attributes["role"] == "table"


def test_a_direction_that_the_author_gave_stays() -> None:
    node = _styled('<p dir="ltr" lang="en">x</p>', ARABIC).css_first("p")
    assert node is not None and (node.attributes["dir"], node.attributes["lang"]) == ("ltr", "en")


def test_paragraphs_inside_others_stand_closer() -> None:
    assert styled(Block("<p>x</p>", 1, ENGLISH, ""), THEME).startswith('<p style="margin:0 0 16px;')
    assert '<p style="margin:0 0 8px' in styled(Block("<blockquote><p>x</p></blockquote>", 1, ENGLISH, ""), THEME)


def test_prose_wears_the_theme_of_its_region() -> None:
    theme = replace(THEME, light=replace(THEME.light, accent="#123456", line="#654321"))
    assert "color:#123456" in styled(Block('<p><a href="https://example.com/">x</a></p>', 1, ENGLISH, ""), theme)
    assert "solid #654321" in styled(Block("<table><tr><td>x</td></tr></table>", 1, ENGLISH, ""), theme)


@pytest.mark.parametrize(
    ("said", "heard"),
    [
        ("<h2>a</h2><h3>b</h3>", ["h3", "h4"]),
        ("<h3>a</h3><p>h2</p><h4>b</h4>", ["h3", "h4"]),
        ("<h2>a</h2><h4>b</h4><h2>c</h2>", ["h3", "h4", "h3"]),
        ("<h4>a</h4>", ["h3"]),
    ],
)
def test_headings_go_under_the_storys_title_and_leave_no_level_out(story: Story, said: str, heard: list[str]) -> None:
    (block,) = _blocks(stage([replace(story, pieces=(Prose(said, 1),))]))
    assert re.findall(r"<(h\d)", styled(block, THEME)) == heard


def test_a_storys_pieces_agree_on_the_level_of_a_heading(story: Story) -> None:
    pieces = (Prose("<h3>a</h3>", 1), Prose("<p>x</p>", 2), Prose("<h2>b</h2>", 3))
    html = "".join(styled(block, THEME) for block in _blocks(stage([replace(story, pieces=pieces)])))
    assert re.findall(r"<(h\d)", html) == ["h4", "h3"]


def test_unbalanced_tags_cannot_leave_their_place() -> None:
    assert styled(Block("</div></td><p>x", 1, ENGLISH, ""), THEME).endswith(">x</p>")


@pytest.mark.parametrize("tag", ["div", "b", "ul><li", "table><tr><td"])
def test_deep_nesting_becomes_plain_words_at_once(tag: str) -> None:
    begun = time.process_time()
    html = styled(Block(f"<{tag}>" * 10_000 + "x &lt;i&gt;", 1, ENGLISH, ""), THEME)
    assert html.count("<") < 5 and "&lt;i&gt;" in html
    assert time.process_time() - begun < 2
