"""Two editions side by side: what each says alone is marked, and what has no language is compared in all."""

from dataclasses import replace

import pytest

from newsletter.model import Note
from newsletter.report.comparison import Comparison, Fact, Run, compared
from newsletter.report.sections import sections
from newsletter.settings import Settings
from tests.report.test_differences import GULF, TIDES, UK, settings

__all__ = ["settings"]  # the fixture
RULE = "-" * 40
TEXT = f"""Letter
1  Tides

{RULE}

Tides

Wait for supper, and take
5 mg.

- One:
  two.
- Three.

Book:
https://n.test/c/abc

{RULE}

Legal.
"""
ONE, OTHER = replace(UK, text=TEXT), replace(GULF, text=TEXT.replace("supper", "dinner").replace("5 mg", "7 mg"))


def side_by_side(settings: Settings, one: object = ONE, other: object = OTHER) -> Comparison:
    return compared(one, other, settings.regions, {})  # type: ignore[arg-type]


def test_a_story_is_found_in_the_text_part_without_what_stands_around_it() -> None:
    told = sections(ONE)["journal:tides.md"]
    assert told.paragraphs == ("Wait for supper, and take 5 mg.", "- One: two.", "- Three.", "Book:")


def test_an_article_whose_title_stands_nowhere_has_no_section() -> None:
    assert sections(replace(ONE, articles=(("x", "Sands"), TIDES))).keys() == {"journal:tides.md"}


def test_words_of_one_edition_only_are_marked_in_both(settings: Settings) -> None:
    (pair,) = side_by_side(settings).pairs
    assert pair.one and pair.other
    assert [run for run in pair.one.text[0] if run.alone] == [Run("supper,", alone=True), Run("5", alone=True)]
    assert [run for run in pair.other.text[0] if run.alone] == [Run("dinner,", alone=True), Run("7", alone=True)]
    assert pair.differs and not pair.same_text
    assert " ".join(run.text for run in pair.one.text[0]) == "Wait for supper, and take 5 mg."


def test_figures_of_one_only_stand_beside_each_other(settings: Settings) -> None:
    (pair,) = side_by_side(settings).pairs
    (figures,) = [fact for fact in pair.facts if fact.name == "Figures of one only"]
    assert figures.one[0].startswith("5 mg (") and figures.other[0].startswith("7 mg (")


def test_an_edition_beside_itself_differs_in_nothing(settings: Settings) -> None:
    comparison = side_by_side(settings, ONE, ONE)
    assert not any(fact.differs for fact in comparison.facts)
    assert not any(pair.differs for pair in comparison.pairs)


@pytest.mark.parametrize("turned", [False, True])
def test_an_article_of_one_edition_only_stands_alone(settings: Settings, turned: bool) -> None:
    editions = (ONE, replace(OTHER, articles=()))
    (pair,) = side_by_side(settings, *(reversed(editions) if turned else editions)).pairs
    assert (pair.one is None) == turned and (pair.other is None) != turned
    assert pair.differs


def test_facts_are_told_of_both(settings: Settings) -> None:
    supper = Note("changed", "supper → dinner", "the region’s own word", "tides.md:3", "terms")
    block = Note("dropped", "“Harbour UK:”", "belongs to uk only")
    facts = {
        fact.name: fact for fact in side_by_side(settings, ONE, replace(OTHER, notes=(supper, supper, block))).facts
    }
    assert facts["The region’s own words"] == Fact("The region’s own words", (), ("supper → dinner",))
    assert facts["Region blocks left out"].other == ("“Harbour UK:”",)
    assert facts["Sender"].differs and facts["Legal lines"].differs and facts["Date"].differs
    assert not facts["Subject"].differs
