"""The `.po` format, read and written letter for letter: every message with its line, every fault with its own.

`catalogue` reads with it, `catalogue_update` writes. Babel's reader does not serve either. It keeps the first of two
equal messages in silence, loses headers and comments that it does not know, gives a msgstr without a msgid to the next
message, takes any nplurals, and counts lines from 0 or names none. Here a file is taken apart into entries that know
the text they were read from, and a fault is a value with its line, so that all of them can be told at once.

    # a translator's comment          ┐
    #. the template's comment         │
    #: templates/digest.mjml.j2       │  one entry: its text stands in the file as it is,
    #, fuzzy, python-format           │  an obsolete one with #~ before each line
    #| msgid "what it was before"     │
    msgctxt "…"  msgid "…"  msgid_plural "…"  msgstr[0] "…"
"""

import codecs
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

_LINE_ENDS = re.compile(r"\r\n|\r|\n")
_STATEMENT = re.compile(r'(msgctxt|msgid_plural|msgid|msgstr)(?:\[([0-9]{1,3})\])?\s*("[^"\\]*(?:\\.[^"\\]*)*")\s*')
_STRING = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"\s*')
_ESCAPE = re.compile(r"\\(.)")
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", '"': '"', "\\": "\\"}
_UNESCAPED = re.compile(r'[\\"\n\t\r]')
_WRITTEN = {said: f"\\{letter}" for letter, said in _ESCAPES.items()}
_WIDE = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE, codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)


class Fault(NamedTuple):
    """What is wrong in a line of a file, and what to do."""

    line: int
    what: str
    remedy: str


@dataclass(frozen=True, slots=True, order=True)
class Form:
    """A translation, or one of its plural forms, and its line."""

    index: int
    text: str
    line: int


@dataclass(frozen=True, slots=True)
class Entry:
    """One message as it stands in a file."""

    text: str  # its lines, comments first, without the #~ of an obsolete one
    begins: int  # the line of the first of them
    line: int  # the line of its msgid
    context: str | None
    singular: str
    plural: str | None
    forms: tuple[Form, ...]  # in the order of their indices
    flags: frozenset[str]
    obsolete: bool

    @property
    def key(self) -> tuple[str | None, str]:
        """What a message is known by; its plural is no part of it."""
        return self.context, self.singular

    @property
    def is_header(self) -> bool:
        return self.key == (None, "")

    @property
    def fuzzy(self) -> bool:
        return "fuzzy" in self.flags

    def line_with(self, text: str) -> int:
        """The first of its lines that holds a text, else the line of its msgid."""
        lines = _LINE_ENDS.split(self.text)
        return next((number for number, line in enumerate(lines, self.begins) if text in line), self.line)


@dataclass(frozen=True, slots=True)
class Po:
    """A whole file: what can be read of it, and what cannot."""

    entries: tuple[Entry, ...]
    faults: tuple[Fault, ...]
    ending: str = ""  # comments that no message follows

    @property
    def header(self) -> Entry | None:
        return next((entry for entry in self.entries if entry.is_header and not entry.obsolete), None)

    @property
    def messages(self) -> tuple[Entry, ...]:
        """What it says: neither its header nor what is obsolete."""
        return tuple(entry for entry in self.entries if not (entry.is_header or entry.obsolete))

    @property
    def fields(self) -> dict[str, str]:
        """The header's fields, their names in small letters."""
        said = self.header.forms[0].text.split("\n") if self.header and self.header.forms else []
        return {name.strip().lower(): value.strip() for name, _, value in (line.partition(":") for line in said)}


def parse(raw: bytes) -> Po:
    """Reads a file; UTF-8 with or without a byte order mark, and any line ends."""
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        wide = raw.startswith(_WIDE)
        line = 1 if wide else raw.count(b"\n", 0, error.start) + 1
        what = "not UTF-8 but UTF-16 or UTF-32" if wide else f"not UTF-8 (byte 0x{raw[error.start]:02x})"
        return Po((), (Fault(line, what, "save the file as UTF-8"),))
    if "\0" in text:
        line = len(_LINE_ENDS.split(text[: text.index("\0")]))
        return Po((), (Fault(line, "a NUL character", "save the file as UTF-8, without it"),))
    return _Reader().read(_LINE_ENDS.split(text))


def quoted(text: str) -> str:
    """A text as a string of the format, in one line."""
    return '"' + _UNESCAPED.sub(lambda found: _WRITTEN[found[0]], text) + '"'


def statements(
    context: str | None, singular: str, plural: str | None, forms: Iterable[tuple[int, str]]
) -> Iterator[str]:
    """The lines of a message without its comments."""
    if context is not None:
        yield f"msgctxt {quoted(context)}"
    yield f"msgid {quoted(singular)}"
    if plural is not None:
        yield f"msgid_plural {quoted(plural)}"
    for index, form in forms:
        yield (f"msgstr[{index}] " if plural is not None else "msgstr ") + quoted(form)


# ── details ────────────────────────────────────────────────────────────────────────────────────────


