"""An article is known again under another guid, address or title."""

import pytest

from newsletter.articles.duplicates import Gallery, page_of
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


@pytest.mark.parametrize(
    "address",
    [
        "https://example.com/a",
        "http://www.example.com/a/",
        "https://EXAMPLE.com/a?utm_source=x&fbclid=y#top",
        "https://example.com/a?",
    ],
)
def test_a_page_is_itself_whatever_is_hung_on_its_address(address: str) -> None:
    assert page_of(address) == "example.com/a"


def test_a_query_that_tells_pages_apart_stays() -> None:
    assert page_of("https://example.com/?p=1&utm_medium=x") == "example.com?p=1"
    assert page_of("http://[broken") == "http://[broken"
    assert page_of("knots.md") == "knots.md"


@pytest.mark.parametrize(
    "again",
    [
        article("2", "Another Title", OTHER, "http://example.com/one/?utm_source=x"),
        article("2", "Another Title", TEXT),
        article("2", "another title", TEXT.replace("autumn", "spring")),
        article("2", "THE YARD, in Autumn", TEXT + " " + OTHER),
    ],
)
def test_the_same_page_text_or_title_with_half_the_text_is_a_twin(again: Article) -> None:
    first = article("1", "The Yard in Autumn", TEXT, "https://example.com/one")
    gallery = Gallery()
    gallery.add(first)
    assert gallery.twin_of(again) is first


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
    gallery = Gallery()
    gallery.add(article("1", "The Yard in Autumn", TEXT))
    gallery.add(article("3", "", ""))
    assert gallery.twin_of(other) is None


def test_teasers_stand_in_for_a_text_that_is_missing() -> None:
    gallery = Gallery()
    gallery.add(article("1", "A", "", teaser=TEXT))
    assert gallery.twin_of(article("2", "B", "", teaser=TEXT)) is not None


def test_who_repeats_nobody_is_remembered() -> None:
    gallery, first = Gallery(), article("1", "The Yard in Autumn", TEXT)
    assert gallery.twin_of(first) is None
    assert gallery.twin_of(article("2", "Other", TEXT)) is first
