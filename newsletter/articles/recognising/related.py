"""Finds the articles that are about the same things, by the words they share (TF-IDF, in plain Python). Pure.

Computed at `pull`; `choose` then fills an article's "Related Post" slot with those that its edition may point to.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from heapq import nsmallest

from newsletter.articles.recognising.likeness import Likened
from newsletter.model import Language, Pointer

THRESHOLD = 0.08  # cosine; two articles on nothing in common share less than half of it
_COMMON = 200  # articles, of which any word may stand in all
_KEPT = 9  # of those alike: some may be in the issue already, or not for its region
_KEPT_OF_A_REGION = 3  # of those for certain regions alone, which need nothing in common

Vector = Mapping[int, float]


class Library:
    """Articles that may be pointed to, indexed once, each language by itself."""

    def __init__(self, articles: Iterable[Likened]) -> None:
        by_language = defaultdict[Language, list[Likened]](list)
        for article in articles:
            if article.canonical:
                by_language[article.language].append(article)
        self._shelves = {language: _Shelf(of_it) for language, of_it in by_language.items()}

    def related(self, article: Likened) -> tuple[Pointer, ...]:
        """Other articles of its language, most alike first.

        Those that are for certain regions alone are among them however little they share: beneath `Harbour Middle
        East:` the region is the matter.
        """
        shelf = self._shelves.get(article.language)
        return shelf.related(article) if shelf else ()


class _Shelf:
    """The articles of one language: their words, weighed by how rare they are."""

    def __init__(self, articles: Sequence[Likened]) -> None:
        self._articles = articles
        self._places = {article.id: place for place, article in enumerate(articles)}
        found = Counter(word for article in articles for word in article.likeness.words)
        # What stands in every twentieth article tells little, and would have each laid beside thousands.
        common = max(_COMMON, len(articles) // 20)
        self._weights = {word: math.log(1 + len(articles) / n) for word, n in found.items() if n <= common}
        self._holding = defaultdict[int, list[tuple[int, float]]](list)  # word → the places of who holds it, how much
        self._of_regions = defaultdict[tuple[str, ...], list[int]](list)  # the places of those for these alone
        for place, article in enumerate(articles):
            for word, weight in self._vector(article).items():
                self._holding[word].append((place, weight))
            if article.regions:
                self._of_regions[article.regions].append(place)

    def related(self, article: Likened) -> tuple[Pointer, ...]:
        """The same, of this shelf."""
        alike = defaultdict[int, float](float)
        for word, weight in self._vector(article).items():
            for place, other in self._holding.get(word, ()):
                alike[place] += weight * other
        itself = self._places.get(article.id)
        best = self._most_alike((place for place, much in alike.items() if much >= THRESHOLD), alike, _KEPT, itself)
        for places in self._of_regions.values():
            best |= self._most_alike(places, alike, _KEPT_OF_A_REGION, itself)
        return tuple(self._pointer(place, alike.get(place, 0.0)) for place in sorted(best, key=_rank(alike)))

    def _most_alike(
        self, places: Iterable[int], alike: Mapping[int, float], number: int, itself: int | None
    ) -> set[int]:
        found = nsmallest(number + 1, places, key=_rank(alike))
        return {*[place for place in found if place != itself][:number]}

    def _pointer(self, place: int, alike: float) -> Pointer:
        one = self._articles[place]
        return Pointer(one.id, one.title, one.canonical or "", one.regions, one.seen, round(alike, 3))

    def _vector(self, article: Likened) -> Vector:
        """The weighted words, of length 1."""
        counts, weights = article.likeness.words, self._weights
        weighed = {word: (1 + math.log(n)) * weights[word] for word, n in counts.items() if word in weights}
        length = math.hypot(*weighed.values()) or 1.0
        return {word: weight / length for word, weight in weighed.items()}


def _rank(alike: Mapping[int, float]) -> Callable[[int], tuple[float, int]]:
    return lambda place: (-alike.get(place, 0.0), place)
