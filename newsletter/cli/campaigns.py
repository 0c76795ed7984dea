"""Commands on campaigns and their issues: list, show, approve."""

import asyncio
import getpass
from typing import TYPE_CHECKING, Annotated

import typer

from newsletter.cli.editions import DateOption, Json, LanguageOption, RegionOption, languages_named
from newsletter.cli.project import campaigns_named, date_of, open_desk, regions_named, settings_of
from newsletter.cli.screen import say, show_json, show_table

if TYPE_CHECKING:
    from newsletter.model import Issue
    from newsletter.schedule.desk import Desk

Campaign = Annotated[str, typer.Argument(help="The campaign's name.")]

campaigns = typer.Typer(help="List, show and approve campaigns and their issues.", no_args_is_help=True)


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
def show(context: typer.Context, campaign: Campaign, json: Json = False) -> None:
    """Show a campaign's issues: state, why one is held, who approved what.

    Example: newsletter campaigns show weekly
    """
    settings = settings_of(context)
    campaigns_named(settings, campaign)

    async def run() -> list[dict[str, object]]:
        from newsletter.store import deliveries, issues

        async with open_desk(settings) as desk, desk.pool.connection() as connection:
            return [
                {
                    "issue": row.issue.id,
                    "state": row.state,
                    "send_at": row.send_at,
                    "reason": row.reason,
                    "approved_by": sorted({one.approved_by for one in await issues.approvals(connection, row.id)}),
                    "audience": sum((await deliveries.counts(connection, row.id)).values()),
                }
                for row in await issues.listed(connection, campaign=campaign)
            ]

    shown = asyncio.run(run())
    if json:
        show_json(shown)
    else:
        rows = [
            (one["issue"], one["state"], one["send_at"] or "by hand", one["reason"], ", ".join(one["approved_by"]))  # type: ignore[arg-type]
            for one in shown
        ]
        show_table(("issue", "state", "sends at", "why", "approved by"), rows)


@campaigns.command()
def approve(
    context: typer.Context,
    campaign: Campaign,
    date: DateOption = None,
    region: RegionOption = None,
    language: LanguageOption = None,
    by: Annotated[str | None, typer.Option("--as", help="Who approves; else the name you are signed in with.")] = None,
    note: Annotated[str, typer.Option(help="A word on it.")] = "",
) -> None:
    """Approve an issue's editions exactly as they are now; any change afterwards voids the approval.

    Example: newsletter campaigns approve weekly --region uk
    """
    settings = settings_of(context)
    person = by or getpass.getuser()

    async def run() -> None:
        from newsletter.pipeline import edition_name
        from newsletter.schedule import desk

        async with open_desk(settings) as opened:
            await desk.pull(opened)
            for issue in await issues_named(opened, campaign, region, date):
                draft = await desk.draft(opened, issue)
                if draft.row.state not in ("draft", "held"):
                    say(f"{issue.id}: is {draft.row.state}; there is nothing left to approve")
                    continue
                wanted = languages_named(settings, issue.region, language)
                for edition in await desk.approve(opened, draft, languages=wanted, by=person, note=note):
                    name = edition_name(opened.kit, edition)
                    say(f'{issue.id}: {name}: "{edition.subject}" approved by {person} ({edition.hash[:12]})')

    asyncio.run(run())


async def issues_named(desk: "Desk", campaign: str, region: str | None, date: str | None) -> "list[Issue]":
    """The issues a command means: of each region, on the date named, else the one that waits, else the next one."""
    from newsletter.model import Issue
    from newsletter.schedule.desk import waiting_issue

    settings = desk.kit.settings
    (one,) = campaigns_named(settings, campaign)
    named = []
    for slug in regions_named(one, region):
        waiting = None if date else await waiting_issue(desk, campaign, slug)
        named.append(waiting or Issue(campaign, slug, date_of(settings, one, slug, date)))
    return named
