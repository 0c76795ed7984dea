"""What an editor decides of one issue beyond its campaign's rule; it shapes the edition, so it is approved with it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from newsletter.model.articles import KeptPicture


@dataclass(frozen=True, slots=True)
class Override:
    """What an article is given in one issue in place of its own; None: its own stays."""

    title: str | None = None
    teaser: str | None = None
    image: str | None = None  # a full https address
    image_alt: str | None = None
    picture: KeptPicture | None = None  # what a pull has kept of the image


@dataclass(frozen=True, slots=True)
class Curation:
    """The editor's hand in one issue: articles by id, each standing for its translations too but in `overrides`."""

    pinned: tuple[str, ...] = ()  # in, whatever their date, tags or number; in this order, before all others
    dropped: tuple[str, ...] = ()  # out
    order: tuple[str, ...] = ()  # first these of what is in, as they stand here; then the others as ever
    overrides: Mapping[str, Override] = field(default_factory=dict)


UNTOUCHED = Curation()
