"""Weeks as a territory counts them (CLDR): where they begin, and which days are the weekend.

`formats` writes weeks, `schedule.plan` tells of issues that fall on a weekend.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from babel.core import Locale, UnknownLocaleError


@dataclass(frozen=True, slots=True)
class Week:
    """Weekdays as Python counts them: Monday is 0."""

    first: int
    weekend: tuple[int, ...]

    def around(self, day: date) -> tuple[date, date]:
        """The first and the last day of the week that holds a day."""
        first = day - timedelta(days=(day.weekday() - self.first) % 7)
        return first, first + timedelta(days=6)


def week_of(territory: str) -> Week:
    """The territory's week; the world's, Monday to a weekend of Saturday and Sunday, where CLDR has none of its own."""
    # Not by a language: en_SA, en_QA and en_KW do not exist, and would stop us.
    try:
        known = Locale.parse(f"und_{territory}")
    except UnknownLocaleError:
        known = Locale.parse("und_001")
    length = (known.weekend_end - known.weekend_start) % 7 + 1
    return Week(known.first_week_day, tuple((known.weekend_start + later) % 7 for later in range(length)))
