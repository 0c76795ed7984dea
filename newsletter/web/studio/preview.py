"""What the preview of one edition says, made from its values. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from newsletter.localise.formats import language_title
from newsletter.model import Campaign, Edition, Finding, Note
from newsletter.render.gates.layout import CLIPPED, NEARLY_CLIPPED, sizes
from newsletter.report import spelling
from newsletter.report.spelling import Group
from newsletter.settings import Settings
from newsletter.web.studio import words
from newsletter.web.studio.light_table import Sheet
from newsletter.web.studio.overview import preview_path
from newsletter.web.studio.words import Said

WIDTHS = {"360": "360 pixels, a telephone", "600": "600 pixels, a mail program", "full": "All the room there is"}
USUAL_WIDTH = "full"
_SHORT = {"360": "360", "600": "600", "full": "Full"}
_NOTE_HEADINGS = {"changed": "Changed", "kept": "Kept as it was", "dropped": "Dropped", "fallback": "Stands in"}


@dataclass(frozen=True, slots=True)
class Choice:
    """One of several links of which one is where we are."""

    label: str
    title: str
    href: str
    current: bool


@dataclass(frozen=True, slots=True)
class Size:
    """How near the HTML is to where Gmail cuts."""

    encoded: int  # bytes as quoted-printable
    nearly: int
    limit: int
    said: str


@dataclass(frozen=True, slots=True)
class Query:
    """What the address says besides the edition: a date named by somebody, and the frame's width."""

    date: str | None
    width: str

    def link(self, path: str, **changed: str) -> str:
        """The address of a page with this query; what is usual is left out."""
        named = {"date": self.date, "width": None if self.width == USUAL_WIDTH else self.width} | changed
        query = urlencode({key: value for key, value in named.items() if value})
        return f"{path}?{query}" if query else path


@dataclass(frozen=True, slots=True)
class Preview:
    """The page's values."""

    title: str
    campaign: str
    when: str
    date: str
    state: Said
    reason: str
    verdict: Said
    approval: Said
    waiting: int
    sender: str
    edition: Edition
    frame: str  # the address of the HTML part
    width: str
    switch: tuple[Choice, ...]
    widths: tuple[Choice, ...]
    findings: tuple[tuple[Finding, str], ...]  # with its place in words, errors first
    wording: tuple[Group, ...]
    notes: tuple[tuple[str, tuple[Note, ...]], ...]  # all others, by kind, with the kind's heading
    size: Size
    far_pictures: bool  # pictures on the web are not fetched here


def preview(settings: Settings, sheet: Sheet, query: Query) -> Preview:
    """Everything on the page of one edition."""
    edition, issue = sheet.edition, sheet.edition.issue
    region, campaign = settings.regions[issue.region], settings.campaigns[issue.campaign]
    path = preview_path(issue.campaign, issue.region, edition.language)
    return Preview(
        title=f"{region.name.plain}, {language_title(edition.language, region)}",
        campaign=issue.campaign,
        when=words.when(issue.date, sheet.send_at, region),
        date=issue.date.isoformat(),
        state=words.state(sheet.row.state if sheet.row else None),
        reason=sheet.row.reason if sheet.row else "",
        verdict=words.verdict(edition),
        approval=words.approval(edition, sheet.approvals, campaign.approvals),
        waiting=sheet.waiting,
        sender=region.sender,
        edition=edition,
        frame=f"{path}/html?date={issue.date}",
        width=query.width,
        switch=_switch(settings, campaign, edition, query),
        widths=tuple(
            Choice(_SHORT[width], title, query.link(path, width=width), width == query.width)
            for width, title in WIDTHS.items()
        ),
        findings=_findings(edition.findings),
        wording=spelling.groups(edition.notes),
        notes=_notes([note for note in edition.notes if note.about == "article"]),
        size=_size(edition.html),
        far_pictures='src="http' in edition.html,
    )


def _switch(settings: Settings, campaign: Campaign, edition: Edition, query: Query) -> tuple[Choice, ...]:
    """Every edition of the campaign; without a date in the address each region's is its own next one."""
    return tuple(
        Choice(
            f"{region.name.plain}, {language_title(language, region)}",
            language.tag,
            query.link(preview_path(campaign.slug, region.slug, language)),
            (region.slug, language) == (edition.issue.region, edition.language),
        )
        for region in (settings.regions[slug] for slug in campaign.regions)
        for language in region.languages
    )


def _findings(findings: Sequence[Finding]) -> tuple[tuple[Finding, str], ...]:
    gravest_first = sorted(findings, key=lambda finding: finding.level != "error")
    return tuple((finding, words.place(finding)) for finding in gravest_first)


def _notes(notes: Sequence[Note]) -> tuple[tuple[str, tuple[Note, ...]], ...]:
    by_kind = (
        (heading, tuple(note for note in notes if note.kind == kind)) for kind, heading in _NOTE_HEADINGS.items()
    )
    return tuple((heading, found) for heading, found in by_kind if found)


def _size(html: str) -> Size:
    decoded, encoded = sizes(html)
    said = f"{words.kilobytes(decoded)}, {words.kilobytes(encoded)} on the wire; Gmail cuts at {CLIPPED // 1000} kB"
    return Size(encoded, NEARLY_CLIPPED, CLIPPED, said)
