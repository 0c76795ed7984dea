"""Commands on the registry of CTAs: list, import, export; and what `check --harvest` prints."""

import os
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from newsletter.cli.options import Json
from newsletter.cli.project import now, settings_of
from newsletter.cli.screen import counted, say, show_json, show_table
from newsletter.errors import NewsletterError

if TYPE_CHECKING:
    from newsletter.ctas.harvest import Unknown
    from newsletter.model import Article, Cta, CtaTarget
    from newsletter.pipeline import Kit
    from newsletter.settings import Settings

ctas = typer.Typer(help="List, import and export calls to action.", no_args_is_help=True)


def register(app: typer.Typer) -> None:
    app.add_typer(ctas, name="ctas")


@ctas.command("list")
def list_ctas(context: typer.Context, json: Json = False) -> None:
    """List every CTA: label, address and validity in each region.

    Example: newsletter ctas list
    """
    settings = settings_of(context)
    listed = list(_targets(settings))
    if json:
        show_json([_target_json(*one) for one in listed])
    elif listed:
        columns = ("CTA", "region", "label", "url", "today")
        show_table(
            columns,
            [
                (one.id, slug, target.label.plain, target.url, _today(today, target))
                for one, slug, target, today in listed
            ],
        )
    else:
        say("There is no CTA yet; newsletter check --harvest prints those that the articles ask for.")


@ctas.command("import")
def import_(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="A CSV file with id, region, label and url at least.")],
) -> None:
    """Merge a spreadsheet of CTAs into the project's ctas.csv.

    Says each change. One bad row, and nothing is taken; CTAs of settings.toml are never changed.

    Example: newsletter ctas import new-buttons.csv
    """
    from newsletter.ctas.merging import merge
    from newsletter.settings import cta_sheet

    settings = settings_of(context)
    regions = {slug: (one.name.plain, *one.aliases) for slug, one in settings.regions.items()}
    new = cta_sheet.rows_of(file, str(file), regions)
    settled = [one for one in settings.ctas if one.file != cta_sheet.NAME]
    merged = merge(cta_sheet.read(settings.project, regions), new, settled, [*regions])
    for change in merged.changes:
        say(change)
    if merged.changes:
        _write(settings.project / cta_sheet.NAME, cta_sheet.sheet([row.cells for row in merged.rows]))
    say(f"{counted(len(new), 'row')} read, {len(merged.changes):,} added or changed in {cta_sheet.NAME}")


@ctas.command()
def export(
    context: typer.Context,
    file: Annotated[Path | None, typer.Argument(help="Where to write it; else standard output.")] = None,
) -> None:
    """Write all CTAs as a spreadsheet, a row for each region.

    Example: newsletter ctas export ctas-for-review.csv
    """
    from newsletter.settings import cta_sheet

    rows = cta_sheet.rows_from(settings_of(context).ctas)
    if file is None:
        sys.stdout.buffer.write(cta_sheet.sheet(rows))
    else:
        _write(file, cta_sheet.sheet(rows))
        say(f"{counted(len(rows), 'row')} written to {file}")


def show_harvest(kit: "Kit", articles: "Sequence[Article]", *, json: bool) -> None:
    """Prints the CTAs that articles ask for and nobody knows: as rows to complete, and where each of them stands."""
    from newsletter.ctas.harvest import harvest, rows_of
    from newsletter.settings import cta_sheet

    regions = kit.settings.regions
    found = harvest(articles, kit.registry, regions)
    if json:
        show_json([_unknown_json(one) for one in found])
    elif found:
        for one in found:
            for place, title in one.places:
                say(f"{place}: “{title}” asks for the CTA {one.id}{_hints(one)}")
        sys.stdout.buffer.write(cta_sheet.sheet([row for one in found for row in rows_of(one, regions)]))
        say(f"{counted(len(found), 'CTA')} unknown: complete the rows, then newsletter ctas import FILE")
    else:
        say("Every CTA that the articles ask for is known.")


# ── details ────────────────────────────────────────────────────────────────────────────────────────


def _targets(settings: "Settings") -> "Iterator[tuple[Cta, str, CtaTarget, str]]":
    """Each CTA in each of its regions, with what today's date there makes of it: valid, expired or coming."""
    from zoneinfo import ZoneInfo

    from newsletter.schedule import calendar

    for one in settings.ctas:
        for slug, target in one.targets.items():
            today = calendar.local_date(now(), ZoneInfo(settings.regions[slug].timezone))
            if target.valid_until and today > target.valid_until:
                yield one, slug, target, "expired"
            else:
                yield one, slug, target, "coming" if target.valid_from and today < target.valid_from else "valid"


def _today(today: str, target: "CtaTarget") -> str:
    if today == "expired":
        return f"expired on {target.valid_until}"
    if today == "coming":
        return f"begins on {target.valid_from}"
    return f"valid until {target.valid_until}" if target.valid_until else "valid"


def _target_json(one: "Cta", region: str, target: "CtaTarget", today: str) -> dict[str, Any]:
    return {
        "id": one.id,
        "aliases": list(one.aliases),
        "region": region,
        "label": target.label.plain,
        "labels": dict(target.label.translations),
        "url": target.url,
        "style": target.style,
        "valid_from": target.valid_from,
        "valid_until": target.valid_until,
        "today": today,
        "fallback": one.fallback,
        "track": target.track,
        "file": one.file,
    }


def _unknown_json(one: "Unknown") -> dict[str, Any]:
    return {
        "id": one.id,
        "labels": one.labels,
        "target": one.target,
        "regions": one.regions,
        "articles": [{"place": place, "title": title} for place, title in one.places],
    }


def _hints(one: "Unknown") -> str:
    said = [f"said {' / '.join(f'“{label}”' for label in one.labels.values())}"] if one.labels else []
    led = [f"led to {one.target}"] if one.target else []
    return f", which {' and '.join([*said, *led])}" if said or led else ""


def _write(path: Path, content: bytes) -> None:
    """Writes a file whole or not at all."""
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        beside.write_bytes(content)
        beside.replace(path)
    except OSError as error:
        beside.unlink(missing_ok=True)
        raise NewsletterError(f"{path}: cannot be written: {error.strerror}") from error
