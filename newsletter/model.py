"""The frozen values that travel through the house; everybody may import this, it imports only the standard library.

    Article ──choose──▶ Choice ──localise──▶ Story… ──resolve──▶ Linked ──render──▶ Edition ──▶ Delivery

An article is one piece pulled from a source, in one language; a story is an article as one edition tells
it; an edition is an issue in one language: what is rendered, checked, approved and sent.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import IntEnum
from pathlib import Path
from typing import Literal

# ── languages and regions ──────────────────────────────────────────────────────────────────────────

Direction = Literal["ltr", "rtl"]
_RIGHT_TO_LEFT = frozenset({"ar", "dv", "fa", "he", "ps", "sd", "ug", "ur", "yi"})


@dataclass(frozen=True, slots=True)
class Language:
    """A language code such as `en_GB` or `ar_AE` (CLDR form), and what follows from it."""

    code: str

    @property
    def base(self) -> str:
        return self.code.partition("_")[0]

    @property
    def tag(self) -> str:
        """The code as HTML's `lang` and mail headers want it (BCP 47)."""
        return self.code.replace("_", "-")

    @property
    def direction(self) -> Direction:
        return "rtl" if self.base in _RIGHT_TO_LEFT else "ltr"

    @property
    def is_english(self) -> bool:
        return self.base == "en"


@dataclass(frozen=True, slots=True)
class Text:
    """A text of the settings with its translations (`label`, `label_ar`, `label_ar_AE`)."""

    plain: str
    translations: Mapping[str, str] = field(default_factory=dict)  # language code → text

    def said_in(self, language: Language) -> tuple[str, Language]:
        """The text and the language it is really in: exact, then base, then the plain one (English)."""
        for code in (language.code, language.base):
            if code in self.translations:
                return self.translations[code], language
        return self.plain, language if language.is_english else Language("en_GB")


@dataclass(frozen=True, slots=True)
class Region:
    """A market: territory, timezone, languages, sender and legal lines."""

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


@dataclass(frozen=True, slots=True)
class CtaTarget:
    """What a CTA is in one region."""

    label: Text
    url: str
    style: Literal["primary", "secondary"] = "primary"


@dataclass(frozen=True, slots=True)
class Cta:
    """A call to action: an id, and per region a label, a target and a style."""

    id: str
    aliases: tuple[str, ...]
    targets: Mapping[str, CtaTarget]  # region slug → target


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
    """Where articles come from: a folder or a feed."""

    name: str
    kind: Literal["folder", "feed"]
    path: Path | None
    url: str | None
    language: Language  # of articles that do not say theirs
    allow_hosts: tuple[str, ...] = ()  # "localhost:8000": hosts of local work, whose addresses are not checked


@dataclass(frozen=True, slots=True)
class Relay:
    """The SMTP server that takes our mail."""

    slug: str
    host: str
    port: int
    tls: Literal["none", "starttls", "tls"]
    username: str | None
    password: str | None = field(repr=False)


# ── what is said about things on the way ───────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Note:
    """Something that was done and why; reports are made of these."""

    kind: Literal["changed", "kept", "dropped", "fallback"]
    text: str
    why: str


@dataclass(frozen=True, slots=True)
class Finding:
    """Something a person should look at; an error blocks the edition."""

    gate: str  # "ctas", "blocks", "mjml", "size", …
    level: Literal["error", "warning"]
    part: str  # "html", "text", "subject", or the file it comes from
    line: int  # from 1; 0: the part as a whole
    column: int
    message: str
    remedy: str


# ── articles ───────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Prose:
    """One block of sanitised HTML: a paragraph, heading, list, quotation, table or picture."""

    html: str
    line: int


@dataclass(frozen=True, slots=True)
class CtaToken:
    """A place where the article asks for a CTA."""

    id: str
    align: Literal["left", "center", "right", "full"]
    line: int


@dataclass(frozen=True, slots=True)
class RelatedSlot:
    """A "Related Post" line: never content, filled with the edition's own related articles."""

    heading: str
    line: int


@dataclass(frozen=True, slots=True)
class Attribution:
    """A `Source: …` line: its text letter for letter, linked only where the input had a link."""

    text: str
    href: str | None
    line: int


@dataclass(frozen=True, slots=True)
class RegionBlock:
    """Pieces that belong to one region only, beneath a heading such as `Harbour Middle East:`."""

    region: str
    heading: str  # as it stood, colon included; "" for an explicit `<!-- region: uk -->`
    pieces: "tuple[Prose | CtaToken | RelatedSlot | Attribution, ...]"
    line: int


Piece = Prose | CtaToken | RelatedSlot | Attribution | RegionBlock


