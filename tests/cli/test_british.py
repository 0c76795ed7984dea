"""newsletter british: text in, text out, to the letter."""

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Run


@pytest.fixture
def article(tmp_path: Path) -> Path:
    path = tmp_path / "article.txt"
    path.write_bytes("\ufeffThe color of the harbor.\r\nHe said “my favorite color”.\r\n\r\nNo end".encode())
    return path


def test_a_file_is_respelled_with_its_mark_line_ends_and_last_line_as_they_were(run: Run, article: Path) -> None:
    assert run("british", article).out == (
        "\ufeffThe colour of the harbour.\r\nHe said “my favorite color”.\r\n\r\nNo end"
    )


def test_standard_input_is_read_where_no_file_is_named(run: Run) -> None:
    ran = run("british", stdin="A gloomy color — and a no\u00a0break.".encode())
    assert (ran.code, ran.out, ran.err) == (0, "A gloomy colour — and a no\u00a0break.", "")


def test_json_says_what_was_changed_and_what_was_kept_and_where(run: Run, article: Path) -> None:
    ran = run("british", article, "--json")
    said = json.loads(ran.out)
    assert said["text"].startswith("\ufeffThe colour")
    assert said["changes"][1] == {"line": 1, "column": 18, "from": "harbor", "to": "harbour", "tier": 1}
    assert [(one["line"], one["word"], one["why"]) for one in said["kept"]] == [
        (2, "favorite", "inside a quotation"),
        (2, "color", "inside a quotation"),
    ]


def test_html_keeps_its_markup(run: Run) -> None:
    page = b'<p class="color">The <b>color</b> <a href="https://example.com/color">here</a></p>'
    ran = run("british", "--format", "html", stdin=page)
    assert ran.out == '<p class="color">The <b>colour</b> <a href="https://example.com/color">here</a></p>'


def test_an_unknown_format_is_a_wrong_call(run: Run) -> None:
    ran = run("british", "--format", "pdf")
    assert (ran.code, ran.out) == (2, "")
    assert "'text', 'html', 'mjml'" in ran.err


@pytest.mark.parametrize(
    ("content", "said"),
    [(None, "cannot be read: No such file"), (b"colo\xff", "not UTF-8 at byte 4; save it as UTF-8")],
)
def test_what_cannot_be_read_names_the_file(run: Run, tmp_path: Path, content: bytes | None, said: str) -> None:
    path = tmp_path / "odd.txt"
    if content is not None:
        path.write_bytes(content)
    ran = run("british", path)
    assert (ran.code, ran.out) == (2, "") and f"{path}: {said}" in ran.err
