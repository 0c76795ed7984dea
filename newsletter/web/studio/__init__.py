"""The studio: what marketers see, on this computer only; server-rendered pages of plain links and forms.

/                                                  campaigns, each with its next issue per region
/preview/<campaign>                                all its editions side by side
/preview/<campaign>/differences?one=…&other=…      two of them, and what differs
/preview/<campaign>/<region>/<language>?date=…     one edition with all that is known of it
/preview/<campaign>/<region>/<language>/html       its HTML, for a frame that runs nothing and leads nowhere
/preview/<campaign>/<region>/<language>/articles   what an editor decides of its articles
/preview/<campaign>/<region>/<language>/send       a test message of it
/inbox, /inbox/<name>, /inbox/<name>/html          test messages that stayed on this computer
/pictures/<file>                                   pictures of letters, as they were pulled
/pull, /live                                       fetch the sources; hear of changes

    table    the project as it is now          views    what each page says          routes    from address to answer

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
from newsletter.web.studio.guard import Guard
from newsletter.web.studio.routes import choosing, inbox, overview, preview
from newsletter.web.studio.routes.differences import differences_page
from newsletter.web.studio.routes.live import Live
from newsletter.web.studio.routes.notices import Notices
from newsletter.web.studio.routes.pictures import picture
from newsletter.web.studio.routes.pulling import pull
from newsletter.web.studio.routes.sending import Notice
from newsletter.web.studio.table.light_table import LightTable
from newsletter.web.studio.views.choosing import Told

_HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; connect-src 'self'; style-src 'self';"
    " img-src 'self' data:; frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "same-origin",  # with no-referrer our own forms would come from "null"
    "X-Content-Type-Options": "nosniff",
    "X-DNS-Prefetch-Control": "off",  # the hosts of a letter's links would be looked up as soon as it is shown
}
_BODY_AT_MOST = 65_536  # bytes


def make_app(table: LightTable, stop: asyncio.Event) -> Starlette:
    """The studio of one project; its streams end when `stop` is set."""
    edition = "/preview/{campaign}/{region}/{language}"
    notices, decided = Notices[Notice](), Notices[Told]()
    return Starlette(
        routes=[
            Route("/", partial(overview.overview_page, table)),
            Route("/preview/{campaign}", partial(preview.side_by_side_page, table)),
            Route("/preview/{campaign}/differences", partial(differences_page, table)),
            Route(edition, partial(preview.preview_page, table, notices, decided)),
            Route(f"{edition}/articles", partial(choosing.decide, table, decided), methods=["POST"]),
            Route(f"{edition}/html", partial(preview.preview_frame, table)),
            Route(f"{edition}/send", partial(preview.send_test, table, notices), methods=["POST"]),
            Route("/inbox", partial(inbox.inbox_page, table)),
            Route("/inbox/{name}", partial(inbox.letter_page, table)),
            Route("/inbox/{name}/html", partial(inbox.letter_frame, table)),
            Route("/pictures/{file}", partial(picture, table)),
            Route("/pull", partial(pull, table), methods=["POST"]),
            Route("/live", Live(table, stop).stream),
            Mount("/static", StaticFiles(directory=STATIC)),
        ],
        middleware=[Middleware(Headers, headers=_HEADERS), Middleware(Guard)],
        exception_handlers={
            404: partial(overview.nothing_here, table),
            405: partial(overview.nothing_here, table),
            NewsletterError: partial(overview.broken, table),
        },
        max_body_size=_BODY_AT_MOST,
    )
