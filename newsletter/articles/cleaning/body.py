"""What a body is read into before it is judged: blocks, CTAs and region marks, in order; and how a block becomes items.

Called by `markup` and `scraped`, which find the blocks; read by `residue` and `blocks`. Pure.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Protocol

from newsletter.articles.cleaning.sanitise import Sanitiser, split_at
from newsletter.articles.cleaning.wording import TAG, text_of
from newsletter.model import Attribution, CtaToken, RelatedSlot

HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_CUT_AT_CTAS = HEADINGS | {"p", "pre"}
_BREAK = re.compile(r"<br\b[^>]*+>")


@dataclass(frozen=True, slots=True)
class Block:
    """One block of sanitised HTML with what a reader sees of it."""

    tag: str  # as the source had it: "h1" is "h2" in the HTML
    html: str
    text: str
    line: int


@dataclass(frozen=True, slots=True)
class RegionMark:
    """An explicit `<!-- region: uk -->`, or, without a name, the `<!-- /region -->` that ends it."""

    name: str | None
    line: int
    inside: bool = False  # within a paragraph, list or table, where it can cut nothing


Item = Block | CtaToken | RegionMark | RelatedSlot | Attribution


class LineReader(Protocol):
    """Knows the lines that mean something when they stand alone."""

    def alone(self, line: str) -> bool:
        """Is it a region line, residue, a slot, an attribution or a CTA?"""

    def opens(self, line: str) -> bool:
        """Does it open a region block?"""


class Binder:
    """Makes items of one article's blocks, CTAs in their places."""

    def __init__(
        self, sanitiser: Sanitiser, tokens: Mapping[str, CtaToken], marker: re.Pattern[str], lines: LineReader
    ) -> None:
        self._sanitiser, self._tokens, self._marker, self._reader = sanitiser, tokens, marker, lines

    def items(self, markup: str, tag: str, line: int) -> Iterator[Item]:
        """The block's text and the CTAs in it: in their places in a paragraph, else (lists, attributes) after it."""
        safe = self._sanitiser.clean(markup)
        if tag in _CUT_AT_CTAS:
            yield from self._cut(safe, tag, line)
            placed = set(self._marker.findall(safe))
        else:
            yield from self._block(self._marker.sub("", safe), tag, line)
            placed = set()
        yield from self._asked(mark for mark in self._marker.findall(markup) if mark not in placed)

    def _cut(self, safe: str, tag: str, line: int) -> Iterator[Item]:
        for part in split_at(safe, self._marker):
            if self._marker.fullmatch(part):
                yield from self._asked(iter([part]))
            else:
                yield from self._lines(part, tag, line)
            line += part.count("\n")

    def _lines(self, part: str, tag: str, line: int) -> Iterator[Item]:
        """One block, or one per `<br>` when a line of it means something alone."""
        rows = [part]
        if "<br" in part and any(self._reader.alone(text.strip()) for text in text_of(part).split("\n")):
            rows = ["" if _BREAK.fullmatch(row) else row for row in split_at(part, _BREAK)]
        for row in rows:
            seen = TAG.sub("", row)
            yield from self._block(row, tag, line + seen[: len(seen) - len(seen.lstrip())].count("\n"))
            line += row.count("\n")

    def _block(self, markup: str, tag: str, line: int) -> Iterator[Item]:
        text = text_of(markup)
        if text or "<img" in markup or "<hr" in markup:
            yield Block(tag, markup, text, line)

    def _asked(self, marks: Iterator[str]) -> Iterator[Item]:
        return (self._tokens[mark] for mark in marks if mark in self._tokens)
