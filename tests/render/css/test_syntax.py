"""CSS read into rules, declarations and media queries."""

from newsletter.render.css.syntax import Query, declarations, sheet


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
