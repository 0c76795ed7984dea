"""The shape of settings.toml, table by table; field names are a contract (tests/contract holds them).

Pydantic reads the raw values into these; `newsletter.settings.build` makes the frozen values of the model from them.
"""

import re
from datetime import timedelta
from email.utils import parseaddr
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, BeforeValidator, ConfigDict, Field

from newsletter.settings.checks import ChecksTable
from newsletter.settings.ctas import CtaRuleTable, CtaTable
from newsletter.settings.formats import Currency, Phone
from newsletter.settings.rules import ClaimTable, GreetingTable, RulesTable
from newsletter.settings.sources import SourceTable
from newsletter.settings.table import LanguageCode, Slug, Table, Translated
from newsletter.settings.theme import ThemeTable

_TERRITORY = re.compile(r"[A-Z]{2}")
_ATOM = r"[^\s@<>()\[\],;:.\\\"]+"  # RFC 5322 3.2.3, letters of every script; no quoted local parts
_ADDRESS = re.compile(rf"{_ATOM}(\.{_ATOM})*@{_ATOM}(\.{_ATOM})*")
_SPAN = re.compile(r"([1-9][0-9]{0,4})\s*(m|h|d)")
_UNITS = {"m": "minutes", "h": "hours", "d": "days"}
_RATE = re.compile(r"([1-9][0-9]{0,5})\s*/\s*(s|min|h)")
_SECONDS = {"s": 1, "min": 60, "h": 3600}


def _territory(code: str) -> str:
    if not _TERRITORY.fullmatch(code):
        raise ValueError("not a territory; write its two letters (ISO 3166-1), like GB or AE")
    return code


def mailbox(text: str) -> str:
    """`Name <address>` or a bare address, for one mailbox; raises ValueError. Asked by `init` and `send --to` too."""
    address = parseaddr(text)[1]
    whole = text.strip() in (address, f"<{address}>") or text.strip().endswith(f" <{address}>")
    if not whole or not _ADDRESS.fullmatch(address) or re.search(r"[\x00-\x1f\x7f-\x9f]", text):
        raise ValueError("not a mail address; write Name <name@example.com>")
    return text


def _span(text: Any) -> Any:
    found = _SPAN.fullmatch(text.strip()) if isinstance(text, str) else None
    if not found:
        raise ValueError('not a span of time; write it like "30m", "2h" or "1d"')
    return timedelta(**{_UNITS[found[2]]: int(found[1])})


def _rate(text: Any) -> Any:
    found = _RATE.fullmatch(text.strip()) if isinstance(text, str) else None
    if not found:
        raise ValueError('not a pace; write it like "50/s", "30/min" or "10000/h"')
    return int(found[1]) / _SECONDS[found[2]]


def _base_url(url: str) -> str:
    parts = urlsplit(url)
    if (
        parts.scheme not in {"http", "https"}
        or not parts.hostname
        or parts.query
        or parts.fragment
        or "@" in parts.netloc
    ):
        raise ValueError("not a web address; write it like https://news.example.com")
    return url.rstrip("/")


def _words(text: str) -> str:
    if not re.search(r"\w", text) or text != text.strip():
        raise ValueError("not a word or phrase; write it as it stands in a text, like harbour wall")
    return text


def _word(text: str) -> str:
    if not re.fullmatch(r"[^\W\d_]+", text):
        raise ValueError("not one word; write a word of letters, and phrases under a region's terms")
    return text


def _as_list(value: Any) -> Any:
    return [value] if isinstance(value, str) else value


Mailbox = Annotated[str, AfterValidator(mailbox)]
Span = Annotated[timedelta, BeforeValidator(_span)]
Rate = Annotated[float, BeforeValidator(_rate)]
BaseUrl = Annotated[str, AfterValidator(_base_url)]
Strings = Annotated[list[str], BeforeValidator(_as_list)]
Filled = Annotated[str, Field(min_length=1)]
Words = Annotated[str, AfterValidator(_words)]
Word = Annotated[str, AfterValidator(_word)]


