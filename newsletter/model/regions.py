"""What a project says of its markets: regions, CTAs, campaigns, sources and relays; and what an issue is."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Literal

from newsletter.model.languages import Language, Text
from newsletter.model.rules import Greeting, Rules
from newsletter.model.theme import Theme


@dataclass(frozen=True, slots=True)
class HouseStyle:
    """What a project adds to the tables of spelling."""

    keep: tuple[str, ...] = ()  # words and phrases that stay as they are
    change: tuple[tuple[str, str], ...] = ()  # a word, and how it is spelt here
    names: tuple[str, ...] = ()  # the project's own: its newsletter's and its senders'


@dataclass(frozen=True, slots=True)
class Region:
    """A market: territory, timezone, languages, sender and legal lines; what it left to its ancestors is filled in."""

    slug: str
    name: Text
    aliases: tuple[str, ...]
    territory: str  # ISO 3166-1 alpha-2
    timezone: str  # IANA name
    languages: tuple[Language, ...]  # the first one is the default
    spelling: Literal["british", "keep"]
    sender: str  # an RFC 5322 mailbox: "Name <address>"
    reply_to: str | None
    testers: tuple[str, ...]
    legal: tuple[Text, ...]
    relay: str | None  # a relay's slug; None: the only one
    terms: Mapping[str, str] = field(default_factory=dict)  # the author's word or phrase → the region's own
    watch: Mapping[str, str] = field(default_factory=dict)  # a word or phrase that is warned of → a better one
    theme: Theme = field(default_factory=Theme)
    digits: Literal["latin", "arabic"] = "latin"  # of the numbers that we write in Arabic
    calendar: Literal["gregorian", "hijri"] = "gregorian"  # Hijri dates stand beside Gregorian ones
    currency: str | None = None  # ISO 4217; None: the territory's
    phone: str | None = None  # E.164, shown to readers
    rules: Rules = field(default_factory=Rules)
    greetings: tuple[Greeting, ...] = ()
    ancestors: tuple[str, ...] = ()  # slugs: its parent's, its parent's parent's …

    @property
    def parent(self) -> str | None:
        return self.ancestors[0] if self.ancestors else None

    @property
    def lineage(self) -> tuple[str, ...]:
        """Whose blocks and CTAs it has: its own slug first, then its ancestors'; never a child's or a sibling's."""
        return (self.slug, *self.ancestors)


@dataclass(frozen=True, slots=True)
class CtaTarget:
    """What a CTA is in one region."""

    label: Text
    url: str
    style: Literal["primary", "secondary"] = "primary"
    valid_from: date | None = None  # the first day on which it may stand in an issue
    valid_until: date | None = None  # the last one
    track: bool = True  # False: straight to its url, counted by nobody


@dataclass(frozen=True, slots=True)
class Cta:
    """A call to action: an id, and per region a label, a target and a style."""

    id: str
    aliases: tuple[str, ...]
    targets: Mapping[str, CtaTarget]  # region slug → target
    fallback: str | None = None  # the id of the one in its place where it has no target or is out of date
    file: str = "settings.toml"  # where it is said, else "ctas.csv"


@dataclass(frozen=True, slots=True)
class CtaRule:
    """What becomes of a CTA that has no target in an issue's region, or is out of date there."""

    unresolved: Literal["block", "drop", "fallback"] = "block"
    fallback: str | None = None  # the id of the one that takes its place


@dataclass(frozen=True, slots=True)
class ArticleRule:
    """Which articles a campaign takes, and how much of each it shows."""

    max: int = 6
    since_days: int = 7
    tags: tuple[str, ...] = ()
    untranslated: Literal["show", "omit"] = "show"
    show: Literal["auto", "teaser", "full"] = "auto"


@dataclass(frozen=True, slots=True)
class Campaign:
    """A newsletter's standing definition."""

    slug: str
    template: str
    regions: tuple[str, ...]
    subject: Mapping[str, Text]  # region slug → pattern of named fields: {lead} {second} {date} {name} {region}
    preheader: Mapping[str, Text]
    articles: ArticleRule
    audience_tags: tuple[str, ...]
    approvals: int
    schedule: Mapping[str, tuple[str, ...]]  # region slug → entries such as "thu 09:00"
    grace: timedelta
    ctas: CtaRule = field(default_factory=CtaRule)


@dataclass(frozen=True, slots=True, order=True)
class Issue:
    """One occurrence of a campaign in one region, by its local date."""

    campaign: str
    region: str
    date: date

    @property
    def id(self) -> str:
        return f"{self.campaign}/{self.region}/{self.date.isoformat()}"


@dataclass(frozen=True, slots=True)
class SourceSettings:
    """Where articles come from: a folder, a feed, or the API of a CMS."""

    name: str
    kind: Literal["folder", "feed", "wordpress", "hubspot", "ghost"]
    path: Path | None  # of a folder
    url: str | None  # of a feed, or of a CMS's site
    language: Language  # of articles that do not say theirs
    allow_hosts: tuple[str, ...] = ()  # "localhost:8000": hosts of local work, whose addresses are not checked
    api: str = ""  # the path of a CMS's API, which may have a query
    key: str | None = field(default=None, repr=False)
    regions: tuple[str, ...] = ()  # slugs, for articles that say none of their own; empty: all
    backlog: Literal["news", "seen"] = "news"  # what lies in it at its first pull


@dataclass(frozen=True, slots=True)
class Relay:
    """The SMTP server that takes our mail."""

    slug: str
    host: str
    port: int
    tls: Literal["none", "starttls", "tls"]
    username: str | None
    password: str | None = field(repr=False)
    connections: int = 20  # at once, of each worker process
    rate: float | None = None  # messages a second, of all processes together; None: as fast as it takes them
    retry_for: timedelta = timedelta(hours=72)  # how long a delivery is tried that the relay puts off
