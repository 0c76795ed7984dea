"""Readers' pages: where tracked links lead on and people unsubscribe; stateless, without cookies, an app of its own.

GET HEAD  /c/<link id><pass>        302 to the link's target; a GET is counted
GET HEAD  /u/<pass>                 a page with one button; changes nothing, since scanners open everything
POST      /u/<pass>                 unsubscribes (RFC 8058: no login, no cookie, no token)
GET HEAD  /pictures/<file>          a picture of a letter, called by its content
GET HEAD  /.well-known/newsletter   the project's fingerprint, for whoever asks whether base_url leads here
"""

import logging
from functools import partial
from http import HTTPStatus

import psycopg
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from newsletter.deliver.preflight import FINGERPRINT_PATH
from newsletter.schedule.desk import Desk
from newsletter.web.headers import Headers
from newsletter.web.public import clicks, leaving, pictures
from newsletter.web.public.wording import CONTENT_SECURITY_POLICY, page, spoken_by

_BODY_AT_MOST = 4096  # bytes; one click's body has 26
_HEADERS = {
    "Cache-Control": "private, no-store",
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex",
}
_log = logging.getLogger(__name__)


def make_app(desk: Desk) -> Starlette:
    """The app that answers at `base_url`; of the desk it uses settings, database and clock."""
    settings = desk.kit.settings

    async def home(request: Request) -> Response:
        return page(settings, spoken_by(request), "home")

    async def fingerprint(_request: Request) -> Response:
        return PlainTextResponse(settings.fingerprint)

    async def lost(request: Request, error: Exception) -> Response:
        status = getattr(error, "status_code", HTTPStatus.NOT_FOUND)
        return page(settings, spoken_by(request), "lost", status=status, headers=getattr(error, "headers", None))

    async def away(request: Request, error: Exception) -> Response:
        _log.error("the database does not answer: %s", type(error).__name__)  # its message may hold an address
        return page(settings, spoken_by(request), "away", status=HTTPStatus.SERVICE_UNAVAILABLE)

    return Starlette(
        routes=[
            Route("/", home),
            Route("/c/{token}", partial(clicks.follow, desk)),
            Route("/u/{passport}", partial(leaving.ask, desk)),
            Route("/u/{passport}", partial(leaving.act, desk), methods=["POST"]),
            Route("/pictures/{file}", partial(pictures.picture, desk)),
            Route(FINGERPRINT_PATH, fingerprint),
        ],
        middleware=[Middleware(Headers, headers=_HEADERS)],
        exception_handlers={404: lost, 405: lost, 413: lost, psycopg.Error: away},
        max_body_size=_BODY_AT_MOST,
    )
