"""All articles there are at a moment: what the sources have, with what the database remembers. Pure.

The light table asks. The rules are those by which `desk.pull` remembers and forgets, so that an edition looked at is
the one that would be approved after the next pull.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from newsletter.articles.pictures import THEME
from newsletter.articles.sources import Pulled
from newsletter.model import Article, SourceSettings


def known_now(
    remembered: Sequence[Article], pulled: Sequence[Pulled], sources: Sequence[SourceSettings], now: datetime
) -> dict[str, Article]:
    """Every article by id: a folder's as its files are now, a feed's as it was last pulled, here or elsewhere."""
    before = {article.id: article for article in remembered}
    folders, feeds = _folders(sources), _feeds_in(remembered, sources)
    read = {one.source for one in pulled if one.source in folders and one.error is None}
    known = {article.id: article for article in _lasting(remembered, {source.name for source in sources} - read)}
    arrived = (article for one in pulled if one.source not in feeds for article in one.articles)
    known |= {article.id: _as_remembered(article, before.get(article.id), now) for article in arrived}
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
    return (*said, *([last[THEME]] if THEME in last else []))


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


def _as_remembered(article: Article, before: Article | None, now: datetime) -> Article:
    return (
        replace(article, first_seen=before.first_seen, sent=before.sent) if before else replace(article, first_seen=now)
    )


def _with_last(one: Pulled, last: Pulled | None, *, is_folder: bool) -> Pulled:
    if last is None:
        return one
    error = one.error if is_folder else last.error
    return replace(one, error=error, warnings=tuple(dict.fromkeys((*one.warnings, *last.warnings))))
