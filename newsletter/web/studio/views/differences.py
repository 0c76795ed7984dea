"""What the page of two editions and their differences says. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from newsletter.errors import NewsletterError
from newsletter.localise.formats import language_title
from newsletter.model import Campaign, Finding, Language, Region
from newsletter.report.comparison import Comparison, Pair
from newsletter.settings import Settings
from newsletter.web.studio.table.light_table import Sheet
from newsletter.web.studio.views import words
from newsletter.web.studio.views.controls import View, beside_path, preview_path
from newsletter.web.studio.views.words import Problem, Said


@dataclass(frozen=True, slots=True)
class Named:
    """An edition that can be asked for."""

    region: Region
    language: Language

    @property
    def title(self) -> str:
        return f"{self.region.name.plain}, {language_title(self.language, self.region)}"


@dataclass(frozen=True, slots=True)
class Column:
    """One of the two editions."""

    stem: str
    title: str
    language: Language
    href: str


@dataclass(frozen=True, slots=True)
class Row:
    """An article in both editions."""

    id: str
    title: str
    said: Said
    pair: Pair


@dataclass(frozen=True, slots=True)
class Differences:
    """The page's values."""

    campaign: str
    path: str
    beside: str
    day: date | None
    choices: tuple[tuple[str, str], ...]  # an edition's name in the address, and its title
    one: Column
    other: Column
    comparison: Comparison
    rows: tuple[Row, ...]
    findings: tuple[Finding, ...]
    same_language: bool
    far_apart: bool
    trouble: list[Problem]


def editions_of(settings: Settings, campaign: Campaign) -> dict[str, Named]:
    """The campaign's editions by their names in an address: `uk.en_GB`."""
    regions = (settings.regions[slug] for slug in campaign.regions)
    both = (Named(region, language) for region in regions for language in region.languages)
    return {f"{one.region.slug}.{one.language.code}": one for one in both}


def usual_other(named: Mapping[str, Named], chosen: str) -> str:
    """What an edition is compared with unless asked: another region's in its language, else another of any."""
    one = named[chosen]
    others = [stem for stem in named if stem != chosen]
    abroad = [stem for stem in others if named[stem].region != one.region]
    alike = [stem for stem in abroad if named[stem].language == one.language]
    return next(iter(alike + abroad + others), chosen)


def differences(
    settings: Settings,
    campaign: Campaign,
    chosen: tuple[str, str],
    sheets: tuple[Sheet, Sheet],
    comparison: Comparison,
    findings: tuple[Finding, ...],
    view: View,
    trouble: NewsletterError | None,
) -> Differences:
    """Two editions, by their names in the address, under one view; `trouble`: why the project cannot be read now."""
    named = editions_of(settings, campaign)
    columns = [_column(stem, named[stem], campaign, view) for stem in chosen]
    one, other = (sheet.edition for sheet in sheets)
    return Differences(
        campaign=campaign.slug,
        path=f"{beside_path(campaign.slug)}/differences",
        beside=view.link(beside_path(campaign.slug)),
        day=view.day,
        choices=tuple((stem, each.title) for stem, each in named.items()),
        one=columns[0],
        other=columns[1],
        comparison=comparison,
        rows=tuple(_row(number, pair, columns) for number, pair in enumerate(comparison.pairs, 1)),
        findings=findings,
        same_language=one.language == other.language,
        far_apart=abs((one.issue.date - other.issue.date).days) > 7,
        trouble=words.problems(trouble) or words.problems(*(sheet.trouble for sheet in sheets)),
    )


def _column(stem: str, named: Named, campaign: Campaign, view: View) -> Column:
    path = preview_path(campaign.slug, named.region.slug, named.language)
    return Column(stem, named.title, named.language, view.link(path))


def _row(number: int, pair: Pair, columns: list[Column]) -> Row:
    told = pair.one or pair.other
    return Row(f"article-{number}", told.title if told else "", _said(pair, columns), pair)


def _said(pair: Pair, columns: list[Column]) -> Said:
    if not pair.other:
        return Said(f"Only in {columns[0].title}", "fair")
    if not pair.one:
        return Said(f"Only in {columns[1].title}", "fair")
    return Said("Differs", "fair") if pair.differs else Said("The same", "good")
