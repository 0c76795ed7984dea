"""newsletter init --clear-samples: what nobody has changed goes, what is somebody's own stays."""

from datetime import date
from pathlib import Path

import pytest

from newsletter.init import Answers, create
from tests.cli.conftest import Run

MINE = "sea-legs.txt"


def test_untouched_samples_go_and_edited_ones_stay(run: Run, desk: Path) -> None:
    with (desk / "articles" / MINE).open("a", encoding="utf-8") as article:
        article.write("\nOne more line of my own.\n")
    (desk / "articles" / "mine.md").write_text("# Mine\n\nMy own words.\n", "utf-8")
    assert run("subscribers", "import", desk / "subscribers.csv").code == 0
    other = desk / "people.csv"
    other.write_text("email,region\nana@example.org,uk\n", "utf-8")
    assert run("subscribers", "import", other).code == 0
    ran = run("init", desk, "--clear-samples")
    assert ran.code == 0
    assert "10 untouched sample files taken out" in ran.err and "200 sample subscribers taken out." in ran.err
    assert sorted(path.name for path in (desk / "articles").iterdir()) == ["mine.md", MINE]
    assert not (desk / "subscribers.csv").exists()
    assert run("subscribers", "export").out.splitlines()[1:] == ["ana@example.org,uk,en_GB,,,,,"]


def test_what_was_cleared_is_in_no_draft_although_it_was_pulled_before(run: Run, desk: Path) -> None:
    assert run("pull").code == 0
    assert run("init", desk, "--clear-samples").code == 0
    ran = run("send", "weekly", "--to", "me@example.org")
    assert ran.code == 0
    messages = sorted((desk / ".newsletter" / "inbox").glob("*.eml"))
    assert len(messages) == 3
    assert b"Sea Legs" not in messages[0].read_bytes()


def test_samples_are_known_again_whatever_day_they_were_dated_to(
    run: Run, tmp_path: Path, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NEWSLETTER_DATABASE__URL", database_url)
    create(tmp_path / "old", Answers(), None, date(2025, 2, 28))
    ran = run("init", "old", "--clear-samples")
    assert "11 untouched sample files taken out" in ran.err
    assert list((tmp_path / "old" / "articles").iterdir()) == []


def test_a_folder_without_a_project_is_refused(run: Run, tmp_path: Path) -> None:
    ran = run("init", tmp_path, "--clear-samples")
    assert ran.code == 2 and "no settings.toml there" in ran.err
