"""Reads the figures out of a text, English or Arabic, in whatever digits: what `parity` compares. Pure.

    3 March 2026 = March 3, 2026 = 2026-03-03 = ٣ مارس ٢٠٢٦        a date
    4 pm = 16:00 = الساعة 4 عصرا                                   an hour
    1 g = 1,000 mg = ١٬٠٠٠ ملغ                                      a measure, in its base unit
    5–10 mg = 5 to 10 mg = من ٥ إلى ١٠ ملغ                          two of them

Numbers in words are no figures, nor are Hijri dates, digits of a name (B12, COVID-19) and addresses of the web.
Every repetition in a pattern is bounded or cannot begin twice in one place, so the time is linear.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from newsletter.localise.parity_words import (
    CURRENCIES,
    DOSES,
    HIJRI_MONTHS,
    LENIENT,
    MONTHS,
    MULTIPLES,
    SAID,
    UNITS,
    VAGUE,
    WEEKDAYS,
)

Key = tuple[object, ...]

_UNSEEN = dict.fromkeys(
    [
        0x640,
        0x670,
        0xAD,
        0x61C,
        0x200B,
        0x200E,
        0x200F,
        *range(0x64B, 0x653),
        *range(0x202A, 0x202F),
        *range(0x2066, 0x206A),
    ]
)  # vowel marks, tatweel, direction marks
_ALIKE = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹٫٬٪−–—‑\u00a0\u202f\u2009", "01234567890123456789.,%----   ")
_FRACTIONS = {"½": "0.5", "¼": "0.25", "¾": "0.75", "⅓": "0.333", "⅔": "0.667", "⅛": "0.125"}
_PM = frozenset(
    {"pm", "p.m.", "م", "مساء", "عصرا", "ظهرا", "بعد الظهر", "in the afternoon", "in the evening", "at night"}
)
_JOINED = re.compile(r" ?(?:-|/|[,،]|to|or|and|&|إلى|الى|أو|او|حتى|و) ?")
_SHOWN = 32  # characters of context on either side


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure of a text: what it is, and how and where it was said."""

    key: Key  # its kind first; two figures with one key say the same
    said: str
    context: str
    line: int = 0
    loose: tuple[Key, ...] = ()  # what it may also be said as: 16:00 as "4 o'clock", 10 days as 10
    count: int | None = None  # the whole number that was said: 2 of "2 g"

    @property
    def is_dose(self) -> bool:
        return self.key[0] == "measure" and self.key[2] in DOSES


def figures(text: str, line: int = 0) -> Iterator[Figure]:
    """The figures of a text in their order; a weekday is one as well."""
    seen = text.translate(_UNSEEN)
    alike = seen.translate(_ALIKE)  # as long as what is seen
    for token in _ranged(list(_read(alike)), alike):
        if token.kind not in _NOT_COMPARED:
            said = " ".join(seen[token.start : token.end].split())
            loose = (*_loose(token.key), *token.bare)
            yield Figure(token.key, said, _context(seen, token.start, token.end), line, loose, token.count)


def spoken_numbers(text: str) -> Counter[int]:
    """How often a text says which number in words; before an Arabic word may stand و, ب, ل, ف or ك."""
    words = _WORD.findall(text.translate(_UNSEEN).casefold())
    numbers = (SAID.get(word) or SAID.get(word[1:] if word[0] in "وبلفك" else "") for word in words)
    return Counter(number for number in numbers if number)


# ── reading ────────────────────────────────────────────────────────────────────────────────────────


def _any(names: Iterable[str]) -> str:
    return "|".join(re.escape(name) for name in sorted(names, key=lambda name: (-len(name), name)))


