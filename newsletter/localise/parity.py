"""Whether two texts that should say the same have the same figures, CTAs, links and dates. Pure.

`stories` holds a translation against its original (`translated`); `report.parity` holds two regions' editions against
each other with `differing`. Figures are counted, whatever their order, digits and notation; numbers in words are not
figures, but excuse one that the other text writes in digits. What a region block holds may differ: it is for a figure
that has to. A changed dose is an error, since a reader may take it; all else is a warning, for a person to judge.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from selectolax.lexbor import LexborHTMLParser

from newsletter.articles.cleaning.teaser import LONGEST
from newsletter.articles.cleaning.wording import single_spaced, text_of
from newsletter.articles.recognising.aliases import page_of
from newsletter.localise.parity_figures import Figure, figures, spoken_numbers
from newsletter.localise.parity_matching import is_spoken, paired, unmatched
from newsletter.model import Article, Attribution, CtaToken, Finding, Piece, Prose, RegionBlock

_MOST = 50  # findings of one pair of texts: who has more has the wrong text
_GATE = "parity"
_BLOCK = "a figure that must differ goes into a region block"


@dataclass(frozen=True, slots=True)
class Side:
    """A text with its figures, and those that it may have besides: of its region blocks."""

    place: str
    figures: tuple[Figure, ...]
    besides: tuple[Figure, ...]
    spoken: Counter[int]


def translated(original: Article, translation: Article) -> Iterator[Finding]:
    """What a translation lacks of its original, says otherwise or adds: figures, CTAs, links, the event's day."""
    yield from _events(original, translation)
    yield from _ctas(original, translation)
    yield from _links(original, translation)
    summaries = _own_summary(original) and _own_summary(translation)
    yield from differing(_side(original, summaries), _side(translation, summaries))


def differing(one: Side, other: Side) -> Iterator[Finding]:
    """The figures that only one of two texts has; two that stand for each other are one finding, in the second text."""
    ours, theirs = unmatched(one.figures, other.figures)
    ours = [figure for figure in unmatched(ours, other.besides)[0] if not is_spoken(figure, one.spoken, other.spoken)]
    theirs = [figure for figure in unmatched(theirs, one.besides)[0] if not is_spoken(figure, other.spoken, one.spoken)]
    for mine, its in list(paired(ours, theirs))[:_MOST]:
        yield _finding(mine, its, one, other)


def told(place: str, paragraphs: Iterable[str], besides: tuple[Figure, ...]) -> Side:
    """A text of plain paragraphs as a side."""
    said = tuple(paragraphs)
    found = (figure for paragraph in said for figure in figures(paragraph))
    return Side(place, _each_weekday_once(found), besides, spoken_numbers(" ".join(said)))


def block_figures(article: Article) -> tuple[Figure, ...]:
    """The figures of an article's region blocks."""
    blocks = (piece for piece in article.pieces if isinstance(piece, RegionBlock))
    return tuple(figure for block in blocks for figure in _figures(block.pieces))


def in_any_language(url: str) -> str:
    """The page an address leads to, whatever the language of its path: `/ar/journal/x` and `/journal/x` are one."""
    host, stroke, path = page_of(url).partition("/")
    return host + stroke + "/".join(part for part in path.split("/") if part not in ("ar", "en", "ar-ae", "en-gb"))


def opened(pieces: Iterable[Piece]) -> Iterator[Piece]:
    """All pieces, those of region blocks in the place of their blocks."""
    for piece in pieces:
        yield from piece.pieces if isinstance(piece, RegionBlock) else (piece,)


def cta_ids(pieces: Iterable[Piece]) -> Iterator[tuple[int, str]]:
    """The CTAs that pieces ask for, each with its line."""
    yield from ((piece.line, piece.id.casefold()) for piece in pieces if isinstance(piece, CtaToken))


def linked(pieces: Iterable[Piece]) -> Iterator[tuple[int, str]]:
    """The pages that pieces link to, each with its line."""
    for piece in pieces:
        if isinstance(piece, Attribution) and piece.href:
            yield piece.line, in_any_language(piece.href)
        elif isinstance(piece, Prose) and "<a" in piece.html:
            hrefs = (node.attributes.get("href") for node in LexborHTMLParser(piece.html).css("a"))
            yield from ((piece.line, in_any_language(href)) for href in hrefs if href and href.startswith("http"))


# ── figures ────────────────────────────────────────────────────────────────────────────────────────


