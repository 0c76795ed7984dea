"""Dates, times, numbers and amounts as a reader of one edition writes them; templates, subjects and stories call it.

Traps of Babel 2.18 that are answered here once:

    `en_AE` is American and has U+202F in its times        all English is written as `en_GB`
    without `locale=` the process's own is taken           it is always given
    its patterns round: 0.0625 mg becomes 0.062 mg         every number keeps all its digits
    its Arabic digits come with Latin separators           Arabic is written in Latin ones, then mapped by one setting

A region's settings `digits`, `calendar` and `currency` are heard here, and nowhere else.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from zoneinfo import ZoneInfo

import phonenumbers
from babel.core import Locale
from babel.dates import format_date, format_time
from babel.lists import format_list
from babel.numbers import format_currency, format_decimal, format_percent
from phonenumbers import PhoneNumberFormat

from newsletter.localise.currencies import amount_pattern, currency_of
from newsletter.localise.digits import in_arabic
from newsletter.localise.hijri import hijri
from newsletter.localise.locales import Manner, manner_of
from newsletter.localise.pseudo import PSEUDO
from newsletter.localise.units import measure
from newsletter.localise.weeks import week_of
from newsletter.model import Language, Note, Region

Number = int | float | Decimal

_COMPUTED = "computed after the Umm al-Qura calendar; where the moon is sighted it may be a day off"


def language_name(language: Language) -> str:
    """What the language is called in English: `Arabic`, whatever the territory."""
    if language.code == PSEUDO:
        return "Pseudo-language"
    return Locale.parse(language.base).get_display_name("en_GB") or language.code


def language_title(language: Language, region: Region) -> str:
    """`Arabic (optional)`: a region's first language is its own, every other an extra and looks like one."""
    return language_name(language) + ("" if language == region.languages[0] else " (optional)")


