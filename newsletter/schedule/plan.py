"""What will go out when, for the months to come: rows for `newsletter plan`, and a calendar file of them. Pure."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from newsletter.localise.weeks import week_of
from newsletter.model import Campaign, Issue, Region
from newsletter.schedule.calendar import occurrences, parse


@dataclass(frozen=True, slots=True)
class PlannedIssue:
    """An issue to come, and when its region and the world will read what on the clock."""

    issue: Issue
    region: Region
    wall: time  # in the region's own zone, as scheduled
    instant: datetime  # UTC
    note: str  # what the clocks do to it that day, and whether it is the weekend there; mostly ""


def plan(campaign: Campaign, regions: Mapping[str, Region], start: date, days: int = 90) -> tuple[PlannedIssue, ...]:
    """Every issue of a campaign on `days` local dates from `start`, the earliest first."""
    scheduled = (regions[slug] for slug in campaign.regions if campaign.schedule.get(slug))
    rows = [row for region in scheduled for row in _of_region(campaign, region, start, days)]
    return tuple(sorted(rows, key=lambda row: (row.instant, row.issue)))


def to_ics(planned: Iterable[PlannedIssue], name: str, host: str, made_at: datetime) -> str:
    """The plan as an iCalendar object (RFC 5545), one event an issue.

    `name` is the newsletter's, `host` that of its base URL: with the issue's id it makes a UID that stays the
    same, so a calendar that reads the file again moves its events and doubles none.
    """
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Newsletter//Plan//EN", f"NAME:{_escaped(name)}"]
    for row in planned:
        lines += _event(row, name, host, made_at)
    return "".join(_folded(line) + "\r\n" for line in [*lines, "END:VCALENDAR"])


def _of_region(campaign: Campaign, region: Region, start: date, days: int) -> Iterator[PlannedIssue]:
    schedule = parse(campaign.schedule[region.slug])
    last = start + timedelta(days=days - 1)
    for due in occurrences(schedule, ZoneInfo(region.timezone), start, last):
        issue = Issue(campaign.slug, region.slug, due.date)
        resting = due.date.weekday() in week_of(region.territory).weekend
        note = "; ".join(filter(None, (due.note, "the weekend there" if resting else "")))
        yield PlannedIssue(issue, region, due.wall, due.instant, note)


# ── iCalendar ──────────────────────────────────────────────────────────────────────────────────────


def _event(row: PlannedIssue, name: str, host: str, made_at: datetime) -> list[str]:
    when = f"{row.issue.date} {row.wall:%H:%M} {row.region.timezone}"
    return [
        "BEGIN:VEVENT",
        f"UID:{_escaped(f'{row.issue.id}@{host}')}",
        f"DTSTAMP:{_moment(made_at)}",
        f"DTSTART:{_moment(row.instant)}",
        f"SUMMARY:{_escaped(f'{name}: {row.issue.campaign}, {row.region.name.plain}')}",
        f"DESCRIPTION:{_escaped(f'{when}. {row.note}' if row.note else when)}",
        "TRANSP:TRANSPARENT",
        "END:VEVENT",
    ]


def _moment(instant: datetime) -> str:
    return instant.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


# RFC 5545 3.3.11: these are escaped, and a text holds no control character but the tab.
_ESCAPES = str.maketrans(
    dict.fromkeys((*range(9), *range(10, 32), 127)) | {"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n"}
)


def _escaped(text: str) -> str:
    return text.replace("\r\n", "\n").translate(_ESCAPES)


def _folded(line: str) -> str:
    """The line in pieces of at most 75 octets, the space that continues it included (RFC 5545 3.1)."""
    pieces, width = [""], 0
    for character in line:
        octets = len(character.encode())
        if width + octets > 75:
            pieces.append("")
            width = 1
        pieces[-1] += character
        width += octets
    return "\r\n ".join(pieces)
