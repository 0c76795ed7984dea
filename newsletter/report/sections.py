"""What an edition says of each of its articles, taken out of its text part; `parity` and `comparison` read by it. Pure.

The bytes are all there is of an edition that was sent. A story begins where its title stands in a line of its own, and
ends at a rule or the next story; the addresses of links, which differ in every edition, are left out.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from newsletter.model import Edition, Link

_RULE = re.compile(r"-{10,}")
_SLOT = re.compile(r"story-([0-9]{1,4})-([a-z-]+?)(?:-[0-9]+)?")
_ADDRESS = re.compile(r"[ (]?(?:https?|mailto|tel):\S+")


@dataclass(frozen=True, slots=True)
class Section:
    """One article's own words in an edition."""

    title: str
    paragraphs: tuple[str, ...]


def sections(edition: Edition) -> Mapping[str, Section]:
    """Each article's section by its id; an article whose title stands nowhere has none."""
    lines = [_ADDRESS.sub("", line).strip() for line in edition.text.splitlines()]
    begins = dict(_beginnings(edition, lines))
    ends = sorted(
        {*begins.values(), *(number for number, line in enumerate(lines) if _RULE.fullmatch(line)), len(lines)}
    )
    found = dict[str, Section]()
    for article, title in edition.articles:
        if (start := begins.get(article)) is not None:
            end = next(place for place in ends if place > start)
            found[article] = Section(title, tuple(_paragraphs(lines[start + 1 : end])))
    return found


def links_of(edition: Edition) -> Mapping[str, Sequence[tuple[str, Link]]]:
    """The links of each article in their order, with what they are: "button", "link", "source", "read-more"."""
    found: dict[str, list[tuple[str, Link]]] = {article: [] for article, _ in edition.articles}
    ids = list(found)
    for link in edition.links:
        slot = _SLOT.fullmatch(link.slot)
        if slot and 0 < int(slot[1]) <= len(ids):
            found[ids[int(slot[1]) - 1]].append((slot[2], link))
    return found


def _beginnings(edition: Edition, lines: list[str]) -> Iterator[tuple[str, int]]:
    """Where each title stands, in the order of reading."""
    here = next((number for number, line in enumerate(lines) if _RULE.fullmatch(line)), 0)
    for article, title in edition.articles:
        places = (number for number in range(here, len(lines)) if lines[number] == title)
        if (place := next(places, None)) is not None:
            yield article, place
            here = place + 1


def _paragraphs(lines: list[str]) -> Iterator[str]:
    for blank, group in groupby(lines, key=lambda line: not line):
        if not blank:
            yield from _items(list(group))


def _items(lines: list[str]) -> Iterator[str]:
    """A paragraph in one line; a list's items each in its own."""
    said = list[str]()
    for line in lines:
        if said and line.startswith("- "):
            yield " ".join(said)
            said = []
        said.append(line)
    yield " ".join(said)
