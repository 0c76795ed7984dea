"""What differs between two editions of one campaign, in short sentences for a person. Pure; called by the demo."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from email.utils import parseaddr

from newsletter.model import Edition, Note, Region
from newsletter.settings import Settings


@dataclass(frozen=True, slots=True)
class _Side:
    region: Region
    edition: Edition

    @property
    def name(self) -> str:
        return self.region.name.plain


def between(settings: Settings, one: Edition, other: Edition) -> Iterator[str]:
    """How the second region's edition differs from the first's, from its articles to its sender."""
    sides = [_Side(settings.regions[edition.issue.region], edition) for edition in (one, other)]
    yield from _articles(*sides)
    for side, beside in (sides, reversed(sides)):
        yield from _related(side, beside)
    for side in sides:
        yield from (f"Left out of {side.name}: {text}" for text in _blocks(side))
    for side in sides:
        if words := dict.fromkeys(note.text for note in side.edition.notes if _is_term(note)):
            yield f"In the words of {side.name}: {', '.join(words)}"
    yield from _ctas(*sides)
    senders = [parseaddr(side.region.sender)[1] for side in sides]
    if senders[0] != senders[1]:
        yield f"Sender: {' | '.join(senders)}"


def among(settings: Settings, editions: Iterable[Edition]) -> list[str]:
    """How the first two regions' editions in one language differ; nothing where there are no two."""
    regions: dict[str, Edition] = {}
    for edition in editions:
        if not regions or edition.language == next(iter(regions.values())).language:
            regions.setdefault(edition.issue.region, edition)
    pair = list(regions.values())[:2]
    return list(between(settings, *pair)) if len(pair) == 2 else []


def _articles(one: _Side, other: _Side) -> Iterator[str]:
    ours, theirs = dict(one.edition.articles), dict(other.edition.articles)
    for side, carried, elsewhere in ((one, ours, theirs), (other, theirs, ours)):
        yield from (f"Only in {side.name}: “{title}”" for article, title in carried.items() if article not in elsewhere)
    if ours.keys() == theirs.keys():
        yield f"Articles: the same {len(ours)} in both"


def _related(side: _Side, beside: _Side) -> Iterator[str]:
    labels = [[link.label for link in each.edition.links if "-related-" in link.slot] for each in (side, beside)]
    for label in dict.fromkeys(labels[0]):
        if label not in labels[1]:
            yield f"Related reading only in {side.name}: “{label}”"


def _blocks(side: _Side) -> Iterator[str]:
    for note in side.edition.notes:
        if note.kind == "dropped" and note.why.startswith("belongs to "):
            yield note.text


def _is_term(note: Note) -> bool:
    return (note.kind, note.about) == ("changed", "terms")


def _ctas(one: _Side, other: _Side) -> Iterator[str]:
    here, there = ({link.cta: link for link in side.edition.links if link.cta} for side in (one, other))
    for cta, link in here.items():
        if cta in there and (targets := [_shown(link.target), _shown(there[cta].target)])[0] != targets[1]:
            yield f"Button “{link.label}”: {' | '.join(targets)}"


def _shown(target: str) -> str:
    """An address without what every address has: its scheme and the campaign's marks."""
    return target.partition("?")[0].partition("://")[2]
