"""What of an article's words is compared with others': taken once, at `pull`, and kept in a few hundred bytes. Pure.

    prints  of each run of four words of its opening    the same text again, under another name: `duplicates`
    words   its longer words, and how often             other articles on the same matter: `related`

Words and runs are numbers of 32 bits (CRC-32): ten thousand articles are laid beside each other in a second, which
their letters could not be.
"""

import re
import sys
from array import array
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from zlib import crc32

from newsletter.articles.cleaning.wording import prose_of, text_of
from newsletter.model import Article, Language

_RUN = 4  # words
_OPENING = 500  # words: an article's opening says enough
_WORDS = 64  # the most frequent ones
_TITLE_WEIGHT = 3
_WORD = re.compile(r"\w+")
_LONGER_WORD = re.compile(r"[^\W\d_]{4,}")  # shorter words, and numbers, say little
_EVERYWHERE = frozenset(
    {
        "about", "after", "again", "also", "been", "before", "being", "both", "could", "does", "each", "even", "every",
        "from", "have", "here", "into", "just", "like", "made", "make", "many", "more", "most", "much", "must", "never",
        "only", "other", "over", "said", "same", "should", "some", "such", "than", "that", "their", "them", "then",
        "there", "these", "they", "this", "those", "very", "well", "were", "what", "when", "where", "which", "while",
        "will", "with", "would", "your", "التي", "الذي", "على", "هذا", "هذه", "ذلك",
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Likeness:
    """What of an article is compared."""

    title: str  # its words, folded
    prints: tuple[int, ...]  # ascending, each once
    words: Mapping[int, int]  # a word's number → how often, at most 255

    @classmethod
    def of(cls, article: Article) -> "Likeness":
        """Of an article whose text is missing, its teaser's."""
        texts = [text_of(piece.html) for piece in prose_of(article.pieces)]
        opening = list(islice((word for text in texts for word in _folded(text)), _OPENING)) or _folded(article.teaser)
        said = " ".join([*[article.title] * _TITLE_WEIGHT, article.teaser, *texts])
        return cls(" ".join(_folded(article.title)), tuple(sorted(set(_runs(opening)))), dict(_frequent(said)))

    @classmethod
    def unpacked(cls, title: str, prints: bytes, words: bytes) -> "Likeness":
        """What `packed` made of one."""
        numbers = _numbers(words[: len(words) // 5 * 4])
        return cls(title, _numbers(prints), dict(zip(numbers, words[len(numbers) * 4 :], strict=True)))

    def packed(self) -> tuple[str, bytes, bytes]:
        """Title, prints and words: numbers of 4 bytes, little-endian; after all the words' numbers a byte for each."""
        return self.title, _bytes(self.prints), _bytes(self.words) + bytes(self.words.values())


@dataclass(frozen=True, slots=True)
class Likened:
    """An article as others are compared with it: the little that is needed of it."""

    id: str
    title: str
    language: Language
    canonical: str | None  # where readers may be led; None: nowhere
    regions: tuple[str, ...]
    seen: datetime | None
    likeness: Likeness

    @classmethod
    def of(cls, article: Article) -> "Likened":
        seen = min((when for when in (article.published, article.first_seen) if when), default=None)
        canonical, likeness = None if article.withdrawn else article.canonical, Likeness.of(article)
        return cls(article.id, article.title, article.language, canonical, article.regions, seen, likeness)


def _folded(text: str) -> list[str]:
    return _WORD.findall(text.casefold())


def _runs(words: list[str]) -> Iterator[int]:
    """Each run of so many words; of fewer words, all of them."""
    if words:
        for start in range(max(1, len(words) - _RUN + 1)):
            yield _number(" ".join(words[start : start + _RUN]))


def _frequent(text: str) -> Iterator[tuple[int, int]]:
    counts = Counter(word for word in _LONGER_WORD.findall(text.casefold()) if word not in _EVERYWHERE)
    # Of equally frequent ones the first in the alphabet, so that the same words always give the same.
    for word, count in sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))[:_WORDS]:
        yield _number(word), min(count, 255)


def _number(text: str) -> int:
    return crc32(text.encode("utf-8", "surrogatepass"))


def _numbers(packed: bytes) -> tuple[int, ...]:
    return tuple(_in_order(array("I", packed)))


def _bytes(numbers: Iterable[int]) -> bytes:
    return _in_order(array("I", numbers)).tobytes()


def _in_order(numbers: "array[int]") -> "array[int]":
    if sys.byteorder == "big":
        numbers.byteswap()
    return numbers
