"""What an edition's "Related Post" slots are filled with, of all that is related. Called by `choose`. Pure."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime

from newsletter.articles.recognising.related import THRESHOLD
from newsletter.model import Article, Piece, Pointer, Region, RegionBlock, RelatedSlot

MOST = 3


def filled(
    asking: Sequence[Article], inside: Collection[str], region: Region, before: datetime
) -> Mapping[str, tuple[Pointer, ...]]:
    """Of each article with a slot in this region: others by how alike they are, of those that may be pointed to.

    That is what is for this region, was out before then, and is not inside the issue. What is for this region or its
    ancestors alone needs nothing in common.
    """
    return {
        article.id: tuple(
            other for other in article.related if other.id not in inside and _may_be_pointed_to(other, region, before)
        )[:MOST]
        for article in asking
        if any(isinstance(piece, RelatedSlot) for piece in _pieces(article, region))
    }


def has_slot(article: Article) -> bool:
    """Whether it has a place for related articles, in whatever region."""
    return any(isinstance(piece, RelatedSlot) for piece in _pieces(article))


def _may_be_pointed_to(other: Pointer, region: Region, before: datetime) -> bool:
    if other.seen and other.seen >= before:
        return False
    if not other.regions:
        return other.alike >= THRESHOLD
    shared = {*other.regions} & {*region.lineage}
    return len(shared) == len(other.regions) or (bool(shared) and other.alike >= THRESHOLD)


def _pieces(article: Article, region: Region | None = None) -> Iterator[Piece]:
    """All pieces, those of blocks for this region, or for any, among them."""
    for piece in article.pieces:
        yield piece
        if isinstance(piece, RegionBlock) and (region is None or piece.region in region.lineage):
            yield from piece.pieces
