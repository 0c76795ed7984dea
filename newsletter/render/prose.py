"""The articles' own HTML on its way around MJML: a mark goes through the templates, styled HTML comes in afterwards.

`edition` stages the stories before the templates see them and puts the prose in when MJML is done, so that no word
of an article is ever parsed as MJML (mrml 6.0.1 dies of deep nesting, and would take an article's tags for its own).
"""

import hashlib
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from html import escape

from selectolax.lexbor import LexborHTMLParser, LexborNode

from newsletter.model import Direction, Language, Prose, Story, Theme
from newsletter.render.markup import DEEPEST, deepest
from newsletter.render.plain_text import plain

# A mark holds the hash of everything the stories say, so nothing they say can hold a mark.
MARK = re.compile(r"prose-[0-9a-f]{32}-\d{1,6}-")
_HEADING_LEVEL = re.compile(r"(?<=<h)[2-4](?=[\s>])|(?<=</h)[2-4](?=>)")
_TAG_OR_MARK = re.compile(rf"<[^>]*+>|{MARK.pattern}")

_INLINE = {
    "a": "color:{accent};text-decoration:underline",
    "img": "display:block;max-width:100%;height:auto;border:0",
}
_CELL = "padding:8px;border-bottom:1px solid {line};font-size:16px;vertical-align:top;text-align:{start}"
_HEADING = (
    "margin:{above}px 0 8px;font-family:{family};font-size:{size}px;line-height:1.4;font-weight:700;text-align:{start}"
)
_BLOCKS = {
    "p": "margin:0 0 16px;text-align:{start}",
    "inner p": "margin:0 0 8px;text-align:{start}",
    "h3": _HEADING.replace("{above}", "28").replace("{size}", "24"),
    "h4": _HEADING.replace("{above}", "24").replace("{size}", "20"),
    "h5": _HEADING.replace("{above}", "20").replace("{size}", "18"),
    "ul": "margin:0 0 16px;padding:0;padding-{start}:24px;text-align:{start}",
    "ol": "margin:0 0 16px;padding:0;padding-{start}:24px;text-align:{start}",
    "li": "margin:0 0 8px",
    "blockquote": "margin:24px 0;padding-{start}:20px;border-{start}:3px solid {accent};font-family:{family};"
    "font-size:22px;line-height:{leading};text-align:{start}",
    "table": "width:100%;margin:0 0 16px;border-collapse:collapse",
    "caption": "padding:8px;text-align:{start}",
    "th": f"{_CELL};font-weight:700",
    "td": _CELL,
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


def put_in(html: str, stories: Sequence[Story], theme: Theme) -> str:
    """The HTML with every mark's prose in its place; a mark inside a tag is left for the gates to find."""
    blocks = {piece.mark: piece for story in stories for piece in story.pieces if isinstance(piece, Block)}
    return _TAG_OR_MARK.sub(lambda found: styled(blocks[found[0]], theme) if found[0] in blocks else found[0], html)


def styled(block: Block, theme: Theme) -> str:
    """A block's HTML with styles, `dir` and `lang` on its elements: Gmail and Outlook keep no other."""
    # Parsers take time by the square of the depth (100,000 open tags: half a minute); no article needs its tags then.
    shallow = deepest(block.html) <= DEEPEST
    body = LexborHTMLParser(block.html if shallow else f"<p>{escape(plain(block.html))}</p>").body
    if body is None:
        return ""
    styles = _styles(theme, block.language.direction)
    for node in body.traverse():
        _dress(node, block.language, styles)
    return body.inner_html or ""


def _staged(story: Story, marks: Iterator[str]) -> Story:
    lowered = _lowered("".join(piece.html for piece in story.pieces if isinstance(piece, Prose)))
    pieces = tuple(
        Block(_HEADING_LEVEL.sub(lowered, piece.html), piece.line, story.language, next(marks))
        if isinstance(piece, Prose)
        else piece
        for piece in story.pieces
    )
    return replace(story, pieces=pieces)


def _lowered(html: str) -> Callable[[re.Match[str]], str]:
    """What becomes of a heading's level: under the story's own title, which is an h2, and none left out on the way."""
    used = sorted(set(_HEADING_LEVEL.findall(html)))
    levels = {level: str(number) for number, level in enumerate(used, 3)}
    return lambda found: levels[found[0]]


def _dress(node: LexborNode, language: Language, styles: Mapping[str, str]) -> None:
    tag = node.tag or ""
    if tag in _BLOCKS:
        inner = tag == "p" and node.parent is not None and node.parent.tag != "body"
        node.attrs["style"] = styles["inner p" if inner else tag]
        for name, value in (("lang", language.tag), ("dir", language.direction)):
            if name not in node.attributes:
                node.attrs[name] = value
    elif tag in _INLINE and (tag != "a" or node.attributes.get("href")):
        node.attrs["style"] = styles[tag]
    if tag == "table":
        # Every other table of the letter is layout and says role="presentation"; this one is a table indeed.
        node.attrs["role"] = "table"


@lru_cache(maxsize=64)
def _styles(theme: Theme, direction: Direction) -> Mapping[str, str]:
    """The style of each tag in a theme, in one direction."""
    face, start = theme.face(direction), "right" if direction == "rtl" else "left"
    said = {"start": start, "family": face.heading, "leading": face.leading}
    said |= {"accent": theme.light.accent, "line": theme.light.line}
    return {tag: style.format_map(said) for tag, style in (_BLOCKS | _INLINE).items()}
