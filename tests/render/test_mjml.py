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
from newsletter.model import Language
from newsletter.render import mjml
from newsletter.render.markup import tokens
from newsletter.render.mjml import encode, to_html
from newsletter.render.templates import Templates
from newsletter.render.validator import Fault, Faulty


def _page(content: str, head: str = "") -> str:
    section = f'<mj-section padding="0px"><mj-column>{content}</mj-column></mj-section>'
    return f'<mjml lang="ar-AE" dir="rtl"><mj-head>{head}</mj-head><mj-body>{section}</mj-body></mjml>'


def _picture(alt: str) -> str:
    return _page(f'<mj-image src="https://example.com/a.png" alt="{escape(alt)}" />')


def _refusal(source: str) -> Fault:
    """What mrml itself has against MJML that the validator has not seen."""
    with pytest.raises(Faulty) as raised:
        mjml._rendered(source, tuple(tokens(source)))
    (fault,) = raised.value.faults
    return fault


def _alt(html: str) -> str | None:
    picture = LexborHTMLParser(html).css_first("img")
    return picture.attributes["alt"] if picture else None


# Letters that {:?} spells out, one of each category that it does, and those no category tells of.
HIDDEN = (
    "\u064f\u20dd\u0903\u200f\u2067\u2069\u200d\u00ad\u00a0\u2009\u2028\u2029\ue000\u0378"
    "\u115f\u1160\u3164\uff9e\uff9f\uffa0"
)


_NO_LETTERS = {"Cc", "Cn", "Co", "Cs"}
_TEXT = st.text(st.characters(exclude_categories=["Cc", "Cs"]) | st.sampled_from("\n\t\\\"'{}<>&\u200f\u064f\u00a0’]-"))


def test_mrml_still_spells_out_what_we_hide_from_it() -> None:
    raw = str(mjml2html(_picture("مُحمّد"), disable_comments=False, fonts={}))
    assert r"\u{64f}" in raw


@pytest.mark.parametrize("char", HIDDEN + '\\\n\t"')
def test_a_character_in_an_attribute_comes_out_as_itself(char: str) -> None:
    assert _alt(to_html(_picture(f"a{char}b"))) == f"a{char}b"


@given(st.text(st.characters(exclude_categories=["Cc", "Cs"]) | st.sampled_from("\n\t\\\"'{}")))
@example("\\u{64f}")
@example('\\\\"\\n')
def test_any_text_in_an_attribute_comes_out_as_it_went_in(text: str) -> None:
    assert _alt(to_html(_picture(text))) == text


@given(st.text(st.characters(exclude_categories=["Cc", "Cs"])))
def test_any_escaped_text_between_tags_comes_out_as_it_went_in(text: str) -> None:
    page = LexborHTMLParser(to_html(_page(f"<mj-text><p>.{escape(text)}.</p></mj-text>")))
    words = page.css_first("p")
    assert words is not None and words.text() == f".{text}."


def test_every_unassigned_and_invisible_character_is_encoded() -> None:
    hidden = {"Mn", "Me", "Mc", "Cf", "Zs", "Zl", "Zp", "Co", "Cn", "Cc"}
    sample = [chr(code) for code in range(0x20, 0x30000, 7) if unicodedata.category(chr(code)) in hidden - {"Zs"}]
    source = "".join(sample)
    assert encode(source, tokens(source)) == "".join(f"&#x{ord(char):x};" for char in sample)


def test_every_letter_of_every_script_comes_out_of_an_attribute_as_itself() -> None:
    """All that is assigned: mrml's table of what can be printed is not Python's."""
    letters = [chr(code) for code in range(0x20, 0x110000) if unicodedata.category(chr(code)) not in _NO_LETTERS]
    for start in range(0, len(letters), 8192):
        text = "".join(letters[start : start + 8192])
        assert _alt(to_html(_picture(text))) == text


