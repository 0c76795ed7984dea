"""Pictures as readers get them: by their names alone, to be kept for ever, and harmless by themselves."""

from pathlib import Path

import httpx
import pytest

from newsletter.model import KeptPicture
from newsletter.schedule.desk import Desk
from newsletter.store import served_pictures
from newsletter.store.pictures import Pictures
from tests.painted import PNG, kept_as, opened


@pytest.fixture
async def kept(desk: Desk, tmp_path: Path) -> KeptPicture:
    """A picture that a pull has brought, maybe on another machine."""
    folder = Pictures(tmp_path / "elsewhere")
    kept = kept_as(folder)
    async with desk.pool.connection() as connection:
        await served_pictures.publish(connection, folder, [kept], desk.now())
    return kept


async def test_a_picture_comes_as_it_was_kept_and_may_stay_for_ever(
    reader: httpx.AsyncClient, kept: KeptPicture
) -> None:
    answer = await reader.get(kept.path)
    assert answer.status_code == 200
    assert opened(answer.content).size == opened(PNG).size == (kept.width, kept.height)
    headers = answer.headers
    assert headers["content-type"] == "image/png"
    assert headers["cache-control"] == "public, max-age=31536000, immutable"
    assert headers["content-security-policy"] == "default-src 'none'; sandbox"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-robots-tag"] == "noindex"
    assert "set-cookie" not in headers


async def test_head_says_how_large_it_is(reader: httpx.AsyncClient, kept: KeptPicture) -> None:
    answer = await reader.head(kept.path)
    assert (answer.status_code, answer.content) == (200, b"")
    assert int(answer.headers["content-length"]) == len((await reader.get(kept.path)).content)


NAMES = [
    "{name}",
    "{name}.jpg",
    "{name}.gif",
    "{NAME}.png",
    "{name}.PNG",
    "{name}.webp",
    "{name}.png.png",
    "{name}.png%0a",
]


@pytest.mark.parametrize(
    "file", [*NAMES, f"{'0' * 64}.png", "..%2f..%2fsettings.toml", "%00.png", "x/y.png", "", "%ff.png"]
)
async def test_no_other_name_leads_anywhere(reader: httpx.AsyncClient, kept: KeptPicture, file: str) -> None:
    answer = await reader.get(f"/pictures/{file.format(name=kept.name, NAME=kept.name.upper())}")
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "text/html; charset=utf-8"


async def test_nothing_can_be_put_there(reader: httpx.AsyncClient, kept: KeptPicture) -> None:
    for method in ("POST", "PUT", "DELETE"):
        assert (await reader.request(method, kept.path, content=PNG)).status_code == 405
