"""Fetches the pictures that an edition may show, at a pull and at no other time. Called by `pipeline.pull_all`.

    Pulled… + logos ──addresses──▶ not kept yet ──Fetcher──▶ PNG, JPEG, GIF or WebP? ──▶ Pictures

What fails is a warning of its source, and the words of the picture stand in its place. A preview that fetched pictures
by itself would tell their server who looks at it, and when.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import partial
from html import unescape
from time import monotonic

from newsletter.articles.fetch import Errand, Fetcher, Limits
from newsletter.articles.sources import Pulled
from newsletter.articles.wording import TAG, prose_of
from newsletter.errors import SourceError
from newsletter.model import Article, SourceSettings
from newsletter.store.pictures import Picture, Pictures

THEME = "theme.logo"  # the source that a warning of a logo names: the setting, which no source can be called
MOST = 300  # new pictures at one pull
_LIMITS = Limits(total=10.0, size=5_000_000)
_PATIENCE = 15.0  # seconds after which no further picture is begun: an issue may wait to be sent
_PICTURE = Errand(
    "image/png, image/jpeg, image/webp, image/gif",
    "gives no picture",
    "make it smaller, for no reader waits for it",
)
_SRC = re.compile(r' src="([^"]*)"')
_LEFT = "left"  # of a picture that was not begun


@dataclass(frozen=True, slots=True)
class _Wanted:
    """A picture to be fetched, and for whom."""

    url: str
    source: str
    allow_hosts: tuple[str, ...] = ()


def fetch(
    pulled: Sequence[Pulled], sources: Sequence[SourceSettings], logos: Sequence[str], kept: Pictures
) -> tuple[Pulled, ...]:
    """What was pulled, with a warning for each picture that could not be had; the others are kept now.

    A logo that could not be had is a warning of `THEME`, which is then the last of the sources.
    """
    wanted = {one.url: one for one in _wanted(pulled, sources, logos) if one.url not in kept}
    warnings = _fetched(list(wanted.values()), kept)
    theme = [Pulled(THEME, warnings=tuple(warnings[THEME]))] if THEME in warnings else []
    return (*(_with(one, warnings.get(one.source, ())) for one in pulled), *theme)


def pictures_of(article: Article) -> Iterator[str]:
    """The addresses of an article's pictures, its own first."""
    if article.image:
        yield article.image
    tags = (tag for prose in prose_of(article.pieces) for tag in TAG.findall(prose.html) if tag.startswith("<img"))
    yield from (unescape(src[1]) for tag in tags if (src := _SRC.search(tag)))


def _wanted(pulled: Sequence[Pulled], sources: Sequence[SourceSettings], logos: Sequence[str]) -> Iterator[_Wanted]:
    """Everything there is to show, what stands in every edition first."""
    yield from (_Wanted(url, THEME) for url in logos)
    allowed = {source.name: source.allow_hosts for source in sources}
    for one in pulled:
        for article in one.articles:
            for url in pictures_of(article):
                yield _Wanted(url, one.source, allowed.get(one.source, ()))


def _fetched(wanted: Sequence[_Wanted], kept: Pictures) -> Mapping[str, list[str]]:
    """Fetches side by side; the warnings by source."""
    begin_until = monotonic() + _PATIENCE
    with ThreadPoolExecutor(max_workers=8, thread_name_prefix="pictures") as threads:
        faults = list(threads.map(partial(_fetch_one, kept=kept, begin_until=begin_until), wanted[:MOST]))
    faults += [_LEFT] * len(wanted[MOST:])
    left = Counter(one.source for one, fault in zip(wanted, faults, strict=True) if fault is _LEFT)
    warnings = defaultdict[str, list[str]](list)
    for one, fault in zip(wanted, faults, strict=True):
        if fault and fault is not _LEFT:
            warnings[one.source].append(fault)
    for source, number in left.items():
        warnings[source].append(f"{number} of its pictures {'was' if number == 1 else 'were'} left for the next pull")
    return warnings


def _fetch_one(wanted: _Wanted, kept: Pictures, begin_until: float) -> str | None:
    """Keeps one picture; else says why not, in a line."""
    if monotonic() > begin_until:
        return _LEFT
    try:
        answer = Fetcher(wanted.source, None, wanted.allow_hosts, _LIMITS, errand=_PICTURE).get(wanted.url)
        picture = Picture.of(answer.body)
        if picture is None:
            return f"{wanted.url}: is no PNG, JPEG, GIF or WebP; save the picture as one of these"
        kept.keep(wanted.url, picture)
    except SourceError as error:
        return str(error)
    except OSError as error:
        return f"{wanted.url}: cannot be kept in {kept.folder} ({error.strerror}); make that folder writable"
    return None


def _with(pulled: Pulled, warnings: Sequence[str]) -> Pulled:
    return replace(pulled, warnings=(*pulled.warnings, *warnings)) if warnings else pulled
