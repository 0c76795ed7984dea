"""Finds which articles are translations of which; called by `choose`. Pure.

`translation_of` names the original by id, canonical URL, file name (with or without its ending) or title.
"""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import PurePosixPath

from newsletter.articles.duplicates import page_of
from newsletter.model import Article, Language

Cluster = tuple[Article, ...]  # the original first, if we have it


def clusters(articles: Sequence[Article]) -> list[Cluster]:
    """The articles grouped with their translations, in the order in which each group is first met."""
    known = _known(articles)
    groups: dict[str, list[Article]] = {}
    for article in articles:
        groups.setdefault(_root(article, known), []).append(article)
    return [
        (*(member for member in group if member.id == root), *(member for member in group if member.id != root))
        for root, group in groups.items()
    ]


def member_for(cluster: Cluster, language: Language) -> Article | None:
    """The cluster's member in this language: exactly, else in another form of it (`ar` for `ar_AE`)."""
    alike = [article for article in cluster if article.language.base == language.base]
    exact = [article for article in alike if article.language == language]
    return next(iter(exact + alike), None)


def _known(articles: Sequence[Article]) -> Mapping[str, Article]:
    """What each article may be called; an original's names come before a translation's."""
    known: dict[str, Article] = {}
    for article in sorted(articles, key=lambda article: article.translation_of is not None):
        for name in _names(article):
            known.setdefault(name, article)
    return known


def _names(article: Article) -> Iterator[str]:
    key = article.id.removeprefix(f"{article.source}:")
    file = PurePosixPath(key)
    yield from (article.id, key, file.name, file.stem, article.title.casefold())
    if article.canonical:
        yield page_of(article.canonical)


def _root(article: Article, known: Mapping[str, Article]) -> str:
    """The id of the original; of a ring of translations, the first id; of an original we lack, what it is called."""
    met = {article.id}
    while name := article.translation_of:
        original = known.get(name) or known.get(page_of(name)) or known.get(name.casefold())
        if original is None:
            return name
        if original.id in met:
            return min(met)
        met.add(original.id)
        article = original
    return article.id
