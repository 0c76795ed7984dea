"""The whole job on the sample articles, from an empty folder to messages in a sink. Called by `newsletter demo`.

A project and a database of its own each time, and a clock that stands in the samples' week, so the same is shown on
any day. What it does is what the product does: only the relay is a sink, and nobody has to approve by hand.
"""

import shutil
import tomllib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from newsletter.audience.imports import import_file
from newsletter.cli.screen import show_table
from newsletter.deliver import worker
from newsletter.deliver.room import PostRoom
from newsletter.deliver.sink import sink
from newsletter.errors import NewsletterError, UsageError
from newsletter.init import Answers, create
from newsletter.localise.formats import language_title
from newsletter.model import Issue
from newsletter.render import checks
from newsletter.report import differences, proof, spelling
from newsletter.schedule import calendar, desk, pulling
from newsletter.schedule.desk import Desk, Draft
from newsletter.settings import load
from newsletter.starter import bundled
from newsletter.store import deliveries, engine

_CAMPAIGN = "weekly"
_MARK = "demo.txt"  # in a folder that may be cleared
_WEEK = timedelta(days=7)  # in which every region's issue comes once

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class _Sent:
    """One issue and what became of it, by language: recipients and accepted."""

    draft: Draft
    counts: dict[str, tuple[int, int]]


async def run(folder: Path, program: str, say: Say) -> None:
    """Makes the project in `folder` (what was there goes), sends every edition, and prints what happened."""
    _clear(folder)
    day = _reference_date()
    create(folder, Answers(), None, day)
    say(f"Made a project with sample articles in {folder}.")
    async with sink(folder / "sent") as port:
        settings = load(folder, _relay_at(port))
        now = datetime.combine(day + _WEEK, time(12), UTC)
        async with desk.opened(settings, lambda: now) as opened:
            imported = await import_file(
                opened.pool, folder / "subscribers.csv", dict(settings.regions), now, sample=True
            )
            say(f"Imported {imported.added} sample subscribers. Pulling, composing, sending ...")
            await pulling.pull(opened)
            sent = await _send(opened, day)
    editions = [edition for one in sent for edition in one.draft.editions]
    proof.write(folder / "proof", settings, _CAMPAIGN, editions, now)
    _tell(opened, sent, folder, program)


def _clear(folder: Path) -> None:
    """Takes away what the last demo left; raises UsageError rather than delete what is somebody's own."""
    if folder.exists() and not (folder / _MARK).is_file() and (not folder.is_dir() or any(folder.iterdir())):
        raise UsageError(f"{folder}: holds something else than a demo; name a new folder with --folder")
    engine.discard(folder)
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    (folder / _MARK).write_text("Made by `newsletter demo`, and made anew each time it runs.\n", "utf-8")


def _reference_date() -> date:
    """The day that the samples' own dates are told from."""
    reference: date = tomllib.loads(bundled("dates.toml").read_text("utf-8"))["reference"]
    return reference


def _relay_at(port: int) -> dict[str, str]:
    """The sink, said as a person would say it: in the environment."""
    relay = {"HOST": "127.0.0.1", "PORT": str(port), "TLS": "none"}
    return {f"NEWSLETTER_RELAYS__MAIN__{key}": value for key, value in relay.items()}


async def _send(opened: Desk, day: date) -> list[_Sent]:
    """Drafts, approves, starts and delivers the samples' issues."""
    drafts = []
    for issue in _issues(opened, day):
        drafted = await desk.draft(opened, issue)
        languages = opened.kit.settings.regions[issue.region].languages
        await desk.approve(opened, drafted, languages=languages, by="demo")
        await desk.start(opened, drafted)
        drafts.append(drafted)
    room = PostRoom(opened.pool, lambda: opened.kit.settings, opened.now)
    await worker.run(opened.queue, room, until_idle=True)
    async with opened.pool.connection() as connection:
        return [_Sent(one, await deliveries.counts_by_language(connection, one.row.id)) for one in drafts]


def _issues(opened: Desk, day: date) -> list[Issue]:
    """The first scheduled issue of each region from the samples' date on."""
    campaign, regions = opened.kit.settings.campaigns[_CAMPAIGN], opened.kit.settings.regions
    return [
        next(
            Issue(_CAMPAIGN, slug, found.date)
            for found in calendar.occurrences(
                calendar.parse(campaign.schedule[slug]), ZoneInfo(regions[slug].timezone), day, day + _WEEK
            )
        )
        for slug in campaign.regions
    ]


def _tell(opened: Desk, sent: Sequence[_Sent], folder: Path, program: str) -> None:
    rows = [row for one in sent for row in _rows(opened, one)]
    show_table(("region", "language", "articles", "bytes", "verdict", "recipients", "accepted"), rows)
    editions = [edition for one in sent for edition in one.draft.editions]
    print("What differs between the regions:")
    for line in differences.among(opened.kit.settings, editions):
        print(f"  - {line}")
    print(f"\nWording: {spelling.one_line(editions)}")
    print(f"\n{len(list((folder / 'sent').glob('*.eml')))} messages went through a local SMTP sink: {folder / 'sent'}")
    print(f"Open:  {(folder / 'proof' / 'index.html').as_uri()}")
    print(f"Next:  {program} init my-newsletter")
    if any(recipients != accepted for one in sent for recipients, accepted in one.counts.values()):
        raise NewsletterError("some messages were not accepted; newsletter report says more")


def _rows(opened: Desk, one: _Sent) -> list[tuple[object, ...]]:
    region = opened.kit.settings.regions[one.draft.row.region]
    return [
        (
            region.name.plain,
            language_title(edition.language, region),
            len(edition.articles),
            proof.edition_json(edition)["bytes"]["encoded"],
            checks.verdict(edition.findings),
            *one.counts.get(edition.language.code, (0, 0)),
        )
        for edition in one.draft.editions
    ]
