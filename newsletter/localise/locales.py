"""Which CLDR locale and which patterns a language is written with; `formats` asks.

Of Arabic, months and weekdays come from the territory (أيلول in Amman, سبتمبر in Dubai), numbers always from ar_AE: its
digits are Latin, and its separators agree with them.
"""

from dataclasses import dataclass, replace

from babel.localedata import exists

from newsletter.model import Language


@dataclass(frozen=True, slots=True)
class Manner:
    """CLDR patterns, or CLDR's own names of them; no skeletons: `yMMMMd` gives "5 Mar 2026" in en_GB."""

    words: str  # the locale of months, weekdays and lists
    numbers: str  # the locale of numbers, amounts and units
    date: str
    short_date: str
    weekday: str
    day: str  # where a range goes on in the same month
    day_and_month: str  # where it goes on in the same year
    time: str


_ENGLISH = Manner(
    words="en_GB",
    numbers="en_GB",
    date="d MMMM y",
    short_date="d MMM y",
    weekday="EEEE d MMMM y",
    day="d",
    day_and_month="d MMMM",
    time="HH:mm",
)
_ARABIC = replace(_ENGLISH, words="ar", numbers="ar_AE", weekday="EEEE، d MMMM y", time="h:mm a")
_OTHERS = replace(
    _ENGLISH, date="long", short_date="medium", weekday="full", day="long", day_and_month="long", time="short"
)


def manner_of(language: Language, territory: str) -> Manner:
    """How the language is written for readers of the territory; a code that CLDR lacks is written as its base."""
    if language.is_english:
        return _ENGLISH
    if language.base == "ar":
        own = language.code if "_" in language.code else f"ar_{territory}"
        return replace(_ARABIC, words=_known(own, f"ar_{territory}", "ar"))
    code = _known(language.code, language.base)
    return replace(_OTHERS, words=code, numbers=code)


def _known(*codes: str) -> str:
    return next((code for code in codes if exists(code)), "en_GB")
