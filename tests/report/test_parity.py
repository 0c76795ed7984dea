"""Two regions' editions held against each other."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta

import pytest

from newsletter.model import Article, Edition, Finding, Issue, Language, LeftOut
from newsletter.pipeline import Kit, compose, open_kit, read_pulled
from newsletter.report.parity import among, between
from newsletter.settings import Settings
from tests.report.test_differences import settings

__all__ = ["settings"]  # the fixture
DAY, ENGLISH = date(2026, 11, 26), Language("en_GB")
SHOULDER, BOATYARD = "journal:sailors-shoulder.html", "journal:boatyard-back.txt"


@pytest.fixture(scope="module")
def kit(settings: Settings) -> Kit:
    return open_kit(settings)


@pytest.fixture(scope="module")
def articles(kit: Kit) -> Mapping[str, Article]:
    return {article.id: article for pulled in read_pulled(kit) for article in pulled.articles}


def edition(kit: Kit, articles: Mapping[str, Article], region: str, day: date = DAY) -> Edition:
    return compose(Issue("weekly", region, day), ENGLISH, list(articles.values()), kit)


def found(kit: Kit, articles: Mapping[str, Article], one: Edition, other: Edition) -> list[Finding]:
    return list(between(kit.settings, one, other, articles))


@pytest.fixture(scope="module")
def pair(kit: Kit, articles: Mapping[str, Article]) -> tuple[Edition, Edition]:
    return edition(kit, articles, "uk"), edition(kit, articles, "middle-east")


def test_the_samples_agree_in_every_pair_of_regions(
    kit: Kit, articles: Mapping[str, Article], pair: tuple[Edition, Edition]
) -> None:
    assert found(kit, articles, *pair) == []
    assert found(kit, articles, *reversed(pair)) == []
    assert among(kit.settings, pair, articles) == ()


@pytest.mark.parametrize("reason", ["over the limit of 6", "no longer in its source"])
def test_an_article_that_is_dropped_from_one_region_is_found_with_the_reason(
    kit: Kit, articles: Mapping[str, Article], pair: tuple[Edition, Edition], reason: str
) -> None:
    one, other = pair
    kept = tuple(row for row in other.articles if row[0] != SHOULDER)
    fewer = replace(other, articles=kept, left_out=(*other.left_out, LeftOut(SHOULDER, "Shoulder", reason)))
    (finding,) = [each for each in found(kit, articles, one, fewer) if "is not in the edition" in each.message]
    assert "“Hauling Without Hurting" in finding.message and reason in finding.message
    assert finding.message.count("Middle East") == 1


def test_an_article_for_one_region_only_or_sent_before_is_no_difference(
    kit: Kit, articles: Mapping[str, Article], pair: tuple[Edition, Edition]
) -> None:
    one, other = pair
    last = other.articles[-1]
    for reason in ("only for UK", "already sent on 19 November 2026 in weekly", "not yet due: 25 November"):
        fewer = replace(other, articles=other.articles[:-1], left_out=(LeftOut(last[0], last[1], reason),))
        assert found(kit, articles, one, fewer) == []


@pytest.mark.parametrize(
    ("stands", "instead", "level"),
    [
        ("15\u00a0kg", "50\u00a0kg", "error"),
        ("38\u00a0°C", "83\u00a0°C", "warning"),
        ("3 sets of 12", "3 sets of 15", "warning"),
        ("- 10 days", "- 10 weeks", "warning"),
        ("On\nMonday", "On\nTuesday", "warning"),
    ],
)
def test_a_figure_changed_in_one_region_is_found(
    kit: Kit,
    articles: Mapping[str, Article],
    pair: tuple[Edition, Edition],
    stands: str,
    instead: str,
    level: str,
) -> None:
    one, other = pair
    assert stands in other.text
    findings = found(kit, articles, one, replace(other, text=other.text.replace(stands, instead)))
    assert {finding.level for finding in findings} == {level}
    changed = (set(instead.split()) - set(stands.split())).pop()
    assert any(changed in finding.message for finding in findings)


def test_a_missing_cta_and_a_missing_link_are_found(
    kit: Kit, articles: Mapping[str, Article], pair: tuple[Edition, Edition]
) -> None:
    one, other = pair
    here = [link for link in other.links if link.slot.startswith("story-1-") and link.cta]
    links = tuple(link for link in other.links if link not in here)
    (finding,) = found(kit, articles, one, replace(other, links=links))
    assert f"the CTA {here[0].cta} stands in United Kingdom and not in Middle East" in finding.message
    (back,) = found(kit, articles, replace(other, links=links), one)
    assert "stands in United Kingdom and not in Middle East" in back.message


def test_issues_more_than_a_week_apart_are_not_compared(
    kit: Kit, articles: Mapping[str, Article], pair: tuple[Edition, Edition]
) -> None:
    one, other = pair
    for days, compared in ((7, True), (8, False)):
        later = replace(other, articles=(), issue=replace(other.issue, date=DAY + timedelta(days=days)))
        assert bool(found(kit, articles, one, later)) == compared


def test_languages_are_not_held_against_each_other(
    kit: Kit, articles: Mapping[str, Article], pair: tuple[Edition, Edition]
) -> None:
    one, other = pair
    assert found(kit, articles, one, replace(other, articles=(), language=Language("ar_AE"))) == []
