"""What the page of one edition says, made from its values. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from email import message_from_bytes
from email.policy import default
from email.utils import parseaddr

from newsletter.ctas.urls import asked_at
from newsletter.ctas.verdicts import Verdict
from newsletter.deliver.trial import MARK
from newsletter.localise.formats import language_title
from newsletter.model import Campaign, Edition, Note, Region, Relay
from newsletter.render.gates.layout import CLIPPED, NEARLY_CLIPPED, sizes
from newsletter.report import leads, spelling
from newsletter.report.leads import Absent, Lead
from newsletter.report.spelling import Group
from newsletter.settings import Settings
from newsletter.web.studio.table.light_table import Sheet
from newsletter.web.studio.views import words
from newsletter.web.studio.views.controls import (
    Choice,
    Switch,
    View,
    beside_path,
    preview_path,
    reader_switch,
    switches,
)
from newsletter.web.studio.views.findings import Level, levels
from newsletter.web.studio.views.headers import HeaderGroup, header_groups
from newsletter.web.studio.views.listing import Row, rows
from newsletter.web.studio.views.overview import Trouble
from newsletter.web.studio.views.words import Problem, Said

NOBODY = "reader@example.invalid"
_SEEN_ON_A_TELEPHONE = 40  # characters of a subject
_NOTE_HEADINGS = {"changed": "Changed", "kept": "Kept as it was", "dropped": "Dropped", "fallback": "Stands in"}


@dataclass(frozen=True, slots=True)
class Size:
    """How near the HTML is to where Gmail cuts."""

    largest: int  # bytes, decoded or as quoted-printable
    nearly: int
    limit: int
    said: str


@dataclass(frozen=True, slots=True)
class Around:
    """What the page shows beside its edition, found by the route."""

    message: bytes  # made out to the reader that the view names
    others: Mapping[str, Edition]  # of the same campaign and date, by the other regions' names
    not_fetched: int  # pictures
    answers: Mapping[str, Verdict]  # what its links' pages answered lately
    trouble: list[Problem]  # what is wrong with the project now
    sources: list[Trouble]  # what was not taken from them


@dataclass(frozen=True, slots=True)
class Preview:
    """The page's values."""

    title: str
    campaign: str
    when: str
    date: str
    state: Said | None
    reason: str
    verdict: Said
    approval: Said | None
    waiting: int
    sender: str
    sender_name: str
    subject_length: str
    tester: str  # whom a test message is proposed to go to
    way: str  # which way it goes
    edition: Edition
    view: View
    frame: str  # the address of the HTML part
    beside: str
    send: str
    editions: Switch
    switches: tuple[Switch, ...]
    readers: Switch
    findings: tuple[Level, ...]
    html: tuple[Row, ...]
    text: tuple[Row, ...]
    headers: tuple[HeaderGroup, ...]
    leads: tuple[Lead, ...]
    absent: tuple[Absent, ...]
    answers: Mapping[str, Said]  # by a link's target, where it is known
    regions: int  # compared with
    wording: tuple[Group, ...]
    notes: tuple[tuple[str, tuple[Note, ...]], ...]  # all others, by kind, with the kind's heading
    size: Size
    not_fetched: int
    trouble: list[Problem]
    sources: list[Trouble]
    approve: str  # the command that approves it


def preview(settings: Settings, sheet: Sheet, view: View, around: Around) -> Preview:
    """Everything on the page of one edition."""
    edition, issue = sheet.edition, sheet.edition.issue
    region, campaign = settings.regions[issue.region], settings.campaigns[issue.campaign]
    path, readers = preview_path(issue.campaign, issue.region, edition.language), testers(region)
    return Preview(
        title=f"{region.name.plain}, {language_title(edition.language, region)}",
        campaign=issue.campaign,
        when=words.when(issue.date, sheet.send_at, region),
        date=issue.date.isoformat(),
        state=words.state(sheet.row.state if sheet.row else None),
        reason=sheet.row.reason if sheet.row else "",
        verdict=words.verdict(edition) if not around.trouble else words.BROKEN,
        approval=words.approval(edition, sheet.approvals, campaign.approvals),
        waiting=sheet.waiting,
        sender=region.sender,
        sender_name=parseaddr(region.sender)[0] or region.sender,
        subject_length=_length(edition.subject),
        tester=view.reader or next(iter(readers), ""),
        way=_way(settings.relay_of(region)),
        edition=edition,
        view=view,
        frame=view.frame(f"{path}/html", version(edition, around.not_fetched)),
        beside=view.link(beside_path(issue.campaign), reader="", width=""),
        send=view.link(f"{path}/send"),
        editions=_editions(settings, campaign, edition, view),
        switches=switches(view, path),
        readers=reader_switch(view, path, readers),
        findings=levels(edition),
        html=rows("html", edition.html),
        text=rows("text", edition.text),
        headers=header_groups(message_from_bytes(around.message, policy=default)),
        leads=leads.leads(edition, around.others),
        absent=leads.absent(edition, around.others),
        answers={
            link.target: words.answer(verdict)
            for link in edition.links
            if (verdict := around.answers.get(asked_at(link.target)))
        },
        regions=len(around.others),
        wording=spelling.groups(edition.notes),
        notes=_notes([note for note in edition.notes if note.about == "article"]),
        size=_size(edition.html),
        not_fetched=around.not_fetched,
        trouble=around.trouble,
        sources=around.sources,
        approve=f"newsletter campaigns approve {issue.campaign} --date {issue.date} --region {issue.region}"
        f" --language {edition.language.code}",
    )


def testers(region: Region) -> tuple[str, ...]:
    """The addresses of those who look at a region's letters first."""
    return tuple(parseaddr(tester)[1] for tester in region.testers)


def version(edition: Edition, not_fetched: int) -> str:
    """What changes when the frame would show something else: the edition itself, or how many pictures it lacks."""
    return f"{edition.hash[:12]}-{not_fetched}"


def _length(subject: str) -> str:
    length = words.counted(len(subject), "character")
    return length if len(subject) <= _SEEN_ON_A_TELEPHONE else f"{length}; telephones show about {_SEEN_ON_A_TELEPHONE}"


def _way(relay: Relay | None) -> str:
    if relay is None:
        return "No relay is set: the message stays on this computer, in the local inbox."
    return f"Through {relay.host}, marked {MARK}. It needs no approval and is recorded nowhere."


def _editions(settings: Settings, campaign: Campaign, edition: Edition, view: View) -> Switch:
    """Every edition of the campaign; without a date in the address each region's is its own next one."""
    choices = (
        Choice(
            f"{region.name.plain}, {language_title(language, region)}",
            "",
            view.link(preview_path(campaign.slug, region.slug, language), reader=""),
            (region.slug, language) == (edition.issue.region, edition.language),
        )
        for region in (settings.regions[slug] for slug in campaign.regions)
        for language in region.languages
    )
    return Switch("Edition", tuple(choices))


def _notes(notes: Sequence[Note]) -> tuple[tuple[str, tuple[Note, ...]], ...]:
    by_kind = (
        (heading, tuple(note for note in notes if note.kind == kind)) for kind, heading in _NOTE_HEADINGS.items()
    )
    return tuple((heading, found) for heading, found in by_kind if found)


def _size(html: str) -> Size:
    decoded, encoded = sizes(html)
    said = f"{words.kilobytes(decoded)}, {words.kilobytes(encoded)} on the wire; Gmail cuts at {CLIPPED // 1000} kB"
    return Size(max(decoded, encoded), NEARLY_CLIPPED, CLIPPED, said)
