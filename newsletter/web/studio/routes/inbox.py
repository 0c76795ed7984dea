"""The pages of the local inbox: the list of test messages, and each with the same controls as an edition's page."""

import asyncio

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from newsletter.web.studio.routes import frames
from newsletter.web.studio.routes.answers import page
from newsletter.web.studio.table import inbox
from newsletter.web.studio.table.inbox import Letter
from newsletter.web.studio.table.light_table import LightTable
from newsletter.web.studio.views.controls import View, read_view
from newsletter.web.studio.views.letter import letter_view


async def inbox_page(table: LightTable, _request: Request) -> Response:
    letters = await asyncio.to_thread(inbox.letters, table.project)
    return page("inbox.html.j2", table.revision, here="inbox", letters=letters)


async def letter_page(table: LightTable, request: Request) -> Response:
    letter = await _letter(table, request)
    not_fetched = frames.not_fetched(letter.html, table.pictures)
    return page("letter.html.j2", table.revision, here="inbox", page=letter_view(letter, _view(request), not_fetched))


async def letter_frame(table: LightTable, request: Request) -> Response:
    return frames.frame(request, (await _letter(table, request)).html, _view(request), table.pictures)


async def _letter(table: LightTable, request: Request) -> Letter:
    letter = await asyncio.to_thread(inbox.letter, table.project, request.path_params["name"])
    if letter is None:
        raise HTTPException(404)
    return letter


def _view(request: Request) -> View:
    return read_view(request.query_params) or View()
