"""Commands that look at editions before anybody gets them: pull, render, check, british, plan."""

import asyncio
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from newsletter.cli.project import campaigns_named, date_of, now, open_desk, regions_named, settings_of
from newsletter.cli.screen import say, show_json, show_table
from newsletter.errors import Blocked, NewsletterError, UsageError

if TYPE_CHECKING:
    from newsletter.articles.sources import Pulled
    from newsletter.model import Article, Edition, Language
    from newsletter.pipeline import Kit
    from newsletter.schedule.plan import PlannedIssue
    from newsletter.settings import Settings

CampaignOption = Annotated[str | None, typer.Option(help="A campaign's name; else every campaign.")]
RegionOption = Annotated[str | None, typer.Option(help="A region's name; else all of the campaign's.")]
LanguageOption = Annotated[str | None, typer.Option(help="A language such as en_GB; else all of the region's.")]
DateOption = Annotated[str | None, typer.Option(help="A local date, 2026-11-26; else the next scheduled one.")]
Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]


def register(app: typer.Typer) -> None:
    for command in (pull, render, check, british, plan):
        app.command()(command)


def pull(context: typer.Context, json: Json = False) -> None:
    """Fetch every source; say per article what was taken, skipped, and why.

    Example: newsletter pull
    """
    settings = settings_of(context)

    async def run() -> None:
        from newsletter.schedule import desk

        async with open_desk(settings) as opened:
            pulled = await desk.pull(opened)
        if json:
            show_json([_pulled_json(one) for one in pulled])
        else:
            _show_pulled(pulled)
        if any(one.error for one in pulled):
            raise NewsletterError("\n".join(f"source {one.source}: {one.error}" for one in pulled if one.error))

    asyncio.run(run())


def render(
    context: typer.Context,
    out: Annotated[Path, typer.Option(help="The folder to write to; made where it is missing.")],
    campaign: CampaignOption = None,
    region: RegionOption = None,
    language: LanguageOption = None,
    date: DateOption = None,
) -> None:
    """Write every edition as HTML, text and message, with a report and a proof to hand to an approver.

    Example: newsletter render --out proof --date 2026-11-26
    """
    from newsletter.report import proof

    settings = settings_of(context)
    kit, articles = _look(settings)
    for one in campaigns_named(settings, campaign):
        editions = list(_editions(kit, articles, one.slug, region, language, date))
        folder = out if campaign or len(settings.campaigns) == 1 else out / one.slug
        proof.write(folder, settings, one.slug, editions, now())
        say(f"{one.slug}: {len(editions)} editions in {folder}; open {folder / 'index.html'}")
        for edition in editions:
            for finding in edition.findings:
                say(proof.finding_line(edition, finding))
        if any(edition.blocked for edition in editions):
            raise Blocked(f"{one.slug}: checks block {proof.blocked_names(editions)}; see {folder / 'report.json'}")


def check(context: typer.Context, json: Json = False) -> None:
    """Check settings, templates, catalogues, CTAs, spelling and links of the next editions.

    Example: newsletter check
    """
    from newsletter.pipeline import catalogue_findings
    from newsletter.report import proof

    settings = settings_of(context)
    kit, articles = _look(settings)
    findings = [("catalogues", finding) for finding in catalogue_findings(settings)]
    for campaign in settings.campaigns.values():
        for edition in _editions(kit, articles, campaign.slug, None, None, None):
            findings += [(proof.stem(edition), finding) for finding in edition.findings]
    if json:
        show_json([{"where": where, **proof.finding_json(finding)} for where, finding in findings])
    else:
        rows = [
            (where, finding.level, f"{finding.part}:{finding.line}", finding.message, finding.remedy)
            for where, finding in findings
        ]
        show_table(("where", "level", "place", "what", "remedy"), rows) if rows else say("Nothing found: all is well.")
    errors = sum(finding.level == "error" for _, finding in findings)
    if errors:
        raise Blocked(f"{errors} {'error' if errors == 1 else 'errors'}")


def british(
    file: Annotated[Path | None, typer.Argument(help="A file; else standard input.")] = None,
    format: Annotated[str, typer.Option(help="text, html or mjml.")] = "text",  # noqa: A002 (the option's name)
    json: Json = False,
) -> None:
    """Respell American English as British; names, quotations, links and markup stay as they are.

    Example: newsletter british article.txt > british.txt
    """
    from newsletter.localise.british import respell

    if format not in ("text", "html", "mjml"):
        raise UsageError(f"--format {format}: unknown; use text, html or mjml")
    form: Literal["text", "html", "mjml"] = format  # type: ignore[assignment]
    respelled = respell(_read(file), form)
    if json:
        show_json(
            {
                "text": respelled.text,
                "changes": [
                    {"line": one.line, "column": one.column, "from": one.old, "to": one.new, "tier": one.tier}
                    for one in respelled.changes
                ],
                "kept": [
                    {"line": one.line, "column": one.column, "word": one.word, "why": one.why} for one in respelled.kept
                ],
            }
        )
    else:
        sys.stdout.buffer.write(respelled.text.encode())


