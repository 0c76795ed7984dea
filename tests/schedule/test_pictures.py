"""Pictures on their way from a pull to readers: named in letters, brought to the database, and taken away again."""

import os
import shutil
from typing import TYPE_CHECKING

import pytest

from newsletter.model import KeptPicture
from newsletter.pipeline import kept_pictures
from newsletter.schedule import desk, pulling
from newsletter.schedule.desk import Desk
from newsletter.store.pictures import Pictures
from tests.painted import URL, kept_as
from tests.schedule.conftest import ISSUE

if TYPE_CHECKING:
    from tests.schedule.conftest import Newsroom

SERVED = {"NEWSLETTER__LINKS": "redirect"}


@pytest.fixture
def folder(newsroom: "Newsroom") -> Pictures:
    return kept_pictures(newsroom.project)


@pytest.fixture
def kept(newsroom: "Newsroom", folder: Pictures) -> KeptPicture:
    """The picture of an article, as it was fetched before."""
    newsroom.write("piers", body=f"![A pier]({URL})\n\nThe old pier.")
    return kept_as(folder)


async def brought(newsroom: "Newsroom", opened: Desk) -> list[str]:
    return [name for (name,) in await newsroom.rows(opened, "SELECT name FROM pictures")]


async def test_a_letter_names_the_picture_that_readers_are_given(newsroom: "Newsroom", kept: KeptPicture) -> None:
    async with newsroom.open(**SERVED) as opened:
        await pulling.pull(opened)
        (edition,) = (await desk.draft(opened, ISSUE)).editions
        assert f'src="https://news.example.com{kept.path}" alt="A pier" width="40" height="20"' in edition.html
        assert URL not in edition.html
        assert await brought(newsroom, opened) == [kept.name]


async def test_without_public_pages_it_is_left_where_it_is(newsroom: "Newsroom", kept: KeptPicture) -> None:
    async with newsroom.open() as opened:
        await pulling.pull(opened)
        (edition,) = (await desk.draft(opened, ISSUE)).editions
        assert f'src="{URL}" alt="A pier" width="40" height="20"' in edition.html
        assert await brought(newsroom, opened) == []


async def test_an_approval_holds_whatever_becomes_of_the_folder(
    newsroom: "Newsroom", kept: KeptPicture, folder: Pictures
) -> None:
    async with newsroom.open(**SERVED) as opened:
        approved = await newsroom.approve(opened)
        shutil.rmtree(folder.folder)
        again = await desk.draft(opened, ISSUE)
        assert [one.hash for one in again.editions] == [one.hash for one in approved.editions]
        assert await brought(newsroom, opened) == [kept.name]


async def test_a_picture_without_words_is_in_no_letter_that_can_be_approved(newsroom: "Newsroom") -> None:
    text = f"---\ntitle: Piers\npublished: 2026-11-20\nimage: {URL}\n---\n\nThe old pier.\n"
    (newsroom.project / "articles" / "piers.md").write_text(text, "utf-8")
    async with newsroom.open() as opened:
        await pulling.pull(opened)
        (edition,) = (await desk.draft(opened, ISSUE)).editions
        assert [(one.part, one.message) for one in edition.findings if one.level == "error"] == [
            ("piers.md", f"the picture {URL} of “Piers” has no alternative text")
        ]


async def test_what_no_article_has_is_swept_out_of_the_folder_and_readers_keep_what_they_were_given(
    newsroom: "Newsroom", kept: KeptPicture, folder: Pictures
) -> None:
    loose = kept_as(folder, "https://pictures.example/loose.png", at_most=20)
    for path in folder.folder.iterdir():
        os.utime(path, (1000, 1000))
    async with newsroom.open(**SERVED) as opened:
        await pulling.pull(opened)
        assert (folder.named(kept.file) is None, folder.named(loose.file)) == (False, None)
        (newsroom.project / "articles" / "piers.md").unlink()
        await pulling.pull(opened)
        assert folder.named(kept.file)
        assert await brought(newsroom, opened) == [kept.name]
