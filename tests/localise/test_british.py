"""What `respell` promises: places, forms, case, and that British text and everything else stays as it was."""

import re
import time
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsletter.localise.british import respell
from newsletter.localise.edits import Remark
from newsletter.localise.spelling.markup import Form
from tests.localise.prose import AMERICAN_PROSE, BRITISH_PROSE

WORDS = st.sampled_from(
    ["color", "Center", "TUMOR", "organized", "traveling", "analyze", "hemoglobin", "the", "of", "We", "colour", "size"]
)
SIGNS = st.sampled_from(
    [" ", " ", " ", ". ", ", ", "\n", "\r\n", "“", "”", '"', "'s ", "-", "\u00a0", "&nbsp;", "://", "@"]
)
TAGS = st.sampled_from(
    [
        "<p>",
        "</p>",
        "<b>",
        "</b>",
        "<br>",
        "<!-- color -->",
        '<img alt="color" src="color.png">',
        "<a title='the center'>",
    ]
)
PROSE = st.lists(st.one_of(WORDS, SIGNS)).map("".join)
PAGES = st.lists(st.one_of(WORDS, SIGNS, TAGS)).map("".join)

BRITISH = (
    "The centre's behavioural programme honoured its neighbours: travelling counsellors, labelled fibres, grey metres.",
    "Anaesthetists practised in a licensed theatre; haemorrhage, oedema, diarrhoea and leukaemia were analysed.",
    "She instilled skilful, wilful enrolment; the defence of pretence fulfilled its instalments.",
    "Sulfur, fetal neurones, judgment, inquiry, specialty: a focused leukocyte benefited from estradiol.",
    "The size of the prize seized them; capsized boats, resized maize, academic epidemics, chemotherapy, mathematics.",
    "An encyclopedia of homeopathy, colorectal laboratories, humorous elaboration, vaporous tremor, glamorous pallor.",
)


@pytest.mark.parametrize("text", BRITISH)
def test_british_text_comes_back_unchanged_without_a_suggestion(text: str) -> None:
    respelled = respell(text)
    assert (respelled.text, respelled.remarks) == (text, ())


def test_a_change_says_where_what_and_how_sure() -> None:
    respelled = respell("A fine day.\nWe organized color.")
    assert respelled.text == "A fine day.\nWe organised colour."
    assert respelled.changes == (
        Remark(2, 4, "organized", "organised", 2, "", unclear=False),
        Remark(2, 14, "color", "colour", 1, "", unclear=False),
    )


def test_a_kept_word_says_where_and_why() -> None:
    assert respell("See\nthe Kennedy Center today.").kept == (
        Remark(2, 13, "Center", "Centre", 1, "a name of the list", unclear=False),
    )


def test_what_no_cue_decides_is_left_and_said() -> None:
    (kept,) = respell("A disk lay there.").kept
    assert (kept.word, kept.better, kept.tier, kept.unclear) == ("disk", "disc", 3, True)
    assert kept.why.startswith("depends on its sense: ")


def test_what_is_protected_is_not_asked_about() -> None:
    assert respell("“A disk lay there,” she said.").kept == ()


def test_a_writer_who_is_at_home_in_british_spelling_is_left_a_program() -> None:
    assert respell("We wrote about the colour of a program.").text == "We wrote about the colour of a program."
    assert respell("We liked the look of a program.").text == "We liked the look of a programme."


@pytest.mark.parametrize(
    ("american", "british"),
    [
        ("color\nColor\nCOLOR", "colour\nColour\nCOLOUR"),
        ("the center's and the center’s", "the centre's and the centre’s"),
        ("a well-organized, color-coded, multi-center plan", "a well-organised, colour-coded, multi-centre plan"),
        ("40\u00a0milliliters of vapor", "40\u00a0millilitres of vapour"),
        ("50milliliters", "50millilitres"),
        ("vials/unlabeled tubes", "vials/unlabelled tubes"),
        ("Gastroesophageal reflux", "Gastro-oesophageal reflux"),
    ],
)
def test_case_apostrophes_hyphens_and_no_break_spaces_stay(american: str, british: str) -> None:
    assert respell(american).text == british


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_line_ends_the_final_newline_and_the_byte_order_mark_stay(end: str) -> None:
    text = f"\ufeffcolor{end}{end}the color{end}"
    respelled = respell(text)
    assert respelled.text == text.replace("color", "colour")
    assert [(change.line, change.column) for change in respelled.changes] == [(1, 1), (3, 5)]


