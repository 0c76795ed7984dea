"""The checks that a project asks for: names of mail clients and features, and the nearest one to a wrong name."""

from collections.abc import Sequence

import pytest
from pydantic import ValidationError

from newsletter.model import Checks
from newsletter.settings.checks import ChecksTable, checks_of


def faults(table: dict[str, object]) -> Sequence[str]:
    with pytest.raises(ValidationError) as caught:
        ChecksTable.model_validate(table)
    return [detail["msg"].removeprefix("Value error, ") for detail in caught.value.errors()]


def test_a_project_that_asks_for_nothing_is_held_against_the_large_clients() -> None:
    assert checks_of(ChecksTable()) == Checks()


def test_a_client_that_is_named_twice_counts_once() -> None:
    assert checks_of(ChecksTable(clients=["hey", "gmail", "hey"])).clients == ("hey", "gmail")


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ({"clients": ["outlok"]}, "no such mail client: outlok; did you mean outlook?"),
        ({"clients": ["xyzzy"]}, "no such mail client: xyzzy"),
        (
            {"allow": {"border-radius": "fine"}},
            "no such feature of HTML or CSS: border-radius; did you mean css-border-radius?",
        ),
    ],
)
def test_a_wrong_name_is_told_with_the_nearest_one(table: dict[str, object], said: str) -> None:
    assert faults(table) == [said]


@pytest.mark.parametrize("table", [{"clients": []}, {"allow": {"css-float": ""}}])
def test_no_client_and_no_reason_are_not_taken(table: dict[str, object]) -> None:
    assert len(faults(table)) == 1
