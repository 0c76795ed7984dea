"""From tables to the model's values, and the faults that only show between two tables."""

from collections.abc import Iterable, Iterator
from email.utils import parseaddr
from ipaddress import ip_address
from pathlib import Path
from typing import Literal, NamedTuple
from zoneinfo import available_timezones

from newsletter.errors import Fault
from newsletter.model import (
    ArticleRule,
    Campaign,
    Cta,
    CtaTarget,
    HouseStyle,
    Language,
    Region,
    Relay,
    SourceSettings,
    Text,
    Theme,
)
from newsletter.schedule import calendar
from newsletter.settings.layers import Key, Layers
from newsletter.settings.schema import (
    CampaignTable,
    CtaTable,
    RegionTable,
    RelayTable,
    SettingsTable,
    SourceTable,
    SpellingTable,
)
from newsletter.settings.table import Translated
from newsletter.settings.theme import ThemeTable, swallowed, themed


class Preset(NamedTuple):
    """What a relay's own page says of its submission service."""

    host: str
    port: int = 587
    tls: Literal["none", "starttls", "tls"] = "starttls"
    connections: int = 20
    rate: float | None = None  # messages a second


PRESETS = {
    "microsoft365": Preset("smtp.office365.com", connections=3, rate=30 / 60),  # "30 messages per minute", 3 at once
    "ses": Preset("email-smtp.eu-west-2.amazonaws.com", rate=14),  # the rate a new account begins with
    "mailgun": Preset("smtp.eu.mailgun.org"),
    "postmark": Preset("smtp.postmarkapp.com"),
}


# ── values ─────────────────────────────────────────────────────────────────────────────────────────


def text(said: Translated[str]) -> Text:
    return Text(said.plain, dict(said.translations))


def house(spelling: SpellingTable, newsletter: str, senders: Iterable[str]) -> HouseStyle:
    """The house's spelling; what its newsletter and its senders are called is spelt as they spell it."""
    names = dict.fromkeys(filter(None, (newsletter, *(parseaddr(sender)[0] for sender in senders))))
    return HouseStyle(tuple(spelling.keep), tuple(spelling.change.items()), tuple(names))


def source(table: SourceTable, project: Path) -> SourceSettings:
    path = project / table.path if table.path is not None else None
    return SourceSettings(table.name, table.kind, path, table.url, Language(table.language), tuple(table.allow_hosts))


def region(slug: str, table: RegionTable, theme: ThemeTable) -> Region:
    translations = table.legal.translations
    legal = [
        Text(line, {code: lines[number] for code, lines in translations.items()})
        for number, line in enumerate(table.legal.plain)
    ]
    return Region(
        slug=slug,
        name=text(table.name),
        aliases=tuple(table.aliases),
        territory=table.territory,
        timezone=table.timezone,
        languages=tuple(map(Language, table.languages)),
        spelling=table.spelling,
        sender=table.sender,
        reply_to=table.reply_to,
        testers=tuple(table.testers),
        terms=dict(table.terms),
        watch=dict(table.watch),
        legal=tuple(legal),
        relay=table.relay[0] if table.relay else None,
        theme=themed(theme, table.theme),
    )


def cta(table: CtaTable) -> Cta:
    targets = {
        slug: CtaTarget(text(target.label), target.url, target.style)
        for slug, target in table.__pydantic_extra__.items()
    }
    return Cta(table.id, tuple(table.aliases), targets)


def campaign(slug: str, table: CampaignTable) -> Campaign:
    articles = table.articles
    return Campaign(
        slug=slug,
        template=table.template,
        regions=tuple(table.regions),
        subject={name: _for_region(table.subject, name) for name in table.regions},
        preheader={name: _for_region(table.preheader, name) for name in table.regions},
        articles=ArticleRule(
            articles.max, articles.since_days, tuple(articles.tags), articles.untranslated, articles.show
        ),
        audience_tags=tuple(table.audience.tags),
        approvals=table.approvals,
        schedule={name: tuple(entries) for name, entries in table.schedule.items()},
        grace=table.grace,
    )


def _for_region(said: Translated[str | dict[str, str]], slug: str) -> Text:
    """A string serves all regions; a table has one text for each."""

    def pick(value: str | dict[str, str]) -> str:
        return value if isinstance(value, str) else value.get(slug, "")

    translations = {code: pick(value) for code, value in said.translations.items()}
    return Text(pick(said.plain), {code: value for code, value in translations.items() if value})


def relay(slug: str, table: RelayTable) -> Relay:
    preset = PRESETS.get(table.preset, Preset(table.host or ""))
    port = table.port or preset.port
    return Relay(
        slug,
        table.host or preset.host,
        port,
        table.tls or ("tls" if port == 465 else preset.tls),
        table.username,
        table.password,
        table.connections or preset.connections,
        table.rate or preset.rate,
        table.retry_for,
    )


# ── faults between tables ──────────────────────────────────────────────────────────────────────────


def faults_between(table: SettingsTable, layers: Layers) -> list[Fault]:
    """What is wrong although each table for itself is well-formed."""
    found = [
        *_spelling_faults(table),
        *_theme_faults(table),
        *_region_faults(table),
        *_source_faults(table),
        *_cta_faults(table),
        *_campaign_faults(table),
        *_relay_faults(table),
    ]
    return [Fault(layers.place_of(key), ".".join(key), message) for key, message in found]


