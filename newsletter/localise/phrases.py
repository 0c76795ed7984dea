"""Phrases found in a text in whatever form they stand there, and lines that a text has; in linear time. Pure.

The gate on a region's rules asks. Case, kinds of apostrophes, vowel marks, tatweel, invisible characters and the
letters that Arabic writers use for one another make no difference; between the words of a phrase may be any white
space or a hyphen.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property, lru_cache
from itertools import pairwise
from typing import NamedTuple
from unicodedata import normalize

from newsletter.localise.affixes import forms_of

PARAGRAPH = "\0"  # stands between two paragraphs of a text: no phrase reaches over it

# What stands within a word and is no letter of it: Arabic vowel marks and tatweel, soft hyphens, joiners, bidi marks.
_SILENT = "\u00ad\u034f\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06ed\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff"
_LETTER = rf"[\w{_SILENT}]"
_WORD = re.compile(rf"(?:https?://|www\.)\S++|{_LETTER}++(?:['’]{_LETTER}++)*|[%&#@*+$€£]")
_SILENCE = re.compile(f"[{_SILENT}]+")
_HYPHENS = frozenset("-\u2010\u2011")
_ALIKE = str.maketrans("أإآٱىیةکؤئ’٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", "ااااييهكوي'01234567890123456789")


class Words:
    """A text's words and signs in the letters that they are known by; an address is one word."""

    def __init__(self, text: str) -> None:
        self.text = text
        found = (word.lower() if word.isascii() else folded(word) for word in _WORD.findall(text))
        self.known_as = [word for word in found if word]

    @cached_property
    def spans(self) -> list[tuple[int, int]]:
        """Where each word stands; worked out once something is found, which is seldom."""
        return [found.span() for found in _WORD.finditer(self.text) if folded(found[0])]


class Found(NamedTuple):
    """A phrase of a lexicon, and where it stands in a text."""

    phrase: str
    start: int
    end: int


class Phrase(NamedTuple):
    """A phrase with the forms that each of its words may have, and the signs that stand between them."""

    said: str
    words: tuple[frozenset[str], ...]
    between: frozenset[str]


Lexicon = Mapping[str, Sequence[Phrase]]  # by each form of the first word


@lru_cache(maxsize=256)  # one edition: its parts and the blocks of its articles, read for each thing looked for
def words_of(text: str) -> Words:
    """The words of a text."""
    return Words(text)


@lru_cache(maxsize=4096)
def folded(word: str) -> str:
    """A word without what makes no difference; nothing is left of silent characters alone."""
    return _SILENCE.sub("", normalize("NFKC", word)).casefold().translate(_ALIKE)


@lru_cache(maxsize=64)
def lexicon(phrases: tuple[str, ...], *, inflected: bool = True) -> Lexicon:
    """The phrases ready to be looked for, in all forms of their words or as they are."""
    by_first: dict[str, list[Phrase]] = {}
    for phrase in _readings(phrases, inflected=inflected):
        for form in phrase.words[0]:
            by_first.setdefault(form, []).append(phrase)
    return by_first


def find(text: str, known: Lexicon) -> Iterator[Found]:
    """Each phrase that the text has, in order of its first word; e-mail addresses and handles say none."""
    words = words_of(text)
    if known.keys().isdisjoint(words.known_as):
        return
    for first, word in enumerate(words.known_as):
        for phrase in known.get(word, ()):
            if _stands(phrase, words, first):
                begin, behind = words.spans[first][0], first + len(phrase.words)
                end = words.spans[behind - 1][1]
                if "@" not in (text[begin - 1 : begin], text[end : end + 1]):
                    yield Found(phrase.said, begin, end)


def outside(found: Iterable[Found], others: Iterable[Found]) -> Iterator[Found]:
    """What is found, but for what lies within one of the others; both in order of where they begin."""
    waiting, reach = [*others][::-1], 0
    for one in found:
        while waiting and waiting[-1].start <= one.start:
            reach = max(reach, waiting.pop().end)
        if one.end > reach:
            yield one


def says(text: str, line: str) -> bool:
    """Whether all words of a line stand in the text in their order, whatever is between them."""
    return _row(line) in _row(text)


@lru_cache(maxsize=16)
def _row(text: str) -> str:
    return f" {' '.join(words_of(text).known_as)} "


def _readings(phrases: tuple[str, ...], *, inflected: bool) -> Iterator[Phrase]:
    for said in phrases:
        words = words_of(said)
        forms = [*_forms(words)] if inflected else [frozenset({word}) for word in words.known_as]
        yield Phrase(said, tuple(forms), frozenset("".join(_gaps(words, 0, len(forms)))))
        if inflected and len(forms) > 1 and any(hyphen in said for hyphen in _HYPHENS):
            yield Phrase(said, (forms_of("".join(words.known_as)),), frozenset())  # worldclass


def _forms(words: Words) -> Iterator[frozenset[str]]:
    for word, (start, end) in zip(words.known_as, words.spans, strict=True):
        yield forms_of(word, feminine=_SILENCE.sub("", words.text[start:end]).endswith("ة"))


def _stands(phrase: Phrase, words: Words, first: int) -> bool:
    behind = first + len(phrase.words)
    if behind > len(words.known_as):
        return False
    fitting = (word in forms for word, forms in zip(words.known_as[first:behind], phrase.words, strict=True))
    return all(fitting) and all(_is_gap(gap, phrase.between) for gap in _gaps(words, first, behind))


def _gaps(words: Words, first: int, behind: int) -> Iterator[str]:
    """What stands between words that follow each other."""
    for (_, end), (start, _) in pairwise(words.spans[first:behind]):
        yield words.text[end:start]


def _is_gap(between: str, signs: frozenset[str]) -> bool:
    return all(char.isspace() or char in _HYPHENS or char in signs or _SILENCE.match(char) for char in between)
