"""The pictures of articles and themes, as `pull` has kept them; the frames of letters name them by these addresses.

/pictures/<64 hexadecimal digits>.<png, jpg or gif>

They are somebody else's bytes: what kind they are of is told by us, and opened by themselves they may do nothing.
"""

import asyncio

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from newsletter.web.studio.table.light_table import LightTable

_HEADERS = {
    "Cache-Control": "private, max-age=31536000, immutable",  # its name is of its content
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "X-Content-Type-Options": "nosniff",
}


async def picture(table: LightTable, request: Request) -> Response:
    found = await asyncio.to_thread(table.pictures.named, request.path_params["file"])
    if found is None:
        raise HTTPException(404)
    return Response(found.body, headers=_HEADERS, media_type=found.content_type)
