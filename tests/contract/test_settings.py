"""Every key of settings.toml: accepted as documented, with the documented default, and explained where people look."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from pydantic import BaseModel

from newsletter.errors import SettingsError
from newsletter.settings import Settings, load
from newsletter.settings.ctas import CtaTable, CtaTargetTable
from newsletter.settings.schema import SettingsTable
from newsletter.settings.table import Translated
from tests.contract.settings_keys import KEYS, LEAST, NEEDED, SECRET

ROOT = Path(__file__).parents[2]


def loaded(folder: Path, text: str) -> Settings:
    (folder / "settings.toml").write_text(text, "utf-8")
    return load(folder, {})


def with_line(where: str, line: str) -> str:
    mark = f"#{where.rpartition('.')[0]}\n"
    assert mark in LEAST
    return LEAST.replace(mark, f"{line}\n", 1)


@pytest.mark.parametrize("key", KEYS)
def test_a_key_is_taken_and_has_its_default_without(key: str, tmp_path: Path) -> None:
    line, look, made, default = KEYS[key]
    assert look(loaded(tmp_path, with_line(key, line))) == made
    assert look(loaded(tmp_path, LEAST)) == default


@pytest.mark.parametrize("key", NEEDED)
def test_what_has_no_default_is_asked_for_by_name(key: str, tmp_path: Path) -> None:
    assert LEAST.count(NEEDED[key]) == 1
    with pytest.raises(SettingsError) as caught:
        loaded(tmp_path, LEAST.replace(NEEDED[key], ""))
    (fault,) = caught.value.faults
    assert (fault.key.split(".")[-1], "is missing" in fault.message) == (key.rpartition(".")[2], True)


def test_every_key_that_exists_is_in_these_tables() -> None:
    assert sorted(keys_of(SettingsTable)) == sorted({*KEYS, *NEEDED, *SECRET})


def keys_of(table: type[BaseModel], at: str = "") -> Iterator[str]:
    for name, field in table.model_fields.items():
        inner = re.findall(r"(\w+Table)\b", str(field.annotation))
        if not inner:
            yield f"{at}{name}"
            continue
        (known,) = [one for one in every_table() if one.__name__ == inner[0]]
        yield from keys_of(known, f"{at}{name}.")
        if known is CtaTable:
            yield from keys_of(CtaTargetTable, f"{at}{name}.uk.")


def every_table() -> list[type[BaseModel]]:
    from newsletter.settings import rules, schema, theme

    named = (vars(schema) | vars(theme) | vars(rules)).values()
    found = [one for one in named if isinstance(one, type) and issubclass(one, BaseModel)]
    return [one for one in found if not issubclass(one, Translated)]


@pytest.mark.parametrize("key", sorted({*KEYS, *NEEDED, *SECRET}))
def test_every_key_is_explained_in_the_sample_settings_or_the_readme(key: str) -> None:
    said = (ROOT / "settings.toml").read_text("utf-8") + (ROOT / "README.md").read_text("utf-8")
    name = key.rpartition(".")[2]
    assert re.search(rf"\b{name} = |`{name}`|__{name.upper()}\b|\b{name} (?:in|is) |change {name},", said), key


@pytest.mark.parametrize(
    ("preset", "host"),
    [
        ("microsoft365", "smtp.office365.com"),
        ("ses", "email-smtp.eu-west-2.amazonaws.com"),
        ("mailgun", "smtp.eu.mailgun.org"),
        ("postmark", "smtp.postmarkapp.com"),
    ],
)
def test_a_preset_knows_host_port_and_tls(preset: str, host: str, tmp_path: Path) -> None:
    relay = loaded(tmp_path, LEAST.replace('host = "smtp.example.com"', f'preset = "{preset}"')).relays["main"]
    assert (relay.host, relay.port, relay.tls) == (host, 587, "starttls")


@pytest.mark.parametrize(
    ("key", "line", "said"),
    [
        ("campaigns.articles.max", 'max = "many"', "campaigns.weekly.articles.max: must be a whole number"),
        (
            "campaigns.schedule",
            'schedule = "thu 09:00"',
            "campaigns.weekly.schedule: must be a table; write it in braces",
        ),
        (
            "regions.aliases",
            'aliases = "UK"',
            'regions.uk.aliases: must be a list; write it in brackets, ["like this"]',
        ),
        ("newsletter.links", 'links = "direct"', "newsletter.links: must be 'redirect' or 'utm'"),
        ("regions.relay", 'relay = ["other"]', "regions.uk.relay: no such relay: 'other'; add [relays.other]"),
        ("ctas.uk.style", "style = 3", "ctas.book.uk.style: must be 'primary' or 'secondary'"),
        ("relays.port", "port = 70000", "relays.main.port: must be less than or equal to 65535"),
        ("relays.rate", "rate = 50", 'relays.main.rate: not a pace; write it like "50/s", "30/min" or "10000/h"'),
        ("relays.rate", 'rate = "0/s"', 'relays.main.rate: not a pace; write it like "50/s", "30/min" or "10000/h"'),
        ("relays.connections", "connections = 0", "relays.main.connections: must be greater than or equal to 1"),
    ],
)
def test_a_wrong_value_is_told_in_plain_words(key: str, line: str, said: str, tmp_path: Path) -> None:
    with pytest.raises(SettingsError) as caught:
        loaded(tmp_path, with_line(key, line))
    assert str(caught.value).startswith(f"settings.toml: {said}")
