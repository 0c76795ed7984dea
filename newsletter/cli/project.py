"""The project that a command works on: its settings, its clock, and its desk with the database open."""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import typer

from newsletter.errors import NoProject, UsageError

if TYPE_CHECKING:
    from newsletter.model import Campaign
    from newsletter.schedule.desk import Desk
    from newsletter.settings import Settings


def settings_of(context: typer.Context) -> "Settings":
    """The settings of the project that was named, or found; raises NoProject, SettingsError."""
    from newsletter.settings import find_project, load

    named = context.obj or (Path(os.environ["NEWSLETTER_PROJECT"]) if "NEWSLETTER_PROJECT" in os.environ else None)
    if named is not None and not (named / "settings.toml").is_file():
        raise NoProject(f"{named}: no settings.toml there; make a project with newsletter init {named}")
    return load(named.resolve() if named else find_project(Path.cwd()), os.environ)


def now() -> datetime:
    """The one place where the command line looks at the clock."""
    return datetime.now(UTC)


@asynccontextmanager
async def open_desk(settings: "Settings") -> AsyncIterator["Desk"]:
    """The project's desk on its own database."""
    from newsletter.schedule.desk import opened

    async with opened(settings, now) as desk:
        yield desk


def campaigns_named(settings: "Settings", name: str | None) -> "list[Campaign]":
    """One campaign or all; raises UsageError for a name that does not exist."""
    if name is None:
        return list(settings.campaigns.values())
    if name not in settings.campaigns:
        raise UsageError(f"no such campaign: {name!r}; known: {', '.join(settings.campaigns)}")
    return [settings.campaigns[name]]


def regions_named(campaign: "Campaign", name: str | None) -> list[str]:
    """One region of a campaign or all of them; raises UsageError."""
    if name is None:
        return list(campaign.regions)
    if name not in campaign.regions:
        raise UsageError(f"campaign {campaign.slug} has no region {name!r}; it has: {', '.join(campaign.regions)}")
    return [name]


def date_of(settings: "Settings", campaign: "Campaign", region: str, wanted: str | None) -> date:
    """The wanted local date, else the next scheduled one, else today there."""
    from newsletter.schedule import calendar

    if wanted is not None:
        try:
            return date.fromisoformat(wanted)
        except ValueError:
            raise UsageError(f"{wanted!r} is not a date; write year, month and day as in 2026-11-26") from None
    zone = ZoneInfo(settings.regions[region].timezone)
    entries = campaign.schedule.get(region)
    coming = calendar.next_after(calendar.parse(entries), zone, now() - timedelta(minutes=1)) if entries else None
    return coming.date if coming else calendar.local_date(now(), zone)
