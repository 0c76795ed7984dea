"""A spreadsheet laid over another: what it says of changes and keeps of the rest; one fault, and nothing comes of it."""

from collections.abc import Callable
from pathlib import Path

import pytest

from newsletter.ctas.merging import Merged, merge
from newsletter.errors import SettingsError
from newsletter.model import Cta, CtaTarget, Text
from newsletter.settings.cta_sheet import rows_from, rows_of, sheet

REGIONS = {"uk": ("United Kingdom",), "middle-east": ("Middle East",)}
SETTLED = [Cta("visit", ("777777",), {"uk": CtaTarget(Text("Visit"), "https://example.com/visit")})]
OLD = (
    "id,region,label,url,aliases,valid_until\n"
    "123456,uk,Book,https://example.com/uk,555555,2026-12-31\n"
    "123456,middle-east,Book,https://example.com/me,555555,\n"
    "234567,uk,Call,https://example.com/call,,\n"
)

Merge = Callable[[str], Merged]


@pytest.fixture
def merged(tmp_path: Path) -> Merge:
    """The old rows with these laid over them, from a file `new.csv`."""

    def laid(new: str) -> Merged:
        (tmp_path / "old.csv").write_text(OLD, "utf-8")
        (tmp_path / "new.csv").write_text(new, "utf-8")
        old, over = (rows_of(tmp_path / name, name, REGIONS) for name in ("old.csv", "new.csv"))
        return merge(old, over, SETTLED, [*REGIONS])

    return laid


def cells(merged: Merged, cta: str, region: str) -> dict[str, str]:
    (found,) = [row.cells for row in merged.rows if row.key == (cta, region)]
    return {column: cell for column, cell in found.items() if cell and column not in ("id", "region")}


def faults(merged: Merge, new: str) -> list[str]:
    with pytest.raises(SettingsError) as caught:
        merged(new)
    return [str(fault) for fault in caught.value.faults]


def test_a_new_row_is_added_and_told(merged: Merge) -> None:
    made = merged("id,region,label,url\n345678,Middle East,Read,https://example.com/read\n")
    assert made.changes == ("added: “Read” (345678) in middle-east: https://example.com/read",)
    assert len(made.rows) == 4


def test_a_changed_row_is_told_cell_by_cell_and_keeps_what_no_column_speaks_of(merged: Merge) -> None:
    made = merged("ID,region,label,url\n123456,uk,Book now,https://example.com/new\n")
    assert made.changes == (
        "changed: “Book now” (123456) in uk: label “Book” → “Book now”, "
        "url “https://example.com/uk” → “https://example.com/new”",
    )
    assert cells(made, "123456", "uk") == {
        "label": "Book now",
        "url": "https://example.com/new",
        "aliases": "555555",
        "valid_until": "2026-12-31",
    }


def test_an_empty_cell_takes_away_what_was_there(merged: Merge) -> None:
    made = merged("id,region,valid_until\n123456,uk,\n")
    assert made.changes == ("changed: “Book” (123456) in uk: valid_until “2026-12-31” → “”",)


def test_a_row_needs_no_label_where_the_old_one_has_it(merged: Merge) -> None:
    made = merged("id,region,url\n234567,uk,https://example.com/phone\n")
    assert cells(made, "234567", "uk") == {"label": "Call", "url": "https://example.com/phone"}


def test_the_same_rows_again_change_nothing(merged: Merge) -> None:
    assert merged(OLD).changes == ()


def test_aliases_and_fallback_are_of_the_cta_in_all_its_regions(merged: Merge) -> None:
    made = merged("id,region,aliases,fallback\n123456,uk,666666,234567\n")
    for region in REGIONS:
        said = cells(made, "123456", region)
        assert (said["aliases"], said["fallback"]) == ("666666", "234567")
    assert [change.partition(":")[0] for change in made.changes] == ["changed", "changed"]


def test_what_the_settings_say_may_come_along_as_it_is(merged: Merge) -> None:
    assert merged(sheet(rows_from(SETTLED)).decode("utf-8-sig")).changes == ()


@pytest.mark.parametrize(
    ("new", "said"),
    [
        ("id,region,label,url\nVISIT,uk,Come,https://example.com/visit\n", "row 2: id: is a CTA of settings.toml, which an import never changes"),
        ("id,region,label,url\nvisit,middle-east,Visit,https://example.com/me\n", "row 2: id: is a CTA of settings.toml, which"),
        ("id,region,label,url\n345678,uk,Read,\n", "row 2: url: is empty; write it"),
        ("id,region,label,url\n345678,gulf,Read,https://example.com\n", "row 2: no such region: 'gulf'; regions: uk, middle-east"),
        ("id,region,aliases\n234567,uk,777777\n", "row 2: '777777' is also CTA visit; take one out"),
        ("id,region,fallback\n234567,uk,999999\n", "row 2: fallback: no such CTA: '999999'"),
        ("id,region,fallback\n123456,uk,visit\n123456,middle-east,234567\n", "row 3: fallback: is visit on row 2; a CTA has one"),
        ("id,region,label,url\n345678,uk,a,https://example.com\n345678,UK,b,https://example.com\n", "row 3: region: is said on row 2"),
    ],
)  # fmt: skip
def test_one_fault_and_nothing_comes_of_it(merged: Merge, new: str, said: str) -> None:
    (line,) = faults(merged, new)
    assert line.startswith(f"new.csv: {said}")


def test_all_faults_are_told_at_once(merged: Merge) -> None:
    new = "id,region,label,url\nvisit,uk,Come,https://example.com\n345678,uk,,\n456789,uk,x,y\n"
    assert [line.split(": ")[1:3] for line in faults(merged, new)] == [
        ["row 2", "id"],
        ["row 3", "label"],
        ["row 3", "url"],
        ["row 4", "url"],
    ]
