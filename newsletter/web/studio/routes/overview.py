"""The studio's first page, and the pages that are shown where something is missing or wrong."""

from starlette.requests import Request
from starlette.responses import Response

from newsletter.errors import NewsletterError
from newsletter.model import Campaign, Issue, Language, Region
from newsletter.web.studio.routes.answers import page
from newsletter.web.studio.table.light_table import LightTable, Look, Sheet
from newsletter.web.studio.views import words
from newsletter.web.studio.views.overview import IssueCard, card, readiness, troubles


async def overview_page(table: LightTable, _request: Request) -> Response:
    look = await table.look()
    settings = look.kit.settings
    campaigns = [(campaign, await _cards(table, look, campaign)) for campaign in settings.campaigns.values()]
    wrong = [trouble for _, cards in campaigns for one in cards for trouble in one.trouble]
    return page(
        "overview.html.j2",
        look.revision,
        here="campaigns",
        settings=settings,
        campaigns=[(campaign, cards, readiness(cards)) for campaign, cards in campaigns],
        articles=len(look.known),
        troubles=troubles(look.pulled),
        database=look.database,
        problems=words.problems(look.trouble) or words.problems(*wrong),
    )


async def nothing_here(table: LightTable, _request: Request, error: Exception) -> Response:
    status, headers = getattr(error, "status_code", 404), getattr(error, "headers", None)
    return page("nothing.html.j2", table.revision, status=status, headers=headers)


async def broken(table: LightTable, _request: Request, error: Exception) -> Response:
    """What is wrong with the project, in place of the page: file, line and remedy stand in the error's own words."""
    return page("broken.html.j2", table.revision, status=500, problems=words.problems(error))


async def _cards(table: LightTable, look: Look, campaign: Campaign) -> list[IssueCard]:
    regions = [look.kit.settings.regions[slug] for slug in campaign.regions]
    return [await _card(table, look, campaign, region) for region in regions]


async def _card(table: LightTable, look: Look, campaign: Campaign, region: Region) -> IssueCard:
    issue = await table.next_issue(look, campaign.slug, region.slug)
    sheets = [await sheet_or_error(table, look, issue, language) for language in region.languages]
    return card(issue, region, campaign, sheets)


async def sheet_or_error(table: LightTable, look: Look, issue: Issue, language: Language) -> Sheet | NewsletterError:
    """An edition as it lies on the table, or why it does not."""
    try:
        return await table.sheet(look, issue, language)
    except NewsletterError as error:
        return error
