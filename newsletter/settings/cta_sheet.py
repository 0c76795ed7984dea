"""`ctas.csv`, the CTAs as a spreadsheet: a row per CTA and region, read with every fault named, and written again.

Columns: `id`, `region`, `label`, `label_ar` and the like, `url`, `style`, `aliases`, `valid_from`, `valid_until`,
`fallback`, `track` (yes or no). The last two and aliases are the CTA's own, in any of its rows. `load` reads it,
`newsletter ctas` writes it.
"""

import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from difflib import get_close_matches
from itertools import zip_longest
from pathlib import Path
from typing import NamedTuple

from pydantic import ValidationError

from newsletter.errors import Fault, SettingsError, UsageError
from newsletter.model import Cta
from newsletter.settings.ctas import CtaTargetTable, Said, target
from newsletter.settings.table import LANGUAGE
from newsletter.spreadsheet import decoded, delimiter_of, rows, unarmed, written

NAME = "ctas.csv"
COLUMNS = ("id", "region", "label", "url", "style", "aliases", "valid_from", "valid_until", "fallback", "track")
OF_THE_CTA = ("aliases", "fallback", "track")  # the other columns are of the CTA in one region
_NEEDED = ("id", "region", "label", "url")
_USUAL_STYLE = "primary"
_BEYOND = ""  # the cells that no column of the header stands over
_NOT_A_TARGETS = ("id", "region", *OF_THE_CTA, _BEYOND)

_LANGUAGE_COLUMN = re.compile(r"label_([a-z]{2,3})(?:_([a-z]{2}))?")
_ROUNDED = re.compile(
    r"(?<![\w-])(?:[0-9]+(?:[.,][0-9]+)?E\+?[0-9]+|[0-9]{1,3}(?:[.,][0-9]{3})+)(?![\w-])", re.IGNORECASE
)
_ISO_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_YES_AND_NO = {"": True, "yes": True, "true": True, "no": False, "false": False}
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x9f]")

Regions = Mapping[str, Sequence[str]]  # slug → what else the region is called


class Row(NamedTuple):
    """What one row says, by column, and where it stands."""

    file: str
    number: int  # as a spreadsheet counts
    cells: Mapping[str, str]

    @property
    def key(self) -> tuple[str, str]:
        return self.cells.get("id", "").casefold(), self.cells.get("region", "")

    def fault(self, column: str, message: str) -> Fault:
        return Fault(self.file, f"row {self.number}: {column}", message)

    def again(self, first: "Row") -> Fault:
        """What is wrong with it where another one speaks of the same CTA in the same region."""
        return self.fault("region", f"is said on row {first.number} for this CTA; take one of the rows out")


def read(project: Path, regions: Regions) -> list[Row]:
    """The rows of the project's `ctas.csv`, none where there is no such file; raises SettingsError."""
    path = project / NAME
    return rows_of(path, NAME, regions) if path.exists() else []


def rows_of(path: Path, file: str, regions: Regions) -> list[Row]:
    """The rows of a spreadsheet, regions by their slugs; raises SettingsError, naming the file as it is called here."""
    try:
        text = decoded(path.read_bytes())
        table = list(rows(io.StringIO(text, newline=""), delimiter_of(text)))
    except OSError as error:
        raise SettingsError([Fault(file, "(file)", f"cannot be read: {error.strerror}")]) from error
    except UsageError as error:
        raise SettingsError([Fault(file, "(file)", str(error))]) from error
    if not table:
        return []
    header, *body = table
    columns = [_column(name) for name in header.fields]
    if faults := list(_header_faults(file, header.number, header.fields, columns)):
        raise SettingsError(faults)
    return [Row(file, number, _cells(columns, fields, regions)) for number, _, fields in body]


