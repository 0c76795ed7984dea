"""What the first page says: each campaign with its next issue per region, and each issue's editions. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from newsletter.articles.sources import Pulled
from newsletter.errors import NewsletterError
from newsletter.localise.formats import language_title
from newsletter.model import Campaign, Issue, Language, Region
from newsletter.web.studio.table.light_table import Sheet
from newsletter.web.studio.views import words
from newsletter.web.studio.views.controls import preview_path
from newsletter.web.studio.views.words import Said


@dataclass(frozen=True, slots=True)
class EditionLine:
    """One edition of an issue, leading to its preview."""

    title: str
    language: Language
    href: str
    subject: str
    verdict: Said
    approval: Said | None


@dataclass(frozen=True, slots=True)
class IssueCard:
    """The next issue of a campaign in one region."""

    region: str
    when: str
    state: Said
    reason: str
    editions: tuple[EditionLine, ...]
    trouble: tuple[NewsletterError, ...]  # why some cannot be made as they are now


@dataclass(frozen=True, slots=True)
class Trouble:
    """A source that could not be read, or something in it that was not taken."""

    place: str
    said: str
    grave: bool


def card(issue: Issue, region: Region, campaign: Campaign, sheets: Sequence[Sheet | NewsletterError]) -> IssueCard:
    """The card of an issue from its editions, in the order of the region's languages."""
    first = next((sheet for sheet in sheets if isinstance(sheet, Sheet)), None)
    row = first.row if first else None
    lines = (
        _line(issue, region, language, campaign, sheet)
        for language, sheet in zip(region.languages, sheets, strict=True)
    )
    return IssueCard(
        region=region.name.plain,
        when=words.when(issue.date, first.send_at if first else None, region),
        state=words.state(row.state if row else None),
        reason=row.reason if row else "",
        editions=tuple(lines),
        trouble=tuple(wrong for sheet in sheets if (wrong := why_not(sheet))),
    )


def why_not(sheet: Sheet | NewsletterError) -> NewsletterError | None:
    """Why an edition cannot be made as it is now, whether or not it ever could."""
    return sheet if isinstance(sheet, NewsletterError) else sheet.trouble


def readiness(cards: Iterable[IssueCard]) -> Said:
    """How many of a campaign's editions have no error."""
    moods = [edition.verdict.mood for one in cards for edition in one.editions]
    ready = len(moods) - moods.count("bad")
    return Said(f"{ready} of {len(moods)} ready", "good" if ready == len(moods) else "bad")


def troubles(pulled: Iterable[Pulled]) -> list[Trouble]:
    """What people should know of the sources, the gravest first."""
    found = [
        trouble
        for one in pulled
        for trouble in (
            *([Trouble(f"source {one.source}", one.error, grave=True)] if one.error else []),
            *(Trouble(f"source {one.source}", warning, grave=False) for warning in one.warnings),
            *(Trouble(skipped.place, f"skipped: {skipped.reason}", grave=False) for skipped in one.skipped),
        )
    ]
    return sorted(found, key=lambda trouble: not trouble.grave)


def _line(
    issue: Issue, region: Region, language: Language, campaign: Campaign, sheet: Sheet | NewsletterError
) -> EditionLine:
    title = language_title(language, region)
    href = f"{preview_path(issue.campaign, issue.region, language)}?date={issue.date}"
    if isinstance(sheet, NewsletterError):
        return EditionLine(title, language, href, "", words.BROKEN, None)
    verdict = words.BROKEN if sheet.trouble else words.verdict(sheet.edition)
    approval = words.approval(sheet.edition, sheet.approvals, campaign.approvals)
    return EditionLine(title, language, href, sheet.edition.subject, verdict, approval)
