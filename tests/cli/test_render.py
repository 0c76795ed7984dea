"""newsletter render and check: files, findings, exit codes, and no database."""

import json
import re
import subprocess
import sys
from email import message_from_bytes, policy
from pathlib import Path

import pytest

from tests.cli.conftest import Run

STEMS = ("middle-east.ar_AE", "middle-east.en_GB", "uk.en_GB")
SECOND = """
[campaigns.monthly]
template = "digest"
regions = ["uk"]
subject = "{lead}"
schedule = { uk = "1 09:00" }
"""
BROKEN = "---\ntitle: A Button That Is Not There\n---\n\nA button should stand beneath these words, and nobody has said which.\n\n{{ cta('00000000-0000-4000-8000-000000000000') }}\n"


@pytest.fixture
def here(project: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("NEWSLETTER_PROJECT", str(project))
    return project


def add(project: Path, text: str) -> None:
    with (project / "settings.toml").open("a", encoding="utf-8") as settings:
        settings.write(text)


def test_it_writes_every_edition_a_report_and_a_proof(run: Run, here: Path, tmp_path: Path) -> None:
    ran = run("render", "--out", tmp_path / "proof")
    assert (ran.code, ran.out) == (0, "")
    wanted = {f"{stem}.{kind}" for stem in STEMS for kind in ("html", "txt", "eml")} | {"report.json", "index.html"}
    assert {path.name for path in (tmp_path / "proof").iterdir()} == wanted
    for stem in STEMS:
        message = message_from_bytes((tmp_path / "proof" / f"{stem}.eml").read_bytes(), policy=policy.default)
        assert message["To"] == "reader@example.invalid"
        assert message.defects == []
    page = (tmp_path / "proof" / "index.html").read_text("utf-8")
    assert "Middle East, Arabic (optional)" in page
    assert re.findall(r"""<(?:link|script|img)\b|url\(|@import""", page.partition("<iframe")[0]) == [], "self-contained"


def test_screenshots_without_playwright_name_the_remedy_before_anything_is_written(
    run: Run, here: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "playwright.sync_api", None)
    ran = run("render", "--out", tmp_path / "proof", "--screenshots")
    assert (ran.code, ran.out, ran.err) == (
        1,
        "",
        "--screenshots needs Playwright; pip install newsletter[screenshots]\n",
    )
    assert not (tmp_path / "proof").exists()
    assert run("render", "--out", tmp_path / "proof").code == 0


@pytest.mark.browser
def test_screenshots_are_written_beside_their_editions_and_linked(here: Path, tmp_path: Path) -> None:
    words = ["--project", here, "render", "--out", tmp_path / "proof", "--region", "uk", "--screenshots"]
    # In a process of its own: pytest-playwright keeps a loop running in this one.
    command = [sys.executable, "-c", "from newsletter.cli import main; main()", *map(str, words)]
    ran = subprocess.run(command, check=False, capture_output=True, text=True, timeout=120)
    assert (ran.returncode, ran.stdout) == (0, "")
    assert "weekly: 1 edition and 6 pictures in " in ran.stderr
    wanted = {f"uk.en_GB.{width}.{look}.png" for width in (360, 600) for look in ("light", "dark", "inverted")}
    assert {path.name for path in (tmp_path / "proof").glob("*.png")} == wanted
    page = (tmp_path / "proof" / "index.html").read_text("utf-8")
    assert {*re.findall(r'href="(.*?\.png)"', page)} == wanted


def test_no_database_is_touched(run: Run, here: Path, tmp_path: Path) -> None:
    assert run("render", "--out", tmp_path / "proof").code == 0
    assert run("check").code == 0
    assert not (here / ".newsletter" / "pg").exists()


@pytest.mark.parametrize(
    ("words", "stems"),
    [
        (["--region", "uk"], {"uk.en_GB"}),
        (["--language", "ar_AE"], {"middle-east.ar_AE"}),
        (["--campaign", "weekly", "--region", "middle-east", "--language", "en_GB"], {"middle-east.en_GB"}),
    ],
)
def test_it_writes_only_what_is_named(run: Run, here: Path, tmp_path: Path, words: list[str], stems: set[str]) -> None:
    assert run("render", "--out", tmp_path / "proof", *words).code == 0
    assert {path.stem for path in (tmp_path / "proof").glob("*.eml")} == stems


def test_a_date_names_the_issue_and_need_not_be_scheduled(run: Run, here: Path, tmp_path: Path) -> None:
    ran = run("render", "--out", tmp_path / "proof", "--region", "uk", "--date", "2020-01-01")
    (edition,) = json.loads((tmp_path / "proof" / "report.json").read_text("utf-8"))["editions"]
    assert edition["issue"] == "weekly/uk/2020-01-01"
    assert any(one["reason"].endswith("the window ends 1 January 2020") for one in edition["left_out"])
    assert ran.code == 3 and "it carries no article" in ran.err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--campaign", "daily"], "no such campaign: 'daily'; known: weekly"),
        (["--region", "gulf"], "no such region: 'gulf'; known: uk, middle-east"),
        (["--language", "fr_FR"], "no such language: 'fr_FR'; known: ar_AE, en_GB"),
        (["--region", "uk", "--language", "ar_AE"], "there is no edition for uk, ar_AE"),
        (["--date", "26/11/2026"], "'26/11/2026' is not a date; write year, month and day as in 2026-11-26"),
    ],
)
def test_a_wrong_name_is_a_wrong_call(run: Run, here: Path, tmp_path: Path, words: list[str], said: str) -> None:
    ran = run("render", "--out", tmp_path / "proof", *words)
    assert (ran.code, ran.out) == (2, "") and said in ran.err
    assert not (tmp_path / "proof").exists()


