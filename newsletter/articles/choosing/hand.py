"""The editor's hand in one issue: what it takes out, puts first, sets in order and gives other words. Pure."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import replace

from newsletter.articles.choosing.candidates import Candidate
from newsletter.model import Article, Curation, Note, Override

_GIVEN = {"title": "title", "teaser": "teaser", "image": "picture", "image_alt": "words of the picture"}


class Hand:
    """What the editor has decided of this issue; a cluster is meant by the id of any of its members."""

    def __init__(self, curation: Curation) -> None:
        self._overrides = curation.overrides
        self._dropped = _places(curation.dropped)
        self._pinned = _places(curation.pinned)
        self._order = _places(curation.order)

    def objection(self, candidate: Candidate) -> str:
        """Why the editor leaves the candidate out; empty: nobody does."""
        return "dropped by an editor" if _place(candidate, self._dropped) < math.inf else ""

    def pins(self, candidate: Candidate) -> bool:
        return _place(candidate, self._pinned) < math.inf

    def before_the_newest(self, candidate: Candidate) -> tuple[float, bool, float]:
        """The order in which candidates are taken: the pinned, the newest, and the undated."""
        seen = candidate.seen
        return _place(candidate, self._pinned), seen is None, -seen.timestamp() if seen else 0.0

    def in_order(self, candidate: Candidate) -> float:
        """Its place where the editor has given one; the others stay as they are, behind."""
        return _place(candidate, self._order)

    def touched(self, article: Article) -> Article:
        """The article with the title, teaser and picture that it is given in this issue."""
        override = self._overrides.get(article.id, Override())
        given = {name: said for name in _GIVEN if (said := getattr(override, name)) is not None}
        if not given:
            return article
        kept = {override.image: override.picture} if override.image and override.picture else {}
        why = "an editor's word for this issue"
        notes = (Note("changed", f"{_GIVEN[name]}: “{value}”", why, article.place) for name, value in given.items())
        return replace(article, notes=(*article.notes, *notes), pictures={**article.pictures, **kept}, **given)


def _places(ids: Iterable[str]) -> Mapping[str, int]:
    return {name: place for place, name in enumerate(ids)}


def _place(candidate: Candidate, places: Mapping[str, int]) -> float:
    """Where the cluster stands, by the first of its members that is named; at the end where none is."""
    return min((places[article.id] for article in candidate.cluster if article.id in places), default=math.inf)
