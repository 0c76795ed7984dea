"""Pages of the studio as answers; every page says at which revision of the project it was made, for its live reload."""

from collections.abc import Mapping
from typing import Any

from starlette.responses import HTMLResponse, Response

from newsletter.web.headers import pages


def page(
    template: str,
    revision: str,
    *,
    here: str = "",
    status: int = 200,
    headers: Mapping[str, str] | None = None,
    **values: Any,
) -> Response:
    """One of the templates in `pages`, filled; `here` is the part of the studio that it belongs to."""
    html = pages("newsletter.web.studio").get_template(template).render(here=here, revision=revision, **values)
    return HTMLResponse(html, status, headers)
