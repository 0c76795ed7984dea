"""CSV as spreadsheets have it: whatever country they are from, and nothing in it that they would run."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsletter.errors import UsageError
from newsletter.spreadsheet import decoded, delimiter_of, harmless, rows, unarmed, written


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_utf_8_and_utf_16_are_read(encoding: str) -> None:
    mark = "\ufeff" if encoding.endswith("e") else ""
    assert decoded((mark + "id,label\r\n1,احجز").encode(encoding)) == "id,label\r\n1,احجز"


@pytest.mark.parametrize("content", [b"id,label\n1,R\xe9server", b"id\n\xff", b"\xff\xfei\x00d"])
def test_another_encoding_is_refused_with_its_line_and_the_remedy(content: bytes) -> None:
    with pytest.raises(UsageError, match=r"line [12]: not UTF-8; save it as CSV UTF-8"):
        decoded(content)


@pytest.mark.parametrize(
    ("text", "delimiter"),
    [("id,label\n1;2;3", ","), ("\n;;\nid;label, en;url\n", ";"), ("id\tlabel\n", "\t"), ("id", ","), ("", ",")],
)
def test_the_header_tells_what_stands_between_columns(text: str, delimiter: str) -> None:
    assert delimiter_of(text) == delimiter


def test_rows_are_numbered_as_a_spreadsheet_does_and_blank_ones_are_passed_over() -> None:
    text = 'id,label\r\n\r\n1,"a\r\nb"\r\n,\r\n2,c'
    found = [(row.number, row.line, row.fields) for row in rows(io.StringIO(text, newline=""))]
    assert found == [(1, 1, ["id", "label"]), (3, 3, ["1", "a\r\nb"]), (5, 6, ["2", "c"])]


def test_a_quotation_mark_that_is_never_closed_swallows_nothing() -> None:
    with pytest.raises(UsageError, match="line 2: not CSV"):
        list(rows(io.StringIO('id\n"1\n2\n', newline="")))


@pytest.mark.parametrize("field", ["=1+1", "+44 20", "-2", "@SUM(A1)", "＝1", "\t=1", "'=1", "''@x"])
def test_a_formula_is_written_with_an_apostrophe(field: str) -> None:
    assert harmless(field) == f"'{field}"


@pytest.mark.parametrize("field", ["", "Ana", "O'Neil", "'t Hooft", "2026-11-22", "a@b.example", "1=1"])
def test_other_fields_are_written_as_they_are(field: str) -> None:
    assert harmless(field) == field


@given(st.lists(st.lists(st.text(st.characters(exclude_categories=["Cs"]), min_size=1), min_size=1), min_size=1))
def test_what_is_written_is_read_again_as_it_was_and_never_run(table: list[list[str]]) -> None:
    content = written(table)
    raw = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    assert [cell for row in raw for cell in row if cell.startswith(("=", "+", "-", "@"))] == []
    assert [[unarmed(cell) for cell in row] for row in raw] == table
    assert content.startswith(b"\xef\xbb\xbf")
