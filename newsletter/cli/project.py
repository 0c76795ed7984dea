"""The project that a command works on: its settings, its clock, its desk, and what the names on the line mean."""

import os
from collections.abc import AsyncIterator, Coroutine, Iterable, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import typer

from newsletter.cli.screen import bar, counted, end_progress, say, say_progress
from newsletter.errors import NoProject, UsageError

if TYPE_CHECKING:
    from newsletter.articles.sources import Pulled, Tell
    from newsletter.model import Campaign, Edition, HouseStyle, Issue, Language
    from newsletter.schedule.desk import Desk
    from newsletter.settings import Settings
    from newsletter.store.issues import IssueRow

T = TypeVar("T")
_TOLD = 5  # lines of each kind that are said of a source before something else is done


def settings_of(context: typer.Context) -> "Settings":
    """The settings of the project that was named, or found; raises NoProject, SettingsError."""
    from newsletter.settings import load

    return load(project_of(context), os.environ)


def project_of(context: typer.Context) -> Path:
    """The folder of the project that was named, or found, whatever its settings say; raises NoProject."""
    from newsletter.settings import find_project

    return _named(context) or find_project(Path.cwd())


def house_of(context: typer.Context) -> "HouseStyle":
    """The own spelling of the project that was named, or found, else nobody's; raises NoProject, SettingsError."""
    from newsletter.model import HouseStyle
    from newsletter.settings import find_project, load_house

    project = _named(context)
    try:
        project = project or find_project(Path.cwd())
    except NoProject:
        return HouseStyle()
    return load_house(project, os.environ)


def _named(context: typer.Context) -> Path | None:
    variable = os.environ.get("NEWSLETTER_PROJECT")
    named: Path | None = context.obj or (Path(variable) if variable else None)
    if named and not (named / "settings.toml").is_file():
        raise NoProject(f"{named}: no settings.toml there; make a project with newsletter init {named}")
    return named.resolve() if named else None


def now() -> datetime:
    """The one place where the command line looks at the clock."""
    return datetime.now(UTC)


def wait_for(work: Coroutine[Any, Any, T]) -> T:
    """Runs asynchronous work to its end, on uvloop where there is one."""
    import asyncio

    try:
        from uvloop import new_event_loop
    except ImportError:  # Windows has none
        new_event_loop = None  # type: ignore[assignment]
    with asyncio.Runner(loop_factory=new_event_loop) as runner:
        return runner.run(work)


@asynccontextmanager
async def open_desk(settings: "Settings") -> AsyncIterator["Desk"]:
    """The project's desk on its own database."""
    from newsletter.schedule.desk import opened

    async with opened(settings, now) as desk:
        yield desk


async def pull_into(desk: "Desk") -> None:
    """Pulls every source before a draft is made, and says which of them could not be read."""
    from newsletter.schedule.pulling import pull

    pulled = await pull(desk, progress_of_pull())
    end_progress()
    tell_pulled(pulled)


def progress_of_pull() -> "Tell":
    """Says how many articles have come so far, of every source, and how many of them have been read."""
    from collections import Counter

    given, done = Counter[str](), Counter[str]()

    def tell(source: str, articles: int, read: int) -> None:
        given[source], done[source] = articles, read
        said = f"{counted(given.total(), 'article')} from {counted(len(given), 'source')}"
        say_progress(f"{bar(done.total(), given.total())} {said}")

    return tell


def tell_pulled(pulled: "Iterable[Pulled]") -> None:
    """Says what did not come: broken sources, warnings, articles that were skipped."""
    for one in pulled:
        _say_some(one.source, [of_source(one.source, warning) for warning in one.warnings], "warning")
        if one.error:
            say(of_source(one.source, one.error))
        _say_some(one.source, [f"{skipped.place}: skipped: {skipped.reason}" for skipped in one.skipped], "article")


def _say_some(source: str, lines: Sequence[str], noun: str) -> None:
    """The first lines, and how many more there are: what comes after them matters more."""
    for line in lines[:_TOLD]:
        say(line)
    if len(lines) > _TOLD:
        say(f"source {source}: {counted(len(lines) - _TOLD, f'more {noun}')}; newsletter pull lists them")


def of_source(name: str, said: str) -> str:
    """A line about a source that names it once, whether or not what is said of it begins with its name."""
    return f"source {name}: {said.removeprefix(f'{name}: ')}"


def tell_findings(edition: "Edition") -> None:
    """Says what a person should look at in an edition, a line each."""
    from newsletter.report import proof

    for finding in edition.findings:
        say(proof.finding_line(edition, finding))


