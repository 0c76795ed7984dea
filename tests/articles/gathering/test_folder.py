"""A folder of articles: which files are taken, what they say of themselves, and which are refused."""

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from newsletter.articles.gathering.folder import LARGEST, read_folder
from newsletter.articles.gathering.front_matter import Known
from newsletter.articles.gathering.raw import ALWAYS, Gathered, RawArticle
from newsletter.errors import SourceError
from newsletter.model import Language

KNOWN = Known((Language("en_GB"), Language("ar_AE")), ("uk", "middle-east"))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "articles"
    made.mkdir()
    return made


def gather(folder: Path) -> Gathered:
    return read_folder(folder, "journal", KNOWN)


def only(folder: Path) -> RawArticle:
    (article,) = gather(folder).articles
    return article


def refusal(folder: Path) -> str:
    """Why the one file of a folder was skipped."""
    gathered = gather(folder)
    assert gathered.articles == ()
    ((_, reason),) = gathered.skipped
    return reason


def test_a_scraped_text_has_only_its_words_and_its_modification_time(folder: Path) -> None:
    file = folder / "walk.txt"
    file.write_text("X\n\nA Harbour Walk\n\nThe tide is out.\n", encoding="utf-8")
    os.utime(file, (1_790_000_000, 1_790_000_000))
    assert only(folder) == RawArticle(
        source="journal",
        key="walk.txt",
        place="walk.txt",
        body="X\n\nA Harbour Walk\n\nThe tide is out.\n",
        form="text",
        language=Language("en_GB"),
        modified=datetime.fromtimestamp(1_790_000_000, UTC),
    )


def test_front_matter_goes_before_what_the_folder_knows(folder: Path) -> None:
    (folder / "walk.md").write_text("+++\ntitle = 'A walk'\nlanguage = 'ar'\n+++\n\nThe tide is out.\n")
    article = only(folder)
    assert (article.title, article.language.code, article.body) == ("A walk", "ar_AE", "\nThe tide is out.\n")
    assert article.first_line == 5


@pytest.mark.parametrize(
    ("name", "form"),
    [("a.md", "markdown"), ("a.markdown", "markdown"), ("a.html", "html"), ("a.HTM", "html"), ("a.txt", "text")],
)
def test_the_ending_says_the_form(folder: Path, name: str, form: str) -> None:
    (folder / name).write_text("Words")
    assert only(folder).form == form


def test_files_come_by_name_and_those_of_subfolders_too(folder: Path) -> None:
    for name in ("c.md", "a.md", "b/z.txt"):
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text("Words")
    assert [article.key for article in gather(folder).articles] == ["a.md", "b/z.txt", "c.md"]


def test_hidden_files_and_other_endings_are_left_alone(folder: Path) -> None:
    (folder / ".git").mkdir()
    for name in (".draft.md", ".git/a.md", "quay.jpg", "notes", "a.md~"):
        (folder / name).write_text("Words")
    assert gather(folder) == Gathered(complete_since=ALWAYS)


def test_one_broken_file_never_stops_the_others(folder: Path) -> None:
    (folder / "a.md").write_text("---\ntitel: A\n---\n")
    (folder / "b.md").write_text("Words")
    gathered = gather(folder)
    assert [article.key for article in gathered.articles] == ["b.md"]
    assert gathered.skipped == (("a.md", "titel: no such key in a front matter; did you mean title?"),)


def test_a_missing_folder_is_an_error_with_a_remedy(folder: Path) -> None:
    with pytest.raises(SourceError, match=r"^journal: there is no folder .*/none; make it, or correct"):
        gather(folder / "none")


# ── characters ─────────────────────────────────────────────────────────────────────────────────────


def test_a_byte_order_mark_is_no_part_of_the_text(folder: Path) -> None:
    (folder / "a.md").write_bytes(b"\xef\xbb\xbf---\ntitle: A\n---\nWords")
    assert only(folder).title == "A"


def test_every_line_end_becomes_a_line_feed(folder: Path) -> None:
    (folder / "a.md").write_bytes(b"---\r\ntitle: A\r\n---\r\nOne\rTwo\r\n")
    assert only(folder).body == "One\nTwo\n"


def test_other_encodings_are_refused_by_line(folder: Path) -> None:
    (folder / "a.txt").write_bytes(b"Words\ncaf\xe9\n")
    assert refusal(folder) == "line 2: it is not UTF-8; save it as UTF-8"


@pytest.mark.parametrize("content", ["Words".encode("utf-16"), "Words".encode("utf-16-le"), b"\x00"])
def test_utf_16_and_binary_files_are_refused(folder: Path, content: bytes) -> None:
    (folder / "a.txt").write_bytes(content)
    assert "UTF-8" in refusal(folder)


@pytest.mark.parametrize("name", ["a\x1b[31m.md", "a\n.md", "a\udcff.md"])
def test_a_name_that_would_spoil_a_message_is_refused(folder: Path, name: str) -> None:
    (folder / name).write_text("Words")
    assert refusal(folder) == "its name cannot be shown; rename it"


def test_a_file_over_the_limit_is_refused_and_one_of_the_limit_is_not(folder: Path) -> None:
    (folder / "a.txt").write_bytes(b"x" * LARGEST)
    assert len(only(folder).body) == LARGEST
    (folder / "a.txt").write_bytes(b"x" * (LARGEST + 1))
    assert refusal(folder) == "it is over 2,000,000 bytes; make it shorter"


# ── links ──────────────────────────────────────────────────────────────────────────────────────────


def test_a_link_that_leaves_the_folder_is_refused(folder: Path) -> None:
    (folder.parent / "secret.txt").write_text("secret")
    (folder / "a.txt").symlink_to("../secret.txt")
    assert "leaves the folder" in refusal(folder)


def test_a_link_to_a_folder_is_not_followed_but_told(folder: Path) -> None:
    (folder.parent / "secrets").mkdir()
    (folder.parent / "secrets" / "a.txt").write_text("secret")
    (folder / "more").symlink_to("../secrets", target_is_directory=True)
    assert gather(folder).skipped[0].place == "more"
    assert "leaves the folder" in refusal(folder)


def test_a_link_inside_the_folder_is_followed(folder: Path) -> None:
    (folder / ".drafts").mkdir()
    (folder / ".drafts" / "a.txt").write_text("Words")
    (folder / "a.txt").symlink_to(".drafts/a.txt")
    assert only(folder).body == "Words"


@pytest.mark.parametrize("target", ["a.txt", "nowhere.txt"])
def test_a_link_to_itself_or_to_nothing_is_told(folder: Path, target: str) -> None:
    (folder / "a.txt").symlink_to(target)
    assert "it cannot be read" in refusal(folder)


def test_a_folder_that_is_itself_a_link_is_read(folder: Path) -> None:
    (folder / "a.txt").write_text("Words")
    (folder.parent / "link").symlink_to(folder, target_is_directory=True)
    assert only(folder.parent / "link").body == "Words"


def test_a_pipe_is_refused_and_not_waited_for(folder: Path) -> None:
    os.mkfifo(folder / "a.txt")
    assert refusal(folder) == "it is no plain file; put the file itself there"
