"""One word at a time: every family, what only looks American, and the tables' own soundness."""

import pytest

from newsletter.localise.spelling import rules, tables


@pytest.mark.parametrize(
    ("american", "british"),
    [
        ("favorable", "favourable"),
        ("discolored", "discoloured"),
        ("kilometers", "kilometres"),
        ("centered", "centred"),
        ("multicenter", "multicentre"),
        ("offenses", "offences"),
        ("cataloging", "cataloguing"),
        ("analogs", "analogues"),
        ("remodeling", "remodelling"),
        ("counselors", "counsellors"),
        ("enrollment", "enrolment"),
        ("skillfully", "skilfully"),
        ("hospitalizations", "hospitalisations"),
        ("photosynthesize", "photosynthesise"),
        ("hydrolyzed", "hydrolysed"),
        ("vaporizing", "vaporising"),
        ("colorize", "colourise"),
        ("anesthetized", "anaesthetised"),
        ("antihemophilic", "antihaemophilic"),
        ("hemodialyzer", "haemodialyser"),
        ("hypoglycemic", "hypoglycaemic"),
        ("lymphedema", "lymphoedema"),
        ("paresthesia", "paraesthesia"),
        ("gonorrheal", "gonorrhoeal"),
        ("neuropediatric", "neuropaediatric"),
        ("maneuverability", "manoeuvrability"),
        ("moldy", "mouldy"),
    ],
)
def test_a_family_is_known_with_its_endings_and_prefixes(american: str, british: str) -> None:
    spelling = rules.british(american)
    assert spelling is not None
    assert spelling.british == british


@pytest.mark.parametrize(
    "word",
    [
        *("laboratory", "collaborate", "humorous", "honorary", "tremor", "pallor", "colorectal", "deodorant"),
        *("parameter", "barometer", "diameter", "paralleled", "controlled", "installed", "defensive"),
        *("resize", "oversized", "prizes", "seizing", "capsized", "maize", "advertise"),
        *("chemotherapy", "mathematics", "hemisphere", "hemicolectomy", "academia", "epidemic", "systemic"),
        *("oedema", "anaesthesia", "prosthetic", "encyclopedic", "petiole", "angioedema", "enterocele"),
    ],
)
def test_what_only_looks_american_stays(word: str) -> None:
    assert rules.british(word) is None


@pytest.mark.parametrize(
    "word", ["practice", "license", "program", "check", "story", "disk", "tire", "curb", "draft", "gray", "meter"]
)
def test_what_depends_on_sense_is_told_apart(word: str) -> None:
    spelling = rules.british(word)
    assert spelling is not None and spelling.tier == 3


@pytest.mark.parametrize("word", sorted(tables.untouched()))
def test_the_untouched_are_never_suggested(word: str) -> None:
    assert rules.british(word) is None


@pytest.mark.parametrize(
    "word", ["instal", "connexion", "philtre", "licenced", "biassed", "foetus", "sulphur", "neurone"]
)
def test_no_table_turns_anything_into_a_spelling_that_nobody_wants(word: str) -> None:
    assert word not in {spelling.british for spelling in tables.spellings().values()}


def test_every_word_of_the_tables_becomes_something_that_stays() -> None:
    once = {word: spelling.british for word in tables.spellings() if (spelling := rules.british(word))}
    assert {word: british for word, british in once.items() if rules.british(british)} == {}
    assert len(once) > 2000


def test_a_house_choice_is_told_from_an_unambiguous_spelling() -> None:
    tiers = {
        word: found.tier
        for word in ("aging", "analog", "realize", "color", "analyze")
        if (found := rules.british(word))
    }
    assert tiers == {"aging": 2, "analog": 2, "realize": 2, "color": 1, "analyze": 1}
