"""Regions with parents: what a child has from its ancestors, what it never has, and which families are refused."""

from pathlib import Path

import pytest

from newsletter.errors import SettingsError
from newsletter.model import Language, Region
from newsletter.settings import Settings, load

PROJECT = """\
signing_key = "kkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkk"
[newsletter]
name = "The Quay"
base_url = "https://news.example.com"
[theme]
radius = 9
[[sources]]
name = "journal"
kind = "folder"
path = "articles"
[campaigns.weekly]
template = "digest"
regions = ["middle-east", "saudi"]
subject = { middle-east = "From the Gulf: {lead}" }
subject_ar = { middle-east = "من الخليج" }
[relays.main]
host = "smtp.example.com"
[relays.gulf]
host = "smtp.example.ae"
"""
EAST = """\
[regions.middle-east]
name = "Middle East"
aliases = ["GCC"]
territory = "AE"
timezone = "Asia/Dubai"
languages = ["en_GB", "ar_AE"]
sender = "The Quay <quay@example.ae>"
reply_to = "hello@example.ae"
testers = ["editor@example.ae"]
spelling = "keep"
legal = ["Quay FZ."]
legal_ar = ["رصيف"]
relay = ["gulf"]
terms = { GP = "family doctor", supper = "dinner" }
watch = { cure = "treat" }
[regions.middle-east.theme]
size = 20
logo = { src = "https://example.com/east.png", width = 180, dark = "https://example.com/dark.png" }
[regions.middle-east.theme.light]
accent = "#102030"
"""
SAUDI = """\
[regions.saudi]
parent = "middle-east"
name = "Saudi Arabia"
territory = "SA"
timezone = "Asia/Riyadh"
languages = ["ar_SA", "en_GB"]
"""


def settings_of(folder: Path, *tables: str) -> Settings:
    (folder / "settings.toml").write_text("".join((PROJECT, *tables)), "utf-8")
    return load(folder, {})


def family(folder: Path, more: str = "") -> tuple[Region, Region]:
    """The parent and its child, with more said of the child."""
    regions = settings_of(folder, EAST, SAUDI, more).regions
    return regions["middle-east"], regions["saudi"]


def faults(folder: Path, *tables: str) -> list[str]:
    with pytest.raises(SettingsError) as caught:
        settings_of(folder, *tables)
    return [str(fault) for fault in caught.value.faults]


def test_a_child_has_from_its_parent_what_it_leaves_unsaid(tmp_path: Path) -> None:
    east, saudi = family(tmp_path)
    for name in ("spelling", "sender", "reply_to", "testers", "legal", "relay", "terms", "watch", "theme"):
        assert getattr(saudi, name) == getattr(east, name)
    assert saudi.legal[0].said_in(Language("ar_SA")) == ("رصيف", Language("ar_SA"))


def test_it_has_its_own_name_aliases_territory_timezone_and_languages(tmp_path: Path) -> None:
    _, saudi = family(tmp_path)
    assert (saudi.name.plain, saudi.aliases, saudi.territory, saudi.timezone) == (
        "Saudi Arabia",
        (),
        "SA",
        "Asia/Riyadh",
    )
    assert saudi.languages == (Language("ar_SA"), Language("en_GB"))


def test_the_lineage_begins_with_the_region_itself(tmp_path: Path) -> None:
    riyadh = SAUDI.replace("saudi", "riyadh").replace("middle-east", "saudi").replace("Saudi Arabia", "Riyadh")
    regions = settings_of(tmp_path, riyadh, SAUDI, EAST).regions
    assert regions["riyadh"].lineage == ("riyadh", "saudi", "middle-east")
    assert (regions["riyadh"].parent, regions["middle-east"].parent) == ("saudi", None)
    assert regions["riyadh"].sender == regions["middle-east"].sender


def test_what_a_child_says_stands_and_words_are_merged_one_by_one(tmp_path: Path) -> None:
    said = (
        'sender = "sa@example.com"\nspelling = "british"\ntesters = []\nterms = { GP = "clinician", lift = "hoist" }\n'
    )
    east, saudi = family(tmp_path, said)
    assert (saudi.sender, saudi.spelling, saudi.testers) == ("sa@example.com", "british", ())
    assert saudi.terms == {"GP": "clinician", "supper": "dinner", "lift": "hoist"}
    assert east.terms == {"GP": "family doctor", "supper": "dinner"}


def test_a_childs_own_legal_lines_take_no_translation_from_its_parent(tmp_path: Path) -> None:
    remedy = "translate each line of legal, or take ar_SA out of languages"
    assert faults(tmp_path, EAST, SAUDI, 'legal = ["Quay KSA."]\n') == [
        f"settings.toml: regions.saudi.legal_ar: is missing; {remedy}"
    ]