def ctas_of(read: Sequence[Row]) -> tuple[list[Said], list[Fault]]:
    """The CTAs that rows make together, in their order, and what is wrong with single rows."""
    faults: list[Fault] = []
    first: dict[tuple[str, str], Row] = {}
    ctas: dict[str, list[tuple[Row, CtaTargetTable]]] = {}
    for row in read:
        table, found = _table_of(row)
        if (other := first.setdefault(row.key, row)) is not row and all(row.key):
            found.append(row.again(other))
        if table and not found:
            ctas.setdefault(row.key[0], []).append((row, table))
        faults += found
    return [_said(its) for its in ctas.values()], [*faults, *_fallback_faults(ctas.values())]


def origins_of(said: Iterable[Said]) -> dict[tuple[str, ...], str]:
    """Which row says each label."""
    return {
        ("ctas", one.cta.id, slug, "label"): f"{one.cta.file}, row {row}"
        for one in said
        for slug, row in one.rows.items()
    }


def rows_from(ctas: Iterable[Cta]) -> list[dict[str, str]]:
    """CTAs as rows' cells; what is as usual is left empty."""
    return [
        {
            "id": one.id,
            "region": slug,
            "label": target.label.plain,
            **{f"label_{code}": label for code, label in target.label.translations.items()},
            "url": target.url,
            "style": "" if target.style == _USUAL_STYLE else target.style,
            "aliases": " ".join(one.aliases),
            "valid_from": target.valid_from.isoformat() if target.valid_from else "",
            "valid_until": target.valid_until.isoformat() if target.valid_until else "",
            "fallback": one.fallback or "",
            "track": "" if target.track else "no",
        }
        for one in ctas
        for slug, target in one.targets.items()
    ]


def sheet(cells: Sequence[Mapping[str, str]]) -> bytes:
    """Rows' cells as a spreadsheet, with a column for each language that any of them speaks."""
    labels = sorted({column for row in cells for column in row if _LANGUAGE_COLUMN.fullmatch(column.lower())})
    at = COLUMNS.index("label") + 1
    columns = (*COLUMNS[:at], *labels, *COLUMNS[at:])
    return written([columns, *([row.get(column, "") for column in columns] for row in cells)])


# ── reading ────────────────────────────────────────────────────────────────────────────────────────


def _column(name: str) -> str:
    """A header as people write it: `Valid from` is valid_from, `Label AR_ae` is label_ar_AE."""
    column = re.sub(r"[\s_-]+", "_", name.strip().lower())
    language = _LANGUAGE_COLUMN.fullmatch(column)
    if language is None:
        return column
    return f"label_{language[1]}" + (f"_{language[2].upper()}" if language[2] else "")


def _header_faults(file: str, number: int, names: Sequence[str], columns: Sequence[str]) -> Iterator[Fault]:
    at = f"row {number}"
    for name, column in zip(names, columns, strict=True):
        is_label = column.startswith("label_") and LANGUAGE.fullmatch(column.removeprefix("label_"))
        if column and column not in COLUMNS and not is_label:
            yield Fault(file, f"{at}: {' '.join(name.split())}", f"no such column; {_remedy_for(column)}")
    for column in dict.fromkeys(column for column in columns if column and columns.count(column) > 1):
        yield Fault(file, f"{at}: {column}", "stands there twice; take one of the two columns out")
    for column in ("id", "region"):
        if column not in columns:
            yield Fault(
                file, f"{at}: {column}", f"no such column is there, and it is needed; known: {', '.join(COLUMNS)}"
            )


def _remedy_for(column: str) -> str:
    if column.startswith("label_"):
        return "write its language as a code, like label_ar or label_ar_AE"
    close = get_close_matches(column, COLUMNS, n=1)
    return f"did you mean {close[0]}?" if close else f"take it out; known: {', '.join(COLUMNS)}, label_ar"