def test_a_quotation_ends_with_its_line_in_a_text() -> None:
    assert respell("“We like color\nand vapor").text == "“We like color\nand vapour"


def test_only_text_and_alt_and_title_of_a_page_are_read() -> None:
    page = (
        '<!-- color --><p style="color: gray" title="A color">The <b class="center">color</b></p>'
        '<script>color()</script><STYLE>.center{}</STYLE><img alt=\'The color\' src="/color.png" data-alt="color">'
        '<center><mj-text align="center" color="gray">A tumor</mj-text></center>'
    )
    assert respell(page, "html").text == (
        '<!-- color --><p style="color: gray" title="A colour">The <b class="center">colour</b></p>'
        '<script>color()</script><STYLE>.center{}</STYLE><img alt=\'The colour\' src="/color.png" data-alt="color">'
        '<center><mj-text align="center" color="gray">A tumour</mj-text></center>'
    )


def test_a_word_with_capitals_inside_is_a_name() -> None:
    (kept,) = respell("some tumoR cells").kept
    assert (kept.word, kept.why) == ("tumoR", "capitals inside the word: a name")


@given(BRITISH_PROSE)
@settings(deadline=None)
def test_british_prose_comes_back_unchanged(text: str) -> None:
    assert respell(text).text == text


@given(AMERICAN_PROSE)
@settings(deadline=None)
def test_case_and_all_that_is_no_letter_are_kept(text: str) -> None:
    respelled = respell(text)
    assert re.sub(r"[^\W\d_]+", "a", respelled.text) == re.sub(r"[^\W\d_]+", "a", text)
    for change in respelled.changes:
        assert (change.better.isupper(), change.better.istitle()) == (change.word.isupper(), change.word.istitle())


@given(PROSE | AMERICAN_PROSE)
@settings(deadline=None)
def test_what_was_respelled_once_stays(text: str) -> None:
    once = respell(text).text
    assert respell(once).text == once


@given(PAGES)
@settings(deadline=None)
def test_what_was_respelled_once_stays_in_a_page_too(page: str) -> None:
    once = respell(page, "html").text
    assert respell(once, "html").text == once


@given(st.one_of(PROSE, PAGES, st.text()), st.sampled_from(["text", "html", "mjml"]))
@settings(deadline=None)
def test_the_changes_made_at_their_places_give_the_result(text: str, form: Form) -> None:
    respelled = respell(text, form)
    mark = text[: text.startswith("\ufeff")]
    lines = re.split(r"(\r\n|\r|\n)", text.removeprefix(mark))
    for change in reversed(respelled.changes):
        line, at = lines[2 * change.line - 2], change.column - 1
        assert line[at : at + len(change.word)] == change.word
        lines[2 * change.line - 2] = line[:at] + change.better + line[at + len(change.word) :]
    assert mark + "".join(lines) == respelled.text


@given(PAGES)
@settings(deadline=None)
def test_tags_comments_and_attributes_are_the_same_as_before(page: str) -> None:
    assert skeleton(respell(page, "html").text) == skeleton(page)


def skeleton(page: str) -> list[object]:
    """All that Python's own parser sees in a page but the words of text, `alt` and `title`."""
    seen: list[object] = []

    class Reader(HTMLParser):
        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            seen.append((tag, [(name, None if name in {"alt", "title"} else value) for name, value in attrs]))

        def handle_endtag(self, tag: str) -> None:
            seen.append(tag)

        def handle_comment(self, data: str) -> None:
            seen.append(data)

    Reader(convert_charrefs=False).feed(page)
    return seen


@pytest.mark.parametrize(
    "piece",
    [
        "color",
        "color ",
        '"',
        "“",
        "<div>",
        "<a ",
        "<!--",
        '<a x="',
        "{{cta(",
        "a@",
        "a.",
        "/a",
        "&#",
        "a=",
        "Smith J, ",
        "<",
        "practice ",
        "a check of ",
        "PROGRAM ",
        "Gray ",
        "Center of ",
        "‘a ",
        " 'a",
        '<p lang="de">',
        "<b>color",
        "```\n",
        "a::",
        "say “",
    ],
)
@pytest.mark.parametrize("form", ["text", "html"])
def test_a_hundred_kilobytes_of_junk_take_less_than_a_second(piece: str, form: Form) -> None:
    junk = piece * (100_000 // len(piece))
    assert min(seconds(junk, form) for _ in range(2)) < 1


def seconds(junk: str, form: Form) -> float:
    start = time.process_time()
    respell(junk, form)
    return time.process_time() - start
