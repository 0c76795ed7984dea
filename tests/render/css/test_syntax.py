"""CSS read into rules, declarations and media queries."""

import pytest

from newsletter.render.css.syntax import Query, declarations, sheet, unreadable


def test_an_inline_style_is_read_and_what_is_no_declaration_left_out() -> None:
    read = declarations("color: #fff !important; oops; margin:0 -1px;/* x */")
    assert [(one.name, len(one.value), one.important) for one in read] == [("color", 1, True), ("margin", 2, False)]


def test_rules_are_found_within_at_rules_with_what_must_hold_around_them() -> None:
    css = "a { color: red } @media screen and (max-width: 480px) { @supports (display: grid) { b { top: 0 } } }"
    first, second = sheet(css)
    assert (first.at_rules, first.media) == ((), ())
    assert second.at_rules == ("media", "supports")
    assert second.media == ((Query(possible=True, features=(("max-width", 480.0),)),),)


def test_the_media_of_a_style_element_holds_for_all_its_rules() -> None:
    (rule,) = sheet("a { color: red }", "print, screen and (min-width:480px)")
    printed, shown = rule.media[0]
    assert (printed.possible, shown) == (False, Query(possible=True, features=(("min-width", 480.0),)))


@pytest.mark.parametrize(
    ("css", "why"),
    [
        ("a { color: red }" * 10_000, "is over 100,000 characters long"),
        (f"opacity: {'9' * 5000}", "holds a number of over 300 digits"),
        (f"width: {'calc(' * 3000}1px", "is nested over 50 deep"),
        (f"/* ) */ {'@media screen {' * 3000} ' ) '", "is nested over 50 deep"),
    ],
)
def test_what_would_end_the_reading_is_not_read_and_said(css: str, why: str) -> None:
    assert unreadable(css) == why
    assert (sheet(css), declarations(css), sheet("a { top: 0 }", css)) == ((), (), ())


def test_what_letters_use_is_read() -> None:
    assert unreadable("@media screen { a { width: calc((1px + 2em) * var(--x)) } }") == ""
