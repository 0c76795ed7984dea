"""Greetings by date: fixed ones come by themselves, computed ones once somebody has confirmed their day."""

from datetime import date, timedelta

import pytest

from newsletter.localise.greetings import shown, unconfirmed
from newsletter.model import Greeting, Spot, Text
from newsletter.model.rules import COMPUTED

EID = date(2026, 3, 20)  # 1 Shawwal 1447 after the Umm al-Qura tables


def greeting(on: str, days: int = 1, confirmed: date | None = None) -> Greeting:
    return Greeting(on, Text("Good wishes"), days, confirmed, Spot("regions.uk.greetings", "settings.toml", 9))


def is_shown(one: Greeting, day: date) -> bool:
    return shown([one], day) == (one,)


@pytest.mark.parametrize(
    ("on", "days", "day", "due"),
    [
        ("christmas", 1, date(2026, 12, 25), True),
        ("christmas", 1, date(2026, 12, 26), False),
        ("christmas", 1, date(2031, 12, 25), True),
        ("christmas", 12, date(2027, 1, 5), True),
        ("christmas", 12, date(2027, 1, 6), False),
        ("2026-12-02", 2, date(2026, 12, 3), True),
        ("2026-12-02", 2, date(2026, 12, 1), False),
        ("2026-12-02", 2, date(2027, 12, 2), False),
    ],
)
def test_a_fixed_greeting_is_shown_on_its_days(on: str, days: int, day: date, due: bool) -> None:
    assert is_shown(greeting(on, days), day) is due
    assert list(unconfirmed([greeting(on, days)], day)) == []


@pytest.mark.parametrize("on", COMPUTED)
def test_a_computed_greeting_is_never_shown_by_itself(on: str) -> None:
    one = greeting(on, days=3)
    days = [date(2026, 1, 1) + timedelta(days=step) for step in range(365)]
    assert not any(is_shown(one, day) for day in days)
    assert any(list(unconfirmed([one], day)) for day in days)


@pytest.mark.parametrize(("step", "told"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
def test_an_unconfirmed_one_is_told_on_its_day_and_those_beside_it(step: int, told: bool) -> None:
    one = greeting("eid-al-fitr")
    assert list(unconfirmed([one], EID + timedelta(days=step))) == ([(one, EID)] if told else [])


def test_once_confirmed_it_is_shown_from_the_day_that_was_sighted() -> None:
    one = greeting("eid-al-fitr", days=3, confirmed=EID + timedelta(days=1))
    assert [is_shown(one, EID + timedelta(days=step)) for step in range(5)] == [False, True, True, True, False]
    assert list(unconfirmed([one], EID)) == []


def test_last_year_s_confirmation_says_nothing_of_this_year() -> None:
    one = greeting("eid-al-fitr", confirmed=date(2025, 3, 30))
    assert not is_shown(one, EID) and list(unconfirmed([one], EID)) == [(one, EID)]


def test_a_day_outside_the_tables_has_no_computed_greeting() -> None:
    assert list(unconfirmed([greeting("eid-al-fitr", 31)], date(2120, 1, 1))) == []
