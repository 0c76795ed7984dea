"""Finds which articles are one piece: translations of each other, and copies of another source's. Pure.

`translation_of` names the original by id, canonical URL, file name (with or without its ending) or title. What is known
of all articles is worked out at `pull` and kept (`roots`); articles that are fresh from their files are joined to it.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from hashlib import sha256
from pathlib import PurePosixPath
from typing import NamedTuple

from newsletter.articles.gathering.answers import LONGEST_NAME
from newsletter.articles.recognising.aliases import page_of
from newsletter.model import Article, Finding, Language

Cluster = tuple[Article, ...]  # the original first, if we have it
_LONGEST_CHAIN = 16  # translations of translations; of more, each would be followed to its end
_REMEDY = "let translation_of name the original, by its file, its address or its title, and take it out of the original"


class Named(NamedTuple):
    """An article as far as it takes to find its original."""

    id: str
    source: str
    place: str
    title: str
    canonical: str | None
    translation_of: str | None
    piece: str  # the id of the first article of its piece

    @classmethod
    def of(cls, article: Article) -> "Named":
        piece = article.cluster or article.id
        return cls(
            article.id,
            article.source,
            article.place,
            article.title,
            article.canonical,
            None if article.cluster else article.translation_of,
            piece,
        )


def roots(articles: Iterable[Named]) -> dict[str, str]:
    """The cluster of each article by id: the piece of the original; of an original we lack, what it is called."""
    listed = list(articles)
    names, by_id = _by_name(listed), {article.id: article for article in listed}
    return {article.id: _root(article, names, by_id) for article in listed}


def clusters(articles: Sequence[Article]) -> list[Cluster]:
    """The articles grouped by their pieces, in the order in which each group is first met."""
    of = roots(map(Named.of, articles))
    groups: dict[str, list[Article]] = {}
    for article in articles:
        groups.setdefault(of[article.id], []).append(article)
    return [tuple(sorted(group, key=lambda one: _distance(one, root))) for root, group in groups.items()]


def member_for(cluster: Cluster, language: Language) -> Article | None:
    """The cluster's member in this language: exactly, else in another form of it (`ar` for `ar_AE`).

    Of two, one that is still in its source.
    """
    alike = [article for article in cluster if article.language.base == language.base]
    return min(alike, key=lambda article: (article.language != language, article.withdrawn), default=None)


def doubts(cluster: Cluster, shown: Article) -> Iterator[Finding]:
    """What a person should see of how the article that is shown was joined to others."""
    if cluster[0].translation_of:  # no original among them
        members = ", ".join(article.place for article in cluster)
        message = f"{members} are said to be translations of each other"
        lost = f"it is a translation of “{shown.translation_of}”, which no article of the project is"
        yield _doubt(shown, message if _is_ring(cluster) else lost, _REMEDY)
    for other in cluster:
        if other.id != shown.id and other.language == shown.language and other.translation_of:
            message = f"{other.place} is its translation into {shown.language.code} too; only this one is shown"
            yield _doubt(shown, message, "take one of them out, or correct its language")


def _doubt(article: Article, message: str, remedy: str) -> Finding:
    return Finding("articles", "warning", article.place, 0, 0, message, remedy)


def _is_ring(cluster: Cluster) -> bool:
    """Whether an original is among them, which says that it is a translation itself."""
    names = {name for article in cluster for name in names_of(Named.of(article))}
    return not {name for article in cluster for name in forms_of(article.translation_of)}.isdisjoint(names)


def _distance(article: Article, root: str) -> int:
    """How far from the original: itself, another source's copy of it, a translation."""
    if article.id == root:
        return 0
    return 2 if article.translation_of else 1


def _by_name(articles: Iterable[Named]) -> Mapping[str, Named]:
    """What each article may be called; an original's names come before a translation's."""
    names: dict[str, Named] = {}
    for article in sorted(articles, key=lambda article: article.translation_of is not None):
        for name in names_of(article):
            names.setdefault(name, article)
    return names


def names_of(article: Named) -> Iterator[str]:
    """Whatever an article may be called by."""
    key, file = article.id.removeprefix(f"{article.source}:"), PurePosixPath(article.place)
    yield from (article.id, key, article.place, file.name, file.stem, article.title.casefold())
    if article.canonical:
        yield page_of(article.canonical)


def forms_of(name: str | None) -> Iterator[str]:
    """How a name may stand among what `names_of` gives."""
    if name:
        yield from (name, page_of(name), name.casefold())


def _root(article: Named, names: Mapping[str, Named], by_id: Mapping[str, Named]) -> str:
    """The piece of the original; of a ring of translations, the first id."""
    met = {article.id}
    while True:
        name = article.translation_of
        # A copy has the original of what it is a copy of.
        original = next((names[form] for form in forms_of(name) if form in names), None) if name else None
        original = original or (by_id.get(article.piece) if not name else None)
        if original is None or original.id == article.id:
            return _kept(name) if name else article.piece
        if original.id in met or len(met) == _LONGEST_CHAIN:
            return min(met)
        met.add(original.id)
        article = original


def _kept(name: str) -> str:
    """What an original that we lack is called; an index takes no name of any length."""
    return name if len(name) <= LONGEST_NAME else sha256(name.encode("utf-8", "surrogatepass")).hexdigest()
