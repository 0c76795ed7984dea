"""Plural forms: every language's are known and complete, and a file's own are read without running anything."""

import pytest
from babel.core import Locale
from babel.localedata import locale_identifiers

from newsletter.localise.plurals import Plurals, plurals_of, read_plurals, tells_apart

LANGUAGES = sorted({code.partition("_")[0] for code in locale_identifiers()})
FRACTIONS = {"gv"}  # CLDR gives Manx a form for fractions alone
POWERS = {"ht", "pt"}  # and these rules of powers of ten, which C has not; gettext's own are taken


def test_every_form_of_every_language_is_that_of_some_number() -> None:
    odd = [code for code in LANGUAGES if {*plurals_of(code).numbers} != {*range(plurals_of(code).count)}]
    assert odd == sorted(FRACTIONS)


def test_every_language_s_forms_keep_apart_what_cldr_keeps_apart() -> None:
    merged = set()
    for code in LANGUAGES:
        kinds: dict[int, set[str]] = {}
        for number in range(200):
            kinds.setdefault(plurals_of(code).form_of(number), set()).add(Locale.parse(code).plural_form(number))
        merged |= {code} if any(len(kind) > 1 for kind in kinds.values()) else set()
    assert merged == POWERS


def test_arabic_has_six() -> None:
    numbers = (0, 1, 2, 3, 10, 11, 99, 100, 101, 102, 103, 111, 200)
    assert [plurals_of("ar_AE").form_of(number) for number in numbers] == [0, 1, 2, 3, 3, 4, 4, 5, 5, 5, 3, 4, 5]


@pytest.mark.parametrize(
    ("code", "field", "well"),
    [
        ("es", "nplurals=3; plural=(n == 1 ? 0 : n != 0 && n % 1000000 == 0 ? 1 : 2);", True),  # as CLDR's tools write
        ("tr", "nplurals=2; plural=(n != 1);", True),
        ("tr", "nplurals=1; plural=0;", True),
        ("he", "nplurals=2; plural=(n != 1);", True),
        ("ru", "nplurals=2; plural=(n != 1);", False),
        ("ar", "nplurals=1; plural=0;", False),
        ("en", "nplurals=1; plural=0;", False),
    ],
)
def test_forms_may_be_finer_than_a_language_and_not_coarser(code: str, field: str, *, well: bool) -> None:
    assert tells_apart(read_plurals(field), code) is well


def test_forms_are_written_as_they_are_read() -> None:
    assert read_plurals("nplurals = 2; plural = n != 1") == Plurals(2, "n != 1")
    assert str(Plurals(2, "(n != 1)")) == "nplurals=2; plural=(n != 1);"


@pytest.mark.parametrize(
    "field",
    ["", "nplurals=2", "nplurals=0; plural=0;", "nplurals=2; plural=n;", "nplurals=2; plural=1/(n-900);",
     "nplurals=2; plural=n.real;", "nplurals=2; plural=exit();", "nplurals=2; plural=n**n;"],
)  # fmt: skip
def test_other_expressions_are_refused(field: str) -> None:
    with pytest.raises(ValueError, match=r"nplurals|expression"):
        read_plurals(field)
