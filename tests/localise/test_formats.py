"""Dates, times, numbers and lists as British and Arabic readers write them, whatever the process's locale."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest

from newsletter.localise.formats import Formats, language_name
from newsletter.model import Language, Region, Text

DAY = dt.date(2026, 3, 5)
MOMENT = dt.datetime(2026, 3, 5, 21, 30, tzinfo=dt.UTC)


def formats(language: str, timezone: str = "Asia/Dubai", territory: str = "AE", **asked: Any) -> Formats:
    region = Region(
        slug="middle-east",
        name=Text("Middle East"),
        aliases=(),
        territory=territory,
        timezone=timezone,
        languages=(Language("en_GB"), Language("ar_AE")),
        spelling="british",
        sender="The Harbour Letter <letter@example.com>",
        reply_to=None,
        testers=(),
        legal=(),
        relay=None,
        **asked,
    )
    return Formats(Language(language), region)


@pytest.mark.parametrize("language", ["en_GB", "en_AE", "en_US"])
def test_all_english_is_formatted_as_in_britain(language: str) -> None:
    english = formats(language)
    assert english.date(DAY) == "5 March 2026"
    assert english.weekday(DAY) == "Thursday 5 March 2026"
    assert english.list(["a", "b", "c"]) == "a, b and c"
    assert english.number(1204) == "1,204"


def test_arabic_has_latin_digits_and_its_own_words() -> None:
    arabic = formats("ar_AE")
    assert arabic.date(DAY) == "5 مارس 2026"
    assert arabic.weekday(DAY) == "الخميس، 5 مارس 2026"
    assert arabic.number(Decimal("9500.5")) == "9,500.5"
    assert formats("ar_EG").number(9500) == "9,500"


def test_a_moment_is_told_by_the_regions_clock() -> None:
    assert formats("en_GB").time(MOMENT) == "01:30"
    assert formats("en_GB").date(MOMENT) == "6 March 2026"
    assert formats("en_GB", "Europe/London").date(MOMENT) == "5 March 2026"
    assert formats("ar_AE").time(MOMENT) == "1:30 ص"


def test_an_amount_names_its_currency_and_never_breaks_from_it() -> None:
    assert formats("en_GB").currency(9500, "AED") == "AED\u00a09,500"
    assert formats("en_GB").currency(Decimal("9500.5"), "AED") == "AED\u00a09,500.50"
    assert formats("ar_AE").currency(9500, "AED") == "9,500\u00a0د.إ.\u200f"


def test_a_price_is_in_the_currency_of_the_region_or_its_territory() -> None:
    assert formats("en_GB", territory="GB").currency(20) == "£20"
    assert formats("en_GB", territory="SA").currency(20) == "SAR\u00a020"
    assert formats("en_GB", territory="SA", currency="USD").currency(20) == "US$20"
    with pytest.raises(ValueError, match=r"ZZ has no currency; set regions\.middle-east\.currency"):
        formats("en_GB", territory="ZZ").currency(20)


def test_arabic_digits_bring_their_own_separators() -> None:
    arabic = formats("ar_SA", territory="SA", digits="arabic")
    assert arabic.number(Decimal("9500.5")) == "٩٬٥٠٠٫٥"
    assert arabic.percent(0.455) == "٤٥٫٥٪"
    assert arabic.currency(9500) == "٩٬٥٠٠\u00a0ر.س.\u200f"
    assert arabic.date(DAY) == "٥ مارس ٢٠٢٦"
    assert arabic.hours(dt.time(18, 30), dt.time(20)) == "٦:٣٠ م–٨:٠٠ م"
    assert arabic.dates(DAY, dt.date(2026, 3, 7)) == "٥–٧ مارس ٢٠٢٦"
    assert arabic.unit(Decimal("0.0625"), "milligram") == "٠٫٠٦٢٥ مليغرام"


def test_arabic_digits_are_for_arabic_alone() -> None:
    english, hebrew = (formats(code, territory="SA", digits="arabic") for code in ("en_GB", "he_IL"))
    assert english.number(1204) == hebrew.number(1204) == "1,204"


def test_a_minus_stays_where_its_number_begins() -> None:
    assert formats("ar_AE").number(-5) == "\u200e-5"
    assert formats("ar_SA", digits="arabic").number(-5) == "\u061c-٥"


@pytest.mark.parametrize(
    ("language", "territory", "month"),
    [
        ("ar_AE", "AE", "سبتمبر"),
        ("ar", "AE", "سبتمبر"),
        ("ar", "JO", "أيلول"),
        ("ar_JO", "AE", "أيلول"),
        ("ar_GB", "GB", "سبتمبر"),
        ("ar", "GB", "سبتمبر"),
    ],
)
def test_arabic_months_are_those_of_the_territory(language: str, territory: str, month: str) -> None:
    assert formats(language, territory=territory).date(dt.date(2026, 9, 5)) == f"5 {month} 2026"


@pytest.mark.parametrize(
    ("number", "said"),
    [(1, "متر"), (2, "2 متر"), (3, "3 أمتار"), (11, "11 مترًا"), (100, "100 متر")],
)
def test_arabic_units_agree_with_their_number(number: int, said: str) -> None:
    assert formats("ar_AE").unit(number, "meter") == said


def test_a_unit_without_a_long_name_is_said_in_short() -> None:
    assert formats("ar_AE").unit(3, "liter") == "3 لتر"
    with pytest.raises(ValueError, match="'furlongs' is no unit that en_GB has a word for; write it as CLDR does"):
        formats("en_GB").unit(3, "furlongs")


@pytest.mark.parametrize(
    ("territory", "week"),
    [
        ("GB", "2–8 March 2026"),
        ("AE", "2–8 March 2026"),
        ("SA", "1–7 March 2026"),
        ("QA", "28 February – 6 March 2026"),
        ("EG", "28 February – 6 March 2026"),
    ],
)
def test_a_week_begins_where_the_territory_begins_it(territory: str, week: str) -> None:
    assert formats("en_GB", territory=territory).week(DAY) == week


def test_a_hijri_date_stands_beside_only_where_the_region_asks() -> None:
    day = dt.date(2026, 12, 10)
    assert formats("en_GB", calendar="hijri").beside(day) == "1 Rajab 1448"
    assert formats("ar_AE", calendar="hijri").beside(day) == "1 رجب 1448\u00a0هـ"
    assert formats("ar_SA", calendar="hijri", digits="arabic").beside(day) == "١ رجب ١٤٤٨\u00a0هـ"
    assert formats("en_GB").beside(day) == ""


def test_a_hijri_date_is_told_as_computed() -> None:
    (note,) = formats("en_GB", calendar="hijri").computed(dt.date(2026, 12, 10))
    assert (note.kind, note.text) == ("changed", "10 December 2026 (1 Rajab 1448)")
    assert "computed after the Umm al-Qura calendar" in note.why
    assert formats("en_GB").computed(DAY) == ()


@pytest.mark.parametrize("day", [dt.date(1924, 7, 31), dt.date(2077, 11, 17), dt.date(9999, 12, 31)])
def test_no_hijri_date_is_made_up_beyond_the_tables(day: dt.date) -> None:
    assert formats("en_GB", calendar="hijri").beside(day) == ""
    assert formats("en_GB", calendar="hijri").computed(day) == ()


def test_a_telephone_number_is_written_for_who_reads_it() -> None:
    assert formats("en_GB", territory="GB").phone("+442079460018") == "020 7946 0018"
    assert formats("en_GB").phone("+442079460018") == "+44 20 7946 0018"
    with pytest.raises(ValueError, match="is no telephone number; write it like"):
        formats("en_GB").phone("the harbour")


@pytest.mark.parametrize("language", ["ar_AE", "ar_SA", "he_IL"])
def test_a_telephone_number_reads_from_the_left_in_latin_digits(language: str) -> None:
    assert formats(language, digits="arabic").phone("+442079460018") == "\u2066+44 20 7946 0018\u2069"


def test_a_language_has_a_name_whatever_its_territory() -> None:
    assert [language_name(Language(code)) for code in ("en_GB", "ar_AE")] == ["English", "Arabic"]
