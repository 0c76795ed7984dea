"""What a source is asked for and what it gives, before anything is cleaned; made by each kind, read by `clean`."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal, NamedTuple

from newsletter.model import Event, Language, Note

Form = Literal["text", "markdown", "html"]
Show = Literal["auto", "teaser", "full"]


ALWAYS = datetime.min.replace(tzinfo=UTC)  # "since": from the beginning

# A source's name, how many articles it has given so far, and how many of these have been read; from any thread.
Tell = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Asked:
    """What a source is asked for: a folder gives all there is, whatever is asked."""

    published_since: datetime | None = None  # all that is out since then, so that what is missing is gone; None: all
    changed_since: datetime | None = None  # besides, what was changed since then


@dataclass(frozen=True, slots=True)
class RawArticle:
    """One piece of a source with what the source says of it; nothing in it has been cleaned or sanitised."""

    source: str  # the source's name in the settings
    key: str  # unique and lasting within its source: a file's name, a guid, a link, a hash
    place: str  # for messages: a file's name or a URL
    body: str
    form: Form
    language: Language
    title: str = ""  # plain text; empty: the body's first heading or line
    published: datetime | None = None  # UTC
    modified: datetime | None = None  # UTC; a file's modification time, for want of a better date
    canonical: str | None = None
    image: str | None = None
    image_alt: str = ""
    teaser: str = ""  # plain text
    event: Event | None = None
    tags: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()  # slugs; empty: all
    translation_of: str | None = None
    show: Show | None = None  # the article's own word on how much of it is shown
    bounded_drops: bool = True  # False: `large_region_blocks = true` in its front matter
    first_line: int = 1  # the file's line at which `body` begins
    names: tuple[str, ...] = ()  # what else its source has called it: guid, link, the CMS's id; never one of two pieces
    notes: tuple[Note, ...] = ()


class Skipped(NamedTuple):
    """Something of a source that was not taken, and why."""

    place: str
    reason: str


@dataclass(frozen=True, slots=True)
class Gathered:
    """All that one source had to give."""

    articles: tuple[RawArticle, ...] = ()
    skipped: tuple[Skipped, ...] = ()
    warnings: tuple[str, ...] = ()
    error: str | None = None  # it broke off in the middle: these are not all
    complete_since: datetime | None = None  # all that it published since then is among the articles; None: nobody knows


def own_language(said: str, languages: Sequence[Language]) -> Language | None:
    """The language among ours that a code means, by its base if need be: "en-US" means en_GB; None: another one."""
    code = said.strip().replace("-", "_").lower()
    alike = [language for language in languages if language.base == code.partition("_")[0]]
    return next((language for language in alike if language.code.lower() == code), alike[0] if alike else None)
