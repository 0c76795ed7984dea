"""Subscribers, and the messages they were sent."""

from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum

from newsletter.model.languages import Language


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
