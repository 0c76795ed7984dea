"""Phrases in a text: found in every form, across white space and silent characters, not within other words; linear."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsletter.localise.phrases import PARAGRAPH, find, lexicon, outside, says, words_of


def found(text: str, *phrases: str) -> list[str]:
    return [text[one.start : one.end] for one in find(text, lexicon(phrases))]


@pytest.mark.parametrize(
    ("text", "phrase", "words"),
    [
        ("The BEST of all", "best", ["BEST"]),
        ("the clinic’s best day", "clinic", ["clinic’s"]),
        ("don’t wait", "don't wait", ["don’t wait"]),
        ("best-in-class", "best", ["best"]),
        ("world class, world-class, worldclass", "world-class", ["world class", "world-class", "worldclass"]),
        ("reduces\n  recovery\u00a0times", "reduces recovery time", ["reduces\n  recovery\u00a0times"]),
        ("un\u00adique, b\u200best", "unique", ["un\u00adique"]),
        ("uniquely made", "unique", ["uniquely"]),
        ("No. 1 or no.1, not 11", "No. 1", ["No. 1", "no.1"]),
        ("100% safe, 100 miles", "100%", ["100%"]),
        ("ﬁrst and foremost", "first", ["ﬁrst"]),
    ],
)
def test_a_phrase_is_found_however_it_is_written(text: str, phrase: str, words: list[str]) -> None:
    assert found(text, phrase) == words


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("وبالفريدة من نوعها", ["وبالفريدة"]),
        ("حلّ فَرِيدٌ جدًّا", ["فَرِيدٌ"]),
        ("والفريدة", ["والفريدة"]),
        ("للفريد ثم بفريدتهم", ["للفريد", "بفريدتهم"]),
        ("فـــريـد", ["فـــريـد"]),
        ("\u2067فريد\u2069", ["\u2067فريد\u2069"]),
        ("فريق تفريد", []),
    ],
)
def test_an_arabic_word_is_found_with_prefixes_marks_and_tatweel(text: str, words: list[str]) -> None:
    assert found(text, "فريد") == words


@pytest.mark.parametrize(
    ("one", "other"), [("أفضل", "افضل"), ("إعلان", "اعلان"), ("الأعلى", "الاعلي"), ("ميزة", "ميزه")]
)
def test_letters_that_writers_use_for_one_another_are_one(one: str, other: str) -> None:
    assert found(other, one) == [other] and found(one, one) == [one]


@pytest.mark.parametrize(
    "text",
    [
        "to bestow a bestiary",
        "write to best@example.com or @best",
        "https://example.com/best-clinics and www.best.example/",
        "recovery. Time",
        f"recovery{PARAGRAPH}time",
        "recovery of time",
    ],
)
def test_nothing_is_found_within_words_addresses_or_over_a_sentence_s_end(text: str) -> None:
    assert found(text, "best", "recovery time") == []


def test_what_lies_within_another_find_is_left_out() -> None:
    text = "The Best Western is best; best western best"
    names = find(text, lexicon(("Best Western",), inflected=False))
    assert [one.start for one in outside(find(text, lexicon(("best",))), names)] == [20, 39]


def test_a_line_is_said_whatever_its_marks_case_and_white_space() -> None:
    text = "Footer: LICENCE no.\n000000, Dubai."
    assert says(text, "Licence no. 000000") and not says(text, "Licence no. 00000")
    assert says("رقم الرخصة: ٠٠٧", "رقم الرخصة 007")


@given(st.text(max_size=300), st.lists(st.sampled_from(["best", "فريد", "No. 1", "state-of-the-art"]), unique=True))
def test_any_text_is_read_and_what_is_found_stands_there(text: str, phrases: list[str]) -> None:
    for one in find(text, lexicon(tuple(phrases))):
        assert one.phrase in phrases and 0 <= one.start < one.end <= len(text)
    words = words_of(text)
    assert len(words.known_as) == len(words.spans)


@given(st.text(alphabet="abst -.\u00ad’ة", max_size=40), st.text(alphabet="abst -.", max_size=40))
def test_a_phrase_between_two_paragraphs_is_found_whatever_they_are(before: str, after: str) -> None:
    text = f"{before}{PARAGRAPH}state of the art{PARAGRAPH}{after}"
    assert "state of the art" in found(text, "state of the art")


_SIZE = 200_000
_SECONDS = 2.0  # of processor time; what is not linear takes minutes


@pytest.mark.parametrize(
    "piece",
    [
        "best ",
        "best-",
        "reduces ",
        "recovery ",
        "best western ",
        "\u00ad",
        " ",
        "a",
        "'a",
        "www.",
        "ـ",
        "و",
        "@best",
        "\0",
    ],
)
def test_hostile_repetitions_cost_no_more_than_prose(piece: str) -> None:
    text = piece * (_SIZE // len(piece))
    known, names = (
        lexicon(("best", "reduces recovery time", "reduces reduces reduces up", "فريد")),
        lexicon(("best western",)),
    )
    begin = time.process_time()
    for _ in outside(find(text, known), find(text, names)):
        pass
    says(text, "best western of all")
    assert time.process_time() - begin < _SECONDS


def test_a_phrase_before_a_long_gap_is_read_in_no_time() -> None:
    begin = time.process_time()
    assert found("recovery" + " " * _SIZE + "time" + " recovery" * 100, "recovery time") != []
    assert time.process_time() - begin < _SECONDS
