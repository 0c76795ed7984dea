"""What leads on from a feed and its entries: the next page, other names, pages in other languages."""

import pytest

from tests.articles.gathering.test_feed import atom, only, read, rss


def test_a_feeds_next_page_is_named() -> None:
    link = "<atom:link rel='next' href='/feed.xml?page=2'/>"
    assert read(rss("<title>A</title>", head=link)).next == "https://example.com/feed.xml?page=2"
    assert read(atom("<title>A</title>", head="<link rel='next' href='feed.xml?p=2'/>")).next == (
        "https://example.com/news/feed.xml?p=2"
    )
    assert read(rss("<title>A</title>")).next is None


def test_a_guid_is_a_name_as_it_is_given_and_unescaped() -> None:
    item = "<title>A</title><guid isPermaLink='false'>https://example.com/?a=1&amp;amp;p=2</guid>"
    assert only(rss(item)).names == ("https://example.com/?a=1&amp;p=2", "https://example.com/?a=1&p=2")


ENGLISH_PAGE = "<link rel='alternate' hreflang='en' href='https://example.com/en/walk'/>"
ARABIC_PAGE = "<link rel='alternate' hreflang='ar' href='https://example.com/ar/walk'/>"


@pytest.mark.parametrize("pages", [ENGLISH_PAGE + ARABIC_PAGE, ARABIC_PAGE + ENGLISH_PAGE])
@pytest.mark.parametrize(
    ("language", "link", "original"),
    [
        ("en", "https://example.com/en/walk", None),
        ("ar", "https://example.com/ar/walk", "https://example.com/en/walk"),
    ],
)
def test_an_entry_in_two_languages_leads_to_its_own_page_and_names_its_original(
    pages: str, language: str, link: str, original: str | None
) -> None:
    article = only(atom(f"<title xml:lang='{language}'>A</title><content xml:lang='{language}'>B</content>{pages}"))
    assert (article.canonical, article.translation_of) == (link, original)


def test_an_entry_with_a_page_for_all_beside_those_of_other_languages_leads_to_it() -> None:
    french = "<link rel='alternate' hreflang='fr' href='https://example.com/fr'/>"
    article = only(atom(f"<title>A</title><content>B</content><link href='https://example.com/'/>{french}"))
    assert (article.canonical, article.translation_of) == ("https://example.com/", None)


def test_references_of_thousands_of_digits_are_no_fault() -> None:
    reference = f"&amp;amp;#{'1' * 5_000};"
    item = f"<title>A {reference}</title><guid>{reference}</guid><link>https://example.com/?{reference}</link>"
    assert only(rss(item)).title.startswith("A")
