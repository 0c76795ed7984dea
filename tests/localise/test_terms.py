"""A region's own words take the place of the author's, and watched ones are found."""

import pytest

from newsletter.localise.spelling.house import AS_IS, plural, singular
from newsletter.localise.terms import reword, watched

TERMS = {
    "GP": "family doctor",
    "nappy": "diaper",
    "physio": "physiotherapist",
    "car park": "parking area",
    "flat": "apartment",
}


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("Ask your GP.", "Ask your family doctor."),
        (
            "GPs know. A GP's advice, the GP’s view.",
            "Family doctors know. A family doctor's advice, the family doctor’s view.",
        ),
        ("Two nappies and a nappy", "Two diapers and a diaper"),
        ("Nappies are free.", "Diapers are free."),
        ("NAPPY CHANGING", "DIAPER CHANGING"),
        ("A Car Park for All", "A Parking Area for All"),
        ("the car\u00a0park is full", "the parking area is full"),
        ("See a physio.", "See a physiotherapist."),
        ("He has a flat there.", "He has an apartment there."),
        ("A flat is dear.", "An apartment is dear."),
    ],
)
def test_a_term_comes_in_with_its_plural_its_genitive_its_capitals_and_its_article(before: str, after: str) -> None:
    assert reword(before, "text", TERMS, AS_IS).text == after


@pytest.mark.parametrize(
    "text",
    [
        "“Ask your GP,” he said.",
        "The GP Update Group met.",
        "See https://example.com/GP today.",
        "GPS found them.",
        "The gp is a unit.",
        "flatter inflated",
        "They met at Nappy Valley House.",
    ],
)
def test_names_quotations_addresses_and_parts_of_words_stay(text: str) -> None:
    assert reword(text, "text", TERMS, AS_IS).text == text


def test_each_term_is_remarked_with_its_place() -> None:
    (change,) = reword("Well.\nAsk a GP now.", "text", TERMS, AS_IS).changes
    assert (change.line, change.column, change.word, change.better, change.tier) == (2, 7, "GP", "family doctor", None)


def test_markup_stays() -> None:
    page = '<p title="a GP">Ask <b class="GP">your GP</b>, <code>GP</code></p>'
    assert reword(page, "html", TERMS, AS_IS).text == (
        '<p title="a family doctor">Ask <b class="GP">your family doctor</b>, <code>GP</code></p>'
    )


@pytest.mark.parametrize(
    ("words", "own", "said"),
    [
        ("a boat", "MP", "an MP"),
        ("a boat", "hour", "an hour"),
        ("a boat", "unit", "a unit"),
        ("an oar", "ewe", "a ewe"),
        ("an oar", "X-ray", "an X-ray"),
        ("An oar", "boat", "A boat"),
    ],
)
def test_the_article_before_a_term_follows_its_sound(words: str, own: str, said: str) -> None:
    assert reword(words, "text", {words.split()[1]: own}, AS_IS).text == said


def test_watched_words_are_found_and_nothing_is_changed() -> None:
    found = watched(
        "Incredible results for a paralytic patient", "text", {"paralytic patients": "people with paralysis"}, AS_IS
    )
    assert [(one.word, one.better, one.column) for one in found] == [("paralytic patient", "people with paralysis", 26)]
    assert watched("Nothing here", "text", {}, AS_IS) == ()


@pytest.mark.parametrize(
    ("one", "many"),
    [("nappy", "nappies"), ("bus", "bus"), ("box", "boxes"), ("church", "churches"), ("day", "days"), ("GP", "GPs")],
)
def test_plurals_are_regular(one: str, many: str) -> None:
    assert plural(one) == many


@pytest.mark.parametrize("word", ["nappy", "day", "box", "church", "brush", "patient", "GP", "lens", "news"])
def test_a_singular_is_found_again(word: str) -> None:
    assert singular(plural(word)) in (word, word[:-1])
