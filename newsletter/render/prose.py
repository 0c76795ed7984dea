"""The articles' own HTML on its way around MJML: a mark goes through the templates, styled HTML comes in afterwards.

`edition` stages the stories before the templates see them and puts the prose in when MJML is done, so that no word
of an article is ever parsed as MJML (mrml 6.0.1 dies of deep nesting, and would take an article's tags for its own).
"""

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from html import escape

from selectolax.lexbor import LexborHTMLParser, LexborNode

from newsletter.model import Language, Prose, Story
from newsletter.render.markup import DEEPEST, deepest
from newsletter.render.plain_text import plain

# A mark holds the hash of everything the stories say, so nothing they say can hold a mark.
MARK = re.compile(r"prose-[0-9a-f]{32}-\d{1,6}-")
_TAG_OR_MARK = re.compile(rf"<[^>]*+>|{MARK.pattern}")

# The house colours of templates/partials/head.mjml.j2.
_ACCENT, _HAIRLINE = "#0a5b63", "#d6cfc0"
_CELL = f"padding:8px;border-bottom:1px solid {_HAIRLINE};font-size:16px;vertical-align:top;text-align:{{start}}"
_BLOCKS = {
    "p": "margin:0 0 8px;text-align:{start}",
    "h2": "margin:12px 0 0;font-size:24px;line-height:1.4;font-weight:700;text-align:{start}",
    "h3": "margin:8px 0 0;font-size:20px;line-height:1.4;font-weight:700;text-align:{start}",
    "h4": "margin:8px 0 0;font-size:18px;line-height:1.4;font-weight:700;text-align:{start}",
    "ul": "margin:0;padding:0;padding-{start}:24px;text-align:{start}",
    "ol": "margin:0;padding:0;padding-{start}:24px;text-align:{start}",
    "li": "margin:0 0 8px",
    "blockquote": f"margin:0;padding-{{start}}:18px;border-{{start}}:3px solid {_ACCENT};text-align:{{start}}",
    "table": "width:100%;border-collapse:collapse",
    "caption": "padding:8px;text-align:{start}",
    "th": f"{_CELL};font-weight:700",
    "td": _CELL,
}
_INLINE = {
    "a": f"color:{_ACCENT};text-decoration:underline",
    "img": "display:block;max-width:100%;height:auto;border:0",
}


@dataclass(frozen=True, slots=True)
class Block(Prose):
    """Prose that knows the language of its story, and the mark that stands for it in MJML."""

    language: Language
    mark: str


def stage(stories: Sequence[Story]) -> tuple[Story, ...]:
    """The stories as the templates get them: each piece of prose a Block with a mark of its own."""
    key = hashlib.sha256(repr(stories).encode("utf-8", "backslashreplace")).hexdigest()[:32]
    marks = (f"prose-{key}-{number}-" for number in range(10**6))
    return tuple(_staged(story, marks) for story in stories)


def put_in(html: str, stories: Sequence[Story]) -> str:
    """The HTML with every mark's prose in its place; a mark inside a tag is left for the gates to find."""
    blocks = {piece.mark: piece for story in stories for piece in story.pieces if isinstance(piece, Block)}
    return _TAG_OR_MARK.sub(lambda found: styled(blocks[found[0]]) if found[0] in blocks else found[0], html)


def styled(block: Block) -> str:
    """A block's HTML with styles, `dir` and `lang` on its elements: Gmail and Outlook keep no other."""
    # Parsers take time by the square of the depth (100,000 open tags: half a minute); no article needs its tags then.
    shallow = deepest(block.html) <= DEEPEST
    body = LexborHTMLParser(block.html if shallow else f"<p>{escape(plain(block.html))}</p>").body
    if body is None:
        return ""
    for node in body.traverse():
        _dress(node, block.language)
    return body.inner_html or ""


def _staged(story: Story, marks: Iterator[str]) -> Story:
    pieces = tuple(
        Block(piece.html, piece.line, story.language, next(marks)) if isinstance(piece, Prose) else piece
        for piece in story.pieces
    )
    return replace(story, pieces=pieces)


def _dress(node: LexborNode, language: Language) -> None:
    tag = node.tag or ""
    if tag in _BLOCKS:
        start = "right" if language.direction == "rtl" else "left"
        outermost = tag == "p" and node.parent is not None and node.parent.tag == "body"
        node.attrs["style"] = "margin:0;text-align:" + start if outermost else _BLOCKS[tag].format(start=start)
        for name, value in (("lang", language.tag), ("dir", language.direction)):
            if name not in node.attributes:
                node.attrs[name] = value
    elif tag in _INLINE and (tag != "a" or node.attributes.get("href")):
        node.attrs["style"] = _INLINE[tag]
    if tag == "table":
        # Every other table of the letter is layout and says role="presentation"; this one is a table indeed.
        node.attrs["role"] = "table"
