"""The settings' notation, and wall times that the clocks skip or repeat."""

import re
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsletter.schedule.calendar import (
    article_window,
    instant_of,
    local_date,
    next_after,
    occurrences,
    parse,
    wall_on,
)

LONDON = ZoneInfo("Europe/London")
DUBAI = ZoneInfo("Asia/Dubai")
NUUK = ZoneInfo("America/Nuuk")
APIA = ZoneInfo("Pacific/Apia")


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[arg-type, misc]  # year … minute


# ── notation ───────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("entries", "dates"),
    [
        ("thu 09:00", [5, 12, 19, 26]),
        ("mon,thu 09:00", [2, 5, 9, 12, 16, 19, 23, 26, 30]),
        ("Mon,Thu  09:00", [2, 5, 9, 12, 16, 19, 23, 26, 30]),
        ("daily 09:00", list(range(1, 31))),
        ("1,15 09:00", [1, 15]),
        ("31 09:00", []),
        ("2026-11-20 09:00", [20]),
        (["thu 09:00", "sat 10:30", "2026-11-20 09:00"], [5, 7, 12, 14, 19, 20, 21, 26, 28]),
    ],
)
def test_each_form_of_an_entry_means_these_dates_of_november(entries: str | list[str], dates: list[int]) -> None:
    november = occurrences(parse(entries), LONDON, date(2026, 11, 1), date(2026, 11, 30))
    assert [occurrence.date.day for occurrence in november] == dates


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        ("thursday 09:00", '"thursday" is not a day; write "thu 09:00"'),
        ("thu 9:00", '"9:00" is not a time of day; write hours and minutes as in "09:00"'),
        ("thu 24:00", '"24:00" is not a time of day'),
        ("thu ٠٩:٠٠", "is not a time of day"),
        ("thu 09:00 London", '"09:00 london" is not a time of day'),
        ("thu", 'is not a schedule entry; write "thu 09:00"'),
        ("", "is not a schedule entry"),
        ("32 09:00", "no month has a day 32; write days from 1 to 31"),
        ("0 09:00", "no month has a day 0"),
        ("2026-02-30 09:00", "there is no date 2026-02-30"),
        ("1926-12-01 09:00", "is not a day"),
        ("mon,mon 09:00", "names a day twice; name it once"),
        ("1,01 09:00", "names a day twice"),
    ],
)
def test_a_bad_entry_is_named_with_its_remedy(entry: str, said: str) -> None:
    with pytest.raises(ValueError, match=re.escape(said)) as caught:
        parse(entry)
    assert f'"{entry}"' in str(caught.value)


def test_an_empty_list_says_how_to_leave_a_region_out() -> None:
    with pytest.raises(ValueError, match="leave the region out"):
        parse([])


@pytest.mark.parametrize(
    ("one", "other", "shared"),
    [
        ("thu 09:00", "mon,thu 17:00", "the same thu"),
        ("daily 09:00", "sat 10:00", "the same sat"),
        ("daily 09:00", "1 10:00", "a mon that is day 1 of its month"),
        ("1,15 09:00", "15 10:00", "day 15 of the month"),
        ("thu 09:00", "1 10:00", "a thu that is day 1 of its month"),
        ("2026-12-01 09:00", "2026-12-01 10:00", "2026-12-01"),
        ("2026-12-01 09:00", "tue 10:00", "2026-12-01"),
        ("1 09:00", "2026-12-01 10:00", "2026-12-01"),
    ],
)
def test_two_entries_that_share_a_date_are_refused_in_either_order(one: str, other: str, shared: str) -> None:
    for pair in ([one, other], [other, one]):
        with pytest.raises(ValueError, match=f"both fall on {shared}.*remove one"):
            parse(pair)


@given(st.text(max_size=40) | st.text("0129acdhilmnotuy,: -", max_size=20))
def test_whatever_is_written_parses_or_is_a_value_error_that_quotes_it(text: str) -> None:
    try:
        said = parse(text).entries[0].text
    except ValueError as error:
        said = str(error)
    assert text in said


def test_a_hundred_kilobytes_of_junk_are_refused_at_once() -> None:
    for junk in ("1," * 50_000 + " 09:00", "mon," * 25_000 + " 09:00", "9" * 100_000, " " * 100_000):
        with pytest.raises(ValueError, match=r"schedule entry|day"):
            parse(junk)


# ── clocks that change ─────────────────────────────────────────────────────────────────────────────


def test_a_time_in_the_gap_is_the_first_valid_instant_after_it() -> None:
    assert instant_of(date(2026, 3, 29), time(1, 30), LONDON) == utc(2026, 3, 29, 1, 0)


