"""A test message of one edition to one address: marked as a test, recorded nowhere, through the region's relay.

Without a relay it goes to the local inbox, and nothing leaves this computer. Called by `newsletter send --to` and by
the studio's page of an edition.
"""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from psycopg_pool import AsyncConnectionPool

from newsletter.deliver import inbox
from newsletter.deliver.address import ascii_address
from newsletter.deliver.message import proof, sender_address
from newsletter.deliver.smtp.single import connected
from newsletter.deliver.transitions import Event
from newsletter.errors import NewsletterError, RelayError, UsageError
from newsletter.model import Edition, Relay
from newsletter.settings import Settings
from newsletter.store import clicks

MARK = "[Test]"  # before the subject


class LinkBook(NamedTuple):
    """Where the links of a test are written down, so that they lead somewhere when they are followed."""

    pool: AsyncConnectionPool
    issue_id: int


@dataclass(frozen=True, slots=True)
class Tried:
    """What became of a test: it lies in the local inbox, or a relay has accepted it."""

    name: str  # "uk.en_GB"
    address: str
    kept: Path | None
    relay: str = ""  # its host
    reply: str = ""

    def __str__(self) -> str:
        if self.kept:
            return (
                f"{self.name}: no relay is set, so it is in the local inbox: {self.kept}. Nothing left this computer."
            )
        return f"{self.name}: accepted by {self.relay} for {self.address}: {self.reply}"


async def send(settings: Settings, edition: Edition, address: str, now: datetime, book: LinkBook | None) -> Tried:
    """Sends the test; without a book its tracked links lead nowhere.

    Raises UsageError for what is no address, RelayError where the relay does not take the message, and NewsletterError
    for an edition that no message can be made of.
    """
    try:
        recipient = ascii_address(address)
    except ValueError as error:
        raise UsageError(str(error)) from error
    region = settings.regions[edition.issue.region]
    try:
        message = proof(settings, edition, address, now, prefix=f"{MARK} ")
    except ValueError as error:
        raise NewsletterError(f"{edition.issue.id}: {error}") from error
    if book:
        async with book.pool.connection() as connection:
            await clicks.save_links(connection, book.issue_id, edition.links)
    name = f"{region.slug}.{edition.language.code}"
    relay = settings.relay_of(region)
    if relay is None:
        return Tried(name, address, inbox.keep(settings.project, f"{now:%Y%m%dT%H%M%S.%f}-{name}", message))
    reply = await _handed_over(relay, sender_address(region.sender), recipient, message, f"{name}: {address}")
    return Tried(name, address, None, relay.host, reply)


async def _handed_over(relay: Relay, sender: str, recipient: str, message: bytes, what: str) -> str:
    """The words with which the relay accepted the message."""
    async with connected(relay) as client:
        outcome = await client.send(sender, recipient, message)
    if outcome.event is not Event.ACCEPT:
        raise RelayError(f"{what}: {outcome.reply}", phase="body", permanent=outcome.event is Event.REJECT)
    return outcome.reply
