"""CSV as spreadsheets write and read it; what `subscribers import` and `ctas.csv` share. Pure.

Spreadsheets save with a byte order mark, in UTF-16 or with semicolons, as their country has it; and they run a cell
that begins like a formula. What we write is guarded against that, and read again as it was.
"""

import codecs
import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from newsletter.errors import UsageError

_FORMULA = (*"=+-@＝＋－＠", "\t", "\r")  # spreadsheets run what begins so (OWASP, "CSV injection")
_DELIMITERS = ",;\t"


class Row(NamedTuple):
    """A row that is not blank."""

    number: int  # as a spreadsheet counts, from 1
    line: int  # of the file, on which it begins
    fields: list[str]


def decoded(content: bytes) -> str:
    """A spreadsheet's text: UTF-8 or UTF-16, by its byte order mark; raises UsageError."""
    is_wide = content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    try:
        return content.decode("utf-16" if is_wide else "utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise UsageError(f"line {line}: not UTF-8; save it as CSV UTF-8") from error


def delimiter_of(text: str) -> str:
    """What stands between the columns of the header: a comma, a semicolon or a tab, whichever there are most of."""
    header = next((line for line in text.splitlines() if line.strip(f"{_DELIMITERS} ")), "")
    return max(_DELIMITERS, key=header.count)


def rows(file: Iterable[str], delimiter: str = ",") -> Iterator[Row]:
    """The rows that are not blank, each with its place; raises UsageError, at any of them."""
    # Strict: a quotation mark that is never closed would otherwise swallow the rest of the file as one field.
    reader, number, line = csv.reader(file, delimiter=delimiter, strict=True), 0, 1
    while True:
        number += 1
        try:
            fields = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise UsageError(f"line {line}: not CSV: {error}") from error
        if any(field.strip() for field in fields):
            yield Row(number, line, fields)
        line = reader.line_num + 1


def written(table: Iterable[Sequence[str]]) -> bytes:
    """A table as spreadsheets take it by a double click: UTF-8 with its mark, CRLF, no cell that would be run."""
    file = io.StringIO(newline="")
    csv.writer(file).writerows(map(harmless, row) for row in table)
    return file.getvalue().encode("utf-8-sig")


def harmless(field: str) -> str:
    """The field with an apostrophe before what a spreadsheet would run; `unarmed` takes it away again."""
    return f"'{field}" if field.lstrip("'").startswith(_FORMULA) else field


def unarmed(field: str) -> str:
    """The field as it was before `harmless` had it."""
    return field[1:] if field.startswith("'") and field.lstrip("'").startswith(_FORMULA) else field
