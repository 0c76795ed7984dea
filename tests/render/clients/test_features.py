"""Which features a letter uses."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsletter.render.clients.features import used
from newsletter.render.clients.styles import in_sheet, in_style
from newsletter.render.markup import tokens


def of_html(html: str) -> set[str]:
    return set(used(html, tokens(html)))


def of_sheet(css: str) -> set[str]:
    return {feature for feature, _ in in_sheet(css)}


@pytest.mark.parametrize(
    ("style", "features"),
    [
        ("padding-left: 1px", {"css-padding", "css-unit-px"}),
        ("border-top-left-radius: 1em", {"css-border-radius", "css-unit-em"}),
        ("border-top-color: rgb(1, 2, 3)", {"css-border", "css-rgb"}),
        ("margin-inline-start: calc(1% + 2vw)", {"css-margin-inline-start-end", "css-unit-calc", "css-unit-percent", "css-unit-vw"}),
        ("font-family: Georgia, system-ui", {"css-sytem-ui"}),
        ("font: 12px Georgia", {"css-font", "css-unit-px"}),
        ("display: flex; row-gap: 0", {"css-display", "css-display-flex", "css-gap"}),
        ("display: none !important", {"css-display", "css-display-none", "css-important"}),
        ("background: repeating-linear-gradient(red, blue)", {"css-background", "css-linear-gradient"}),
        ("color: var(--ink); --ink: red", {"css-variables"}),
        ("color: light-dark(red, blue)", {"css-function-light-dark"}),
        ("float: left", {"css-float"}),
        ("float: none; word-spacing: normal", set()),
        ("mso-hide: all", set()),
    ],
)  # fmt: skip
def test_a_style_uses_properties_values_and_units(style: str, features: set[str]) -> None:
    from newsletter.render.clients import support

    assert in_style(style) & support().titles.keys() == features


@pytest.mark.parametrize(
    ("css", "features"),
    [
        ("a { top: 0 }", {"css-selector-type", "css-left-right-top-bottom"}),
        (".a.b, #c {}", {"css-selector-class", "css-selector-chaining", "css-selector-id", "css-selector-grouping"}),
        ("[data-x='a > b'] > p {}", {"css-selector-attribute", "css-selector-child", "css-selector-type"}),
        ("a + b ~ c {}", {"css-selector-adjacent-sibling", "css-selector-general-sibling", "css-selector-type"}),
        (".a .b {}", {"css-selector-class", "css-selector-descendant"}),
        ("*:hover {}", {"css-selector-universal", "css-pseudo-class-hover"}),
        ("p::before {}", {"css-selector-type", "css-pseudo-element-before"}),
        ("@font-face { src: url(x) }", {"css-at-font-face"}),
        ("@import 'x';", {"css-at-import"}),
        ("@supports (display: grid) { a {} }", {"css-at-supports", "css-selector-type"}),
        ("@media (prefers-color-scheme: dark) {}", {"css-at-media", "css-at-media-prefers-color-scheme"}),
        ("@media (any-hover: hover) {}", {"css-at-media", "css-at-media-hover"}),
        ("@media (max-width: 480px) {}", {"css-at-media"}),
    ],
)  # fmt: skip
def test_a_style_sheet_uses_selectors_and_at_rules(css: str, features: set[str]) -> None:
    html = f"<style>{css}</style>"
    assert of_html(html) - {"html-style"} == features


@pytest.mark.parametrize(
    ("html", "features"),
    [
        ("<h2></h2><h3></h3>", {"html-h1-h6"}),
        ("<section></section>", {"html-semantics"}),
        ("<ol><li></li></ol>", {"html-lists"}),
        ("<input type='radio'>", {"html-input-radio"}),
        ("<td align='left' bgcolor='red'></td>", {"html-align"}),
        ("<a href='#a'></a>", {"html-anchor-links"}),
        ("<a href='MAILTO:a@example.com'></a>", {"html-mailto-links"}),
        ("<a href='https://example.com/a.webp' target='_blank'></a>", {"html-target"}),
        ("<img src='https://example.com/a.webp?w=1' alt=''>", {"html-img", "image-webp"}),
        ("<img src='https://example.com/a.JPEG' alt=''>", {"html-img", "image-jpg"}),
        ("<img src='data:image/png;base64,x' alt=''>", {"html-img", "image-base64"}),
        ("<meta name='color-scheme' content='light dark'>", {"html-meta-color-scheme"}),
        ("<!--[if mso]><v:rect style='float:left'></v:rect><![endif]-->", set()),
        ("<video></video>", {"html-video"}),
    ],
)
def test_html_uses_elements_attributes_and_kinds_of_pictures(html: str, features: set[str]) -> None:
    assert of_html(html) == features


def test_a_feature_has_the_place_of_its_first_use() -> None:
    html = "<style>\np { top: 0 }\n  p { float: left }</style><b style='float:left'></b>"
    assert html[used(html, tokens(html))["css-float"] :].startswith("float: left }")


@given(st.text(alphabet="a{}()[]:;@.#,>\"'\\/*-\n\r1% !", max_size=60))
def test_any_junk_is_read_within_its_bounds(text: str) -> None:
    in_style(text)
    assert all(0 <= offset <= len(text) for _, offset in in_sheet(text))
