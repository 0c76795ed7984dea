"""newsletter ctas, check --harvest, and the contract: no issue goes out with a CTA that does not resolve."""

import csv
import io
import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.cli.conftest import Ran, Run
from tests.cli.posting import PEOPLE, Relay, pages, relay

UNKNOWN = "00000000-0000-4000-8000-000000000000"
BOOK = "7d1c0f52-6b3e-4f0a-9a58-2f41c7e9b310"  # of the sample settings
ARTICLE = "---\ntitle: A Button Nobody Knows\n---\n\nThe tide turns at nine.\n\n{{{{ cta('{}') }}}}\n"
HARVESTED = (
    f'<h1>Old Friends</h1>\n<p>The tide turns.</p>\n<span class="hs-cta-wrapper" id="hs-cta-wrapper-{UNKNOWN}">'
    f'<a href="https://x.example/cta/redirect/1/{UNKNOWN}" cta_dest_link="https://www.example.com/visit"><img alt="Visit us">'
    "</a></span>\n"
)
NEW = "id;region;label;url\n123456;UK;Call us;https://www.example.co.uk/call\n"


def write(project: Path, cta: str = UNKNOWN) -> None:
    (project / "articles" / "broken.md").write_text(ARTICLE.format(cta), "utf-8")


# ── the registry ───────────────────────────────────────────────────────────────────────────────────


def test_the_list_says_what_each_cta_is_in_each_region_today(run: Run, project: Path) -> None:
    dated = "id,region,label,url,valid_from,valid_until\n"
    dated += "123456,uk,Gone,https://example.com,,2020-12-31\n234567,uk,Later,https://example.com,2999-01-01,\n"
    (project / "ctas.csv").write_text(dated, "utf-8")
    ran = run("--project", project, "ctas", "list")
    assert ran.code == 0
    lines = [re.split(r"\s{2,}", line.strip()) for line in ran.out.splitlines()]
    assert ["123456", "uk", "Gone", "https://example.com", "expired on 2020-12-31"] in lines
    assert ["234567", "uk", "Later", "https://example.com", "begins on 2999-01-01"] in lines
    assert ran.out.count("Book a travel consultation") == 2
    listed = json.loads(run("--project", project, "ctas", "list", "--json").out)
    assert {one["id"]: (one["today"], one["file"]) for one in listed if one["file"] == "ctas.csv"} == {
        "123456": ("expired", "ctas.csv"),
        "234567": ("coming", "ctas.csv"),
    }


def test_an_import_says_each_change_and_the_next_command_knows_it(run: Run, project: Path) -> None:
    (project / "new.csv").write_text(NEW, "utf-8")
    ran = run("--project", project, "ctas", "import", project / "new.csv")
    assert (ran.code, ran.err.splitlines()) == (
        0,
        [
            "added: “Call us” (123456) in uk: https://www.example.co.uk/call",
            "1 row read, 1 added or changed in ctas.csv",
        ],
    )
    assert "Call us" in run("--project", project, "ctas", "list").out
    before = (project / "ctas.csv").read_bytes()
    again = run("--project", project, "ctas", "import", project / "new.csv")
    assert again.err == "1 row read, 0 added or changed in ctas.csv\n"
    assert (project / "ctas.csv").read_bytes() == before


def test_a_bad_row_refuses_the_whole_file(run: Run, project: Path) -> None:
    bad = project / "bad.csv"
    bad.write_text(f"{NEW}234567;uk;;\n{BOOK};uk;Mine;https://example.com\n", "utf-8")
    ran = run("--project", project, "ctas", "import", bad)
    assert ran.code == 1
    told = [line.removeprefix(f"{bad}: ") for line in ran.err.splitlines()]
    assert told[0].startswith("row 4: id: is a CTA of settings.toml, which an import never changes")
    assert told[1:] == ["row 3: label: is empty; write it", "row 3: url: is empty; write it"]
    assert not (project / "ctas.csv").exists()


def test_an_export_is_a_spreadsheet_that_can_be_imported_as_it_is(run: Run, project: Path) -> None:
    (project / "ctas.csv").write_text("id,region,label,url\n123456,uk,'=Call,https://example.com\n", "utf-8")
    assert run("--project", project, "ctas", "export", project / "all.csv").code == 0
    content = (project / "all.csv").read_bytes()
    assert content.startswith(b"\xef\xbb\xbfid,region,label,label_ar,url,") and content.count(b"\r\n") == 8
    assert b",'=Call," in content
    assert run("--project", project, "ctas", "export").out.encode() == content
    ran = run("--project", project, "ctas", "import", project / "all.csv")
    assert (ran.code, "0 added or changed" in ran.err or ran.err) == (0, True)


def test_a_file_that_cannot_be_read_or_written_is_named(run: Run, project: Path) -> None:
    missing = run("--project", project, "ctas", "import", project / "none.csv")
    assert (missing.code, "none.csv: (file): cannot be read" in missing.err) == (1, True)
    nowhere = run("--project", project, "ctas", "export", project / "nowhere" / "all.csv")
    assert (nowhere.code, "all.csv: cannot be written" in nowhere.err) == (1, True)


# ── harvest ────────────────────────────────────────────────────────────────────────────────────────


