"""Commands on deliveries, one by one: list; and, for those of which nobody knows what became, resend and close."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any

import typer

from newsletter.cli.options import By, Json, ThatDate, ThatRegion, Yes
from newsletter.cli.project import issues_there, now, open_desk, person, settings_of, time_there, wait_for
from newsletter.cli.screen import confirm_number, people, say, show_json, show_table
from newsletter.errors import UsageError

if TYPE_CHECKING:
    from newsletter.model import DeliveryState
    from newsletter.schedule.desk import Desk
    from newsletter.settings import Settings
    from newsletter.store.deliveries import Listed
    from newsletter.store.issues import IssueRow

deliveries = typer.Typer(help="List deliveries, resend or close uncertain ones.", no_args_is_help=True)

Campaign = Annotated[str | None, typer.Argument(metavar="CAMPAIGN", help="A campaign; else every one.")]
Address = Annotated[str | None, typer.Option(help="A mail address; else all.")]
Uncertain = Annotated[str, typer.Option(help="Only uncertain ones can be meant.")]

_MOST_SHOWN = 1000  # rows of a table that a person looks at
_COLUMNS = ("delivery", "issue", "address", "state", "tries", "since", "not before", "the relay's words")


def register(app: typer.Typer) -> None:
    app.add_typer(deliveries, name="deliveries")


@dataclass(frozen=True, slots=True)
class _Found:
    """A delivery, and the issue that it is of."""

    row: "IssueRow"
    delivery: "Listed"


@deliveries.command("list")
def list_deliveries(
    context: typer.Context,
    campaign: Campaign = None,
    region: ThatRegion = None,
    date: ThatDate = None,
    state: Annotated[str | None, typer.Option(help="A state's name; else all but accepted.")] = None,
    address: Address = None,
    json: Json = False,
) -> None:
    """List deliveries by name: whom, what became of it, since when.

    Example: newsletter deliveries list weekly --state uncertain
    """
    from newsletter.model import DeliveryState

    settings = settings_of(context)
    states = [_state(state)] if state else [one for one in DeliveryState if one is not DeliveryState.ACCEPTED]

    async def run() -> list[_Found]:
        async with open_desk(settings) as desk:
            return await _found(desk, campaign, region, date, states, address)

    found = wait_for(run())
    if json:
        show_json([_as_json(one) for one in found])
    elif found:
        show_table(_COLUMNS, [_as_row(settings, one) for one in found[:_MOST_SHOWN]])
        if (more := len(found) - _MOST_SHOWN) > 0:
            say(f"and {more:,} more; ask for one --state, --region or --address, or for all with --json")
    else:
        say(f"No delivery is {state or 'in any state but accepted'}.")


@deliveries.command()
def resend(
    context: typer.Context,
    campaign: Campaign = None,
    region: ThatRegion = None,
    date: ThatDate = None,
    state: Uncertain = "uncertain",
    address: Address = None,
    by: By = None,
    yes: Yes = False,
) -> None:
    """Send uncertain deliveries again, which some may then get twice.

    Nobody knows whether they arrived. Each keeps its Message-ID. Who has unsubscribed since is left out.

    Example: newsletter deliveries resend weekly --state uncertain
    """
    settings, name = settings_of(context), person(by)
    _only_uncertain(state)

    async def run() -> None:
        async with open_desk(settings) as desk:
            found = await _found(desk, campaign, region, date, [_state(state)], address)
            if wanted := await _to_resend(desk, found):
                who = (
                    "1 person, who may then have it"
                    if len(wanted) == 1
                    else f"{people(len(wanted))}, who may then have it"
                )
                question = f"Send again to {who} twice ({_by_issue(wanted)})."
                confirm_number(question, len(wanted), yes=yes, otherwise="nothing was sent again")
                await _resend(desk, wanted, name)
            else:
                say("No delivery that could be sent again is uncertain.")

    wait_for(run())


@deliveries.command()
def close(
    context: typer.Context,
    campaign: Campaign = None,
    region: ThatRegion = None,
    date: ThatDate = None,
    state: Uncertain = "uncertain",
    address: Address = None,
    by: By = None,
) -> None:
    """Leave uncertain deliveries at that; they count as cancelled.

    Example: newsletter deliveries close weekly --state uncertain
    """
    settings, name = settings_of(context), person(by)
    _only_uncertain(state)

    async def run() -> None:
        from newsletter.deliver import control

        async with open_desk(settings) as desk:
            found = await _found(desk, campaign, region, date, [_state(state)], address)
            for row in _issues(found):
                ids = [one.delivery.id for one in found if one.row.id == row.id]
                closed = await control.close(desk.pool, ids, name, now())
                say(f"{row.issue.id}: {closed:,} closed; nobody gets it again.")
            if not found:
                say("No delivery is uncertain.")

    wait_for(run())


async def _found(
    desk: "Desk",
    campaign: str | None,
    region: str | None,
    date: str | None,
    states: "Sequence[DeliveryState]",
    address: str | None,
) -> list[_Found]:
    from newsletter.store import deliveries as store

    rows = {row.id: row for row in await issues_there(desk, campaign, region, date)}
    async with desk.pool.connection() as connection:
        listed = await store.listed(connection, [*rows], states, address)
    return [_Found(rows[one.issue_id], one) for one in listed]


def _state(name: str) -> "DeliveryState":
    from newsletter.model import DeliveryState

    known = {state.name.lower(): state for state in DeliveryState}
    if name.lower() not in known:
        raise UsageError(f"--state: no such state: {name!r}; known: {', '.join(known)}")
    return known[name.lower()]


def _only_uncertain(state: str) -> None:
    if state.lower() != "uncertain":
        raise UsageError(
            f"--state: {state!r} cannot be meant here, only uncertain: of the others it is known what became"
        )


def _as_json(one: _Found) -> dict[str, Any]:
    delivery = one.delivery
    return {
        "delivery": delivery.id,
        "issue": one.row.issue.id,
        "address": delivery.address,
        "state": _name(delivery),
        "tries": delivery.tries,
        "since": delivery.changed_at,
        "not_before": delivery.not_before,
        "reply": delivery.reply,
    }


def _as_row(settings: "Settings", one: _Found) -> tuple[object, ...]:
    delivery, region = one.delivery, one.row.region
    return (
        str(delivery.id),
        one.row.issue.id,
        delivery.address,
        _name(delivery),
        delivery.tries,
        time_there(settings, region, delivery.changed_at),
        time_there(settings, region, delivery.not_before) if delivery.not_before else "",
        delivery.reply,
    )


def _name(delivery: "Listed") -> str:
    from newsletter.model import DeliveryState

    return DeliveryState(delivery.state).name.lower()


# ── sending again ──────────────────────────────────────────────────────────────────────────────────


async def _to_resend(desk: "Desk", found: Sequence[_Found]) -> list[_Found]:
    """Those that may be sent again; says of the others why not."""
    from newsletter.deliver.control import RESENDS_FROM
    from newsletter.store import interventions

    wanted: set[int] = set()
    for row in _issues(found):
        ids = [one.delivery.id for one in found if one.row.id == row.id]
        if row.state not in RESENDS_FROM:
            settles = f"newsletter deliveries close settles its {len(ids):,} uncertain"
            say(f"{row.issue.id}: is {row.state}, so nothing is sent again; {settles}")
            continue
        async with desk.pool.connection() as connection:
            resendable = await interventions.resendable(connection, row.id, ids)
        wanted.update(resendable)
        if unwilling := len(ids) - len(resendable):
            say(f"{row.issue.id}: {people(unwilling)} unsubscribed or suppressed since, and left out")
    return [one for one in found if one.delivery.id in wanted]


async def _resend(desk: "Desk", wanted: Sequence[_Found], name: str) -> None:
    from newsletter.deliver import control
    from newsletter.schedule.desk import relay_slug

    for row in _issues(wanted):
        ids = [one.delivery.id for one in wanted if one.row.id == row.id]
        relay = relay_slug(desk.kit.settings, row.region)
        queued = await control.resend(desk.pool, desk.queue, row, ids, relay=relay, by=name, now=now())
        sends = f"newsletter campaigns resume {row.campaign}" if row.state == "paused" else "newsletter run worker"
        say(f"{row.issue.id}: {queued:,} queued again; {sends} sends them.")


def _issues(found: Sequence[_Found]) -> "list[IssueRow]":
    return list({one.row.id: one.row for one in found}.values())


def _by_issue(found: Sequence[_Found]) -> str:
    return ", ".join(f"{issue}: {number:,}" for issue, number in Counter(one.row.issue.id for one in found).items())
