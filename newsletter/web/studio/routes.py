"""The studio's routes: from the address to values, from values to a page. Only GET; nothing here changes anything."""

from datetime import date
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from newsletter.errors import NewsletterError
from newsletter.model import Campaign, Issue, Language, Region
from newsletter.schedule.desk import Desk
from newsletter.web.headers import pages
from newsletter.web.studio import inbox
from newsletter.web.studio.light_table import LightTable, Look, Sheet
from newsletter.web.studio.overview import IssueCard, card, troubles
from newsletter.web.studio.preview import USUAL_WIDTH, WIDTHS, Query, preview

# An edition is somebody else's HTML: no script, no form, nothing from elsewhere, and framed by nobody but us.
_FRAME_POLICY = (
    "sandbox allow-same-origin; default-src 'none'; img-src 'self' data:; style-src 'unsafe-inline';"
    " form-action 'none'; frame-ancestors 'self'"
)
# Links would open a window, which the sandbox forbids: so a click leads nowhere.
_INERT = '<base target="_blank">'
_YEARS = range(2000, 2200)  # what the settings' schedules can name, and some past


async def overview_page(table: LightTable, _request: Request) -> Response:
    look = await table.look()
    settings = look.kit.settings
    campaigns = [(campaign, await _cards(table, look, campaign)) for campaign in settings.campaigns.values()]
    return _page(
        "overview.html.j2",
        "campaigns",
        settings=settings,
        campaigns=campaigns,
        articles=len(look.known),
        troubles=troubles(look.pulled),
    )


async def preview_page(table: LightTable, request: Request) -> Response:
    look = await table.look()
    issue, language, query = await _asked(table, look, request)
    sheet = await table.sheet(look, issue, language)
    return _page("preview.html.j2", "campaigns", page=preview(look.kit.settings, sheet, query))


async def preview_frame(table: LightTable, request: Request) -> Response:
    look = await table.look()
    issue, language, _ = await _asked(table, look, request)
    return _frame((await table.sheet(look, issue, language)).edition.html)


async def inbox_page(desk: Desk, _request: Request) -> Response:
    return _page("inbox.html.j2", "inbox", letters=inbox.letters(desk.kit.settings.project))


async def letter_page(desk: Desk, request: Request) -> Response:
    return _page("letter.html.j2", "inbox", letter=_letter(desk, request))


async def letter_frame(desk: Desk, request: Request) -> Response:
    return _frame(_letter(desk, request).html)


async def nothing_here(_request: Request, error: Exception) -> Response:
    return _page(
        "nothing.html.j2", "", status=getattr(error, "status_code", 404), headers=getattr(error, "headers", None)
    )


async def broken(_request: Request, error: Exception) -> Response:
    """What is wrong with the project, in place of the page: file, line and remedy stand in the error's own words."""
    return _page("broken.html.j2", "", status=500, problems=str(error).splitlines())


async def away(_request: Request, error: Exception) -> Response:
    return _page(
        "broken.html.j2", "", status=503, problems=[f"The database does not answer: {error}", "See newsletter doctor."]
    )


async def _cards(table: LightTable, look: Look, campaign: Campaign) -> list[IssueCard]:
    regions = [look.kit.settings.regions[slug] for slug in campaign.regions]
    return [await _card(table, look, campaign, region) for region in regions]


async def _card(table: LightTable, look: Look, campaign: Campaign, region: Region) -> IssueCard:
    issue = await table.next_issue(look, campaign.slug, region.slug)
    sheets = [await _sheet_or_error(table, look, issue, language) for language in region.languages]
    return card(issue, region, campaign, sheets)


async def _sheet_or_error(table: LightTable, look: Look, issue: Issue, language: Language) -> Sheet | NewsletterError:
    try:
        return await table.sheet(look, issue, language)
    except NewsletterError as error:
        return error


async def _asked(table: LightTable, look: Look, request: Request) -> tuple[Issue, Language, Query]:
    """The edition that an address means; 404 where the settings have no such thing."""
    settings, named = look.kit.settings, request.path_params
    campaign, language = settings.campaigns.get(named["campaign"]), Language(named["language"])
    if campaign is None or named["region"] not in campaign.regions:
        raise HTTPException(404)
    if language not in settings.regions[named["region"]].languages:
        raise HTTPException(404)
    day, query = _query(request)
    if day:
        return Issue(campaign.slug, named["region"], day), language, query
    return await table.next_issue(look, campaign.slug, named["region"]), language, query


def _query(request: Request) -> tuple[date | None, Query]:
    """The date that the address names, and the query as the page's links repeat it; 404 for a date that cannot be."""
    width, named = request.query_params.get("width", USUAL_WIDTH), request.query_params.get("date")
    try:
        day = date.fromisoformat(named) if named else None
    except ValueError:
        raise HTTPException(404) from None
    if day and day.year not in _YEARS:
        raise HTTPException(404)
    return day, Query(day.isoformat() if day else None, width if width in WIDTHS else USUAL_WIDTH)


def _letter(desk: Desk, request: Request) -> inbox.Letter:
    letter = inbox.letter(desk.kit.settings.project, request.path_params["name"])
    if letter is None:
        raise HTTPException(404)
    return letter


def _frame(html: str) -> Response:
    head, tag, rest = html.partition("<head>")
    return HTMLResponse(
        f"{head}{tag}{_INERT}{rest}" if tag else _INERT + html, headers={"Content-Security-Policy": _FRAME_POLICY}
    )


def _page(template: str, here: str, *, status: int = 200, headers: Any = None, **values: Any) -> Response:
    html = pages("newsletter.web.studio").get_template(template).render(here=here, **values)
    return HTMLResponse(html, status, headers)
