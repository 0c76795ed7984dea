"""Dates, times, numbers and lists as a reader of one edition writes them; templates and subjects call it.

Two traps of Babel 2.18 are answered here once: `en_AE` is American (so all English is formatted as `en_GB`), and
without `locale=` Babel takes the process's own (so it is always given).
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from zoneinfo import ZoneInfo

from babel.core import Locale
from babel.dates import format_date, format_time
from babel.lists import format_list
from babel.numbers import format_currency, format_decimal

from newsletter.model import Language, Region


def language_name(language: Language) -> str:
    """What the language is called in English: `Arabic`, whatever the territory."""
    return Locale.parse(language.base).get_display_name("en_GB") or language.code


def language_title(language: Language, region: Region) -> str:
    """`Arabic (optional)`: a region's first language is its own, every other an extra and looks like one."""
    return language_name(language) + ("" if language == region.languages[0] else " (optional)")


@dataclass(frozen=True, slots=True)
class _Patterns:
    """CLDR patterns of one language; skeletons are not used: `yMMMMd` gives "5 Mar 2026" in en_GB."""

    locale: str
    date: str
    weekday: str
    time: str
    amount: str
    exact_amount: str


_ENGLISH = _Patterns(
    locale="en_GB",
    date="d MMMM y",
    weekday="EEEE d MMMM y",
    time="HH:mm",
    amount="¤¤\u00a0#,##0",
    exact_amount="¤¤\u00a0#,##0.00",
)
_ARABIC = _Patterns(
    locale="ar_AE",  # of all Arabic locales, since its digits are Latin and its separators agree with them
    date="d MMMM y",
    weekday="EEEE، d MMMM y",
    time="h:mm a",
    amount="#,##0\u00a0¤",
    exact_amount="#,##0.00\u00a0¤",
)


@dataclass(frozen=True, slots=True)
class Formats:
    """How one language writes dates, times, numbers and lists, on one region's clock."""

    language: Language
    region: Region

    def date(self, day: dt.date) -> str:
        """`5 March 2026`; a moment (with a zone) is the region's day."""
        return format_date(self._local(day), self._patterns.date, locale=self._patterns.locale)

    def weekday(self, day: dt.date) -> str:
        """`Thursday 5 March 2026`."""
        return format_date(self._local(day), self._patterns.weekday, locale=self._patterns.locale)

    def time(self, moment: dt.datetime) -> str:
        """`09:00` on the region's clock, of a moment with a zone."""
        return format_time(moment, self._patterns.time, tzinfo=self._zone, locale=self._patterns.locale)

    def hours(self, begins: dt.time, ends: dt.time | None) -> str:
        """`18:30` or `18:30–20:00`, by the clocks of where it is."""
        said = [format_time(hour, self._patterns.time, locale=self._patterns.locale) for hour in (begins, ends) if hour]
        return "–".join(said)

    def number(self, number: int | Decimal) -> str:
        """`1,204`."""
        return format_decimal(number, locale=self._patterns.locale)

    def currency(self, amount: int | Decimal, code: str) -> str:
        """`AED 9,500`, with a no-break space; an amount that is not whole has two decimals."""
        pattern = self._patterns.amount if amount == int(amount) else self._patterns.exact_amount
        return format_currency(amount, code, pattern, locale=self._patterns.locale, currency_digits=False)

    def list(self, items: Sequence[str]) -> str:
        """`a, b and c`."""
        return format_list(items, locale=self._patterns.locale)

    @property
    def _patterns(self) -> _Patterns:
        others = replace(_ENGLISH, locale=self.language.code)
        return {"en": _ENGLISH, "ar": _ARABIC}.get(self.language.base, others)

    @property
    def _zone(self) -> ZoneInfo:
        return ZoneInfo(self.region.timezone)

    def _local(self, day: dt.date) -> dt.date:
        return day.astimezone(self._zone) if isinstance(day, dt.datetime) else day
