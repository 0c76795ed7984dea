"""Brings a CSV file of subscribers into the database, all of it or nothing, with its bad rows in a file beside it."""

import csv
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from psycopg_pool import AsyncConnectionPool

from newsletter.audience.spreadsheet import Rejected, open_sheet, subscribers
from newsletter.errors import UsageError
from newsletter.model import Region, Subscriber
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
    """Adds and updates subscribers; a suppressed address stays suppressed. Raises UsageError for an unreadable file."""
    done = Imported()
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            sheet = open_sheet(file)
            done.unknown_columns = sheet.unknown
            async with pool.connection() as connection:
                good = _good(subscribers(sheet, regions), done, progress)
                done.added, done.updated = await store.merge(connection, good, now, sample=sample)
    except OSError as error:
        raise UsageError(f"{path}: cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise UsageError(f"{path}: not UTF-8 at byte {error.start}; save it as CSV UTF-8") from error
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


def _write_rejects(path: Path, columns: tuple[str, ...], rejected: list[Rejected]) -> Path:
    """The bad rows as they stood, with line and reason, ready to be corrected and imported again."""
    target = path.with_name(f"{path.stem}.rejects.csv")
    with target.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([*columns, "line", "reason"])
        writer.writerows([*one.row, one.line, one.reason] for one in rejected)
    return target
