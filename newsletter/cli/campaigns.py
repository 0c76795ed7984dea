"""Commands on campaigns and their issues: list, show, approve; the others are in `control`."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer

from newsletter.cli.linking import broken_buttons, link_findings
from newsletter.cli.options import By, CampaignName, DateOption, Json, LanguageOption, RegionOption
from newsletter.cli.project import (
    at_least_one,
    campaigns_named,
    date_of,
    issues_named,
    languages_named,
    open_desk,
    person,
    pull_into,
    settings_of,
    tell_findings,
    time_there,
    wait_for,
)
from newsletter.cli.screen import say, show_json, show_table
from newsletter.errors import Blocked

if TYPE_CHECKING:
    from newsletter.model import Edition, Issue, Language
    from newsletter.schedule.desk import Desk
    from newsletter.settings import Settings
    from newsletter.store.issues import IssueRow

campaigns = typer.Typer(help="List, show, approve, pause, resume, cancel.", no_args_is_help=True)


def register(app: typer.Typer) -> None:
    app.add_typer(campaigns, name="campaigns")


@campaigns.command("list")
def list_campaigns(context: typer.Context, json: Json = False) -> None:
    """List every campaign with its next issue in each region.

    Example: newsletter campaigns list
    """
    settings = settings_of(context)
    rows = [
        (
            campaign.slug,
            slug,
            ", ".join(campaign.schedule.get(slug, ())) or "by hand",
            str(date_of(settings, campaign, slug, None)),
        )
        for campaign in settings.campaigns.values()
        for slug in campaign.regions
    ]
    if json:
        show_json([dict(zip(("campaign", "region", "schedule", "next"), row, strict=True)) for row in rows])
    else:
        show_table(("campaign", "region", "schedule", "next issue"), rows)


@campaigns.command()
def show(context: typer.Context, campaign: CampaignName, json: Json = False) -> None:
    """Show a campaign's issues, why one is held, who approved.

    Example: newsletter campaigns show weekly
    """
    settings = settings_of(context)
    campaigns_named(settings, campaign)

    async def run() -> "list[tuple[IssueRow, list[str], int]]":
        from newsletter.store import deliveries, issues

        async with open_desk(settings) as desk, desk.pool.connection() as connection:
            return [
                (
                    row,
                    await issues.approvers(connection, row.id),
                    sum((await deliveries.counts(connection, row.id)).values()),
                )
                for row in await issues.listed(connection, campaign=campaign)
            ]

    shown = wait_for(run())
    if json:
        show_json([_issue_json(*one) for one in shown])
    elif shown:
        columns = ("issue", "state", "sends at", "approved by", "audience", "why")
        show_table(columns, [_issue_row(settings, *one) for one in shown])
    else:
        say(f"{campaign} has no issue yet; the first one is drafted a day before it is due, or by campaigns approve")


@campaigns.command()
def approve(
    context: typer.Context,
    campaign: CampaignName,
    date: DateOption = None,
    region: RegionOption = None,
    language: LanguageOption = None,
    by: By = None,
    note: Annotated[str, typer.Option(help="A word on it.")] = "",
) -> None:
    """Approve an issue's editions exactly as they are now.

    Any change afterwards voids the approval.

    Example: newsletter campaigns approve weekly --region uk
    """
    settings = settings_of(context)
    campaigns_named(settings, campaign)
    name = person(by)

    async def run() -> None:
        async with open_desk(settings) as opened:
            issues = await issues_named(opened, campaign, region, date)
            wanted = {issue: languages_named(settings, issue.region, language) for issue in issues}
            at_least_one([issue for issue in issues if wanted[issue]], campaign, region, language)
            await pull_into(opened)
            for issue in issues:
                await _approve(opened, issue, wanted[issue], name, note)

    wait_for(run())


async def _approve(opened: "Desk", issue: "Issue", languages: "Sequence[Language]", by: str, note: str) -> None:
    """Approves these editions of one issue, and says so; raises Blocked where something is against it."""
    from newsletter.pipeline import edition_name
    from newsletter.schedule import desk

    draft = await desk.draft(opened, issue)
    if draft.row.state not in ("draft", "held"):
        say(f"{issue.id}: is {draft.row.state}; there is nothing left to approve")
        return
    chosen = [one for one in draft.editions if one.language in languages]
    for edition in chosen:
        tell_findings(edition)
    await _look_at_links(opened, [one for one in chosen if not one.blocked])
    for edition in await desk.approve(opened, draft, languages=languages, by=by, note=note):
        which = edition_name(opened.kit, edition)
        say(f'{issue.id}: {which}: "{edition.subject}" approved by {by} ({edition.hash[:12]})')


async def _look_at_links(opened: "Desk", editions: "Sequence[Edition]") -> None:
    """Says what is wrong with where editions lead; raises Blocked for a button that leads nowhere."""
    import asyncio

    from newsletter.report import proof

    found = await asyncio.to_thread(link_findings, opened.kit.settings, editions, sure=True)
    for edition, finding in found:
        if finding.level == "warning":
            say(proof.finding_line(edition, finding))
    if against := broken_buttons(found):
        raise Blocked(f"{against}; nothing of this issue was approved")


def _issue_json(row: "IssueRow", approved_by: list[str], audience: int) -> dict[str, Any]:
    return {
        "issue": row.issue.id,
        "state": row.state,
        "send_at": row.send_at,
        "reason": row.reason,
        "approved_by": approved_by,
        "audience": audience,
    }


def _issue_row(settings: "Settings", row: "IssueRow", approved_by: list[str], audience: int) -> tuple[object, ...]:
    sends_at = time_there(settings, row.region, row.send_at) if row.send_at else "by hand"
    return row.issue.id, row.state, sends_at, ", ".join(approved_by), audience, row.reason
