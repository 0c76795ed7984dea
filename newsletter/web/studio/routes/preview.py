"""The pages of editions: one with all that is known of it, all of a campaign side by side, and a test message.

From the address to values, from values to a page. Only a test changes anything, and it changes no issue; decisions
about an edition's articles come to `choosing`.
"""

from urllib.parse import parse_qs

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from newsletter.ctas.urls import asked_at
from newsletter.ctas.verdicts import Verdict
from newsletter.deliver.message import proof
from newsletter.errors import NewsletterError
from newsletter.model import Edition, Issue, Language
from newsletter.store.verdicts import Verdicts
from newsletter.web.studio.routes import frames, sending
from newsletter.web.studio.routes.answers import page
from newsletter.web.studio.routes.notices import Notices
from newsletter.web.studio.routes.overview import sheet_or_error
from newsletter.web.studio.routes.sending import Notice
from newsletter.web.studio.table.light_table import LightTable, Look, Sheet
from newsletter.web.studio.views import beside, words
from newsletter.web.studio.views.beside import Laid, side_by_side
from newsletter.web.studio.views.choosing import Choosing, Told, choosing
from newsletter.web.studio.views.controls import View, for_one_of, preview_path, read_view
from newsletter.web.studio.views.overview import troubles
from newsletter.web.studio.views.preview import NOBODY, Around, preview, testers


async def preview_page(
    table: LightTable, notices: Notices[Notice], decided: Notices[Told], request: Request
) -> Response:
    look = await table.look()
    issue, language, view = await asked(table, look, request)
    sheet = await table.sheet(look, issue, language)
    around = Around(
        message=proof(look.kit.settings, sheet.edition, view.reader or NOBODY, table.now()),
        others=await _others(table, look, sheet.edition, view),
        not_fetched=frames.not_fetched(sheet.edition.html, table.pictures),
        answers=_answers(table, sheet.edition),
        trouble=words.problems(look.trouble or sheet.trouble),
        sources=troubles(look.pulled),
    )
    return page(
        "preview.html.j2",
        look.revision,
        here="campaigns",
        page=preview(look.kit.settings, sheet, view, around),
        choosing=_choosing(look, sheet, view, decided.find(request.query_params.get("told", ""))),
        notice=notices.find(request.query_params.get("said", "")),
        database=look.database,
    )


def _choosing(look: Look, sheet: Sheet, view: View, told: Told | None) -> Choosing:
    issue = sheet.edition.issue
    path = preview_path(issue.campaign, issue.region, sheet.edition.language)
    return choosing(look, sheet, view.link(f"{path}/articles"), told)


def _answers(table: LightTable, edition: Edition) -> dict[str, Verdict]:
    """What is remembered of the pages that an edition leads to; nobody is asked for it."""
    pages = (asked_at(link.target) for link in edition.links)
    return Verdicts.of(table.project).known(pages, table.now())


async def preview_frame(table: LightTable, request: Request) -> Response:
    look = await table.look()
    issue, language, view = await asked(table, look, request)
    return frames.frame(request, (await table.sheet(look, issue, language)).edition.html, view, table.pictures)


async def side_by_side_page(table: LightTable, request: Request) -> Response:
    look = await table.look()
    settings, view = look.kit.settings, _view(request, beside.USUAL_WIDTH)
    campaign = settings.campaigns.get(request.path_params["campaign"])
    if campaign is None:
        raise HTTPException(404)
    laid = [
        await _laid(table, look, await _issue(table, look, campaign.slug, slug, view), language)
        for slug in campaign.regions
        for language in settings.regions[slug].languages
    ]
    return page(
        "beside.html.j2",
        look.revision,
        here="campaigns",
        page=side_by_side(settings, campaign, laid, view, look.trouble),
    )


async def send_test(table: LightTable, notices: Notices[Notice], request: Request) -> Response:
    """Sends the edition to the address in the form, then leads back to the page, which says what became of it."""
    look = await table.look()
    issue, language, view = await asked(table, look, request)
    form = parse_qs((await request.body()).decode("utf-8", "replace"))
    notice = await _sent(table, look, await table.sheet(look, issue, language), form.get("address", [""])[0].strip())
    path = preview_path(issue.campaign, issue.region, language)
    return RedirectResponse(f"{view.link(path, said=notices.keep(notice))}#test", 303)


async def _sent(table: LightTable, look: Look, sheet: Sheet, address: str) -> Notice:
    if sheet.trouble or look.trouble:
        remedy = "Put right what is said above the letter, then send it."
        return Notice("Nothing was sent: what you see is not what the project would make now.", "bad", address, remedy)
    book = await table.link_book(look, sheet.edition.issue)
    return await sending.send(look.kit.settings, sheet.edition, address, table.now(), book)


async def _others(table: LightTable, look: Look, edition: Edition, view: View) -> dict[str, Edition]:
    """The editions of the campaign's other regions, in the same language where they have it."""
    issue, settings = edition.issue, look.kit.settings
    found: dict[str, Edition] = {}
    for slug in settings.campaigns[issue.campaign].regions:
        region = settings.regions[slug]
        language = edition.language if edition.language in region.languages else region.languages[0]
        if slug == issue.region:
            continue
        other = await _issue(table, look, issue.campaign, slug, view)
        sheet = await sheet_or_error(table, look, other, language)
        if isinstance(sheet, Sheet):
            found[region.name.plain] = sheet.edition
    return found


async def _laid(table: LightTable, look: Look, issue: Issue, language: Language) -> Laid:
    sheet = await sheet_or_error(table, look, issue, language)
    if isinstance(sheet, NewsletterError):
        return Laid(issue, language, sheet)
    return Laid(issue, language, sheet, frames.not_fetched(sheet.edition.html, table.pictures))


async def asked(table: LightTable, look: Look, request: Request) -> tuple[Issue, Language, View]:
    """The edition that an address means; 404 where the settings have no such thing."""
    settings, named = look.kit.settings, request.path_params
    campaign, language = settings.campaigns.get(named["campaign"]), Language(named["language"])
    if campaign is None or named["region"] not in campaign.regions:
        raise HTTPException(404)
    region = settings.regions[named["region"]]
    if language not in region.languages:
        raise HTTPException(404)
    view = for_one_of(_view(request), testers(region))
    return await _issue(table, look, campaign.slug, region.slug, view), language, view


async def _issue(table: LightTable, look: Look, campaign: str, region: str, view: View) -> Issue:
    """The issue of the date that the address names, else the one that people wait for."""
    return Issue(campaign, region, view.day) if view.day else await table.next_issue(look, campaign, region)


def _view(request: Request, usual_width: str = "full") -> View:
    view = read_view(request.query_params, usual_width)
    if view is None:
        raise HTTPException(404)
    return view