_END = r"(?![A-Za-z0-9\u0621-\u064a])"
_N = (
    r"(?:[0-9]{1,3}(?:[, ][0-9]{3}){1,4}(?![0-9])(?:\.[0-9]{1,9})?"
    r"|[0-9]{1,15}(?:[.,][0-9]{1,9})?[½¼¾⅓⅔⅛]?|[½¼¾⅓⅔⅛])"
)
_MONTH = f"(?:{_any(MONTHS)})\\.?"
_MARK = r"am|pm|a\.m\.|p\.m\.|in the (?:morning|afternoon|evening)|at night|صباحا|مساء|عصرا|ظهرا|بعد الظهر|ص|م"
_TIMES = f"(?: ?(?:{_any(MULTIPLES)}|bn|m){_END})?"
_TH = "(?:st|nd|rd|th)?"
_AH = f"(?:هـ|ه|AH){_END}"
_CODES = _any(CURRENCIES)
_KINDS = {
    "web": r"(?:https?://|www\.)[^\s<>\"]{1,2000}|[\w.+-]{1,64}@[\w.-]{1,200}",
    "name": rf"(?i:vitamin|فيتامين) \w{{1,10}}|(?!(?i:{_CODES})[0-9])(?<![A-Za-z])[A-Za-z]{{1,20}}-?[0-9]{{1,6}}{_END}",
    "iso": r"(?P<iy>[0-9]{4})[-/.](?P<im>[0-9]{1,2})[-/.](?P<id>[0-9]{1,2})(?![0-9])",
    "slashed": r"(?P<sd>[0-9]{1,2})(?P<sep>[-/.])(?P<sm>[0-9]{1,2})(?P=sep)(?P<sy>[0-9]{4})(?![0-9])",
    "hijri": rf"[0-9]{{1,2}} (?:{HIJRI_MONTHS})(?: [0-9]{{4}})?(?: ?{_AH})?|1[34][0-9]{{2}} ?{_AH}",
    "day": rf"(?P<dd>[0-9]{{1,2}}){_TH} ?(?:of |من )?(?P<dm>{_MONTH}){_END}(?:,? (?P<dy>[0-9]{{4}})(?![0-9]))?",
    "clock": rf"(?P<ch>[01]?[0-9]|2[0-4]):(?P<cm>[0-5][0-9])(?::[0-5][0-9])?(?: ?(?P<cp>{_MARK}){_END})?(?![0-9])",
    "dotted": rf"(?P<oh>[01]?[0-9])\.(?P<om>[0-5][0-9]) ?(?P<op>am|pm|a\.m\.|p\.m\.){_END}",
    "phone": r"(?:\+[0-9]|0[0-9])[0-9 ()-]{5,17}[0-9](?![0-9])|(?:600|800|900)[ -][0-9][0-9 -]{2,9}[0-9](?![0-9])",
    "percent": rf"(?P<pn>{_N}) ?(?:%|(?:per ?cent|في المئة|في المائة|بالمئة|بالمائة){_END})",
    "money": rf"(?P<mn>{_N})(?P<mx>{_TIMES}) ?(?P<mc>(?i:{_CODES})){_END}",
    "measure": rf"(?P<un>{_N})(?P<ux>(?: ?(?:{_any(MULTIPLES)}){_END})?)[ -]?(?P<uu>(?i:{_any(UNITS)})){_END}",
    "hour": rf"(?P<hh>1[0-2]|0?[0-9]) ?(?P<hp>am|pm|a\.m\.|p\.m\.|o['’]clock|(?:{_MARK})){_END}",
    "number": rf"(?P<nn>{_N}){_TH}(?P<nx>(?: ?(?:{_any(MULTIPLES)}){_END})?)",
}
_LED = {  # what stands before its figure
    "month": rf"(?P<fm>{_MONTH}) (?P<fd>[0-9]{{1,2}}){_TH}(?![0-9:.])(?:,? (?P<fy>[0-9]{{4}})(?![0-9]))?",
    "monthly": rf"(?P<em>{_MONTH}) (?P<ey>[12][0-9]{{3}})(?![0-9])",
    "priced": rf"(?P<rc>(?i:{_CODES})) ?(?P<rn>{_N})(?P<rx>{_TIMES})",
    "striking": rf"الساعة (?P<th>1[0-9]|2[0-4]|0?[0-9])(?![0-9:])(?: ?(?P<tp>{_MARK}){_END})?",
    "weekday": rf"[وفبك]?(?P<wd>{_any(WEEKDAYS)})s?{_END}",
}
_TOKEN = re.compile(
    "|".join(f"(?P<{kind}>{pattern})" for kind, pattern in (_KINDS | _LED).items() if kind in ("web", "name"))
    + "|(?<![A-Za-z0-9.,])(?:"
    + "|".join(f"(?P<{kind}>{pattern})" for kind, pattern in (_LED | _KINDS).items() if kind not in ("web", "name"))
    + ")"
)
_WORD = re.compile(r"[^\W\d_]+")
_COUNTING = {"measure": "un", "money": "mn", "priced": "rn", "percent": "pn", "hour": "hh", "day": "dd", "number": "nn"}
_NOT_COMPARED = frozenset({"web", "name", "hijri"})


