"""Somebody else's HTML in a frame of ours: it runs nothing, leads nowhere and loads nothing from elsewhere.

Editions and messages of the local inbox are shown so. Pictures are those that `pull` has kept, or none.
"""

import re

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from newsletter.render import looks
from newsletter.render.inert import inert
from newsletter.render.pictures import placed
from newsletter.store.pictures import Pictures
from newsletter.web.studio.views.controls import View

_POLICY = (
    "sandbox allow-same-origin; default-src 'none'; img-src {pictures}; style-src 'unsafe-inline';"
    " form-action 'none'; frame-ancestors 'self'"
)
_ON_THE_WEB = re.compile(r"https?://", re.IGNORECASE)


def frame(request: Request, html: str, view: View, pictures: Pictures) -> Response:
    """The answer for a frame, as the view looks at it."""
    shown = looks.under(html, view.look)
    if view.images == "on":
        shown = placed(shown, lambda url: _address(url, pictures))
    # Not all of the studio: a letter's ten thousand pictures could be pages, which would keep it busy.
    allowed = f"{request.base_url}pictures/ data:" if view.images == "on" else "'none'"
    return HTMLResponse(inert(shown), headers={"Content-Security-Policy": _POLICY.format(pictures=allowed)})


def not_fetched(html: str, pictures: Pictures) -> int:
    """How many pictures of a letter are on the web only, so that their words stand in their place."""
    missing: set[str] = set()

    def look(url: str) -> None:
        if _ON_THE_WEB.match(url) and url not in pictures:
            missing.add(url)

    placed(html, look)
    return len(missing)


def _address(url: str, pictures: Pictures) -> str | None:
    file = pictures.file_of(url) if _ON_THE_WEB.match(url) else None
    return f"/pictures/{file}" if file else None
