"""newsletter demo: the whole job, once, as a first-time user runs it."""

import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from email import message_from_bytes, policy
from pathlib import Path

import pytest

from newsletter.store import engine

ROW = re.compile(
    r"(?m)^ (United Kingdom|Middle East) +(English|Arabic \(optional\)) +(\d+) +([\d,]+) +(\S+) +(\d+) +(\d+) *$"
)


def demo(cwd: Path, *words: str) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-c", "from newsletter.cli import main; main()", "demo", *words]
    return subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("demo")
    yield folder
    engine.discard(folder / ".newsletter" / "demo")


@pytest.fixture(scope="module")
def shown(place: Path) -> str:
    """What it prints on standard output."""
    ran = demo(place)
    assert ran.returncode == 0, ran.stderr
    return ran.stdout


def test_200_messages_arrive_and_each_parses(shown: str, place: Path) -> None:
    files = sorted((place / ".newsletter" / "demo" / "sent").glob("*.eml"))
    messages = [message_from_bytes(file.read_bytes(), policy=policy.default) for file in files]
    assert all(message.defects == [] for message in messages)
    assert len({message["To"] for message in messages}) == len({message["Message-ID"] for message in messages}) == 200
    assert Counter(message["Content-Language"] for message in messages) == {"en-GB": 170, "ar-AE": 30}


def test_the_table_has_a_row_an_edition_and_says_that_arabic_is_an_extra(shown: str) -> None:
    rows = [
        (region, language, verdict, sent, taken) for region, language, _, _, verdict, sent, taken in ROW.findall(shown)
    ]
    assert rows == [
        ("United Kingdom", "English", "Ready", "110", "110"),
        ("Middle East", "English", "Ready", "60", "60"),
        ("Middle East", "Arabic (optional)", "Ready", "30", "30"),
    ]


def test_it_says_what_differs_and_what_was_respelled_in_short_lines(shown: str) -> None:
    differences = re.findall(r"(?m)^  - (.+)$", shown)
    assert any(line.startswith("Left out of United Kingdom: “Harbour Middle East:”") for line in differences)
    assert any(line.startswith("Left out of Middle East: “Harbour UK:”") for line in differences)
    assert any(line.startswith("Button “Book a travel consultation”: www.example.co.uk/") for line in differences)
    assert max(map(len, differences)) <= 140
    (wording,) = re.findall(r"(?m)^Wording: (.+)$", shown)
    assert "traveling → travelling," in wording, "once, though three editions have it"
    assert "favorite → favourite" in wording and "traveler → traveller ×2" in wording
    assert "supper → dinner" in wording and "kept on purpose" in wording


def test_it_ends_with_the_page_to_open_and_the_next_command(shown: str, place: Path) -> None:
    page, following = shown.rstrip().splitlines()[-2:]
    assert page == f"Open:  {(place / '.newsletter' / 'demo' / 'proof' / 'index.html').as_uri()}"
    assert (place / ".newsletter" / "demo" / "proof" / "index.html").is_file()
    assert re.fullmatch(r"Next:  \S+ init my-newsletter", following)


def test_its_database_stops_with_it(shown: str, place: Path) -> None:
    found = engine.status(place / ".newsletter" / "demo")
    assert (found.initialised, found.running) == (True, False)


def test_a_folder_that_is_not_a_demos_is_never_cleared(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("years of work", "utf-8")
    ran = demo(tmp_path, "--folder", ".")
    assert (ran.returncode, ran.stdout) == (2, "")
    assert "holds something else than a demo" in ran.stderr
    assert (tmp_path / "thesis.txt").read_text("utf-8") == "years of work"