@dataclass(slots=True)
class _Token:
    """A figure as it is read."""

    kind: str
    start: int
    end: int
    of: Mapping[str, str]  # the groups of its pattern
    key: Key
    bare: tuple[Key, ...] = ()  # the plain number that it is where its neighbour has nothing to do with it

    @property
    def count(self) -> int | None:
        said = self.of[_COUNTING[self.kind]] if self.kind in _COUNTING else ""
        return int(said) if said.isdecimal() else None

    def take_after(self, other: "_Token") -> None:
        """Counts what the other counts; a number that is no day is none of "5 March"."""
        group, said = _COUNTING[other.kind], self.of["nn"]
        if other.kind in ("day", "hour") and not (said.isdecimal() and len(said) <= 2):
            return
        self.bare = (self.key,)
        self.kind, self.of = other.kind, {**other.of, group: said}
        self.key = _KEYS[other.kind](self.of)


def _read(text: str) -> Iterator[_Token]:
    for found in _TOKEN.finditer(text):
        kind, start, of = found.lastgroup or "", found.start(), found.groupdict(default="")
        key = _KEYS[kind](of) if kind in _KEYS else (kind, found[0])
        minus = start and text[start - 1] == "-" and (start == 1 or text[start - 2] in " (")
        if minus and isinstance(key[1], Decimal):
            key, start = (key[0], -key[1], *key[2:]), start - 1
        yield _Token(kind, start, found.end(), of, key)


# ── what was read ──────────────────────────────────────────────────────────────────────────────────


def _amount(said: str, multiple: str = "") -> Decimal:
    """`1,204` is 1204 and `3,5` is 3.5; `2 million` is 2000000."""
    fraction = Decimal(_FRACTIONS.get(said[-1], "0"))
    digits = said.rstrip("".join(_FRACTIONS))
    grouped = re.fullmatch(r"[0-9]{1,3}(?:[, ][0-9]{3}){1,4}(?:\\.[0-9]+)?", digits)
    plain = re.sub("[, ]", "", digits) if grouped else digits.replace(",", ".")
    times = {"bn": 10**9, "m": 10**6, "": 1} | MULTIPLES
    return ((Decimal(plain or "0") + fraction) * times[multiple.strip()]).normalize()


def _hour(hour: str, minute: str, mark: str) -> Key:
    """An hour of the clock of 24; without a mark one up to 12 stays what it is."""
    there = int(hour) % 12 + 12 * (mark in _PM) if mark else int(hour) % 24
    return ("time", there, int(minute))


def _clock(hour: str, mark: str) -> Key:
    """`4 o'clock`: of which half of the day is not said."""
    known = mark and "clock" not in mark
    return _hour(hour, "0", mark) if known or int(hour) > 12 else ("clock", int(hour) % 12, 0)


def _date(year: str, month: int, day: str) -> Key:
    return ("date", int(year) if year else None, month, int(day) if day else None)


