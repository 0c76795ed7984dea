"""What a scanner of CTA forms says of one place in a source; made by `forms` and `embeds`, applied by `shortcodes`."""

import re
from dataclasses import dataclass
from typing import Literal

Align = Literal["left", "center", "right", "full"]

_ID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9]{6,20}")


@dataclass(frozen=True, slots=True)
class Asked:
    """A form that was understood."""

    id: str
    align: Align = "center"  # the one that means the same in both writing directions
    label: str = ""  # what its rendering said, and where it led: see `hints`
    target: str = ""


@dataclass(frozen=True, slots=True)
class Refused:
    """A form that looks like a CTA and cannot be understood: why, and what to write instead."""

    message: str
    remedy: str


@dataclass(frozen=True, slots=True)
class Cut:
    """A stretch of the source, from `start` up to `end`, that a marker or nothing replaces."""

    start: int
    end: int
    verdict: Asked | Refused | None  # None: it means nothing and goes without a word, such as a comment
    kept: str = ""  # tags within it that open or close something outside, and so stay


def read_id(text: str) -> str | None:
    """The id in lower case when the text is one: a GUID, or the 6 to 20 digits of HubSpot's newer CTAs."""
    lowered = text.strip(" '").lower()
    return lowered if _ID.fullmatch(lowered) else None


def ask(text: str, align: Align = "center") -> Asked | Refused:
    """The CTA with this id, or why the text is no id."""
    if found := read_id(text):
        return Asked(found, align)
    return Refused(
        f"“{shortened(text, 48)}” is no CTA id",
        "copy the id from HubSpot again: a GUID (8-4-4-4-12 hexadecimal digits) or a number of 6 to 20 digits",
    )


def shortened(text: str, longest: int = 80) -> str:
    """The text in one line of signs that can be seen, its end replaced by an ellipsis where it is too long."""
    line = "".join(letter if letter.isprintable() else "\ufffd" for letter in " ".join(text[: 4 * longest].split()))
    return line if len(line) <= longest and len(text) <= 4 * longest else line[: longest - 1] + "…"
