"""Which article a name means: any that tells it from the others, and for none or several the nearest are named."""

from time import process_time

import pytest

from newsletter.articles.choosing.meant import Register
from newsletter.articles.recognising.clusters import Named
from newsletter.errors import UsageError


def named(key: str, title: str, source: str = "journal", translation_of: str | None = None, piece: str = "") -> Named:
    id_ = f"{source}:{key}"
    return Named(id_, source, key, title, f"https://www.harbour.test/{key}/", translation_of, piece or id_)


TIDES = named("tides.md", "Reading the Tides")
ARABIC = named("tides.ar.md", "قراءة المد", translation_of="tides.md")
COPY = named("17", "Reading the Tides", source="blog", piece=TIDES.id)
SANDS = named("sands.md", "Sands")
OTHER = named("sands.txt", "Sands", source="other")
KNOWN = Register([TIDES, ARABIC, COPY, SANDS, OTHER])


@pytest.mark.parametrize(
    "name",
    [
        "journal:tides.md",
        "tides.md",
        "tides",
        "reading the TIDES",
        "https://www.harbour.test/tides.md?utm_source=x",
        "http://harbour.test/tides.md",
        "harbour.test/17",
        "tides.ar.md",
        "قراءة المد",
        "blog:17",
    ],
)
def test_an_article_is_meant_with_its_translations_and_copies_whatever_it_is_called(name: str) -> None:
    group = KNOWN.group_of(name)
    assert group[0] == "journal:tides.md" and {*group} == {"journal:tides.md", "journal:tides.ar.md", "blog:17"}


def test_one_article_alone_is_meant_by_what_no_copy_of_it_is_called() -> None:
    assert KNOWN.article("tides.md") == TIDES
    assert KNOWN.article("قراءة المد") == ARABIC
    with pytest.raises(
        UsageError, match=r"'Reading the Tides' may be blog:17 or journal:tides\.md; name one by its id"
    ):
        KNOWN.article("Reading the Tides")


def test_a_name_of_two_articles_is_refused_with_both_ids() -> None:
    with pytest.raises(UsageError, match=r"'sands' may be journal:sands\.md or other:sands\.txt; name one by its id"):
        KNOWN.group_of("sands")
    assert KNOWN.group_of("journal:sands.md") == ("journal:sands.md",)


@pytest.mark.parametrize("name", ["journal:tide.md", "Reading the Tide"])
def test_what_nobody_is_called_is_refused_with_the_nearest(name: str) -> None:
    with pytest.raises(UsageError) as refused:
        KNOWN.group_of(name)
    assert f"no article is called {name!r}; did you mean " in str(refused.value)
    assert "journal:tides.md (“Reading the Tides”)" in str(refused.value)


@pytest.mark.parametrize("known", [KNOWN, Register([])])
def test_where_nothing_is_near_a_pull_is_the_remedy(known: Register) -> None:
    with pytest.raises(UsageError, match=r"no article is called 'qqq'; newsletter pull fetches what is new"):
        known.group_of("qqq")


def test_a_translation_without_its_original_is_meant_by_itself() -> None:
    alone = Register([ARABIC])
    assert alone.group_of("tides.ar.md") == ("journal:tides.ar.md",)


def test_two_thousand_long_titles_alike_are_compared_before_anybody_is_tired_of_waiting() -> None:
    many = Register([named(f"piece-{n}", f"{n} {'long ' * 500}") for n in range(2_000)])
    began = process_time()
    with pytest.raises(UsageError):
        many.group_of("long " * 5_000)
    assert process_time() - began < 5
