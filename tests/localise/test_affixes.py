"""The forms of a word: those that rules make, and those that only look like it."""

import pytest

from newsletter.localise.affixes import forms_of


@pytest.mark.parametrize(
    ("word", "forms"),
    [
        ("best", "best best's bests"),
        ("unique", "unique uniquely"),
        ("incredible", "incredible incredibly incredibles"),
        ("easy", "easy easily easier easiest"),
        ("safe", "safe safer safest safely"),
        ("big", "big bigger biggest"),
        ("magic", "magic magically"),
        ("full", "full fully fuller"),
        ("cure", "cure cures cured curing"),
        ("cures", "cures cure cured curing"),
        ("class", "class classes"),
        ("therapy", "therapy therapies"),
        ("unprecedented", "unprecedented unprecedentedly"),
    ],
)
def test_a_regular_form_is_known(word: str, forms: str) -> None:
    assert {*forms.split()} <= forms_of(word)


@pytest.mark.parametrize(
    ("word", "other"),
    [
        ("best", "bestow"),
        ("new", "news"),
        ("numb", "number"),
        ("ear", "early"),
        ("as", "a"),
        ("is", "iser"),
        ("100", "100s"),
    ],
)
def test_another_word_is_no_form(word: str, other: str) -> None:
    assert other not in forms_of(word)


def test_a_word_that_looks_like_another_s_form_has_its_own() -> None:
    assert {"number", "numbers", "numbered"} <= forms_of("number")


@pytest.mark.parametrize(
    "form", ["فريد", "وفريد", "الفريد", "والفريد", "بالفريد", "للفريد", "فالفريده", "لفريد", "فريده"]
)
def test_an_arabic_word_is_known_with_what_is_attached_to_it(form: str) -> None:
    assert form in forms_of("فريد")


@pytest.mark.parametrize("form", ["فريدات", "فريدان", "فريدين", "فريدها", "فريدهم", "فريدتنا", "فريدا"])
def test_arabic_endings_are_known(form: str) -> None:
    assert form in forms_of("فريد")


def test_who_writes_the_article_means_the_definite_word_alone() -> None:
    assert "بالافضل" in forms_of("الافضل") and "افضل" not in forms_of("الافضل")


def test_a_ta_marbuta_gives_way_to_endings_and_is_never_simply_left_out() -> None:
    forms = forms_of("ميزه", feminine=True)
    assert {"ميزه", "ميزات", "وميزتها", "الميزه"} <= forms and "ميز" not in forms


@pytest.mark.parametrize("word", ["هو", "كل", "al"])
def test_a_very_short_word_is_met_as_it_is(word: str) -> None:
    assert forms_of(word) == {word}
