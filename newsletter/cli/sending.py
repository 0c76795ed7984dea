"""Commands that mail people, and what became of it: send, report."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Annotated

import typer

from newsletter.cli.options import CampaignName, DateOption, Json, LanguageOption, RegionOption
from newsletter.cli.project import (
    at_least_one,
    campaigns_named,
    issues_named,
    languages_named,
    now,
    open_desk,
    pull_into,
    settings_of,
    tell_findings,
    time_there,
    wait_for,
)
from newsletter.cli.screen import (
    confirm_number,
    end_progress,
    is_terminal,
    people,
    say,
    say_progress,
    show_json,
    show_json_line,
    show_table,
)
from newsletter.errors import Blocked, PartlySent, UsageError

if TYPE_CHECKING:
    from newsletter.model import Issue
    from newsletter.schedule.desk import Desk, Draft
    from newsletter.settings import Settings


def register(app: typer.Typer) -> None:
    app.command()(send)
    app.command()(report)


def send(
    context: typer.Context,
    campaign: CampaignName,
    region: RegionOption = None,
    language: LanguageOption = None,
    date: DateOption = None,
    to: Annotated[str | None, typer.Option(help="Send a test of each edition to this address only.")] = None,
    at_once: Annotated[bool, typer.Option("--now", help="Do not wait for the scheduled time.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Answer the question; never approves.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would go out, and send nothing.")] = False,
    json: Annotated[bool, typer.Option("--json", help="Print how far it is, as lines of JSON.")] = False,
) -> None:
    """Send approved issues to their readers, or a test to you.

    Example: newsletter send weekly --to me@example.org
    """
    settings = settings_of(context)
    campaigns_named(settings, campaign)
    if language and not to:
        raise UsageError("--language goes with --to: an issue goes to all of its region's readers")
    address = _address(to) if to is not None else None

    async def run() -> None:
        async with open_desk(settings) as desk:
            issues = await issues_named(desk, campaign, region, date)
            await pull_into(desk)
            if address:
                await _send_tests(desk, issues, language, address)
            else:
                await _send(desk, issues, at_once=at_once, yes=yes, dry_run=dry_run, json=json)

    wait_for(run())


def report(
    context: typer.Context,
    campaign: Annotated[str | None, typer.Argument(metavar="CAMPAIGN", help="A campaign; else every one.")] = None,
    json: Json = False,
    csv: Annotated[bool, typer.Option("--csv", help="Print CSV.")] = False,
) -> None:
    """Say what became of deliveries, and how CTAs were clicked.

    Example: newsletter report weekly
    """
    settings = settings_of(context)
    campaigns_named(settings, campaign)

    async def run() -> dict[str, list[dict[str, object]]]:
        from newsletter.report import outcome

        async with open_desk(settings) as desk, desk.pool.connection() as connection:
            return await outcome.of_issues(connection, campaign)

    from newsletter.report import outcome

    found = wait_for(run())
    if json:
        show_json(found)
    elif csv:
        print(outcome.as_csv(found), end="")
    elif found["issues"]:
        show_table(outcome.COLUMNS, outcome.as_rows(found))
    else:
        say("There is no issue yet; newsletter plan shows when the next one goes out.")


# ── tests to one address ───────────────────────────────────────────────────────────────────────────


def _address(text: str) -> str:
    from newsletter.deliver.address import ascii_address

    try:
        return ascii_address(text)
    except ValueError as error:
        raise UsageError(f"--to: {error}") from None


async def _send_tests(desk: "Desk", issues: "Sequence[Issue]", language: str | None, address: str) -> None:
    from newsletter.deliver import trial
    from newsletter.schedule.desk import draft

    settings = desk.kit.settings
    wanted = {issue: languages_named(settings, issue.region, language) for issue in issues}
    for issue in at_least_one([issue for issue in issues if wanted[issue]], issues[0].campaign, language):
        drafted = await draft(desk, issue)
        for edition in (edition for edition in drafted.editions if edition.language in wanted[issue]):
            tell_findings(edition)
            book = trial.LinkBook(desk.pool, drafted.row.id)
            say(str(await trial.send(settings, edition, address, now(), book)))


# ── the real thing ─────────────────────────────────────────────────────────────────────────────────


async def _send(
    desk: "Desk", issues: "Sequence[Issue]", *, at_once: bool, yes: bool, dry_run: bool, json: bool
) -> None:
    """All of the issues or none: whatever stands against one of them is said before any is begun."""
    drafts, against = [], []
    for issue in issues:
        try:
            drafts.append(await _ready(desk, issue, at_once=at_once))
        except Blocked as obstacle:
            against.append(str(obstacle))
    if against:
        raise Blocked("\n".join([*against, "Nothing was sent."]))
    for draft in drafts:
        await _confirm(desk, draft, yes=yes, dry_run=dry_run)
    if not dry_run:
        await _mail(desk, drafts, json=json)


async def _ready(desk: "Desk", issue: "Issue", *, at_once: bool) -> "Draft":
    """The issue as it was approved, or as it went out where it was begun; raises Blocked."""
    from newsletter.deliver import preflight
    from newsletter.schedule.approval import Hold, Wait
    from newsletter.schedule.desk import decide, draft, draft_of

    drafted = await draft_of(desk, (await draft(desk, issue)).row, as_approved=True)
    if drafted.row.state == "sending":
        return drafted
    if drafted.row.state == "paused":
        raise Blocked(f"{issue.id}: is paused; go on with newsletter campaigns resume {issue.campaign}")
    if drafted.row.state not in ("draft", "held"):
        raise Blocked(f"{issue.id}: is {drafted.row.state}")
    decision = decide(desk, drafted, at_once=at_once)
    if isinstance(decision, Wait):
        raise Blocked(f"{issue.id}: goes out on {_when(desk, drafted)}; to send before, add --now")
    if isinstance(decision, Hold):
        remedy = f"look with newsletter check, approve with newsletter campaigns approve {issue.campaign}"
        raise Blocked(f"{issue.id}: {decision.reason}; {remedy}")
    if obstacles := await preflight.obstacles(desk.kit.settings, drafted.editions, desk.pool, desk.now()):
        raise Blocked("\n".join(f"{issue.id}: {obstacle}" for obstacle in obstacles))
    return drafted


async def _confirm(desk: "Desk", draft: "Draft", *, yes: bool, dry_run: bool) -> None:
    """Asks for the number of people, so that nobody mails them by a slip of the finger."""
    from newsletter.schedule.desk import audience_of
    from newsletter.store import deliveries

    if draft.row.state == "sending":
        say(f"{draft.row.issue.id}: was begun before; who is left gets it now")
        return
    async with desk.pool.connection() as connection:
        number = sum((await deliveries.expected(connection, audience_of(desk.kit, draft.row.issue))).values())
    region = desk.kit.settings.regions[draft.row.region]
    question = f'Mail {people(number)}, {region.name.plain}, "{draft.editions[0].subject}", {_when(desk, draft)}.'
    if dry_run:
        say(f"{question} Nothing was sent: this was a dry run.")
    else:
        confirm_number(question, number, yes=yes, otherwise="nothing was sent")


def _when(desk: "Desk", draft: "Draft") -> str:
    return time_there(desk.kit.settings, draft.row.region, draft.row.send_at or desk.now())


async def _mail(desk: "Desk", drafts: "Sequence[Draft]", *, json: bool) -> None:
    """Starts the issues and works until each has settled; raises PartlySent where somebody did not get it."""
    from newsletter.deliver.room import PostRoom
    from newsletter.deliver.worker import run_until_settled

    await _try_relays(desk.kit.settings, drafts)
    against = {draft.row.id: await _start(desk, draft) for draft in drafts if draft.row.state != "sending"}
    begun = [draft for draft in drafts if not against.get(draft.row.id)]
    async with _progress(desk, begun, json=json):
        room = PostRoom(desk.pool, lambda: desk.kit.settings, desk.now)
        await run_until_settled(desk.queue, room, [draft.row.id for draft in begun])
    failed = sum([await _tell(desk, draft, json=json) for draft in begun])
    if refused := [*filter(None, against.values())]:
        raise Blocked("\n".join(refused))
    if failed:
        what = "delivery was" if failed == 1 else "deliveries were"
        raise PartlySent(f"{failed:,} {what} not accepted; newsletter report {drafts[0].row.campaign} says more")


async def _start(desk: "Desk", draft: "Draft") -> str:
    """Sends an issue on its way, where nobody else has; says what stands against it, else nothing."""
    from newsletter.schedule.desk import start
    from newsletter.store import issues

    if await start(desk, draft) is not None:
        return ""
    async with desk.pool.connection() as connection:
        row = await issues.find(connection, draft.row.issue)
    if row is None or row.state not in issues.OPEN:
        return ""
    remedy = f"look at what is left, and approve it with newsletter campaigns approve {row.campaign}"
    return f"{row.issue.id}: was not sent, for another issue has just carried one of its articles there; {remedy}"


async def _try_relays(settings: "Settings", drafts: "Sequence[Draft]") -> None:
    """A relay that refuses is heard of before anything is frozen; raises RelayError."""
    from newsletter.deliver.smtp.single import connected

    for relay in {settings.relay_of(settings.regions[draft.row.region]) for draft in drafts}:
        if relay is not None:
            async with connected(relay):
                pass


@asynccontextmanager
async def _progress(desk: "Desk", drafts: "Sequence[Draft]", *, json: bool) -> AsyncIterator[None]:
    """Says while the work goes on how far it is: on the terminal's line, or as lines of JSON."""
    import asyncio

    from newsletter.report import progress

    async def tell() -> None:
        async for looked in progress.watch(desk.pool, [draft.row for draft in drafts]):
            for one in looked:
                if json:
                    show_json_line(one.as_json())
                else:
                    say_progress(str(one))

    telling = asyncio.create_task(tell()) if json or is_terminal() else None
    try:
        yield
    finally:
        if telling:
            telling.cancel()
            await asyncio.gather(telling, return_exceptions=True)
            end_progress()


async def _tell(desk: "Desk", draft: "Draft", *, json: bool) -> int:
    """Says what became of an issue, and returns how many of its deliveries came to nothing."""
    from newsletter.model import DeliveryState
    from newsletter.report import progress

    last = await progress.look(desk.pool, draft.row)
    if json:
        show_json_line(last.as_json())
    said = [f"{number:,} {state.name.lower()}" for state, number in last.counts.items() if number]
    say(f"{draft.row.issue.id}: {', '.join(said) or 'nobody to mail'}")
    if last.row.state == "paused":
        say(f"It is paused: {last.row.reason}. Go on with: newsletter campaigns resume {draft.row.campaign}")
    if last.counts[DeliveryState.UNCERTAIN]:
        say(f"The uncertain, by name: newsletter deliveries list {draft.row.campaign} --state uncertain")
    fine = (DeliveryState.ACCEPTED, DeliveryState.SUPPRESSED, DeliveryState.CANCELLED)
    return sum(number for state, number in last.counts.items() if state not in fine)
