"""What runs left to right stays whole in Arabic, and nothing but the marks changes."""

import re
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsletter.localise.isolation import CLOSE, OPEN, bare, isolate, isolate_html
from newsletter.render.plain_text import plain

TORN = [
    "5 mg/kg",
    "2.5 ml",
    "-5 °C",
    "5%",
    "+971 4 123 4567",
    "(04) 123 4567",
    "+971 (0)4 123 4567",
    "letter@example.com",
    "26/11/2026",
    "2026-11-26",
    "10–20",
    "10 – 20",
    "18:30–20:00",
    "v1.2",
    "C++",
    "Harbour Travel Clinic",
    "Dr. Marsden",
    "Harbour & Sons (UK) Ltd",
]
WHOLE = ["WHO", "B12", "6", "1,204", "38.5"]
TEXTS = st.text(st.sampled_from("ab 5+%/–-.:@()،م نh\u00a0\u2066\u2068\u2069&;<>\"'"), max_size=60)
HTML = st.lists(
    st.sampled_from(
        [
            "<b>",
            "</b>",
            "<p>",
            "</p>",
            '<a href="https://x.example/5 mg">',
            "</a>",
            '<span dir="ltr">',
            "</span>",
            "<br>",
            "5",
            " mg",
            "/kg",
            "مرحبا ",
            "، ",
            "Harbour ",
            "&amp;",
            "&lt;",
            '<img alt="5 mg، A" src="https://x.example/1">',
        ]
    ),
    max_size=24,
).map("".join)


@pytest.mark.parametrize("run", TORN)
@pytest.mark.parametrize("sentence", ["الجرعة {} يوميًا", "الجرعة ({}).", "{}", "الجرعة: {}، ثم"])
def test_what_would_be_torn_stands_alone_between_two_marks(run: str, sentence: str) -> None:
    assert isolate(sentence.format(run)) == sentence.format(f"{OPEN}{run}{CLOSE}")


@pytest.mark.parametrize("run", WHOLE)
def test_a_lone_word_or_number_is_left_as_it_is(run: str) -> None:
    assert isolate(f"قال {run} أمس.") == f"قال {run} أمس."
    assert isolate_html(f"<p>قال {run} أمس.</p>") == f"<p>قال {run} أمس.</p>"


def test_a_list_with_arabic_commas_is_read_from_the_right() -> None:
    assert isolate("Harbour، Marsden") == f"{OPEN}Harbour{CLOSE}، {OPEN}Marsden{CLOSE}"


def test_a_sentence_s_full_stop_is_none_of_the_run() -> None:
    assert isolate("خذ 5 mg. ثم") == f"خذ {OPEN}5 mg{CLOSE}. ثم"


def test_arabic_digits_are_left_to_their_own_order() -> None:
    assert isolate("من ١٠–٢٠ ملغ") == "من ١٠–٢٠ ملغ"


def test_prose_has_spans_and_its_attributes_have_marks() -> None:
    html = '<p>خذ 5 mg <a href="https://x.example/5 mg" title="جرعة 5 mg">هنا</a><img alt="عبوة 10 ml" src="https://x.example/a b"></p>'
    told = html.replace("خذ 5 mg", 'خذ <span dir="ltr">5 mg</span>')
    told = told.replace("جرعة 5 mg", f"جرعة {OPEN}5 mg{CLOSE}").replace("عبوة 10 ml", f"عبوة {OPEN}10 ml{CLOSE}")
    assert isolate_html(html) == told


@pytest.mark.parametrize(
    ("html", "told"),
    [
        ("<p>خذ <b>5</b> mg</p>", '<p>خذ <span dir="ltr"><b>5</b> mg</span></p>'),
        ("<p>خذ 5 <b>mg</b> كل</p>", '<p>خذ <span dir="ltr">5 <b>mg</b></span> كل</p>'),
        ("<p><b>خذ 5</b> mg</p>", f"<p><b>خذ {OPEN}5</b> mg{CLOSE}</p>"),
        ("<p>A&amp;B 5</p>", '<p><span dir="ltr">A&amp;B 5</span></p>'),
        ("<ul><li>5</li><li>mg</li></ul>", "<ul><li>5</li><li>mg</li></ul>"),
    ],
)
def test_a_run_over_tags_is_held_together_without_crossing_them(html: str, told: str) -> None:
    assert isolate_html(html) == told


def test_harakat_and_bidi_marks_of_the_author_stay_letter_for_letter() -> None:
    html = (
        '<p>خُذْ\u200f <span dir="ltr">5 mg</span> \u20687 ml\u2069</p><img alt="خُذْ\u200e كَ" src="https://x.example/a">'
    )
    assert isolate_html(html) == html


def test_the_text_part_has_marks_where_the_prose_has_spans() -> None:
    assert plain(isolate_html("<p>اتصل على +971 4 123 4567.</p>")) == f"اتصل على {OPEN}+971 4 123 4567{CLOSE}."
    linked = '<p>اقرأ <a href="https://x.example/a">https://x.example/a</a></p>'
    assert plain(isolate_html(linked)) == "اقرأ https://x.example/a", "without a mark that would pass for its end"


def test_an_address_of_the_web_has_a_span_in_prose_and_no_mark_in_plain_text() -> None:
    html = "<p>اقرأ https://www.example.com/a/?x=1&amp;y=2.</p>"
    assert isolate_html(html) == '<p>اقرأ <span dir="ltr">https://www.example.com/a/?x=1&amp;y=2</span>.</p>'
    assert isolate("اقرأ Harbour https://www.example.com/a/ الآن") == "اقرأ Harbour https://www.example.com/a/ الآن"


@given(TEXTS)
def test_plain_text_is_the_same_but_for_the_marks_and_done_only_once(text: str) -> None:
    once = isolate(text)
    assert bare(once) == bare(text)
    assert isolate(once) == once


@given(HTML)
def test_html_is_the_same_but_for_the_marks_and_done_only_once(html: str) -> None:
    once = isolate_html(html)
    own = "(<[^>]*>)"
    assert "".join(re.split("<[^>]*>", bare(once))) == "".join(re.split("<[^>]*>", html))
    tags = [bare(tag) for tag in re.findall(own, once)]
    assert [tag for tag in tags if "span" not in tag] == [tag for tag in re.findall(own, html) if "span" not in tag]
    assert isolate_html(once) == once


@pytest.mark.parametrize(
    "piece", ["a(", "(5", "http://!", "<b>5</b> ", "&amp;", "\u2066", "5–", "5 <", "- ", '<a title="']
)
def test_ten_times_the_text_takes_no_more_than_some_ten_times_as_long(piece: str) -> None:
    def took(times: int) -> float:
        began = process_time()
        isolate(piece * times)
        isolate_html(piece * times)
        return process_time() - began

    short, long = (min(took(times) for _ in range(3)) for times in (3_000, 30_000))  # a busy machine spoils one
    assert long < 40 * short + 0.1  # quadratic: 100 times
