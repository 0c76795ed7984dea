"""Articles as they were pulled and cleaned, what was noted about them on the way, and which of them were chosen."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Literal

from newsletter.model.languages import Language


@dataclass(frozen=True, slots=True)
class Note:
    """Something that was done and why; reports are made of these."""

    kind: Literal["changed", "kept", "dropped", "fallback"]
    text: str
    why: str
    place: str = ""  # where in the article, when the text does not say it: "tides.md:12"
    about: Literal["article", "spelling", "terms"] = "article"


@dataclass(frozen=True, slots=True)
class Finding:
    """Something a person should look at; an error blocks the edition."""

    gate: str  # "ctas", "blocks", "mjml", "size", …
    level: Literal["error", "warning", "kept"]  # kept: only told on request
    part: str  # "html", "text", "subject", or the file it comes from
    line: int  # from 1; 0: the part as a whole
    column: int
    message: str
    remedy: str

    @property
    def place(self) -> str:
        """Where it was found: `html:12`, or the part as a whole."""
        return f"{self.part}:{self.line}" if self.line else self.part

    @property
    def names_place(self) -> bool:
        return self.message.startswith(self.place)

    def __str__(self) -> str:
        """In one line: where, what, and what to do."""
        return f"{self.message if self.names_place else f'{self.place}: {self.message}'}; {self.remedy}"


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
    label: str = ""  # what HubSpot had rendered here, its words and where it led: never shown, to find the CTA by
    target: str = ""


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
    track: bool = True  # False: nobody counts who follows it


@dataclass(frozen=True, slots=True)
class RegionBlock:
    """Pieces that belong to one region only, beneath a heading such as `Harbour Middle East:`."""

    region: str
    heading: str  # as it stood, colon included; "" for an explicit `<!-- region: uk -->`
    pieces: "tuple[Prose | CtaToken | RelatedSlot | Attribution, ...]"
    line: int


@dataclass(frozen=True, slots=True)
class KeptPicture:
    """A picture that was fetched once and sized for letters; it is called by its content, so it never changes."""

    name: str  # 64 hexadecimal digits: the SHA-256 of its bytes
    content_type: Literal["image/png", "image/jpeg", "image/gif"]
    width: int  # pixels
    height: int

    @property
    def file(self) -> str:
        return f"{self.name}.{PICTURE_ENDINGS[self.content_type]}"

    @property
    def path(self) -> str:
        """Where the public app has it, beneath `base_url`."""
        return f"/pictures/{self.file}"


PICTURE_ENDINGS = {"image/png": "png", "image/jpeg": "jpg", "image/gif": "gif"}


@dataclass(frozen=True, slots=True)
class Event:
    """What an article invites to: its day and hours by the clocks of the place, shown to every region as they are."""

    day: date
    begins: time | None = None
    ends: time | None = None
    venue: str = ""


Piece = Prose | CtaToken | RelatedSlot | Attribution | RegionBlock


@dataclass(frozen=True, slots=True)
class Pointer:
    """Another article on the same matter in the same language, as far as it takes to lead there; found at `pull`."""

    id: str
    title: str
    canonical: str
    regions: tuple[str, ...]  # as an article's
    seen: datetime | None  # UTC, when it became news; None: not yet in a database
    alike: float  # 0 to 1


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
    pictures: Mapping[str, KeptPicture] = field(default_factory=dict)  # address → what was kept of it, logos' too
    teaser: str = ""  # plain text
    event: Event | None = None
    tags: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()  # they and their children; empty: all
    translation_of: str | None = None  # the id, canonical URL, file name or title of the original
    show: Literal["auto", "teaser", "full"] | None = None  # the article's own word; None: the campaign's
    bounded_drops: bool = True  # False: the article allows a region block of over a quarter of it
    notes: tuple[Note, ...] = ()
    findings: tuple[Finding, ...] = ()
    aliases: tuple[str, ...] = ()  # whatever it may be known by again: recognising.aliases
    cluster: str = ""  # the id of the piece that it is a member of, in whatever language or source; "": its own
    twins: tuple[str, ...] = ()  # ids of articles that say nearly the same
    related: tuple[Pointer, ...] = ()  # most alike first
    sent: Mapping[str, str] = field(default_factory=dict)  # region slug → the issue that carried it, or its cluster
    backlog: bool = False  # it lay in its source before we did, and is no news
    withdrawn: bool = False  # no longer in its source: there only for the regions whose readers have had it


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
    related: Mapping[str, tuple[Pointer, ...]]  # picked article's id → related articles outside this issue
    originals: Mapping[str, Article] = field(default_factory=dict)  # picked translation's id → what it translates
