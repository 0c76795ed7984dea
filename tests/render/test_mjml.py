"""Every trap of mjml-python and mrml 6.0.1, and that our way around it holds."""

import html as entities
import time
import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from markupsafe import escape
from mjml import mjml2html
from selectolax.lexbor import LexborHTMLParser

from newsletter.errors import TemplateError
from newsletter.render import mjml
from newsletter.render.mjml import encode, to_html


def _page(content: str, head: str = "") -> str:
    section = f'<mj-section padding="0px"><mj-column>{content}</mj-column></mj-section>'
    return f'<mjml lang="ar-AE" dir="rtl"><mj-head>{head}</mj-head><mj-body>{section}</mj-body></mjml>'


def _picture(alt: str) -> str:
    return _page(f'<mj-image src="https://example.com/a.png" alt="{escape(alt)}" />')


def _alt(html: str) -> str | None:
    picture = LexborHTMLParser(html).css_first("img")
    return picture.attributes["alt"] if picture else None


# Letters that {:?} spells out, one of each category that it does, and those no category tells of.
HIDDEN = (
    "\u064f\u20dd\u0903\u200f\u2067\u2069\u200d\u00ad\u00a0\u2009\u2028\u2029\ue000\u0378"
    "\u115f\u1160\u3164\uff9e\uff9f\uffa0"
)


def test_mrml_still_spells_out_what_we_hide_from_it() -> None:
    raw = str(mjml2html(_picture("مُحمّد"), disable_comments=False, fonts={}))
    assert r"\u{64f}" in raw


@pytest.mark.parametrize("char", HIDDEN + '\\\n\t"')
def test_a_character_in_an_attribute_comes_out_as_itself(char: str) -> None:
    assert _alt(to_html(_picture(f"a{char}b"), "t")) == f"a{char}b"


@given(st.text(st.characters(exclude_categories=["Cc", "Cs"]) | st.sampled_from("\n\t\\\"'{}")))
@example("\\u{64f}")
@example('\\\\"\\n')
def test_any_text_in_an_attribute_comes_out_as_it_went_in(text: str) -> None:
    assert _alt(to_html(_picture(text), "t")) == text


@given(st.text(st.characters(exclude_categories=["Cc", "Cs"])))
def test_any_escaped_text_between_tags_comes_out_as_it_went_in(text: str) -> None:
    page = LexborHTMLParser(to_html(_page(f"<mj-text><p>.{escape(text)}.</p></mj-text>"), "t"))
    words = page.css_first("p")
    assert words is not None and words.text() == f".{text}."


def test_every_unassigned_and_invisible_character_is_encoded() -> None:
    hidden = {"Mn", "Me", "Mc", "Cf", "Zs", "Zl", "Zp", "Co", "Cn", "Cc"}
    sample = [chr(code) for code in range(0x20, 0x30000, 7) if unicodedata.category(chr(code)) in hidden - {"Zs"}]
    assert encode("".join(sample)) == "".join(f"&#x{ord(char):x};" for char in sample)


def test_style_sheets_are_left_as_they_are() -> None:
    style = '<mj-style>.a::before { content: "\\201C\u00a0"; }</mj-style>'
    assert style.removeprefix("<mj-style>").removesuffix("</mj-style>") in to_html(_page("", style), "t")


def test_the_title_survives_as_title_and_as_label() -> None:
    title = 'Say "tide" \\ مُحمّد'
    page = LexborHTMLParser(to_html(_page("", f"<mj-title>{escape(title)}</mj-title>"), "t"))
    label = page.css_first("[aria-label]")
    assert page.css_first("title").text() == title  # type: ignore[union-attr]
    assert label is not None and label.attributes["aria-label"] == title


def test_a_quotation_mark_in_single_quotes_is_safe() -> None:
    html = to_html(_page("<mj-image src='https://example.com/a.png' alt='say \"tide\"' />"), "t")
    assert _alt(html) == 'say "tide"'


@pytest.mark.parametrize("leak", [r"\u{64f}", r"a\nb", r"a\tb", r"a\"b", r"a\\b"])
def test_a_leak_that_got_past_the_encoder_would_be_an_error(leak: str) -> None:
    with pytest.raises(TemplateError, match=r"t: mrml (spelled out a character in <img alt=|made broken HTML)"):
        mjml._refuse_leaks(f'<img alt="{leak}">', "t")


def test_windows_line_ends_become_plain_ones() -> None:
    assert "\r" not in to_html(_page("<mj-text>a\r\nb\rc</mj-text>"), "t")


def test_language_and_direction_stand_on_html_body_and_its_children() -> None:
    html = to_html(_page("<mj-text>x</mj-text>", "<mj-preview>first words</mj-preview>"), "t")
    page = LexborHTMLParser(html)
    said = [page.css_first("html"), page.body, *page.css("body > div")]
    assert len(said) == 4
    assert all(node and (node.attributes["lang"], node.attributes["dir"]) == ("ar-AE", "rtl") for node in said)


def test_neighbouring_outlook_comments_are_merged_and_all_others_kept() -> None:
    html = to_html(_page("<mj-text>x</mj-text>"), "t")
    assert "<![endif]--><!--[if mso | IE]>" not in html
    assert "<!--[if mso | IE]></td></tr></table><![endif]-->" in html and "<!--[if !mso]><!-->" in html


def test_outlooks_own_tables_say_that_they_are_layout() -> None:
    hero = '<mjml lang="en" dir="ltr"><mj-body><mj-hero><mj-text>x</mj-text></mj-hero></mj-body></mjml>'
    html = to_html(hero, "t")
    assert html.count("<table") == html.count('role="presentation"') > 0


def test_no_font_server_is_asked_for_anything() -> None:
    html = to_html(_page("<mj-text font-family='Ubuntu, Arial'>x</mj-text><mj-button href='#a'>x</mj-button>"), "t")
    assert "fonts.googleapis" not in html and "@import" not in html and "<link" not in html


def test_of_two_values_the_class_gives_way_to_the_attribute() -> None:
    head = '<mj-attributes><mj-class name="quiet" color="#111111" font-size="11px" /></mj-attributes>'
    html = to_html(_page('<mj-text mj-class="quiet" color="#222222">x</mj-text>', head), "t")
    assert "color:#222222" in html and "#111111" not in html and "font-size:11px" in html


def test_what_mrml_refuses_is_told_with_template_line_and_text() -> None:
    with pytest.raises(TemplateError) as raised:
        to_html(_page("<mj-text>\n<![CDATA[x]]></mj-text>"), "digest.mjml.j2")
    assert "digest.mjml.j2: line 2" in str(raised.value) and "<![CDATA[x]]>" in str(raised.value)


def test_mrmls_byte_offsets_become_lines_even_after_arabic() -> None:
    with pytest.raises(TemplateError) as raised:
        to_html(_page("<mj-text>مِيناء</mj-text>\n\n<mj-divider><!-- mrml wants nothing here --></mj-divider>"), "t")
    assert str(raised.value).startswith(
        "t: line 3, column 13 of its MJML: mrml says: unexpected token\n    <mj-divider>"
    )


def test_the_same_mjml_gives_the_same_bytes() -> None:
    assert to_html(_picture("a"), "t") == to_html(_picture("a"), "t")


def test_escaped_junk_is_rendered_at_once() -> None:
    begun = time.perf_counter()
    junk = entities.escape('<a href="&#' * 10_000)
    assert to_html(_page(f'<mj-text>{junk}</mj-text><mj-button href="#a" title="{junk}">x</mj-button>'), "t")
    assert time.perf_counter() - begun < 3
