"""newsletter campaigns and pull: what there is, what came, who said yes to what, and who stopped it."""

import json
from datetime import date
from pathlib import Path

import pytest

from newsletter.model import DeliveryState
from tests.cli.begun import ANA, BEN, CEM, DINA, connected, issue_states, jobs, put, started, states
from tests.cli.conftest import Run
from tests.cli.posting import PEOPLE
from tests.cli.terminal import typed

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
    assert "it carries no article" in ran.err and "nothing of this issue was approved" in ran.err


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


def test_pull_lists_what_is_new_changed_or_gone_and_counts_the_rest(run: Run, desk: Path) -> None:
    folder = desk / "articles"
    first = run("pull")
    assert "Finding Your Sea Legs Before the Crossing" in first.out and "journal: 10 articles: 10 new" in first.err
    again = run("pull")
    assert (again.out, again.err) == ("", "journal: 10 articles: 10 unchanged\n")
    (folder / "empty.txt").write_text("", "utf-8")
    (folder / "tides.txt").write_text("Tides\n\nHigh water is at nine.\n", "utf-8")
    (folder / "sea-legs.txt").unlink()
    back = folder / "boatyard-back.txt"
    back.write_text(back.read_text("utf-8") + "\nOne thing more.\n", "utf-8")
    ran = run("pull")
    assert "journal: 10 articles: 1 new, 1 changed, 8 unchanged, 1 gone, 1 skipped" in ran.err
    rows = [line.split()[:3] for line in ran.out.splitlines() if "journal" in line]
    places = [
        ("tides.txt", "new"),
        ("boatyard-back.txt", "changed"),
        ("sea-legs.txt", "gone"),
        ("empty.txt", "skipped"),
    ]
    assert rows == [["journal", place, state] for place, state in places]


def test_a_broken_source_fails_the_pull_and_stops_no_other(run: Run, desk: Path) -> None:
    with (desk / "settings.toml").open("a", encoding="utf-8") as settings:
        settings.write('\n[[sources]]\nname = "lost"\nkind = "folder"\npath = "nowhere"\n')
    ran = run("pull", "--json")
    assert ran.code == 1 and ran.err.startswith("source lost: ")
    sources = json.loads(ran.out)
    assert [len(source["articles"]) for source in sources] == [10, 0]
    assert "nowhere" in sources[1]["error"]
    assert "source lost: " in run("campaigns", "approve", "weekly").err, "who approves hears of it"


# ── stepping in ────────────────────────────────────────────────────────────────────────────────────


def test_pause_and_resume_say_the_figures_of_each_issue(run: Run, desk: Path, database_url: str) -> None:
    day = started(run, desk, database_url, "uk", "middle-east")
    put(database_url, ANA, DeliveryState.ACCEPTED)
    put(database_url, CEM, DeliveryState.SENDING)
    ran = run("campaigns", "pause", "weekly", "--as", "Ana")
    assert (ran.code, ran.out) == (0, "")
    assert ran.err.splitlines() == [
        f"weekly/middle-east/{day}: paused: 0 accepted, 1 left, 1 is on its way, nobody twice.",
        f"weekly/uk/{day}: paused: 1 accepted, 1 left, nobody twice.",
        "newsletter campaigns resume weekly lets it go on.",
    ]
    assert issue_states(database_url) == dict.fromkeys(("uk", "middle-east"), ("paused", "paused by Ana"))
    shown = json.loads(run("campaigns", "show", "weekly", "--json").out)
    assert [(issue["state"], issue["reason"], issue["audience"]) for issue in shown] == [
        ("paused", "paused by Ana", 2)
    ] * 2
    before = jobs(database_url)
    ran = run("campaigns", "resume", "weekly", "--region", "uk", "--date", day)
    assert (ran.code, ran.out, jobs(database_url)) == (0, "", before + 1)
    assert ran.err.splitlines() == [
        f"weekly/uk/{day}: goes on: 1 accepted, 1 left, nobody twice.",
        "newsletter run worker sends what is left.",
    ]
    assert {region: state for region, (state, _) in issue_states(database_url).items()} == {
        "uk": "sending",
        "middle-east": "paused",
    }


