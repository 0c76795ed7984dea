"""Pulling: from every source of the settings to clean articles. `pipeline` calls `pull`, always in a thread.

    settings ──SOURCES──▶ Source ──gather──▶ RawArticle… ──clean──▶ Article…

A source is a class of one method and an entry in `SOURCES`; it only gathers what is there, `clean` does the rest.
"""

import logging
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Protocol

from newsletter.articles.clean import to_article
from newsletter.articles.feed import read_feed
from newsletter.articles.fetch import Fetcher
from newsletter.articles.folder import read_folder
from newsletter.articles.front_matter import Known
from newsletter.articles.raw import Gathered, Skipped
from newsletter.errors import NotPulled, SourceError
from newsletter.model import Article, Region, SourceSettings

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Pulled:
    """What became of one source: its articles, and a word on everything that is not among them."""

    source: str
    articles: tuple[Article, ...] = ()
    skipped: tuple[Skipped, ...] = ()  # (place, reason)
    error: str | None = None  # the source as a whole could not be read
    warnings: tuple[str, ...] = ()


def pull(
    sources: Sequence[SourceSettings], regions: Sequence[Region], cache: Path, *, as_kept: bool = False
) -> tuple[Pulled, ...]:
    """The articles of every source, in the order of the settings; never raises for what a source gives.

    `cache` is a folder of our own for web answers; `as_kept` reads a feed as it is there, and goes to no network.
    Sources are read side by side, each for half a minute at most; async code calls it in a thread.
    """
    with ThreadPoolExecutor(max_workers=8, thread_name_prefix="pull") as threads:
        return tuple(threads.map(partial(_pull_one, regions=regions, cache=cache, as_kept=as_kept), sources))


class Source(Protocol):
    """Where articles come from."""

    def gather(self) -> Gathered:
        """All it has, in a lasting order; raises SourceError where it cannot be read at all."""
        ...


@dataclass(frozen=True, slots=True)
class FolderSource:
    """Files of a folder."""

    settings: SourceSettings
    known: Known
    fetcher: Fetcher

    def gather(self) -> Gathered:
        if self.settings.path is None:
            raise SourceError(f"{self.settings.name}: a folder needs a path; add path to the source")
        return read_folder(self.settings.path, self.settings.name, self.known)


@dataclass(frozen=True, slots=True)
class FeedSource:
    """An RSS or Atom feed on the web."""

    settings: SourceSettings
    known: Known
    fetcher: Fetcher

    def gather(self) -> Gathered:
        if self.settings.url is None:
            raise SourceError(f"{self.settings.name}: a feed needs an address; add url to the source")
        answer = self.fetcher.get(self.settings.url)
        return read_feed(answer.body, answer.content_type, answer.url, self.settings.name, self.known.languages)


SOURCES: Mapping[str, Callable[[SourceSettings, Known, Fetcher], Source]] = {
    "folder": FolderSource,
    "feed": FeedSource,
}


def _pull_one(settings: SourceSettings, regions: Sequence[Region], cache: Path, *, as_kept: bool) -> Pulled:
    fetcher = Fetcher(settings.name, cache, settings.allow_hosts, as_kept=as_kept)
    try:
        return _cleaned(_source(settings, regions, fetcher).gather(), settings.name, regions)
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
    return SOURCES[settings.kind](settings, known, fetcher)


def _cleaned(gathered: Gathered, source: str, regions: Sequence[Region]) -> Pulled:
    articles: dict[str, Article] = {}
    skipped = list(gathered.skipped)
    for raw in gathered.articles:
        article = to_article(raw, regions)
        if not article.pieces and not article.canonical:
            skipped.append(Skipped(raw.place, "it holds no words and leads nowhere; write it, or take it away"))
        elif article.id in articles:
            skipped.append(Skipped(raw.place, f"it is the same article as {articles[article.id].place}"))
        else:
            articles[article.id] = article
    return Pulled(source, tuple(articles.values()), tuple(skipped), None, gathered.warnings)
