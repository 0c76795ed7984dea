"""Who may talk to the studio: this computer's browser, asking for the studio itself.

A page elsewhere can make a browser ask 127.0.0.1 under a name of its own (DNS rebinding), so the Host header is
checked on every request; and it can make a browser post here, so an unsafe method must come from our own pages. What it
may do is lead here by a link: a GET changes nothing. It may not load anything of ours into itself, be it a page, a
picture or the stream of changes, which would tell it when somebody works here: such a request is refused by what the
browser says of it (Sec-Fetch-Site, Origin), and the answers say so once more (CSP, Cross-Origin-Resource-Policy).
"""

import re
from collections.abc import Mapping

from starlette.datastructures import Headers
from starlette.responses import HTMLResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from newsletter.web.headers import pages

_OURS = re.compile(r"(?:127\.0\.0\.1|localhost|\[::1\])(?::\d{1,5})?", re.IGNORECASE)
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


class Guard:
    """Answers 421 to a foreign Host and 403 to a foreign page's form; lets everything else through."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await self._app(scope, receive, send)
        refused = refusal(scope["method"], Headers(scope=scope))
        if refused is None:
            return await self._app(scope, receive, send)
        status, reason = refused
        html = pages("newsletter.web.studio").get_template("refused.html.j2").render(reason=reason)
        return await HTMLResponse(html, status)(scope, receive, send)


def refusal(method: str, headers: Mapping[str, str]) -> tuple[int, str] | None:
    """The status and the reason to refuse a request with; None to let it through."""
    host = headers.get("host", "")
    if not _OURS.fullmatch(host):
        return 421, "The studio answers on this computer only, as 127.0.0.1 or localhost."
    if _only_looks(headers, host) if method in _SAFE else _is_our_own(headers, host):
        return None
    return 403, "That came from another page than the studio's own."


def _only_looks(headers: Mapping[str, str], host: str) -> bool:
    """Whether it opens a page of ours in a window, or comes from one of ours, or from no page at all."""
    site, origin = headers.get("sec-fetch-site", "none"), headers.get("origin", f"http://{host}")
    opens_a_window = headers.get("sec-fetch-mode") == "navigate" and headers.get("sec-fetch-dest") == "document"
    return opens_a_window or (site in ("same-origin", "none") and origin.lower() == f"http://{host.lower()}")


def _is_our_own(headers: Mapping[str, str], host: str) -> bool:
    """By Sec-Fetch-Site, which no page can forge; else by Origin, for browsers that do not send it."""
    if site := headers.get("sec-fetch-site"):
        return site == "same-origin"
    return headers.get("origin", "").lower() == f"http://{host.lower()}"
