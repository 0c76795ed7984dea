"""Fetches the pictures that an edition may show, at a pull and at no other time. Called by `pipeline.pull_all`.

    Pulled… + logos ──addresses──▶ not kept yet ──Fetcher──▶ sized ──▶ Pictures ──▶ Pulled…, articles with what is kept

What fails is a warning of its source, and its letters point to where it came from. A preview that fetched pictures by
itself would tell their server who looks at it, and when.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import partial
from threading import BoundedSemaphore
from time import monotonic

from newsletter.articles.cleaning.wording import pictures_in
from newsletter.articles.fetching.connection import Limits
from newsletter.articles.fetching.fetch import Errand, Fetcher
from newsletter.articles.sizing import Sized, Unfit, sized
from newsletter.articles.sources import Pulled
from newsletter.errors import SourceError
from newsletter.model import Article, KeptPicture, SourceSettings
from newsletter.model.theme import SHEET
from newsletter.store.pictures import Pictures, name_of

# The sources that warnings of other pictures name; no source can be called so, for a slug has no full stop.
THEME = "theme.logo"  # the setting
BY_HAND = "articles.override"  # what an editor has given an article in an issue
MOST = 300  # new pictures at one pull
COLUMN = 2 * SHEET  # pixels, for screens that show two where one is meant
_LIMITS = Limits(total=10.0, size=5_000_000)
_PATIENCE = 15.0  # seconds after which no further picture is begun: an issue may wait to be sent
_PICTURE = Errand(
    "image/jpeg, image/png, image/gif, image/webp;q=0.5",
    "gives no picture",
    "make it smaller, for no reader waits for it",
)
_SIZING = BoundedSemaphore(2)  # pictures that are decoded at once: each may take some 300 MB
_LEFT = "left"  # of a picture that was not begun


@dataclass(frozen=True, slots=True)
class _Wanted:
    """A picture to be fetched, and for whom."""

    url: str
    at_most: int  # pixels, from side to side
    source: str
    allow_hosts: tuple[str, ...] = ()


Logos = Mapping[str, int]  # address → pixels, from side to side


def fetch(
    pulled: Sequence[Pulled],
    sources: Sequence[SourceSettings],
    logos: Logos,
    kept: Pictures,
    by_hand: Collection[str] = (),
) -> tuple[Pulled, ...]:
    """What was pulled, with what is kept of its pictures, and a warning for each that could not be had.

    A logo that could not be had is a warning of `THEME`, a picture that an editor has given one of `BY_HAND`; those
    then come after the sources.
    """
    wanted: dict[str, _Wanted] = {}
    for one in (*_wanted(pulled, sources, logos), *(_Wanted(url, COLUMN, BY_HAND) for url in by_hand)):
        before = wanted.setdefault(one.url, one)
        wanted[one.url] = replace(before, at_most=max(before.at_most, one.at_most))
    warnings = _fetched([one for one in wanted.values() if kept.kept(one.url, one.at_most) is None], kept)
    others = (Pulled(name, warnings=tuple(warnings[name])) for name in (THEME, BY_HAND) if name in warnings)
    said = (_with(one, warnings.get(one.source, ())) for one in pulled)
    return (*as_kept(list(said), logos, kept), *others)


def as_kept(pulled: Sequence[Pulled], logos: Logos, kept: Pictures) -> tuple[Pulled, ...]:
    """What was pulled, each article with what is kept of its pictures and of the logos that may stand above it."""
    above = _kept_of(logos, kept)
    return tuple(
        replace(one, articles=tuple(_with_pictures(article, above, kept) for article in one.articles)) for one in pulled
    )


def pictures_of(article: Article) -> Iterator[tuple[str, int]]:
    """The addresses of an article's pictures, its own first, each with the pixels that it is shown in at most."""
    if article.image:
        yield article.image, COLUMN
    for said in pictures_in(article.pieces):
        if "src" in said:
            yield said["src"], min(COLUMN, 2 * int(said.get("width", COLUMN)) or COLUMN)


def _with_pictures(article: Article, above: Mapping[str, KeptPicture], kept: Pictures) -> Article:
    own = _kept_of((url for url, _ in pictures_of(article)), kept)
    return replace(article, pictures={**above, **own}) if above or own else article


def _kept_of(urls: Iterable[str], kept: Pictures) -> Mapping[str, KeptPicture]:
    return {url: picture for url in urls if (picture := kept.kept(url))}


def _wanted(pulled: Sequence[Pulled], sources: Sequence[SourceSettings], logos: Logos) -> Iterator[_Wanted]:
    """Everything there is to show, what stands in every edition first."""
    yield from (_Wanted(url, at_most, THEME) for url, at_most in logos.items())
    allowed = {source.name: source.allow_hosts for source in sources}
    for one in pulled:
        for article in one.articles:
            for url, at_most in pictures_of(article):
                yield _Wanted(url, at_most, one.source, allowed.get(one.source, ()))


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
    """Keeps one picture; else, or where something of it is lost, says why in a line."""
    if monotonic() > begin_until:
        return _LEFT
    try:
        answer = Fetcher(wanted.source, None, wanted.allow_hosts, _LIMITS, errand=_PICTURE).get(wanted.url)
        with _SIZING:
            made = sized(answer.body, wanted.at_most)
        kept.keep(wanted.url, _named(made), made.body, wanted.at_most)
    except SourceError as error:
        return str(error)
    except Unfit as error:
        return f"{wanted.url}: {error}"
    except OSError as error:
        return f"{wanted.url}: cannot be kept in {kept.folder} ({error.strerror}); make that folder writable"
    return f"{wanted.url}: {made.loss}" if made.loss else None


def _named(made: Sized) -> KeptPicture:
    return KeptPicture(name_of(made.body), made.content_type, made.width, made.height)


def _with(pulled: Pulled, warnings: Sequence[str]) -> Pulled:
    return replace(pulled, warnings=(*pulled.warnings, *warnings)) if warnings else pulled
