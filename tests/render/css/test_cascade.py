"""The computed style of elements: what counts, what is handed down, and on which screen."""

import pytest

from newsletter.render.css.cascade import Shape, styles
from newsletter.render.css.properties import Computed
from newsletter.render.css.screens import SCREENS
from newsletter.render.markup import nested

LIGHT, DARK, NARROW = range(len(SCREENS))
RED, GREEN, BLUE = (1.0, 0.0, 0.0), (0.0, 0.5, 0.0), (0.0, 0.0, 1.0)


def style_of(html: str, sheet: str = "", screen: int = LIGHT, *, knows_dark: bool = False) -> Computed:
    """That of the innermost element of some HTML."""
    dressed = styles(((sheet, ""),), knows_dark=knows_dark)
    shape: Shape | None = None
    for token, _ in nested(html):
        if token.kind == "open":
            shape = dressed.shape(token, shape)
    assert shape is not None
    return shape.computed[screen]


@pytest.mark.parametrize(
    ("html", "sheet", "paint"),
    [
        ("<p style='color:red'></p>", "p { color: blue }", RED),
        ("<p style='color:red'></p>", "p { color: blue !important }", BLUE),
        ("<p style='color:red !important'></p>", "p { color: blue !important }", RED),
        ("<p class='a'></p>", ".a { color: red } p { color: blue }", RED),
        ("<p></p>", "p { color: blue } p { color: red }", RED),
        ("<p id='i' class='a'></p>", "#i { color: red } .a { color: blue } p.a { color: green }", RED),
        ("<div style='color:red'><p></p></div>", "", RED),
        ("<div style='color:red'><p style='color:inherit'></p></div>", "p { color: blue }", RED),
        ("<p style='color:red;color:nonsense'></p>", "", RED),
        ("<font color='red'></font>", "", RED),
        ("<p color='red'></p>", "", (0.0, 0.0, 0.0)),
        ("<a href='x'></a>", "", (0.0, 0.0, 0xEE / 255)),
        ("<p style='color:#f00'></p>", "", RED),
        ("<p style='color:rgb(255, 0, 0)'></p>", "", RED),
        ("<p style='color:hsl(0 100% 50%)'></p>", "", RED),
    ],
)
def test_the_declaration_that_counts_gives_the_colour(html: str, sheet: str, paint: tuple[float, ...]) -> None:
    assert style_of(html, sheet).paint == pytest.approx(paint)


@pytest.mark.parametrize(
    ("html", "ground"),
    [
        ("<p></p>", (1.0, 1.0, 1.0)),
        ("<td bgcolor='#ff0000'><p></p></td>", RED),
        ("<td bgcolor='#ff0000' style='background:blue'></td>", BLUE),
        ("<td style='background:red url(a.png) no-repeat'><p></p></td>", RED),
        ("<td style='background-color:red'><p style='background:none'></p></td>", RED),
        ("<td style='background-color:red'><p style='background:transparent'></p></td>", RED),
        ("<td style='background:white'><p style='background-color:rgba(255,0,0,.5)'></p></td>", (1.0, 0.5, 0.5)),
    ],
)
def test_the_ground_is_the_nearest_colour_beneath(html: str, ground: tuple[float, ...]) -> None:
    assert style_of(html).ground == pytest.approx(ground)


@pytest.mark.parametrize(
    ("html", "size", "bold"),
    [
        ("<p></p>", 16, False),
        ("<h1></h1>", 32, True),
        ("<td style='font-size:20px'><h2 style='font-weight:400'></h2></td>", 30, False),
        ("<td style='font-size:20px'><p style='font-size:50%'></p></td>", 10, False),
        ("<p style='font-size:12pt'></p>", 16, False),
        ("<td style='font-size:0'><p style='font-size:1.5rem'></p></td>", 24, False),
        ("<p style='font: bold 18px/1.2 Georgia'></p>", 18, True),
        ("<p style='font: italic 18px Georgia'></p>", 18, False),
        ("<b><p style='font: 18px Georgia'></p></b>", 18, False),
        ("<p style='font-size:small;font-size:3parsec'></p>", 13, False),
        ("<p style='font-weight:600'></p>", 16, False),
        ("<b style='font-weight:normal'></b>", 16, False),
    ],
)
def test_type_has_its_size_in_pixels_and_its_weight(html: str, size: float, bold: bool) -> None:
    style = style_of(html)
    assert style.size == pytest.approx(size) and style.bold is bold


@pytest.mark.parametrize(
    "html",
    [
        "<div style='display:none'><p style='display:block'></p></div>",
        "<div style='visibility:hidden'><p></p></div>",
        "<div style='opacity:0'><p style='opacity:1'></p></div>",
        "<div style='max-height:0px;overflow:hidden'><p></p></div>",
        "<div hidden><p></p></div>",
        "<p style='font-size:1px'></p>",
        "<p style='color:transparent'></p>",
        "<title></title>",
    ],
)
def test_what_is_hidden_is_not_seen(html: str) -> None:
    inside = html if not html.startswith("<title") else "<head><title></title></head>"
    assert not style_of(inside).seen


def test_what_is_shown_again_is_seen() -> None:
    assert style_of("<div style='visibility:hidden'><p style='visibility:visible'></p></div>").seen


def test_each_screen_has_its_own_rules() -> None:
    sheet = """
    p { color: red }
    @media (prefers-color-scheme: dark) { p { color: green } }
    @media only screen and (max-width: 480px) { p { color: blue } }
    @media print { p { color: white } }
    @media (hover: hover) { p { color: white } }
    @supports (display: grid) { p { color: white } }
    """
    painted = [style_of("<p></p>", sheet, screen).paint for screen in (LIGHT, DARK, NARROW)]
    assert painted == [pytest.approx(one) for one in (RED, (0.0, 128 / 255, 0.0), BLUE)]


@pytest.mark.parametrize("sheet", ["", ":root { color-scheme: light dark }"])
def test_a_letter_that_knows_dark_mode_stands_on_a_dark_page(sheet: str) -> None:
    style = style_of("<html><p></p></html>", sheet, DARK, knows_dark=not sheet)
    assert style.paint == (1.0, 1.0, 1.0) and max(style.ground) < 0.1
    assert style_of("<html><p></p></html>", "", DARK).ground == (1.0, 1.0, 1.0)


def test_two_hundred_elements_deep_are_soon_held_against_a_long_selector() -> None:
    assert style_of("<b>" * 200 + "</b>" * 200, "i b b b b b b b b b b { color: red }").bold


def test_alike_elements_are_worked_out_once() -> None:
    dressed = styles((("p { color: red }", ""),), knows_dark=False)
    tags = [token for token, _ in nested("<p class='a'></p><p class='a'></p><p></p>") if token.kind == "open"]
    first, second, third = (dressed.shape(token, None) for token in tags)
    assert first is second and first is not third
