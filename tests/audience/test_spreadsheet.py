"""Subscribers read from a CSV file row by row, and written so that no spreadsheet runs them."""

import csv
import io
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import available_timezones

import pytest
from hypothesis import given
from hypothesis import settings as tried
from hypothesis import strategies as st

from newsletter.audience.spreadsheet import COLUMNS, Rejected, open_sheet, subscribers, write
from newsletter.errors import UsageError
from newsletter.model import Language, Region, Subscriber

Regions = Mapping[str, Region]


def read(regions: Regions, *lines: str) -> list[Subscriber | Rejected]:
    return list(subscribers(open_sheet(io.StringIO("\n".join(lines), newline="")), regions))


def rejected(regions: Regions, *lines: str) -> list[tuple[int, str]]:
    return [(one.line, one.reason) for one in read(regions, *lines) if isinstance(one, Rejected)]


# ── rows that are taken ────────────────────────────────────────────────────────────────────────────


def test_a_row_with_everything_is_taken_as_it_stands(regions: Regions) -> None:
    (found,) = read(
        regions,
        ",".join(COLUMNS),
        'Ana@Example.org,middle-east,ar_AE,"Lee, Ana",Asia/Dubai,"travel; sea,land",2026-11-22T09:30:00+04:00,website',
    )
    assert found == Subscriber(
        email="Ana@example.org",
        region="middle-east",
        language=Language("ar_AE"),
        name="Lee, Ana",
        timezone="Asia/Dubai",
        tags=("travel", "sea", "land"),
        consent_at=datetime(2026, 11, 22, 5, 30, tzinfo=UTC),
        consent_source="website",
    )


def test_address_and_region_are_enough_and_the_language_is_the_regions_first(regions: Regions) -> None:
    assert read(regions, "email,region", "a@b.example,middle-east") == [
        Subscriber("a@b.example", "middle-east", Language("en_GB"))
    ]


def test_columns_stand_in_any_order_and_case_and_unknown_ones_are_named(regions: Regions) -> None:
    sheet = open_sheet(io.StringIO(" Region ,Shoe size,EMAIL,\nuk,42,a@b.example,\n"))
    assert sheet.unknown == ("shoe size", "")
    assert list(subscribers(sheet, regions)) == [Subscriber("a@b.example", "uk", Language("en_GB"))]


def test_empty_lines_are_passed_over(regions: Regions) -> None:
    assert len(read(regions, "email,region", "", "a@b.example,uk", " , ", "c@b.example,uk", "")) == 2


def test_a_moment_without_a_zone_is_utc(regions: Regions) -> None:
    (found,) = read(regions, "email,region,consent_at", "a@b.example,uk,2026-11-22")
    assert isinstance(found, Subscriber)
    assert found.consent_at == datetime(2026, 11, 22, tzinfo=UTC)


def test_a_domain_beyond_ascii_is_the_same_mailbox_as_its_idna(regions: Regions) -> None:
    lines = ("email,region", "a@Bücher.example,uk", "a@xn--bcher-kva.example,uk")
    assert rejected(regions, *lines) == [(3, "the address stands on line 2 already; the first row counts")]


def test_the_first_row_of_an_address_wins_in_whatever_case(regions: Regions) -> None:
    first, second = read(regions, "email,region,name", "ana@b.example,uk,First", "ANA@B.example,uk,Second")
    assert isinstance(first, Subscriber)
    assert first.name == "First"
    assert second == Rejected(
        3, ("ANA@B.example", "uk", "Second"), "the address stands on line 2 already; the first row counts"
    )


def test_a_bad_first_row_does_not_stand_before_a_good_one(regions: Regions) -> None:
    found = read(regions, "email,region", "a@b.example,nowhere", "a@b.example,uk")
    assert [type(one) for one in found] == [Rejected, Subscriber]


