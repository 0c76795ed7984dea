"""The local inbox: files in the project, the newest first."""

from pathlib import Path

from newsletter.deliver import inbox


def test_what_is_kept_is_found_again_byte_for_byte(tmp_path: Path) -> None:
    path = inbox.keep(tmp_path, "20261126T090000-uk.en_GB", b"Subject: Tides\r\n\r\n")
    assert path.read_bytes() == b"Subject: Tides\r\n\r\n"
    assert inbox.kept(tmp_path) == [path]


def test_the_newest_comes_first(tmp_path: Path) -> None:
    for name in ("20261126T090000-uk", "20261127T090000-uk", "20261125T090000-uk"):
        inbox.keep(tmp_path, name, b"")
    assert [path.stem[6:8] for path in inbox.kept(tmp_path)] == ["27", "26", "25"]


def test_an_inbox_that_nobody_has_used_is_empty(tmp_path: Path) -> None:
    assert inbox.kept(tmp_path) == []
    assert not (tmp_path / ".newsletter").exists()
