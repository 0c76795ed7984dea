"""Unsubscribing: GET shows a button and changes nothing, POST acts; unknown passes get the same answers (RFC 8058)."""

from dataclasses import dataclass

from psycopg import AsyncConnection
from starlette.requests import Request
from starlette.responses import Response

from newsletter.ctas.links import read_pass, verify
from newsletter.model import Language
from newsletter.schedule.desk import Desk
from newsletter.settings import Settings
from newsletter.store import deliveries, subscribers
from newsletter.web.public.wording import page, spoken_by


@dataclass(frozen=True, slots=True)
class _Reader:
    address: str
    language: Language


async def ask(desk: Desk, request: Request) -> Response:
    """The page with the button."""
    async with desk.pool.connection() as connection:
        reader = await _reader(connection, desk.kit.settings, request.path_params["passport"])
    return page(desk.kit.settings, _language(reader, request), "leave")


async def act(desk: Desk, request: Request) -> Response:
    """Puts the reader's address on the suppression list; its own button and a mail client's one click are alike."""
    async with desk.pool.connection() as connection:
        reader = await _reader(connection, desk.kit.settings, request.path_params["passport"])
        if reader:
            await subscribers.suppress(connection, [reader.address], "unsubscribed", desk.now())
    return page(desk.kit.settings, _language(reader, request), "left")


async def _reader(connection: AsyncConnection, settings: Settings, passport: str) -> _Reader | None:
    """Whose pass it is; None for one that is forged, a test's, or of a person who was erased."""
    passed = read_pass(passport)
    found = await deliveries.issue_and_address(connection, passed.delivery) if passed else None
    if passed is None or found is None or not verify(passed, found[0], settings.signing_keys) or not found[1]:
        return None
    issue, address = found
    person = await subscribers.find(connection, address)
    region = settings.regions.get(issue.region)
    spoken = region.languages if region else (Language("en_GB"),)
    return _Reader(address, person.language if person and person.language in spoken else spoken[0])


def _language(reader: _Reader | None, request: Request) -> Language:
    return reader.language if reader else spoken_by(request)
