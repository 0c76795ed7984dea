"""Pictures as the studio gives them out: only kept ones, called what they are, and harmless by themselves."""

from pathlib import Path

import httpx
import pytest

from newsletter.store.pictures import Picture, Pictures, name_of

URL = "https://example.com/harbour.png"
PNG = Picture("image/png", b"\x89PNG\r\n\x1a\nrest")


@pytest.fixture
def kept(project: Path) -> Pictures:
    kept = Pictures(project / ".newsletter" / "pictures")
    kept.keep(URL, PNG)
    return kept


async def test_a_kept_picture_is_called_what_it_is_and_may_do_nothing(
    marketer: httpx.AsyncClient, kept: Pictures
) -> None:
    answer = await marketer.get(f"/pictures/{name_of(URL)}")
    assert (answer.status_code, answer.content) == (200, PNG.body)
    headers = answer.headers
    assert headers["content-type"] == "image/png"
    assert headers["content-security-policy"] == "default-src 'none'; sandbox"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["cross-origin-resource-policy"] == "same-origin"
    assert headers["cache-control"].startswith("private, max-age=31536000")


async def test_a_file_that_is_no_picture_is_not_given_out_whatever_it_is_called(
    marketer: httpx.AsyncClient, kept: Pictures
) -> None:
    (kept.folder / name_of(URL)).write_bytes(b"<html><script>alert(1)</script>")
    assert (await marketer.get(f"/pictures/{name_of(URL)}")).status_code == 404


@pytest.mark.parametrize(
    "name", ["a" * 64, "a" * 63, name_of(URL).upper(), f"{name_of(URL)}.png", "..%2f..%2fsettings.toml", "%00", "x/y"]
)
async def test_any_other_name_is_not_there(marketer: httpx.AsyncClient, kept: Pictures, name: str) -> None:
    answer = await marketer.get(f"/pictures/{name}")
    assert answer.status_code == 404 and "There is nothing here" in answer.text
