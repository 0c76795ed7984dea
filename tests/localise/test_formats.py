"""Dates, times, numbers and lists as British and Arabic readers write them, whatever the process's locale."""

import datetime as dt
from decimal import Decimal

import pytest

from newsletter.localise.formats import Formats, language_name
from newsletter.model import Language, Region, Text

DAY = dt.date(2026, 3, 5)
MOMENT = dt.datetime(2026, 3, 5, 21, 30, tzinfo=dt.UTC)


def formats(language: str, timezone: str = "Asia/Dubai") -> Formats:
    region = Region(
        slug="middle-east",
        name=Text("Middle East"),
        aliases=(),
        territory="AE",
        timezone=timezone,
        languages=(Language("en_GB"), Language("ar_AE")),
        spelling="british",
        sender="The Harbour Letter <letter@example.com>",
        reply_to=None,
        testers=(),
        legal=(),
        relay=None,
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


def test_the_processs_locale_is_never_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("LANGUAGE", "LC_ALL", "LC_TIME", "LC_NUMERIC", "LANG"):
        monkeypatch.setenv(name, "de_DE.UTF-8")
    assert formats("en_GB").date(DAY) == "5 March 2026"
    assert formats("en_GB").number(1204) == "1,204"


def test_a_language_has_a_name_whatever_its_territory() -> None:
    assert [language_name(Language(code)) for code in ("en_GB", "ar_AE")] == ["English", "Arabic"]
