"""Babel's American `en_AE` never shows: every way of writing that `Formats` has, in many languages and regions."""

import ast
import datetime as dt
import re
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import babel.dates
import babel.lists
import babel.numbers
import babel.units
import pytest
from babel.core import UnknownLocaleError

from newsletter.localise.formats import Formats
from newsletter.model import Language, Note, Region, Text

DAY, LATER, NEXT_MONTH, NEXT_YEAR = (dt.date(2026, *day) for day in ((3, 5), (3, 7), (4, 2), (12, 31)))
MOMENT = dt.datetime(2026, 3, 5, 14, 30, tzinfo=dt.UTC)
IN_1990 = dt.date(1990, 9, 13)

# Each way of writing → what it is given, and what English says of it in the region "dubai".
WRITTEN: dict[str, list[tuple[tuple[Any, ...], str]]] = {
    "date": [((DAY,), "5 March 2026"), ((MOMENT,), "5 March 2026"), ((IN_1990,), "13 September 1990")],
    "short_date": [((DAY,), "5 Mar 2026"), ((IN_1990,), "13 Sept 1990")],
    "weekday": [((DAY,), "Thursday 5 March 2026")],
    "dates": [
        ((DAY, DAY), "5 March 2026"),
        ((DAY, LATER), "5–7 March 2026"),
        ((DAY, NEXT_MONTH), "5 March – 2 April 2026"),
        ((NEXT_YEAR, dt.date(2027, 1, 2)), "31 December 2026 – 2 January 2027"),
    ],
    "week": [((DAY,), "2–8 March 2026")],
    "hijri": [((DAY,), "16 Ramadan 1447"), ((dt.date(2026, 12, 10),), "1 Rajab 1448")],
    "beside": [((DAY,), "")],
    "computed": [((DAY,), "")],
    "time": [((MOMENT,), "18:30")],
    "hours": [
        ((dt.time(9),), "09:00"),
        ((dt.time(18, 30), dt.time(20)), "18:30–20:00"),
        ((dt.time(0), dt.time(0, 30)), "00:00–00:30"),
    ],
    "number": [
        ((1204,), "1,204"),
        ((1234567,), "1,234,567"),
        ((Decimal("0.0625"),), "0.0625"),
        ((0.1234567,), "0.1234567"),
        ((-5,), "-5"),
    ],
    "percent": [((0.45,), "45%"), ((Decimal("0.455"),), "45.5%"), ((12,), "1,200%")],
    "currency": [
        ((9500,), "AED\u00a09,500"),
        ((9500.5,), "AED\u00a09,500.50"),
        ((9500, "GBP"), "£9,500"),
        ((Decimal("9.99"), "USD"), "US$9.99"),
        ((Decimal("2.5"), "KWD"), "KWD\u00a02.500"),
        ((1234567, "SAR"), "SAR\u00a01,234,567"),
    ],
    "unit": [
        ((3, "day"), "3 days"),
        ((5, "kilometer"), "5 kilometres"),
        ((1, "meter"), "1 metre"),
        ((3, "liter"), "3 litres"),
        ((Decimal("0.0625"), "milligram"), "0.0625 milligrams"),
        ((1500, "gram"), "1,500 grams"),
        ((-4, "celsius"), "-4 degrees Celsius"),
    ],
    "phone": [(("+97142345678",), "04 234 5678"), (("+442079460018",), "+44 20 7946 0018")],
    "list": [((["a", "b", "c"],), "a, b and c"), ((["a"],), "a"), (([],), "")],
}
ENGLISH = ("en", "en_GB", "en_AE", "en_SA", "en_QA", "en_KW", "en_US", "en_IN")
ARABIC = ("ar", "ar_AE", "ar_SA", "ar_EG", "ar_JO", "ar_MA", "ar_GB")
OTHERS = ("fr_FR", "fr_GB", "he_IL", "de_DE", "es_MX", "fa_IR", "hi_IN", "tr_TR", "ur", "xx")

# What Babel takes for want of a locale; it has read the environment when it is imported.
BABELS_OWN = (
    (babel.dates, "LC_TIME"),
    (babel.lists, "_DEFAULT_LOCALE"),
    (babel.numbers, "LC_MONETARY"),
    (babel.numbers, "LC_NUMERIC"),
    (babel.units, "LC_NUMERIC"),
)

_SLASHED = re.compile(r"\d\W?/\W?\d")
_MARK = re.compile(r"[\u061c\u200e\u200f\u2066-\u2069]")  # of direction
_AMERICAN = re.compile(r"[ap]\.?m\b|, and\b|(?:met|lit)ers?\b|\b(?:mon|tue|wed|thu|fri|sat|sun)\w*,|\w+ \d+, \d", re.I)


def region(slug: str, territory: str, timezone: str, **asked: Any) -> Region:
    return Region(
        slug=slug,
        name=Text(slug),
        aliases=(),
        territory=territory,
        timezone=timezone,
        languages=(Language("en_GB"),),
        spelling="british",
        sender="The Harbour Letter <letter@example.com>",
        reply_to=None,
        testers=(),
        legal=(),
        relay=None,
        **asked,
    )


