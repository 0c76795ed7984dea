"""Where a template says what is wrong in the MJML that it gave; `Templates` asks, and only when something is wrong.

The template is filled once more, in an environment that leaves a mark before every line of markup and before every
value; a fault belongs to the mark before it. Macros, includes and loops need no care: their marks come along.
"""

import hashlib
import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from itertools import accumulate
from typing import Any, NamedTuple

from jinja2 import Environment, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment

from newsletter.errors import TemplateError

_AT_ONCE = 10
_LONGEST = 160
_LINE = re.compile(r"[^\n]*\n|[^\n]+")
_TRANS = re.compile(r"\{%[-+]?\s*trans\b")
_WORD = re.compile(r"[^\s>]*")


class Spot(NamedTuple):
    """A place in a template with the line's text; line and column are 0 where they are not known."""

    file: str
    line: int
    column: int
    text: str


class _Piece(NamedTuple):
    file: str
    line: int
    said: bool  # as it stands in the file; a value is not


def wrong(faults: Iterable[tuple[Spot, str]]) -> TemplateError:
    """The error that tells the first ten of these; what a loop says over and over is told once."""
    told = list(dict.fromkeys(faults))[:_AT_ONCE]
    first = told[0][0]
    message = "\n".join(_told(spot, fault) for spot, fault in told)
    return TemplateError(message, file=first.file, line=first.line, column=first.column)


def _told(spot: Spot, fault: str) -> str:
    where = ", ".join(f"{name} {number}" for name, number in (("line", spot.line), ("column", spot.column)) if number)
    text = spot.text.strip()[:_LONGEST]
    return ": ".join(filter(None, (spot.file, where, fault))) + (f"\n    {text}" if text else "")


class Trace:
    """One filling of a template that is followed: first its environment, then the spots in what it gave."""

    def __init__(self, name: str, plain: str) -> None:
        """For the template `name`, which has said `plain` already, without marks."""
        # A mark holds the hash of everything that was said, so nothing that was said can hold a mark. It is all digits:
        # no filter that changes letters or escapes changes it.
        self._key = int(hashlib.sha256(plain.encode("utf-8", "surrogatepass")).hexdigest()[:32], 16)
        self._name, self._plain = name, plain
        self._pieces: list[_Piece] = []

    def environment(self, **options: Any) -> Environment:
        """A sandbox with these options whose templates leave marks."""
        environment = _Marking(**options)
        environment.trace = self
        environment.filters["marked"] = _marked
        return environment

    def mark(self, file: str, line: int, *, said: bool) -> str:
        """A new mark, for what is `said` as it stands in this line, or for a value that is asked for there."""
        self._pieces.append(_Piece(file, line, said))
        return f"-{self._key}-{len(self._pieces) - 1}-"

    def spots(self, marked: str, sources: Mapping[str, str], offsets: Iterable[int]) -> list[Spot]:
        """Where each offset of what was said comes from; the template alone where that is not to be known."""
        first, *rest = re.split(rf"-{self._key}-(\d+)-", marked)
        if not rest or first or "".join(rest[1::2]) != self._plain:  # the marks themselves changed what was said
            return [self._somewhere(offset) for offset in offsets]
        pieces = [self._pieces[int(number)] for number in rest[::2]]
        starts = [0, *accumulate(map(len, rest[1::2]))]
        return [
            _spot(pieces, starts, self._plain, offset, sources) if offset >= 0 else self._somewhere(offset)
            for offset in offsets
        ]

    def _somewhere(self, offset: int) -> Spot:
        begin = self._plain.rfind("\n", 0, max(offset, 0)) + 1
        return Spot(self._name, 0, 0, self._plain[begin:].partition("\n")[0] if offset >= 0 else "")


class _Marking(ImmutableSandboxedEnvironment):
    trace: Trace

    def _generate(self, source: nodes.Template, name: str | None, *rest: Any, **options: Any) -> str:
        """Jinja's own hook between reading a template and compiling it."""
        for output in [*source.find_all(nodes.Output)]:
            output.nodes = [part for node in output.nodes for part in self._with_marks(node, name or "")]
            output.set_environment(self)
        return super()._generate(source, name, *rest, **options)

    def _with_marks(self, node: nodes.Expr, file: str) -> Iterator[nodes.Expr]:
        if isinstance(node, nodes.TemplateData):
            for line, text in enumerate(_LINE.findall(node.data), node.lineno):
                yield nodes.TemplateData(self.trace.mark(file, line, said=True) + text, lineno=line)
        else:
            mark = nodes.Const(self.trace.mark(file, node.lineno, said=False))
            yield nodes.Filter(node, "marked", [mark], [], None, None, lineno=node.lineno)


def _marked(value: object, mark: str) -> str:
    """A value with its mark; an empty one stays empty, for templates ask."""
    text = value if isinstance(value, str) else str(value)
    return mark + text if text else text


def _spot(pieces: list[_Piece], starts: list[int], plain: str, offset: int, sources: Mapping[str, str]) -> Spot:
    here = max(bisect_right(starts, offset, hi=len(pieces)) - 1, 0)
    file, line, said = pieces[here]
    lines = sources[file].split("\n")
    faulty = plain[offset : starts[here + 1]].rstrip("\n")
    if said:
        column = lines[line - 1].find(faulty) + 1
    else:
        before = plain[starts[here - 1] : starts[here]] if here and pieces[here - 1][:2] == (file, line) else ""
        line, column = _in_a_value(lines, line, faulty, before)
    return Spot(file, line, max(column, 1), lines[line - 1])


def _in_a_value(lines: list[str], line: int, faulty: str, before: str) -> tuple[int, int]:
    """Where the first faulty word stands in its {% trans %}; any other value begins behind what the line says first."""
    word = _WORD.findall(faulty)[0]
    for number in range(line, _end_of_trans(lines, line) + 1):
        if word and word in lines[number - 1]:
            return number, lines[number - 1].find(word) + 1
    column = lines[line - 1].find(before)
    return line, column + len(before) + 1 if column >= 0 else 1


def _end_of_trans(lines: list[str], line: int) -> int:
    """The last line of the {% trans %} that begins on a line; the line before when none does."""
    if not _TRANS.search(lines[line - 1]):
        return line - 1
    return next((number for number in range(line, len(lines)) if "endtrans" in lines[number - 1]), len(lines))
