"""A test message of one edition to one address: marked as a test, recorded nowhere, through the region's relay.

Without a relay it goes to the local inbox, and nothing leaves this computer. Called by `newsletter send --to`.
"""

from datetime import datetime

from psycopg_pool import AsyncConnectionPool

from newsletter.deliver import inbox
from newsletter.deliver.address import ascii_address
from newsletter.deliver.message import proof, sender_address
from newsletter.deliver.smtp.single import connected
from newsletter.deliver.transitions import Event
from newsletter.errors import RelayError, UsageError
from newsletter.model import Edition
from newsletter.settings import Settings
from newsletter.store import clicks


async def send(
    pool: AsyncConnectionPool, settings: Settings, issue_id: int, edition: Edition, address: str, now: datetime
) -> str:
    """Sends the test and says in a sentence what became of it.

    Raises UsageError for what is no address, and RelayError where the relay does not take the message.
    """
    try:
        recipient = ascii_address(address)
    except ValueError as error:
        raise UsageError(str(error)) from error
    region = settings.regions[edition.issue.region]
    message = proof(settings, edition, address, now, prefix="[Test] ")
    async with pool.connection() as connection:
        await clicks.save_links(connection, issue_id, edition.links)
    name = f"{region.slug}.{edition.language.code}"
    relay = settings.relay_of(region)
    if relay is None:
        path = inbox.keep(settings.project, f"{now:%Y%m%dT%H%M%S.%f}-{name}", message)
        return f"{name}: no relay is set, so it is in the local inbox: {path}. Nothing left this computer."
    async with connected(relay) as client:
        outcome = await client.send(sender_address(region.sender), recipient, message)
    if outcome.event is not Event.ACCEPT:
        final = outcome.event is Event.REJECT
        raise RelayError(f"{name}: {address}: {outcome.reply}", phase="body", permanent=final)
    return f"{name}: accepted by {relay.host} for {address}: {outcome.reply}"
