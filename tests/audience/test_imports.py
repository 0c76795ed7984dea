"""A CSV file brought into the database: all of its good rows or nothing, the bad ones in a file beside it."""

import asyncio
import csv
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from time import process_time

import pytest

from newsletter.audience.imports import import_file
from newsletter.errors import NewsletterError, UsageError
from newsletter.model import Language, Region, Subscriber
from newsletter.store import subscribers
from newsletter.store.database import Pool

NOW = datetime(2026, 11, 26, 9, tzinfo=UTC)
HEADER = "email,region,language,name,timezone,tags,consent_at,consent_source"

Regions = Mapping[str, Region]


@pytest.fixture
def sheet(tmp_path: Path) -> Path:
    return tmp_path / "people.csv"


async def everybody(pool: Pool) -> list[Subscriber]:
    async with pool.connection() as connection:
        return await subscribers.every(connection)


async def test_good_rows_are_added_then_updated_and_bad_ones_wait_in_a_file(
    pool: Pool, sheet: Path, regions: Regions
) -> None:
    sheet.write_text("\ufeffemail,region,name\nana@b.example,uk,Ana\nnobody,uk,=1+1\nomar@b.example,middle-east,Omar\n")
    done = await import_file(pool, sheet, dict(regions), NOW)
    assert (done.added, done.updated, len(done.rejected)) == (2, 0, 1)
    assert done.rejects_file == sheet.with_name("people.rejects.csv")
    with done.rejects_file.open(encoding="utf-8", newline="") as file:
        assert list(csv.reader(file)) == [
            ["email", "region", "name", "line", "reason"],
            ["nobody", "uk", "'=1+1", "3", "not a mail address: 'nobody'"],
        ]
    sheet.write_text("email,region,name\nANA@b.example,middle-east,Anna\nzoe@b.example,uk,Zoe\n")
    done = await import_file(pool, sheet, dict(regions), NOW)
    assert (done.added, done.updated, done.rejects_file) == (1, 1, None)
    assert [(one.email, one.region, one.name) for one in await everybody(pool)] == [
        ("ana@b.example", "middle-east", "Anna"),
        ("omar@b.example", "middle-east", "Omar"),
        ("zoe@b.example", "uk", "Zoe"),
    ]


async def test_a_corrected_rejects_file_can_be_imported(pool: Pool, sheet: Path, regions: Regions) -> None:
    sheet.write_text("email,region,name\nana@b.example,nowhere,=Ana\nshort\n")
    done = await import_file(pool, sheet, dict(regions), NOW)
    assert done.rejects_file
    done.rejects_file.write_text(done.rejects_file.read_text().replace("nowhere", "uk", 1))
    again = await import_file(pool, done.rejects_file, dict(regions), NOW)
    assert (again.added, again.unknown_columns) == (1, ("line", "reason"))
    assert [(one.line, one.reason) for one in again.rejected] == [(3, "no such region: ''; known: uk, middle-east")]
    assert [one.name for one in await everybody(pool)] == ["=Ana"]


async def test_what_a_file_does_not_speak_of_it_does_not_take_away(pool: Pool, sheet: Path, regions: Regions) -> None:
    sheet.write_text(f"{HEADER}\nana@b.example,middle-east,ar_AE,Ana,Asia/Dubai,sea,2026-01-01T00:00:00Z,website\n")
    await import_file(pool, sheet, dict(regions), NOW)
    before = await everybody(pool)
    sheet.write_text("email,region\nana@b.example,middle-east\n")
    done = await import_file(pool, sheet, dict(regions), NOW)
    assert (done.updated, await everybody(pool)) == (1, before)
    sheet.write_text("email,region,name,tags\nana@b.example,middle-east,,\n")
    await import_file(pool, sheet, dict(regions), NOW)
    (after,) = await everybody(pool)
    assert (after.name, after.tags, after.consent_source) == ("", (), "website")


@pytest.mark.parametrize(
    ("end", "said"),
    [
        (b'zoe@b.example,"u', "people.csv: line 3002: not CSV: .*; nothing was taken"),
        (b"zoe@b.example,u\xff\n", "people.csv: line 3002: not UTF-8; save it as CSV UTF-8"),
    ],
)
async def test_a_file_that_breaks_off_in_the_middle_leaves_nothing(
    pool: Pool, sheet: Path, regions: Regions, end: bytes, said: str
) -> None:
    rows = b"".join(b"reader%d@b.example,uk\n" % number for number in range(3000))
    sheet.write_bytes(b"email,region\n" + rows + end)
    with pytest.raises(UsageError, match=said):
        await import_file(pool, sheet, dict(regions), NOW)
    assert await everybody(pool) == []
    assert not sheet.with_name("people.rejects.csv").exists()


