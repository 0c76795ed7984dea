"""Translations find their originals by every name an original may have."""

import pytest

from newsletter.articles.recognising.clusters import clusters, doubts, member_for
from newsletter.model import Article, Language

CANONICAL = "https://www.example.com/journal/water"


def article(
    key: str, language: str = "en_GB", of: str | None = None, title: str = "", canonical: str | None = None
) -> Article:
    return Article(
        f"a:{key}", "a", key, title or key, (), Language(language), None, canonical=canonical, translation_of=of
    )


ORIGINAL = article("2026/water.md", title="On Water", canonical=CANONICAL)


@pytest.mark.parametrize(
    "name",
    [
        "a:2026/water.md",
        "2026/water.md",
        "water.md",
        "water",
        "on WATER",
        CANONICAL,
        "http://example.com/journal/water/?utm_source=x",
    ],
)
def test_an_original_is_found_by_any_of_its_names(name: str) -> None:
    translation = article("x.md", "ar_AE", name)
    assert clusters([translation, ORIGINAL]) == [(ORIGINAL, translation)]


def test_a_translation_of_a_translation_belongs_to_the_first_original() -> None:
    arabic, french = article("ar.md", "ar_AE", "water"), article("fr.md", "fr", "ar.md")
    assert clusters([ORIGINAL, french, arabic]) == [(ORIGINAL, french, arabic)]


def test_translations_of_an_original_we_lack_keep_together() -> None:
    arabic, french = article("ar.md", "ar_AE", "lost"), article("fr.md", "fr", "lost")
    assert clusters([arabic, french]) == [(arabic, french)]


def test_a_ring_of_translations_is_one_cluster() -> None:
    one, two = article("one", "en_GB", "two"), article("two", "ar_AE", "one")
    assert [{member.id for member in cluster} for cluster in clusters([one, two])] == [{"a:one", "a:two"}]


def test_the_member_is_of_the_very_language_else_of_its_base() -> None:
    arabic, emirati = article("ar", "ar", "water"), article("ar_AE", "ar_AE", "water")
    assert member_for((ORIGINAL, arabic, emirati), Language("ar_AE")) is emirati
    assert member_for((ORIGINAL, arabic), Language("ar_AE")) is arabic
    assert member_for((ORIGINAL,), Language("ar_AE")) is None


def doubted(*articles: Article) -> list[str]:
    """What is said of the first of these articles."""
    (cluster,) = clusters(articles)
    return [finding.message for finding in doubts(cluster, articles[0])]


def test_a_translation_whose_original_is_not_there_is_said_by_its_place() -> None:
    (cluster,) = clusters([article("x.md", "ar_AE", "watr.md")])
    (finding,) = doubts(cluster, cluster[0])
    assert (finding.level, finding.part) == ("warning", "x.md")
    assert finding.message == "it is a translation of “watr.md”, which no article of the project is"
    assert "translation_of" in finding.remedy


def test_translations_of_each_other_are_said() -> None:
    one, other = article("a.md", "ar_AE", "b.md"), article("b.md", "en_GB", "a.md")
    assert doubted(one, other) == ["a.md, b.md are said to be translations of each other"]


def test_two_translations_into_one_language_are_said() -> None:
    one, other = article("x.md", "ar_AE", "water"), article("y.md", "ar_AE", "water")
    assert doubted(one, other, ORIGINAL) == ["y.md is its translation into ar_AE too; only this one is shown"]


def test_of_an_original_with_its_translation_there_is_nothing_to_say() -> None:
    translation = article("x.md", "ar_AE", "water")
    assert doubted(ORIGINAL, translation) == doubted(translation, ORIGINAL) == []