# ── names on the line ──────────────────────────────────────────────────────────────────────────────


def campaigns_named(settings: "Settings", name: str | None) -> "list[Campaign]":
    """One campaign or all; raises UsageError for a name that does not exist."""
    if name is None:
        return list(settings.campaigns.values())
    if name not in settings.campaigns:
        raise UsageError(f"no such campaign: {name!r}; known: {', '.join(settings.campaigns)}")
    return [settings.campaigns[name]]


def regions_named(settings: "Settings", campaign: "Campaign", name: str | None) -> list[str]:
    """One region of a campaign or all of them; a campaign without the one that is named has none to show."""
    if name is not None and name not in settings.regions:
        raise UsageError(f"no such region: {name!r}; known: {', '.join(settings.regions)}")
    return [slug for slug in campaign.regions if name in (None, slug)]


def languages_named(settings: "Settings", region: str, name: str | None) -> "list[Language]":
    """One language of a region or all of them; a region without the one that is named has none to show."""
    everywhere = {language.code for other in settings.regions.values() for language in other.languages}
    if name is not None and name not in everywhere:
        raise UsageError(f"no such language: {name!r}; known: {', '.join(sorted(everywhere))}")
    return [language for language in settings.regions[region].languages if name in (None, language.code)]


def at_least_one(found: Sequence[T], *named: str | None) -> Sequence[T]:
    """What was found; raises UsageError where the names, each of which exists, do not go together."""
    if not found:
        raise UsageError(f"there is no edition for {', '.join(filter(None, named))}; see newsletter campaigns list")
    return found


async def issues_named(desk: "Desk", campaign: str, region: str | None, date: str | None) -> "Sequence[Issue]":
    """The issues a command means: of each region, on the date named, else the one that waits, else the next one."""
    from newsletter.model import Issue
    from newsletter.schedule.desk import waiting_issue

    settings = desk.kit.settings
    (one,) = campaigns_named(settings, campaign)
    named = []
    for slug in regions_named(settings, one, region):
        waiting = None if date else await waiting_issue(desk, campaign, slug)
        named.append(waiting or Issue(campaign, slug, date_of(settings, one, slug, date)))
    return at_least_one(named, campaign, region)


def date_of(settings: "Settings", campaign: "Campaign", region: str, wanted: str | None) -> date:
    """The wanted local date, else the next scheduled one, else today there."""
    from zoneinfo import ZoneInfo

    from newsletter.schedule import calendar

    if wanted is not None:
        return _date(wanted)
    zone = ZoneInfo(settings.regions[region].timezone)
    entries = campaign.schedule.get(region)
    coming = calendar.next_after(calendar.parse(entries), zone, now() - timedelta(minutes=1)) if entries else None
    return coming.date if coming else calendar.local_date(now(), zone)


def _date(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise UsageError(f"{text!r} is not a date; write year, month and day as in 2026-11-26") from None


async def issues_there(
    desk: "Desk", campaign: str | None, region: str | None, wanted: str | None
) -> "Sequence[IssueRow]":
    """The issues that there are, of one campaign, region and local date or of all; raises UsageError for a wrong name.

    A campaign or region that was taken out of the settings while its issue was being sent is still one.
    """
    from newsletter.store import issues

    on = _date(wanted) if wanted is not None else None
    async with desk.pool.connection() as connection:
        found = await issues.listed(connection, campaign=campaign, region=region, on=on)
        every = found or await issues.listed(connection)
    settings = desk.kit.settings
    if campaign not in {row.campaign for row in every}:
        campaigns_named(settings, campaign)
    if region not in {None, *settings.regions, *(row.region for row in every)}:
        raise UsageError(f"no such region: {region!r}; known: {', '.join(settings.regions)}")
    return found


def person(named: str | None) -> str:
    """Who is at it: the name that was given, else the one of this computer's user; raises UsageError."""
    import getpass

    try:
        return named or getpass.getuser()
    except (KeyError, OSError):  # a container's user may have no name
        raise UsageError("this computer does not know who you are; say so with --as NAME") from None


def time_there(settings: "Settings", region: str, instant: datetime) -> str:
    """An instant as the region's clocks show it: `Thu 26 Nov 09:00 London`."""
    from zoneinfo import ZoneInfo

    zone = settings.regions[region].timezone if region in settings.regions else "UTC"
    there = instant.astimezone(ZoneInfo(zone))
    return f"{there:%a} {there.day} {there:%b %H:%M} {zone.rpartition('/')[2].replace('_', ' ')}"
