"""Pictures kept in a folder: found by their address, their name or where readers find them; whole or not at all."""

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsletter.model import KeptPicture
from newsletter.store.pictures import Picture, Pictures, checked, name_of

URL = "https://example.com/harbour.png"
PNG = b"\x89PNG\r\n\x1a\nrest"
KEPT = KeptPicture(name_of(PNG), "image/png", 400, 300)


@pytest.fixture
def pictures(tmp_path: Path) -> Pictures:
    pictures = Pictures(tmp_path / "made" / "on the way")
    pictures.keep(URL, KEPT, PNG, 1200)
    return pictures


def names(pictures: Pictures) -> set[str]:
    return {path.name for path in pictures.folder.iterdir()}


@pytest.mark.parametrize(
    ("file", "body", "kind"),
    [
        ("a.png", PNG, "image/png"),
        ("a.jpg", b"\xff\xd8\xff\xe0rest", "image/jpeg"),
        ("a.gif", b"GIF87arest", "image/gif"),
        ("a.gif", b"GIF89arest", "image/gif"),
    ],
)
def test_what_kind_a_picture_is_of_stands_in_its_name_and_its_first_bytes(file: str, body: bytes, kind: str) -> None:
    assert checked(file, body) == Picture(kind, body)


@pytest.mark.parametrize("body", [b"", b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"<html>", b"\x89PNG", b"GIF89a"])
def test_what_is_of_another_kind_than_its_name_is_no_picture(body: bytes) -> None:
    assert checked("a.png", body) is None


def test_a_picture_is_found_by_its_address_its_name_and_where_readers_find_it(pictures: Pictures) -> None:
    served = f"https://news.example.com/letters{KEPT.path}"
    assert pictures.kept(URL) == KEPT
    assert pictures.find(URL) == pictures.find(served) == pictures.named(KEPT.file) == Picture("image/png", PNG)
    assert URL in pictures and served in pictures
    assert pictures.file_of(URL) == pictures.file_of(served) == KEPT.file


@pytest.mark.parametrize(
    "url", [f"{URL}?v=2", f"https://x.example/?/pictures/{KEPT.file}", f"https://x.example/pictures/{'0' * 64}.png"]
)
def test_another_address_has_no_picture(pictures: Pictures, url: str) -> None:
    assert url not in pictures
    assert pictures.find(url) is None and pictures.kept(url) is None


def test_one_that_was_wanted_smaller_is_not_kept_for_where_it_is_shown_larger(pictures: Pictures) -> None:
    assert (pictures.kept(URL, 1200), pictures.kept(URL, 1201)) == (KEPT, None)


def test_a_picture_whose_file_is_gone_is_not_kept(pictures: Pictures) -> None:
    (pictures.folder / KEPT.file).unlink()
    assert pictures.kept(URL) is None and URL not in pictures


@pytest.mark.parametrize("said", ["", "{}", "[]", '{"picture": {"name": "../x"}, "at_most": 1}'])
def test_what_is_broken_in_the_folder_is_as_if_it_were_not_there(pictures: Pictures, said: str) -> None:
    for path in pictures.folder.glob("*.json"):
        path.write_text(said)
    assert pictures.kept(URL) is None


def test_a_file_that_is_no_picture_is_not_given_out(pictures: Pictures) -> None:
    (pictures.folder / KEPT.file).write_bytes(b"<script>")
    assert pictures.find(URL) is None


@given(
    st.one_of(
        st.text(), st.sampled_from(["..", "../secret", "/etc/passwd", "a" * 64, f"{'a' * 64}.png\n", f"{'a' * 63}.png"])
    )
)
def test_no_other_name_than_ours_finds_anything_wherever_it_points(name: str) -> None:
    assert Pictures(Path("/etc")).named(name) is None


def test_a_write_that_fails_leaves_nothing_behind(tmp_path: Path) -> None:
    (tmp_path / KEPT.file).mkdir()
    with pytest.raises(OSError, match="directory"):
        Pictures(tmp_path).keep(URL, KEPT, PNG, 1200)
    assert names(Pictures(tmp_path)) == {KEPT.file}


# ── what is swept away ─────────────────────────────────────────────────────────────────────────────


def aged(pictures: Pictures) -> None:
    for path in pictures.folder.iterdir():
        os.utime(path, (1000, 1000))


def test_what_is_in_use_stays_and_the_rest_goes_with_what_points_to_it(pictures: Pictures) -> None:
    other = KeptPicture("f" * 64, "image/png", 1, 1)
    pictures.keep("https://example.com/other.png", other, PNG, 1200)
    (pictures.folder / ("e" * 64)).write_bytes(PNG)  # as they were called once
    (pictures.folder / "broken.json").write_bytes(b"{")
    (pictures.folder / ".new-broken-off").write_bytes(b"")
    aged(pictures)
    pictures.sweep({KEPT.name}, before=2000)
    assert pictures.kept(URL) == KEPT
    assert len(names(pictures)) == 2


def test_what_has_just_come_stays_for_whoever_is_about_to_say_that_it_is_in_use(pictures: Pictures) -> None:
    pictures.sweep(set(), before=2000)
    assert pictures.kept(URL) == KEPT


def test_where_nothing_is_kept_there_is_nothing_to_sweep(tmp_path: Path) -> None:
    Pictures(tmp_path / "nowhere").sweep(set(), before=2000)
    assert not (tmp_path / "nowhere").exists()
