"""Commands that look at editions before anybody gets them: pull, render, check, british, plan."""

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from newsletter.cli.options import CampaignOption, DateOption, Json, LanguageOption, RegionOption
from newsletter.cli.project import (
    at_least_one,
    campaigns_named,
    date_of,
    house_of,
    languages_named,
    now,
    open_desk,
    regions_named,
    settings_of,
    tell_findings,
    tell_pulled,
    wait_for,
)
from newsletter.cli.screen import counted, say, show_json, show_table
from newsletter.errors import Blocked, NewsletterError, UsageError

if TYPE_CHECKING:
    from newsletter.articles.sources import Pulled
    from newsletter.localise.edits import Edited
    from newsletter.model import Article, Campaign, Edition
    from newsletter.pipeline import Kit
    from newsletter.schedule.plan import PlannedIssue
    from newsletter.settings import Settings


def register(app: typer.Typer) -> None:
    for command in (pull, render, check, british, plan):
        app.command()(command)


def pull(context: typer.Context, json: Json = False) -> None:
    """Fetch every source and say what was taken, skipped and why.

    Example: newsletter pull
    """
    settings = settings_of(context)

    async def run() -> "Sequence[Pulled]":
        from newsletter.schedule import desk

        async with open_desk(settings) as opened:
            return await desk.pull(opened)

    pulled = wait_for(run())
    if json:
        show_json([_pulled_json(one) for one in pulled])
    else:
        show_table(("source", "place", "", "article or reason"), [row for one in pulled for row in _pulled_rows(one)])
    if broken := [one for one in pulled if one.error]:
        raise NewsletterError("\n".join(f"source {one.source}: {one.error}" for one in broken))


def render(
    context: typer.Context,
    out: Annotated[Path, typer.Option(help="The folder to write to; made where it is missing.")],
    campaign: CampaignOption = None,
    region: RegionOption = None,
    language: LanguageOption = None,
    date: DateOption = None,
) -> None:
    """Write editions as HTML, text and message, with a proof page.

    Example: newsletter render --out proof --date 2026-11-26
    """
    from newsletter.report import proof

    settings = settings_of(context)
    kit, articles = _look(settings)
    named = campaigns_named(settings, campaign)
    composed = [(one, list(_editions(kit, articles, one, region, language, date))) for one in named]
    chosen = [(one, editions) for one, editions in composed if editions]
    blocked: list[str] = []
    for one, editions in at_least_one(chosen, campaign, region, language):
        folder = out if len(named) == 1 else out / one.slug
        proof.write(folder, settings, one.slug, editions, now())
        say(f"{one.slug}: {counted(len(editions), 'edition')} in {folder}; open {folder / 'index.html'}")
        for edition in editions:
            tell_findings(edition)
        if names := proof.blocked_names(editions):
            blocked.append(f"{one.slug}: checks block {names}; see {folder / 'report.json'}")
    if blocked:
        raise Blocked("\n".join(blocked))


def check(context: typer.Context, json: Json = False) -> None:
    """Check settings, templates, CTAs, spelling and links.

    Looks at the catalogues and at the next edition of every campaign, region and language.

    Example: newsletter check
    """
    from newsletter.pipeline import catalogue_findings
    from newsletter.report import proof

    settings = settings_of(context)
    kit, articles = _look(settings)
    findings = [("catalogues", finding) for finding in catalogue_findings(settings)]
    for campaign in settings.campaigns.values():
        for edition in _editions(kit, articles, campaign):
            where = f"{campaign.slug}: {proof.stem(edition)}"
            findings += [(where, finding) for finding in edition.findings]
    if json:
        show_json([{"where": where, **proof.finding_json(finding)} for where, finding in findings])
    elif findings:
        rows = [(where, one.level, proof.place(one), one.message, one.remedy) for where, one in findings]
        show_table(("where", "level", "place", "what", "remedy"), rows)
    else:
        say("Nothing found: all is well.")
    if errors := sum(finding.level == "error" for _, finding in findings):
        raise Blocked(counted(errors, "error"))


def british(
    context: typer.Context,
    file: Annotated[Path | None, typer.Argument(metavar="FILE", help="A file; else standard input.")] = None,
    form: Annotated[Literal["text", "html", "mjml"], typer.Option("--format", help="What is read.")] = "text",
    json: Json = False,
) -> None:
    """Respell American English as British, on standard output.

    Names, quotations, links and markup stay as they are. Inside a project its own [spelling] counts too.

    Example: newsletter british article.txt > british.txt
    """
    from newsletter.localise.british import respell

    respelled = respell(_read(file), form, house_of(context))
    if json:
        show_json(_respelled_json(respelled))
    else:
        sys.stdout.buffer.write(respelled.text.encode())  # bytes: Windows would write other line ends


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


def _look(settings: "Settings") -> "tuple[Kit, list[Article]]":
    """The kit and all that the sources have now; no database is asked."""
    from newsletter.pipeline import open_kit, pull_all

    kit = open_kit(settings)
    pulled = pull_all(kit)
    tell_pulled(pulled)
    return kit, [article for one in pulled for article in one.articles]


def _editions(
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


def _read(file: Path | None) -> str:
    raw = sys.stdin.buffer.read() if file is None else _bytes_of(file)
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as error:
        raise UsageError(f"{file or 'standard input'}: not UTF-8 at byte {error.start}; save it as UTF-8") from error


def _bytes_of(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise UsageError(f"{file}: cannot be read: {error.strerror}") from error


def _respelled_json(respelled: "Edited") -> dict[str, Any]:
    return {
        "text": respelled.text,
        "changes": [
            {"line": one.line, "column": one.column, "from": one.word, "to": one.better, "tier": one.tier}
            for one in respelled.changes
        ],
        "kept": [
            {
                "line": one.line,
                "column": one.column,
                "word": one.word,
                "to": one.better,
                "tier": one.tier,
                "why": one.why,
            }
            for one in respelled.kept
        ],
    }


def _pulled_json(one: "Pulled") -> dict[str, Any]:
    return {
        "source": one.source,
        "articles": [{"id": article.id, "title": article.title, "place": article.place} for article in one.articles],
        "skipped": [{"place": skipped.place, "reason": skipped.reason} for skipped in one.skipped],
        "warnings": list(one.warnings),
        "error": one.error,
    }


def _pulled_rows(one: "Pulled") -> Iterator[tuple[str, str, str, str]]:
    for article in one.articles:
        yield one.source, article.place, "taken", article.title
    for skipped in one.skipped:
        yield one.source, skipped.place, "skipped", skipped.reason
    for warning in one.warnings:
        yield one.source, "", "warning", warning
    if one.error:
        yield one.source, "", "error", one.error


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
