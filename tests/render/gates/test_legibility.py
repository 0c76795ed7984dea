"""Gates on whether words can be read as they look in the end."""

from collections.abc import Callable

import pytest

from newsletter.model import Finding
from newsletter.render.gates import legibility
from newsletter.render.gates.draft import Draft

Make = Callable[..., Draft]
GREY = "color:#808080"  # on white 3.94:1


def contrast(body: str, draft: Make, sheet: str = "") -> list[Finding]:
    return list(legibility.contrast(draft(body=f"<style>{sheet}</style>{body}")))


@pytest.mark.parametrize(
    "body",
    [
        "<p>Black on white</p>",
        "<p style='color:#767676'>4.54:1</p>",
        f"<p style='{GREY};font-size:24px'>Large</p>",
        f"<b style='{GREY};font-size:18.7px'>Large where bold</b>",
        f"<h2 style='{GREY}'>Large by itself</h2>",
        "<p style='color:#ffffff;display:none'>Hidden</p>",
        "<p style='color:#ffffff'>&#160;&#8202;—</p>",
        "<td bgcolor='#000000'><p style='color:#ffffff'>White on black</p></td>",
        "<td style='background:#000000 url(https://example.com/a.png)'><p style='color:#ffffff'>On a picture</p></td>",
    ],
)
def test_words_that_stand_out_from_their_ground_pass(body: str, draft: Make) -> None:
    assert contrast(body, draft) == []


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (f"<p style='{GREY}'>Grey</p>", "“Grey” #808080 on #ffffff is 3.94:1; 4.5:1 is the least"),
        (f"<b style='{GREY};font-size:18px'>Bold</b>", "“Bold” #808080 on #ffffff is 3.94:1; 4.5:1 is the least"),
        ("<h1 style='color:#999999'>Big</h1>", "“Big” #999999 on #ffffff is 2.84:1; 3.0:1 is the least"),
        ("<td bgcolor='#000'><p>Lost</p></td>", "“Lost” #000000 on #000000 is 1.0:1; 4.5:1 is the least"),
        ("<p style='opacity:.5'>Half</p>", "“Half” #808080 on #ffffff is 3.94:1; 4.5:1 is the least"),
        ("<p style='opacity:50%'>Half</p>", "“Half” #808080 on #ffffff is 3.94:1; 4.5:1 is the least"),
        (f"<p style='{GREY};opacity:1e999'>Grey</p>", "“Grey” #808080 on #ffffff is 3.94:1; 4.5:1 is the least"),
        (f"<p style='{GREY};font-size:1e999px'>Grey</p>", "“Grey” #808080 on #ffffff is 3.94:1; 4.5:1 is the least"),
        (f"<p style='{GREY};font-size:-1px'>Grey</p>", "“Grey” #808080 on #ffffff is 3.94:1; 4.5:1 is the least"),
        ("<p style='color:rgba(0,0,0,.5)'>Half</p>", "“Half” #808080 on #ffffff is 3.94:1; 4.5:1 is the least"),
    ],
)
def test_words_that_their_ground_swallows_are_found(body: str, said: str, draft: Make) -> None:
    (finding,) = contrast(f"\n{body}", draft)
    assert (finding.level, finding.message, finding.line) == ("error", said, 2)


def test_a_pair_of_colours_is_told_once_with_its_places(draft: Make) -> None:
    (finding,) = contrast(
        f"<p style='{GREY}'>A few words that go on and on and on and on</p><i style='{GREY}'>x</i>", draft
    )
    assert finding.message.startswith("“A few words that go on and on and on and…” #808080")
    assert ", in 2 places; " in finding.message


def test_words_are_looked_at_in_dark_mode_and_on_a_telephone_too(draft: Make) -> None:
    sheet = """
    @media (prefers-color-scheme: dark) { td { background: #161e22 !important } }
    @media (max-width: 480px) { p { color: #eeeeee } }
    """
    found = contrast("<td style='background:#fff'><p style='color:#333333'>Dark</p></td><p>Small</p>", draft, sheet)
    assert [finding.message.partition(" is ")[0] for finding in found] == [
        "“Dark” #333333 on #161e22 in dark mode",
        "“Small” #eeeeee on #ffffff on a telephone",
    ]


def test_words_on_a_picture_with_no_colour_beneath_are_warned_of(draft: Make) -> None:
    body = "<td background='https://example.com/a.png'><p>Lost</p><i style='background:#fff'>Safe</i></td>"
    (finding,) = contrast(body, draft)
    assert finding.level == "warning" and finding.message.startswith("“Lost” stands on a picture")


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("<p style='font-size:14px'>Fine</p>", []),
        ("<p style='font-size:0'>&#160;</p>", []),
        ("<p style='font-size:1px;color:#fff;max-height:0'>Hidden</p>", []),
        (
            "<p style='font-size:12px'>A</p><small style='font-size:12px'>B</small>",
            ["“A” is set in 12 px, in 2 places"],
        ),
        ("<small style='font-size:80%'>A</small>", ["“A” is set in 12.8 px"]),
    ],
)
def test_small_type_is_warned_of(body: str, said: list[str], draft: Make) -> None:
    found = list(legibility.type_size(draft(body=body)))
    assert [finding.message.partition(";")[0] for finding in found] == said
    assert {finding.level for finding in found} <= {"warning"}


@pytest.mark.parametrize(
    ("body", "count"),
    [
        ("<p style='text-align:justify'>A</p><div style='text-align:justify'><p>B</p></div>", 1),
        ("<td align='justify'>A</td>", 1),
        ("<div style='text-align:justify'><p style='text-align:left'>A</p></div>", 0),
    ],
)
def test_justified_text_is_warned_of_once(body: str, count: int, draft: Make) -> None:
    assert len(list(legibility.justified(draft(body=body)))) == count


@pytest.mark.parametrize(
    ("body", "count"),
    [
        ("<p>See <a href='x'>the tides</a>.</p>", 0),
        ("<p>See <a href='x' style='text-decoration:none'>the tides</a>.</p>", 1),
        ("<p>See <b><a href='x' style='text-decoration:none'>the tides</a></b>.</p>", 1),
        ("<p>See <a href='x' style='text-decoration:none;border-bottom:1px solid'>the tides</a>.</p>", 0),
        ("<p>See <a href='x' style='text-decoration:none;font-weight:700'>the tides</a>.</p>", 0),
        ("<td><a href='x' style='text-decoration:none'>A button</a></td>", 0),
        ("<td><p>See</p><p><a href='x' style='text-decoration:none'>the tides</a></p></td>", 0),
    ],
)
def test_a_link_among_words_that_shows_by_its_colour_alone_is_warned_of(body: str, count: int, draft: Make) -> None:
    assert len(list(legibility.underlines(draft(body=body)))) == count