def _cells(columns: Sequence[str], fields: Sequence[str], regions: Regions) -> dict[str, str]:
    said = [unarmed(" ".join(field.split())) for field in fields]
    placed = list(zip_longest(columns, said, fillvalue=""))
    cells = {column: cell for column, cell in placed if column}
    beyond = " ".join(cell for column, cell in placed if cell and not column)
    cells["region"] = _slug(cells["region"], regions)
    if "style" in cells:
        cells["style"] = cells["style"].lower().replace(_USUAL_STYLE, "")
    return cells | ({_BEYOND: beyond} if beyond else {})


def _slug(said: str, regions: Regions) -> str:
    """The region that is meant, by its slug, its name or an alias in any case of letters."""
    names = {name.casefold(): slug for slug, others in regions.items() for name in others}
    names |= {slug: slug for slug in regions}
    return names.get(said.casefold(), said)


def _faults(row: Row) -> Iterator[Fault]:
    said = row.cells
    if _BEYOND in said:
        remedy = "give the column a name, or put a text that holds commas in quotes"
        yield row.fault("no column", f"“{said[_BEYOND]:.40}” stands beneath none; {remedy}")
    for column in _NEEDED:
        if not said.get(column):
            yield row.fault(column, "is empty; write it")
    for column, cell in said.items():
        if _CONTROL.search(cell):
            yield row.fault(column, "holds a character that nobody can see; type it anew")
    for column in ("id", "aliases", "fallback"):
        if _ROUNDED.search(said.get(column, "")):
            yield row.fault(column, "is a number as the spreadsheet shows it; make its column text, and type it anew")
    if said.get("track", "").lower() not in _YES_AND_NO:
        yield row.fault("track", f"neither yes nor no: {said['track']:.40}; write no where no click shall be counted")
    for column in ("valid_from", "valid_until"):
        if said.get(column) and not _ISO_DATE.fullmatch(said[column]):
            remedy = "write year, month and day, like 2026-12-31, in a column of text"
            yield row.fault(column, f"not a date: {said[column]:.40}; {remedy}")


def _words(cell: str) -> list[str]:
    return [word for word in re.split(r"[ ,;]+", cell) if word]


def _table_of(row: Row) -> tuple[CtaTargetTable | None, list[Fault]]:
    """What a row says of its region, and all that is wrong with the row."""
    found = list(_faults(row))
    said = {column: cell for column, cell in row.cells.items() if cell and column not in _NOT_A_TARGETS}
    try:
        return CtaTargetTable.model_validate(said), found
    except ValidationError as error:
        known = {fault.key for fault in found}
        return None, [*found, *(fault for fault in _faults_of(error, row) if fault.key not in known)]


def _faults_of(error: ValidationError, row: Row) -> Iterator[Fault]:
    for detail in error.errors(include_url=False, include_input=False):
        said = detail["msg"].removeprefix("Value error, ").replace("Input should be", "must be")
        yield row.fault(str(detail["loc"][0]), said)


def _said(its: Sequence[tuple[Row, CtaTargetTable]]) -> Said:
    rows = [row for row, _ in its]
    aliases = dict.fromkeys(alias for row in rows for alias in _words(row.cells.get("aliases", "")))
    fallback = next((row.cells["fallback"] for row in rows if row.cells.get("fallback")), None)
    track = all(_YES_AND_NO[row.cells.get("track", "").lower()] for row in rows)
    targets = {row.cells["region"]: target(table, track) for row, table in its}
    made = Cta(rows[0].cells["id"], tuple(aliases), targets, fallback, rows[0].file)
    return Said(made, rows[0].number, {row.cells["region"]: row.number for row in rows})


def _fallback_faults(ctas: Iterable[Sequence[tuple[Row, CtaTargetTable]]]) -> Iterator[Fault]:
    for its in ctas:
        spoken = [row for row, _ in its if row.cells.get("fallback")]
        for row in spoken[1:]:
            if row.cells["fallback"] != spoken[0].cells["fallback"]:
                first = f"{spoken[0].cells['fallback']} on row {spoken[0].number}"
                yield row.fault("fallback", f"is {first}; a CTA has one, whatever the region")