class NewsletterTable(Table):
    texts = ("name",)
    name: Translated[Filled]
    base_url: BaseUrl
    links: Literal["redirect", "utm"] = "redirect"
    pictures: Literal["served", "linked"] | None = None
    own_domains: list[str] = []


class DatabaseTable(Table):
    url: str | None = None


class SpellingTable(Table):
    keep: Annotated[list[Words], BeforeValidator(_as_list)] = []
    change: dict[Word, Word] = {}


class HouseTable(Table):
    """Of a whole settings.toml, what tells how it is spelt."""

    model_config = ConfigDict(extra="ignore", frozen=True)
    spelling: SpellingTable = SpellingTable()


class RegionTable(Table):
    texts = ("name", "legal")
    parent: str | None = None
    name: Translated[Filled]
    aliases: list[str] = []
    territory: Annotated[str, AfterValidator(_territory)]
    timezone: str
    languages: Annotated[list[LanguageCode], Field(min_length=1)]
    spelling: Literal["british", "keep"] = "british"
    sender: Mailbox = ""  # needed all the same: of the region itself or an ancestor
    reply_to: Mailbox | None = None
    testers: list[Mailbox] = []
    terms: dict[Words, Words] = {}
    watch: dict[Words, Words] = {}
    legal: Translated[Strings] = Translated(plain=[])
    relay: Annotated[list[str], Field(max_length=1)] = []
    theme: ThemeTable = ThemeTable()
    digits: Literal["latin", "arabic"] = "latin"
    calendar: Literal["gregorian", "hijri"] = "gregorian"
    currency: Currency | None = None
    phone: Phone | None = None
    rules: RulesTable = RulesTable()
    greetings: list[GreetingTable] = []


class ArticlesTable(Table):
    max: Annotated[int, Field(ge=1, le=50)] = 6
    since_days: Annotated[int, Field(ge=1, le=366)] = 7
    tags: list[str] = []
    untranslated: Literal["show", "omit"] = "show"
    show: Literal["auto", "teaser", "full"] = "auto"


class AudienceTable(Table):
    tags: list[str] = []


class CampaignTable(Table):
    texts = ("subject", "preheader")
    template: Slug
    regions: Annotated[list[str], Field(min_length=1)]
    subject: Translated[str | dict[str, str]] = Translated(plain="{lead}")
    preheader: Translated[str | dict[str, str]] = Translated(plain="{second}")
    articles: ArticlesTable = ArticlesTable()
    audience: AudienceTable = AudienceTable()
    approvals: Annotated[int, Field(ge=1, le=5)] = 1
    schedule: dict[str, Strings] = {}
    grace: Span = timedelta(hours=2)
    ctas: CtaRuleTable = CtaRuleTable()


class RelayTable(Table):
    preset: Literal["custom", "microsoft365", "ses", "mailgun", "postmark"] = "custom"
    host: str | None = None
    port: Annotated[int, Field(ge=1, le=65535)] | None = None
    tls: Literal["none", "starttls", "tls"] | None = None
    username: str | None = None
    password: str | None = Field(default=None, repr=False)
    connections: Annotated[int, Field(ge=1, le=100)] | None = None
    rate: Rate | None = None
    retry_for: Span = timedelta(hours=72)


class SettingsTable(Table):
    """settings.toml as a whole."""

    newsletter: NewsletterTable
    signing_key: Annotated[str, Field(min_length=32, repr=False)]
    old_signing_keys: Annotated[list[str], Field(max_length=15, repr=False)] = []
    database: DatabaseTable = DatabaseTable()
    spelling: SpellingTable = SpellingTable()
    checks: ChecksTable = ChecksTable()
    theme: ThemeTable = ThemeTable()
    sources: Annotated[list[SourceTable], Field(min_length=1)]
    regions: Annotated[dict[Slug, RegionTable], Field(min_length=1)]
    ctas: list[CtaTable] = []
    claims: list[ClaimTable] = []
    campaigns: Annotated[dict[Slug, CampaignTable], Field(min_length=1)]
    relays: dict[Slug, RelayTable] = {}
