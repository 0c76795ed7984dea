"""What one region's readers are not told although another's are: a campaign's editions held against each other. Pure.

`check`, `render` and the studio call it with two editions, since no edition knows of another. What an article says for
one region only, in a region block or by its `regions`, may differ, and so may what was sent before; a region's spelling
and terms change words and no figures. Issues more than a week apart are not compared.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from newsletter.localise.parity import Side, block_figures, cta_ids, differing, in_any_language, linked, opened, told
from newsletter.localise.parity_figures import Figure
from newsletter.model import Article, Edition, Finding, Link, RegionBlock
from newsletter.report.sections import Section, links_of, sections
from newsletter.settings import Settings

_AT_MOST = 7  # days between two issues
# Why an article may be missing: its author said so, or another issue of the region carries it.
_MEANT = ("only for ", "already sent ", "not yet due", "too new", "too old")
_LINKS = ("link", "source", "read-more")
_BLOCK = "put it into the article for both, or into a region block"


@dataclass(frozen=True, slots=True)
class _Side:
    """One edition, by its articles."""

    edition: Edition
    name: str
    told: Mapping[str, Section]
    links: Mapping[str, Sequence[tuple[str, Link]]]

    @property
    def stem(self) -> str:
        return f"{self.edition.issue.region}.{self.edition.language.code}"

    def named(self, article: str) -> dict[tuple[str, str], None]:
        """The CTAs of an article and the pages it links to, in their order."""
        found = self.links[article]
        return dict.fromkeys(
            ("CTA", link.cta) if link.cta else ("link to", in_any_language(link.target))
            for kind, link in found
            if link.cta or kind in _LINKS
        )


def among(settings: Settings, editions: Iterable[Edition], articles: Mapping[str, Article]) -> tuple[Finding, ...]:
    """What differs between the first edition in each language and its other regions' editions, each thing once."""
    first: dict[str, Edition] = {}
    found: dict[Finding, None] = {}
    for edition in editions:
        other = first.setdefault(edition.language.base, edition)
        if other.issue.region != edition.issue.region:
            found |= dict.fromkeys(between(settings, other, edition, articles))
    return tuple(found)


def between(settings: Settings, one: Edition, other: Edition, articles: Mapping[str, Article]) -> Iterator[Finding]:
    """How two editions in one language disagree; nothing where their issues are more than a week apart."""
    if one.language.base != other.language.base or abs((one.issue.date - other.issue.date).days) > _AT_MOST:
        return
    names = [settings.regions[edition.issue.region].name.plain for edition in (one, other)]
    yield from _missing(one, other, names[1])
    yield from _missing(other, one, names[0])
    sides = [
        _Side(edition, name, sections(edition), links_of(edition))
        for edition, name in zip((one, other), names, strict=True)
    ]
    for article, _ in one.articles:
        if article in dict(other.articles):
            yield from _retold(settings, sides[0], sides[1], articles.get(article), article)


def _missing(one: Edition, other: Edition, name: str) -> Iterator[Finding]:
    """The articles of one edition that the other lacks without anybody having said so."""
    carried, reasons = dict(other.articles), {out.id: out.reason for out in other.left_out}
    for article, title in one.articles:
        reason = reasons.get(article, "it is not known there")
        if article not in carried and not reason.startswith(_MEANT):
            message = f"“{title}” is not in the edition of {name}: {reason}"
            remedy = "if that is meant, say which regions it is for in its front matter: regions"
            yield Finding("parity", "warning", article.partition(":")[2], 0, 0, message, remedy)


def _retold(settings: Settings, one: _Side, other: _Side, article: Article | None, id_: str) -> Iterator[Finding]:
    """What two editions say of one article that is not the same: CTAs, links, figures."""
    place = article.place if article else id_.partition(":")[2]
    blocks = [piece for piece in article.pieces if isinstance(piece, RegionBlock)] if article else []
    names = {name.casefold(): cta.id for cta in settings.ctas for name in (cta.id, *cta.aliases)}
    meant = {names.get(name, name) for _, name in cta_ids(opened(blocks))} | {
        page for _, page in linked(opened(blocks))
    }
    for there, here in ((one, other), (other, one)):
        for what, name in there.named(id_):
            if (what, name) not in here.named(id_) and name not in meant:
                message = f"the {what} {name} stands in {there.name} and not in {here.name}"
                yield Finding("parity", "warning", place, 0, 0, message, _BLOCK)
    if id_ in one.told and id_ in other.told:
        besides = block_figures(article) if article else ()
        yield from differing(_text(one, id_, besides), _text(other, id_, besides))


def _text(side: _Side, article: str, besides: tuple[Figure, ...]) -> Side:
    said = side.told[article]
    return told(side.stem, (said.title, *said.paragraphs), besides)
