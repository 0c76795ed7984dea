"""The page of two editions of a campaign and what differs between them.

/preview/weekly/differences?one=uk.en_GB&other=middle-east.en_GB&date=2026-11-26
"""

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from newsletter.model import Campaign, Issue
from newsletter.report import comparison, parity
from newsletter.web.studio.routes.answers import page
from newsletter.web.studio.table.light_table import LightTable, Look, Sheet
from newsletter.web.studio.views.controls import View, read_view
from newsletter.web.studio.views.differences import Named, differences, editions_of, usual_other


async def differences_page(table: LightTable, request: Request) -> Response:
    look = await table.look()
    settings, view = look.kit.settings, read_view(request.query_params)
    campaign = settings.campaigns.get(request.path_params["campaign"])
    if campaign is None or view is None:
        raise HTTPException(404)
    named = editions_of(settings, campaign)
    chosen = request.query_params.get("one", next(iter(named)))
    if chosen not in named:
        raise HTTPException(404)
    beside = request.query_params.get("other", usual_other(named, chosen))
    if beside not in named:
        raise HTTPException(404)
    one, other = [await _sheet(table, look, campaign, named[stem], view) for stem in (chosen, beside)]
    articles = look.known
    shown = differences(
        settings,
        campaign,
        (chosen, beside),
        (one, other),
        comparison.compared(one.edition, other.edition, settings.regions, articles),
        tuple(parity.between(settings, one.edition, other.edition, articles)),
        view,
        look.trouble,
    )
    return page("differences.html.j2", look.revision, here="campaigns", page=shown)


async def _sheet(table: LightTable, look: Look, campaign: Campaign, named: Named, view: View) -> Sheet:
    slug = named.region.slug
    issue = Issue(campaign.slug, slug, view.day) if view.day else await table.next_issue(look, campaign.slug, slug)
    return await table.sheet(look, issue, named.language)
