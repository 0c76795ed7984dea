"""What a project says, and what it hears when it says it wrongly."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from newsletter.errors import Fault, NoProject, SettingsError
from newsletter.model import Language
from newsletter.settings import Settings, find_project, load

GOOD = """
[newsletter]
name = "The Quay"
name_ar = "الرصيف"
base_url = "https://news.example.com/"
own_domains = ["example.com"]

[[sources]]
name = "journal"
kind = "folder"
path = "articles"

[regions.uk]
name = "United Kingdom"
aliases = ["UK"]
territory = "GB"
timezone = "Europe/London"
languages = ["en_GB"]
sender = "The Quay <quay@example.co.uk>"
legal = ["Quay Ltd."]

[regions.middle-east]
name = "Middle East"
territory = "AE"
timezone = "Asia/Dubai"
languages = ["en_GB", "ar_AE"]
sender = "The Quay <quay@example.ae>"
legal = ["Quay FZ."]
legal_ar = ["رصيف"]

[[ctas]]
id = "3f0c"
uk = { label = "Book", url = "https://example.com/book" }
middle-east = { label = "Book", label_ar = "احجز", url = "https://example.com/me/book" }

[campaigns.weekly]
template = "digest"
regions = ["uk", "middle-east"]
subject = { uk = "{lead}", middle-east = "From the Gulf: {lead}" }
schedule = { uk = "thu 09:00", middle-east = ["tue 10:00"] }
grace = "90m"

