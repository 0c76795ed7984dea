"""Pulling: from every source of the settings to clean articles. `pipeline` calls `pull`, always in a thread.

    settings, Asked ──SOURCES──▶ Source ──gather──▶ RawArticle… ──clean──▶ Article…

A source is a class of one method and an entry in `SOURCES`; it only gathers what is there, `clean` does the rest. One
that comes in pages is a `Listing`, and `paging` walks it.
"""

import logging
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Literal, Protocol

from newsletter.articles.cleaning.clean import to_article
from newsletter.articles.fetching.fetch import Fetcher
from newsletter.articles.gathering.feeds import Feed
from newsletter.articles.gathering.folder import LARGEST, read_folder
from newsletter.articles.gathering.front_matter import Known
from newsletter.articles.gathering.ghost import Ghost
from newsletter.articles.gathering.hubspot import HubSpot
from newsletter.articles.gathering.paging import Listing, walk
from newsletter.articles.gathering.raw import Asked, Gathered, Skipped, Tell
from newsletter.articles.gathering.wordpress import WordPress
from newsletter.articles.recognising.aliases import trusted
from newsletter.errors import NotPulled, SourceError
from newsletter.model import Article, Region, SourceSettings
from newsletter.settings.sources import KINDS, set_key

__all__ = ["EVERYTHING", "SOURCES", "Asked", "Pulled", "Source", "Tell", "pull", "quietly"]

log = logging.getLogger(__name__)


def quietly(_source: str, _given: int, _read: int) -> None:
    """Tells nobody."""


EVERYTHING = Asked()


@dataclass(frozen=True, slots=True)
class Pulled:
    """What became of one source: its articles, and a word on everything that is not among them."""

    source: str
    articles: tuple[Article, ...] = ()
    skipped: tuple[Skipped, ...] = ()  # (place, reason)
    error: str | None = None  # it could not be read, or broke off in the middle
    warnings: tuple[str, ...] = ()
    complete_since: datetime | None = None  # all that it published since then is among the articles; None: nobody knows
    news: Mapping[str, Literal["new", "changed"]] = field(default_factory=dict)  # by id, as far as a database knows
    gone: tuple[str, ...] = ()  # ids that the database knew, and that it has no more


def pull(
    sources: Sequence[SourceSettings],
    regions: Sequence[Region],
    cache: Path,
    asked: Mapping[str, Asked] | None = None,
    tell: Tell = quietly,
    *,
    as_kept: bool = False,
) -> tuple[Pulled, ...]:
    """The articles of every source, in the order of the settings; never raises for what a source gives.

    `asked` is by a source's name; one that is not among them is asked for all it has. `cache` is a folder of our own
    for web answers; `as_kept` reads a source as it is there, and goes to no network. Sources are read side by side,
    each for some minutes at most; async code calls it in a thread.
    """
    one = partial(_pull_one, regions=regions, cache=cache, asked=asked or {}, tell=tell, as_kept=as_kept)
    with ThreadPoolExecutor(max_workers=8, thread_name_prefix="pull") as threads:
        return tuple(threads.map(one, sources))


class Source(Protocol):
    """Where articles come from."""

    def gather(self, asked: Asked, tell: Tell, /) -> Gathered:
        """All that it is asked for, in a lasting order; raises SourceError where it cannot be read at all."""
        ...


@dataclass(frozen=True, slots=True)
class FolderSource:
    """Files of a folder."""

    settings: SourceSettings
    known: Known
    fetcher: Fetcher

    def gather(self, _asked: Asked, tell: Tell, /) -> Gathered:
        if self.settings.path is None:
            raise SourceError(f"{self.settings.name}: a folder needs a path; add path to the source")
        gathered = read_folder(self.settings.path, self.settings.name, self.known)
        tell(self.settings.name, len(gathered.articles), 0)
        return gathered


@dataclass(frozen=True, slots=True)
class PagedSource:
    """What comes from the web, page by page."""

    listing: Listing

    def gather(self, asked: Asked, tell: Tell, /) -> Gathered:
        return walk(self.listing, asked, tell)


Opened = Callable[[SourceSettings, Known, Fetcher], Source]


def _paged(listing: Callable[[SourceSettings, Known, Fetcher], Listing]) -> Opened:
    return lambda settings, known, fetcher: PagedSource(listing(settings, known, fetcher))


SOURCES: Mapping[str, Opened] = {
    "folder": FolderSource,
    "feed": _paged(Feed),
    "wordpress": _paged(WordPress),
    "hubspot": _paged(HubSpot),
    "ghost": _paged(Ghost),
}


def _pull_one(
    settings: SourceSettings,
    regions: Sequence[Region],
    cache: Path,
    asked: Mapping[str, Asked],
    tell: Tell,
    *,
    as_kept: bool,
) -> Pulled:
    fetcher = Fetcher(settings.name, cache, settings.allow_hosts, as_kept=as_kept)
    try:
        source = _source(settings, regions, fetcher)
        return _cleaned(source.gather(asked.get(settings.name, EVERYTHING), tell), settings, regions, tell)
    except NotPulled as error:
        return Pulled(settings.name, warnings=(str(error),))
    except SourceError as error:
        return Pulled(settings.name, error=str(error))
    except Exception as error:  # one source must never stop the others, whatever is wrong with it
        log.exception("source %s failed unexpectedly", settings.name)
        return Pulled(settings.name, error=f"{settings.name}: failed unexpectedly ({error!r:.200}); see the log")


def _source(settings: SourceSettings, regions: Sequence[Region], fetcher: Fetcher) -> Source:
    spoken = (language for region in regions for language in region.languages)
    known = Known(tuple(dict.fromkeys([settings.language, *spoken])), tuple(region.slug for region in regions))
    if KINDS[settings.kind].has_key and settings.key is None and not fetcher.as_kept:
        raise SourceError(f"{settings.name}: has no key; {set_key(settings.name)}")
    return SOURCES[settings.kind](settings, known, fetcher)


def _cleaned(gathered: Gathered, settings: SourceSettings, regions: Sequence[Region], tell: Tell) -> Pulled:
    articles: dict[str, Article] = {}
    skipped = list(gathered.skipped)
    for number, raw in enumerate(gathered.articles, start=1):
        tell(settings.name, len(gathered.articles), number)
        if len(raw.body) > LARGEST:
            skipped.append(Skipped(raw.place, f"it is over {LARGEST:,} characters; make it shorter"))
            continue
        article = to_article(replace(raw, regions=raw.regions or settings.regions), regions)
        if not article.pieces and not article.canonical:
            skipped.append(Skipped(raw.place, "it holds no words and leads nowhere; write it, or take it away"))
        elif article.id in articles:
            skipped.append(Skipped(raw.place, f"it is the same article as {articles[article.id].place}"))
        else:
            articles[article.id] = article
    return Pulled(
        settings.name,
        tuple(trusted(articles.values())),
        tuple(skipped),
        gathered.error,
        gathered.warnings,
        gathered.complete_since,
    )