REGIONS = {
    "london": region("london", "GB", "Europe/London"),
    "dubai": region("dubai", "AE", "Asia/Dubai"),
    "doha": region("doha", "QA", "Asia/Qatar", calendar="hijri"),
    "riyadh": region("riyadh", "SA", "Asia/Riyadh", digits="arabic", calendar="hijri"),
    "nowhere": region("nowhere", "ZZ", "UTC", digits="arabic", currency="USD"),
}


def text_of(written: str | tuple[Note, ...]) -> str:
    return written if isinstance(written, str) else " ".join(note.text for note in written)


def everything(formats: Formats) -> Iterator[tuple[str, tuple[Any, ...], str]]:
    """Each way of writing with what it is given and what it says."""
    for name, cases in WRITTEN.items():
        for given, _ in cases:
            yield name, given, text_of(getattr(formats, name)(*given))


@pytest.fixture(params=[*ENGLISH, *ARABIC, *OTHERS], ids=str)
def language(request: pytest.FixtureRequest) -> Language:
    return Language(request.param)


@pytest.fixture(params=REGIONS)
def place(request: pytest.FixtureRequest) -> Region:
    return REGIONS[request.param]


def test_every_way_of_writing_is_walked_here() -> None:
    public = {name for name, value in vars(Formats).items() if callable(value) and not name.startswith("_")}
    assert public == {*WRITTEN}


@pytest.mark.parametrize("code", ENGLISH)
@pytest.mark.parametrize("name", WRITTEN)
def test_english_is_british_whatever_its_territory(code: str, name: str) -> None:
    formats = Formats(Language(code), REGIONS["dubai"])
    said = [text_of(getattr(formats, name)(*given)) for given, _ in WRITTEN[name]]
    assert said == [expected for _, expected in WRITTEN[name]]


def test_units_have_british_signs_in_short() -> None:
    english = Formats(Language("en_AE"), REGIONS["dubai"])
    said = [
        english.unit(amount, unit, short=True) for amount, unit in ((5, "kilometer"), (500, "milligram"), (2, "liter"))
    ]
    assert said == ["5 km", "500 mg", "2 l"]


@pytest.mark.parametrize("code", ENGLISH)
def test_no_american_word_or_figure_shows_in_english(code: str, place: Region) -> None:
    said = list(everything(Formats(Language(code), place)))
    assert [found for found in said if _AMERICAN.search(found[2]) or _MARK.search(found[2])] == []


@pytest.mark.parametrize(
    "said",
    [
        babel.dates.format_time(MOMENT, "short", locale="en_AE"),
        babel.dates.format_date(DAY, "full", locale="en_AE"),
        babel.dates.format_date(DAY, "long", locale="en_US"),
        babel.lists.format_list(["a", "b", "c"], locale="en_AE"),
        babel.units.format_unit(3, "meter", locale="en_AE"),
        babel.units.format_unit(3, "kilometer", locale="en_AE"),
    ],
)
def test_what_babel_says_in_the_emirates_would_be_found(said: str) -> None:
    assert _AMERICAN.search(said)


def test_nothing_is_written_with_slashes_or_narrow_spaces(language: Language, place: Region) -> None:
    said = list(everything(Formats(language, place)))
    assert [found for found in said if _SLASHED.search(found[2]) or "\u202f" in found[2]] == []


def test_digits_and_their_separators_are_of_one_kind(language: Language, place: Region) -> None:
    asked = language.base == "ar" and place.digits == "arabic"
    for name, _, said in everything(Formats(language, place)):
        latin, arabic = re.search(r"[0-9]|(?<=\d)[.,](?=\d)|%", said), re.search("[٠-٩٬٫٪]", said)
        if asked and name != "phone":
            assert not latin, (name, said)
        else:
            assert not arabic, (name, said)


@pytest.mark.parametrize("code", ARABIC)
def test_arabic_says_no_word_of_english(code: str, place: Region) -> None:
    signs = {"UK£", "US$"}  # what Arabic readers are told of other people's pounds and dollars
    said = [text for name, _, text in everything(Formats(Language(code), place)) if name != "list"]
    assert [text for text in said if re.search("[A-Za-z]", re.sub("|".join(map(re.escape, signs)), "", text))] == []


def test_the_processs_own_locale_is_never_asked(monkeypatch: pytest.MonkeyPatch, language: Language) -> None:
    formats = Formats(language, REGIONS["riyadh"])
    before = list(everything(formats))
    for module, name in BABELS_OWN:
        monkeypatch.setattr(module, name, "zz_ZZ")
    with pytest.raises(UnknownLocaleError):
        babel.dates.format_date(DAY)
    assert list(everything(formats)) == before


def test_nobody_else_formats_with_babel() -> None:
    package = Path(__file__).parents[2] / "newsletter"
    writing = {"babel.dates", "babel.lists", "babel.numbers", "babel.units"}
    found = {
        path.relative_to(package).as_posix(): "en_AE" in {getattr(node, "value", None) for node in ast.walk(tree)}
        for path in package.rglob("*.py")
        for tree in [ast.parse(path.read_text("utf-8"))]
        if writing & {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    }
    assert found == dict.fromkeys(
        (
            "articles/cleaning/wording.py",
            "localise/currencies.py",
            "localise/formats.py",
            "localise/units.py",
            "settings/formats.py",
        ),
        False,
    )
