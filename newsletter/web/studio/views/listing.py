"""A part of a letter as numbered rows that a finding can lead to: `#html-12`, `#html-12-481`, `#text-3`. Pure."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from newsletter.model import Finding

_LONG = 100  # characters: a row ends at the next tag behind it, for MJML writes thousands in a line
_BETWEEN_TAGS = re.compile("(?<=>)(?=<)")
_PARTS = {"html": "Source", "text": "Text part", "subject": "Subject", "preheader": "Preheader"}


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a part, or a piece of a long one."""

    id: str
    number: int | None  # None: it goes on
    text: str


@dataclass(frozen=True, slots=True)
class Place:
    """Where something is, in words, and where on the page it can be seen."""

    words: str
    href: str


def rows(part: str, text: str) -> tuple[Row, ...]:
    """The lines of a part, long ones cut between tags."""
    return tuple(
        Row(_id(part, line, column), line if column == 1 else None, piece)
        for line, written in enumerate(text.rstrip("\n").split("\n"), start=1)
        for column, piece in _pieces(written)
    )


def place(finding: Finding, parts: dict[str, str], articles: Sequence[tuple[str, str]] = ()) -> Place:
    """Where a finding is: a row of a part or of the articles, else the words that lead there, such as `ctas.csv:12`."""
    if finding.part not in _PARTS:
        said = f"{finding.part}:{finding.line}" if finding.line else finding.part
        rows_of = (number for number, (id_, _) in enumerate(articles, start=1) if id_.endswith(f":{finding.part}"))
        return Place(said, next((f"#article-{number}" for number in rows_of), ""))
    name = _PARTS[finding.part]
    if finding.part not in parts or not finding.line:
        return Place(name, f"#{finding.part}")
    written = parts[finding.part].split("\n")[finding.line - 1 : finding.line]
    columns = [column for line in written for column, _ in _pieces(line) if column <= max(finding.column, 1)]
    return Place(f"{name}, line {finding.line}", f"#{_id(finding.part, finding.line, max(columns, default=1))}")


def _id(part: str, line: int, column: int) -> str:
    return f"{part}-{line}" if column == 1 else f"{part}-{line}-{column}"


def _pieces(line: str) -> Iterator[tuple[int, str]]:
    """The pieces of a line with the columns in which they begin."""
    begin = 0
    for gap in _BETWEEN_TAGS.finditer(line):
        if gap.start() - begin >= _LONG:
            yield begin + 1, line[begin : gap.start()]
            begin = gap.start()
    yield begin + 1, line[begin:]
