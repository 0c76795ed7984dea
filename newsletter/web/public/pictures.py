"""The pictures of letters, given to whoever opens one; they come from the database, and no name leads to a file.

Each is called by its content, so it may be kept for ever, and is the same that was approved. They are somebody else's
bytes: what kind they are of is told by us, and opened by themselves they may do nothing.
"""

import re

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from newsletter.model.articles import PICTURE_ENDINGS
from newsletter.schedule.desk import Desk
from newsletter.store import served_pictures
from newsletter.web.public.wording import PATIENCE

_TYPES = {ending: content_type for content_type, ending in PICTURE_ENDINGS.items()}
_FILE = re.compile(r"([0-9a-f]{64})\.([a-z]{3})")
_HEADERS = {
    "Cache-Control": "public, max-age=31536000, immutable",
    "Content-Security-Policy": "default-src 'none'; sandbox",
}


async def picture(desk: Desk, request: Request) -> Response:
    """The picture called so; 404 for any other name, most of them without asking the database."""
    name = _FILE.fullmatch(request.path_params["file"])
    content_type = _TYPES.get(name[2]) if name else None
    if name is None or content_type is None:
        raise HTTPException(404)
    async with desk.pool.connection(timeout=PATIENCE) as connection:
        found = await served_pictures.find(connection, name[1], content_type)
    if found is None:
        raise HTTPException(404)
    return Response(found.body, headers=_HEADERS, media_type=found.content_type)