def plan(
    context: typer.Context,
    days: Annotated[int, typer.Option(help="How many days ahead.", min=1, max=731)] = 90,
    ics: Annotated[bool, typer.Option("--ics", help="Print an iCalendar file.")] = False,
    json: Json = False,
) -> None:
    """Show every instant at which something will go out, per region, and what the clocks do to it.

    Example: newsletter plan --days 30
    """
    from urllib.parse import urlsplit

    from newsletter.schedule import plan as plans

    settings = settings_of(context)
    start = now().date()
    rows = sorted(
        (row for one in settings.campaigns.values() for row in plans.plan(one, settings.regions, start, days)),
        key=lambda row: (row.instant, row.issue),
    )
    if ics:
        print(plans.to_ics(rows, settings.name.plain, urlsplit(settings.base_url).hostname or "", now()), end="")
    elif json:
        show_json(
            [
                {
                    "issue": row.issue.id,
                    "region_time": f"{row.issue.date} {row.wall:%H:%M}",
                    "utc": row.instant,
                    "note": row.note,
                }
                for row in rows
            ]
        )
    else:
        _show_plan(rows)


# ── details ────────────────────────────────────────────────────────────────────────────────────────


def _look(settings: "Settings") -> "tuple[Kit, list[Article]]":
    """The kit and all that the sources have now; no database is asked."""
    from newsletter.pipeline import open_kit, pull_all

    kit = open_kit(settings)
    pulled = pull_all(kit)
    for one in pulled:
        for warning in (*one.warnings, *([one.error] if one.error else [])):
            say(f"source {one.source}: {warning}")
        for skipped in one.skipped:
            say(f"{skipped.place}: skipped: {skipped.reason}")
    return kit, [article for one in pulled for article in one.articles]


def _editions(
    kit: "Kit", articles: "list[Article]", campaign: str, region: str | None, language: str | None, date: str | None
) -> "Iterator[Edition]":
    from newsletter.model import Issue
    from newsletter.pipeline import compose

    settings = kit.settings
    for slug in regions_named(settings.campaigns[campaign], region):
        issue = Issue(campaign, slug, date_of(settings, settings.campaigns[campaign], slug, date))
        for one in languages_named(settings, slug, language):
            yield compose(issue, one, articles, kit)


def languages_named(settings: "Settings", region: str, name: str | None) -> "tuple[Language, ...]":
    """One language of a region or all of them; a region without the one that is named has none to show."""
    known = settings.regions[region].languages
    everywhere = {language.code for other in settings.regions.values() for language in other.languages}
    if name is not None and name not in everywhere:
        raise UsageError(f"no region has the language {name!r}; known: {', '.join(sorted(everywhere))}")
    return known if name is None else tuple(language for language in known if language.code == name)


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


def _pulled_json(one: "Pulled") -> dict[str, object]:
    return {
        "source": one.source,
        "articles": [{"id": article.id, "title": article.title, "place": article.place} for article in one.articles],
        "skipped": [{"place": skipped.place, "reason": skipped.reason} for skipped in one.skipped],
        "warnings": list(one.warnings),
        "error": one.error,
    }


def _show_pulled(pulled: "Sequence[Pulled]") -> None:
    rows = []
    for one in pulled:
        rows += [(one.source, article.place, "taken", article.title) for article in one.articles]
        rows += [(one.source, skipped.place, "skipped", skipped.reason) for skipped in one.skipped]
        rows += [(one.source, "", "warning", warning) for warning in one.warnings]
    show_table(("source", "place", "", "article or reason"), rows)


def _show_plan(rows: "Sequence[PlannedIssue]") -> None:
    local = [
        (
            row.issue.id,
            f"{row.issue.date:%a} {row.issue.date} {row.wall:%H:%M} {row.region.timezone}",
            f"{row.instant.astimezone():%a %H:%M %Z}",
            f"{row.instant:%a %H:%M} UTC",
            row.note,
        )
        for row in rows
    ]
    show_table(("issue", "region's time", "your time", "UTC", "clocks"), local)
