"""Commands that look at editions before anybody gets them: pull, render, plan."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from newsletter.cli.options import CampaignOption, DateOption, Json, LanguageOption, RegionOption
from newsletter.cli.project import (
    at_least_one,
    campaigns_named,
    date_of,
    languages_named,
    now,
    of_source,
    open_desk,
    progress_of_pull,
    regions_named,
    settings_of,
    tell_findings,
    tell_pulled,
    wait_for,
)
from newsletter.cli.screen import counted, end_progress, say, say_progress, show_json, show_table
from newsletter.errors import Blocked, NewsletterError

if TYPE_CHECKING:
    from newsletter.articles.sources import Pulled
    from newsletter.model import Article, Campaign, Edition
    from newsletter.pipeline import Kit
    from newsletter.report.screenshots import Camera
    from newsletter.schedule.plan import PlannedIssue
    from newsletter.settings import Settings


_GRAVITY = ("new", "changed", "gone", "skipped", "warning", "error")


def register(app: typer.Typer) -> None:
    for command in (pull, render, plan):
        app.command()(command)


def pull(context: typer.Context, json: Json = False) -> None:
    """Fetch every source; say what is new, gone or skipped.

    Example: newsletter pull
    """
    settings = settings_of(context)

    async def run() -> "Sequence[Pulled]":
        from newsletter.schedule import pulling

        async with open_desk(settings) as opened:
            return await pulling.pull(opened, progress_of_pull())

    pulled = wait_for(run())
    end_progress()
    if json:
        show_json([_pulled_json(one) for one in pulled])
    else:
        # What somebody has to look at comes last, where it is seen.
        if rows := sorted((row for one in pulled for row in _pulled_rows(one)), key=lambda row: _GRAVITY.index(row[2])):
            show_table(("source", "place", "", "article or reason"), rows)
        sources = {one.name for one in settings.sources}
        for one in (one for one in pulled if one.source in sources):  # the others are pictures alone
            say(_pulled_line(one))
    if broken := [of_source(one.source, one.error) for one in pulled if one.error]:
        raise NewsletterError("\n".join(broken))


def render(
    context: typer.Context,
    out: Annotated[Path, typer.Option(help="The folder to write to; made where it is missing.")],
    campaign: CampaignOption = None,
    region: RegionOption = None,
    language: LanguageOption = None,
    date: DateOption = None,
    screenshots: Annotated[
        bool, typer.Option("--screenshots", help="Also as pictures, 360 and 600 pixels wide, light, dark and inverted.")
    ] = False,
) -> None:
    """Write editions as HTML, text and message, with a proof page.

    The page can be printed. Pictures need Chromium and the extra newsletter[screenshots].

    Example: newsletter render --out proof --date 2026-11-26
    """
    from contextlib import nullcontext

    from newsletter.report.screenshots import camera

    settings = settings_of(context)
    named = campaigns_named(settings, campaign)
    if screenshots:
        with camera():  # where there is none, that is said before anything is fetched or written
            pass
    kit, articles = look(settings)
    composed = [(one, list(next_editions(kit, articles, one, region, language, date))) for one in named]
    chosen = at_least_one([(one, editions) for one, editions in composed if editions], campaign, region, language)
    with camera() if screenshots else nullcontext() as opened:
        blocked = [
            _write_proof(out if len(named) == 1 else out / one.slug, settings, one, editions, articles, opened)
            for one, editions in chosen
        ]
    if any(blocked):
        raise Blocked("\n".join(filter(None, blocked)))


def plan(
    context: typer.Context,
    days: Annotated[int, typer.Option(help="How many days ahead.", min=1, max=731)] = 90,
    ics: Annotated[bool, typer.Option("--ics", help="Print an iCalendar file.")] = False,
    json: Json = False,
) -> None:
    """Show every instant at which something will go out.

    In the region's time, yours and UTC, with what the clocks do to it that day, and what would stop it.

    Example: newsletter plan --days 30
    """
    from urllib.parse import urlsplit

    from newsletter.schedule import plan as plans

    settings = settings_of(context)
    moment = now()
    planned = (
        row for one in settings.campaigns.values() for row in plans.plan(one, settings.regions, moment.date(), days)
    )
    rows = sorted((row for row in planned if row.instant > moment), key=lambda row: (row.instant, row.issue))
    if ics:
        print(plans.to_ics(rows, settings.name.plain, urlsplit(settings.base_url).hostname or "", moment), end="")
    elif json:
        show_json([_planned_json(settings, row) for row in rows])
    else:
        columns = ("issue", "region's time", "your time", "UTC", "clocks", "stopped by")
        show_table(columns, [_planned_row(settings, row) for row in rows])


# ── details ────────────────────────────────────────────────────────────────────────────────────────


def look(settings: "Settings") -> "tuple[Kit, list[Article]]":
    """The kit and all that the sources have now; no database is asked."""
    from newsletter.pipeline import lately, open_kit, pull_all, unremembered

    kit = open_kit(settings)
    pulled = pull_all(kit, lately(kit, now()), progress_of_pull())
    end_progress()
    tell_pulled(pulled)
    return kit, unremembered(pulled)


def next_editions(
    kit: "Kit",
    articles: "list[Article]",
    campaign: "Campaign",
    region: str | None = None,
    language: str | None = None,
    date: str | None = None,
) -> "Iterator[Edition]":
    from newsletter.model import Issue
    from newsletter.pipeline import compose

    for slug in regions_named(kit.settings, campaign, region):
        issue = Issue(campaign.slug, slug, date_of(kit.settings, campaign, slug, date))
        for one in languages_named(kit.settings, slug, language):
            yield compose(issue, one, articles, kit)


def _write_proof(
    folder: Path,
    settings: "Settings",
    campaign: "Campaign",
    editions: "Sequence[Edition]",
    articles: "Sequence[Article]",
    camera: "Camera | None",
) -> str:
    """Writes one campaign's proof and says so; what checks block is the answer."""
    from newsletter.report import parity, proof

    shots = camera.take(folder, proof.letters(settings, editions), _tell_pictures) if camera else ()
    apart = parity.among(settings, editions, {article.id: article for article in articles})
    proof.write(folder, settings, campaign.slug, editions, now(), shots, apart)
    written = counted(len(editions), "edition") + (f" and {counted(len(shots), 'picture')}" if shots else "")
    say(f"{campaign.slug}: {written} in {folder}; open {folder / 'index.html'}")
    for edition in editions:
        tell_findings(edition)
    for finding in apart:
        say(f"{campaign.slug}: {finding.level}: {finding}")
    names = proof.blocked_names(editions)
    return f"{campaign.slug}: checks block {names}; see {folder / 'report.json'}" if names else ""


