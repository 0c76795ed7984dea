"""A translator's round trip: export, an ordinary .po editor, import, render; and what is refused, by line."""

import json
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po

from tests.cli.conftest import Run

TIDES = """\
+++
title = "Tides & Doses"
published = 2026-11-25
language = "en_GB"
show = "full"
teaser = "One dose, two tides."
+++

Take **5 mg/kg** at <a href="https://www.example.com/noon">noon</a> on 26 November 2026 & rest.

- Call +971 4 123 4567
- Write to letter@example.com

![A pier at 10:00](https://www.example.com/pier.png)

<!-- region: middle-east -->

Only for the Gulf: 38 °C.

<!-- /region -->

{{ cta('7d1c0f52-6b3e-4f0a-9a58-2f41c7e9b310', 'left') }}

Source: [A *library*](https://www.example.org/library)
"""
ARABIC = {
    "Tides & Doses": "المد والجرعات",
    "One dose, two tides.": "جرعة واحدة ومدّان.",
    "Take <1>5 mg/kg</1> at <2>noon</2> on 26 November 2026 & rest.": "في ٢٦ نوفمبر ٢٠٢٦ خذ <1>5 mg/kg</1> <2>ظهرًا</2> واسترح.",
    "<1>Call +971 4 123 4567</1>\n<2>Write to letter@example.com</2>": "<1>اتصل على +971 4 123 4567</1>\n<2>اكتب إلى letter@example.com</2>",
    "A pier at 10:00": "رصيف الساعة 10:00",
    "Only for the Gulf: 38 °C.": "للخليج وحده: 38 درجة مئوية.",
}


