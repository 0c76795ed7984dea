"""A test message sent from the page, and what is said of it."""

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote

import psycopg

from newsletter.deliver import trial
from newsletter.deliver.trial import LinkBook, Tried
from newsletter.errors import NewsletterError, RelayError, UsageError
from newsletter.model import Edition
from newsletter.settings import Settings
from newsletter.web.studio.views.words import Mood


@dataclass(frozen=True, slots=True)
class Notice:
    """What became of a test."""

    words: str
    mood: Mood
    address: str  # as it was typed
    remedy: str = ""
    letter: str = ""  # where it lies in the local inbox


async def send(settings: Settings, edition: Edition, address: str, now: datetime, book: LinkBook | None) -> Notice:
    """Sends a test and says what became of it, whatever that is."""
    try:
        return _went(await trial.send(settings, edition, address, now, book), _unfollowable(edition, book))
    except UsageError:
        remedy = "Write one address, such as ana@example.org."
        return Notice(f"“{address:.80}” is no mail address. Nothing was sent.", "bad", address, remedy)
    except RelayError as error:
        remedy = "The relay is set in [relays] of settings.toml; newsletter doctor tries it step by step."
        return Notice(f"The relay did not take it: {error}", "bad", address, remedy)
    except (NewsletterError, OSError, psycopg.Error) as error:  # the database may have gone since it gave the book
        return Notice(f"Nothing was sent: {error}", "bad", address)


def _went(tried: Tried, remedy: str) -> Notice:
    if tried.kept:
        letter = f"/inbox/{quote(tried.kept.stem)}"
        return Notice("It is in the local inbox. Nothing left this computer.", "good", tried.address, remedy, letter)
    return Notice(f"Accepted by {tried.relay} for {tried.address}.", "good", tried.address, remedy)


def _unfollowable(edition: Edition, book: LinkBook | None) -> str:
    tracked = any(link.tracked for link in edition.links)
    return (
        "" if book or not tracked else "Its tracked links lead nowhere: the database that knows them does not answer."
    )
