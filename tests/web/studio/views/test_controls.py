"""How a letter is looked at, from an address and back into one."""

from datetime import date
from urllib.parse import parse_qsl, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsletter.web.studio.views.controls import WIDTHS, View, for_one_of, read_view, reader_switch, switches

EVERYTHING = {"date": "2026-11-26", "width": "375", "look": "dark", "images": "off", "reader": "ana@example.com"}


def read(said: dict[str, str], usual_width: str = "full") -> View:
    view = read_view(said, usual_width)
    assert view is not None
    return view


def asked(address: str) -> dict[str, str]:
    return dict(parse_qsl(urlsplit(address).query))


def test_an_address_says_all_of_the_view() -> None:
    assert read(EVERYTHING) == View(date(2026, 11, 26), "375", "dark", "off", "ana@example.com")


def test_a_view_leads_to_an_address_that_says_the_same() -> None:
    assert asked(read(EVERYTHING).link("/preview/weekly")) == EVERYTHING


def test_what_is_usual_is_left_out_of_the_address() -> None:
    assert View().link("/preview/weekly") == "/preview/weekly"
    assert read({"width": "full"}, "375").link("/p") == "/p?width=full"


@pytest.mark.parametrize("width", ["", "0", "239", "1601", "99999", "-320", "١٢٣٤", "3e2", "320px", "wide"])
def test_a_width_that_cannot_be_is_the_usual_one(width: str) -> None:
    assert read({"width": width}).width == "full"


@pytest.mark.parametrize("width", ["240", "412", "1600", *WIDTHS])
def test_any_width_between_the_narrowest_and_the_widest_can_be_drawn(width: str) -> None:
    assert read({"width": width}).width == width


@pytest.mark.parametrize("day", ["tomorrow", "2026-02-30", "0001-01-01", "9999-12-31"])
def test_a_date_that_cannot_be_has_no_view(day: str) -> None:
    assert read_view({"date": day}) is None


@given(st.dictionaries(st.sampled_from([*EVERYTHING]), st.text()))
def test_whatever_an_address_says_the_view_it_gives_leads_back_to_itself(said: dict[str, str]) -> None:
    view = read_view(said)
    assert view is None or read(asked(view.link("/p"))) == view


def test_nobody_but_a_tester_is_a_reader() -> None:
    assert for_one_of(View(reader="ana@example.com"), ["ana@example.com"]).reader == "ana@example.com"
    assert for_one_of(View(reader="eve@example.com"), ["ana@example.com"]).reader == ""


def test_each_row_of_choices_marks_the_one_where_we_are() -> None:
    view = read(EVERYTHING)
    rows = (*switches(view, "/p"), reader_switch(view, "/p", ["ana@example.com"]))
    current = {row.label: [choice.label for choice in row.choices if choice.current] for row in rows}
    assert current == {"Width": ["375"], "Look": ["Dark"], "Pictures": ["Off"], "Reader": ["ana@example.com"]}


def test_a_choice_changes_one_thing_and_keeps_the_rest() -> None:
    (look,) = [row for row in switches(read(EVERYTHING), "/p") if row.label == "Look"]
    assert asked(look.choices[-1].href) == EVERYTHING | {"look": "inverted"}


def test_a_drawn_width_is_a_choice_of_its_own() -> None:
    (width, *_) = switches(View(width="412"), "/p")
    assert [choice.label for choice in width.choices if choice.current] == ["412"]
