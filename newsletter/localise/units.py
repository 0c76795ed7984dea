"""Measures with their units, for `formats`; what CLDR does not say at length is said in short.

Babel 2.18 writes the unit's American name where a language has no pattern: "3 liter" in Arabic.
"""

from decimal import Decimal
from typing import Literal

from babel.core import Locale
from babel.units import format_unit

_Lengths = tuple[Literal["long", "short"], ...]


def measure(amount: int | float | Decimal, unit: str, locale: str, *, short: bool) -> str:
    """`5 kilometres` or `5 km`, with all digits of the amount; a ValueError for an unknown unit."""
    known = Locale.parse(locale)
    exact = known.decimal_formats[None].pattern + "#" * 9  # Babel's own rounds: 0.0625 mg becomes 0.062 mg
    lengths: _Lengths = ("short",) if short else ("long", "short")
    for name in _names(unit, known):
        for length in lengths:
            said = format_unit(amount, name, length, exact, locale=known)
            if name not in said:
                return said
    raise ValueError(f"{unit!r} is no unit that {locale} has a word for; write it as CLDR does, like kilometer")


def _names(unit: str, locale: Locale) -> list[str]:
    """The unit with its kind, as CLDR keeps it: `length-kilometer`, which is no word of any language."""
    return sorted((name for name in map(str, locale.unit_display_names) if f"-{name}".endswith(f"-{unit}")), key=len)
