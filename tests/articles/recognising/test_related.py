"""Related articles: by shared words, of one language, with somewhere to lead."""

from newsletter.articles.recognising.likeness import Likened
from newsletter.articles.recognising.related import THRESHOLD, Library
from newsletter.model import Article, Language, Prose

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


def ids(library: list[Article]) -> list[str]:
    return [one.id for one in Library(map(Likened.of, library)).related(Likened.of(article("knots", KNOTS)))]


def test_those_that_share_its_words_come_most_alike_first() -> None:
    assert ids([article("soup", SOUP), article("ropes", ROPES), article("again", KNOTS)]) == ["a:again", "a:ropes"]


def test_how_alike_they_are_is_between_nothing_and_the_same() -> None:
    library = Library(map(Likened.of, [article("ropes", ROPES), article("again", KNOTS)]))
    again, ropes = library.related(Likened.of(article("knots", KNOTS)))
    assert THRESHOLD <= ropes.alike < again.alike <= 1
    assert (ropes.title, ropes.canonical, ropes.regions, ropes.seen) == ("ropes", "https://example.com/", (), None)


def test_what_stands_nearly_everywhere_tells_little_and_costs_nothing() -> None:
    many = [article(f"tide{n}", f"Tides unlike{n} unlike{n}") for n in range(300)]
    assert ids([*many, article("knot", "Tides bowline")]) == ["a:knot"]


def test_no_more_than_a_few_are_kept() -> None:
    assert len(ids([article(f"ropes{n}", ROPES) for n in range(40)])) == 9


def test_itself_other_languages_and_articles_without_a_link_are_never_listed() -> None:
    assert ids([article("knots", KNOTS), article("ar", KNOTS, "ar_AE"), article("bare", KNOTS, canonical=None)]) == []


def test_articles_for_certain_regions_are_kept_however_little_they_share() -> None:
    library = [article(f"soup{n}", SOUP, regions=["middle-east"]) for n in range(5)]
    assert ids([*library, article("ropes", ROPES), article("all", SOUP)])[0] == "a:ropes"
    assert len(ids([*library, article("ropes", ROPES), article("all", SOUP)])) == 4


def test_words_that_stand_everywhere_relate_nothing() -> None:
    assert ids([article("plain", "These there which would have been about them, after that, with every other.")]) == []


def test_an_empty_library_lists_nothing() -> None:
    assert ids([]) == []