def test_who_is_signed_in_is_who_paused_it(
    run: Run, desk: Path, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    started(run, desk, database_url, "uk")
    monkeypatch.setenv("LOGNAME", "omar")
    assert run("campaigns", "pause", "weekly").code == 0
    assert issue_states(database_url) == {"uk": ("paused", "paused by omar")}


def test_cancel_asks_for_the_number_of_those_who_will_not_get_it(run: Run, desk: Path, database_url: str) -> None:
    day = started(run, desk, database_url, "uk", "middle-east")
    put(database_url, ANA, DeliveryState.ACCEPTED)
    words = ["campaigns", "cancel", "weekly", "--region", "uk", "--as", "Ana"]
    question = f"Cancel weekly/uk/{day}, which is being sent: 1 person will not get it."
    ran = run(*words)
    assert (ran.code, ran.out) == (2, "") and f"{question} There is nobody to ask; add --yes" in ran.err
    code, said = typed(words, "2")
    assert code == 2 and f"{question} Type 1: " in said and "that was not the number; nothing was cancelled" in said
    assert states(database_url) == {ANA: "accepted", BEN: "queued", CEM: "queued", DINA: "queued"}
    code, said = typed(words, "1")
    assert code == 0 and f"weekly/uk/{day}: cancelled: 1 accepted, 1 cancelled, nobody twice." in said
    assert states(database_url) == {ANA: "accepted", BEN: "cancelled", CEM: "queued", DINA: "queued"}
    assert issue_states(database_url)["uk"] == ("cancelled", "cancelled by Ana")


def test_what_was_paused_can_be_cancelled_too(run: Run, desk: Path, database_url: str) -> None:
    day = started(run, desk, database_url, "uk")
    assert run("campaigns", "pause", "weekly").code == 0
    ran = run("campaigns", "cancel", "weekly", "--yes")
    assert ran.code == 0
    assert ran.err.splitlines() == [
        f"Cancel weekly/uk/{day}, which is paused: 2 people will not get it.",
        f"weekly/uk/{day}: cancelled: 0 accepted, 2 cancelled, nobody twice.",
    ]


def test_a_draft_is_cancelled_only_by_its_date_and_never_goes_out(run: Run, desk: Path, database_url: str) -> None:
    run("campaigns", "approve", "weekly", "--region", "uk", "--as", "Ana")
    (issue,) = json.loads(run("campaigns", "show", "weekly", "--json").out)
    day = issue["issue"].rpartition("/")[2]
    ran = run("campaigns", "cancel", "weekly", "--yes")
    assert ran.code == 2
    assert ran.err == (
        f"weekly: nothing to cancel: weekly/uk/{day} is a draft; to cancel one that has not begun, name its --date;"
        " see newsletter campaigns show weekly\n"
    )
    (desk / "people.csv").write_text(PEOPLE, "utf-8")
    run("subscribers", "import", desk / "people.csv")
    ran = run("campaigns", "cancel", "weekly", "--date", day, "--yes")
    assert ran.code == 0
    assert ran.err.splitlines() == [
        f"Cancel weekly/uk/{day}, which is a draft: 2 people will not get it.",
        f"weekly/uk/{day}: cancelled: it had not begun.",
    ]
    ran = run("send", "weekly", "--region", "uk", "--date", day, "--now", "--yes")
    assert ran.code == 3 and f"weekly/uk/{day}: is cancelled" in ran.err


def test_where_nothing_can_be_done_it_says_how_the_issues_stand(run: Run, desk: Path, database_url: str) -> None:
    ran = run("campaigns", "pause", "weekly")
    assert (ran.code, ran.out) == (2, "")
    assert ran.err == "weekly: nothing to pause: it has no issue yet; see newsletter campaigns show weekly\n"
    day = started(run, desk, database_url, "uk")
    ran = run("campaigns", "resume", "weekly", "--region", "uk", "--date", day)
    assert ran.code == 2
    assert f"weekly uk {day}: nothing to resume: weekly/uk/{day} is being sent;" in ran.err
    for words in (["daily"], ["weekly", "--region", "gulf"], ["weekly", "--date", "soon"]):
        assert run("campaigns", "pause", *words).code == 2
    assert issue_states(database_url) == {"uk": ("sending", "")}


def test_an_issue_of_a_campaign_that_is_gone_from_the_settings_can_still_be_stopped(
    run: Run, desk: Path, database_url: str
) -> None:
    started(run, desk, database_url, "uk")
    with connected(database_url) as connection:
        connection.execute("UPDATE issues SET campaign = 'yearly', region = 'atlantis'")
    for verb in ("pause", "resume", "pause"):
        assert run("campaigns", verb, "yearly", "--region", "atlantis").code == 0
    assert run("campaigns", "cancel", "yearly", "--yes").code == 0
    assert states(database_url) == {ANA: "cancelled", BEN: "cancelled"}
