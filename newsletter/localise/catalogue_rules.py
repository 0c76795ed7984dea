"""What makes one message of a catalogue unfit to be shown: a table of rules on each of its forms.

`catalogue` does not hear a message that breaks one, so that a letter says it in English rather than fail or carry
what a translator smuggled in; `catalogue_check` names the line. Jinja marks a translation as safe HTML and fills its
placeholders by Python's `%`.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator

from newsletter.localise.plurals import Plurals
from newsletter.localise.po import Entry, Fault

_PERCENT = re.compile(r"%%|%\(\w+\)s|%\(\w*\)?[^\s%]?|%")
_PLACEHOLDER = re.compile(r"%\(\w+\)s")
_MARKUP = re.compile(r"<[^>]*>?|\{[{%#]")
_ENTITY = re.compile(r"&#?\w+;")
_ISOLATES = {"\u2066": 1, "\u2067": 1, "\u2068": 1, "\u2069": -1}
_OVERRIDES = frozenset("\u202a\u202b\u202c\u202d\u202e")
_KINDS = {
    "Cc": "the control character",
    "Co": "the private-use character",
    "Cs": "the surrogate",
    "Zl": "the line separator",
    "Zp": "the paragraph separator",
}


def faults_of(message: Entry, plurals: Plurals) -> Iterator[Fault]:
    """Everything that is wrong with a message's translation, each with its line."""
    if message.fuzzy:
        what = f'"{message.singular}" is marked fuzzy and not used'
        yield Fault(message.line, what, "read the translation, then delete the mark")
    yield from _missing_forms(message, plurals)
    for form in message.forms:
        where = f'"{message.singular}"' + (f", form {form.index}" if message.plural is not None else "")
        for what, remedy in _of_form(message, form.index, form.text, plurals):
            yield Fault(form.line, f"{where} {what}", remedy)


def percent_fault(text: str) -> str:
    """The first % of a text that Python's formatting would stumble over."""
    return next((found for found in _PERCENT.findall(text) if found != "%%" and not _PLACEHOLDER.fullmatch(found)), "")


def _missing_forms(message: Entry, plurals: Plurals) -> Iterator[Fault]:
    there = {form.index for form in message.forms}
    wanted = range(plurals.count) if message.plural is not None else range(1)
    for index in sorted({*wanted} - there):
        yield Fault(message.line, f'"{message.singular}" has no form {index}', f"add msgstr[{index}] and translate it")
    for form in (form for form in message.forms if form.index not in wanted):
        what = f'"{message.singular}" has a form {form.index}, and Plural-Forms count {plurals.count} from 0'
        yield Fault(form.line, what, "take it out, or mend the header's Plural-Forms")


def _of_form(message: Entry, index: int, form: str, plurals: Plurals) -> Iterator[tuple[str, str]]:
    if not form.strip():
        yield "has no translation", "translate it"
        return
    english = message.singular if message.plural is None else message.plural
    for rule, what, remedy in _ALONE:
        if held := rule(form):
            yield what.format(held), remedy
    for compare, what, remedy in _BESIDE_THE_ENGLISH:
        if held := compare(english, form):
            yield what.format(held), remedy
    one_number = message.plural is not None and plurals.numbers[index] == 1
    if not _placeholders_agree(english, form, may_leave_number_out=one_number):
        yield "has other placeholders than the English", "write each %(name)s of the English once, letter for letter"


def _placeholders_agree(english: str, form: str, *, may_leave_number_out: bool) -> bool:
    """Equal to the English; a plural form that stands for one number only may leave that number out ("one article")."""
    wanted, written = _placeholders(english), _placeholders(form)
    if may_leave_number_out:
        return written <= wanted and (wanted - written).total() <= 1
    return written == wanted


def _placeholders(text: str) -> Counter[str]:
    """Read as Python does: `%%(count)s` holds none, and would be shown as it stands."""
    return Counter(found for found in _PERCENT.findall(text) if _PLACEHOLDER.fullmatch(found))


def _override(form: str) -> str:
    return next((f"U+{ord(letter):04X}" for letter in form if letter in _OVERRIDES), "")


def _isolates(form: str) -> str:
    depth = 0
    for letter in form:
        depth += _ISOLATES.get(letter, 0)
        if depth < 0:
            break
    return "U+2069" if depth < 0 else "U+2068" if depth else ""


def _characters(form: str) -> str:
    strange = (letter for letter in form if letter not in "\n\t" and _kind(letter))
    return next((f"{_kind(letter)} U+{ord(letter):04X}" for letter in strange), "")


def _kind(letter: str) -> str:
    return "the mark of a lost letter" if letter == "\ufffd" else _KINDS.get(unicodedata.category(letter), "")


def _markup(english: str, form: str) -> str:
    return _more(_MARKUP, form, english)


def _lost_markup(english: str, form: str) -> str:
    return _more(_MARKUP, english, form)


def _entities(english: str, form: str) -> str:
    return _more(_ENTITY, form, english)


def _more(pattern: re.Pattern[str], one: str, other: str) -> str:
    """The first match that one text has oftener than the other."""
    return next(iter(Counter(pattern.findall(one)) - Counter(pattern.findall(other))), "")


# Each rule gives what a translation holds that it should not, or nothing; then how that is told, and the remedy.
_ALONE: tuple[tuple[Callable[[str], str], str, str], ...] = (
    (percent_fault, "holds a bare %, {!r}, which fails when the edition is rendered", "write %% for a per cent sign"),
    (_override, "holds the bidi override {}, which turns letters round", "use the isolates U+2068 and U+2069"),
    (_isolates, "has an isolate without its other half, {}", "write U+2069 for each of U+2066, U+2067 and U+2068"),
    (_characters, "holds {}, which readers see as nothing or a box", "retype the word"),
)
_BESIDE_THE_ENGLISH: tuple[tuple[Callable[[str, str], str], str, str], ...] = (
    (_markup, "holds markup that the English has not, {!r}, and it would not be escaped", "leave tags to the template"),
    (_lost_markup, "lacks the markup of the English, {!r}", "write each tag of the English once, letter for letter"),
    (_entities, "holds {!r}, which the text part would read aloud", "write the character itself"),
)
