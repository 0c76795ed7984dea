"""The CTA forms that are written with braces or brackets; pure, called by `shortcodes`.

    {{ cta('GUID', 'justifycenter') }}    {% cta guid="GUID" %}    {% module path="@hubspot/cta" guid="GUID" %}
    [hubspot type=cta portal=1 id=GUID]

Every search ends at the next opening or after LONGEST letters, so that a megabyte of openings costs no more
than one of prose. Braces that ask for no CTA are left alone.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from newsletter.ctas.arguments import Verdict, forged, read_bracket, read_call, read_code, read_tag, unclosed
from newsletter.ctas.cuts import Asked, Cut, Refused
from newsletter.ctas.letters import BREAK, Letters

LONGEST = 1000  # letters of one form; what has not closed by then is unclosed


def forms(letters: Letters) -> Iterator[Cut]:
    """Every form in braces or brackets, understood or refused, in order and without overlap."""
    for form in _merged(_forms(letters.text)):
        yield letters.cut(form.start, form.end, form.verdict)


def asks(text: str) -> bool:
    """Whether a text that was not folded, such as a tag's attributes, holds the opening of a form."""
    opening = _OPENING.search(text)
    while opening and opening.lastgroup == "code":  # in a tag it means what it says: see `embeds`
        opening = _OPENING.search(text, opening.end())
    return opening is not None


@dataclass(frozen=True, slots=True)
class _Kind:
    """How one kind of form begins and ends, and who reads it."""

    opening: str
    closing: str  # "": there is none, and `read` gets the tail
    tail: str  # as much of an unclosed form as cannot be prose
    read: Callable[[str, str], Verdict]  # takes the form's first word and what follows it


_CALL_TAIL = rf"(?: *+[(,|](?: *+')?[^ (),|{{}}⟦{BREAK}]*+)*(?: *+\))?(?: *+\}}++)?"
_TAG_TAIL = rf"(?: *+[\w@/.-]++ *+= *+'*+[^ '{{}}[\]⟦{BREAK}]*+'*+)*"

_KINDS: Mapping[str, _Kind] = {
    "call": _Kind(r"(?<!\{)\{\{++ *+-? *+(?=cta)", r"\}\}++", _CALL_TAIL, read_call),
    "brace": _Kind(r"(?<!\{)\{ *+(?=cta *+\()", "", _CALL_TAIL, unclosed),
    "tag": _Kind(r"\{% *+-? *+(?=cta|module\b)", r"%\}++", _TAG_TAIL, read_tag),
    "bracket": _Kind(r"\[ *+(?=hubspot +\w+ *=)", r"\]", _TAG_TAIL, read_bracket),
    "code": _Kind(r"(?=hs-cta)", "", r"[\w-]*+", read_code),
    "forged": _Kind(r"⟦ *+(?=cta *+:)", "", rf"[^⟦⟧{{}}{BREAK}]{{0,99}}+⟧?+", forged),
}
_OPENINGS = "|".join(f"(?P<{name}>{kind.opening})" for name, kind in _KINDS.items())
_OPENING = re.compile(rf"(?:{_OPENINGS})\w+", re.IGNORECASE)
_CLOSING = {
    name: re.compile(rf"(?P<closed>{kind.closing})|\{{\{{|\{{%|\[ *+hubspot|⟦|{BREAK}", re.IGNORECASE)
    for name, kind in _KINDS.items()
    if kind.closing
}
_TAIL = {name: re.compile(kind.tail) for name, kind in _KINDS.items()}
_STRAY = re.compile(rf"(?:\{{|\[ *+hubspot|⟦)[^{{}}[\]⟦⟧{BREAK}]*+\Z", re.IGNORECASE)


class _Form(NamedTuple):
    start: int  # in letters, like `end`
    end: int
    verdict: Asked | Refused


def _forms(text: str) -> Iterator[_Form]:
    position = 0
    while opening := _OPENING.search(text, position):
        start = opening.start()
        end, verdict = _read(text, opening)
        if isinstance(verdict, Refused):
            end = _pile_end(text, start, end)
            start = _with_strays(text, position, start)
        if verdict:
            yield _Form(start, end, verdict)
        position = end


def _read(text: str, opening: re.Match[str]) -> tuple[int, Verdict]:
    """Where to go on behind the form that begins here, and what it says."""
    name, inside = str(opening.lastgroup), opening.end()
    kind, word = _KINDS[name], text[opening.end(name) : inside]
    closing = _CLOSING[name].search(text, inside, inside + LONGEST) if kind.closing else None
    if closing and closing["closed"]:
        verdict = kind.read(word, text[inside : closing.start()])
        return (closing.end() if verdict else inside), verdict
    tail = _TAIL[name].match(text, inside)
    end = tail.end() if tail else inside
    return end, (unclosed if kind.closing else kind.read)(word, text[inside:end])


def _pile_end(text: str, start: int, end: int) -> int:
    """Where a refused form ends that is repeated at once: a megabyte of `{{cta(` is one fault, found in no time."""
    form = text[start:end]
    twice = form * 2  # the last one may go on, and mean something
    while text.startswith(twice, end):
        end += len(form)
    return end


def _with_strays(text: str, low: int, start: int) -> int:
    """Where to cut a refused form lest what stands around it joins into a new one: `{{ {{cta()}} cta('…')}}`."""
    while low < start and (stray := _STRAY.search(text, max(low, start - 60), start)):
        start = stray.start()
    return start


def _merged(forms: Iterable[_Form]) -> Iterator[_Form]:
    """The forms, neighbours that are refused for the same reason made one: nobody reads a hundred thousand faults."""
    last: _Form | None = None
    for form in forms:
        if last is None:
            last = form
        elif last.end == form.start and last.verdict == form.verdict and isinstance(form.verdict, Refused):
            last = _Form(last.start, form.end, last.verdict)
        else:
            yield last
            last = form
    if last:
        yield last
