"""The tables of rules, greetings and claims: what they take, and what they refuse in plain words."""

from datetime import date, datetime
from typing import Any

import pytest
from pydantic import BaseModel, ValidationError

from newsletter.settings.rules import ClaimTable, GreetingTable, RulesTable


def fault(table: type[BaseModel], said: dict[str, Any]) -> str:
    with pytest.raises(ValidationError) as caught:
        table.model_validate(said)
    (detail,) = caught.value.errors()
    return str(detail["msg"]).removeprefix("Value error, ")


def test_banned_phrases_are_a_list_or_a_table_with_remedies() -> None:
    assert RulesTable.model_validate({"banned": ["best", "unique"]}).banned == {"best": "", "unique": ""}
    assert RulesTable.model_validate({"banned": {"best": "say why"}}).banned == {"best": "say why"}


@pytest.mark.parametrize("said", ["2026-12-31", date(2026, 12, 31)])
def test_a_date_is_one_of_toml_or_a_text(said: object) -> None:
    permit = RulesTable.model_validate({"permit": {"reference": "MOH-1", "expires": said}}).permit
    assert permit and permit.expires == date(2026, 12, 31)


@pytest.mark.parametrize("said", ["31/12/2026", "2026-02-30", datetime(2026, 12, 31, 9), 2026, "", True])  # noqa: DTZ001 (as TOML reads it)
def test_a_bad_date_is_told_with_a_good_one(said: object) -> None:
    message = "not a date; write year, month and day, like 2026-12-31"
    assert fault(RulesTable, {"permit": {"reference": "MOH-1", "expires": said}}) == message
    assert fault(ClaimTable, {"claim": "sound sleep", "regions": ["uk"], "expires": said}) == message


@pytest.mark.parametrize(("on", "kept"), [("eid-al-fitr", "eid-al-fitr"), (date(2026, 12, 2), "2026-12-02")])
def test_an_occasion_is_a_name_or_a_date(on: object, kept: str) -> None:
    assert GreetingTable.model_validate({"on": on, "text": "Good wishes"}).on == kept


@pytest.mark.parametrize(
    ("on", "hint"),
    [("eid-al-fitar", "did you mean eid-al-fitr?"), ("xyz", "write a date like 2026-12-02, or one of new-year, ")],
)
def test_an_unknown_occasion_is_told_with_those_that_there_are(on: str, hint: str) -> None:
    assert fault(GreetingTable, {"on": on, "text": "Good wishes"}).startswith(f"no such occasion: {on}; {hint}")


@pytest.mark.parametrize("phrase", ["", "…", " best"])
def test_what_is_no_phrase_is_refused(phrase: str) -> None:
    for said in ({"banned": [phrase]}, {"required": [phrase]}, {"allow": [phrase]}):
        assert fault(RulesTable, said).startswith("not a word or phrase")


def test_a_claim_names_its_regions() -> None:
    assert fault(ClaimTable, {"claim": "sound sleep", "regions": []}).startswith("List should have at least 1 item")