Found = Iterator[tuple[Key, str]]


def _spelling_faults(table: SettingsTable) -> Found:
    kept = {word.casefold() for word in table.spelling.keep}
    for word, better in table.spelling.change.items():
        if word.casefold() in kept:
            yield ("spelling", "change", word), "is also in spelling.keep; take it out of one of them"
        if word.casefold() == better.casefold():
            yield ("spelling", "change", word), f"changes nothing; to leave it alone, write keep = [{word!r}]"
    for slug, entry in table.regions.items():
        for word, own in entry.terms.items():
            if word == own:
                yield ("regions", slug, "terms", word), "changes nothing; write another word, or take it out"


def _theme_faults(table: SettingsTable) -> Found:
    themes: dict[Key, Theme] = {("theme",): themed(table.theme)}
    themes |= {("regions", slug, "theme"): themed(table.theme, entry.theme) for slug, entry in table.regions.items()}
    return swallowed(themes)


def _region_faults(table: SettingsTable) -> Found:
    claimed: dict[str, str] = {}
    for slug, entry in table.regions.items():
        if entry.timezone not in available_timezones():
            yield ("regions", slug, "timezone"), f"no such zone: {entry.timezone!r}; write it like Europe/London"
        for name in entry.relay:
            if name not in table.relays:
                yield ("regions", slug, "relay"), f"no such relay: {name!r}; add [relays.{name}]"
        if not entry.relay and len(table.relays) > 1:
            yield ("regions", slug, "relay"), "is missing though there are several relays; name one"
        for alias in (entry.name.plain, *entry.aliases):
            if claimed.setdefault(alias.casefold(), slug) != slug:
                yield (
                    ("regions", slug, "aliases"),
                    f"{alias!r} is also region {claimed[alias.casefold()]}; take one out",
                )
        yield from _legal_faults(slug, entry)


def _legal_faults(slug: str, entry: RegionTable) -> Found:
    # A legal line that a reader cannot read binds nobody: other texts fall back to English, this one never.
    lines, translations = entry.legal.plain, entry.legal.translations
    for language in map(Language, entry.languages):
        if lines and not language.is_english and not {language.code, language.base} & translations.keys():
            remedy = f"translate each line of legal, or take {language.code} out of languages"
            yield ("regions", slug, f"legal_{language.base}"), f"is missing; {remedy}"
    for code, translated in translations.items():
        if len(translated) != len(lines):
            yield ("regions", slug, f"legal_{code}"), f"has {len(translated)} lines, legal has {len(lines)}"


def _source_faults(table: SettingsTable) -> Found:
    names: set[str] = set()
    for entry in table.sources:
        wanted = "path" if entry.kind == "folder" else "url"
        if getattr(entry, wanted) is None:
            yield ("sources", entry.name, wanted), f"is missing; a {entry.kind} needs it"
        if entry.name in names:
            yield ("sources", entry.name, "name"), "names two sources; give each its own name"
        names.add(entry.name)


def _cta_faults(table: SettingsTable) -> Found:
    claimed: dict[str, str] = {}
    for entry in table.ctas:
        for slug in entry.__pydantic_extra__:
            if slug not in table.regions:
                yield ("ctas", entry.id, slug), f"no such setting or region; regions: {', '.join(table.regions)}"
        for name in (entry.id, *entry.aliases):
            if claimed.setdefault(name.casefold(), entry.id) != entry.id:
                yield ("ctas", entry.id), f"{name!r} is also CTA {claimed[name.casefold()]}; take one out"
        if not entry.__pydantic_extra__:
            yield (
                ("ctas", entry.id),
                f'has no region; add one like {next(iter(table.regions))} = {{ label = "…", url = "…" }}',
            )


def _campaign_faults(table: SettingsTable) -> Found:
    for slug, entry in table.campaigns.items():
        for name in entry.regions:
            if name not in table.regions:
                yield ("campaigns", slug, "regions"), f"no such region: {name!r}; known: {', '.join(table.regions)}"
        for field in ("subject", "preheader"):
            plain = getattr(entry, field).plain
            if isinstance(plain, dict) and (missing := [name for name in entry.regions if not plain.get(name)]):
                yield ("campaigns", slug, field), f"nothing for region {missing[0]}; add it, or use one string for all"
        for name, entries in entry.schedule.items():
            if name not in entry.regions:
                yield (
                    ("campaigns", slug, "schedule", name),
                    f"not a region of this campaign: {', '.join(entry.regions)}",
                )
            try:
                calendar.parse(entries)
            except ValueError as error:
                yield ("campaigns", slug, "schedule", name), str(error)


def _relay_faults(table: SettingsTable) -> Found:
    for slug, entry in table.relays.items():
        made = relay(slug, entry)
        if not made.host:
            yield ("relays", slug, "host"), "is missing; name the relay's host, or choose a preset"
        elif made.tls == "none" and not _is_loopback(made.host):
            yield ("relays", slug, "tls"), 'may be "none" on loopback only; use "starttls" or "tls"'


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
