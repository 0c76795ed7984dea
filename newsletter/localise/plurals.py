"""Which plural forms a language has, as `.po` files say it: `Plural-Forms: nplurals=6; plural=(n==0 ? 0 : …);`.

`catalogue` reads a file's own, `catalogue_check` holds them against the language's, `catalogue_update` writes those
into a new file. Babel's table has the expressions that gettext's own tools write; where it says another thing than
CLDR, CLDR's rules are taken: it knows fewer languages, and has Arabic's last two forms the other way round.
"""

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from gettext import c2py

from babel.core import Locale
from babel.messages.plurals import get_plural
from babel.plural import PluralRule, to_gettext

_FIELD = re.compile(r"nplurals\s*=\s*([0-9]{1,3})\s*;\s*plural\s*=\s*([^;]+?)\s*;?\s*")
_NUMBERS = range(1000)  # every language repeats itself by then, but for millions, which no letter counts
_MOST = 10
_CATEGORIES = ("zero", "one", "two", "few", "many", "other")  # of CLDR, in the order of translators' forms


@dataclass(frozen=True, slots=True)
class Plurals:
    """How many forms there are, and the C expression that finds the one of a number n."""

    count: int
    expression: str

    def __str__(self) -> str:
        return f"nplurals={self.count}; plural={self.expression};"

    @property
    def form_of(self) -> Callable[[int], int]:
        return _function(self.expression)

    @property
    def numbers(self) -> Counter[int]:
        """How many of the numbers below 1,000 take each form: only one takes Arabic's zero, one and two."""
        return _numbers(self)


def read_plurals(field: str) -> Plurals:
    """The field of a file's header; raises ValueError, which says what is wrong. Nothing of it is ever run as code."""
    found = _FIELD.fullmatch(field)
    if not found:
        raise ValueError(f"{field[:80]!r} is not like nplurals=2; plural=(n != 1);")
    plurals = Plurals(int(found[1]), found[2])
    if not 1 <= plurals.count <= _MOST:
        raise ValueError(f"nplurals is {plurals.count}, and no language has so many forms")
    if astray := plurals.numbers.keys() - range(plurals.count):
        raise ValueError(f"its expression leads to form {min(astray)}, and there are {plurals.count} from 0")
    return plurals


@cache
def plurals_of(code: str) -> Plurals:
    """A language's forms, for a new catalogue."""
    known, category_of = _of_gettext(code), _cldr(code)
    if _as_fine(known, category_of):
        kinds = {known.form_of(n): _CATEGORIES.index(category_of(n)) for n in _NUMBERS}
        if (in_order := [kinds[form] for form in sorted(kinds)]) == sorted(in_order):
            return known
    try:
        return read_plurals(to_gettext(category_of))
    except ValueError:  # a rule of powers of ten, which C does not have
        return known


def tells_apart(plurals: Plurals, code: str) -> bool:
    """Whether the forms keep apart all numbers that the language does, after gettext's table or after CLDR's."""
    return _as_fine(plurals, _of_gettext(code).form_of) or _as_fine(plurals, _cldr(code))


def _of_gettext(code: str) -> Plurals:
    count, expression = get_plural(code)[:2]
    return Plurals(count, expression)


def _cldr(code: str) -> PluralRule:
    return Locale.parse(code).plural_form


def _as_fine(plurals: Plurals, category_of: Callable[[int], int | str]) -> bool:
    kinds: dict[int, int | str] = {}
    return all(kinds.setdefault(plurals.form_of(n), category_of(n)) == category_of(n) for n in _NUMBERS)


@cache
def _function(expression: str) -> Callable[[int], int]:
    try:
        compiled: Callable[[int], int] = c2py(expression)
        for n in _NUMBERS:
            compiled(n)
    except (ArithmeticError, RecursionError, ValueError) as error:
        raise ValueError(f"{expression[:80]!r} is no expression of n: {error}") from error
    return compiled


@cache
def _numbers(plurals: Plurals) -> Counter[int]:
    return Counter(map(plurals.form_of, _NUMBERS))
