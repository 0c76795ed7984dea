"""Stories, an article as one edition tells it; and the edition, final bytes to be checked, approved and sent."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from newsletter.model.articles import Attribution, CtaToken, Finding, LeftOut, Note, Prose
from newsletter.model.languages import Language
from newsletter.model.regions import Issue


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
    when: str = ""  # an event's day and hours, in the story's language
    where: str = ""


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
    language: Language  # of the readers it goes to
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
    instead: Language | None = None  # whose edition they get, where nothing is left in their own

    @property
    def told_in(self) -> Language:
        """The language it is written in."""
        return self.instead or self.language

    @property
    def parts(self) -> tuple[tuple[str, str], ...]:
        """What a reader is given to read, with the names of the parts in findings."""
        return (("subject", self.subject), ("preheader", self.preheader), ("html", self.html), ("text", self.text))

    @property
    def blocked(self) -> bool:
        return any(finding.level == "error" for finding in self.findings)