def test_inherited_legal_lines_must_be_in_the_childs_languages_too(tmp_path: Path) -> None:
    lines = faults(tmp_path, EAST.replace("legal_ar", "legal_ar_AE"), SAUDI)
    assert lines == [
        "settings.toml: regions.saudi.legal_ar: is missing; "
        "translate each line of legal, or take ar_SA out of languages"
    ]


def test_a_look_is_laid_over_the_parents_and_a_logo_is_whole(tmp_path: Path) -> None:
    said = 'theme = { size = 22, logo = { src = "https://example.com/sa.png", width = 90 } }\n'
    _, saudi = family(tmp_path, said)
    assert (saudi.theme.radius, saudi.theme.size, saudi.theme.light.accent) == (9, 22, "#102030")
    assert saudi.theme.logo and (saudi.theme.logo.width, saudi.theme.logo.dark) == (90, None)


def test_a_subject_for_the_parent_serves_its_child_with_its_translations(tmp_path: Path) -> None:
    campaign = settings_of(tmp_path, EAST, SAUDI).campaigns["weekly"]
    assert campaign.subject["saudi"] == campaign.subject["middle-east"]
    assert campaign.subject["saudi"].said_in(Language("ar_SA"))[0] == "من الخليج"


def test_a_childs_own_subject_takes_no_translation_of_its_parents(tmp_path: Path) -> None:
    own = PROJECT.replace('{ middle-east = "From', '{ saudi = "Salaam", middle-east = "From')
    (tmp_path / "settings.toml").write_text(own + EAST + SAUDI, "utf-8")
    subject = load(tmp_path, {}).campaigns["weekly"].subject["saudi"]
    assert (subject.plain, dict(subject.translations)) == ("Salaam", {})


def test_where_an_inherited_value_was_said_is_told(tmp_path: Path) -> None:
    origins = settings_of(tmp_path, EAST, SAUDI, 'terms = { GP = "clinician" }\n').origins
    assert origins["regions.saudi.sender"] == "settings.toml, as regions.middle-east.sender"
    assert origins["regions.saudi.legal_ar"] == "settings.toml, as regions.middle-east.legal_ar"
    assert origins["regions.saudi.terms.supper"] == "settings.toml, as regions.middle-east.terms.supper"
    assert origins["regions.saudi.terms.GP"] == origins["regions.saudi.timezone"] == "settings.toml"
    assert "regions.saudi.aliases" not in origins


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('parent = "middle-east"', 'parent = "gulf"', "parent: no such region: 'gulf'; known: middle-east, saudi"),
        ('parent = "middle-east"', 'parent = "saudi"', "parent: is the region itself; name another, or take it out"),
        ('timezone = "Asia/Riyadh"\n', "", 'timezone: is missing and has no default; set it, for example timezone = "Europe/London"'),
        ('languages = ["ar_SA", "en_GB"]\n', "", "languages: is missing; set it"),
        ('territory = "SA"\n', "", "territory: is missing; set it"),
        ('name = "Saudi Arabia"\n', "", "name: is missing; set it"),
    ],
)  # fmt: skip
def test_what_a_child_must_say_itself_is_asked_for(tmp_path: Path, old: str, new: str, said: str) -> None:
    assert old in SAUDI
    assert f"settings.toml: regions.saudi.{said}" in faults(tmp_path, EAST, SAUDI.replace(old, new))


def test_a_circle_is_told_once_with_its_way(tmp_path: Path) -> None:
    ring = EAST.replace('name = "Middle East"', 'name = "Middle East"\nparent = "saudi"')
    assert faults(tmp_path, ring, SAUDI) == [
        "settings.toml: regions.middle-east.parent: goes round in a circle: "
        "middle-east → saudi → middle-east; take one of these parents out"
    ]


def test_a_region_outside_a_circle_that_leads_into_it_is_not_blamed(tmp_path: Path) -> None:
    riyadh = (
        SAUDI.replace("regions.saudi", "regions.aa").replace('"middle-east"', '"saudi"').replace("Saudi Arabia", "A")
    )
    ring = EAST.replace('name = "Middle East"', 'name = "Middle East"\nparent = "saudi"')
    assert [line.partition(": goes")[0] for line in faults(tmp_path, riyadh, SAUDI, ring)] == [
        "settings.toml: regions.middle-east.parent"
    ]


def test_a_sender_that_nobody_says_is_missing_and_what_is_wrong_with_a_parent_is_told_of_the_parent(
    tmp_path: Path,
) -> None:
    lines = faults(tmp_path, EAST.replace('relay = ["gulf"]', 'relay = ["gulp"]').replace("sender", "#"), SAUDI)
    assert lines == [
        "settings.toml: regions.middle-east.sender: is missing; set it",
        "settings.toml: regions.middle-east.relay: no such relay: 'gulp'; add [relays.gulp]",
        "settings.toml: regions.saudi.sender: is missing; set it",
    ]
