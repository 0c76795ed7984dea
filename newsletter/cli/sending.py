"""Commands that mail people, and what became of it: send, report."""

import asyncio
from typing import TYPE_CHECKING, Annotated

import typer

from newsletter.cli.campaigns import Campaign, issues_named
from newsletter.cli.editions import DateOption, Json, LanguageOption, RegionOption, languages_named
from newsletter.cli.project import campaigns_named, now, open_desk, settings_of
from newsletter.cli.screen import is_terminal, say, show_json, show_table
from newsletter.errors import Blocked, PartlySent, UsageError

if TYPE_CHECKING:
    from newsletter.model import Issue
    from newsletter.schedule.desk import Desk, Draft


def register(app: typer.Typer) -> None:
    app.command()(send)
    app.command()(report)


def send(
    context: typer.Context,
    campaign: Campaign,
    region: RegionOption = None,
    language: LanguageOption = None,
    date: DateOption = None,
    to: Annotated[str | None, typer.Option(help="Send a test of each edition to this address only.")] = None,
    at_once: Annotated[bool, typer.Option("--now", help="Do not wait for the scheduled time.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Answer the question; never approves.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would go out, and send nothing.")] = False,
) -> None:
    """Send approved issues to their subscribers, or a test to one address.

    Example: newsletter send weekly --to me@example.org
    """
    settings = settings_of(context)
    campaigns_named(settings, campaign)
    if language and not to:
        raise UsageError("--language goes with --to: an issue goes to all of its region's readers")

    async def run() -> None:
        from newsletter.schedule import desk

        async with open_desk(settings) as opened:
            await desk.pull(opened)
            issues = await issues_named(opened, campaign, region, date)
            if to:
                await _send_tests(opened, issues, language, to)
                return
            drafts = [await _ready(opened, issue, at_once=at_once) for issue in issues]
            for draft in drafts:
                await _confirm(opened, draft, yes=yes, dry_run=dry_run)
            if not dry_run:
                await _mail(opened, drafts)

    asyncio.run(run())


async def _send_tests(desk: "Desk", issues: "list[Issue]", language: str | None, address: str) -> None:
    from newsletter.deliver import trial
    from newsletter.schedule.desk import draft

    for issue in issues:
        drafted = await draft(desk, issue)
        wanted = languages_named(desk.kit.settings, issue.region, language)
        for edition in (edition for edition in drafted.editions if edition.language in wanted):
            say(await trial.send(desk.pool, desk.kit.settings, drafted.row.id, edition, address, now()))


async def _ready(desk: "Desk", issue: "Issue", *, at_once: bool) -> "Draft":
    """The issue as it was approved; raises Blocked with everything that stands against it."""
    from newsletter.deliver import preflight
    from newsletter.schedule.approval import Hold, Wait
    from newsletter.schedule.desk import decide, draft, draft_of

    drafted = await draft_of(desk, (await draft(desk, issue)).row, as_approved=True)
    if drafted.row.state not in ("draft", "held"):
        if drafted.row.state == "sending":
            return drafted
        raise Blocked(f"{issue.id}: is {drafted.row.state}; nothing was sent")
    decision = decide(desk, drafted, at_once=at_once)
    if isinstance(decision, Wait):
        raise Blocked(f"{issue.id}: goes out at {drafted.row.send_at:%Y-%m-%d %H:%M} UTC; to send before, add --now")
    if isinstance(decision, Hold):
        raise Blocked(f"{issue.id}: {decision.reason}; nothing was sent")
    if obstacles := await preflight.obstacles(desk.kit.settings, drafted.editions, desk.pool):
        raise Blocked("\n".join(obstacles))
    return drafted


async def _confirm(desk: "Desk", draft: "Draft", *, yes: bool, dry_run: bool) -> None:
    """Asks for the number of people, so that nobody mails them by a slip of the finger."""
    from newsletter.schedule.desk import audience_of
    from newsletter.store import deliveries

    async with desk.pool.connection() as connection:
        people = sum((await deliveries.expected(connection, audience_of(desk.kit, draft.row.issue))).values())
    region = desk.kit.settings.regions[draft.row.region]
    subject = draft.editions[0].subject
    question = f'Mail {people:,} people, {region.name.plain}, "{subject}", {_when(desk, draft)}.'
    if dry_run:
        say(f"{question} Nothing was sent: this was a dry run.")
    elif yes:
        say(question)
    elif not is_terminal():
        raise UsageError(f"{question} There is nobody to ask; add --yes")
    elif typer.prompt(f"{question} Type {people}", err=True).strip().replace(",", "") != str(people):
        raise UsageError("that was not the number; nothing was sent")


def _when(desk: "Desk", draft: "Draft") -> str:
    from zoneinfo import ZoneInfo

    zone = desk.kit.settings.regions[draft.row.region].timezone
    at = (draft.row.send_at or desk.now()).astimezone(ZoneInfo(zone))
    return f"{at:%a %H:%M} {zone.rpartition('/')[2].replace('_', ' ')}"


async def _mail(desk: "Desk", drafts: "list[Draft]") -> None:
    """Starts the issues and works until each has settled; raises PartlySent where somebody did not get it."""
    from newsletter.deliver.smtp import connected
    from newsletter.schedule.desk import start

    settings = desk.kit.settings
    for relay in {settings.relay_of(settings.regions[draft.row.region]) for draft in drafts}:
        if relay is not None:
            async with connected(relay):
                pass  # a relay that refuses is heard of before anything is frozen
    for draft in drafts:
        if draft.row.state != "sending":
            await start(desk, draft)
    await _work(desk)
    await _tell(desk, drafts)


async def _work(desk: "Desk") -> None:
    from newsletter.deliver.worker import PostRoom, run

    await run(desk.queue, PostRoom(desk.pool, desk.kit.settings, desk.now), until_idle=True)


async def _tell(desk: "Desk", drafts: "list[Draft]") -> None:
    from newsletter.model import DeliveryState
    from newsletter.store import deliveries

    failed = 0
    for draft in drafts:
        async with desk.pool.connection() as connection:
            counts = await deliveries.counts(connection, draft.row.id)
        others = ", ".join(
            f"{number:,} {state.name.lower()}"
            for state, number in counts.items()
            if number and state != DeliveryState.ACCEPTED
        )
        say(f"{draft.row.issue.id}: {counts[DeliveryState.ACCEPTED]:,} accepted" + (f", {others}" if others else ""))
        fine = (DeliveryState.ACCEPTED, DeliveryState.SUPPRESSED, DeliveryState.CANCELLED)
        failed += sum(number for state, number in counts.items() if state not in fine)
    if failed:
        raise PartlySent(f"{failed:,} deliveries were not accepted; newsletter report says more")


def report(
    context: typer.Context,
    campaign: Annotated[str | None, typer.Argument(help="A campaign's name; else every campaign.")] = None,
    json: Json = False,
    csv: Annotated[bool, typer.Option("--csv", help="Print CSV.")] = False,
) -> None:
    """Say what became of each delivery, and how often each CTA was clicked.

    Example: newsletter report weekly
    """
    settings = settings_of(context)
    campaigns_named(settings, campaign)

    async def run() -> dict[str, list[dict[str, object]]]:
        from newsletter.report import outcome

        async with open_desk(settings) as desk, desk.pool.connection() as connection:
            return await outcome.of_issues(connection, campaign)

    from newsletter.report import outcome

    found = asyncio.run(run())
    if json:
        show_json(found)
    elif csv:
        print(outcome.as_csv(found), end="")
    else:
        show_table(outcome.COLUMNS, outcome.as_rows(found))
