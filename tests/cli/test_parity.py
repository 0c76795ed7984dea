"""What an editor sees where a translation, or another region's issue, says something else."""

import json
from pathlib import Path

from tests.cli.conftest import Run


def change(project: Path, file: str, stands: str, instead: str) -> None:
    path = project / file
    text = path.read_text("utf-8")
    assert stands in text
    path.write_text(text.replace(stands, instead), "utf-8")


def test_a_changed_dose_in_the_translation_blocks_its_edition_by_file_and_line(run: Run, project: Path) -> None:
    change(project, "articles/desert-water.ar.md", "6 لترات", "9 لترات")
    checked = run("--project", project, "check", "--json")
    assert checked.code == 3
    (finding,) = json.loads(checked.out)
    assert (finding["where"], finding["level"]) == ("weekly: middle-east.ar_AE", "error")
    assert (finding["part"], finding["line"]) == ("desert-water.ar.md", 13)
    assert "“6 litres” in desert-water.md:12" in finding["message"]


def test_a_dose_that_one_regions_words_change_is_found_between_the_regions(
    run: Run, project: Path, tmp_path: Path
) -> None:
    change(project, "settings.toml", '{ supper = "dinner" }', '{ supper = "5 mg dinner" }')
    rendered = run("--project", project, "render", "--out", tmp_path / "proof", "--date", "2026-11-26")
    assert "weekly: error: middle-east.en_GB: “5 mg”" in rendered.err
    report = json.loads((tmp_path / "proof" / "report.json").read_text("utf-8"))
    assert [finding["level"] for finding in report["parity"]] == ["error"]
    assert "What differs and should not" in (tmp_path / "proof" / "index.html").read_text("utf-8")
    assert run("--project", project, "check").code == 3
