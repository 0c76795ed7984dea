"""Which lines open a region block: a table to walk."""

import pytest

from newsletter.articles.cleaning.region_lines import Reading, RegionNames
from newsletter.model import Language, Region, Text


def region(slug: str, name: Text, *aliases: str) -> Region:
    return Region(slug, name, aliases, "GB", "Europe/London", (Language("en_GB"),), "british", "", None, (), (), None)


NAMES = RegionNames(
    [
        region("uk", Text("United Kingdom", {"ar": "المملكة المتحدة"}), "UK"),
        region("middle-east", Text("Middle East"), "Middle East", "GCC"),
    ]
)


@pytest.mark.parametrize(
    ("line", "slug"),
    [
        ("Harbour UK:", "uk"),
        ("Harbour United Kingdom:", "uk"),
        ("Harbour Middle East:", "middle-east"),
        ("HARBOUR MIDDLE EAST:", "middle-east"),
        ("  Harbour Middle\u00a0East :  ", "middle-east"),
        ("4 Harbours Travel Clinic GCC:", "middle-east"),
        ("The Harbour UK:", "uk"),
    ],
)
def test_a_brand_before_a_regions_name_and_a_colon_opens_a_block(line: str, slug: str) -> None:
    assert NAMES.read(line) == Reading("opens", slug)


@pytest.mark.parametrize("line", ["Middle East", "Middle East:", "united kingdom", "GCC", "UK:", "المملكة المتحدة"])
def test_a_bare_name_is_only_a_name(line: str) -> None:
    reading = NAMES.read(line)
    assert reading is not None
    assert reading.kind == "bare"


@pytest.mark.parametrize("line", ["Harbour France:", "Our Clinics:", "Harbour East:"])
def test_the_shape_without_a_regions_name_is_unknown(line: str) -> None:
    assert NAMES.read(line) == Reading("unknown", "")


@pytest.mark.parametrize(
    "line",
    [
        "What to pack for the Middle East:",
        "harbour UK:",
        "Harbour UK",
        "Harbour UK: call us",
        "Our clinics in the UK:",
        "One Two Three Four Five UK:",
        "HarbourUK:",
        "The doctor said:",
        "Harbour\nUK:",
        "X" * 200 + " UK:",
        ":",
        "",
    ],
)
def test_any_other_line_says_nothing(line: str) -> None:
    assert NAMES.read(line) is None


@pytest.mark.parametrize("line", ["The UK:", "In The UK:", "Clinics Across The Middle East:"])
def test_words_that_lead_to_a_place_are_no_brand(line: str) -> None:
    assert not NAMES.opens(line)


@pytest.mark.parametrize(("name", "slug"), [("uk", "uk"), ("UK", "uk"), ("middle east", "middle-east"), ("mars", None)])
def test_an_explicit_mark_may_use_slug_name_or_alias(name: str, slug: str | None) -> None:
    assert NAMES.named(name) == slug
