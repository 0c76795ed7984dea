"""Pictures as the studio gives them out: only kept ones, called what they are, and harmless by themselves."""

from pathlib import Path

import httpx
import pytest

from newsletter.model import KeptPicture
from newsletter.store.pictures import Pictures
from tests.painted import PNG, kept_as


@pytest.fixture
def folder(project: Path) -> Pictures:
    return Pictures(project / ".newsletter" / "pictures")


@pytest.fixture
def kept(folder: Pictures) -> KeptPicture:
    return kept_as(folder)


async def test_a_kept_picture_is_called_what_it_is_and_may_do_nothing(
    marketer: httpx.AsyncClient, kept: KeptPicture
) -> None:
    answer = await marketer.get(kept.path)
    assert (answer.status_code, answer.content[:4]) == (200, PNG[:4])
    headers = answer.headers
    assert headers["content-type"] == "image/png"
    assert headers["content-security-policy"] == "default-src 'none'; sandbox"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["cross-origin-resource-policy"] == "same-origin"
    assert headers["cache-control"].startswith("private, max-age=31536000")


async def test_a_file_that_is_no_picture_is_not_given_out_whatever_it_is_called(
    marketer: httpx.AsyncClient, folder: Pictures, kept: KeptPicture
) -> None:
    (folder.folder / kept.file).write_bytes(b"<html><script>alert(1)</script>")
    assert (await marketer.get(kept.path)).status_code == 404


NAMES = [
    "a" * 64,
    f"{'a' * 64}.png",
    f"{'a' * 63}.png",
    "{name}",
    "{name}.jpg",
    "{NAME}.png",
    "{name}.PNG",
    "{name}.png.png",
]


@pytest.mark.parametrize("file", [*NAMES, "..%2f..%2fsettings.toml", "%00", "x/y", "{name}.json"])
async def test_any_other_name_is_not_there(marketer: httpx.AsyncClient, kept: KeptPicture, file: str) -> None:
    answer = await marketer.get(f"/pictures/{file.format(name=kept.name, NAME=kept.name.upper())}")
    assert answer.status_code == 404 and "There is nothing here" in answer.text
