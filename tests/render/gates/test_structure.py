"""Gates on what a screen reader and a telephone go by."""

from collections.abc import Callable

import pytest

from newsletter.render.gates import structure
from newsletter.render.gates.draft import Draft

Make = Callable[..., Draft]


@pytest.mark.parametrize(
    "head",
    ['<meta charset="UTF-8">', '<meta http-equiv="Content-Type" content="text/html; charset=utf-8">'],
)
def test_a_letter_says_that_it_is_utf_8(head: str, draft: Make) -> None:
    assert not list(structure.charset(draft(html=f"<html><head>{head}</head></html>")))


@pytest.mark.parametrize("head", ["", '<meta charset="iso-8859-1">', '<meta name="charset" content="x">'])
def test_a_letter_that_does_not_say_it_is_found(head: str, draft: Make) -> None:
    assert len(list(structure.charset(draft(html=f"<html><head>{head}</head></html>")))) == 1


@pytest.mark.parametrize(
    "content",
    ["user-scalable=no", "width=device-width, user-scalable = 0", "maximum-scale=1", "maximum-scale=1.0, width=600"],
)
def test_a_viewport_that_forbids_enlarging_is_found(content: str, draft: Make) -> None:
    html = f'<html><head>\n<meta name="viewport" content="{content}"></head></html>'
    (finding,) = structure.viewport(draft(html=html))
    assert (finding.level, finding.line) == ("error", 2)
    assert "keeps people from enlarging" in finding.message


@pytest.mark.parametrize("content", ["width=device-width, initial-scale=1", "maximum-scale=5", "user-scalable=yes"])
def test_a_viewport_that_lets_people_enlarge_passes(content: str, draft: Make) -> None:
    assert not list(structure.viewport(draft(html=f'<meta name="viewport" content="{content}">')))


def test_a_letter_without_a_viewport_is_found(draft: Make) -> None:
    assert len(list(structure.viewport(draft(html="<html></html>")))) == 1


def headings(html: str, draft: Make) -> list[tuple[str, str]]:
    return [(finding.level, finding.message) for finding in structure.headings(draft(html=html))]


@pytest.mark.parametrize(
    "html",
    [
        "<h1>Tides</h1>",
        "<h1>Tides</h1><h2>One</h2><h3>Two</h3><h2>Three</h2>",
        "<h2>Before</h2><h1>Tides</h1>",
        '<h1><img src="x" alt="Tides"></h1>',
        "<h1><a><b>Ti</b>des</a></h1>",
    ],
)
def test_headings_in_order_pass(html: str, draft: Make) -> None:
    assert headings(html, draft) == []


@pytest.mark.parametrize(
    ("html", "level", "said"),
    [
        ("<h2>Tides</h2>", "error", "the HTML has no <h1>, which says what the letter is"),
        ("<h1>Tides</h1><h1>Sand</h1>", "error", "a second <h1>"),
        ("<h1>Tides</h1><h2>\n&#160;</h2>", "error", "an empty <h2>"),
        ('<h1>Tides</h1><h2><img alt="" src="x"></h2>', "error", "an empty <h2>"),
        ("<h1>Tides</h1><h3>Sand</h3>", "warning", "“Sand” is an <h3> right after an <h1>: a level is left out"),
    ],
)
def test_headings_out_of_order_are_found(html: str, level: str, said: str, draft: Make) -> None:
    assert headings(html, draft) == [(level, said)]
