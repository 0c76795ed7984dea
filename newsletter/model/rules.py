"""What may, must and must not be said in a region, and when it greets: settings of a project, and no legal advice."""

from dataclasses import dataclass
from datetime import date

from newsletter.model.languages import Text

# Occasions by name: month and day of our calendar, or of the Hijri one, whose days are computed and then sighted.
FIXED = {
    "new-year": (1, 1),
    "saudi-founding-day": (2, 22),
    "saudi-national-day": (9, 23),
    "uae-national-day": (12, 2),
    "christmas": (12, 25),
}
COMPUTED = {
    "islamic-new-year": (1, 1),
    "ramadan-start": (9, 1),
    "eid-al-fitr": (10, 1),
    "eid-al-adha": (12, 10),
}


@dataclass(frozen=True, slots=True)
class Spot:
    """Where the settings say something."""

    key: str  # "regions.uk.rules.permit"
    file: str  # "settings.toml", "environment NEWSLETTER_…"
    line: int  # from 1; 0: unknown

    def __str__(self) -> str:
        return f"{self.file}:{self.line}" if self.line else self.file


@dataclass(frozen=True, slots=True)
class Banned:
    """A word or phrase that may not be said, in any of its forms."""

    phrase: str
    remedy: str  # what to do instead, if the settings say it
    spot: Spot


@dataclass(frozen=True, slots=True)
class Required:
    """A line that stands in every edition."""

    line: Text
    spot: Spot


@dataclass(frozen=True, slots=True)
class Permit:
    """What an authority allows, shown by its reference in every edition until it expires."""

    reference: str
    expires: date  # the last day on which it holds
    spot: Spot


@dataclass(frozen=True, slots=True)
class Claim:
    """A phrase that may be said in these regions and their children alone, on the strength of a reference."""

    phrase: Text
    reference: str  # a study, a trial's name, a DOI; empty: none yet
    expires: date | None
    regions: tuple[str, ...]
    spot: Spot


@dataclass(frozen=True, slots=True)
class Rules:
    """All that a region's editions are held to, its ancestors' rules among them."""

    banned: tuple[Banned, ...] = ()
    allow: tuple[str, ...] = ()  # phrases in which a banned one does no harm: names
    required: tuple[Required, ...] = ()
    permit: Permit | None = None
    claims: tuple[Claim, ...] = ()  # of all regions: what one may say, another may not


@dataclass(frozen=True, slots=True)
class Greeting:
    """A line of greeting, and from which day on it stands in the letters."""

    on: str  # a name of FIXED or COMPUTED, or a date: "2026-12-02"
    text: Text
    days: int  # how many, the first included
    confirmed: date | None  # the first day, where it is a computed one and somebody has confirmed it
    spot: Spot
