"""Weeks and weekends as territories count them."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsletter.localise.weeks import Week, week_of

MON, FRI, SAT, SUN = 0, 4, 5, 6


@pytest.mark.parametrize(
    ("territory", "first", "weekend"),
    [
        ("GB", MON, (SAT, SUN)),
        ("AE", MON, (SAT, SUN)),
        ("SA", SUN, (FRI, SAT)),
        *((territory, SAT, (FRI, SAT)) for territory in ("QA", "KW", "BH", "OM", "JO", "EG")),
        ("US", SUN, (SAT, SUN)),
        ("IR", SAT, (FRI,)),
        ("XX", MON, (SAT, SUN)),
    ],
)
def test_a_territory_has_its_own_week(territory: str, first: int, weekend: tuple[int, ...]) -> None:
    assert week_of(territory) == Week(first, weekend)


@given(day=st.dates(date(1900, 1, 1), date(2100, 1, 1)), territory=st.sampled_from(["GB", "SA", "QA"]))
def test_every_day_is_in_its_week(day: date, territory: str) -> None:
    week = week_of(territory)
    first, last = week.around(day)
    assert first <= day <= last and last - first == timedelta(days=6) and first.weekday() == week.first
