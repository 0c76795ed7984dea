"""The one thing of the studio that goes to the web for articles and pictures, when somebody presses Pull.

POST /pull    fetches every source, then leads to the first page, which says what did not come
"""

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from newsletter.web.studio.table.light_table import LightTable


async def pull(table: LightTable, _request: Request) -> Response:
    await table.pull()
    return RedirectResponse("/", 303)
