"""Cuts an article to one region: its own blocks and its ancestors' stay, other regions' go. Pure.

"Related Post" slots are filled, or go too.

Called by `localise` for each story of an edition, before its spelling is looked at.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape

from newsletter.articles.cleaning.wording import word_count
from newsletter.model import (
    Article,
    Attribution,
    CtaToken,
    Finding,
    Note,
    Piece,
    Pointer,
    Prose,
    Region,
    RegionBlock,
    RelatedItem,
    RelatedList,
    RelatedSlot,
)

_MOST_DROPPED = 0.25  # of an article's words, unless the article says so

Kept = Prose | CtaToken | Attribution | RelatedList


@dataclass(frozen=True, slots=True)
class Cut:
    """What one region's edition carries of an article, with what was dropped on the way."""

    pieces: tuple[Kept, ...]
    notes: tuple[Note, ...]
    findings: tuple[Finding, ...]


def cut(article: Article, region: Region, related: Sequence[Pointer]) -> Cut:
    """The article's pieces in this region; a block with nothing beneath it goes whole, with one warning."""
    items = tuple(RelatedItem(other.title, other.canonical) for other in related)
    blocks = [piece for piece in article.pieces if isinstance(piece, RegionBlock)]
    own = [block for block in blocks if block.region in region.lineage]
    others = [block for block in blocks if block.region not in region.lineage]
    empty = [block for block in own if not list(_block(block, items))]
    notes = [_dropped(block, article) for block in others]
    notes += [_unfilled(slot, article) for slot in article.pieces if isinstance(slot, RelatedSlot) and not items]
    findings = [_nothing_beneath(block, article) for block in empty] + list(_unbounded(article, others, region))
    return Cut(tuple(_kept(article.pieces, region, items)), tuple(notes), tuple(findings))


def _kept(pieces: Sequence[Piece], region: Region, items: tuple[RelatedItem, ...]) -> Iterator[Kept]:
    for piece in pieces:
        if isinstance(piece, RegionBlock):
            yield from _block(piece, items) if piece.region in region.lineage else ()
        elif isinstance(piece, RelatedSlot):
            yield from _filled(piece.heading, items)
        else:
            yield piece


def _block(block: RegionBlock, items: tuple[RelatedItem, ...]) -> Iterator[Kept]:
    """The block beneath its heading; where a filled slot comes first, the heading is the list's."""
    content = [piece for piece in block.pieces if items or not isinstance(piece, RelatedSlot)]
    heading = _without_colon(block.heading)
    for place, piece in enumerate(content):
        led = place == 0 and bool(heading)
        if isinstance(piece, RelatedSlot):
            yield from _filled(heading if led else piece.heading, items)
            continue
        if led:
            yield Prose(f"<h3>{escape(heading, quote=False)}</h3>", block.line)
        yield piece


def _filled(heading: str, items: tuple[RelatedItem, ...]) -> Iterator[RelatedList]:
    if items:
        yield RelatedList(_without_colon(heading), items)


def _without_colon(heading: str) -> str:
    return heading.strip().removesuffix(":").rstrip()


def _name(block: RegionBlock) -> str:
    return block.heading or f"<!-- region: {block.region} -->"


def _nothing_beneath(block: RegionBlock, article: Article) -> Finding:
    message = (
        f"{article.place}:{block.line} '{_name(block)}' has nothing beneath it; "
        "its button or text may have been lost in copying"
    )
    return Finding(
        "blocks", "warning", article.place, block.line, 1, message, "put it back beneath it, or delete the line"
    )


def _dropped(block: RegionBlock, article: Article) -> Note:
    words = word_count(block.pieces)
    said = f"“{_name(block)}” ({article.place}:{block.line}), {words} {'word' if words == 1 else 'words'}"
    return Note("dropped", said, f"belongs to {block.region} only")


def _unfilled(slot: RelatedSlot, article: Article) -> Note:
    return Note("dropped", f"“{slot.heading}” ({article.place}:{slot.line})", "no related article to list there")


def _unbounded(article: Article, dropped: Sequence[RegionBlock], region: Region) -> Iterator[Finding]:
    """The error that stands against dropping over a quarter of the words, until the article says so."""
    gone, whole = word_count(dropped), word_count(article.pieces)
    if article.bounded_drops and gone > _MOST_DROPPED * whole:
        message = f"{gone} of {whole} words would be dropped from the edition for {region.name.plain}"
        remedy = (
            "check where each region block ends; if it is meant, put large_region_blocks = true into its front matter"
        )
        yield Finding("blocks", "error", article.place, dropped[0].line, 1, message, remedy)
