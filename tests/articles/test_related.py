"""Related articles: by shared words, of one language, with somewhere to lead."""

from dataclasses import replace

from newsletter.articles.related import MOST, Library
from newsletter.model import Article, Language, Prose, Region, Text

KNOTS = "A bowline knot holds the mooring rope, and a sailor ties the rope with cold hands."
ROPES = "Old mooring rope frays where a knot was tied; every sailor learns to splice a rope."
SOUP = "Lentils simmer with cumin until the onions brown; serve with lemon and flat bread."


def article(
    key: str, text: str, language: str = "en_GB", canonical: str | None = "https://example.com/", **said: object
) -> Article:
    regions = tuple(str(slug) for slug in said.get("regions", ()))  # type: ignore[attr-defined]
    return Article(
        f"a:{key}",
        "a",
        key,
        key,
        (Prose(f"<p>{text}</p>", 1),),
        Language(language),
        None,
        canonical=canonical,
        regions=regions,
    )


def ids(library: list[Article], *lineage: str) -> list[str]:
    slug, *ancestors = lineage or ("uk",)
    english = (Language("en_GB"),)
    region = Region(slug, Text(slug), (), "GB", "Europe/London", english, "british", "", None, (), (), None)
    told = replace(region, ancestors=tuple(ancestors))
    return [found.id for found in Library(library).related(article("knots", KNOTS), told)]


def test_those_that_share_its_words_come_most_alike_first() -> None:
    assert ids([article("soup", SOUP), article("ropes", ROPES), article("again", KNOTS)]) == ["a:again", "a:ropes"]


def test_no_more_than_a_few_are_listed() -> None:
    assert len(ids([article(f"ropes{n}", ROPES) for n in range(9)])) == MOST


def test_itself_other_languages_and_articles_without_a_link_are_never_listed() -> None:
    assert ids([article("knots", KNOTS), article("ar", KNOTS, "ar_AE"), article("bare", KNOTS, canonical=None)]) == []


def test_an_article_for_this_region_alone_needs_nothing_in_common() -> None:
    library = [article("soup", SOUP, regions=["middle-east"]), article("ropes", ROPES)]
    assert ids(library, "middle-east") == ["a:ropes", "a:soup"]
    assert ids(library, "uk") == ["a:ropes"]


def test_an_article_for_an_ancestor_alone_is_as_good_as_for_the_region_itself() -> None:
    library = [article("soup", SOUP, regions=["middle-east"]), article("both", SOUP, regions=["middle-east", "uk"])]
    assert ids(library, "saudi", "middle-east") == ["a:soup"]


def test_words_that_stand_everywhere_relate_nothing() -> None:
    assert ids([article("plain", "These there which would have been about them, after that, with every other.")]) == []


def test_an_empty_library_lists_nothing() -> None:
    assert ids([]) == []