@given(_TEXT, _TEXT, _TEXT)
@example("’>", "’>", "’>")
@example("]]>", "]]>", "]]>")
@example(*["<mj-include path='../settings.toml' /><mj-raw>"] * 3)
def test_what_an_article_says_is_read_in_title_attribute_and_words_as_it_stands(
    title: str, label: str, words: str
) -> None:
    template = _page(
        '<mj-image src="https://example.com/a.png" alt="{{ label }}" />'
        "<mj-button href='{{ label }}'>x</mj-button><mj-text><h1>.{{ words }}.</h1></mj-text>",
        "<mj-title>.{{ title }}.</mj-title><mj-preview>.{{ words }}.</mj-preview>",
    )
    values = {"title": title, "label": label, "words": words}
    html = to_html(Templates({"t.mjml.j2": template}, {}).fill("t.mjml.j2", Language("ar"), values))
    page = LexborHTMLParser(html)
    assert r"\u{" not in html.replace(str(escape(title)), "").replace(str(escape(words)), "")
    assert [node.text() for node in page.css("title, h1")] == [f".{title}.", f".{words}."]
    assert [node.attributes[name] for node, name in zip(page.css("img, a"), ("alt", "href"), strict=True)] == [
        label,
        label,
    ]


def test_style_sheets_are_left_as_they_are() -> None:
    style = '<mj-style>.a::before { content: "\\201C\u00a0"; }</mj-style>'
    assert style.removeprefix("<mj-style>").removesuffix("</mj-style>") in to_html(_page("", style))


def test_the_title_survives_as_title_and_as_label() -> None:
    title = 'Say "tide" \\ مُحمّد'
    page = LexborHTMLParser(to_html(_page("", f"<mj-title>{escape(title)}</mj-title>")))
    label = page.css_first("[aria-label]")
    assert page.css_first("title").text() == title  # type: ignore[union-attr]
    assert label is not None and label.attributes["aria-label"] == title


def test_a_quotation_mark_in_single_quotes_is_safe() -> None:
    html = to_html(_page("<mj-image src='https://example.com/a.png' alt='say \"tide\"' />"))
    assert _alt(html) == 'say "tide"'


@pytest.mark.parametrize("leak", [r"\u{64f}", r"a\nb", r"a\tb", r"a\"b", r"a\\b"])
def test_a_leak_that_got_past_the_encoder_would_be_an_error(leak: str) -> None:
    with pytest.raises(TemplateError, match=r"^mrml (spelled out a character in <img alt=|made broken HTML)"):
        mjml._refuse_leaks(f'<img alt="{leak}">')


def test_language_and_direction_stand_on_html_body_and_its_children() -> None:
    html = to_html(_page("<mj-text>x</mj-text>", "<mj-preview>first words</mj-preview>"))
    page = LexborHTMLParser(html)
    said = [page.css_first("html"), page.body, *page.css("body > div")]
    assert len(said) == 4
    assert all(node and (node.attributes["lang"], node.attributes["dir"]) == ("ar-AE", "rtl") for node in said)


def test_neighbouring_outlook_comments_are_merged_and_all_others_kept() -> None:
    html = to_html(_page("<mj-text>x</mj-text>"))
    assert "<![endif]--><!--[if mso | IE]>" not in html
    assert "<!--[if mso | IE]></td></tr></table><![endif]-->" in html and "<!--[if !mso]><!-->" in html


def test_outlooks_own_tables_say_that_they_are_layout() -> None:
    hero = '<mjml lang="en" dir="ltr"><mj-body><mj-hero><mj-text>x</mj-text></mj-hero></mj-body></mjml>'
    html = to_html(hero)
    assert html.count("<table") == html.count('role="presentation"') > 0


def test_no_font_server_is_asked_for_anything() -> None:
    html = to_html(_page("<mj-text font-family='Ubuntu, Arial'>x</mj-text><mj-button href='#a'>x</mj-button>"))
    assert "fonts.googleapis" not in html and "@import" not in html and "<link" not in html


def test_of_two_values_the_class_gives_way_to_the_attribute() -> None:
    head = '<mj-attributes><mj-class name="quiet" color="#111111" font-size="11px" /></mj-attributes>'
    html = to_html(_page('<mj-text mj-class="quiet" color="#222222">x</mj-text>', head))
    assert "color:#222222" in html and "#111111" not in html and "font-size:11px" in html


