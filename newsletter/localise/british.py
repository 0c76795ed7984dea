"""American spelling becomes British; stories, the checks and `newsletter british` come in by this door.

Only the author's own words change: addresses, code, quotations and names are masked, and each masked word that would
have changed is reported. British text comes back as it was, and so does everything that has been here before.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from newsletter.localise.spelling import rules
from newsletter.localise.spelling.markup import Form, Paragraph, Span, paragraphs
from newsletter.localise.spelling.masks import masks
from newsletter.localise.spelling.names import names
from newsletter.localise.spelling.tables import Tier

_WORD = re.compile(r"[^\W\d_]+")
_LINE_END = re.compile(r"\r\n|\r|\n")


@dataclass(frozen=True, slots=True)
class Change:
    """A word that was respelled; line and column from 1, in characters of the text as it came in."""

    line: int
    column: int
    old: str
    new: str
    tier: Tier


@dataclass(frozen=True, slots=True)
class Kept:
    """A word that a rule would have respelled, and why it stayed."""

    line: int
    column: int
    word: str
    why: str


@dataclass(frozen=True, slots=True)
class Respelled:
    """A text in British spelling with what was done to it, in reading order."""

    text: str
    changes: tuple[Change, ...]
    kept: tuple[Kept, ...]


def respell(text: str, form: Form = "text") -> Respelled:
    """The text in British spelling; all but the changed words stays as it was, to the byte.

    In `text` each line is a paragraph; in `html` and `mjml` only text nodes, `alt` and `title` are read.
    """
    where = _Places(text)
    changes: list[tuple[int, Change]] = []
    kept: list[tuple[int, Kept]] = []
    for paragraph in paragraphs(text, form):
        for word in _american(paragraph):
            line, column = where.line_and_column(word.at)
            if word.why:
                kept.append((word.at, Kept(line, column, word.old, word.why)))
            else:
                changes.append((word.at, Change(line, column, word.old, word.new, word.tier)))
    changes.sort(key=lambda change: change[0])
    kept.sort(key=lambda each: each[0])
    return Respelled(_edited(text, changes), tuple(change for _, change in changes), tuple(each for _, each in kept))


@dataclass(frozen=True, slots=True)
class _Word:
    """An American word: its place in the source, its British spelling, and why it must stay, if it must."""

    at: int
    old: str
    new: str
    tier: Tier
    why: str


def _american(paragraph: Paragraph) -> Iterator[_Word]:
    found = [
        (match, spelling)
        for match in _WORD.finditer(paragraph.text)
        if (spelling := rules.british(match.group().lower()))
    ]
    if not found:
        return
    protection = _Protection([*paragraph.verbatim, *masks(paragraph.text), *names(paragraph.text)])
    for match, spelling in found:
        old, start, end = match.group(), match.start(), match.end()
        why = protection.why(start, end)
        if not why and paragraph.is_split(start, end):
            why = "split by a tag"
        if not why and not (old.islower() or old.istitle() or old.isupper()):
            why = "capitals inside the word: a name"
        yield _Word(paragraph.place(start), old, _in_case_of(old, spelling.british), spelling.tier, why)


def _in_case_of(old: str, new: str) -> str:
    if old.isupper():
        return new.upper()
    return new[0].upper() + new[1:] if old[0].isupper() else new


class _Protection:
    """Spans of one paragraph, merged where they overlap, so that a look-up costs a bisection."""

    def __init__(self, spans: list[Span]) -> None:
        self._spans: list[Span] = []
        for span in sorted(spans, key=lambda span: (span.start, -span.end)):
            last = self._spans[-1] if self._spans else None
            if last and span.start < last.end:
                self._spans[-1] = Span(last.start, max(last.end, span.end), last.why)
            else:
                self._spans.append(span)
        self._starts = [span.start for span in self._spans]

    def why(self, start: int, end: int) -> str:
        """Why these characters may not change; empty when they may."""
        index = bisect_right(self._starts, end - 1) - 1
        return self._spans[index].why if index >= 0 and self._spans[index].end > start else ""


class _Places:
    """Offsets of a text as lines and columns from 1; a byte order mark is no column."""

    def __init__(self, text: str) -> None:
        self._starts = [1 if text.startswith("\ufeff") else 0, *(match.end() for match in _LINE_END.finditer(text))]

    def line_and_column(self, offset: int) -> tuple[int, int]:
        line = bisect_right(self._starts, offset)
        return line, offset - self._starts[line - 1] + 1


def _edited(text: str, changes: list[tuple[int, Change]]) -> str:
    pieces: list[str] = []
    end = 0
    for at, change in changes:
        pieces += (text[end:at], change.new)
        end = at + len(change.old)
    return "".join([*pieces, text[end:]])
