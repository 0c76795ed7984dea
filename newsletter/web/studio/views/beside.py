"""What the page of all of a campaign's editions side by side says. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from email.utils import parseaddr

from newsletter.errors import NewsletterError
from newsletter.localise.formats import language_title
from newsletter.model import Campaign, Issue, Language, Region
from newsletter.settings import Settings
from newsletter.web.studio.table.light_table import Sheet
from newsletter.web.studio.views import words
from newsletter.web.studio.views.controls import Switch, View, beside_path, preview_path, switches
from newsletter.web.studio.views.overview import why_not
from newsletter.web.studio.views.preview import version
from newsletter.web.studio.views.words import Problem, Said

USUAL_WIDTH = "375"


@dataclass(frozen=True, slots=True)
class Laid:
    """One edition as the light table has it: composed, or the reason why not, and how many pictures it lacks."""

    issue: Issue
    language: Language
    sheet: Sheet | NewsletterError
    not_fetched: int = 0


@dataclass(frozen=True, slots=True)
class Column:
    """One edition among its neighbours."""

    id: str
    title: str
    language: Language
    href: str  # its own page
    when: str
    verdict: Said
    sender: str
    subject: str
    preheader: str
    frame: str  # "" where there is nothing to show
    dimmed: bool  # it is the last good one


@dataclass(frozen=True, slots=True)
class SideBySide:
    """The page's values."""

    campaign: str
    path: str
    view: View
    switches: tuple[Switch, ...]
    columns: tuple[Column, ...]
    trouble: list[Problem]


def side_by_side(
    settings: Settings, campaign: Campaign, laid: Sequence[Laid], view: View, trouble: NewsletterError | None
) -> SideBySide:
    """All editions of a campaign under one view; `trouble` is why the project cannot be read now."""
    path = beside_path(campaign.slug)
    columns = tuple(_column(one, settings.regions[one.issue.region], view, trouble) for one in laid)
    problems = words.problems(trouble) or words.problems(*(why_not(one.sheet) for one in laid))
    return SideBySide(campaign.slug, path, view, switches(view, path), columns, problems)


def _column(laid: Laid, region: Region, view: View, trouble: NewsletterError | None) -> Column:
    issue, language, sheet = laid.issue, laid.language, laid.sheet
    path = preview_path(issue.campaign, issue.region, language)
    composed = None if isinstance(sheet, NewsletterError) else sheet
    broken = bool(trouble or why_not(sheet))
    return Column(
        id=f"{issue.region}.{language.code}",
        title=f"{region.name.plain}, {language_title(language, region)}",
        language=language,
        href=view.link(path, width=""),
        when=words.when(issue.date, composed.send_at if composed else None, region),
        verdict=words.verdict(composed.edition) if composed and not broken else words.BROKEN,
        sender=parseaddr(region.sender)[0] or region.sender,
        subject=composed.edition.subject if composed else "",
        preheader=composed.edition.preheader if composed else "",
        frame=view.frame(f"{path}/html", version(composed.edition, laid.not_fetched)) if composed else "",
        dimmed=broken,
    )
