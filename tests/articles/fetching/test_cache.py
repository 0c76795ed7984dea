"""Answers kept in a folder, whole or not at all."""

from pathlib import Path

import pytest

from newsletter.articles.fetching.cache import Kept, keep, recall

URL = "https://example.com/feed"
ANSWER = Kept("https://www.example.com/feed", {"etag": '"v1"', "content-type": "text/xml"}, b"two\nlines\x00")


def test_an_answer_comes_back_byte_for_byte(tmp_path: Path) -> None:
    keep(tmp_path / "made" / "on the way", URL, ANSWER)
    assert recall(tmp_path / "made" / "on the way", URL) == ANSWER


def test_another_address_has_no_answer(tmp_path: Path) -> None:
    keep(tmp_path, URL, ANSWER)
    assert recall(tmp_path, URL + "?page=2") is None


@pytest.mark.parametrize(
    "damage", [b"", b"{}\nbody", b"[]\n", b'{"url": "", "headers": 1, "size": 0}\n', b"no json\nbody", b"\xff"]
)
def test_a_damaged_file_is_no_answer(tmp_path: Path, damage: bytes) -> None:
    keep(tmp_path, URL, ANSWER)
    next(tmp_path.iterdir()).write_bytes(damage)
    assert recall(tmp_path, URL) is None


def test_a_file_cut_short_is_no_answer(tmp_path: Path) -> None:
    keep(tmp_path, URL, ANSWER)
    file = next(tmp_path.iterdir())
    file.write_bytes(file.read_bytes()[:-1])
    assert recall(tmp_path, URL) is None


def test_a_write_that_fails_leaves_nothing_behind(tmp_path: Path) -> None:
    keep(tmp_path, URL, ANSWER)
    file = next(tmp_path.iterdir())
    file.unlink()
    file.mkdir()
    with pytest.raises(OSError, match="directory"):
        keep(tmp_path, URL, ANSWER)
    assert list(tmp_path.iterdir()) == [file]
