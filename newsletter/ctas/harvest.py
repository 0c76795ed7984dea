"""The CTAs that articles ask for and nobody knows, with what tells which they were; for `check --harvest`. Pure."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from newsletter.ctas.registry import Registry
from newsletter.model import Article, CtaToken, Region, RegionBlock


@dataclass(slots=True)
class Unknown:
    """An id without a CTA: where it stands, and what HubSpot's rendering said there."""

    id: str
    places: list[tuple[str, str]] = field(default_factory=list)  # "tides.md:7", the article's title
    labels: dict[str, str] = field(default_factory=dict)  # column of ctas.csv → the words or the picture's text
    target: str = ""
    regions: list[str] = field(default_factory=list)  # whose readers would see it


def harvest(articles: Sequence[Article], registry: Registry, regions: Mapping[str, Region]) -> list[Unknown]:
    """What is unknown, in the order of the articles."""
    found: dict[str, Unknown] = {}
    for article in articles:
        column = "label" if article.language.is_english else f"label_{article.language.base}"
        for token, readers in _tokens(article, regions):
            if registry.find(token.id) is None:
                one = found.setdefault(token.id, Unknown(token.id))
                one.places.append((f"{article.place}:{token.line}", article.title))
                one.regions += [slug for slug in readers if slug not in one.regions]
                one.target = one.target or token.target
                if token.label:
                    one.labels.setdefault(column, token.label)
    return list(found.values())


def rows_of(unknown: Unknown, regions: Mapping[str, Region]) -> Iterator[dict[str, str]]:
    """Its rows of ctas.csv, ready to be completed; a region whose ancestor has one needs none of its own."""
    for slug in unknown.regions:
        if not {*regions[slug].ancestors} & {*unknown.regions}:
            yield {"id": unknown.id, "region": slug, **unknown.labels, "url": unknown.target}


def _tokens(article: Article, regions: Mapping[str, Region]) -> Iterator[tuple[CtaToken, list[str]]]:
    """Each CTA with the regions in which it stands."""
    everybody = _readers(article.regions or regions, regions)
    for piece in article.pieces:
        if isinstance(piece, CtaToken):
            yield piece, everybody
        elif isinstance(piece, RegionBlock):
            here = [slug for slug in _readers([piece.region], regions) if slug in everybody]
            yield from ((one, here) for one in piece.pieces if isinstance(one, CtaToken))


def _readers(named: Iterable[str], regions: Mapping[str, Region]) -> list[str]:
    wanted = {*named}
    return [slug for slug, region in regions.items() if wanted & {*region.lineage}]
