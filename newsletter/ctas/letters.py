"""A source as a reader would see it, letter by letter, each letter knowing where it stands; called by `shortcodes`.

Scraped articles write one shortcode in a hundred ways: entities (escaped twice, too), typographic quotes,
no-break spaces, tags in the middle. Folding does away with all of them once, so that the scanners look at
plain text: every quote is `'`, every white space is a space, every hyphen is `-`, inline tags, comments and
invisible characters are gone, any other tag is one BREAK. HTML, Markdown and plain text fold alike.
"""

import html
import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from operator import itemgetter
from typing import NamedTuple

from newsletter.ctas.cuts import Asked, Cut, Refused

BREAK = "\0"
COMMENT = "!"
_CUT = "⟦⟧"
VOID = frozenset({COMMENT, "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr"})


class Tag(NamedTuple):
    """A tag or a comment where it stands in the source."""

    start: int
    end: int
    name: str  # in lower case; COMMENT for a comment
    closing: bool


class _Run(NamedTuple):
    """Letters that stand side by side in the source, or one letter and the entity or tag it stands for."""

    start: int
    end: int
    length: int  # in letters


@dataclass(frozen=True, slots=True)
class Letters:
    """The folded text, and where its letters and tags stand in the source."""

    source: str
    text: str
    runs: list[_Run]
    firsts: list[int]  # each run's first letter
    tags: list[Tag]

    def cut(self, first: int, after: int, verdict: Asked | Refused) -> Cut:
        """The letters from `first` up to `after` as a stretch of the source."""
        start, _ = self._place(first)
        _, end = self._place(after - 1)
        return Cut(start, end, verdict, self._unbalanced(start, end))

    def _unbalanced(self, start: int, end: int) -> str:
        """The tags of a stretch that open or close something outside of it."""
        kept: list[Tag] = []
        for tag in self.tags[bisect_left(self.tags, start, key=_START) : bisect_left(self.tags, end, key=_START)]:
            if tag.closing and kept and kept[-1].name == tag.name and not kept[-1].closing:
                kept.pop()
            elif tag.name not in VOID:
                kept.append(tag)
        return "".join(self.source[tag.start : tag.end] for tag in kept)

    def _place(self, letter: int) -> tuple[int, int]:
        number = bisect_right(self.firsts, letter) - 1
        run, offset = self.runs[number], letter - self.firsts[number]
        return run.start + offset, run.end if offset + 1 == run.length else run.start + offset + 1


def read_tags(source: str) -> list[Tag]:
    """Tags and comments in the order of the source."""
    return list(_markup(source))


def fold(source: str, tags: Iterable[Tag], cuts: Iterable[Cut]) -> Letters:
    """The letters of a source in HTML, Markdown or plain text; what is cut already is a BREAK. Linear time."""
    folding = _Folding(source)
    position = 0
    for tag in _outside(tags, cuts):
        if position < tag.start:
            folding.text(position, tag.start)
        folding.tag(tag)
        position = tag.end
    folding.text(position, len(source))
    return folding.letters()


_QUOTES = "\"'`´‘’‚‛“”„‟′″‴‵‶‷‹›«»ʹʺʻʼˮ＂＇❛❜❝❞〝〞〟"
_SPACES = "\t\n\v\f\r\x1c\x1d\x1e\x1f\x85\xa0\u1680\u2028\u2029\u202f\u205f\u3000" + "".join(
    map(chr, range(0x2000, 0x200B))
)
_HYPHENS = "‐‑‒–—―−﹣－"
_FOLDED = str.maketrans(dict.fromkeys(_QUOTES, "'") | dict.fromkeys(_SPACES, " ") | dict.fromkeys(_HYPHENS, "-"))

_INLINE = frozenset(
    {COMMENT, "a", "abbr", "b", "bdi", "bdo", "cite", "code", "del", "em", "font", "i", "ins", "kbd", "mark"}
    | {"o:p", "q", "s", "samp", "small", "span", "strike", "strong", "sub", "sup", "tt", "u", "var", "wbr"}
)

# Outside a quoted value a tag holds no "<", "{" or "⟦": what comes before one of these is text after all, and the
# search goes on from there, never again from a "<" inside: so no stretch is read twice.
_TAG = re.compile(
    r"(?P<comment><!--)"
    r"|<(?P<slash>/?)(?!https?:|mailto:)(?P<name>[a-z][^\s/<>\"'={⟦]*+)"
    r"(?:=\s*+(?:\"[^\"]*\"|'[^']*')|[^<>{⟦])*(?P<closed>>?)",
    re.IGNORECASE,
)
_INVISIBLE = r"[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]+"
_SPECIAL = re.compile(
    rf"&(?:amp;)*(?P<entity>#[0-9]{{1,7}}|#x[0-9a-f]{{1,6}}|[a-z][a-z0-9]{{1,30}});|{_INVISIBLE}", re.IGNORECASE
)


def _markup(source: str) -> Iterator[Tag]:
    last_comment_end = source.rfind("-->")  # behind it no comment closes: never look again
    position = 0
    while found := _TAG.search(source, position):
        start, position = found.span()
        if found["closed"]:
            yield Tag(start, position, found["name"].lower(), bool(found["slash"]))
        elif found["comment"] and position <= last_comment_end:
            position = source.index("-->", start + 2) + len("-->")  # "<!-->" is a whole comment (HTML 13.2.5.43)
            yield Tag(start, position, COMMENT, False)


def _outside(tags: Iterable[Tag], cuts: Iterable[Cut]) -> Iterator[Tag]:
    """The tags that stand in no cut, and each cut as a tag of its own; a comment stays a comment."""
    ends = {cut.start: cut.end for cut in cuts if cut.verdict}
    end = 0
    for tag in tags:
        if tag.start in ends and tag.start >= end:
            end = ends[tag.start]
            yield Tag(tag.start, end, _CUT, False)
        elif tag.start >= end:
            yield tag


_START = itemgetter(0)


@lru_cache(maxsize=1024)
def _decoded(entity: str) -> str:
    return re.sub(_INVISIBLE, "", html.unescape(f"&{entity};"))


class _Folding:
    """The letters gathered so far."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.pieces: list[str] = []
        self.length = 0
        self.runs: list[_Run] = []
        self.firsts: list[int] = []
        self.tags: list[Tag] = []

    def letters(self) -> Letters:
        return Letters(self.source, "".join(self.pieces).translate(_FOLDED), self.runs, self.firsts, self.tags)

    def text(self, start: int, end: int) -> None:
        """Folds a stretch without tags: entities are decoded, invisible characters go."""
        for special in _SPECIAL.finditer(self.source, start, end):
            letter = _decoded(special["entity"]) if special["entity"] else ""
            if len(letter) < 2:  # else two letters or an unknown entity, which then stands for itself
                self._add(self.source[start : special.start()], start, special.start())
                self._add(letter, *special.span())
                start = special.end()
        self._add(self.source[start:end], start, end)

    def tag(self, tag: Tag) -> None:
        """Leaves a tag out; one that is not inline leaves a BREAK."""
        self.tags.append(tag)
        if tag.name not in _INLINE:
            self._add(" " if tag.name == "br" else BREAK, tag.start, tag.end)

    def _add(self, letters: str, start: int, end: int) -> None:
        if letters:
            self.pieces.append(letters)
            self.runs.append(_Run(start, end, len(letters)))
            self.firsts.append(self.length)
            self.length += len(letters)
