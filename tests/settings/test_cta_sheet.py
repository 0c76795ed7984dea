"""ctas.csv: read however a spreadsheet saves it, each fault named by row and column, and written as it was."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import settings as tried
from hypothesis import strategies as st

from newsletter.errors import SettingsError
from newsletter.model import Cta, CtaTarget, Text
from newsletter.settings import cta_sheet, load
from newsletter.settings.cta_sheet import ctas_of, rows_from, rows_of, sheet
from tests.settings.test_ctas import PROJECT, VISIT

REGIONS = {"uk": ("United Kingdom", "UK"), "middle-east": ("Middle East",)}
HEADER = "id,region,label,label_ar,url,style,aliases,valid_from,valid_until,fallback"
GUID = "5d0b3c1e-7a42-4f6b-9c88-1e2f3a4b5c6d"

Ctas = Callable[[str | bytes], tuple[Cta, ...]]


@pytest.fixture
def ctas(tmp_path: Path) -> Ctas:
    """What a project makes of its ctas.csv, beside one CTA in its settings.toml."""

    def read(content: str | bytes) -> tuple[Cta, ...]:
        (tmp_path / "settings.toml").write_text(PROJECT + VISIT, "utf-8")
        (tmp_path / "ctas.csv").write_bytes(content.encode() if isinstance(content, str) else content)
        return load(tmp_path, {}).ctas[1:]

    return read


def faults(ctas: Ctas, content: str | bytes) -> list[str]:
    with pytest.raises(SettingsError) as caught:
        ctas(content)
    return [str(fault) for fault in caught.value.faults]


def test_rows_of_one_id_are_one_cta_with_a_target_for_each_region(ctas: Ctas) -> None:
    rows = (
        f"{GUID},uk,Book,,https://example.com/uk,secondary,123456 234567,2026-12-01,2026-12-31,visit\n"
        f"{GUID.upper()},middle-east,Book,احجز,https://example.com/me,,345678,,,\n"
    )
    (cta,) = ctas(f"{HEADER}\n{rows}")
    assert cta == Cta(
        GUID,
        ("123456", "234567", "345678"),
        {
            "uk": CtaTarget(Text("Book"), "https://example.com/uk", "secondary", date(2026, 12, 1), date(2026, 12, 31)),
            "middle-east": CtaTarget(Text("Book", {"ar": "احجز"}), "https://example.com/me"),
        },
        "visit",
        "ctas.csv",
    )


PLAIN = "id,region,label,label_ar,url\n123456,uk,Book,احجز,https://example.com/a\n"


@pytest.mark.parametrize(
    "content",
    [
        PLAIN,
        PLAIN.replace("\n", "\r\n").encode("utf-8-sig"),
        PLAIN.encode("utf-16"),
        PLAIN.replace(",", ";"),
        PLAIN.replace(",", "\t").encode("utf-16"),
        PLAIN.replace("id,region,label,label_ar,url", "ID, Region ,LABEL,Label-AR,\xa0Url\xa0"),
        PLAIN.replace("uk", "United Kingdom"),
        PLAIN.replace("uk", " UK\xa0"),
        PLAIN.replace("Book", '" Book\n"'),
        f"\n,,,,\n{PLAIN}\n,,,,\n",
        PLAIN.replace("url\n", "url,style,valid_until\n").replace("/a\n", "/a,,\n"),
        PLAIN.replace("url\n", "url,style\n").replace("/a\n", "/a,Primary\n"),
    ],
)
def test_a_file_is_read_however_a_spreadsheet_saves_it(ctas: Ctas, content: str | bytes) -> None:
    target = CtaTarget(Text("Book", {"ar": "احجز"}), "https://example.com/a")
    assert ctas(content) == (Cta("123456", (), {"uk": target}, None, "ctas.csv"),)


def test_a_language_with_its_territory_is_a_column_in_any_case(ctas: Ctas) -> None:
    (cta,) = ctas(PLAIN.replace("label_ar", "Label_AR_ae"))
    assert cta.targets["uk"].label.translations == {"ar_AE": "احجز"}


def test_a_cell_that_would_be_run_is_read_as_it_was_meant(ctas: Ctas) -> None:
    assert ctas(PLAIN.replace("Book", "'=Book"))[0].targets["uk"].label.plain == "=Book"


def test_each_label_says_which_row_it_is_from(ctas: Ctas, tmp_path: Path) -> None:
    ctas(f"\n{PLAIN}")
    assert load(tmp_path, {}).origins["ctas.123456.uk.label"] == "ctas.csv, row 3"


@pytest.mark.parametrize("content", ["", "\n\n", HEADER, f"{HEADER}\n,,,,,,,,,\n"])
def test_a_file_without_rows_has_no_ctas(ctas: Ctas, content: str) -> None:
    assert ctas(content) == ()


ROW = "123456,uk,Book,,https://example.com/a,,,,,"


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (ROW.replace("123456", ""), "row 2: id: is empty; write it"),
        (ROW.replace("uk", ""), "row 2: region: is empty; write it"),
        (ROW.replace("uk", "fallback"), "row 2: no such region: 'fallback'"),
        (ROW.replace("uk", "gulf"), "row 2: no such region: 'gulf'; regions: uk, middle-east"),
        (ROW.replace("Book", " \xa0"), "row 2: label: is empty; write it"),
        (ROW.replace("https://example.com/a", ""), "row 2: url: is empty; write it"),
        (ROW.replace("https://example.com/a", "example.com"), "row 2: url: cannot stand in a letter: it is no full address"),
        (ROW.replace("https://example.com/a", "http:// a"), "row 2: url: cannot stand in a letter: "),
        (ROW.replace("/a,", "/a,big"), "row 2: style: must be 'primary' or 'secondary'"),
        (ROW.replace("123456", "1.23456E+11"), "row 2: id: is a number as the spreadsheet shows it; make its column text"),
        (ROW.replace("123456", "1,5E+11").replace("1,5", '"1,5').replace("E+11", 'E+11"'), "row 2: id: is a number as the spreadsheet"),
        (ROW.replace("123456", '"481,516,234"'), "row 2: id: is a number as the spreadsheet shows it"),
        (ROW.replace(",,,,,", ",,4.8E+11,,,"), "row 2: aliases: is a number as the spreadsheet shows it"),
        (ROW.replace(",,,,,", ",,,03/12/2026,,"), "row 2: valid_from: not a date: 03/12/2026; write year, month and day, like 2026-12-31"),
        (ROW.replace(",,,,,", ",,,,2026-13-01,"), "row 2: valid_until: not a date; write year, month and day"),
        (ROW.replace(",,,,,", ",,,2026-12-02,2026-12-01,"), "row 2: valid_until: is 2026-12-01, before valid_from, 2026-12-02"),
        (ROW.replace(",,,,,", ",,,,,vist"), "row 2: fallback: no such CTA: 'vist'; did you mean visit?"),
        (ROW.replace(",,,,,", ",,,,,123456"), "row 2: fallback: goes round in a circle: 123456 → 123456"),
        (ROW.replace("Book", "Bo\x07ok"), "row 2: label: holds a character that nobody can see; type it anew"),
        (ROW + ",more", "row 2: no column: “more” stands beneath none; give the column a name, or put"),
        (ROW.replace("123456", "visit"), "row 2: 'visit' is also in settings.toml; take it out of one of them"),
        (f"{ROW}\n{ROW}", "row 3: region: is said on row 2 for this CTA; take one of the rows out"),
        (f"{ROW}visit\n{ROW.replace('uk', 'middle-east')}123456", "row 3: fallback: is visit on row 2; a CTA has one, whatever the region"),
        (f"{ROW}\n\n{ROW.replace('123456', '234567').replace(',,,,,', ',,123456,,,')}", "row 4: '123456' is also CTA 123456 on row 2; take one out"),
    ],
)  # fmt: skip
def test_each_fault_names_file_row_and_column(ctas: Ctas, row: str, said: str) -> None:
    (line,) = faults(ctas, f"{HEADER}\n{row}\n")
    assert line.startswith(f"ctas.csv: {said}")


@pytest.mark.parametrize(
    ("header", "said"),
    [
        ("id,region,lable,url", "ctas.csv: row 1: lable: no such column; did you mean label?"),
        ("id,region,label,url,Notes", "ctas.csv: row 1: Notes: no such column; take it out; known: id, region, label"),
        ("id,label,url", "ctas.csv: row 1: region: no such column is there, and it is needed"),
        ("id,region,label,url,Id", "ctas.csv: row 1: id: stands there twice; take one of the two columns out"),
        (
            "id,region,label,url,label_arabic",
            "ctas.csv: row 1: label_arabic: no such column; write its language as a code, like",
        ),
        ('"id,region', "ctas.csv: (file): line 1: not CSV"),
    ],
)
def test_a_header_that_will_not_do_is_refused_in_words(ctas: Ctas, header: str, said: str) -> None:
    assert faults(ctas, f"{header}\n123456,uk,Book,https://example.com,x\n")[0].startswith(said)


def test_all_faults_are_told_at_once(ctas: Ctas) -> None:
    lines = faults(ctas, f"{HEADER}\n,gulf,,,x,big,,3/4/26,,\n{ROW.replace('Book', '')}\n")
    assert [line.split(": ")[1:3] for line in lines] == [
        ["row 2", column] for column in ("id", "label", "valid_from", "url", "style")
    ] + [["row 3", "label"]]


def test_a_file_in_another_encoding_is_refused_with_the_remedy(ctas: Ctas) -> None:
    (line,) = faults(ctas, PLAIN.replace("احجز", "").replace("Book", "Réserver").encode("latin-1"))
    assert line == "ctas.csv: (file): line 2: not UTF-8; save it as CSV UTF-8"


# ── writing ────────────────────────────────────────────────────────────────────────────────────────

_words = st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=12)
_labels = st.lists(_words, min_size=1, max_size=3).map(" ".join)
_armed = st.builds("{}{}".format, st.sampled_from(["", "=", "+", "-", "@", "'", "'="]), _labels)
_dates = st.none() | st.dates(date(2020, 1, 1), date(2030, 1, 1))
_targets = st.builds(
    CtaTarget,
    st.builds(Text, _armed, st.dictionaries(st.sampled_from(["ar", "ar_AE", "fr"]), _armed)),
    st.from_regex(r"https://example\.com/[a-z=+@-]{0,9}", fullmatch=True),
    st.sampled_from(["primary", "secondary"]),
    st.just(date(2019, 1, 1)) | st.none(),
    _dates,
)
_ctas = st.builds(
    Cta,
    st.from_regex(r"[0-9]{6,20}", fullmatch=True),
    st.lists(st.from_regex(r"[a-z=@-][a-z]{1,6}", fullmatch=True), unique=True, max_size=3).map(tuple),
    st.dictionaries(st.sampled_from([*REGIONS]), _targets, min_size=1),
    st.none() | st.just("visit"),
    st.just("ctas.csv"),
)


@tried(deadline=None, max_examples=30)
@given(st.lists(_ctas, max_size=4, unique_by=lambda one: one.id))
def test_what_is_written_is_read_again_as_it_was(tmp_path_factory: pytest.TempPathFactory, ctas: list[Cta]) -> None:
    path = tmp_path_factory.mktemp("sheet") / cta_sheet.NAME
    path.write_bytes(sheet(rows_from(ctas)))
    said, faults = ctas_of(rows_of(path, cta_sheet.NAME, REGIONS))
    assert faults == []
    assert [replace(one.cta, targets=dict(one.cta.targets)) for one in said] == ctas
