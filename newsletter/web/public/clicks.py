"""A followed link: looked up, verified, counted, led on. The count is committed before the answer leaves."""

import re
from urllib.parse import quote

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from newsletter.ctas.links import NOBODY, Pass, read_pass, verify
from newsletter.schedule.desk import Desk
from newsletter.store import clicks
from newsletter.web.public.visitors import kind_of, visitor
from newsletter.web.public.wording import PATIENCE

# A header is ASCII (RFC 9110 5.5): all that can be printed stays as it is, any other byte is written %E2.
_AS_IT_IS = "".join(map(chr, range(0x21, 0x7F)))
_TOKEN = re.compile(r"([A-Za-z0-9_-]{8})([A-Za-z0-9_-]{28})")


async def follow(desk: Desk, request: Request) -> Response:
    """302 to the link's target; 404 for a token that is not this link's. HEAD and nobody's passes are not counted."""
    link, passed = _parts(request.path_params["token"])
    async with desk.pool.connection(timeout=PATIENCE) as connection:
        found = await clicks.target(connection, link)
        if found is None or not verify(passed, found[0], desk.kit.settings.signing_keys):
            raise HTTPException(404)
        if request.method == "GET" and passed.delivery != NOBODY:
            who = visitor(desk.kit.settings.signing_keys[-1], link, passed.delivery)
            await clicks.count(connection, link, who, kind_of(request.headers), desk.now())
    # Starlette's own redirect would write | and { otherwise, and a server may take that for another page.
    return Response(status_code=302, headers={"Location": quote(found[1], safe=_AS_IT_IS)})


def _parts(token: str) -> tuple[str, Pass]:
    """The link's id and the pass; a token that cannot be one is refused without asking the database."""
    match = _TOKEN.fullmatch(token)
    passed = read_pass(match[2]) if match else None
    if match is None or passed is None:
        raise HTTPException(404)
    return match[1], passed
