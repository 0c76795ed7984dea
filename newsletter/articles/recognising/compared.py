"""Which articles repeat each other, and which are on the same matter, found among many at once. Pure.

`schedule.pulling` compares what has changed with all that the database has. Whoever looks at articles straight from
their sources (`render`, and the studio at files that nobody has pulled yet) compares them with each other.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace

from newsletter.articles.recognising.duplicates import Gallery
from newsletter.articles.recognising.likeness import Likened
from newsletter.articles.recognising.related import Library
from newsletter.model import Article, Pointer

Twins = Mapping[str, tuple[str, ...]]
Related = Mapping[str, tuple[Pointer, ...]]


def compare(every: Sequence[Likened], changed: Collection[str], asking: Collection[str]) -> tuple[Twins, Related]:
    """The twins of those that have changed, and what is related to those that ask, by id."""
    gallery, library = Gallery(every), Library(every)
    twins = {one.id: gallery.twins_of(one) for one in every if one.id in changed}
    return twins, {one.id: library.related(one) for one in every if one.id in asking}


def compared(fresh: Iterable[Article], others: Iterable[Article] = ()) -> list[Article]:
    """The fresh articles, compared with each other and with others."""
    fresh = list(fresh)
    ids = {article.id for article in fresh}
    twins, related = compare([Likened.of(article) for article in (*fresh, *others)] if fresh else [], ids, ids)
    return [replace(article, twins=twins[article.id], related=related[article.id]) for article in fresh]