@dataclass(frozen=True, slots=True)
class Article:
    """One piece pulled from a source, in one language; clean, and cut into pieces."""

    id: str  # stable across pulls: "<source>:<key>"
    source: str  # the source's name in the settings
    place: str  # for messages: a file's name or a URL
    title: str
    pieces: tuple[Piece, ...]
    language: Language
    published: datetime | None  # UTC
    first_seen: datetime | None = None  # UTC; None: not yet in a database
    canonical: str | None = None
    image: str | None = None
    image_alt: str = ""
    teaser: str = ""  # plain text
    tags: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()  # empty: all
    translation_of: str | None = None  # the id, canonical URL, file name or title of the original
    show: Literal["auto", "teaser", "full"] | None = None  # the article's own word; None: the campaign's
    bounded_drops: bool = True  # False: the article allows a region block of over a quarter of it
    notes: tuple[Note, ...] = ()
    findings: tuple[Finding, ...] = ()
    sent: Mapping[str, str] = field(default_factory=dict)  # region slug → the issue that carried it


@dataclass(frozen=True, slots=True)
class LeftOut:
    """An article that an edition does not carry, and why."""

    id: str
    title: str
    reason: str


@dataclass(frozen=True, slots=True)
class Choice:
    """What `choose` decided for one issue in one language."""

    picked: tuple[Article, ...]
    left_out: tuple[LeftOut, ...]
    related: Mapping[str, tuple[Article, ...]]  # picked article's id → related articles outside this issue


# ── a story: an article as one edition tells it ────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Button:
    """A CTA resolved for one region and language."""

    label: str
    href: str
    cta: str
    align: Literal["left", "center", "right", "full"]
    style: Literal["primary", "secondary"]
    language: Language  # of the label


@dataclass(frozen=True, slots=True)
class RelatedItem:
    """One entry of a filled "Related" slot."""

    title: str
    href: str


@dataclass(frozen=True, slots=True)
class RelatedList:
    """A filled slot with its block's heading."""

    heading: str
    items: tuple[RelatedItem, ...]


StoryPiece = Prose | CtaToken | Attribution | RelatedList | Button


@dataclass(frozen=True, slots=True)
class Story:
    """An article as one edition tells it: its region's pieces, respelled; then, linked, without tokens."""

    id: str
    place: str
    title: str
    pieces: tuple[StoryPiece, ...]
    teaser: str
    language: Language
    full: bool  # shown in full, else teaser and "Read more"
    read_more: str | None
    image: str | None
    image_alt: str
    published: datetime | None


@dataclass(frozen=True, slots=True)
class Localised:
    """The stories of one edition with what was done to them."""

    stories: tuple[Story, ...]
    notes: tuple[Note, ...]
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Link:
    """One place of an edition that leads to the web, and where it leads."""

    id: str  # 8 characters of base64url: 6 bytes of HMAC(key, issue, language, slot, URL)
    slot: str  # where it stands: "story-1-button-1", "story-2-read-more"
    label: str
    target: str  # final URL, utm included
    href: str  # what stands in the edition: a tracked URL holding the pass mark, or the target
    tracked: bool
    cta: str | None


@dataclass(frozen=True, slots=True)
class Linked:
    """Stories whose every link and CTA is resolved."""

    stories: tuple[Story, ...]
    links: tuple[Link, ...]
    notes: tuple[Note, ...]
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Edition:
    """An issue in one language, as final bytes; only the pass mark in it differs per recipient."""

    issue: Issue
    language: Language
    subject: str
    preheader: str
    html: str
    text: str
    pass_mark: str  # stands wherever a recipient's pass goes; see ctas.links
    links: tuple[Link, ...]
    articles: tuple[tuple[str, str], ...]  # (id, title)
    left_out: tuple[LeftOut, ...]
    notes: tuple[Note, ...]
    findings: tuple[Finding, ...]
    hash: str  # SHA-256 of all that a reader gets and who gets it, hex

    @property
    def blocked(self) -> bool:
        return any(finding.level == "error" for finding in self.findings)


# ── audience and deliveries ────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Subscriber:
    """A person who asked for the newsletter: one region, one language."""

    email: str
    region: str
    language: Language
    name: str = ""
    timezone: str | None = None
    tags: tuple[str, ...] = ()
    consent_at: datetime | None = None
    consent_source: str = ""


class DeliveryState(IntEnum):
    """What became of one message; stored as a small integer."""

    QUEUED = 0
    SENDING = 1
    ACCEPTED = 2
    DEFERRED = 3
    REJECTED = 4
    SUPPRESSED = 5
    CANCELLED = 6
    UNCERTAIN = 7


@dataclass(frozen=True, slots=True)
class Delivery:
    """One message of an issue to one subscriber."""

    id: int
    issue_id: int
    address: str
    name: str
    language: Language
    state: DeliveryState
