"""Brings a CSV file of subscribers into the database, all of it or nothing, with its bad rows in a file beside it."""

import csv
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from psycopg_pool import AsyncConnectionPool

from newsletter.audience.spreadsheet import Rejected, open_sheet, subscribers
from newsletter.errors import NewsletterError, UsageError
from newsletter.model import Region, Subscriber
from newsletter.spreadsheet import harmless
from newsletter.store import subscribers as store


@dataclass(slots=True)
class Imported:
    """What became of a file's rows."""

    added: int = 0
    updated: int = 0
    rejected: list[Rejected] = field(default_factory=list)
    unknown_columns: tuple[str, ...] = ()
    rejects_file: Path | None = None


async def import_file(
    pool: AsyncConnectionPool,
    path: Path,
    regions: dict[str, Region],
    now: datetime,
    *,
    sample: bool = False,
    progress: Callable[[int], None] = lambda _rows: None,
) -> Imported:
    """Adds and updates subscribers; a suppressed address stays suppressed, and what no column speaks of stays as it is.

    Raises UsageError for an unreadable file, wherever in it the fault is: then nothing of it is taken.
    """
    done = Imported()
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            sheet = open_sheet(file)
            done.unknown_columns = sheet.unknown
            async with pool.connection() as connection:
                good = _good(subscribers(sheet, regions), done, progress)
                done.added, done.updated = await store.merge(
                    connection, good, now, columns=sheet.columns, sample=sample
                )
    except OSError as error:
        raise UsageError(f"{path}: cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise UsageError(f"{path}: line {_undecodable(path)}: not UTF-8; save it as CSV UTF-8") from error
    except UsageError as error:
        raise UsageError(f"{path}: {error}; nothing was taken") from error
    if done.rejected:
        done.rejects_file = _write_rejects(path, sheet.columns, done.rejected)
    return done


def _good(
    rows: Iterator[Subscriber | Rejected], done: Imported, progress: Callable[[int], None]
) -> Iterator[Subscriber]:
    for number, row in enumerate(rows, 1):
        if number % 1000 == 0:
            progress(number)
        if isinstance(row, Rejected):
            done.rejected.append(row)
        else:
            yield row


def _undecodable(path: Path) -> int:
    """The first line that is not UTF-8; the decoder reads ahead and cannot say."""
    with path.open("rb") as file:
        return next(number for number, line in enumerate(file, 1) if "\ufffd" in line.decode("utf-8", "replace"))


def _write_rejects(path: Path, columns: tuple[str, ...], rejected: list[Rejected]) -> Path:
    """The bad rows as they stood, with line and reason, ready to be corrected and imported again."""
    target = path.with_name(f"{path.stem}.rejects.csv")
    try:
        with target.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow([*columns, "line", "reason"])
            writer.writerows(_rejected_row(one, len(columns)) for one in rejected)
    except OSError as error:
        said = f"{target}: cannot be written: {error.strerror}"
        raise NewsletterError(f"{said}; the good rows were taken, {len(rejected):,} were not") from error
    return target


def _rejected_row(one: Rejected, width: int) -> list[str]:
    missing = [""] * (width - len(one.row))
    return [*map(harmless, one.row), *missing, str(one.line), one.reason]