def _side(article: Article, summaries: bool) -> Side:
    own = (article.title, article.teaser) if summaries else (article.title,)
    found = (*(figure for text in own for figure in figures(text)), *_figures(article.pieces))
    prose = (text_of(piece.html) for piece in article.pieces if isinstance(piece, Prose))
    return Side(
        article.place, _each_weekday_once(found), block_figures(article), spoken_numbers(" ".join((*own, *prose)))
    )


def _figures(pieces: Iterable[Piece]) -> Iterator[Figure]:
    for piece in pieces:
        if isinstance(piece, Prose):
            yield from figures(single_spaced(text_of(piece.html)), piece.line)


def _each_weekday_once(found: Iterable[Figure]) -> tuple[Figure, ...]:
    """A language that says "then" where the other repeats the day has not shifted it."""
    found = list(found)
    days = {figure.key: figure for figure in reversed(found) if figure.key[0] == "weekday"}
    return (*(figure for figure in found if figure.key[0] != "weekday"), *reversed(days.values()))


def _own_summary(article: Article) -> bool:
    """Whether a person has written the teaser; one made of the text ends wherever the length does."""
    opening = single_spaced(" ".join(text_of(piece.html) for piece in article.pieces if isinstance(piece, Prose)))
    return bool(article.teaser) and single_spaced(article.teaser).rstrip("…")[:LONGEST] not in opening


def _finding(mine: Figure | None, its: Figure | None, one: Side, other: Side) -> Finding:
    dose = any(figure and figure.is_dose for figure in (mine, its))
    line = its.line if its else 0
    remedy = f"make them agree; {_BLOCK}"
    if mine and its:
        message = f"“{its.said}” ({its.context}) is “{mine.said}” in {_at(one.place, mine)} ({mine.context})"
    elif mine:
        message = f"“{mine.said}” of {_at(one.place, mine)} is missing ({mine.context})"
    else:
        assert its is not None  # noqa: S101 (a pair has at least one)
        message = f"“{its.said}” ({its.context}) does not stand in {one.place}"
    return Finding(_GATE, "error" if dose else "warning", other.place, line, 0, message, remedy)


def _at(place: str, figure: Figure) -> str:
    return f"{place}:{figure.line}" if figure.line else place


# ── what else two articles share ───────────────────────────────────────────────────────────────────


def _events(original: Article, translation: Article) -> Iterator[Finding]:
    one, other = original.event, translation.event
    here, there = ((event.day, event.begins, event.ends) if event else None for event in (other, one))
    if here != there:
        message = f"the event is {_moment(here)}, but {_moment(there)} in {original.place}"
        yield _warning(translation.place, 0, message, "write the same event into the front matter of both")


def _moment(event: tuple[object, ...] | None) -> str:
    return " ".join(str(part) for part in event if part) if event else "not said"


def _ctas(original: Article, translation: Article) -> Iterator[Finding]:
    remedy = "put the same CTAs into both, or into a region block"
    for line, cta in _lacking(cta_ids(original.pieces), translation, cta_ids):
        yield _warning(translation.place, 0, f"the CTA {cta} of {original.place}:{line} is missing", remedy)
    for line, cta in _lacking(cta_ids(translation.pieces), original, cta_ids):
        yield _warning(translation.place, line, f"the CTA {cta} does not stand in {original.place}", remedy)


def _links(original: Article, translation: Article) -> Iterator[Finding]:
    remedy = "link both to the same pages, or to the translation of one"
    for line, page in _lacking(linked(original.pieces), translation, linked):
        yield _warning(translation.place, 0, f"the link to {page} of {original.place}:{line} is missing", remedy)
    for line, page in _lacking(linked(translation.pieces), original, linked):
        yield _warning(translation.place, line, f"the link to {page} does not stand in {original.place}", remedy)


_Named = Iterable[tuple[int, str]]  # line, and what stands there


def _lacking(wanted: _Named, article: Article, named: Callable[[Iterable[Piece]], _Named]) -> Iterator[tuple[int, str]]:
    """What is wanted that the article has nowhere, not even in a region block, or has too few of."""
    there = Counter(name for _, name in named(opened(article.pieces)))
    for line, name in wanted:
        if not there[name]:
            yield line, name
        there[name] -= 1


def _warning(place: str, line: int, message: str, remedy: str) -> Finding:
    return Finding(_GATE, "warning", place, line, 0, message, remedy)
