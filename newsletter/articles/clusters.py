"""Finds which articles are translations of which; called by `choose`. Pure.

`translation_of` names the original by id, canonical URL, file name (with or without its ending) or title.
"""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import PurePosixPath

from newsletter.articles.duplicates import page_of
from newsletter.model import Article, Finding, Language

Cluster = tuple[Article, ...]  # the original first, if we have it
_REMEDY = "let translation_of name the original, by its file, its address or its title, and take it out of the original"


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


def doubts(cluster: Cluster, shown: Article) -> Iterator[Finding]:
    """What a person should see of how the article that is shown was joined to others."""
    if cluster[0].translation_of:  # no original among them
        members = ", ".join(article.place for article in cluster)
        ring = cluster[0].id == _root(cluster[0], _known(cluster))
        message = f"{members} are said to be translations of each other"
        lost = f"it is a translation of “{shown.translation_of}”, which no article of the project is"
        yield _doubt(shown, message if ring else lost, _REMEDY)
    for other in cluster:
        if other.id != shown.id and other.language == shown.language:
            message = f"{other.place} is its translation into {shown.language.code} too; only this one is shown"
            yield _doubt(shown, message, "take one of them out, or correct its language")


def _doubt(article: Article, message: str, remedy: str) -> Finding:
    return Finding("articles", "warning", article.place, 0, 0, message, remedy)


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