@pytest.mark.parametrize("words", ["sea", "مِيناء", "\u00ad\u200f\\ ’>", "&amp;"])
def test_what_mrml_refuses_is_told_with_its_place_in_what_we_gave(words: str) -> None:
    source = _page(f"<mj-text css-class='{words}'>{words}</mj-text><mj-divider><!-- no --></mj-divider>")
    assert _refusal(source) == (source.index("<!-- no"), "mrml says: unexpected token")


def test_ten_thousand_levels_are_refused_and_the_program_lives() -> None:
    with pytest.raises(Faulty, match="nested over 200 deep"):
        to_html(_page(f"<mj-text>{'<i>' * 10_000}{'</i>' * 10_000}</mj-text>"))


def test_what_mrml_refuses_without_a_place_has_none() -> None:
    assert _refusal(_page("<mj-text><!--a---></mj-text>")) == (-1, "mrml says: unable to parse next template")


@pytest.mark.parametrize("words", ["’>", "é >", "😀>", "]]>", ">"])
def test_a_bare_closing_bracket_in_words_does_no_harm(words: str) -> None:
    """mrml 6.0.1 dies of one that follows a letter of several bytes."""
    head = f"<mj-title>{words}</mj-title><mj-preview>{words}</mj-preview>"
    page = LexborHTMLParser(to_html(_page(f"<mj-text><p>{words}</p></mj-text><mj-raw><p>{words}</p></mj-raw>", head)))
    assert [node.text() for node in page.css("title, p")] == [words] * 3


def test_where_mrml_would_die_the_letter_is_refused_and_the_program_lives() -> None:
    offset, message = _refusal(_page("", "<mj-style>.a { content: '’>' }</mj-style>"))
    assert offset == -1 and message.startswith("mrml broke down: ")


@pytest.mark.parametrize("blank", [" ", "\t", "  \n  ", "\n"])
def test_blanks_at_the_end_of_a_line_do_no_harm(blank: str) -> None:
    head = f"{blank}<mj-attributes>{blank}<mj-all color='#101010' />{blank}</mj-attributes>{blank}"
    social = f"<mj-social>{blank}<mj-social-element src='a' alt=''>x</mj-social-element>{blank}</mj-social>"
    assert to_html(_page(blank + social + blank, head)) and to_html(_page("<mj-social> </mj-social>", " "))


_SCRAPS = [*"<>\"'/=&;- \n\\\x00\x0c\ufeff\xa0’]{", "<!--", "-->", "<b>", "</b>", "<mj-text>", "</mj-text>", "<mj-raw>"]
_SCRAPS += ["<?x?>", "<![CDATA[", "]]>", "<br>", "<mj-style>", "’>", "<!--[if mso]>", "<![endif]-->", "<mj-divider />"]


@given(st.lists(st.tuples(st.integers(0, 420), st.integers(0, 6), st.sampled_from(_SCRAPS)), min_size=1, max_size=3))
def test_whatever_a_hand_slips_to_write_is_sent_or_told_with_its_place(slips: list[tuple[int, int, str]]) -> None:
    """The validator knows all that mrml would refuse without a word on where it is."""
    source = _page(
        '<mj-text css-class="a" color="#101010">مُ ’ <b title="x">y</b> &amp;</mj-text>\n <mj-divider />',
        "<mj-title>t</mj-title>\n<mj-attributes>\n<mj-all color='red' />\n</mj-attributes>\n<mj-style>a > b {}</mj-style>",
    )
    for at, length, scrap in slips:
        source = source[:at] + scrap + source[at + length :]
    told: tuple[Fault, ...] = ()
    try:
        to_html(source)
    except Faulty as error:
        told = error.faults
    assert all(0 <= offset <= len(source) for offset, _ in told)


def test_the_same_mjml_gives_the_same_bytes() -> None:
    assert to_html(_picture("a")) == to_html(_picture("a"))


def test_escaped_junk_is_rendered_at_once() -> None:
    begun = time.process_time()
    junk = entities.escape('<a href="&#' * 10_000)
    assert to_html(_page(f'<mj-text>{junk}</mj-text><mj-button href="{junk}">x</mj-button>'))
    assert time.process_time() - begun < 3
