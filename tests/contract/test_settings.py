"""Every key of settings.toml: accepted as documented, with the documented default, and explained where people look."""

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel

from newsletter.errors import SettingsError
from newsletter.settings import Settings, load
from newsletter.settings.schema import CtaTable, CtaTargetTable, SettingsTable, Translated

ROOT = Path(__file__).parents[2]

# The least that a project can say; each key below is put into its table in turn.
LEAST = """\
signing_key = "kkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkk"
#
[newsletter]
name = "The Quay"
base_url = "https://news.example.com"
#newsletter
[database]
#database
[spelling]
#spelling
[[sources]]
name = "journal"
kind = "folder"
path = "articles"
#sources
[regions.uk]
name = "United Kingdom"
territory = "GB"
timezone = "Europe/London"
languages = ["en_GB"]
sender = "letter@example.co.uk"
#regions
[[ctas]]
id = "book"
#ctas
[ctas.uk]
label = "Book"
url = "https://example.co.uk/book"
#ctas.uk
[campaigns.weekly]
template = "digest"
regions = ["uk"]
#campaigns
[campaigns.weekly.articles]
#campaigns.articles
[campaigns.weekly.audience]
#campaigns.audience
[relays.main]
host = "smtp.example.com"
#relays
"""

# Where → a line as the contract writes it, what it makes of the settings, and what they are without it.
Look = Callable[[Settings], Any]
KEYS: dict[str, tuple[str, Look, Any, Any]] = {
    "newsletter.links": ('links = "utm"', lambda s: s.links, "utm", "redirect"),
    "newsletter.own_domains": ('own_domains = ["example.com"]', lambda s: s.own_domains, ("example.com",), ()),
    "old_signing_keys": ('old_signing_keys = ["older"]', lambda s: s.signing_keys[1:], (b"older",), ()),
    "database.url": ('url = "postgresql://db/x"', lambda s: s.database_url, "postgresql://db/x", None),
    "sources.url": ('url = "https://example.com/feed"', lambda s: s.sources[0].url, "https://example.com/feed", None),
    "sources.language": ('language = "ar_AE"', lambda s: s.sources[0].language.code, "ar_AE", "en_GB"),
    "sources.allow_hosts": ('allow_hosts = ["cms:8000"]', lambda s: s.sources[0].allow_hosts, ("cms:8000",), ()),
    "regions.aliases": ('aliases = ["UK"]', lambda s: s.regions["uk"].aliases, ("UK",), ()),
    "regions.spelling": ('spelling = "keep"', lambda s: s.regions["uk"].spelling, "keep", "british"),
    "spelling.keep": ('keep = ["aging"]', lambda s: s.house.keep, ("aging",), ()),
    "spelling.change": ('change = { specialty = "speciality" }', lambda s: s.house.change, (("specialty", "speciality"),), ()),
    "regions.terms": ('terms = { GP = "family doctor" }', lambda s: s.regions["uk"].terms, {"GP": "family doctor"}, {}),
    "regions.watch": ('watch = { cure = "treat" }', lambda s: s.regions["uk"].watch, {"cure": "treat"}, {}),
    "regions.reply_to": ('reply_to = "a@example.org"', lambda s: s.regions["uk"].reply_to, "a@example.org", None),
    "regions.testers": ('testers = ["a@example.org"]', lambda s: s.regions["uk"].testers, ("a@example.org",), ()),
    "regions.legal": ('legal = ["Quay Ltd."]', lambda s: [line.plain for line in s.regions["uk"].legal], ["Quay Ltd."], []),
    "regions.relay": ('relay = ["main"]', lambda s: s.regions["uk"].relay, "main", None),
    "ctas.aliases": ('aliases = ["4815162342"]', lambda s: s.ctas[0].aliases, ("4815162342",), ()),
    "ctas.uk.style": ('style = "secondary"', lambda s: s.ctas[0].targets["uk"].style, "secondary", "primary"),
    "campaigns.subject": ('subject = "News"', lambda s: s.campaigns["weekly"].subject["uk"].plain, "News", "{lead}"),
    "campaigns.preheader": (
        'preheader = { uk = "More" }',
        lambda s: s.campaigns["weekly"].preheader["uk"].plain,
        "More",
        "{second}",
    ),
    "campaigns.approvals": ("approvals = 2", lambda s: s.campaigns["weekly"].approvals, 2, 1),
    "campaigns.schedule": (
        'schedule = { uk = ["mon,thu 09:00", "2026-12-01 07:30"] }',
        lambda s: dict(s.campaigns["weekly"].schedule),
        {"uk": ("mon,thu 09:00", "2026-12-01 07:30")},
        {},
    ),
    "campaigns.grace": ('grace = "1d"', lambda s: s.campaigns["weekly"].grace, timedelta(days=1), timedelta(hours=2)),
    "campaigns.articles.max": ("max = 3", lambda s: s.campaigns["weekly"].articles.max, 3, 6),
    "campaigns.articles.since_days": ("since_days = 30", lambda s: s.campaigns["weekly"].articles.since_days, 30, 7),
    "campaigns.articles.tags": ('tags = ["sea"]', lambda s: s.campaigns["weekly"].articles.tags, ("sea",), ()),
    "campaigns.articles.untranslated": (
        'untranslated = "omit"',
        lambda s: s.campaigns["weekly"].articles.untranslated,
        "omit",
        "show",
    ),
    "campaigns.articles.show": ('show = "full"', lambda s: s.campaigns["weekly"].articles.show, "full", "auto"),
    "campaigns.audience.tags": ('tags = ["vip"]', lambda s: s.campaigns["weekly"].audience_tags, ("vip",), ()),
    "relays.preset": ('preset = "postmark"', lambda s: (s.relays["main"].port, s.relays["main"].tls), (587, "starttls"), (587, "starttls")),
    "relays.port": ("port = 465", lambda s: (s.relays["main"].port, s.relays["main"].tls), (465, "tls"), (587, "starttls")),
    "relays.tls": ('tls = "tls"', lambda s: s.relays["main"].tls, "tls", "starttls"),
    "relays.username": ('username = "me"', lambda s: s.relays["main"].username, "me", None),
    "relays.password": ('password = "x"', lambda s: s.relays["main"].password, "x", None),
    "relays.connections": ("connections = 3", lambda s: s.relays["main"].connections, 3, 20),
    "relays.rate": ('rate = "30/min"', lambda s: s.relays["main"].rate, 0.5, None),
    "relays.retry_for": ('retry_for = "2d"', lambda s: s.relays["main"].retry_for, timedelta(days=2), timedelta(hours=72)),
}  # fmt: skip