[relays.main]
host = "127.0.0.1"
port = 2525
tls = "none"
"""

Write = Callable[[str], Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def written(text: str) -> Path:
        (tmp_path / "settings.toml").write_text(text, "utf-8")
        (tmp_path / "settings.local.toml").write_text(f'signing_key = "{"k" * 32}"\n', "utf-8")
        return tmp_path

    return written


def faults(project: Path, **environment: str) -> list[str]:
    with pytest.raises(SettingsError) as caught:
        load(project, environment)
    return [str(fault) for fault in caught.value.faults]


def changed(old: str, new: str) -> str:
    assert old in GOOD
    return GOOD.replace(old, new)


def test_a_project_says_all_it_must(write: Write) -> None:
    settings: Settings = load(write(GOOD), {})
    weekly, gulf = settings.campaigns["weekly"], settings.regions["middle-east"]
    assert settings.base_url == "https://news.example.com"
    assert weekly.subject["middle-east"].plain == "From the Gulf: {lead}"
    assert weekly.schedule == {"uk": ("thu 09:00",), "middle-east": ("tue 10:00",)}
    assert weekly.grace == timedelta(minutes=90)
    assert gulf.languages == (Language("en_GB"), Language("ar_AE"))
    assert gulf.legal[0].said_in(Language("ar_AE")) == ("رصيف", Language("ar_AE"))
    assert settings.ctas[0].targets["middle-east"].label.said_in(Language("ar_AE"))[0] == "احجز"
    assert settings.relay_of(gulf) is settings.relays["main"]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("timezone = \"Europe/London\"", "timezon = \"Europe/London\"", "regions.uk.timezon: no such setting; did you mean timezone?"),
        ("timezone = \"Asia/Dubai\"\n", "", "regions.middle-east.timezone: is missing and has no default"),
        ("Asia/Dubai", "Asia/Dubay", "regions.middle-east.timezone: no such zone: 'Asia/Dubay'"),
        ('middle-east = { label = "Book", label_ar = "احجز", url = "https://example.com/me/book" }', 'middle-east = { label = "Book" }', "ctas.3f0c.middle-east.url: is missing, so this CTA leads nowhere"),
        ("[[ctas]]", "[[cta]]", "cta: no such setting; did you mean ctas?"),
        ('regions = ["uk", "middle-east"]', 'regions = ["uk", "gulf"]', "campaigns.weekly.regions: no such region: 'gulf'"),
        ('uk = "thu 09:00"', 'uk = "thursday at nine"', "campaigns.weekly.schedule.uk: "),
        ("own_domains", 'links = "utm"\npictures = "served"\nown_domains', 'newsletter.pictures: is "served" by public pages, and links = "utm" says that there are none; write "linked"'),
        ('base_url = "https:', 'pictures = "served"\nbase_url = "http:', 'newsletter.pictures: is "served", and base_url gives no encryption'),
        ('tls = "none"', 'tls = "nun"', "relays.main.tls: "),
        ('host = "127.0.0.1"', 'host = "relay.example.com"', 'relays.main.tls: may be "none" on loopback only'),
        ("quay@example.ae", "quay at example", "regions.middle-east.sender: not a mail address"),
        ("quay@example.ae", "The\\u000bQuay <quay@example.ae>", "regions.middle-east.sender: not a mail address"),
        ('path = "articles"', "", "sources.journal.path: is missing; a folder needs it"),
        ('aliases = ["UK"]', 'aliases = ["Middle East"]', "regions.middle-east.aliases: 'Middle East' is also region uk"),
        ('aliases = ["UK"]', 'aliases = ["UK"]\nterms = { GP = "GP" }', "regions.uk.terms.GP: changes nothing"),
        ('aliases = ["UK"]', 'aliases = ["UK"]\nterms = { " " = "GP" }', "regions.uk.terms. : not a word or phrase"),
        ('aliases = ["UK"]', 'aliases = ["UK"]\nwatch = ["cure"]', "regions.uk.watch: must be a table"),
        ("[[ctas]]", '[spelling]\nkeep = ["aging"]\nchange = { Aging = "older" }\n[[ctas]]', "spelling.change.Aging: is also in spelling.keep"),
        ("[[ctas]]", '[spelling]\nchange = { "per cent" = "percent" }\n[[ctas]]', "spelling.change.per cent: not one word"),
        ("[[ctas]]", '[spelling]\nchange = { aging = "Aging" }\n[[ctas]]', "spelling.change.aging: changes nothing"),
        ('grace = "90m"', 'grace = "a while"', 'campaigns.weekly.grace: not a span of time; write it like "30m"'),
    ],
)  # fmt: skip
def test_each_wrong_setting_is_one_line_that_names_file_key_and_remedy(
    write: Write, old: str, new: str, said: str
) -> None:
    lines = faults(write(changed(old, new)))
    assert any(line.startswith(f"settings.toml: {said}") for line in lines), lines


def test_a_missing_signing_key_says_where_to_get_one(write: Write) -> None:
    project = write(GOOD)
    (project / "settings.local.toml").unlink()
    assert "NEWSLETTER_SIGNING_KEY" in faults(project)[0]


def test_the_environment_overrides_a_region_with_a_hyphen(write: Write) -> None:
    settings = load(write(GOOD), {"NEWSLETTER_REGIONS__MIDDLE_EAST__SENDER": "New <new@example.ae>"})
    assert settings.regions["middle-east"].sender == "New <new@example.ae>"
    assert set(settings.regions) == {"uk", "middle-east"}
    assert settings.origins["regions.middle-east.sender"] == "environment NEWSLETTER_REGIONS__MIDDLE_EAST__SENDER"


def test_the_local_file_overrides_the_shared_one(write: Write) -> None:
    project = write(GOOD)
    local = project / "settings.local.toml"
    local.write_text(local.read_text("utf-8") + "[relays.main]\nport = 2600\n", "utf-8")
    settings = load(project, {})
    assert (settings.relays["main"].host, settings.relays["main"].port) == ("127.0.0.1", 2600)
    assert settings.origins["relays.main.port"] == "settings.local.toml"


def test_a_secret_is_read_from_a_file(write: Write, tmp_path: Path) -> None:
    (tmp_path / "password").write_text("hunter2\n", "utf-8")
    settings = load(write(GOOD), {"NEWSLETTER_RELAYS__MAIN__PASSWORD_FILE": str(tmp_path / "password")})
    assert settings.relays["main"].password == "hunter2"
    assert "hunter2" not in repr(settings)


def test_an_unknown_variable_is_an_error_that_names_it(write: Write) -> None:
    assert faults(write(GOOD), NEWSLETTER_RELAYS__MAIN__HOTS="x") == [
        "environment NEWSLETTER_RELAYS__MAIN__HOTS: relays.main.hots: no such setting; did you mean host?"
    ]


def test_a_list_in_the_environment_is_written_as_in_toml(write: Write) -> None:
    settings = load(write(GOOD), {"NEWSLETTER_NEWSLETTER__OWN_DOMAINS": '["example.org", "example.net"]'})
    assert settings.own_domains == ("example.org", "example.net")


def test_what_is_not_toml_names_the_file(write: Write) -> None:
    assert faults(write("[newsletter"))[0].startswith("settings.toml: (file): not valid TOML")
    assert faults(write(f"name = {'[' * 5000}"))[0].startswith("settings.toml: (file): not valid TOML")


def test_a_legal_line_without_its_translation_is_an_error(write: Write) -> None:
    lines = faults(write(changed('legal_ar = ["رصيف"]', "legal_ar = []")))
    assert lines == ["settings.toml: regions.middle-east.legal_ar: has 0 lines, legal has 1"]


def test_legal_lines_without_any_translation_are_an_error_that_says_how_to_go_on(write: Write) -> None:
    remedy = "translate each line of legal, or take ar_AE out of languages"
    lines = faults(write(changed('legal_ar = ["رصيف"]\n', "")))
    assert lines == [f"settings.toml: regions.middle-east.legal_ar: is missing; {remedy}"]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("legal_ar = ", "legal_ar_AE = "),
        ('"en_GB", "ar_AE"', '"en_GB"'),
        ('legal = ["Quay FZ."]\nlegal_ar = ["رصيف"]\n', ""),
    ],
)
def test_a_legal_line_may_be_translated_for_its_very_language_or_be_needed_by_none(
    write: Write, old: str, new: str
) -> None:
    assert load(write(changed(old, new)), {}).regions["middle-east"]


@pytest.mark.parametrize(
    ("old", "new", "pictures"),
    [
        ("own_domains", 'links = "redirect"\nown_domains', "served"),
        ("own_domains", 'links = "utm"\nown_domains', "linked"),
        ('base_url = "https:', 'base_url = "http:', "linked"),
    ],
)
def test_pictures_are_served_where_public_pages_can(write: Write, old: str, new: str, pictures: str) -> None:
    assert load(write(changed(old, new)), {}).pictures == pictures


def test_another_text_without_its_translation_falls_back(write: Write) -> None:
    settings = load(write(changed(', label_ar = "احجز"', "")), {})
    label = settings.ctas[0].targets["middle-east"].label
    assert label.said_in(Language("ar_AE")) == ("Book", Language("en_GB"))


@pytest.mark.parametrize(
    "sender",
    [
        "quay@",
        "@quay.example",
        "a@b.example, c@d.example",
        "Quay <a@b.example> and more",
        "a b@c.example",
        "a@b..example",
    ],
)
def test_a_sender_is_one_mailbox(write: Write, sender: str) -> None:
    (line,) = faults(write(changed("The Quay <quay@example.ae>", sender)))
    assert line.startswith("settings.toml: regions.middle-east.sender: not a mail address; write Name <name@")


def test_a_project_is_the_nearest_folder_upwards(write: Write) -> None:
    inner = write(GOOD) / "articles" / "2026"
    inner.mkdir(parents=True)
    assert find_project(inner) == inner.parent.parent
    with pytest.raises(NoProject):
        find_project(Path("/"))


def test_of_thousands_of_faults_a_hundred_are_told() -> None:
    error = SettingsError([Fault("ctas.csv", f"row {number}", "is wrong") for number in range(2_000)])
    assert len(error.faults) == 2_000
    assert str(error).splitlines()[-2:] == ["ctas.csv: row 99: is wrong", "and 1,900 more"]
