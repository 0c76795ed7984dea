"""Which currency a territory has, and how an amount of it is written; `formats` asks."""

from babel.numbers import get_currency_symbol, get_territory_currencies

from newsletter.model import Language


def currency_of(territory: str) -> str | None:
    """The currency in which a territory pays, ISO 4217; of several, the one that CLDR names first."""
    return next(iter(get_territory_currencies(territory)), None)


def amount_pattern(language: Language, code: str, *, whole: bool) -> str | None:
    """`¤#,##0` for £, `¤¤ #,##0` for AED, which must not touch its number; None: CLDR's own of that language."""
    number = "#,##0" if whole else "#,##0.00"
    if language.base == "ar":
        return f"{number}\u00a0¤"
    if language.is_english:
        sign = get_currency_symbol(code, locale="en_GB")
        return f"¤¤\u00a0{number}" if sign[-1].isalpha() else f"¤{number}"
    return None
