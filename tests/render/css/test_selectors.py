"""The selectors of a letter's style sheets, read and held against elements."""

import pytest
import tinycss2
from hypothesis import given
from hypothesis import strategies as st

from newsletter.render.css.cascade import Shape
from newsletter.render.css.selectors import Selector, selectors

PAGE = Shape("html", {}, frozenset(), None)
SHEET = Shape("div", {"class": "sheet wide"}, frozenset({"sheet", "wide"}), PAGE)
TABLE = Shape("table", {"id": "stories"}, frozenset(), SHEET)
LINK = Shape("a", {"href": "", "class": "button", "lang": "ar"}, frozenset({"button"}), TABLE)


def read(text: str) -> list[Selector]:
    return list(selectors(tinycss2.parse_component_value_list(text)))


@pytest.mark.parametrize(
    "text",
    [
        "a",
        "A",
        "*",
        ".button",
        "a.button",
        "[href]",
        'a[lang="ar"]',
        "a[lang=ar]",
        ".sheet a",
        ".sheet.wide a",
        ".sheet > table a",
        ".sheet>table>a",
        "#stories > a",
        ":root a",
        "html .sheet > table > a.button[href]",
        "/* seen */ a",
    ],
)
def test_a_selector_finds_the_link(text: str) -> None:
    assert [one.fits(LINK) for one in read(text)] == [True]


@pytest.mark.parametrize(
    "text",
    [
        "b",
        ".sheet",
        "a.wide",
        "[title]",
        'a[lang="en"]',
        ".sheet > a",
        "table table a",
        "a > a",
        "[data-ogsc] a",
        "body a",
    ],
)
def test_a_selector_passes_the_link_by(text: str) -> None:
    assert [one.fits(LINK) for one in read(text)] == [False]


@pytest.mark.parametrize(
    "text", ["a:hover", "a::before", "p + a", "p ~ a", "a[href^=x]", "a:not(.b)", "> a", "", "a >"]
)
def test_what_is_not_understood_sets_nothing(text: str) -> None:
    assert not any(one.fits(LINK) for one in read(text))


def test_what_is_understood_stands_beside_what_is_not() -> None:
    assert [one.fits(LINK) for one in read("a:hover, a, .sheet")] == [True, False]


@pytest.mark.parametrize(
    ("text", "specificity"),
    [("*", (0, 0, 0)), ("a", (0, 0, 1)), (".b a", (0, 1, 1)), ("#i .b[c] > a", (1, 2, 1)), (":root", (0, 0, 1))],
)
def test_the_specificity_counts_ids_classes_and_elements(text: str, specificity: tuple[int, int, int]) -> None:
    assert [one.specificity for one in read(text)] == [specificity]


@given(st.text(alphabet="a.#[]=\"' >*:+~,()\\-1", max_size=40))
def test_any_junk_is_read(text: str) -> None:
    for one in read(text):
        one.fits(LINK)
