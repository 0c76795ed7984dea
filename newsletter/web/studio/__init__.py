"""The studio: what marketers see, on this computer only; server-rendered pages of plain links and forms.

/                                                  campaigns, each with its next issue per region
/preview/<campaign>                                all its editions side by side
/preview/<campaign>/<region>/<language>?date=…     one edition with all that is known of it
/preview/<campaign>/<region>/<language>/html       its HTML, for a frame that runs nothing and leads nowhere
/preview/<campaign>/<region>/<language>/send       a test message of it
/inbox, /inbox/<name>, /inbox/<name>/html          test messages that stayed on this computer
/pictures/<name>                                   pictures of letters, as they were pulled
/pull, /live                                       fetch the sources; hear of changes

Only `pull` goes to the web. `running` puts the parts together: a light table, and the event that stops the server.
"""

import asyncio
from functools import partial

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from newsletter.errors import NewsletterError
from newsletter.web.headers import STATIC, Headers
from newsletter.web.studio import inbox_routes, preview_routes, routes
from newsletter.web.studio.guard import Guard
from newsletter.web.studio.light_table import LightTable
from newsletter.web.studio.live import Live
from newsletter.web.studio.pictures import picture
from newsletter.web.studio.pulling import pull
from newsletter.web.studio.sending import Notices

_HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; connect-src 'self'; style-src 'self';"
    " img-src 'self' data:; frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "same-origin",  # with no-referrer our own forms would come from "null"
    "X-Content-Type-Options": "nosniff",
}
_BODY_AT_MOST = 65_536  # bytes


def make_app(table: LightTable, stop: asyncio.Event) -> Starlette:
    """The studio of one project; its streams end when `stop` is set."""
    edition, notices = "/preview/{campaign}/{region}/{language}", Notices()
    return Starlette(
        routes=[
            Route("/", partial(routes.overview_page, table)),
            Route("/preview/{campaign}", partial(preview_routes.side_by_side_page, table)),
            Route(edition, partial(preview_routes.preview_page, table, notices)),
            Route(f"{edition}/html", partial(preview_routes.preview_frame, table)),
            Route(f"{edition}/send", partial(preview_routes.send_test, table, notices), methods=["POST"]),
            Route("/inbox", partial(inbox_routes.inbox_page, table)),
            Route("/inbox/{name}", partial(inbox_routes.letter_page, table)),
            Route("/inbox/{name}/html", partial(inbox_routes.letter_frame, table)),
            Route("/pictures/{name}", partial(picture, table)),
            Route("/pull", partial(pull, table), methods=["POST"]),
            Route("/live", Live(table, stop).stream),
            Mount("/static", StaticFiles(directory=STATIC)),
        ],
        middleware=[Middleware(Headers, headers=_HEADERS), Middleware(Guard)],
        exception_handlers={
            404: partial(routes.nothing_here, table),
            405: partial(routes.nothing_here, table),
            NewsletterError: partial(routes.broken, table),
        },
        max_body_size=_BODY_AT_MOST,
    )
