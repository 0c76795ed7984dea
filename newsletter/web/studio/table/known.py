"""All articles there are at a moment: what the sources have, with what the database remembers. Pure.

The light table asks. The rules are those by which `desk.pull` remembers and forgets, so that an edition looked at is
the one that would be approved after the next pull.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from newsletter.articles.pictures import BY_HAND, THEME
from newsletter.articles.recognising.compared import compared
from newsletter.articles.recognising.recognise import Known, Recognised, recognise
from newsletter.articles.sources import Pulled
from newsletter.model import Article, SourceSettings


def known_now(
    remembered: Sequence[Article], pulled: Sequence[Pulled], sources: Sequence[SourceSettings], now: datetime
) -> dict[str, Article]:
    """Every article by id: a folder's as its files are now, a feed's as it was last pulled, here or elsewhere."""
    before = {article.id: article for article in remembered}
    folders, feeds = _folders(sources), _feeds_in(remembered, sources)
    read = {one.source for one in pulled if one.source in folders and one.error is None}
    lasting = list(_lasting(remembered, {source.name for source in sources} - read))
    arrived = [article for one in pulled if one.source not in feeds for article in one.articles]
    recognised = recognise(arrived, map(Known.of, remembered))
    fresh = [_as_its_piece(one, before, now) for one in recognised if one.article.id not in before]
    known = {article.id: article for article in lasting}
    known |= {one.article.id: _as_remembered(one.article, before) for one in recognised if one.article.id in before}
    known |= {article.id: article for article in compared(fresh, known.values())}
    return dict(sorted(known.items()))


def told(
    pulled: Sequence[Pulled],
    last: Mapping[str, Pulled],
    remembered: Sequence[Article],
    sources: Sequence[SourceSettings],
) -> tuple[Pulled, ...]:
    """What is said of each source: of a folder as it is now, of a feed and of pictures at the last pull."""
    folders, feeds = _folders(sources), _feeds_in(remembered, sources)
    # Nothing is taken from the feed as it is kept here, so nothing is said of it.
    heard = (replace(one, warnings=()) if one.source in feeds else one for one in pulled)
    said = (_with_last(one, last.get(one.source), is_folder=one.source in folders) for one in heard)
    return (*said, *(last[name] for name in (THEME, BY_HAND) if name in last))


def _folders(sources: Iterable[SourceSettings]) -> set[str]:
    return {source.name for source in sources if source.kind == "folder"}


def _feeds_in(remembered: Iterable[Article], sources: Iterable[SourceSettings]) -> set[str]:
    """The feeds that the database knows, which may have been pulled on another machine, and later than here."""
    return {article.source for article in remembered} - _folders(sources)


def _lasting(remembered: Iterable[Article], sources: set[str]) -> Iterator[Article]:
    """What of the remembered is still there; what a region's readers have had stays known for that region alone."""
    for article in remembered:
        if article.source in sources:
            yield article
        elif article.sent:
            yield replace(article, withdrawn=True)


def _as_remembered(article: Article, before: Mapping[str, Article]) -> Article:
    """The article as it is now, with what is known of it."""
    known = before[article.id]
    facts = ("first_seen", "cluster", "twins", "related", "sent", "backlog")
    return replace(article, **{name: getattr(known, name) for name in facts})


def _as_its_piece(one: Recognised, before: Mapping[str, Article], now: datetime) -> Article:
    """An article that nobody has pulled yet, with what has become of the piece that it is a copy of."""
    first, article = before.get(one.piece), replace(one.article, first_seen=now)
    return replace(article, cluster=first.cluster, sent=first.sent) if first else article


def _with_last(one: Pulled, last: Pulled | None, *, is_folder: bool) -> Pulled:
    if last is None:
        return one
    error = one.error if is_folder else last.error
    return replace(one, error=error, warnings=tuple(dict.fromkeys((*one.warnings, *last.warnings))))
