"""Keeps what runs left to right whole in right-to-left text: names, doses, telephone numbers, addresses, dates, ranges.

`stories` calls it for what an article says, `edition` and `resolve` for what the settings say. Pure, in linear time.

The bidirectional algorithm (UAX #9) places a lone Latin word or number well. It tears whatever holds spaces or signs
between figures: after an Arabic letter `5 mg/kg` is shown as `mg/kg 5`, `10–20` as `20–10`, and a telephone number from
its last group to its first. Such a run is put into `<span dir="ltr">` in HTML and between U+2066 and U+2069 where
there is no markup: subjects, attributes, the text part. A client that does not know these two shows nothing for them.
What is isolated already stays as it is. Arabic-Indic digits are left alone: they run in groups from the right.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape
from typing import NamedTuple

from newsletter.localise.spelling.markup import is_inline
from newsletter.model import Language

OPEN, CLOSE = "\u2066", "\u2069"  # LEFT-TO-RIGHT ISOLATE, POP DIRECTIONAL ISOLATE
_SPAN, _SPAN_END = '<span dir="ltr">', "</span>"

_LETTERS = r"A-Za-z\xaa\xb5\xba\xc0-\xd6\xd8-\xf6\xf8-\u02b8\u0300-\u052f\u1e00-\u1fff\u2126\u212a\u212b"
_CHARACTER = rf"[{_LETTERS}0-9\xb0\xb2\xb3\xb9\u2070-\u209c]"
_SPACE = r"[ \xa0\u202f]"
_SIGN = r"[+#@$€£~<>≤≥±]|(?<![^\s(])[-\u2212](?=[0-9])"  # a minus, but not the hyphen after an Arabic letter
_BETWEEN = "|".join(
    [
        r"[./:@_'’&+%‰#=?~,;*!$€£|<>≤≥±\xb7\xd7\xf7\u2212\u2010-\u2015\\-]{1,4}+",  # in an address, a measure, a range
        rf"{_SPACE}(?!https?://|www\.)(?:[&+=<>≤≥±/\xd7\xf7\u2212\u2010-\u2015-]{_SPACE})?(?:{_SIGN})?",
        rf"(?<=\b[A-Z])\.{_SPACE}|(?<=\b[A-Z][a-z])\.{_SPACE}",  # J. Marsden, Dr. Marsden
    ]
)
_CORE = rf"{_CHARACTER}++(?:(?:{_BETWEEN}){_CHARACTER}++)*"
_URL = r"\b(?:https?://|www\.)[!-~]*[\w/#=&~-]"
_RUN = re.compile(
    rf"(?P<isolated>[\u2066-\u2068](?:[^\u2066-\u2069]|[\u2066-\u2068][^\u2066-\u2069]*+\u2069)*\u2069)"
    rf"|(?P<address>{_URL})"
    rf"|(?:{_SIGN})?(?:\([0-9]++\){_SPACE}?)?{_CORE}(?:{_SPACE}?\((?:{_SIGN})?{_CORE}\)(?:{_SPACE}?{_CORE})?)*[%‰+#]*+",
    re.ASCII,
)
_PLACED_WELL = re.compile(rf"[{_LETTERS}]+[0-9]*|[0-9]+(?:[.,][0-9]+)*")
_ARABIC_COMMA = re.compile(r"[،؛]\s*$|^\s*[،؛]")  # between two Latin words it would run with them, left to right

_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
_PART = re.compile(
    r"""<(?P<close>/?)(?P<name>[A-Za-z][\w-]*+)(?P<said>(?:[^>"']|"[^"]*"|'[^']*')*)(?P<end>>?)|(?P<text>[^<]++|<)"""
)
_ATOM = re.compile(r"&(?:#\w{1,8}|[A-Za-z]\w{1,31});|.", re.DOTALL)
_SPOKEN = re.compile(r"""\s(?:alt|title)\s*=\s*(?:"([^"]*)"|'([^']*)')""")
_DIRECTED = re.compile(r"\sdir\s*=")
_VOID = frozenset({"br", "hr", "img", "wbr"})
_APART = "\ufffc"  # stands where a run ends in any case


def isolate(text: str) -> str:
    """Plain text with each run that would be torn between U+2066 and U+2069; nothing else changes."""
    return _written(
        text, [mark for start, end in _runs(text, addresses=False) for mark in ((start, OPEN), (end, CLOSE))]
    )


def isolate_html(html: str) -> str:
    """Sanitised HTML with each torn run in a `<span dir="ltr">`; in `alt` and `title` as in plain text.

    What says its own direction is left as it is.
    """
    return _written(html, [mark for stretch in _stretches(html) for mark in stretch.marks()])


def isolate_in(language: Language, text: str) -> str:
    """`isolate`, for a text in a language that runs from the right; any other as it is."""
    return isolate(text) if language.direction == "rtl" else text


def is_mixed(text: str) -> bool:
    """Whether a line alone, which takes its direction from its words, can be torn: it has a right-to-left letter."""
    return _RIGHT_TO_LEFT.search(text) is not None


def bare(text: str) -> str:
    """The text without the marks that `isolate` sets."""
    return text.replace(OPEN, "").replace(CLOSE, "")


# ── details ────────────────────────────────────────────────────────────────────────────────────────


def _runs(text: str, *, addresses: bool) -> Iterator[tuple[int, int]]:
    """Where the runs stand that the algorithm would tear.

    Without `addresses` those of the web are left: they are placed well, and a program that makes links of them would
    take the mark behind one for its end.
    """
    for run in _RUN.finditer(text):
        around = text[max(0, run.start() - 3) : run.start()], text[run.end() : run.end() + 3]
        placed_well = _PLACED_WELL.fullmatch(run[0]) and not any(map(_ARABIC_COMMA.search, around))
        if not run["isolated"] and not placed_well and (addresses or not run["address"]):
            yield run.span()


def _written(source: str, marks: list[tuple[int, str]]) -> str:
    """The source with marks put in at their places, those of one place in the order they come in."""
    parts, here = list[str](), 0
    for place, mark in sorted(marks, key=lambda mark: mark[0]):
        parts += (source[here:place], mark)
        here = place
    return "".join((*parts, source[here:]))


class _Tag(NamedTuple):
    before: int  # how many letters of the stretch stand before it
    start: int  # in the source
    end: int
    opens: bool


@dataclass(slots=True)
class _Stretch:
    """Letters that are read as one line, the way back to their source, and the inline tags between them."""

    letters: list[str] = field(default_factory=list)
    starts: list[int] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)
    tags: list[_Tag] = field(default_factory=list)
    in_attribute: bool = False

    def say(self, text: str, source: int) -> None:
        for atom in _ATOM.finditer(text):
            letter = unescape(atom[0])
            self.letters.append(letter if len(letter) == 1 else _APART)
            self.starts.append(source + atom.start())
            self.ends.append(source + atom.end())

    def end_run(self, source: int) -> None:
        self.letters.append(_APART)
        self.starts.append(source)
        self.ends.append(source)

    def marks(self) -> Iterator[tuple[int, str]]:
        for start, end in _runs("".join(self.letters), addresses=not self.in_attribute):
            around = None if self.in_attribute else self._around(start, end)
            first, last = around or (self.starts[start], self.ends[end - 1])
            yield first, _SPAN if around else OPEN
            yield last, _SPAN_END if around else CLOSE

    def _around(self, start: int, end: int) -> tuple[int, int] | None:
        """Where an element round these letters begins and ends; None where it would cross another."""
        opened, unopened = 0, 0
        for tag in self.tags[self._tag(start + 1) : self._tag(end)]:
            opened += 1 if tag.opens else -1
            if opened < 0:
                opened, unopened = 0, unopened + 1
        first = self.tags[self._tag(start) : self._tag(start + 1)][-unopened:] if unopened else []
        last = self.tags[self._tag(end) : self._tag(end + 1)][:opened]
        if len(first) < unopened or len(last) < opened or not all(tag.opens for tag in first):
            return None
        if any(tag.opens for tag in last):
            return None
        return first[0].start if first else self.starts[start], last[-1].end if last else self.ends[end - 1]

    def _tag(self, letters: int) -> int:
        return bisect_left(self.tags, letters, key=lambda tag: tag.before)


def _stretches(html: str) -> Iterator[_Stretch]:
    """The prose as one stretch, whose blocks end each other's runs, and each alternative text and title."""
    prose, directed = _Stretch(), list[str]()  # open elements from one that says its direction on
    for part in _PART.finditer(html):
        name = (part["name"] or "").lower()
        if name and not part["end"]:
            break  # a tag that never ends: the rest is no prose
        opens = bool(name) and not part["close"] and name not in _VOID
        if name:
            yield from _attributes(part)
        if directed or (opens and _DIRECTED.search(part["said"])):
            prose.end_run(part.start())
            if opens:
                directed.append(name)
            elif part["close"] and directed[-1] == name:
                directed.pop()
        elif part["text"]:
            prose.say(part["text"], part.start())
        elif is_inline(name) and name not in _VOID:
            prose.tags.append(_Tag(len(prose.letters), part.start(), part.end(), opens))
        else:
            prose.end_run(part.start())
    yield prose


def _attributes(tag: re.Match[str]) -> Iterator[_Stretch]:
    for said in _SPOKEN.finditer(tag["said"]):
        spoken = _Stretch(in_attribute=True)
        group = 1 if said[1] is not None else 2
        spoken.say(said[group], tag.start("said") + said.start(group))
        yield spoken