# ── rows that are not ──────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("nobody,uk,,,,", "not a mail address: 'nobody'"),
        ("a@localhost,uk,,,,", "not a mail address: 'a@localhost'"),
        (",uk,,,,", "not a mail address: ''"),
        ("a@b.example,,,,,", "no such region: ''; known: uk, middle-east"),
        ("a@b.example,UK,,,,", "no such region: 'UK'; known: uk, middle-east"),
        ("a@b.example,uk,ar_AE,,,", "region uk has no language 'ar_AE'; it has: en_GB"),
        ("a@b.example,uk,,,GMT+25,", "no such timezone: 'GMT+25'; write it like Europe/London"),
        ("a@b.example,uk,,,,soon", "consent_at is not a date: 'soon'; write it like 2026-11-22T09:30:00Z"),
        ("a@b.example,uk,,,,9999-12-31T23:59:00-12:00", "consent_at is not a date: '9999-12-31T23:59:00-12:00'; write it like 2026-11-22T09:30:00Z"),
        ("a@b.example,uk", "has 2 fields, the header has 6"),
        ("a@b.example,uk,,,,,,", "has 8 fields, the header has 6"),
        ("a@b.example,uk,,A\tna,,", "a field holds control characters or is longer than 2,000 characters"),
        ('a@b.example,uk,,"A\nBcc: x",,', "a field holds control characters or is longer than 2,000 characters"),
        ("a@b.example,uk,,A\0na,,", "a field holds control characters or is longer than 2,000 characters"),
        ("a@b.example,uk,," + "x" * 2001 + ",,", "a field holds control characters or is longer than 2,000 characters"),
    ],
)  # fmt: skip
def test_a_bad_row_says_its_line_and_why(regions: Regions, row: str, reason: str) -> None:
    header = "email,region,language,name,timezone,consent_at"
    assert rejected(regions, header, "good@b.example,uk,,,,", row, "fine@b.example,uk,,,,") == [(3, reason)]


def test_a_row_is_at_the_line_it_begins_on(regions: Regions) -> None:
    assert [line for line, _ in rejected(regions, "email,region,name", 'a,uk,"two\nlines"', "", "b,uk,")] == [2, 5]


# ── files that are not ─────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("header", "said"),
    [
        ("", "no column email and no region"),
        ("email,name", "no column region; it needs: email, region, with a comma between columns"),
        ("email;region", "no column email and no region"),
        ("e-mail,region", "no column email"),
        ("email,region,Email", "the header has the column email twice"),
        ('"email,region', "line 1: not CSV"),
    ],
)
def test_a_header_that_will_not_do_is_refused_in_words(regions: Regions, header: str, said: str) -> None:
    with pytest.raises(UsageError, match=said):
        read(regions, header, "a@b.example,uk,")


@pytest.mark.parametrize("bad", ['a@b.example,"uk', 'a@b.example,"uk"x', "a@b.example," + "x" * 140_000])
def test_a_row_that_breaks_the_file_is_named_and_not_swallowed(regions: Regions, bad: str) -> None:
    with pytest.raises(UsageError, match=r"line 3: not CSV: "):
        read(regions, "email,region", "good@b.example,uk", bad, "fine@b.example,uk")


# ── writing ────────────────────────────────────────────────────────────────────────────────────────


words = st.text(st.characters(exclude_categories=["Cc", "Cs"]), max_size=30).map(str.strip)
armed = st.builds("".join, st.tuples(st.sampled_from(["", "'", "''", "=", "+", "-", "@", "'="]), words)).map(str.strip)
people = st.lists(
    st.builds(
        Subscriber,
        email=st.from_regex(r"[a-zA-Z0-9=+'_-]{1,20}@[a-z]{1,9}\.example", fullmatch=True),
        region=st.just("middle-east"),
        language=st.sampled_from([Language("en_GB"), Language("ar_AE")]),
        name=armed,
        timezone=st.none() | st.sampled_from(sorted(available_timezones())),
        tags=st.lists(st.from_regex(r"[a-z=@+'-]{1,8}", fullmatch=True), unique=True, max_size=4).map(tuple),
        consent_at=st.none()
        | st.datetimes(
            min_value=datetime(1970, 1, 1),  # noqa: DTZ001 (the strategy adds the zone)
            timezones=st.sampled_from([UTC, timezone(timedelta(hours=4))]),
            max_value=datetime(2100, 1, 1),  # noqa: DTZ001
        ),
        consent_source=armed,
    ),
    max_size=6,
    unique_by=lambda one: one.email.lower(),
)


@tried(deadline=None, max_examples=100)
@given(people)
def test_what_is_written_is_read_again_as_it_was(regions: Regions, people: list[Subscriber]) -> None:
    page = io.StringIO(newline="")
    write(page, people)
    page.seek(0)
    assert list(subscribers(open_sheet(page), regions)) == people


@tried(deadline=None, max_examples=50)
@given(people)
def test_nothing_is_written_that_a_spreadsheet_would_run(people: list[Subscriber]) -> None:
    page = io.StringIO(newline="")
    write(page, people)
    fields = [field for row in csv.reader(io.StringIO(page.getvalue(), newline="")) for field in row]
    assert [field for field in fields if field.startswith(("=", "+", "-", "@"))] == []


@tried(deadline=None, max_examples=100)
@given(st.text(max_size=300))
def test_junk_is_refused_or_rejected_and_never_a_crash(regions: Regions, junk: str) -> None:
    try:
        found = read(regions, "email,region,name,consent_at,timezone", junk)
    except UsageError:
        return
    assert all(isinstance(one, Rejected) for one in found)