@dataclass(slots=True)
class _Message:
    """An entry while it is read."""

    begins: int
    obsolete: bool = False
    lines: list[str] = field(default_factory=list)
    flags: set[str] = field(default_factory=set)
    said: dict[str, list[str]] = field(default_factory=dict)  # msgid, msgid_plural, msgctxt → its strings
    forms: dict[int | None, tuple[int, list[str]]] = field(default_factory=dict)  # index → line, strings
    line: int = 0


class _Reader:
    """Goes through a file line by line."""

    def __init__(self) -> None:
        self._entries: list[Entry] = []
        self._faults: list[Fault] = []
        self._message: _Message | None = None
        self._strings: list[str] | None = None  # of the statement that a string on the next line goes on with

    def read(self, lines: list[str]) -> Po:
        for number, line in enumerate(lines, 1):
            if bare := line.strip(" \t"):
                self._line(number, bare)
        ending = "\n".join(self._message.lines) if self._message and not self._message.said else ""
        self._end()
        return Po(tuple(self._entries), tuple(self._faults), ending)

    def _line(self, number: int, line: str) -> None:
        obsolete = line.startswith("#~")
        line = line[2:].lstrip(" \t") if obsolete else line
        if obsolete and line.startswith("|"):
            line = f"#{line}"  # what an obsolete message was before
        if line.startswith("#"):
            self._comment(number, line, obsolete)
        elif found := _STATEMENT.fullmatch(line):
            self._statement(number, line, found, obsolete)
        elif _STRING.fullmatch(line) and self._strings is not None and self._message:
            self._strings.append(self._unescaped(number, line))
            self._message.lines.append(line)
        elif line:
            self._fault(number, f"not a line of a catalogue: {line[:60]}", 'write msgid "…" and msgstr "…"')

    def _comment(self, number: int, line: str, obsolete: bool) -> None:
        message = self._open(number, obsolete, fresh=self._message is not None and bool(self._message.said))
        message.lines.append(line)
        self._strings = None
        if line.startswith("#,"):
            message.flags |= {flag.strip() for flag in line[2:].split(",")}

    def _statement(self, number: int, line: str, found: re.Match[str], obsolete: bool) -> None:
        keyword, index = found[1], found[2]
        begun = self._message.said if self._message else {}
        fresh = "msgid" in begun or bool(self._message and self._message.forms)
        message = self._open(number, obsolete, fresh=fresh and keyword in ("msgctxt", "msgid"))
        message.lines.append(line)
        message.obsolete = obsolete
        self._strings = [self._unescaped(number, found[3])]
        if keyword == "msgstr":
            self._form(number, message, int(index) if index else None)
        elif index or keyword in message.said:
            self._fault(number, f"{keyword} stands in the wrong place", "write it once in its message, with no number")
        else:
            message.said[keyword] = self._strings
            message.line = number if keyword == "msgid" else message.line

    def _form(self, number: int, message: _Message, index: int | None) -> None:
        keyword = "msgstr" if index is None else f"msgstr[{index}]"
        if "msgid" not in message.said:
            self._fault(number, f"{keyword} without a msgid before it", "write the msgid that it translates above it")
        elif (index is None) == ("msgid_plural" in message.said):
            remedy = "msgstr[0], msgstr[1] … belong to a msgid_plural, a plain msgstr to a msgid alone"
            self._fault(number, f"{keyword} does not go with its msgid", remedy)
        elif index in message.forms:
            self._fault(number, f"{keyword} stands there a second time", "take one of them out")
        else:
            message.forms[index] = (number, self._strings or [])

    def _open(self, number: int, obsolete: bool, *, fresh: bool) -> _Message:
        if fresh or (self._message and self._message.said and self._message.obsolete != obsolete):
            self._end()
        if self._message is None:
            self._message = _Message(number, obsolete)
        return self._message

    def _end(self) -> None:
        message, self._message, self._strings = self._message, None, None
        if message is None or not message.said:
            return  # comments alone
        said = {keyword: "".join(strings) for keyword, strings in message.said.items()}
        if "msgid" not in said:
            self._fault(message.begins, "a message without a msgid", "write its msgid, or take it out")
        elif not message.forms:
            self._fault(message.line, "a msgid without its msgstr", 'write msgstr "" beneath it')
        else:
            self._entries.append(_entry(message, said))

    def _unescaped(self, number: int, string: str) -> str:
        inner = string.strip()[1:-1]
        if "\\" not in inner:
            return inner
        for letter in {found[1] for found in _ESCAPE.finditer(inner)} - _ESCAPES.keys():
            self._fault(number, f"\\{letter} means nothing here", "write \\\\ for a backslash")
        return _ESCAPE.sub(lambda found: _ESCAPES.get(found[1], found[1]), inner)

    def _fault(self, line: int, what: str, remedy: str) -> None:
        self._faults.append(Fault(line, what, remedy))


def _entry(message: _Message, said: dict[str, str]) -> Entry:
    forms = (Form(index or 0, "".join(strings), line) for index, (line, strings) in message.forms.items())
    return Entry(
        text="\n".join(message.lines),
        begins=message.begins,
        line=message.line,
        context=said.get("msgctxt"),
        singular=said["msgid"],
        plural=said.get("msgid_plural"),
        forms=tuple(sorted(forms)),
        flags=frozenset(message.flags),
        obsolete=message.obsolete,
    )
