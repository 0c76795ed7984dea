"""Which greetings a day's letter shows, and which it would if somebody confirmed their date. Pure; `render` asks.

The Hijri calendar's days are computed after the Umm al-Qura tables, while people go by the sighting of the moon: such a
greeting is shown from the day that the settings confirm, and never by itself.
"""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from newsletter.localise.hijri import days_of
from newsletter.model import Greeting
from newsletter.model.rules import COMPUTED, FIXED

_APART = timedelta(days=3)  # at most, between the computed day and the one that is sighted
_ONE_DAY = timedelta(days=1)


def shown(greetings: Iterable[Greeting], day: date) -> tuple[Greeting, ...]:
    """The greetings of this day, in the order of the settings."""
    return tuple(one for one in greetings if any(_holds(first, day, one.days) for first in _first_days(one, day)))


def unconfirmed(greetings: Iterable[Greeting], day: date) -> Iterator[tuple[Greeting, date]]:
    """The greetings that may be due on this day or one beside it, each with its first day as computed."""
    for one in greetings:
        for first in days_of(*COMPUTED[one.on], near=day) if one.on in COMPUTED else ():
            is_confirmed = one.confirmed is not None and abs(one.confirmed - first) <= _APART
            if not is_confirmed and _holds(first - _ONE_DAY, day, one.days + 2):
                yield one, first


def _first_days(greeting: Greeting, day: date) -> Iterator[date]:
    """The days near this one on which the greeting begins."""
    if greeting.on in COMPUTED:
        yield from [greeting.confirmed] if greeting.confirmed else []
    elif greeting.on in FIXED:
        yield from (date(year, *FIXED[greeting.on]) for year in (day.year - 1, day.year))
    else:
        yield date.fromisoformat(greeting.on)


def _holds(first: date, day: date, days: int) -> bool:
    return first <= day < first + timedelta(days=days)
