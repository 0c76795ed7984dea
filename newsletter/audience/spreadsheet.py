"""Subscribers as a CSV file: read row by row with every bad row kept and explained, and written again. Pure.

Columns: `email` and `region` required; `language` (default: the region's first), `name`, `timezone`, `tags`,
`consent_at`, `consent_source`. Called by `newsletter.audience.imports`.
"""

import csv
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TextIO
from zoneinfo import available_timezones

from newsletter.errors import UsageError
from newsletter.model import Language, Region, Subscriber

COLUMNS = ("email", "region", "language", "name", "timezone", "tags", "consent_at", "consent_source")
_REQUIRED = ("email", "region")
# Stricter than RFC 5321: no quoted local parts, no address literals; nobody subscribes with those.
_LOCAL = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
_LABEL = re.compile(r"[^\W_](?:[^\W_]|-(?=[^\W]))*", re.UNICODE)
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
    rows: Iterator[tuple[int, list[str]]]  # line and fields


def open_sheet(file: TextIO) -> Sheet:
    """Reads the header (open the file as utf-8-sig); raises UsageError where a required column is missing."""
    reader = csv.reader(file)
    header = tuple(name.strip().lower() for name in next(reader, []))
    if missing := [name for name in _REQUIRED if name not in header]:
        raise UsageError(f"the header has no column {' and no '.join(missing)}; it needs: {', '.join(_REQUIRED)}")
    return Sheet(header, tuple(name for name in header if name not in COLUMNS), _lines(reader))


def subscribers(sheet: Sheet, regions: Mapping[str, Region]) -> Iterator[Subscriber | Rejected]:
    """Each row as a subscriber or as rejected; the first row of an address wins."""
    seen: dict[str, int] = {}
    for line, fields in sheet.rows:
        found = _read(line, fields, sheet.columns, regions)
        if isinstance(found, Subscriber) and (first := seen.setdefault(found.email.lower(), line)) != line:
            found = Rejected(line, tuple(fields), f"the address stands on line {first} already; the first row counts")
        yield found


def write(file: TextIO, people: Iterable[Subscriber]) -> None:
    """The same columns; a field that a spreadsheet would run as a formula gets an apostrophe before it."""
    writer = csv.writer(file)
    writer.writerow(COLUMNS)
    for one in people:
        consent = one.consent_at.isoformat() if one.consent_at else ""
        row = (
            one.email,
            one.region,
            one.language.code,
            one.name,
            one.timezone or "",
            " ".join(one.tags),
            consent,
            one.consent_source,
        )
        writer.writerow([_harmless(field) for field in row])


def _lines(reader: Iterator[list[str]]) -> Iterator[tuple[int, list[str]]]:
    while True:
        try:
            fields = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise UsageError(f"line {reader.line_num}: not CSV: {error}") from error  # type: ignore[attr-defined]
        if any(field.strip() for field in fields):
            yield reader.line_num, fields  # type: ignore[attr-defined]


def _read(
    line: int, fields: Sequence[str], columns: Sequence[str], regions: Mapping[str, Region]
) -> Subscriber | Rejected:
    if len(fields) != len(columns):
        return Rejected(line, tuple(fields), f"has {len(fields)} fields, the header has {len(columns)}")
    said = {name: field.strip() for name, field in zip(columns, fields, strict=True)}
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
        tags=tuple(dict.fromkeys(re.split(r"[\s,;]+", said["tags"].strip()))) if said.get("tags") else (),
        consent_at=_moment(said.get("consent_at", "")),
        consent_source=said.get("consent_source", ""),
    )


def _address(text: str) -> str:
    local, _, domain = text.rpartition("@")
    labels = domain.split(".")
    if not _LOCAL.fullmatch(local) or len(local) > 64 or len(labels) < 2 or not all(map(_LABEL.fullmatch, labels)):
        raise ValueError(f"not a mail address: {text!r}")
    return f"{local}@{domain.lower()}"


def _language(code: str, region: Region) -> Language:
    if not code:
        return region.languages[0]
    language = Language(code)
    if language not in region.languages:
        known = ", ".join(one.code for one in region.languages)
        raise ValueError(f"region {region.slug} has no language {code!r}; it has: {known}")
    return language


def _timezone(name: str) -> str | None:
    if name and name not in available_timezones():
        raise ValueError(f"no such timezone: {name!r}; write it like Europe/London")
    return name or None


def _moment(text: str) -> datetime | None:
    if not text:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise ValueError(f"consent_at is not a date: {text!r}; write it like 2026-11-22T09:30:00Z") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _has_control(text: str) -> bool:
    return any(ord(character) < 32 or 127 <= ord(character) < 160 for character in text)


def _harmless(field: str) -> str:
    """Spreadsheets run what begins with = + - @ or a tab (OWASP, "CSV injection")."""
    return f"'{field}" if field.startswith(("=", "+", "-", "@", "\t", "\r")) else field
