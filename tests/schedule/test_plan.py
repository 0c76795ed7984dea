"""The months to come, as rows and as a calendar file."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsletter.model import ArticleRule, Campaign, Issue, Language, Region, Text
from newsletter.schedule.plan import PlannedIssue, plan, to_ics

MADE_AT = datetime(2026, 11, 20, 12, tzinfo=UTC)


def region(slug: str, timezone: str, name: str) -> Region:
    return Region(
        slug=slug,
        name=Text(name),
        aliases=(),
        territory="GB",
        timezone=timezone,
        languages=(Language("en_GB"),),
        spelling="british",
        sender="The Harbour Letter <letter@example.com>",
        reply_to=None,
        testers=(),
        legal=(),
        relay=None,
    )


def campaign(schedule: Mapping[str, tuple[str, ...]]) -> Campaign:
    return Campaign(
        slug="weekly",
        template="digest",
        regions=("uk", "middle-east"),
        subject={},
        preheader={},
        articles=ArticleRule(),
        audience_tags=(),
        approvals=1,
        schedule=schedule,
        grace=timedelta(hours=2),
    )


REGIONS = {
    "uk": region("uk", "Europe/London", "United Kingdom"),
    "middle-east": region("middle-east", "Asia/Dubai", "Middle East"),
}
WEEKLY = campaign({"uk": ("thu 09:00",), "middle-east": ("tue 10:00",)})


def test_the_rows_of_all_regions_come_in_the_order_of_their_instants() -> None:
    rows = plan(WEEKLY, REGIONS, date(2026, 11, 24), days=10)
    assert [(row.issue.id, f"{row.wall:%H:%M}", row.instant) for row in rows] == [
        ("weekly/middle-east/2026-11-24", "10:00", datetime(2026, 11, 24, 6, tzinfo=UTC)),
        ("weekly/uk/2026-11-26", "09:00", datetime(2026, 11, 26, 9, tzinfo=UTC)),
        ("weekly/middle-east/2026-12-01", "10:00", datetime(2026, 12, 1, 6, tzinfo=UTC)),
        ("weekly/uk/2026-12-03", "09:00", datetime(2026, 12, 3, 9, tzinfo=UTC)),
    ]


def test_ninety_days_are_ninety_local_dates_the_first_included() -> None:
    rows = plan(campaign({"uk": ("daily 09:00",)}), REGIONS, date(2026, 11, 24))
    assert (len(rows), rows[0].issue.date, rows[-1].issue.date) == (90, date(2026, 11, 24), date(2027, 2, 21))


def test_a_region_left_out_of_the_schedule_is_not_planned() -> None:
    rows = plan(campaign({"uk": ("thu 09:00",), "middle-east": ()}), REGIONS, date(2026, 11, 24))
    assert {row.region.slug for row in rows} == {"uk"}


def test_a_clock_change_stands_beside_its_row_only() -> None:
    rows = plan(campaign({"uk": ("sun 01:30",)}), REGIONS, date(2026, 10, 18), days=15)
    assert ["happens twice" in row.note for row in rows] == [False, True, False]


@pytest.mark.parametrize(("territory", "resting"), [("GB", [5, 6]), ("AE", [5, 6]), ("SA", [4, 5]), ("QA", [4, 5])])
def test_an_issue_on_the_weekend_of_its_territory_is_noted(territory: str, resting: list[int]) -> None:
    there = replace(REGIONS["middle-east"], territory=territory)
    rows = plan(campaign({"middle-east": ("daily 09:00",)}), {"middle-east": there, "uk": there}, date(2026, 11, 23), 7)
    assert [row.issue.date.weekday() for row in rows if row.note == "the weekend there"] == resting


# ── iCalendar ──────────────────────────────────────────────────────────────────────────────────────


def events(rows: tuple[PlannedIssue, ...], name: str = "The Harbour Letter") -> str:
    return to_ics(rows, name, "news.example.com", MADE_AT)


def test_an_issue_becomes_an_event() -> None:
    (row,) = plan(campaign({"uk": ("thu 09:00",)}), REGIONS, date(2026, 11, 24), days=7)
    assert events((row,)).split("\r\n") == [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Newsletter//Plan//EN",
        "NAME:The Harbour Letter",
        "BEGIN:VEVENT",
        "UID:weekly/uk/2026-11-26@news.example.com",
        "DTSTAMP:20261120T120000Z",
        "DTSTART:20261126T090000Z",
        "SUMMARY:The Harbour Letter: weekly\\, United Kingdom",
        "DESCRIPTION:2026-11-26 09:00 Europe/London",
        "TRANSP:TRANSPARENT",
        "END:VEVENT",
        "END:VCALENDAR",
        "",
    ]


def test_an_event_keeps_its_uid_when_its_time_changes() -> None:
    early, late = (
        events(plan(campaign({"uk": (f"thu {wall}",)}), REGIONS, date(2026, 11, 24), days=7))
        for wall in ("09:00", "17:00")
    )
    assert uids(early) == uids(late)
    assert early != late


def test_no_two_events_share_a_uid() -> None:
    rows = plan(WEEKLY, REGIONS, date(2026, 11, 24))
    found = uids(events(rows))
    assert len(set(found)) == len(found) == len(rows)


def test_the_clock_changes_are_in_the_description() -> None:
    rows = plan(campaign({"uk": ("sun 01:30",)}), REGIONS, date(2026, 10, 25), days=1)
    assert "\\, the first one counts" in unfolded(events(rows))


@pytest.mark.parametrize(
    ("name", "written"),
    [("A; B, C\\D", "A\\; B\\, C\\\\D"), ("two\r\nlines\n", "two\\nlines\\n"), ("bell\x07\x7f", "bell")],
)
def test_a_name_is_escaped(name: str, written: str) -> None:
    assert f"\nNAME:{written}\r\n" in events((), name)


@given(st.text(max_size=300))
def test_any_name_is_folded_at_75_octets_between_characters_and_ends_no_line(name: str) -> None:
    row = PlannedIssue(Issue("weekly", "uk", date(2026, 11, 26)), REGIONS["uk"], time(9), MADE_AT, "")
    written = events((row,), name).encode()
    lines = written.split(b"\r\n")
    assert all(len(line) <= 75 for line in lines)
    assert [line.decode() for line in lines]
    assert b"\n" not in b"".join(lines)
    assert b"\r" not in b"".join(lines)
    assert unfolded(written.decode()).count("\r\n") == 13


def unfolded(written: str) -> str:
    return written.replace("\r\n ", "")


def uids(written: str) -> list[str]:
    return [line for line in unfolded(written).split("\r\n") if line.startswith("UID:")]
