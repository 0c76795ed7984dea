"""An article that says nearly the same as another is its twin."""

import pytest

from newsletter.articles.recognising.duplicates import Gallery
from newsletter.articles.recognising.likeness import Likened
from newsletter.model import Article, Language, Prose

TEXT = (
    "Every autumn the boats come out of the water and grown adults drag wet rope across the gravel of the yard all day."
)
OTHER = (
    "Ginger does no harm on a crossing and a biscuit of it does a little good to nearly every passenger below the deck."
)


def article(key: str, title: str, text: str, canonical: str | None = None, teaser: str = "") -> Article:
    pieces = (Prose(f"<p>{text}</p>", 1),) if text else ()
    return Article(
        f"a:{key}", "a", key, title, pieces, Language("en_GB"), None, canonical=canonical, teaser=teaser
    )  # fmt: skip


def twins(of: Article, *others: Article) -> tuple[str, ...]:
    return Gallery(map(Likened.of, others)).twins_of(Likened.of(of))


@pytest.mark.parametrize(
    "again",
    [
        article("2", "Another Title", TEXT),
        article("2", "another title", TEXT.replace("autumn", "spring")),
        article("2", "THE YARD, in Autumn", TEXT + " " + OTHER),
    ],
)
def test_the_same_text_or_title_with_half_the_text_is_a_twin(again: Article) -> None:
    assert twins(again, article("1", "The Yard in Autumn", TEXT)) == ("a:1",)


@pytest.mark.parametrize(
    "other",
    [
        article("2", "The Yard in Autumn", OTHER),
        article("2", "Other", OTHER),
        article("2", "Other", ""),
        article("2", "", ""),
    ],
)
def test_a_shared_title_alone_or_no_text_at_all_is_none(other: Article) -> None:
    assert twins(other, article("1", "The Yard in Autumn", TEXT), article("3", "", "")) == ()


def test_teasers_stand_in_for_a_text_that_is_missing() -> None:
    assert twins(article("2", "B", "", teaser=TEXT), article("1", "A", "", teaser=TEXT)) == ("a:1",)


def test_twins_are_in_order_and_nobody_is_ones_own() -> None:
    copies = [article(key, f"Title {key}", TEXT) for key in "3142"]
    assert twins(copies[0], *copies) == ("a:1", "a:2", "a:4")


def test_a_long_text_is_known_again_by_its_opening_whatever_follows() -> None:
    long = " ".join(f"word{n}" for n in range(700))
    assert twins(article("2", "B", f"{long} and an end"), article("1", "A", long)) == ("a:1",)
