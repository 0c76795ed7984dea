"""Subscribers as a CSV file: read row by row with every bad row kept and explained, and written again. Pure.

Columns: `email` and `region` required; `language` (default: the region's first), `name`, `timezone`, `tags`,
`consent_at`, `consent_source`. Called by `newsletter.audience.imports`.
"""

import csv
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from typing import TextIO
from zoneinfo import available_timezones

from newsletter.deliver.address import ascii_address
from newsletter.errors import UsageError
from newsletter.model import Language, Region, Subscriber
from newsletter.spreadsheet import Row, harmless, unarmed
from newsletter.spreadsheet import rows as read_rows

COLUMNS = ("email", "region", "language", "name", "timezone", "tags", "consent_at", "consent_source")
_REQUIRED = ("email", "region")
_MAX_FIELD = 2_000  # characters


@dataclass(frozen=True, slots=True)
class Rejected:
    """A row that was not taken, as it stood, and why."""

    line: int
    row: tuple[str, ...]
    reason: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """A file's header, understood: unknown columns are passed over and named."""

    columns: tuple[str, ...]
    unknown: tuple[str, ...]
    rows: Iterator[Row]


def open_sheet(file: TextIO) -> Sheet:
    """Reads the header (open the file as utf-8-sig); raises UsageError where it will not do, and later at any line."""
    rows = read_rows(file)
    first = next(rows, None)
    header = tuple(name.strip().lower() for name in first.fields) if first else ()
    if missing := [name for name in _REQUIRED if name not in header]:
        needed = f"{', '.join(_REQUIRED)}, with a comma between columns"
        raise UsageError(f"the header has no column {' and no '.join(missing)}; it needs: {needed}")
    if twice := [name for name in COLUMNS if header.count(name) > 1]:
        raise UsageError(f"the header has the column {twice[0]} twice; take one of them out")
    return Sheet(header, tuple(name for name in header if name not in COLUMNS), rows)


def subscribers(sheet: Sheet, regions: Mapping[str, Region]) -> Iterator[Subscriber | Rejected]:
    """Each row as a subscriber or as rejected; the first row of an address wins."""
    seen: dict[str, int] = {}
    for _, line, fields in sheet.rows:
        found = _read(line, fields, sheet.columns, regions)
        if isinstance(found, Subscriber) and (first := seen.setdefault(found.email.lower(), line)) != line:
            found = Rejected(line, tuple(fields), f"the address stands on line {first} already; the first row counts")
        yield found


def write(file: TextIO, people: Iterable[Subscriber]) -> None:
    """The same columns, to be read again as they were; no field is one that a spreadsheet would run."""
    writer = csv.writer(file)
    writer.writerow(COLUMNS)
    for one in people:
        consent, tags = one.consent_at.isoformat() if one.consent_at else "", " ".join(one.tags)
        language, timezone = one.language.code, one.timezone or ""
        row = (one.email, one.region, language, one.name, timezone, tags, consent, one.consent_source)
        writer.writerow(map(harmless, row))


def _read(
    line: int, fields: Sequence[str], columns: Sequence[str], regions: Mapping[str, Region]
) -> Subscriber | Rejected:
    if len(fields) != len(columns):
        return Rejected(line, tuple(fields), f"has {len(fields)} fields, the header has {len(columns)}")
    said = {name: unarmed(field.strip()) for name, field in zip(columns, fields, strict=True)}
    try:
        return _subscriber(said, regions)
    except ValueError as error:
        return Rejected(line, tuple(fields), str(error))


def _subscriber(said: Mapping[str, str], regions: Mapping[str, Region]) -> Subscriber:
    """Raises ValueError with the reason for a person."""
    if any(len(field) > _MAX_FIELD or _has_control(field) for field in said.values()):
        raise ValueError("a field holds control characters or is longer than 2,000 characters")
    region = regions.get(said["region"])
    if region is None:
        raise ValueError(f"no such region: {said['region']!r}; known: {', '.join(regions)}")
    return Subscriber(
        email=_address(said["email"]),
        region=region.slug,
        language=_language(said.get("language", ""), region),
        name=said.get("name", ""),
        timezone=_timezone(said.get("timezone", "")),
        tags=tuple(dict.fromkeys(filter(None, re.split(r"[\s,;]+", said.get("tags", ""))))),
        consent_at=_moment(said.get("consent_at", "")),
        consent_source=said.get("consent_source", ""),
    )


def _address(text: str) -> str:
    address = ascii_address(text)
    if "." not in address.rpartition("@")[2]:
        raise ValueError(f"not a mail address: {text!r}")
    return address


def _language(code: str, region: Region) -> Language:
    if not code:
        return region.languages[0]
    language = Language(code)
    if language not in region.languages:
        known = ", ".join(one.code for one in region.languages)
        raise ValueError(f"region {region.slug} has no language {code!r}; it has: {known}")
    return language


def _timezone(name: str) -> str | None:
    if name and name not in _timezones():
        raise ValueError(f"no such timezone: {name!r}; write it like Europe/London")
    return name or None


def _moment(text: str) -> datetime | None:
    if not text:
        return None
    try:
        moment = datetime.fromisoformat(text)
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        raise ValueError(f"consent_at is not a date: {text!r}; write it like 2026-11-22T09:30:00Z") from None


@cache
def _timezones() -> set[str]:
    return available_timezones()  # reads a thousand files


def _has_control(text: str) -> bool:
    return any(ord(character) < 32 or 127 <= ord(character) < 160 for character in text)
