"""What a proof-reader does to a text: words are changed at their places, or left there with a reason.

`british` and `terms` find the words; here they are put in, each with a remark that says where it stood. Pure.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from html import unescape

from newsletter.localise.spelling.markup import is_inline
from newsletter.localise.spelling.tables import Tier

_LINE_END = re.compile(r"\r\n|\r|\n")
_TAG = re.compile(r"</?(?P<name>[A-Za-z][\w-]*)?[^>]*>?|^[^<>]*>")
_AROUND = 40  # characters of context on either side


@dataclass(frozen=True, slots=True)
class Suspect:
    """A word or phrase that may be changed, and where it stands in the source; with a reason it stays."""

    at: int
    word: str
    better: str
    tier: Tier | None = None  # None: no matter of spelling
    why: str = ""
    unclear: bool = False  # a person should look: the sense decides, and nothing in the sentence tells it


@dataclass(frozen=True, slots=True)
class Remark:
    """A suspect as a reader finds it; line and column from 1, in characters of the text as it came in."""

    line: int
    column: int
    word: str
    better: str
    tier: Tier | None
    why: str  # it stayed; empty: it was changed
    unclear: bool


@dataclass(frozen=True, slots=True)
class Edited:
    """A text with what was done to it, in reading order."""

    text: str
    remarks: tuple[Remark, ...]

    @property
    def changes(self) -> tuple[Remark, ...]:
        return tuple(remark for remark in self.remarks if not remark.why)

    @property
    def kept(self) -> tuple[Remark, ...]:
        return tuple(remark for remark in self.remarks if remark.why)


def edited(text: str, suspects: Iterable[Suspect]) -> Edited:
    """The text with each suspect changed that may be; all other characters stay as they were."""
    found = sorted(suspects, key=lambda suspect: suspect.at)
    if not found:
        return Edited(text, ())
    starts = [1 if text.startswith("\ufeff") else 0, *(match.end() for match in _LINE_END.finditer(text))]
    pieces: list[str] = []
    remarks: list[Remark] = []
    end = 0
    for one in found:
        line = bisect_right(starts, one.at)
        remarks.append(
            Remark(line, one.at - starts[line - 1] + 1, one.word, one.better, one.tier, one.why, one.unclear)
        )
        if not one.why:
            pieces += (text[end : one.at], one.better)
            end = one.at + len(one.word)
    return Edited("".join([*pieces, text[end:]]), tuple(remarks))


def context(text: str, remark: Remark) -> str:
    """What stands around a remark's word in its line, without markup: `…at the color of the sea…`."""
    line = _LINE_END.split(text.removeprefix("\ufeff"))[remark.line - 1]
    start, end = remark.column - 1, remark.column - 1 + len(remark.word)
    before, after = _plain(line[max(0, start - 3 * _AROUND) : start]), _plain(line[end : end + 3 * _AROUND])
    before, after = before.rpartition("\n")[2].lstrip(), after.partition("\n")[0].rstrip()
    if len(before) > _AROUND:
        before = "…" + before[-_AROUND:].partition(" ")[2]
    if len(after) > _AROUND:
        after = after[:_AROUND].rpartition(" ")[0] + "…"
    return f"{before}{remark.word}{after}"


def _plain(source: str) -> str:
    """The words of a source; what is no inline element begins a new line."""
    lines = _TAG.sub(lambda tag: "" if is_inline(tag["name"] or "") else "\n", re.sub(r"\s+", " ", source))
    return unescape(lines)
