"""newsletter campaigns and pull: what there is, what came, and who said yes to what."""

import json
from datetime import date
from pathlib import Path

from tests.cli.conftest import Run

SCHEDULED = [("uk", "thu 09:00", 3), ("middle-east", "tue 10:00", 1)]


def test_list_names_the_next_issue_of_every_region(run: Run, sample: Path) -> None:
    rows = json.loads(run("--project", sample, "campaigns", "list", "--json").out)
    assert [(row["region"], row["schedule"], date.fromisoformat(row["next"]).weekday()) for row in rows] == SCHEDULED
    table = run("--project", sample, "campaigns", "list").out
    assert all(row["next"] in table for row in rows)


def test_show_tells_of_no_issue_then_of_drafts_and_who_approved_them(run: Run, desk: Path) -> None:
    ran = run("campaigns", "show", "weekly")
    assert (ran.code, ran.out) == (0, "") and "weekly has no issue yet" in ran.err
    ran = run("campaigns", "approve", "weekly", "--region", "uk", "--as", "Ana", "--note", "fine")
    assert ran.code == 0
    assert 'United Kingdom, English: "A Vaccination Calendar for Unhurried Travellers" approved by Ana' in ran.err
    (issue,) = json.loads(run("campaigns", "show", "weekly", "--json").out)
    assert (issue["state"], issue["approved_by"], issue["audience"]) == ("draft", ["Ana"], 0)
    assert issue["send_at"].endswith("+00:00")
    table = run("campaigns", "show", "weekly").out
    assert "09:00 London" in table and "Ana" in table


def test_one_language_may_be_approved_by_itself(run: Run, desk: Path) -> None:
    ran = run("campaigns", "approve", "weekly", "--language", "ar_AE", "--as", "Dina")
    assert ran.code == 0
    assert [line for line in ran.err.splitlines() if "approved by" in line] == ran.err.splitlines()
    assert ran.err.count("Middle East, Arabic (optional)") == 1


def test_what_is_blocked_cannot_be_approved(run: Run, desk: Path) -> None:
    ran = run("campaigns", "approve", "weekly", "--region", "uk", "--date", "2020-01-01")
    assert ran.code == 3
    assert "no article in the window" in ran.err and "nothing was approved" in ran.err


def test_a_wrong_name_is_a_wrong_call(run: Run, desk: Path) -> None:
    for words in (["daily"], ["weekly", "--region", "gulf"], ["weekly", "--region", "uk", "--language", "ar_AE"]):
        assert run("campaigns", "approve", *words).code == 2
    assert run("campaigns", "show", "daily").code == 2


def test_pull_says_what_came_and_what_did_not(run: Run, desk: Path) -> None:
    (desk / "articles" / "empty.txt").write_text("", "utf-8")
    ran = run("pull", "--json")
    (source,) = json.loads(ran.out)
    assert ran.code == 0 and len(source["articles"]) == 10
    assert [skipped["place"] for skipped in source["skipped"]] == ["empty.txt"]
    table = run("pull").out
    assert "Finding Your Sea Legs Before the Crossing" in table and "skipped" in table


def test_a_broken_source_fails_the_pull_and_stops_no_other(run: Run, desk: Path) -> None:
    with (desk / "settings.toml").open("a", encoding="utf-8") as settings:
        settings.write('\n[[sources]]\nname = "lost"\nkind = "folder"\npath = "nowhere"\n')
    ran = run("pull", "--json")
    assert ran.code == 1 and ran.err.startswith("source lost: ")
    sources = json.loads(ran.out)
    assert [len(source["articles"]) for source in sources] == [10, 0]
    assert "nowhere" in sources[1]["error"]
    assert "source lost: " in run("campaigns", "approve", "weekly").err, "who approves hears of it"
