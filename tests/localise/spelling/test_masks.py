"""What is not the author's own prose stays, each with its reason; the words around it change."""

import pytest

from newsletter.localise.british import respell
from newsletter.localise.spelling.markup import Form


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("Read https://example.com/center/color-guide today.", "inside a web address"),
        ("Read www.tumor.example today.", "inside a web address"),
        ("Read tumor.example/center today.", "inside a domain or file name"),
        ("Open analyze.py first.", "inside a domain or file name"),
        ("Open color.PDF first.", "inside a domain or file name"),
        ("Look into /var/color first.", "inside a path"),
        ("Mail labor@example.com first.", "inside an e-mail address"),
        ("Ask @tumor first.", "inside a handle"),
        ("Follow #color first.", "inside a hashtag"),
        ("See doi:10.1000/color.12 first.", "inside a DOI"),
        ("utm_source=spring&theme=color", "inside a query string"),
        ("Set color_of_page first.", "inside an identifier"),
        ("Call Color::center first.", "inside an identifier"),
        ("Call color() first.", "inside a function call"),
        ("Call normalize(data) first.", "inside a function call"),
        ("Add --color first.", "a command's option"),
        ("Write color: gray; first.", "inside a style"),
        ("Clone git@example.com:color/center first.", "inside an e-mail address"),
        ("Open localhost:8024/color first.", "inside a web address"),
        ("Lorem ipsum dolor sit amet", "in Latin"),
        ("By Jane Harbor, Center for Color", "in a byline"),
        ("‘We like the color,’ she said.", "inside a quotation"),
        ("'We like the color', she said.", "inside a quotation"),
        ("She said: ‘the color’", "inside a quotation"),
        ("“He said ‘a “fine” color’ to us,” she said.", "inside a quotation"),
        ("Type `color` first.", "inside a code span"),
        ("Put {{ color }} first.", "inside template code"),
        ("Put {% if color %} first.", "inside template code"),
        ("Source: A color guide for the ward", "in a source line"),
        ("By Jane Harbor", "in a byline"),
        ("Miller J, Stone AB. Colors of wards. Wards. 2011;4:1–9.", "in a reference"),
        ("Miller, J. and Stone, A. B. (2011) Colors of wards.", "in a reference"),
        ("“We like the color,” she said.", "inside a quotation"),
        ('"We like the color," she said.', "inside a quotation"),
        ("«We like the color», she said.", "inside a quotation"),
        ("„We like the color“, she said.", "inside a quotation"),
        ("She said: “We like the color", "inside a quotation"),
    ],
)
def test_a_masked_word_stays_and_says_why(text: str, why: str) -> None:
    respelled = respell(text)
    assert respelled.text == text
    assert {kept.why for kept in respelled.kept} == {why}


@pytest.mark.parametrize(
    ("american", "british"),
    [
        (
            "Our favorite page is https://example.com/color today.",
            "Our favourite page is https://example.com/color today.",
        ),
        ("“A color,” she said of the color.", "“A color,” she said of the colour."),
        ('A 5" scar, a favorite color.', 'A 5" scar, a favourite colour.'),
        ("The source: a color.", "The source: a colour."),
        ("The ‘color’ of the wards", "The ‘colour’ of the wards"),
        ("The dogs' color, the cats' center.", "The dogs' colour, the cats' centre."),
        ("Color(s)", "Colour(s)"),
        ("A 1.5-liter jug, pre-/postanesthesia", "A 1.5-litre jug, pre-/postanaesthesia"),
        ("The wards and/or the color.", "The wards and/or the colour."),
        ("We saw the color.Then we left.", "We saw the colour.Then we left."),
        ("Miller and others (2011) analyzed it.", "Miller and others (2011) analysed it."),
    ],
)
def test_the_prose_beside_a_mask_changes(american: str, british: str) -> None:
    assert respell(american).text == british


@pytest.mark.parametrize(
    ("page", "why"),
    [
        ("<p>&ldquo;A color&rdquo;</p>", "inside a quotation"),
        ("<p>&#8220;A <em>fine</em> color&#8221;</p>", "inside a quotation"),
        ("<p>&quot;A color&quot;</p>", "inside a quotation"),
        ("<p>“A<br>color”</p>", "inside a quotation"),
        ("<blockquote><p>A color</p></blockquote>", "inside <blockquote>"),
        ("<p><code>color</code></p>", "inside <code>"),
        ("<p>Source: <a href='/'>A color guide</a></p>", "in a source line"),
        ("<p>Ask us.<br>Source: A color guide<br>Thank you.</p>", "in a source line"),
        ("<p>tu<b>mor</b></p>", "split by a tag"),
        ('<p lang="de">Humor</p>', "in another language"),
        ('<div lang="la"><div>labor</div> labor</div>', "in another language"),
        ('<p translate="no">color</p>', "not to be translated"),
    ],
)
def test_markup_and_entities_are_seen_through(page: str, why: str) -> None:
    respelled = respell(page, "html")
    assert respelled.text == page
    assert {kept.why for kept in respelled.kept} == {why}


@pytest.mark.parametrize("form", ["text", "html"])
def test_entities_are_kept_and_part_words(form: Form) -> None:
    page = "Stem&nbsp;cells are&nbsp;analyzed; the center&rsquo;s fav&#111;r; AT&amp;T color."
    british = "Stem&nbsp;cells are&nbsp;analysed; the centre&rsquo;s fav&#111;r; AT&amp;T colour."
    assert respell(page, form).text == british


def test_english_inside_another_language_is_read_again() -> None:
    page = '<div lang="ar" title="color">color <p lang="en-GB">color</p> <img lang="ar" alt=""> color</div> color'
    assert (
        respell(page, "html").text == page.replace('"en-GB">color', '"en-GB">colour').removesuffix("color") + "colour"
    )


def test_a_template_s_own_language_is_no_language() -> None:
    assert respell('<mjml lang="{{ language.tag }}">color</mjml>', "mjml").text.endswith(">colour</mjml>")


@pytest.mark.parametrize("fence", ["```", "~~~~"])
def test_code_between_fences_stays(fence: str) -> None:
    text = f"color\n{fence}python\ncolor\n{fence}\ncolor\n"
    assert respell(text).text == f"colour\n{fence}python\ncolor\n{fence}\ncolour\n"


def test_a_fence_that_is_never_closed_is_none() -> None:
    assert respell("color\n```\ncolor").text == "colour\n```\ncolour"
