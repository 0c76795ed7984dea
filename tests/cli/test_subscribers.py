"""newsletter subscribers: in, out, one by one, and never again."""

import csv
import json
from pathlib import Path

import pytest

from tests.cli.conftest import Run

PEOPLE = (
    "email,region,name,shoe\nana@example.org,uk,Ana,38\nben@example.org,gulf,Ben,44\nDINA@example.org,middle-east,,\n"
)


@pytest.fixture
def people(desk: Path) -> Path:
    path = desk / "people.csv"
    path.write_text(PEOPLE, "utf-8")
    return path


def test_good_rows_are_taken_and_bad_ones_kept_with_their_reasons(run: Run, people: Path) -> None:
    ran = run("subscribers", "import", people)
    assert (ran.code, ran.out) == (1, "")
    assert "column 'shoe' is not known and was passed over" in ran.err
    assert "2 added, 0 updated, 1 rejected" in ran.err
    rejects = people.with_name("people.rejects.csv")
    assert f"1 row was not taken; the reasons are in {rejects}" in ran.err
    (row,) = csv.DictReader(rejects.read_text("utf-8").splitlines())
    assert row["email"] == "ben@example.org" and "gulf" in row["reason"]


def test_json_says_the_same(run: Run, people: Path) -> None:
    said = json.loads(run("subscribers", "import", people, "--json").out)
    assert (said["added"], said["updated"], [one["line"] for one in said["rejected"]]) == (2, 0, [3])


def test_what_came_in_goes_out(run: Run, people: Path) -> None:
    run("subscribers", "import", people)
    ran = run("subscribers", "export")
    assert ran.code == 0
    assert {row["email"].lower() for row in csv.DictReader(ran.out.splitlines())} == {
        "ana@example.org",
        "dina@example.org",
    }
    people.write_text(ran.out, "utf-8")
    assert "0 added, 2 updated, 0 rejected" in run("subscribers", "import", people).err


def test_one_person_is_shown_erased_and_never_mailed_again(run: Run, people: Path) -> None:
    run("subscribers", "import", people)
    shown = json.loads(run("subscribers", "show", "Ana@example.org", "--json").out)
    assert (shown["email"], shown["region"], shown["language"], shown["suppressed"]) == (
        "ana@example.org",
        "uk",
        "en_GB",
        None,
    )
    assert "United" not in run("subscribers", "show", "ana@example.org").out
    ran = run("subscribers", "erase", "ana@example.org")
    assert ran.code == 2 and "add --yes" in ran.err
    assert run("subscribers", "erase", "ana@example.org", "--yes").code == 0
    shown = json.loads(run("subscribers", "show", "ana@example.org", "--json").out)
    assert (shown["region"], shown["suppressed"]) == (None, "erased")
    run("subscribers", "import", people)
    shown = json.loads(run("subscribers", "show", "ana@example.org", "--json").out)
    assert shown["suppressed"] == "erased", "an import never lifts it"


def test_a_relays_list_is_suppressed_line_by_line(run: Run, desk: Path) -> None:
    bounces = desk / "bounces.txt"
    bounces.write_text("\ufeffana@example.org\n\n# since May\nBEN@example.org \nana@example.org\n", "utf-8")
    ran = run("subscribers", "suppress", "--file", bounces, "--reason", "bounced")
    assert ran.code == 0
    assert ran.err == "3 read, 2 newly suppressed\n1 line without an address passed over\n"
    assert json.loads(run("subscribers", "show", "ben@example.org", "--json").out)["suppressed"] == "bounced"


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["import", "nowhere.csv"], 2, "nowhere.csv: cannot be read: No such file or directory"),
        (["import", "subscribers.csv"], 2, "subscribers.csv: cannot be read: No such file or directory"),
        (["show", "nobody@example.org"], 1, "nobody@example.org: no such subscriber"),
        (["erase", "nobody@example.org", "--yes"], 1, "nobody@example.org: no such subscriber"),
        (["suppress"], 2, "name one address, or a file with --file"),
        (["suppress", "nobody"], 2, "nobody: not a mail address"),
        (["suppress", "--file", "nowhere.txt"], 2, "nowhere.txt: cannot be read"),
    ],
)
def test_what_cannot_be_done_says_why(run: Run, desk: Path, words: list[str], code: int, said: str) -> None:
    ran = run("subscribers", *words)
    assert (ran.code, ran.out) == (code, "") and said in ran.err
