"""Knows an article again that comes under another name, and finds the piece that it is a copy of. Pure.

    arrived + known ──aliases──▶ the same article (same source and language): it keeps its id
                            └──▶ the same piece (another source's, with the same title): it is sent to a region once

A source is believed what it says of its own articles, but for an address that it now gives to another one: under
another guid, another title, on another day. An alias
that another source's bears joins the two only where their titles or texts are the same, too: else any feed could make
others' articles pass for its own, or for each other.

Used by `schedule.pulling` before anything is written, and by whoever looks at files that nobody has pulled yet.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from newsletter.articles.cleaning.wording import same_words
from newsletter.articles.recognising.aliases import PAGE, TEXT
from newsletter.model import Article


@dataclass(frozen=True, slots=True)
class Known:
    """An article that was there before, as far as it takes to know it again."""

    id: str
    source: str
    base: str  # of its language
    title: str
    published: datetime | None  # UTC
    piece: str  # the id of the first article of its piece
    aliases: tuple[str, ...]

    @classmethod
    def of(cls, article: Article) -> "Known":
        """Of an article that comes from the database; its cluster stands for its piece."""
        base, piece = article.language.base, article.cluster or article.id
        return cls(article.id, article.source, base, article.title, article.published, piece, article.aliases)


@dataclass(frozen=True, slots=True)
class Recognised:
    """An article under the id it is known by, and its piece; `joined` are pieces that turn out to be one with it."""

    article: Article
    piece: str
    joined: tuple[str, ...] = ()


def recognise(arrived: Sequence[Article], known: Iterable[Known]) -> list[Recognised]:
    """The arrived articles as they are known, in their order; those that were never seen are pieces of their own.

    `known` holds the articles that bear one of the arrived ones' aliases, the oldest first. An article that arrives
    under an id of its own is never taken for another one that arrives, too.
    """
    index = _Index(known)
    ids = {article.id for article in arrived}
    return [index.enter(article, ids) for article in arrived]


class _Index:
    """All that is known so far, by alias, and which pieces have become one."""

    def __init__(self, known: Iterable[Known]) -> None:
        self._by_alias: dict[str, list[Known]] = {}
        self._became: dict[str, str] = {}
        self._taken: set[str] = set()
        for one in known:
            self._add(one)

    def enter(self, article: Article, arrived: set[str]) -> Recognised:
        bearing = dict.fromkeys(one for alias in article.aliases for one in self._by_alias.get(alias, ()))
        itself = next((one for one in bearing if one.id == article.id), None)
        # What is known itself, or beside the other, is no new name of the other, though it may have its address now.
        others = arrived if itself is None else {one.id for one in bearing}
        alike = [one for one in bearing if one is itself or _is_believed(article, one, others)]
        itself = itself or self._renamed(article, alike, arrived)
        settled = replace(article, id=itself.id) if itself else article
        own = [itself] if itself else []
        pieces = list(dict.fromkeys(self._now(one.piece) for one in own + alike)) or [settled.id]
        self._became |= dict.fromkeys(pieces[1:], pieces[0])
        self._taken.add(settled.id)
        self._add(replace(Known.of(settled), piece=pieces[0]))
        return Recognised(settled, pieces[0], tuple(pieces[1:]))

    def _renamed(self, article: Article, alike: Sequence[Known], arrived: set[str]) -> Known | None:
        """The article of the same source and language that now goes by another name."""
        for one in alike:
            same = one.source == article.source and one.base == article.language.base
            if same and one.id not in arrived and one.id not in self._taken:
                return one
        return None

    def _now(self, piece: str) -> str:
        while piece in self._became:
            piece = self._became[piece]
        return piece

    def _add(self, one: Known) -> None:
        for alias in one.aliases:
            self._by_alias.setdefault(alias, []).append(one)


def _is_believed(article: Article, one: Known, others: set[str]) -> bool:
    """Whether two that share an alias are of one piece; `others` are certainly other articles than this one."""
    shared = {*article.aliases} & {*one.aliases}
    if same_words(article.title, one.title) or any(alias.startswith(TEXT) for alias in shared):
        return True
    if article.source != one.source or one.id in others:
        return False
    return _day(article.published) == _day(one.published) or not all(alias.startswith(PAGE) for alias in shared)


def _day(moment: datetime | None) -> date | None:
    return moment and moment.date()
