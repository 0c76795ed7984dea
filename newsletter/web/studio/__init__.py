"""The studio: what marketers see, on this computer only; server-rendered pages of plain links and forms.

/                                                  campaigns, each with its next issue per region
/preview/<campaign>/<region>/<language>?date=…     one edition with all that is known of it
/preview/<campaign>/<region>/<language>/html       its HTML, for a frame that runs nothing and leads nowhere
/inbox, /inbox/<name>, /inbox/<name>/html          test messages that stayed on this computer
"""

from functools import partial

import psycopg
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from newsletter.errors import NewsletterError
from newsletter.schedule.desk import Desk
from newsletter.web.headers import STATIC, Headers
from newsletter.web.studio import routes
from newsletter.web.studio.guard import Guard
from newsletter.web.studio.light_table import LightTable

_HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; img-src 'self' data:; frame-src 'self';"
    " form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "same-origin",  # with no-referrer our own forms would come from "null"
    "X-Content-Type-Options": "nosniff",
}
_BODY_AT_MOST = 65_536  # bytes


def make_app(desk: Desk) -> Starlette:
    """The studio of one project."""
    table = LightTable(desk)
    edition = "/preview/{campaign}/{region}/{language}"
    return Starlette(
        routes=[
            Route("/", partial(routes.overview_page, table)),
            Route(edition, partial(routes.preview_page, table)),
            Route(f"{edition}/html", partial(routes.preview_frame, table)),
            Route("/inbox", partial(routes.inbox_page, desk)),
            Route("/inbox/{name}", partial(routes.letter_page, desk)),
            Route("/inbox/{name}/html", partial(routes.letter_frame, desk)),
            Mount("/static", StaticFiles(directory=STATIC)),
        ],
        middleware=[Middleware(Headers, headers=_HEADERS), Middleware(Guard)],
        exception_handlers={
            404: routes.nothing_here,
            405: routes.nothing_here,
            NewsletterError: routes.broken,
            psycopg.Error: routes.away,
        },
        max_body_size=_BODY_AT_MOST,
    )
