"""Finds articles that say nearly the same under any name: by their text, or by title and half their text. Pure."""

from collections import defaultdict
from collections.abc import Iterable, Iterator

from newsletter.articles.recognising.likeness import Likened, Likeness

_MARKS = 16  # of a text's prints the smallest: two texts that are much alike share one of them
_MOST = 50  # articles that share a mark or a title: ten thousand that say the same are not each laid beside all
_SAME_TEXT = 0.8  # of the prints of both
_SAME_TITLE = 0.5  # of the shorter one's prints, when the titles are the same


class Gallery:
    """Articles, indexed by what betrays one that says the same."""

    def __init__(self, articles: Iterable[Likened]) -> None:
        self._articles = {article.id: article for article in articles}
        self._by_mark = defaultdict[int, list[str]](list)
        self._by_title = defaultdict[str, list[str]](list)
        for article in self._articles.values():
            for mark in article.likeness.prints[:_MARKS]:
                self._by_mark[mark].append(article.id)
            self._by_title[article.likeness.title].append(article.id)

    def twins_of(self, article: Likened) -> tuple[str, ...]:
        """The ids of those that repeat the article, in order."""
        suspects = set(self._suspects(article.likeness)) - {article.id}
        return tuple(sorted(one for one in suspects if alike(article.likeness, self._articles[one].likeness)))

    def _suspects(self, likeness: Likeness) -> Iterator[str]:
        for mark in likeness.prints[:_MARKS]:
            yield from self._by_mark.get(mark, ())[:_MOST]
        yield from self._by_title.get(likeness.title, ())[:_MOST]


def alike(one: Likeness, other: Likeness) -> bool:
    """Do they say nearly the same?"""
    prints, others = set(one.prints), set(other.prints)
    shared, shorter = len(prints & others), min(len(prints), len(others))
    if one.title == other.title and shared >= _SAME_TITLE * shorter and shorter:
        return True
    return shared > 0 and shared >= _SAME_TEXT * len(prints | others)