async def test_a_file_that_is_not_there_or_has_no_such_column_is_named(
    pool: Pool, sheet: Path, regions: Regions
) -> None:
    with pytest.raises(UsageError, match=r"people\.csv: cannot be read: No such file"):
        await import_file(pool, sheet, dict(regions), NOW)
    sheet.write_text("email,name\n")
    with pytest.raises(UsageError, match=r"people\.csv: the header has no column region"):
        await import_file(pool, sheet, dict(regions), NOW)


async def test_an_import_never_lifts_a_suppression(pool: Pool, sheet: Path, regions: Regions) -> None:
    async with pool.connection() as connection:
        await subscribers.suppress(connection, ["Ana@b.example"], "unsubscribed", NOW)
    sheet.write_text("email,region\nana@b.example,uk\n")
    assert (await import_file(pool, sheet, dict(regions), NOW)).added == 1
    async with pool.connection() as connection:
        assert await subscribers.suppression(connection, "ANA@b.example") == ("unsubscribed", NOW)


async def test_rejects_that_cannot_be_written_are_spoken_of(pool: Pool, sheet: Path, regions: Regions) -> None:
    sheet.write_text("email,region\nnobody,uk\nana@b.example,uk\n")
    sheet.with_name("people.rejects.csv").mkdir()
    with pytest.raises(NewsletterError, match=r"cannot be written: .*; the good rows were taken, 1 were not"):
        await import_file(pool, sheet, dict(regions), NOW)
    assert len(await everybody(pool)) == 1


async def test_two_imports_at_once_do_not_stop_each_other(pool: Pool, tmp_path: Path, regions: Regions) -> None:
    rows = [f"reader{number}@b.example,uk\n" for number in range(500)]
    for name, lines in (("one.csv", rows), ("other.csv", rows[::-1])):
        (tmp_path / name).write_text("email,region\n" + "".join(lines))
    paths = [tmp_path / "one.csv", tmp_path / "other.csv"]
    done = await asyncio.gather(*(import_file(pool, path, dict(regions), NOW) for path in paths))
    assert sorted((one.added, one.updated) for one in done) == [(0, 500), (500, 0)]


async def test_ten_thousand_rows_take_a_moment_and_tell_how_far_they_are(
    pool: Pool, sheet: Path, regions: Regions
) -> None:
    rows = (f"r{number}@b.example,uk,en_GB,Reader,Europe/London,a b,2026-01-01,web\n" for number in range(10_000))
    sheet.write_text(f"{HEADER}\n{''.join(rows)}")
    told: list[int] = []
    begun = process_time()
    assert (await import_file(pool, sheet, dict(regions), NOW, progress=told.append)).added == 10_000
    assert process_time() - begun < 10
    assert told == list(range(1000, 10_001, 1000))


async def test_samples_are_known_as_samples_until_a_person_is_imported(
    pool: Pool, sheet: Path, regions: Regions
) -> None:
    async def has_samples() -> bool:
        async with pool.connection() as connection:
            return await subscribers.has_samples(connection, "uk")

    sheet.write_text("email,region\nana@b.example,uk\n")
    await import_file(pool, sheet, dict(regions), NOW, sample=True)
    assert await has_samples()
    await import_file(pool, sheet, dict(regions), NOW)
    assert not await has_samples()
    await import_file(pool, sheet, dict(regions), NOW, sample=True)
    assert not await has_samples()


async def test_an_export_imported_again_changes_nothing(pool: Pool, sheet: Path, regions: Regions) -> None:
    from newsletter.audience import spreadsheet

    sheet.write_text(f"{HEADER}\n-ana@b.example,middle-east,ar_AE,=Ana,Asia/Dubai,@sea,2026-01-01T00:00:00Z,+web\n")
    await import_file(pool, sheet, dict(regions), NOW)
    before = await everybody(pool)
    with sheet.open("w", encoding="utf-8", newline="") as file:
        spreadsheet.write(file, before)
    done = await import_file(pool, sheet, dict(regions), NOW)
    assert (done.updated, done.rejected, await everybody(pool)) == (1, [], before)
    assert before[0].language == Language("ar_AE")