def test_what_nobody_knows_is_printed_as_rows_that_can_be_completed_and_imported(run: Run, project: Path) -> None:
    (project / "articles" / "old.html").write_text(HARVESTED, "utf-8")
    ran = run("--project", project, "check", "--harvest")
    assert ran.code == 0
    assert ran.err.splitlines()[0] == (
        f"old.html:3: “Old Friends” asks for the CTA {UNKNOWN}, "
        "which said “Visit us” and led to https://www.example.com/visit"
    )
    rows = list(csv.DictReader(io.StringIO(ran.out.removeprefix("\ufeff"), newline="")))
    assert [(row["id"], row["region"], row["label"], row["url"]) for row in rows] == [
        (UNKNOWN, region, "Visit us", "https://www.example.com/visit") for region in ("uk", "middle-east")
    ]
    (project / "rows.csv").write_bytes(ran.out.encode())
    assert run("--project", project, "ctas", "import", project / "rows.csv").code == 0
    assert "Every CTA that the articles ask for is known." in run("--project", project, "check", "--harvest").err


# ── the contract ───────────────────────────────────────────────────────────────────────────────────


@contextmanager
def _standing(desk: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> Iterator[Relay]:
    write(desk)
    (desk / "people.csv").write_text(PEOPLE, "utf-8")
    with relay() as taker, pages(desk) as site:
        for name, value in (taker.environment | site.environment).items():
            monkeypatch.setenv(name, value)
        assert run("subscribers", "import", desk / "people.csv").code == 0
        yield taker


@pytest.fixture
def standing(desk: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> Iterator[Relay]:
    """The sample project with an article whose button nobody knows, and all that a real send needs."""
    with _standing(desk, run, monkeypatch) as taker:
        yield taker


def sent(run: Run) -> Ran:
    return run("send", "weekly", "--region", "uk", "--now", "--yes")


def notes(run: Run, folder: Path) -> list[dict[str, str]]:
    """What the report of the UK edition says of the article."""
    run("render", "--region", "uk", "--out", folder)
    (edition,) = json.loads((folder / "report.json").read_text("utf-8"))["editions"]
    return [note for note in edition["notes"] if UNKNOWN in note["text"]]


def test_an_issue_with_a_cta_that_does_not_resolve_is_neither_approved_nor_sent(run: Run, standing: Relay) -> None:
    ran = run("campaigns", "approve", "weekly", "--region", "uk")
    assert ran.code == 3
    last = ran.err.splitlines()[-1]
    for said in (
        "broken.md:7",
        UNKNOWN,
        "United Kingdom",
        "the nearest known: “",
        "ctas.csv",
        "nothing of this issue was approved",
    ):
        assert said in last
    refused = sent(run)
    assert (refused.code, "Nothing was sent." in refused.err, standing.taken) == (3, True, [])
    assert f"broken.md:7: the CTA {UNKNOWN} in United Kingdom: no CTA has this id" in refused.err


def test_a_draft_shows_where_the_button_belongs(run: Run, standing: Relay) -> None:
    assert run("send", "weekly", "--region", "uk", "--to", "me@example.org").code == 0
    (message,) = [content for _, content in standing.taken]
    assert message.count(b"a button belongs here") == 2


@pytest.mark.parametrize(
    ("rule", "kind", "why", "label"),
    [
        ('{ unresolved = "drop" }', "dropped", "the campaign goes without what does not resolve", None),
        (f'{{ unresolved = "fallback", fallback = "{BOOK}" }}', "fallback", f"“Book a travel consultation” ({BOOK}) takes its place", BOOK),
    ],
)  # fmt: skip
def test_with_drop_or_fallback_it_goes_and_the_report_says_so(
    rule: str,
    kind: str,
    why: str,
    label: str | None,
    run: Run,
    standing: Relay,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("NEWSLETTER_CAMPAIGNS__WEEKLY__CTAS", rule)
    (note,) = notes(run, tmp_path / "proof")
    assert (note["kind"], why in note["why"], note["why"].endswith("; broken.md:7")) == (kind, True, True)
    assert run("campaigns", "approve", "weekly", "--region", "uk").code == 0
    assert sent(run).code == 0
    assert {address for address, _ in standing.taken} == {"ana@example.org", "ben@example.org"}
    assert all(b"button belongs here" not in content for _, content in standing.taken)


def test_a_cta_that_expires_blocks_from_its_last_day_on_and_its_fallback_takes_its_place(
    run: Run, project: Path, tmp_path: Path
) -> None:
    write(project, "123456")
    row = "id,region,label,url,valid_until,fallback\n123456,uk,Come,https://www.example.co.uk/fair,2026-11-25,{}\n"
    render = ("--project", project, "render", "--region", "uk", "--date")
    (project / "ctas.csv").write_text(row.format(""), "utf-8")
    assert run(*render, "2026-11-26", "--out", tmp_path / "late").code == 3
    (project / "ctas.csv").write_text(row.format(BOOK), "utf-8")
    assert run(*render, "2026-11-26", "--out", tmp_path / "instead").code == 0
    (edition,) = json.loads((tmp_path / "instead" / "report.json").read_text("utf-8"))["editions"]
    (why,) = [note["why"] for note in edition["notes"] if note["text"] == "the CTA 123456"]
    assert why.startswith("in United Kingdom: it expired on 25 November 2026; “Book a travel consultation”")
