"""From tables to the model's values, and the faults that only show between two tables."""

from collections.abc import Iterable, Iterator, Sequence
from email.utils import parseaddr
from ipaddress import ip_address
from typing import Literal, NamedTuple

from newsletter.errors import Fault
from newsletter.model import (
    ArticleRule,
    Campaign,
    HouseStyle,
    Language,
    Region,
    Relay,
    Text,
    Theme,
)
from newsletter.schedule import calendar
from newsletter.settings import ctas, regions, ruling, sources
from newsletter.settings.ctas import Said
from newsletter.settings.layers import Key, Layers
from newsletter.settings.schema import (
    CampaignTable,
    NewsletterTable,
    RelayTable,
    SettingsTable,
    SpellingTable,
)
from newsletter.settings.table import Translated
from newsletter.settings.theme import swallowed, themed


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


def pictures(newsletter: NewsletterTable) -> Literal["served", "linked"]:
    """As it is said, else served where public pages can: a picture that comes without encryption is not shown."""
    can = newsletter.links == "redirect" and newsletter.base_url.startswith("https:")
    return newsletter.pictures or ("served" if can else "linked")


def region(slug: str, settings: SettingsTable, layers: Layers) -> Region:
    """A region whole, with what it has from its ancestors."""
    tables = settings.regions
    table = regions.completed(slug, tables)
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
        theme=regions.look_of(slug, tables, settings.theme),
        digits=table.digits,
        calendar=table.calendar,
        currency=table.currency,
        phone=table.phone,
        rules=ruling.rules_of(slug, settings, layers),
        greetings=ruling.greetings_of(slug, settings, layers),
        ancestors=regions.lineage_of(slug, tables)[1:],
    )


def campaign(slug: str, table: CampaignTable, tables: regions.Regions) -> Campaign:
    articles = table.articles
    lineages = {name: regions.lineage_of(name, tables) for name in table.regions}
    return Campaign(
        slug=slug,
        template=table.template,
        regions=tuple(table.regions),
        subject={name: _for_region(table.subject, line) for name, line in lineages.items()},
        preheader={name: _for_region(table.preheader, line) for name, line in lineages.items()},
        articles=ArticleRule(
            articles.max, articles.since_days, tuple(articles.tags), articles.untranslated, articles.show
        ),
        audience_tags=tuple(table.audience.tags),
        approvals=table.approvals,
        schedule={name: tuple(entries) for name, entries in table.schedule.items()},
        grace=table.grace,
        ctas=ctas.rule(table.ctas),
    )


def _for_region(said: Translated[str | dict[str, str]], lineage: Sequence[str]) -> Text:
    """A string serves all regions; of a table a region has its own text, else its nearest ancestor's, as translated."""
    plain, own = said.plain, lineage[0]
    of = own if isinstance(plain, str) else next((one for one in lineage if plain.get(one)), own)

    def pick(value: str | dict[str, str]) -> str:
        return value if isinstance(value, str) else value.get(of, "")

    translations = {code: pick(value) for code, value in said.translations.items()}
    return Text(pick(plain), {code: value for code, value in translations.items() if value})


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


def faults_between(table: SettingsTable, layers: Layers, every: Sequence[Said]) -> list[Fault]:
    """What is wrong although each table for itself is well-formed; `every` is every CTA, wherever it is from."""
    found = [
        *_newsletter_faults(table),
        *_spelling_faults(table),
        *_theme_faults(table),
        *regions.faults_in(table),
        *ruling.faults_in(table, layers),
        *sources.faults_in(table.sources, table.regions, layers),
        *_campaign_faults(table, every),
        *_relay_faults(table),
    ]
    named = [Fault(layers.place_of(key), ".".join(key), message) for key, message in found]
    return [*named, *ctas.faults_in(every, [*table.regions])]


Found = Iterator[tuple[Key, str]]


def _newsletter_faults(table: SettingsTable) -> Found:
    said = table.newsletter
    if said.pictures == "served" and said.links == "utm":
        why = 'is "served" by public pages, and links = "utm" says that there are none'
        yield ("newsletter", "pictures"), f'{why}; write "linked", or links = "redirect"'
    elif said.pictures == "served" and not said.base_url.startswith("https:"):
        why = 'is "served", and base_url gives no encryption, without which no mail program shows a picture'
        yield ("newsletter", "pictures"), f'{why}; write "linked", or a base_url that begins with https:'


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
    themes |= {("regions", slug, "theme"): regions.look_of(slug, table.regions, table.theme) for slug in table.regions}
    return swallowed(themes)


def _campaign_faults(table: SettingsTable, every: Sequence[Said]) -> Found:
    for slug, entry in table.campaigns.items():
        yield from ctas.rule_faults(slug, entry.ctas, every)
        for name in entry.regions:
            if name not in table.regions:
                yield ("campaigns", slug, "regions"), f"no such region: {name!r}; known: {', '.join(table.regions)}"
        lines = {name: regions.lineage_of(name, table.regions) for name in entry.regions}
        for field in ("subject", "preheader"):
            said = getattr(entry, field)
            missing = [name for name, line in lines.items() if not _for_region(said, line).plain]
            if isinstance(said.plain, dict) and missing:
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
