"""The rules of a region and its ancestors together, with the lines that say them, and what is wrong between them."""

from datetime import date
from pathlib import Path

import pytest

from newsletter.errors import SettingsError
from newsletter.model import Claim, Permit, Rules, Spot, Text
from newsletter.settings import Settings, load

PROJECT = """\
signing_key = "kkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkk"
[newsletter]
name = "The Quay"
base_url = "https://news.example.com"
[[sources]]
name = "journal"
kind = "folder"
path = "articles"
[campaigns.weekly]
template = "digest"
regions = ["uk"]
[regions.uk]
name = "United Kingdom"
territory = "GB"
timezone = "Europe/London"
languages = ["en_GB"]
sender = "quay@example.co.uk"
[regions.middle-east]
name = "Middle East"
territory = "AE"
timezone = "Asia/Dubai"
languages = ["en_GB", "ar_AE"]
sender = "quay@example.ae"
[regions.saudi]
parent = "middle-east"
name = "Saudi Arabia"
territory = "SA"
timezone = "Asia/Riyadh"
languages = ["ar_SA"]
"""
EAST = """\
[regions.middle-east.rules]
banned = { "best" = "say what it is good for", unique = "" }
allow = ["Best Western"]
required = ["Ask your doctor."]
required_ar = ["اسأل طبيبك."]
permit = { reference = "MOH-1", expires = 2026-12-31 }
[[regions.middle-east.greetings]]
on = "christmas"
text = "Merry Christmas"
[[regions.middle-east.greetings]]
on = "eid-al-fitr"
text = "Eid Mubarak"
"""
SAUDI = """\
[regions.saudi.rules]
banned = { unique = "name what is new" }
permit = { reference = "SFDA-2", expires = "2027-01-31" }
[[regions.saudi.greetings]]
on = "eid-al-fitr"
text = "A blessed Eid"
days = 3
"""
CLAIMS = """\
[[claims]]
claim = "sound sleep"
claim_ar = "نوم هانئ"
reference = "doi:10.1000/1"
regions = ["middle-east"]
"""


def loaded(folder: Path, *parts: str) -> Settings:
    (folder / "settings.toml").write_text("".join((PROJECT, *parts)), "utf-8")
    return load(folder, {})


def line(said: str, *parts: str) -> int:
    lines = "".join((PROJECT, *parts)).splitlines()
    return next(number for number, text in enumerate(lines, 1) if said in text)


def test_a_child_has_its_ancestors_rules_and_adds_its_own(tmp_path: Path) -> None:
    regions = loaded(tmp_path, EAST, SAUDI).regions
    rules = regions["saudi"].rules
    assert {one.phrase: one.remedy for one in rules.banned} == {
        "best": "say what it is good for",
        "unique": "name what is new",
    }
    assert rules.allow == ("Best Western",)
    assert [one.line.translations["ar"] for one in rules.required] == ["اسأل طبيبك."]
    assert {one.phrase: one.remedy for one in regions["middle-east"].rules.banned}["unique"] == "", "not the other way"
    assert regions["uk"].rules == Rules()


def test_of_permits_and_of_greetings_for_one_occasion_the_nearest_counts(tmp_path: Path) -> None:
    saudi = loaded(tmp_path, EAST, SAUDI).regions["saudi"]
    spot = Spot("regions.saudi.rules.permit", "settings.toml", line("SFDA-2", EAST, SAUDI))
    assert saudi.rules.permit == Permit("SFDA-2", date(2027, 1, 31), spot)
    assert {one.on: (one.text.plain, one.days) for one in saudi.greetings} == {
        "christmas": ("Merry Christmas", 1),
        "eid-al-fitr": ("A blessed Eid", 3),
    }


def test_a_child_without_rules_is_told_of_its_parent_s_by_the_parent_s_line(tmp_path: Path) -> None:
    permit = loaded(tmp_path, EAST).regions["saudi"].rules.permit
    assert permit and str(permit.spot) == f"settings.toml:{line('MOH-1', EAST)}"
    assert permit.spot.key == "regions.middle-east.rules.permit"


def test_every_region_knows_all_claims(tmp_path: Path) -> None:
    spot = Spot("claims", "settings.toml", line('claim = "sound sleep"', CLAIMS))
    claim = Claim(Text("sound sleep", {"ar": "نوم هانئ"}), "doi:10.1000/1", None, ("middle-east",), spot)
    assert [region.rules.claims for region in loaded(tmp_path, CLAIMS).regions.values()] == [(claim,)] * 3


def test_what_the_environment_says_is_told_by_the_variable(tmp_path: Path) -> None:
    (tmp_path / "settings.toml").write_text(PROJECT, "utf-8")
    name = "NEWSLETTER_REGIONS__UK__RULES__PERMIT__{}"
    region = load(tmp_path, {name.format("REFERENCE"): "MHRA-3", name.format("EXPIRES"): "2026-12-31"}).regions["uk"]
    assert region.rules.permit and str(region.rules.permit.spot).startswith("environment NEWSLETTER_REGIONS__UK__RULES")


@pytest.mark.parametrize(
    ("parts", "said"),
    [
        (
            (EAST.replace('required_ar = ["اسأل طبيبك."]\n', ""),),
            [
                "regions.middle-east.rules.required_ar: is missing; translate each line of required, or take ar_AE out",
                "regions.saudi.rules.required_ar: is missing; translate each line of required, or take ar_SA out",
            ],
        ),
        (
            (EAST.replace('"اسأل طبيبك."', '"اسأل طبيبك.", "سطر"'),),
            ["regions.middle-east.rules.required_ar: has 2 lines, required has 1"],
        ),
        (
            (EAST, '[[regions.uk.greetings]]\non = "christmas"\ntext = "Merry Christmas"\nconfirmed = 2026-12-25\n'),
            ["regions.uk.greetings.1.confirmed: is for computed days, and christmas is none; take it out"],
        ),
        (
            (CLAIMS.replace('"middle-east"', '"gulf"'),),
            ["claims.sound sleep.regions: no such region: 'gulf'; known: uk, middle-east, saudi"],
        ),
        (
            (EAST.replace("2026-12-31", "2026-13-31"),),
            ["(file): not valid TOML"],
        ),
        (
            (EAST.replace("2026-12-31", '"31 December"'),),
            ["regions.middle-east.rules.permit.expires: not a date; write year, month and day, like 2026-12-31"],
        ),
    ],
)
def test_a_fault_names_the_key_and_the_remedy(parts: tuple[str, ...], said: list[str], tmp_path: Path) -> None:
    with pytest.raises(SettingsError) as caught:
        loaded(tmp_path, *parts)
    told = str(caught.value).splitlines()
    assert len(told) == len(said)
    assert all(one.startswith(f"settings.toml: {start}") for one, start in zip(told, said, strict=True))
