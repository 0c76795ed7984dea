"""Commands by which a person steps in while issues are being sent: campaigns pause, resume, cancel."""

from collections.abc import Awaitable, Callable, Sequence
from typing import TYPE_CHECKING

import typer

from newsletter.cli.campaigns import campaigns
from newsletter.cli.options import By, CampaignName, ThatDate, ThatRegion, Yes
from newsletter.cli.project import issues_there, now, open_desk, person, settings_of, wait_for
from newsletter.cli.screen import confirm_number, people, say
from newsletter.errors import UsageError

if TYPE_CHECKING:
    from newsletter.deliver.control import Stand
    from newsletter.schedule.desk import Desk
    from newsletter.store.issues import IssueRow

_MOST_NAMED = 6  # issues, in a message


def register(app: typer.Typer) -> None:  # noqa: ARG001 (as every module of commands has it; these are in a group)
    for command in (pause, resume, cancel):
        campaigns.command()(command)


def pause(
    context: typer.Context, campaign: CampaignName, date: ThatDate = None, region: ThatRegion = None, by: By = None
) -> None:
    """Pause a campaign's issues that are being sent.

    What is on its way comes to its end; nothing more is begun.

    Example: newsletter campaigns pause weekly
    """
    settings, name = settings_of(context), person(by)

    async def run() -> None:
        from newsletter.deliver import control

        async with open_desk(settings) as desk:
            rows = await _those_that_are(desk, ("sending",), "pause", campaign, region, date)
            await _each(rows, lambda row: control.pause(desk.pool, row, name))
            say(f"newsletter campaigns resume {campaign} lets it go on.")

    wait_for(run())


def resume(context: typer.Context, campaign: CampaignName, date: ThatDate = None, region: ThatRegion = None) -> None:
    """Let a campaign's paused issues go on, where they stopped.

    Example: newsletter campaigns resume weekly
    """
    settings = settings_of(context)

    async def run() -> None:
        from newsletter.deliver import control
        from newsletter.schedule.desk import relay_slug

        async with open_desk(settings) as desk:
            rows = await _those_that_are(desk, ("paused",), "resume", campaign, region, date)
            await _each(rows, lambda row: control.resume(desk.pool, desk.queue, row, relay_slug(settings, row.region)))
            say("newsletter run worker sends what is left.")

    wait_for(run())


def cancel(
    context: typer.Context,
    campaign: CampaignName,
    date: ThatDate = None,
    region: ThatRegion = None,
    by: By = None,
    yes: Yes = False,
) -> None:
    """Cancel a campaign's issues that are being sent or paused.

    Who has not got it does not get it. With --date also an issue that has not begun, which then never does.

    Example: newsletter campaigns cancel weekly --region uk
    """
    settings, name = settings_of(context), person(by)

    async def run() -> None:
        from newsletter.deliver import control
        from newsletter.store.issues import OPEN, RUNNING

        states = (*OPEN, *RUNNING) if date else RUNNING
        async with open_desk(settings) as desk:
            rows = await _those_that_are(desk, states, "cancel", campaign, region, date)
            for row in rows:
                number = await _who_would_not_get_it(desk, row)
                question = f"Cancel {row.issue.id}, which is {_called(row.state)}: {people(number)} will not get it."
                confirm_number(question, number, yes=yes, otherwise="nothing was cancelled")
            await _each(rows, lambda row: control.cancel(desk.pool, row, name, now(), from_states=states))

    wait_for(run())


async def _those_that_are(
    desk: "Desk", states: Sequence[str], verb: str, campaign: str, region: str | None, date: str | None
) -> "list[IssueRow]":
    """The issues that are meant and in one of these states; raises UsageError where there is none, and says why."""
    found = await issues_there(desk, campaign, region, date)
    if rows := [row for row in found if row.state in states]:
        return rows
    latest = [f"{row.issue.id} is {_called(row.state)}" for row in found[-_MOST_NAMED:]]
    which = " ".join([campaign, *([region] if region else []), *([date] if date else [])])
    said = f"{which}: nothing to {verb}: {', '.join(latest) or 'it has no issue yet'}"
    if verb == "cancel" and not date and any(row.state in ("draft", "held") for row in found):
        said += "; to cancel one that has not begun, name its --date"
    raise UsageError(f"{said}; see newsletter campaigns show {campaign}")


def _called(state: str) -> str:
    return {"draft": "a draft", "sending": "being sent"}.get(state, state)


async def _each(rows: "Sequence[IssueRow]", act: "Callable[[IssueRow], Awaitable[Stand | None]]") -> None:
    """Does it to every issue, and says how each one stands."""
    for row in rows:
        stand = await act(row)
        say(str(stand) if stand else f"{row.issue.id}: somebody else was first; see newsletter campaigns show")


async def _who_would_not_get_it(desk: "Desk", row: "IssueRow") -> int:
    """How many people are still to be mailed; of an issue that has not begun, how many it would reach today."""
    from newsletter.deliver.transitions import MOVES, Event
    from newsletter.schedule.desk import audience_of
    from newsletter.store import deliveries
    from newsletter.store.issues import OPEN

    settings = desk.kit.settings
    async with desk.pool.connection() as connection:
        if row.state not in OPEN:
            counts = await deliveries.counts(connection, row.id)
            return sum(number for state, number in counts.items() if state in MOVES[Event.CANCEL].states)
        if row.campaign not in settings.campaigns or row.region not in settings.regions:
            return 0
        return sum((await deliveries.expected(connection, audience_of(desk.kit, row.issue))).values())
