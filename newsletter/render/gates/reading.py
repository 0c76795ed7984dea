"""What people read or hear of a part, as one text in which every character knows its place in the bytes.

The gate on rules looks for phrases in it, over inline tags and entities; a paragraph ends where `phrases` wants one to.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html import unescape
from itertools import accumulate

from newsletter.localise.phrases import PARAGRAPH
from newsletter.localise.spelling.markup import is_inline
from newsletter.render.markup import Token, place, tokens

_CHARACTER = re.compile(r"&#?\w++;?|.", re.DOTALL)
_AROUND = 40  # characters of context on either side
_SPOKEN = ("alt", "title")


@dataclass(frozen=True, slots=True)
class Reading:
    """A part's words, and the pieces of the source that they come from."""

    source: str
    text: str
    starts: tuple[int, ...]  # in the text, of each piece
    sources: tuple[int, ...]  # in the source

    def place(self, offset: int) -> tuple[int, int]:
        """Line and column in the source of a character of the text."""
        piece = bisect_right(self.starts, offset) - 1
        begin, wanted = self.sources[piece], offset - self.starts[piece]
        for found in _CHARACTER.finditer(self.source, begin) if wanted else ():
            if wanted <= 0:
                return place(self.source, found.start())
            wanted -= len(unescape(found[0]))
        return place(self.source, begin)

    def around(self, start: int, end: int) -> str:
        """What stands between two characters with a little of its paragraph: `…the best of…`."""
        before = self.text[max(0, start - _AROUND) : start].rpartition(PARAGRAPH)[2]
        after = self.text[end : end + _AROUND].partition(PARAGRAPH)[0]
        if len(before) == _AROUND:
            before = "…" + before.partition(" ")[2]
        if len(after) == _AROUND:
            after = after.rpartition(" ")[0] + "…"
        return " ".join(f"{before}{self.text[start:end]}{after}".split())


def plain(source: str) -> Reading:
    """A part that is read as it stands."""
    return Reading(source, source, (0,), (0,))


def spoken(source: str, read: Iterable[Token] | None = None) -> Reading:
    """HTML's words with its alternative texts and titles; `read`: its tokens, where they are known already."""
    pieces = [*_pieces(source, tokens(source) if read is None else read)]
    starts = (0, *accumulate(len(words) for words, _ in pieces))
    return Reading(source, "".join(words for words, _ in pieces), starts, (*(at for _, at in pieces), len(source)))


def _pieces(source: str, read: Iterable[Token]) -> Iterator[tuple[str, int]]:
    """Words with the place where they begin."""
    aside: list[tuple[str, int]] = []
    for token in read:
        if token.kind == "text":
            yield unescape(source[token.start : token.end]), token.start
        elif token.kind in ("open", "close"):
            if not is_inline(token.name):
                yield "\n" if token.name == "br" else PARAGRAPH, token.start
            aside += [(one.value, one.start) for one in token.attributes if one.name in _SPOKEN and one.raw]
    for words, at in aside:
        yield PARAGRAPH, at
        yield words, at
