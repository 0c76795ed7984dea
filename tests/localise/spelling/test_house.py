"""What a project adds: words it keeps, words it changes, names that are its own."""

import pytest

from newsletter.localise.british import respell
from newsletter.model import HouseStyle

HOUSE = HouseStyle(
    keep=("aging", "Color Run", "driver's seat color"),
    change=(("specialty", "speciality"), ("color", "hue")),
    names=("The Color Letter",),
)


@pytest.mark.parametrize(
    "text",
    [
        "Healthy aging",
        "AGING WELL",
        "agings",
        "the Color Run of May",
        "the COLOR RUN",
        "a driver’s seat color",
        "Read The Color Letter.",
    ],
)
def test_what_the_house_keeps_and_its_names_stay_and_say_so(text: str) -> None:
    respelled = respell(text, house=HOUSE)
    assert respelled.text == text
    assert {kept.why for kept in respelled.kept} <= {"kept by the project's settings", "a name of the project"}
    assert respelled.kept


@pytest.mark.parametrize(
    ("text", "spelt"),
    [
        ("Our specialty. Specialties. OUR SPECIALTIES", "Our speciality. Specialities. OUR SPECIALTIES"),
        ("the color’s depth", "the hue’s depth"),
        ("“a specialty,” he said", "“a specialty,” he said"),
        ("colorful", "colourful"),
    ],
)
def test_what_the_house_changes_comes_before_the_tables(text: str, spelt: str) -> None:
    assert respell(text, house=HOUSE).text == spelt


def test_a_change_of_the_house_is_a_house_s_choice() -> None:
    assert [change.tier for change in respell("a specialty", house=HOUSE).changes] == [2]


def test_without_a_house_nothing_is_kept_or_changed() -> None:
    assert respell("specialty aging").text == "specialty ageing"
