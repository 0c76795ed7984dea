"""newsletter articles: what is in and what is not, and an editor's hand in it, from the command line to the letter."""

import json
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

import pytest

from tests.cli.begun import connected, started
from tests.cli.conftest import Run
from tests.cli.posting import PEOPLE, pages, relay

OLD = "---\ntitle: {}\npublished: 2020-05-0{}\n---\n\n{}\n"


@pytest.fixture
def pulled(run: Run, desk: Path) -> Path:
    """The sample project with an article that is years old, pulled."""
    (desk / "articles" / "old-pier.md").write_text(OLD.format("An Old Pier", 1, "It stands on oak."), "utf-8")
    assert run("pull").code == 0
    return desk


def listed(run: Run, *words: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(run("articles", "list", "weekly", *words, "--json").out)
    return found


def carried(run: Run, *words: str) -> list[list[str]]:
    return [[one["id"].partition(":")[2] for one in edition["articles"]] for edition in listed(run, *words)]


# ── list ───────────────────────────────────────────────────────────────────────────────────────────


def test_before_the_first_pull_there_is_nothing_to_list_and_it_says_so(run: Run, desk: Path) -> None:
    ran = run("articles", "list")
    assert ran.code == 0 and "newsletter pull fetches what is in your sources" in ran.err


def test_list_shows_each_edition_in_order_what_is_left_out_and_how_much_is_older(run: Run, pulled: Path) -> None:
    ran = run("articles", "list", "weekly", "--region", "uk")
    table = ran.out
    assert "United Kingdom, English" in table
    assert (
        table.index("1   A Vaccination Calendar")
        < table.index("2   What the Desert")
        < table.index("–   Calm Crossings")
    )
    assert "only for Middle East" in table and "An Old Pier" not in table
    assert "older articles are not listed" in ran.err
    assert run("campaigns", "show", "weekly").out == "", "looking creates no issue"


def test_list_of_an_issue_on_its_way_is_what_it_was_sent_with(run: Run, desk: Path, database_url: str) -> None:
    day = started(run, desk, database_url, "uk")
    before = carried(run, "--region", "uk", "--date", str(day))
    (desk / "articles" / "new.md").write_text("---\ntitle: New\n---\n\nWords that are new.\n", "utf-8")
    run("pull")
    assert carried(run, "--region", "uk", "--date", str(day)) == before
    ran = run("articles", "pin", "weekly", "new", "--region", "uk", "--date", str(day))
    assert ran.code == 3 and f"weekly/uk/{day}: is being sent; what it carries cannot be changed any more" in ran.err


# ── pin, drop, order ───────────────────────────────────────────────────────────────────────────────


def test_an_old_article_is_pinned_in_every_region_and_the_approval_is_void(run: Run, pulled: Path) -> None:
    assert run("campaigns", "approve", "weekly", "--region", "uk", "--as", "Ana").code == 0
    ran = run("articles", "pin", "weekly", "An old pier")
    assert ran.code == 0 and ran.out == ""
    uk, subject, *east = ran.err.splitlines()
    assert uk.endswith("“An Old Pier”: English: 1 of 6, pinned")
    assert subject.endswith('subject "An Old Pier"; it is not what Ana approved, so it has to be approved again')
    assert east[0].endswith("“An Old Pier”: English: 1 of 6, pinned; Arabic (optional): 1 of 6, pinned")
    assert len(east) == 3 and not any("approved" in line for line in east)
    assert [ids[0] for ids in carried(run)] == ["old-pier.md"] * 3
    sent = run("send", "weekly", "--region", "uk", "--now", "--yes")
    assert sent.code == 3 and "changed since it was approved by Ana" in sent.err


def test_what_is_unpinned_is_out_again_and_the_approval_holds(run: Run, pulled: Path) -> None:
    run("campaigns", "approve", "weekly", "--region", "uk", "--as", "Ana")
    run("articles", "pin", "weekly", "old-pier", "--region", "uk")
    ran = run("articles", "pin", "weekly", "old-pier", "--region", "uk", "--undo")
    assert "“journal:old-pier.md”: left out, too old to be listed" in ran.err and "approved" not in ran.err


def test_what_was_already_sent_is_pinned_in_vain_and_it_says_so(run: Run, desk: Path, database_url: str) -> None:
    day = started(run, desk, database_url, "uk")
    ran = run("articles", "pin", "weekly", "sea-legs.txt", "--region", "uk", "--date", "2099-01-01")
    assert f"left out, pinned, but already sent on {day.day} " in ran.err


def test_what_is_dropped_is_gone_in_both_languages_and_back_when_it_is_undone(run: Run, pulled: Path) -> None:
    before = carried(run, "--region", "middle-east")
    ran = run("articles", "drop", "weekly", "desert-water.md", "--region", "middle-east")
    assert "English: left out, dropped by an editor; Arabic (optional): left out, dropped by an editor" in ran.err
    assert not {"desert-water.md", "desert-water.ar.md"} & {
        one for ids in carried(run, "--region", "middle-east") for one in ids
    }
    assert "desert-water.md" in carried(run, "--region", "uk")[0]
    run("articles", "drop", "weekly", "desert-water.ar.md", "--region", "middle-east", "--undo")
    assert carried(run, "--region", "middle-east") == before


def test_an_order_is_set_and_left_to_the_rule_again(run: Run, pulled: Path) -> None:
    before = carried(run, "--region", "uk")[0]
    ran = run("articles", "order", "weekly", "sea-legs.txt", "desert-water", "--region", "uk")
    assert (
        "English: 1 “Finding Your Sea Legs Before the Crossing”, 2 “What the Desert Teaches About Water”, 3 “A"
        in ran.err
    )
    assert carried(run, "--region", "uk")[0][:2] == ["sea-legs.txt", "desert-water.md"]
    run("articles", "order", "weekly", "--region", "uk")
    assert carried(run, "--region", "uk")[0] == before


def test_an_article_for_one_region_is_pinned_there_alone(run: Run, pulled: Path) -> None:
    ran = run("articles", "pin", "weekly", "calm-crossings.md")
    assert ran.code == 0 and "weekly/middle-east/" in ran.err and "weekly/uk/" not in ran.err
    ran = run("articles", "pin", "weekly", "calm-crossings.md", "--region", "uk")
    assert ran.code == 2 and "is in en_GB and for middle-east alone: weekly/uk/" in ran.err


# ── override ───────────────────────────────────────────────────────────────────────────────────────


def test_another_title_is_the_subject_in_its_region_alone_and_its_own_again_when_undone(run: Run, pulled: Path) -> None:
    ran = run(
        "articles", "override", "weekly", "vaccination-calendar.md", "--title", "Colors of Travel", "--region", "uk"
    )
    assert "“Colors of Travel”: English: 1 of 6, edited" in ran.err
    assert 'United Kingdom, English: subject "Colours of Travel"' in ran.err
    assert listed(run, "--region", "middle-east")[0]["articles"][0]["title"].startswith("A Vaccination Calendar")
    run("articles", "override", "weekly", "vaccination-calendar.md", "--teaser", "Soon.", "--region", "uk")
    assert listed(run, "--region", "uk")[0]["articles"][0]["title"] == "Colors of Travel", "a teaser leaves the title"
    ran = run("articles", "override", "weekly", "vaccination-calendar.md", "--undo", "--region", "uk")
    assert 'subject "A Vaccination Calendar for Unhurried Travellers"' in ran.err


def test_a_translation_is_edited_by_itself_and_only_where_its_language_is_read(run: Run, pulled: Path) -> None:
    ran = run("articles", "override", "weekly", "desert-water.ar.md", "--title", "ماء")
    assert "middle-east" in ran.err and "weekly/uk" not in ran.err
    _, english, arabic = listed(run)
    assert [one["title"] for edition in (english, arabic) for one in edition["articles"] if one["edited"]] == ["ماء"]
    ran = run("articles", "override", "weekly", "desert-water.ar.md", "--title", "ماء", "--region", "uk")
    assert ran.code == 2 and "journal:desert-water.ar.md is in ar_AE: weekly/uk/" in ran.err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("pin", "weekly", "sea-leg.txt"), "did you mean journal:sea-legs.txt (“Finding Your Sea Legs"),
        (("pin", "weekly"), "ARTICLE"),
        (("pin", "daily", "sea-legs.txt"), "no such campaign: 'daily'"),
        (("drop", "weekly", "sea-legs.txt", "--region", "gulf"), "no such region: 'gulf'"),
        (("list", "weekly", "--date", "tomorrow"), "'tomorrow' is not a date"),
        (("override", "weekly", "sea-legs.txt"), "say what the article is given"),
        (("override", "weekly", "sea-legs.txt", "--title", "A", "--undo"), "say what the article is given"),
        (("override", "weekly", "sea-legs.txt", "--title", "{{ x }}"), "the title holds '{{'"),
        (("override", "weekly", "sea-legs.txt", "--image", "https://x.example/a.png"), "a picture needs words"),
    ],
)
def test_a_wrong_call_changes_nothing_and_says_why(
    run: Run, pulled: Path, database_url: str, words: tuple[str, ...], said: str
) -> None:
    ran = run("articles", *words)
    assert ran.code == 2 and said in ran.err
    with connected(database_url) as connection:
        assert connection.execute("SELECT count(*) FROM issues").fetchone() == (0,)


# ── the whole line ─────────────────────────────────────────────────────────────────────────────────


def test_an_issue_made_by_hand_and_approved_is_mailed_as_it_was_made(
    run: Run, pulled: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (pulled / "people.csv").write_text(PEOPLE, "utf-8")
    run("subscribers", "import", pulled / "people.csv")
    with relay() as taker, pages(pulled) as site:
        for name, value in (taker.environment | site.environment).items():
            monkeypatch.setenv(name, value)
        run("articles", "pin", "weekly", "old-pier", "--region", "uk")
        run("articles", "drop", "weekly", "desert-water.md", "--region", "uk")
        run("articles", "override", "weekly", "old-pier", "--title", "Colors of a Pier", "--region", "uk")
        assert run("campaigns", "approve", "weekly", "--region", "uk", "--as", "Ana").code == 0
        assert run("send", "weekly", "--region", "uk", "--now", "--yes").code == 0
    (_, raw), *_ = taker.taken
    message = message_from_bytes(raw, policy=policy.default)
    body = message.get_body(("plain",))
    assert message["Subject"] == "Colours of a Pier"
    assert body and "It stands on oak." in body.get_content() and "Desert" not in body.get_content()
