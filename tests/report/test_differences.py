"""What differs between two regions' editions, in sentences."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

import pytest

from newsletter.init import Answers, create
from newsletter.model import Edition, Issue, Language, Link, Note
from newsletter.report.differences import among, between
from newsletter.settings import Settings, load

BOOK = Link(
    "linkAAAA", "story-1-button-1", "Book", "https://www.a.test/uk?utm_source=x", "https://n.test/c", True, "visit"
)
TIDES, SANDS = ("journal:tides.md", "Tides"), ("journal:sands.md", "Sands")
UK = Edition(
    issue=Issue("weekly", "uk", date(2026, 11, 26)),
    language=Language("en_GB"),
    subject="Tides",
    preheader="",
    html="",
    text="",
    pass_mark="M" * 28,
    links=(BOOK,),
    articles=(TIDES,),
    left_out=(),
    notes=(),
    findings=(),
    hash="4f",
)
GULF = replace(UK, issue=Issue("weekly", "middle-east", date(2026, 11, 24)))
SENDERS = "Sender: letter@example.co.uk | letter@me.example.com"


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    project = tmp_path_factory.mktemp("differences") / "project"
    create(project, Answers(), None, date(2026, 11, 22))
    return load(project, {})


def told(settings: Settings, one: Edition = UK, other: Edition = GULF) -> list[str]:
    return list(between(settings, one, other))


def test_regions_with_one_letter_differ_in_their_sender(settings: Settings) -> None:
    assert told(settings) == ["Articles: the same 1 in both", SENDERS]


def test_a_region_beside_itself_differs_in_nothing(settings: Settings) -> None:
    assert told(settings, UK, UK) == ["Articles: the same 1 in both"]


def test_an_article_that_one_region_has_alone_is_named_by_its_title(settings: Settings) -> None:
    found = told(settings, UK, replace(GULF, articles=(TIDES, SANDS)))
    assert found == ["Only in Middle East: “Sands”", SENDERS]
    both = replace(UK, articles=(TIDES, SANDS))
    assert told(settings, both, replace(GULF, articles=()))[:2] == [
        f"Only in United Kingdom: “{t}”" for t in ("Tides", "Sands")
    ]


def test_a_button_that_leads_elsewhere_is_shown_with_both_addresses(settings: Settings) -> None:
    there = replace(BOOK, target="https://www.a.test/gulf?utm_source=x")
    (button,) = (line for line in told(settings, UK, replace(GULF, links=(there,))) if line.startswith("Button"))
    assert button.startswith("Button “Book”: ")
    assert "a.test/uk" in button.partition(" | ")[0]
    assert "a.test/gulf" in button.partition(" | ")[2]
    assert "utm_" not in button


def test_related_reading_of_one_region_is_named_once(settings: Settings) -> None:
    related = replace(BOOK, slot="story-1-related-1", label="Winds", cta=None)
    found = told(settings, UK, replace(GULF, links=(BOOK, related, replace(related, slot="story-2-related-1"))))
    assert [line for line in found if "Related" in line] == ["Related reading only in Middle East: “Winds”"]


def test_a_block_that_belongs_to_another_region_is_said_to_be_left_out(settings: Settings) -> None:
    dropped = (Note("dropped", "“Harbour Middle East:”", "belongs to middle-east"), Note("dropped", "X", "residue"))
    assert "Left out of United Kingdom: “Harbour Middle East:”" in told(settings, replace(UK, notes=dropped))
    assert not [line for line in told(settings, replace(UK, notes=dropped)) if "X" in line]


@pytest.mark.parametrize(
    ("editions", "differ"),
    [
        ([], False),
        ([UK], False),
        ([UK, replace(UK, subject="Again")], False),
        ([UK, replace(GULF, language=Language("ar_AE"))], False),
        ([UK, replace(GULF, language=Language("ar_AE")), GULF], True),
    ],
)
def test_only_two_regions_in_one_language_are_compared(
    settings: Settings, editions: Iterable[Edition], differ: bool
) -> None:
    assert bool(among(settings, editions)) == differ


def test_a_region_s_own_words_are_named_once(settings: Settings) -> None:
    supper = Note("changed", "supper → dinner", "the region’s own word", "tides.md:3", "terms")
    found = told(settings, UK, replace(GULF, notes=(supper, supper)))
    assert "In the words of Middle East: supper → dinner" in found
