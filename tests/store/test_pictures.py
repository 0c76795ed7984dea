"""Pictures kept in a folder: found by their address or their name, whole or not at all, and of four kinds only."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsletter.store.pictures import Picture, Pictures, name_of

URL = "https://example.com/harbour.png"
PNG = Picture("image/png", b"\x89PNG\r\n\x1a\nrest")


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (PNG.body, "image/png"),
        (b"\xff\xd8\xff\xe0rest", "image/jpeg"),
        (b"GIF87arest", "image/gif"),
        (b"GIF89arest", "image/gif"),
        (b"RIFF\x0a\n\x00\x00WEBPVP8 ", "image/webp"),
    ],
)
def test_what_kind_a_picture_is_of_stands_in_its_first_bytes(body: bytes, kind: str) -> None:
    assert Picture.of(body) == Picture(kind, body)


@pytest.mark.parametrize(
    "body",
    [b"", b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"<html>", b"RIFF\x00\x00\x00\x00WAVE", b"\x89PNG", b"BM"],
)
def test_what_is_none_of_four_kinds_is_no_picture(body: bytes) -> None:
    assert Picture.of(body) is None


def test_a_picture_is_found_by_its_address_and_by_its_name(tmp_path: Path) -> None:
    kept = Pictures(tmp_path / "made" / "on the way")
    kept.keep(URL, PNG)
    assert kept.find(URL) == kept.named(name_of(URL)) == PNG
    assert URL in kept


def test_another_address_has_no_picture(tmp_path: Path) -> None:
    kept = Pictures(tmp_path)
    kept.keep(URL, PNG)
    assert kept.find(URL + "?v=2") is None
    assert URL + "?v=2" not in kept


def test_a_file_that_is_no_picture_is_not_given_out(tmp_path: Path) -> None:
    (tmp_path / name_of(URL)).write_bytes(b"<script>")
    assert Pictures(tmp_path).find(URL) is None


@given(st.one_of(st.text(), st.sampled_from(["..", "../secret", "/etc/passwd", "A" * 64, "a" * 63, f"{'a' * 64}\n"])))
def test_no_other_name_than_ours_finds_anything_wherever_it_points(name: str) -> None:
    assert Pictures(Path("/etc")).named(name) is None


def test_a_write_that_fails_leaves_nothing_behind(tmp_path: Path) -> None:
    (tmp_path / name_of(URL)).mkdir()
    with pytest.raises(OSError, match="directory"):
        Pictures(tmp_path).keep(URL, PNG)
    assert [path.name for path in tmp_path.iterdir()] == [name_of(URL)]