# Keys without a default, and the line that says each.
NEEDED = {
    "signing_key": 'signing_key = "kkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkk"',
    "newsletter.name": 'name = "The Quay"',
    "newsletter.base_url": 'base_url = "https://news.example.com"',
    "sources.name": 'name = "journal"',
    "sources.kind": 'kind = "folder"',
    "sources.path": 'path = "articles"',
    "regions.name": 'name = "United Kingdom"',
    "regions.territory": 'territory = "GB"',
    "regions.timezone": 'timezone = "Europe/London"',
    "regions.languages": 'languages = ["en_GB"]',
    "regions.sender": 'sender = "letter@example.co.uk"',
    "ctas.id": 'id = "book"',
    "ctas.uk.label": 'label = "Book"',
    "ctas.uk.url": 'url = "https://example.co.uk/book"',
    "campaigns.template": 'template = "digest"',
    "campaigns.regions": 'regions = ["uk"]',
    "relays.host": 'host = "smtp.example.com"',
}


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
    assert sorted(keys_of(SettingsTable)) == sorted({*KEYS, *NEEDED})


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
    from newsletter.settings import schema

    found = [one for one in vars(schema).values() if isinstance(one, type) and issubclass(one, BaseModel)]
    return [one for one in found if not issubclass(one, Translated)]


@pytest.mark.parametrize("key", sorted({*KEYS, *NEEDED}))
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
