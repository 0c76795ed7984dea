"""Reads the words out of sanitised HTML and out of an article's pieces; for `articles` and `localise.blocks`. Pure."""

import html
import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from babel.dates import format_date

from newsletter.model import Piece, Prose, RegionBlock

# A tag as nh3 writes it: attribute values always stand in double quotes, and may hold ">".
TAG = re.compile(r'<[^>"]*+(?:"[^"]*+"[^>"]*+)*>')
ATTRIBUTE = re.compile(r' ([a-z-]+)="([^"]*)"')  # as nh3 writes it too
_LINE_BREAK = re.compile(r"<br\b[^>]*+>")
_BLOCK_EDGE = re.compile(r"</?(?:p|h[1-6]|li|[uo]l|t[dhr]|table|thead|tbody|blockquote|pre|hr)\b[^>]*+>")


def text_of(markup: str) -> str:
    """What a reader sees of sanitised HTML, as plain text: a line per block and per `<br>`, no other line ends."""
    lines = _BLOCK_EDGE.sub("\n", _LINE_BREAK.sub("\n", markup.replace("\n", " ")))
    return html.unescape(TAG.sub("", lines)).strip()


def single_spaced(text: str) -> str:
    """The text with every run of white space made one space."""
    return " ".join(text.split())


def same_words(one: str, other: str) -> bool:
    """Do they say the same, capitals and white space aside?"""
    return single_spaced(one).casefold() == single_spaced(other).casefold()


def day(when: date) -> str:
    """A date as our notes say it: "26 November 2026"."""
    return format_date(when, "d MMMM y", locale="en_GB")


def prose_of(pieces: Iterable[Piece]) -> Iterator[Prose]:
    """Every block of prose, region blocks' too, in order."""
    for piece in pieces:
        if isinstance(piece, Prose):
            yield piece
        elif isinstance(piece, RegionBlock):
            yield from prose_of(piece.pieces)


def pictures_in(pieces: Iterable[Piece]) -> Iterator[Mapping[str, str]]:
    """The attributes of every picture in the prose, in order."""
    for tag in (tag for prose in prose_of(pieces) if "<img" in prose.html for tag in TAG.findall(prose.html)):
        if tag.startswith("<img"):
            yield {name: html.unescape(value) for name, value in ATTRIBUTE.findall(tag)}


def alt_of(picture: str, pieces: Iterable[Piece]) -> str:
    """What the prose says of a picture that stands in it too."""
    return next((said["alt"] for said in pictures_in(pieces) if said.get("src") == picture and said.get("alt")), "")


def word_count(pieces: Iterable[Piece]) -> int:
    """The number of words a reader is given, headings of region blocks and attributions aside."""
    return sum(len(text_of(piece.html).split()) for piece in prose_of(pieces))