def _slashed(one: str, other: str, year: str) -> Key:
    """Day first, as Britain and Arabic write it, unless that is no date."""
    return _date(year, int(one), other) if int(other) > 12 >= int(one) else _date(year, int(other), one)


def _measure(number: str, multiple: str, name: str) -> Key:
    unit = UNITS[name.casefold()]
    return ("measure", (_amount(number, multiple) * unit.factor).normalize(), unit.base)


def _money(number: str, multiple: str, name: str) -> Key:
    return ("money", _amount(number, multiple), CURRENCIES[name.casefold()].base)


def _month(name: str) -> int:
    return MONTHS[name.rstrip(".")]


_KEYS: Mapping[str, Callable[[Mapping[str, str]], Key]] = {
    "iso": lambda of: _date(of["iy"], int(of["im"]), of["id"]),
    "slashed": lambda of: _slashed(of["sd"], of["sm"], of["sy"]),
    "day": lambda of: _date(of["dy"], _month(of["dm"]), of["dd"]),
    "month": lambda of: _date(of["fy"], _month(of["fm"]), of["fd"]),
    "monthly": lambda of: _date(of["ey"], _month(of["em"]), ""),
    "clock": lambda of: _hour(of["ch"], of["cm"], of["cp"]),
    "dotted": lambda of: _hour(of["oh"], of["om"], of["op"]),
    "hour": lambda of: _clock(of["hh"], of["hp"]),
    "striking": lambda of: _clock(of["th"], of["tp"]),
    "phone": lambda of: ("phone", _dialled(of["phone"])),
    "percent": lambda of: ("percent", _amount(of["pn"])),
    "money": lambda of: _money(of["mn"], of["mx"], of["mc"]),
    "priced": lambda of: _money(of["rn"], of["rx"], of["rc"]),
    "measure": lambda of: _measure(of["un"], of["ux"], of["uu"]),
    "weekday": lambda of: ("weekday", WEEKDAYS[of["wd"]]),
    "number": lambda of: ("number", _amount(of["nn"], of["nx"])),
}


def _dialled(said: str) -> str:
    """The digits one dials, without the zeros that only lead out of a town or country."""
    return re.sub("[^0-9]", "", said.replace("(0)", "")).lstrip("0")


def _ranged(tokens: list[_Token], text: str) -> list[_Token]:
    """The tokens, where a bare number beside another figure counts what that one counts: 5–10 mg, £5–10."""
    for one, after in reversed(list(pairwise(tokens))):
        if (
            one.kind == "number"
            and after.kind in _COUNTING.keys() - {"number"}
            and _JOINED.fullmatch(text, one.end, after.start)
        ):
            one.take_after(after)
    for one, after in pairwise(tokens):
        if one.kind == "priced" and after.kind == "number" and text[one.end : after.start] == "-":
            after.take_after(one)
    return tokens


def _loose(key: Key) -> Iterator[Key]:
    """What else the same thing may be said as, in the other text."""
    match key:
        case ("measure", amount, str(unit)) if unit in LENIENT:
            yield ("number", amount)
        case (kind, amount, str(unit)):
            yield from ((kind, amount, vague) for vague, known in VAGUE.items() if unit in known)
        case ("date", int(), month, int(day)):
            yield ("date", None, month, day)
        case ("time", int(hour), 0):
            yield ("clock", hour % 12, 0)
        case ("clock", hour, 0):
            yield ("number", Decimal(int(str(hour))))
        case ("phone", str(digits)):
            yield from (("phone", digits[code:].lstrip("0")) for code in (1, 2, 3) if len(digits) - code >= 6)


def _context(text: str, start: int, end: int) -> str:
    """The words about a figure, cut where words end."""
    before = text[max(0, start - _SHOWN) : start]
    after = text[end : end + _SHOWN]
    before = before if start <= _SHOWN else "…" + before.partition(" ")[2]
    after = after if end + _SHOWN >= len(text) else after.rpartition(" ")[0] + "…"
    return " ".join(f"{before}{text[start:end]}{after}".split())
