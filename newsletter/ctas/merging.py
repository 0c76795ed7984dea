"""One spreadsheet of CTAs laid over another, for `newsletter ctas import`: what comes of it, and what changes. Pure.

A row of the new one replaces the cells that its columns speak of; what it has no column for stays, and so do all rows
that it does not name. CTAs of settings.toml are never touched.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from newsletter.errors import Fault, SettingsError
from newsletter.model import Cta
from newsletter.settings.cta_sheet import OF_THE_CTA, Row, ctas_of, rows_from
from newsletter.settings.ctas import Said, faults_in


@dataclass(frozen=True, slots=True)
class Merged:
    """The rows that there are then, and a line for each that is another one than before."""

    rows: tuple[Row, ...]
    changes: tuple[str, ...]


def merge(old: Sequence[Row], new: Sequence[Row], settled: Sequence[Cta], regions: Sequence[str]) -> Merged:
    """The new rows laid over the old; raises SettingsError, naming everything that is wrong with what comes of it.

    `settled` are the CTAs of settings.toml.
    """
    theirs, faults = _without_settled(new, settled)
    faults += _twice(theirs)
    rows = tuple(_of_whole_ctas(_laid_over(old, theirs), theirs))
    said, more = ctas_of(rows)
    faults += [*more, *faults_in([*map(Said, settled), *said], regions)]
    if faults:
        raise SettingsError(faults)
    return Merged(rows, tuple(_changes(old, rows)))


def _without_settled(new: Sequence[Row], settled: Sequence[Cta]) -> tuple[list[Row], list[Fault]]:
    """The rows of other CTAs than those; a row that would change one of those is a fault."""
    files = {cta.id.casefold(): cta.file for cta in settled}
    known = {(cells["id"].casefold(), cells["region"]): cells for cells in rows_from(settled)}
    remedy = "which an import never changes; change it there, or take it out there first"
    faults = [
        row.fault("id", f"is a CTA of {files[row.key[0]]}, {remedy}")
        for row in new
        if row.key[0] in files and not _agrees(row.cells, known.get(row.key, {}))
    ]
    return [row for row in new if row.key[0] not in files], faults


def _agrees(said: Mapping[str, str], known: Mapping[str, str]) -> bool:
    return bool(known) and all(cell == known.get(column, "") for column, cell in said.items() if column != "id")


def _twice(rows: Sequence[Row]) -> list[Fault]:
    first: dict[tuple[str, str], Row] = {}
    return [row.again(other) for row in rows if (other := first.setdefault(row.key, row)) is not row]


def _laid_over(old: Sequence[Row], new: Sequence[Row]) -> list[Row]:
    rows = {row.key: row for row in old}
    for row in new:
        before = rows.get(row.key)
        rows[row.key] = row._replace(cells={**before.cells, **row.cells}) if before else row
    return list(rows.values())


def _of_whole_ctas(rows: Sequence[Row], new: Sequence[Row]) -> Iterator[Row]:
    """The rows, in each what the new ones say of its CTA as a whole."""
    said: dict[str, dict[str, dict[str, None]]] = {}
    for row in new:
        for column in OF_THE_CTA:
            if column in row.cells:
                cells = said.setdefault(row.key[0], {}).setdefault(column, {})
                cells.update(dict.fromkeys([row.cells[column]] if row.cells[column] else []))
    for row in rows:
        spoken = said.get(row.key[0], {}).items()
        # Two fallbacks of one CTA stay two, to be found as the fault that they are.
        whole = {column: " ".join(cells) for column, cells in spoken if column == "aliases" or len(cells) < 2}
        yield row._replace(cells={**row.cells, **whole})


def _changes(old: Sequence[Row], rows: Sequence[Row]) -> Iterator[str]:
    before = {row.key: row.cells for row in old}
    for row in rows:
        cells, known = row.cells, before.get(row.key)
        name = f"“{cells['label']}” ({cells['id']}) in {cells['region']}"
        columns = dict.fromkeys([*cells, *(known or {})])
        if known is None:
            yield f"added: {name}: {cells['url']}"
        elif changed := [one for one in columns if cells.get(one, "") != known.get(one, "")]:
            told = (f"{one} “{known.get(one, '')}” → “{cells.get(one, '')}”" for one in changed)
            yield f"changed: {name}: {', '.join(told)}"