def _tell_pictures(taken: int, wanted: int) -> None:
    say_progress(f"{taken} of {counted(wanted, 'picture')}")
    if taken == wanted:
        end_progress()


def _pulled_json(one: "Pulled") -> dict[str, Any]:
    return {
        "source": one.source,
        "articles": [
            {
                "id": article.id,
                "title": article.title,
                "place": article.place,
                "state": one.news.get(article.id, "unchanged"),
            }
            for article in one.articles
        ],
        "gone": list(one.gone),
        "skipped": [{"place": skipped.place, "reason": skipped.reason} for skipped in one.skipped],
        "warnings": list(one.warnings),
        "error": one.error,
    }


def _pulled_rows(one: "Pulled") -> Iterator[tuple[str, str, str, str]]:
    for article in one.articles:
        if article.id in one.news:
            yield one.source, article.place, one.news[article.id], article.title
    for name in one.gone:
        yield one.source, name.removeprefix(f"{one.source}:"), "gone", "no longer in its source"
    for skipped in one.skipped:
        yield one.source, skipped.place, "skipped", skipped.reason
    for warning in one.warnings:
        yield one.source, "", "warning", warning.removeprefix(f"{one.source}: ")
    if one.error:
        yield one.source, "", "error", one.error.removeprefix(f"{one.source}: ")


def _pulled_line(one: "Pulled") -> str:
    """How much came of a source and what of it is news; all that is unchanged is only counted."""
    from collections import Counter

    found = Counter[str](one.news.values())
    found["unchanged"] = len(one.articles) - found.total()
    found |= Counter(gone=len(one.gone), skipped=len(one.skipped))
    told = ", ".join(
        f"{found[name]:,} {name}" for name in ("new", "changed", "unchanged", "gone", "skipped") if found[name]
    )
    return f"{one.source}: {counted(len(one.articles), 'article')}{f': {told}' if told else ''}"


def _stops(settings: "Settings", row: "PlannedIssue") -> str:
    """What would keep an issue from going out, as far as the settings say."""
    people = settings.campaigns[row.issue.campaign].approvals
    approval = "no approval" if people == 1 else f"under {people} approvals"
    return approval if settings.relay_of(row.region) else f"no relay, {approval}"


def _planned_json(settings: "Settings", row: "PlannedIssue") -> dict[str, Any]:
    there = f"{row.issue.date} {row.wall:%H:%M}"
    stops = _stops(settings, row)
    return {"issue": row.issue.id, "region_time": there, "utc": row.instant, "note": row.note, "stops": stops}


def _planned_row(settings: "Settings", row: "PlannedIssue") -> tuple[str, str, str, str, str, str]:
    return (
        row.issue.id,
        f"{row.issue.date:%a} {row.issue.date} {row.wall:%H:%M} {row.region.timezone}",
        f"{row.instant.astimezone():%a %H:%M %Z}",
        f"{row.instant:%a %H:%M} UTC",
        row.note,
        _stops(settings, row),
    )