def test_a_time_in_the_overlap_is_the_first_of_the_two() -> None:
    assert instant_of(date(2026, 10, 25), time(1, 30), LONDON) == utc(2026, 10, 25, 0, 30)


def test_lord_howe_moves_its_clocks_by_half_an_hour() -> None:
    lord_howe = ZoneInfo("Australia/Lord_Howe")
    assert instant_of(date(2026, 10, 4), time(2, 15), lord_howe) == utc(2026, 10, 3, 15, 30)
    assert instant_of(date(2026, 4, 5), time(1, 45), lord_howe) == utc(2026, 4, 4, 14, 45)


@pytest.mark.parametrize(
    ("zone", "day", "wall", "note"),
    [
        (LONDON, date(2026, 3, 29), "01:30", "clocks go forward: 01:30 does not exist, 02:00 instead"),
        (LONDON, date(2026, 10, 25), "01:30", "clocks go back: 01:30 happens twice, the first one counts"),
        (NUUK, date(2026, 3, 28), "23:30", "clocks go forward: 23:30 does not exist, 00:00 of the next day instead"),
        (LONDON, date(2026, 3, 29), "02:00", ""),
        (LONDON, date(2026, 10, 25), "02:00", ""),
    ],
)
def test_an_occurrence_says_what_the_clocks_do_to_it(zone: ZoneInfo, day: date, wall: str, note: str) -> None:
    (occurrence,) = occurrences(parse(f"daily {wall}"), zone, day, day)
    assert occurrence.note == note
    assert f"{occurrence.wall:%H:%M}" == wall


def test_a_date_that_a_zone_never_had_has_no_issue() -> None:
    around = occurrences(parse("daily 09:00"), APIA, date(2011, 12, 28), date(2012, 1, 1))
    assert [occurrence.date.day for occurrence in around] == [28, 29, 31, 1]


def test_the_calendar_on_the_wall_is_the_zones_own() -> None:
    assert local_date(utc(2026, 11, 25, 20, 30), DUBAI) == date(2026, 11, 26)
    assert local_date(utc(2026, 11, 25, 20, 30), LONDON) == date(2026, 11, 25)


# ── what is next ───────────────────────────────────────────────────────────────────────────────────


def test_the_next_occurrence_is_strictly_later() -> None:
    weekly = parse("thu 09:00")
    due = utc(2026, 11, 26, 9, 0)
    before = next_after(weekly, LONDON, due - timedelta(microseconds=1))
    at = next_after(weekly, LONDON, due)
    assert before is not None
    assert before.instant == due
    assert at is not None
    assert at.date == date(2026, 12, 3)


def test_a_schedule_of_dates_runs_out() -> None:
    once = parse("2031-12-01 09:00")
    found = next_after(once, DUBAI, utc(2026, 1, 1))
    assert found is not None
    assert found.instant == utc(2031, 12, 1, 5, 0)
    assert next_after(once, DUBAI, found.instant) is None


def test_the_31st_is_found_across_a_month_that_has_none() -> None:
    found = next_after(parse("31 09:00"), LONDON, utc(2026, 8, 31, 12, 0))
    assert found is not None
    assert found.date == date(2026, 10, 31)


def test_an_instant_pushed_past_midnight_is_not_lost() -> None:
    found = next_after(parse("sat 23:30"), NUUK, instant_of(date(2026, 3, 28), time(22, 59), NUUK))
    assert found is not None
    assert found.date == date(2026, 3, 28)
    assert found.instant == instant_of(date(2026, 3, 29), time(0), NUUK)


# ── article windows ────────────────────────────────────────────────────────────────────────────────


def test_the_wall_time_of_a_date_is_its_entrys_or_none() -> None:
    schedule = parse(["thu 09:00", "sat 10:30"])
    assert wall_on(schedule, date(2026, 11, 28)) == time(10, 30)
    assert wall_on(schedule, date(2026, 11, 27)) is None


def test_a_window_of_seven_days_keeps_its_wall_time_across_a_clock_change() -> None:
    start, end = article_window(parse("thu 10:30"), LONDON, date(2026, 4, 2), 7)
    assert (start, end) == (utc(2026, 3, 26, 10, 30), utc(2026, 4, 2, 9, 30))


@pytest.mark.parametrize("entries", ["thu 10:30", None])
def test_a_window_on_an_unscheduled_date_ends_at_nine_there(entries: str | None) -> None:
    schedule = parse(entries) if entries else None
    start, end = article_window(schedule, DUBAI, date(2026, 11, 27), 7)
    assert (start, end) == (utc(2026, 11, 20, 5, 0), utc(2026, 11, 27, 5, 0))


def test_a_window_may_end_at_midnight() -> None:
    assert article_window(parse("thu 00:00"), DUBAI, date(2026, 11, 26), 1)[1] == utc(2026, 11, 25, 20, 0)