@pytest.fixture
def here(project: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The sample project with one article."""
    monkeypatch.setenv("NEWSLETTER_PROJECT", str(project))
    for sample in (project / "articles").iterdir():
        sample.unlink()
    (project / "articles" / "tides.md").write_text(TIDES, "utf-8")
    return project


def exported(run: Run, folder: Path) -> Path:
    ran = run("translate", "export", "weekly", "--date", "2026-11-26", "--language", "ar_AE", "--out", folder / "a.po")
    assert ran.code == 0, ran.err
    return folder / "a.po"


def edited(file: Path, translations: Mapping[str, str], *, fuzzy: bool = False) -> None:
    """The file as an ordinary editor leaves it: wrapped, sorted otherwise, with old messages, in CRLF."""
    catalogue = read_po(BytesIO(file.read_bytes()))
    other = Catalog(locale="ar_AE", header_comment="# Translated by hand.", project="Another name")
    keep = ("X-Newsletter-Issue", "X-Newsletter-Project")
    for message in reversed([message for message in catalogue if message.id]):
        flags = {"fuzzy"} if fuzzy else set[str]()
        said = translations.get(str(message.id), "")
        other.add(message.id, said, context=message.context, flags=flags, previous_id=["Before"])
    other.obsolete["Gone"] = Catalog().add("Gone", "ذهب")
    out = BytesIO()
    write_po(out, other, width=60, include_previous=True)
    text = out.getvalue().decode()
    header = next(line for line in text.split("\n") if line.startswith('"Project-Id-Version'))
    own = [f'"{name}: {value}\\n"' for name, value in catalogue.mime_headers if name in keep]
    own = own or [line for line in file.read_text("utf-8").split("\n") if "X-Newsletter" in line]
    file.write_bytes(text.replace(header, "\n".join([header, *own])).replace("\n", "\r\n").encode())


def test_what_was_exported_and_translated_is_rendered(run: Run, here: Path, tmp_path: Path) -> None:
    file = exported(run, tmp_path)
    said = read_po(BytesIO(file.read_bytes()))
    assert {message.id for message in said if message.id} >= ARABIC.keys()
    assert {message.context for message in said if message.id} >= {"journal:tides.md|title", "journal:tides.md|1"}
    edited(file, ARABIC)
    ran = run("translate", "import", file)
    assert ran.code == 0, ran.err
    assert "tides.md: translated in articles/tides.ar.md" in ran.err
    assert run("render", "--out", tmp_path / "proof", "--date", "2026-11-26").code == 0
    report = json.loads((tmp_path / "proof" / "report.json").read_text("utf-8"))
    editions = {(one["region"], one["language"]): one for one in report["editions"]}
    arabic = editions["middle-east", "ar_AE"]
    assert [one["title"] for one in arabic["articles"]] == ["المد والجرعات"]
    assert [finding for finding in arabic["findings"] if finding["level"] == "error"] == []
    html = (tmp_path / "proof" / "middle-east.ar_AE.html").read_text("utf-8")
    assert "5 mg/kg</span></strong>" in html
    assert "للخليج وحده" in html
    assert "رصيف الساعة" in html
    assert "A library" in html
    assert [link["cta"] for link in arabic["links"] if link["cta"]] == ["7d1c0f52-6b3e-4f0a-9a58-2f41c7e9b310"]
    assert [one["title"] for one in editions["uk", "en_GB"]["articles"]] == ["Tides & Doses"]


LIST = "<1>Call +971 4 123 4567</1>\n<2>Write to letter@example.com</2>"
FIRST = "Take <1>5 mg/kg</1> at <2>noon</2> on 26 November 2026 & rest."


@pytest.mark.parametrize(
    ("original", "translation", "fault"),
    [
        (FIRST, ARABIC[FIRST].replace("5 mg", "50 mg"), "lacks 5 mg, which the original says"),
        (FIRST, ARABIC[FIRST].replace("mg", "g"), "lacks 5 mg, which the original says"),
        (FIRST, ARABIC[FIRST].replace("٢٦", "٢٧"), "lacks 26 November 2026, which the original says"),
        (FIRST, ARABIC[FIRST].replace("<2>", "").replace("</2>", ""), "lacks <2>"),
        (FIRST, ARABIC[FIRST].replace("</1>", "</2>", 1), "lacks </1>"),
        (FIRST, ARABIC[FIRST].replace("واسترح", "<b>واسترح</b>"), "has markup of its own, <b>"),
        (FIRST, f"{ARABIC[FIRST]} {{{{ cta('1') }}}}", "holds braces of a template or a CTA"),
        (LIST, ARABIC[LIST].replace("4567", "4576"), "lacks +971 4 123 4567"),
        (LIST, ARABIC[LIST].replace("letter@", "litter@"), "lacks the address letter@example.com"),
        ("One dose, two tides.", "", "1 of the 6 texts of journal:tides.md have no translation"),
    ],
)
def test_what_is_wrong_is_refused_by_line_and_nothing_is_written(
    run: Run, here: Path, tmp_path: Path, original: str, translation: str, fault: str
) -> None:
    file = exported(run, tmp_path)
    edited(file, {**ARABIC, original: translation})
    ran = run("translate", "import", file)
    assert (ran.code, ran.out) == (3, "")
    lines = [line for line in ran.err.split("\n") if fault in line]
    assert lines, ran.err
    number = int(lines[0].removeprefix(f"{file}:").partition(":")[0])
    assert file.read_text("utf-8").split("\n")[number - 1].startswith("msg")
    assert [path.name for path in (here / "articles").iterdir()] == ["tides.md"]


def test_a_fuzzy_translation_is_refused(run: Run, here: Path, tmp_path: Path) -> None:
    file = exported(run, tmp_path)
    edited(file, ARABIC, fuzzy=True)
    assert "the translation is marked fuzzy" in run("translate", "import", file).err


def test_an_original_that_has_changed_since_is_said(run: Run, here: Path, tmp_path: Path) -> None:
    file = exported(run, tmp_path)
    edited(file, ARABIC)
    (here / "articles" / "tides.md").write_text(TIDES.replace("rest.", "sleep."), "utf-8")
    assert "the original has changed since: Take <1>5 mg/kg</1>" in run("translate", "import", file).err


def test_another_project_s_file_and_a_template_s_catalogue_are_refused(run: Run, here: Path, tmp_path: Path) -> None:
    file = exported(run, tmp_path)
    file.write_text(file.read_text("utf-8").replace("The Harbour Letter", "The Pier Post"), "utf-8")
    ran = run("translate", "import", file)
    assert (ran.code, "it is of The Pier Post, not of The Harbour Letter" in ran.err) == (2, True)
    ran = run("translate", "import", here / "locales" / "ar" / "LC_MESSAGES" / "newsletter.po")
    assert (ran.code, "its header names no issue" in ran.err) == (2, True)


def test_a_second_import_overwrites_nothing(run: Run, here: Path, tmp_path: Path) -> None:
    file = exported(run, tmp_path)
    edited(file, ARABIC)
    kept = here / "articles" / "tides.ar.md"
    kept.write_text("Notes of an editor.\n", "utf-8")
    ran = run("translate", "import", file)
    assert (ran.code, "is there already" in ran.err) == (3, True)
    assert kept.read_text("utf-8") == "Notes of an editor.\n"


def test_the_same_file_a_second_time_is_told_what_is_there(run: Run, here: Path, tmp_path: Path) -> None:
    file = exported(run, tmp_path)
    edited(file, ARABIC)
    assert run("translate", "import", file).code == 0
    again = run("translate", "import", file)
    assert (again.code, "tides.ar.md: is there already" in again.err) == (3, True)


def test_what_is_not_translated_at_all_waits(run: Run, here: Path, tmp_path: Path) -> None:
    file = exported(run, tmp_path)
    edited(file, {})
    ran = run("translate", "import", file)
    assert (ran.code, "tides.md: not translated yet" in ran.err) == (0, True)