def test_what_is_blocked_is_written_all_the_same_for_every_campaign(run: Run, here: Path, tmp_path: Path) -> None:
    add(here, SECOND)
    (here / "articles" / "broken.md").write_text(BROKEN, "utf-8")
    ran = run("render", "--out", tmp_path / "proof")
    assert ran.code == 3
    for campaign, number in (("weekly", 3), ("monthly", 1)):
        assert len(list((tmp_path / "proof" / campaign).glob("*.eml"))) == number
        assert f"{campaign}: checks block " in ran.err
    report = json.loads((tmp_path / "proof" / "monthly" / "report.json").read_text("utf-8"))
    assert [edition["verdict"] for edition in report["editions"]] == ["blocked"]


def test_a_region_of_one_campaign_only_leaves_the_other_out(run: Run, here: Path, tmp_path: Path) -> None:
    add(here, SECOND)
    ran = run("render", "--out", tmp_path / "proof", "--region", "middle-east")
    assert ran.code == 0 and "monthly" not in ran.err
    assert [path.name for path in (tmp_path / "proof").iterdir()] == ["weekly"]


def test_check_says_that_all_is_well(run: Run, here: Path) -> None:
    ran = run("check")
    assert (ran.code, ran.out, ran.err) == (0, "", "Nothing found: all is well.\n")


def test_check_ends_with_3_on_an_error_and_names_its_place(run: Run, here: Path) -> None:
    (here / "articles" / "broken.md").write_text(BROKEN, "utf-8")
    ran = run("check")
    assert ran.code == 3 and ran.err.endswith("3 errors\n")
    assert "broken.md:7" in ran.out
    found = json.loads(run("check", "--json").out)
    assert {one["where"] for one in found} == {f"weekly: {stem}" for stem in STEMS}
    assert {(one["part"], one["line"], one["level"]) for one in found} == {("broken.md", 7, "error")}


def test_check_warns_of_a_word_that_no_catalogue_has(run: Run, here: Path) -> None:
    template = here / "templates" / "digest.txt.j2"
    template.write_text(template.read_text("utf-8") + '{{ _("A word of our own") }}\n', "utf-8")
    ran = run("check", "--json")
    assert ran.code == 3
    assert any(one["where"] == "catalogues" and "A word of our own" in one["message"] for one in json.loads(ran.out))


def test_a_broken_source_is_told_and_stops_nothing(run: Run, here: Path, tmp_path: Path) -> None:
    add(here, '\n[[sources]]\nname = "lost"\nkind = "folder"\npath = "nowhere"\n')
    ran = run("render", "--out", tmp_path / "proof")
    assert ran.code == 0 and "source lost: " in ran.err and "nowhere" in ran.err
    ran = run("check")
    assert "source lost: " in ran.err
