"""Unsubscribing: GET shows a button and changes nothing, POST acts; unknown passes get the same answers (RFC 8058)."""

from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from newsletter.ctas.links import read_pass, verify
from newsletter.model import Language
from newsletter.schedule.desk import Desk
from newsletter.store import deliveries, subscribers
from newsletter.web.public.wording import PATIENCE, page, spoken_by


@dataclass(frozen=True, slots=True)
class _Reader:
    address: str
    language: Language


async def ask(desk: Desk, request: Request) -> Response:
    """The page with the button."""
    reader = await _reader(desk, request.path_params["passport"])
    return page(desk.kit.settings, _language(reader, request), "leave")


async def act(desk: Desk, request: Request) -> Response:
    """Puts the reader's address on the suppression list; its own button and a mail client's one click are alike."""
    reader = await _reader(desk, request.path_params["passport"])
    if reader:
        async with desk.pool.connection(timeout=PATIENCE) as connection:
            await subscribers.suppress(connection, [reader.address], "unsubscribed", desk.now())
    return page(desk.kit.settings, _language(reader, request), "left")


async def _reader(desk: Desk, passport: str) -> _Reader | None:
    """Whose pass it is; None for one that is forged, a test's, or of a person who was erased."""
    passed, settings = read_pass(passport), desk.kit.settings
    if passed is None:
        return None
    async with desk.pool.connection(timeout=PATIENCE) as connection:
        issue, address = await deliveries.issue_and_address(connection, passed.delivery) or (None, "")
        if issue is None or not address or not verify(passed, issue, settings.signing_keys):
            return None
        person = await subscribers.find(connection, address)
    region = settings.regions.get(issue.region)
    spoken = region.languages if region else (Language("en_GB"),)
    return _Reader(address, person.language if person and person.language in spoken else spoken[0])


def _language(reader: _Reader | None, request: Request) -> Language:
    return reader.language if reader else spoken_by(request)
