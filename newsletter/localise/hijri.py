"""Hijri dates after the Umm al-Qura calendar, for `formats` and `greetings`; sightings may differ by a day."""

from collections.abc import Iterator
from datetime import date

from hijridate import Gregorian, Hijri

from newsletter.model import Language


def hijri(day: date, language: Language) -> str:
    """`1 Rajab 1448`, in Arabic `1 رجب 1448 هـ`; nothing outside the tables (August 1924 to November 2077)."""
    try:
        there = Gregorian.fromdate(day).to_hijri()
    except OverflowError:
        return ""
    if language.base == "ar":
        return f"{there.day} {there.month_name('ar')} {there.year}\u00a0{there.notation('ar')}"
    return f"{there.day} {there.month_name('en')} {there.year}".replace("'", "’")


def days_of(month: int, day: int, near: date) -> Iterator[date]:
    """The days about `near` on which a Hijri month and day fall: of its own Hijri year and those beside it."""
    try:
        year = Gregorian.fromdate(near).to_hijri().year
        yield from (date(*Hijri(year + step, month, day).to_gregorian().datetuple()) for step in (-1, 0, 1))
    except OverflowError:
        return
