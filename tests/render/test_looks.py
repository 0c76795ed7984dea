"""A letter under a look: which of its own colours show, whatever the browser prefers, and that all else stays."""

from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsletter.render.looks import LOOKS, Look, under

LETTER = (
    '<html><head><meta name="color-scheme" content="light dark"><style>:root { color-scheme: light dark; }'
    " @media (prefers-color-scheme: dark) { p { color: #fff } }"
    " @media screen and ( Prefers-Color-Scheme : light ) { p { color: #000 } }</style></head>"
    '<body><p>(prefers-color-scheme: dark)</p><img src="data:image/gif;base64,x"></body></html>'
)
DARK = "@media (min-width: 0px) { p { color: #fff } } @media screen and (max-width: -1px) { p { color: #000 } }"
LIGHT = "@media (max-width: -1px) { p { color: #fff } } @media screen and (min-width: 0px) { p { color: #000 } }"


@pytest.mark.parametrize(("look", "said"), [("light", LIGHT), ("dark", DARK), ("inverted", LIGHT)])
def test_a_look_decides_what_the_reader_prefers(look: Look, said: str) -> None:
    assert said in under(LETTER, look)


@pytest.mark.parametrize(("look", "scheme"), [("light", "light"), ("dark", "dark"), ("inverted", "light")])
def test_a_letter_that_knows_both_schemes_is_told_the_one_that_is_looked_at(look: Look, scheme: str) -> None:
    seen = under(LETTER, look)
    assert f'content=" {scheme}"' in seen and f"color-scheme: {scheme};" in seen


def test_a_letter_that_does_not_know_a_dark_scheme_is_not_made_to() -> None:
    letter = "<style>:root { color-scheme: light; supported-color-schemes: light dark }</style>"
    assert under(letter, "dark") == letter


def test_a_style_sheet_for_one_scheme_is_switched_by_its_media() -> None:
    letter = '<style media="(prefers-color-scheme: dark)">p { color: #fff }</style>'
    assert [under(letter, look).split('"')[1] for look in ("light", "dark")] == [
        "(max-width: -1px)",
        "(min-width: 0px)",
    ]


def test_what_a_letter_says_in_words_stays() -> None:
    assert all("<p>(prefers-color-scheme: dark)</p>" in under(LETTER, look) for look in LOOKS)


def test_inversion_turns_colours_round_and_pictures_back() -> None:
    assert "html, img[src^='data:'], img[src^='/'] { filter: invert(1) hue-rotate(180deg) }" in under(
        LETTER, "inverted"
    )
    assert all("invert" not in under(LETTER, look) for look in ("light", "dark"))


@given(
    st.lists(st.sampled_from([*"<>/\"'=! -{}();:", "<style>", "media", "color-scheme", "dark", "prefers-"])).map(
        "".join
    )
)
def test_whatever_the_markup_a_look_is_the_same_the_second_time(html: str) -> None:
    for look in ("light", "dark"):
        seen = under(html, look)
        assert under(seen, look) == seen


def test_every_look_has_a_name() -> None:
    assert get_args(Look) == LOOKS
