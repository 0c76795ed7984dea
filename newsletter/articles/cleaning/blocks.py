"""Cuts an article's items into pieces: what belongs to everyone, and what to one region only.

Called by `clean` after the residue is gone. `Harbour Middle East:` alone on its line of a scraped text or page, or
`<!-- region: uk -->` anywhere, opens a region block. It ends at the next heading, region line or the end; an explicit
one that is closed by `<!-- /region -->` runs to there, headings and all. `localise.blocks` keeps or drops it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Literal

from newsletter.articles.cleaning.body import HEADINGS, Block, Item, RegionMark
from newsletter.articles.cleaning.region_lines import Reading, RegionNames
from newsletter.articles.cleaning.wording import single_spaced
from newsletter.articles.gathering.raw import Form
from newsletter.ctas.cuts import shortened
from newsletter.model import Attribution, CtaToken, Finding, Note, Piece, Prose, RegionBlock, RelatedSlot

_INSIDE = (
    "a region mark stands inside a paragraph, list or table, where it cuts nothing",
    "put it on a line of its own between two paragraphs",
)
_CLOSES_NOTHING = ("<!-- /region --> closes nothing", "delete it, or open a block above it")
_STAYS = {
    "bare": "a region's bare name is a heading like any other, so it stays for everyone",
    "unknown": "it looks like a region's line, but no region has this name; it stays for everyone",
}


@dataclass(frozen=True, slots=True)
class Pieces:
    """An article's pieces, with what was noticed while cutting them."""

    pieces: tuple[Piece, ...]
    notes: tuple[Note, ...]
    findings: tuple[Finding, ...]


def in_pieces(items: Sequence[Item], names: RegionNames, form: Form, place: str) -> Pieces:
    """The items as pieces; what looks like a region line and is none stays, and is reported."""
    cutter = _Cutter(names, form, place)
    closed = _closed_ahead(items)
    for index, item in enumerate(items):
        if isinstance(item, RegionMark):
            cutter.mark(item, closed=index in closed)
        elif isinstance(item, Block):
            cutter.block(item)
        else:
            cutter.put(item)
    cutter.end()
    return Pieces(tuple(cutter.pieces), tuple(cutter.notes), tuple(cutter.findings))


@dataclass(slots=True)
class _Opened:
    region: str
    heading: str
    line: int
    until_closed: bool = False
    pieces: list[Prose | CtaToken | RelatedSlot | Attribution] = field(default_factory=list)


class _Cutter:
    """The pieces so far, and the region block that is open."""

    def __init__(self, names: RegionNames, form: Form, place: str) -> None:
        self._names, self._form, self._place = names, form, place
        self._opened: _Opened | None = None
        self.pieces: list[Piece] = []
        self.notes: list[Note] = []
        self.findings: list[Finding] = []

    def put(self, piece: Prose | CtaToken | RelatedSlot | Attribution) -> None:
        (self._opened.pieces if self._opened else self.pieces).append(piece)

    def end(self) -> None:
        if self._opened:
            block = self._opened
            self.pieces.append(RegionBlock(block.region, block.heading, tuple(block.pieces), block.line))
            self._opened = None

    def block(self, block: Block) -> None:
        """Takes one block of text: it may open a region block, end one, or be content."""
        explicit = self._opened is not None and self._opened.until_closed
        reading = self._names.read(block.text) if block.tag in HEADINGS | {"p"} and not explicit else None
        if reading and reading.kind == "opens" and self._form != "markdown":
            self.end()
            self._opened = _Opened(reading.region, single_spaced(block.text), block.line)
            return
        if reading:
            self._report(reading, block)
        if not explicit and (block.tag in HEADINGS or (reading and reading.kind == "bare")):
            self._end_at(block)
        self.put(Prose(block.html, block.line))

    def mark(self, mark: RegionMark, *, closed: bool) -> None:
        """Takes an explicit mark: opens a block, or ends one."""
        if mark.inside:
            self._find("error", mark.line, *_INSIDE)
            return
        if mark.name is None and not (self._opened and self._opened.until_closed):
            self._find("warning", mark.line, *_CLOSES_NOTHING)
        self.end()
        region = self._names.named(mark.name) if mark.name is not None else None
        if region:
            self._opened = _Opened(region, "", mark.line, until_closed=closed)
        elif mark.name is not None:
            known = f"the settings know: {', '.join(self._names.slugs)}"
            self._find("error", mark.line, f"no region is called “{shortened(mark.name, 40)}”", known)

    def _report(self, reading: Reading, block: Block) -> None:
        if reading.kind == "opens":
            remedy = f"write <!-- region: {reading.region} --> above it if it should"
            self._find("warning", block.line, f"“{block.text}” opens no region block in Markdown", remedy)
        else:
            said = f"“{block.text}” ({self._place}:{block.line})"
            self.notes.append(Note("kept", said, _STAYS[reading.kind]))

    def _end_at(self, heading: Block) -> None:
        """Ends the open block; where the heading is only guessed to be one, someone should look."""
        if self._opened and self._form == "text":
            message = f"“{heading.text[:80]}” is taken for a heading and ends the region block above it"
            self._find("warning", heading.line, message, "if it belongs to the block, end it with a full stop")
        self.end()

    def _find(self, level: Literal["error", "warning"], line: int, message: str, remedy: str) -> None:
        self.findings.append(Finding("blocks", level, self._place, line, 1, message, remedy))


def _closed_ahead(items: Sequence[Item]) -> frozenset[int]:
    """The indices of the explicit openings whose next explicit mark is a closing one."""
    marks = [(index, item) for index, item in enumerate(items) if isinstance(item, RegionMark) and not item.inside]
    pairs = pairwise(marks)
    return frozenset(
        index for (index, opening), (_, closing) in pairs if opening.name is not None and closing.name is None
    )
