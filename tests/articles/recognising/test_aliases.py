"""What an article may be known by again, and what tells nothing apart."""

from dataclasses import replace

import pytest

from newsletter.articles.recognising.aliases import aliases_of, page_of, trusted
from newsletter.model import Article, Language, Prose

WORDS = " ".join(f"word{n}" for n in range(40))


def article(key: str = "1", text: str = "Short.", canonical: str | None = None, title: str = "A Title") -> Article:
    return Article(
        f"blog:{key}", "blog", key, title, (Prose(f"<p>{text}</p>", 1),), Language("en_GB"), None, canonical=canonical
    )


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
    ("name", "alias"),
    [
        ("tag:example.com,2026:1", "blog:tag:example.com,2026:1"),
        ("4711", "blog:4711"),
        ("http://www.example.com/a/?utm_source=x", "page:example.com/a"),
        ("https://example.com/?p=12", "page:example.com?p=12"),
        ("a&amp;b", "blog:a&b"),
        ("https://example.com/?a=1&amp;b=2", "page:example.com?a=1&b=2"),
    ],
)
def test_a_name_is_an_alias_without_what_may_change_about_it(name: str, alias: str) -> None:
    assert alias in aliases_of(article(), [name])


@pytest.mark.parametrize(
    "name", ["https://example.com", "https://example.com/", "https://www.example.com/?utm_source=x", "", " "]
)
def test_a_sites_first_page_and_an_empty_name_are_nobodys(name: str) -> None:
    assert aliases_of(article(), [name]) == ("blog:1",)


@pytest.mark.parametrize("name", [f"&#{'9' * 5_000};", f"https://example.com/&#{'9' * 5_000};"])
def test_a_name_of_any_length_is_one(name: str) -> None:
    assert len(aliases_of(article(), [name])) in (1, 2)


def test_the_page_it_is_read_at_is_an_alias_under_any_scheme() -> None:
    one, other = (aliases_of(article(canonical=f"{scheme}://example.com/a"), ()) for scheme in ("http", "https"))
    assert one == other == ("blog:1", "page:example.com/a")


def test_enough_words_are_an_alias_with_their_title() -> None:
    *_, said = aliases_of(article(text=WORDS), ())
    assert said.startswith("text:")
    assert aliases_of(article("2", WORDS.upper()), ())[-1] == said
    assert aliases_of(article("2", WORDS, title="Another"), ())[-1] != said
    assert aliases_of(article(text="The clinic is closed on Friday."), ()) == ("blog:1",)


def test_an_alias_that_two_articles_of_a_source_bear_is_not_trusted() -> None:
    one, other, third = (replace(article(key), aliases=(f"blog:{key}", "page:x/a", f"blog:guid{key}")) for key in "123")
    third = replace(third, aliases=("blog:3", "page:x/b"))
    assert [bearer.aliases for bearer in trusted([one, other, third])] == [
        ("blog:1", "blog:guid1"),
        ("blog:2", "blog:guid2"),
        ("blog:3", "page:x/b"),
    ]


def test_an_id_stays_even_where_another_article_calls_itself_so() -> None:
    one = replace(article("1"), aliases=("blog:1", "blog:2"))
    other = replace(article("2"), aliases=("blog:2",))
    assert [bearer.aliases for bearer in trusted([one, other])] == [("blog:1",), ("blog:2",)]
