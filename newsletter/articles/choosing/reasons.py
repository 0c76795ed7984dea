"""Why articles were left out, by kind, so that hundreds of them stay readable. Pure; `choose` gives the reasons."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from newsletter.model import LeftOut


@dataclass(frozen=True, slots=True)
class Kind:
    """Reasons of one kind, and what an editor can do against them."""

    heading: str
    remedy: Literal["pin", "put back", "unpin", ""]


COPIES = Kind("Translations and copies", "")  # another one stands for them
OTHER = Kind("For other reasons", "pin")

LATE = "came after the approval"  # the reason that the studio gives for what waits

# How a reason begins → its kind; those that an editor may want to change come first.
_KINDS: dict[str, Kind] = {
    "pinned, but ": Kind("Pinned, but left out", "unpin"),
    "dropped by ": Kind("Dropped by an editor", "put back"),
    LATE: Kind("After the approval", "pin"),
    "over the limit ": Kind("Over the limit", "pin"),
    "not yet due|too new": Kind("Not yet due", "pin"),
    "none of the tags ": Kind("Without the campaign's tags", "pin"),
    "duplicate of ": Kind("Duplicates", "pin"),
    "already sent ": Kind("Already sent", ""),
    "only for ": Kind("For other regions", ""),
    r"no [\w ()-]+ translation\Z": Kind("Not translated", ""),
    "shown in |translation of |the same as ": COPIES,
    "no longer in ": Kind("No longer in their source", ""),
    "it lay in its source ": Kind("There before the newsletter began", "pin"),
    "too old": Kind("Too old", "pin"),
}
_BEGINNINGS = [(re.compile(beginning), kind) for beginning, kind in _KINDS.items()]
_PLACES = {kind: place for place, kind in enumerate([*_KINDS.values(), OTHER])}


def kind_of(reason: str) -> Kind:
    return next((kind for beginning, kind in _BEGINNINGS if beginning.match(reason)), OTHER)


def by_kind(left_out: Iterable[LeftOut]) -> list[tuple[Kind, tuple[LeftOut, ...]]]:
    """The articles that were left out, those of one kind together."""
    found: dict[Kind, list[LeftOut]] = {}
    for one in left_out:
        found.setdefault(kind_of(one.reason), []).append(one)
    return [(kind, tuple(found[kind])) for kind in sorted(found, key=_PLACES.__getitem__)]