@dataclass(frozen=True, slots=True)
class Formats:
    """How one language writes dates, times, numbers and amounts in one region, on the region's clock."""

    language: Language
    region: Region

    # ── days ───────────────────────────────────────────────────────────────────────────────────────

    def date(self, day: dt.date) -> str:
        """`5 March 2026`; a moment (with a zone) is the region's day."""
        return self._day(day, self._manner.date)

    def short_date(self, day: dt.date) -> str:
        """`5 Mar 2026`, never in figures alone: half of the readers would take them the other way round."""
        return self._day(day, self._manner.short_date)

    def weekday(self, day: dt.date) -> str:
        """`Thursday 5 March 2026`."""
        return self._day(day, self._manner.weekday)

    def dates(self, first: dt.date, last: dt.date) -> str:
        """`5–7 March 2026` or `30 March – 2 April 2026`; a single day is said once."""
        first, last = self._local(first), self._local(last)
        if first == last:
            return self.date(first)
        same_year, same_month = first.year == last.year, first.month == last.month
        manner = self._manner
        pattern = manner.day if same_year and same_month else manner.day_and_month if same_year else manner.date
        begins = self._day(first, pattern)
        return begins + ("–" if begins.isdigit() else " – ") + self.date(last)

    def week(self, day: dt.date) -> str:
        """`2–8 March 2026`: the week that holds the day, from the first weekday of the region's territory."""
        return self.dates(*week_of(self.region.territory).around(self._local(day)))

    def hijri(self, day: dt.date) -> str:
        """`16 Ramadan 1447`, computed; nothing where the tables of Umm al-Qura end (1924 to 2077)."""
        return self._written(hijri(self._local(day), self.language))

    def beside(self, day: dt.date) -> str:
        """The Hijri date that stands beside a Gregorian one; nothing where the region asks for none."""
        return self.hijri(day) if self.region.calendar == "hijri" else ""

    def computed(self, day: dt.date) -> tuple[Note, ...]:
        """What the report says of the Hijri date beside a day."""
        beside = self.beside(day)
        return (Note("changed", f"{self.date(day)} ({beside})", _COMPUTED),) if beside else ()

    # ── hours ──────────────────────────────────────────────────────────────────────────────────────

    def time(self, moment: dt.datetime) -> str:
        """`09:00` on the region's clock, of a moment with a zone."""
        return self._hour(self._there(moment).time())

    def hours(self, begins: dt.time, ends: dt.time | None = None) -> str:
        """`18:30` or `18:30–20:00`, by the clocks of where it is."""
        return "–".join(self._hour(hour) for hour in (begins, ends) if hour is not None)

    # ── numbers ────────────────────────────────────────────────────────────────────────────────────

    def number(self, number: Number) -> str:
        """`1,204` or `0.0625`: all its digits, never rounded."""
        return self._written(format_decimal(number, locale=self._manner.numbers, decimal_quantization=False))

    def percent(self, share: Number) -> str:
        """`45%` or `45.5%`, of a share such as 0.45."""
        return self._written(format_percent(share, locale=self._manner.numbers, decimal_quantization=False))

    def currency(self, amount: Number, code: str | None = None) -> str:
        """`£9,500` or `AED 9,500`; an amount that is not whole has its currency's decimals. Else the region's currency.

        A ValueError where the region has none.
        """
        code, whole = code or self._currency, amount == int(amount)
        pattern = amount_pattern(self.language, code, whole=whole)
        decimals = pattern is None or not whole
        return self._written(
            format_currency(amount, code, pattern, locale=self._manner.numbers, currency_digits=decimals)
        )

    def unit(self, amount: Number, unit: str, *, short: bool = False) -> str:
        """`5 kilometres`, or in short `5 km`; the unit by its CLDR name, such as `kilometer` or `milligram`."""
        return self._written(measure(amount, unit, self._manner.numbers, short=short))

    def phone(self, number: str) -> str:
        """`020 7946 0018` for readers in its country, `+44 20 7946 0018` for all others, of a number in E.164.

        Its digits stay Latin and it is isolated in right-to-left text: Arabic ones would run in groups from the right.
        """
        try:
            parsed = phonenumbers.parse(number)
        except phonenumbers.NumberParseException as error:
            raise ValueError(f"{number!r} is no telephone number; write it like +442079460018") from error
        at_home = phonenumbers.region_code_for_number(parsed) == self.region.territory
        said = phonenumbers.format_number(
            parsed, PhoneNumberFormat.NATIONAL if at_home else PhoneNumberFormat.INTERNATIONAL
        )
        return f"\u2066{said}\u2069" if self.language.direction == "rtl" else said

    # ── words ──────────────────────────────────────────────────────────────────────────────────────

    def list(self, items: Sequence[str]) -> str:
        """`a, b and c`."""
        return format_list(items, locale=self._manner.words)

    def _day(self, day: dt.date, pattern: str) -> str:
        return self._written(format_date(self._local(day), pattern, locale=self._manner.words))

    def _hour(self, hour: dt.time) -> str:
        return self._written(format_time(hour, self._manner.time, locale=self._manner.words))

    def _written(self, said: str) -> str:
        """Narrow spaces made ordinary no-break ones, a minus kept on its side, and digits as the region asks."""
        said = said.replace("\u202f", "\u00a0")
        if self.language.base == "ar" and self.region.digits == "arabic":
            return in_arabic(said)
        return f"\u200e{said}" if said.startswith("-") and self.language.direction == "rtl" else said

    @property
    def _manner(self) -> Manner:
        return manner_of(self.language, self.region.territory)

    @property
    def _currency(self) -> str:
        code = self.region.currency or currency_of(self.region.territory)
        if code is None:
            raise ValueError(f"{self.region.territory} has no currency; set regions.{self.region.slug}.currency")
        return code

    def _local(self, day: dt.date) -> dt.date:
        if not isinstance(day, dt.date):  # Babel takes None for today
            raise TypeError(f"{day!r} is no day; ask whether there is one before it is written")
        return self._there(day).date() if isinstance(day, dt.datetime) else day

    def _there(self, moment: dt.datetime) -> dt.datetime:
        if moment.tzinfo is None:  # Python takes it for the process's own time
            raise ValueError(f"{moment} has no zone; give it one")
        return moment.astimezone(ZoneInfo(self.region.timezone))
