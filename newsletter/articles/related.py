"""Finds the articles that are about the same things, by the words they share (TF-IDF, in plain Python). Pure.

Called by `choose` for articles with a "Related Post" slot.
"""

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from newsletter.articles.wording import prose_of, text_of
from newsletter.model import Article, Region

MOST = 3
_THRESHOLD = 0.08  # cosine; two articles on nothing in common share less than half of it
_TITLE_WEIGHT = 3
_WORD = re.compile(r"[^\W\d_]{4,}")  # shorter words, and numbers, say little
_EVERYWHERE = frozenset(
    {
        "about", "after", "again", "also", "been", "before", "being", "both", "could", "does", "each", "even", "every",
        "from", "have", "here", "into", "just", "like", "made", "make", "many", "more", "most", "much", "must", "never",
        "only", "other", "over", "said", "same", "should", "some", "such", "than", "that", "their", "them", "then",
        "there", "these", "they", "this", "those", "very", "well", "were", "what", "when", "where", "which", "while",
        "will", "with", "would", "your", "التي", "الذي", "على", "هذا", "هذه", "ذلك",
    }
)  # fmt: skip

Vector = Mapping[str, float]


class Library:
    """Articles that may be pointed to, indexed once: their words, weighed by how rare they are."""

    def __init__(self, articles: Iterable[Article]) -> None:
        self._articles = [article for article in articles if article.canonical]
        counts = [_counts(article) for article in self._articles]
        spread = Counter(word for count in counts for word in count)
        self._weights = {word: math.log(1 + len(counts) / found) for word, found in spread.items()}
        self._vectors = [self._vector(count) for count in counts]

    def related(self, article: Article, region: Region) -> tuple[Article, ...]:
        """At most `MOST` articles of the same language, most alike first, never itself.

        Those for this region or its ancestors alone need nothing in common: beneath `Harbour Middle East:` the region
        is the matter.
        """
        own = self._vector(_counts(article))
        scored = [
            (_product(own, vector), candidate)
            for candidate, vector in zip(self._articles, self._vectors, strict=True)
            if candidate.language == article.language and candidate.id != article.id
        ]
        alike = [pair for pair in scored if pair[0] >= _THRESHOLD or _is_for_alone(pair[1], region)]
        return tuple(candidate for _, candidate in sorted(alike, key=lambda pair: -pair[0])[:MOST])

    def _vector(self, count: Counter[str]) -> Vector:
        """The weighted words, of length 1."""
        weighed = {word: (1 + math.log(n)) * self._weights.get(word, 0.0) for word, n in count.items()}
        length = math.hypot(*weighed.values()) or 1.0
        return {word: weight / length for word, weight in weighed.items() if weight}


def _is_for_alone(article: Article, region: Region) -> bool:
    return bool(article.regions) and {*article.regions} <= {*region.lineage}


def _counts(article: Article) -> Counter[str]:
    texts: Sequence[str] = [text_of(piece.html) for piece in prose_of(article.pieces)]
    words = _WORD.findall(f"{' '.join([article.title] * _TITLE_WEIGHT)} {article.teaser} {' '.join(texts)}".casefold())
    return Counter(word for word in words if word not in _EVERYWHERE)


def _product(one: Vector, other: Vector) -> float:
    return sum(weight * other.get(word, 0.0) for word, weight in one.items())
