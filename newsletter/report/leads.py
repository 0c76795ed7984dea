"""Where a letter's links lead: with their parameters apart, where they stand, in which regions they stand too. Pure.

Called by the proof and the preview with the editions of the same campaign and date in the campaign's other regions.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from newsletter.model import Edition, Link

_SLOT = re.compile(r"story-(\d+)-([a-z-]+?)(?:-\d+)?")
_KINDS = {
    "button": "Button",
    "link": "Link",
    "read-more": "Read more",
    "related": "Related article",
    "source": "Source line",
}


@dataclass(frozen=True, slots=True)
class Lead:
    """One link of a letter."""

    link: Link
    address: str  # without the parameters that only count
    utm: tuple[tuple[str, str], ...]
    kind: str  # "Button"
    story: str  # the title of the story it stands in
    also_in: tuple[str, ...]  # other regions
    not_in: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Absent:
    """A CTA that other regions' letters have and this one has not."""

    label: str
    cta: str
    regions: tuple[str, ...]


def leads(edition: Edition, others: Mapping[str, Edition]) -> tuple[Lead, ...]:
    """The links in the order of reading; `others` are editions by their regions' names."""
    return tuple(_lead(link, edition, others) for link in edition.links)


def absent(edition: Edition, others: Mapping[str, Edition]) -> tuple[Absent, ...]:
    """The CTAs that stand elsewhere only."""
    here = {link.cta for link in edition.links}
    labels = {link.cta: link.label for other in others.values() for link in other.links if link.cta not in here}
    return tuple(
        Absent(
            label, cta, tuple(name for name, other in others.items() if any(link.cta == cta for link in other.links))
        )
        for cta, label in labels.items()
        if cta
    )


def story_of(link: Link, edition: Edition) -> str:
    """The title of the story that a link stands in."""
    return _where(link.slot, edition.articles)[1]


def _lead(link: Link, edition: Edition, others: Mapping[str, Edition]) -> Lead:
    address, utm = _apart(link.target)
    kind, story = _where(link.slot, edition.articles)
    also_in = tuple(name for name, other in others.items() if any(_is_same(link, one) for one in other.links))
    return Lead(link, address, utm, kind, story, also_in, tuple(name for name in others if name not in also_in))


def _is_same(link: Link, other: Link) -> bool:
    """The same CTA; else the same words or, where languages differ, the same address."""
    if link.cta or other.cta:
        return link.cta == other.cta
    return link.label == other.label or _apart(link.target)[0] == _apart(other.target)[0]


def _apart(target: str) -> tuple[str, tuple[tuple[str, str], ...]]:
    """An address without its utm_… parameters, and these."""
    before, fragment_mark, fragment = target.partition("#")
    page, _, query = before.partition("?")
    named = [parameter for parameter in query.split("&") if parameter]
    utm = tuple((name, value) for name, _, value in (one.partition("=") for one in named) if name.startswith("utm_"))
    kept = "&".join(one for one in named if not one.startswith("utm_"))
    return page + (f"?{kept}" if kept else "") + fragment_mark + fragment, utm


def _where(slot: str, articles: Sequence[tuple[str, str]]) -> tuple[str, str]:
    found = _SLOT.fullmatch(slot)
    if found is None or not 0 < int(found[1]) <= len(articles):
        return slot, ""
    return _KINDS.get(found[2], found[2]), articles[int(found[1]) - 1][1]
