"""The letters of an article: no-break spaces, what hides or reorders text, template braces."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsletter.articles.cleaning.characters import Tally, break_braces, plain, settle_markup, without_tricks

LETTERS = st.lists(st.sampled_from([*"aA1.£%{}<>& \u00a0\u202f\t", "AED", "kg", "J."]), max_size=30).map("".join)


def settled(markup: str) -> str:
    return settle_markup(markup, Tally())


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("two cases,\u00a0 and one", "two cases, and one"),
        ("two cases, \u00a0and one", "two cases, and one"),
        ("a\u00a0\u00a0b", "a b"),
        ("15\u00a0 kg", "15 kg"),
        ("a\u00a0word", "a word"),
        ("5\u00a0March", "5 March"),
        ("Mr\u00a0Smith", "Mr Smith"),
        ("plain  double", "plain  double"),
    ],
)
def test_no_break_spaces_become_one_plain_space(before: str, after: str) -> None:
    assert settled(before) == after


@pytest.mark.parametrize(
    "text",
    [
        "15\u00a0kg",
        "38\u00a0°C",
        "9\u00a0%",
        "10\u00a0years",
        "5\u202fml",
        "2\u00a0million",
        "6\u00a0a.m.",
        "AED\u00a09,500",
        "9,500\u00a0AED",
        "£\u00a05",
        "Dhs\u00a040",
        "J.\u00a0Smith",
        "J.\u00a0K.\u00a0Brown",
    ],
)
def test_a_lone_no_break_space_stays_in_measures_amounts_and_before_names(text: str) -> None:
    assert settled(text) == text


def test_a_run_of_spaces_is_settled_across_tags() -> None:
    assert settled("<p>one,\u00a0<em> two</em></p>") == "<p>one, <em>two</em></p>"
    assert settled("<p>15<b>\u00a0</b>kg</p>") == "<p>15<b>\u00a0</b>kg</p>"


@given(LETTERS)
def test_settling_twice_is_settling_once(text: str) -> None:
    assert settled(settled(text)) == settled(text)
    assert plain(plain(text, Tally()), Tally()) == plain(text, Tally())


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("{{ 7*7 }}", "{ { 7*7 } }"),
        ("{% include %}", "{ % include % }"),
        ("{{{x}}}", "{ { {x} } }"),
        ("{<b>{</b>x}", "{ <b>{</b>x}"),
        ("{ one } brace", "{ one } brace"),
    ],
)
def test_double_braces_are_parted_and_single_ones_stay(before: str, after: str) -> None:
    assert settled(before) == after


@given(st.text(alphabet="{}%# ab"))
def test_no_template_brace_is_left(text: str) -> None:
    assert not {"{{", "{%"} & {break_braces(text)[at : at + 2] for at in range(len(text) * 2)}


def test_what_hides_or_reorders_text_goes_and_is_counted() -> None:
    tally = Tally()
    assert without_tricks("pay \u202eeerf\u202c now\x00\x07\x9b\ufeff\ud800", tally) == "pay eerf now"
    assert (tally["direction"], tally["control"]) == (2, 5)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("a \u2066b\u2069 c", "a \u2066b\u2069 c"),
        ("a \u2067\u2066b\u2069\u2069", "a \u2067\u2066b\u2069\u2069"),
        ("a \u2067b", "a b"),
        ("a\u2069 b", "a b"),
        ("\u2066\u2067b\u2069", "\u2067b\u2069"),
    ],
)
def test_isolates_that_balance_stay_and_others_go(before: str, after: str) -> None:
    assert without_tricks(before, Tally()) == after


def test_marks_that_arabic_needs_stay() -> None:
    text = "السعر \u200f50\u200e درهم، ولا\u200cشيء"
    assert without_tricks(text, Tally()) == text


def test_a_plain_text_is_one_line() -> None:
    assert plain(" A\r\n title\u2028of\tlines\u00a0 ", Tally()) == "A title of lines"
