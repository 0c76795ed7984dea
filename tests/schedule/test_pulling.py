"""A pull and what is remembered of it, with real files, a real feed and a real database."""

from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest

from newsletter.articles.sources import Asked
from newsletter.model import Article, Issue
from newsletter.pipeline import pull_all
from newsletter.schedule import desk, pulling
from newsletter.schedule.desk import Desk
from newsletter.store import articles

if TYPE_CHECKING:
    from tests.schedule.conftest import Newsroom
    from tests.web_server import Web

ISSUE = Issue("weekly", "uk", date(2026, 11, 26))
SENTENCE = (
    "The harbour wall was built of granite in the year of the long frost and has stood against each gale since then."
)
LONG = " ".join(f"{SENTENCE.replace('granite', f'granite{n}')}" for n in range(4))


async def known(opened: Desk) -> dict[str, Article]:
    async with opened.pool.connection() as connection:
        return {one.id: one for one in await articles.known(connection)}


def with_feed(newsroom: "Newsroom", url: str, more: str = "") -> None:
    """A feed beside the folder."""
    path = newsroom.project / "settings.toml"
    before, mark, after = path.read_text("utf-8").partition("[[sources]]")
    source = f'[[sources]]\nname = "blog"\nkind = "feed"\nurl = "{url}"\nallow_hosts = ["127.0.0.1"]\n{more}\n\n'
    path.write_text(before + source + mark + after, "utf-8")


def feed(*items: str) -> bytes:
    return f"<rss version='2.0'><channel><title>Blog</title>{''.join(items)}</channel></rss>".encode()


def item(guid: str, link: str, text: str = LONG, title: str = "The Wall") -> str:
    return (
        f"<item><guid isPermaLink='false'>{guid}</guid><title>{title}</title><link>{link}</link>"
        f"<pubDate>Fri, 20 Nov 2026 09:00:00 GMT</pubDate><description>&lt;p&gt;{text}&lt;/p&gt;</description></item>"
    )


# ── the same article ───────────────────────────────────────────────────────────────────────────────


async def test_a_file_that_is_renamed_keeps_its_id_its_first_sight_and_its_messages_name_the_new_file(
    newsroom: "Newsroom",
) -> None:
    newsroom.write("wall", body=LONG)
    async with newsroom.open() as opened:
        await pulling.pull(opened)
        first = (await known(opened))["journal:wall.md"]
        folder = newsroom.project / "articles"
        (folder / "wall.md").rename(folder / "the-wall.md")
        newsroom.at(24, 12)
        await pulling.pull(opened)
        assert set(await known(opened)) == {"journal:sands.md", "journal:tides.md", "journal:wall.md"}
        again = (await known(opened))["journal:wall.md"]
    assert (again.first_seen, again.place) == (first.first_seen, "the-wall.md")


@pytest.mark.parametrize(
    ("guid", "link"),
    [
        ("two", "http://blog.test/wall"),
        ("one", "https://blog.test/the-wall"),
        ("two", "https://www.blog.test/wall/?utm_source=x"),
        ("two", "https://blog.test/the-wall"),
    ],
)
async def test_an_item_whose_guid_scheme_or_slug_changes_is_the_same_article(
    newsroom: "Newsroom", web: "Web", guid: str, link: str
) -> None:
    with_feed(newsroom, web.put("/feed", feed(item("one", "https://blog.test/wall"))))
    async with newsroom.open() as opened:
        await pulling.pull(opened)
        web.put("/feed", feed(item(guid, link)))
        await pulling.pull(opened)
        assert [one for one in await known(opened) if one.startswith("blog:")] == ["blog:one"]


async def test_a_copy_of_another_source_is_the_same_piece_and_said_to_be_so(newsroom: "Newsroom", web: "Web") -> None:
    with_feed(newsroom, web.put("/feed", feed(item("one", "https://blog.test/wall"))))
    newsroom.write("wall", title="The Wall", body=LONG)
    async with newsroom.open() as opened:
        await pulling.pull(opened)
        draft = await desk.draft(opened, ISSUE)
    (edition,) = draft.editions
    assert sum(title == "The Wall" for _, title in edition.articles) == 1
    assert [out.reason for out in edition.left_out if out.title == "The Wall"] == ["the same as “The Wall”, from blog"]


async def test_twins_are_found_and_know_each_other(newsroom: "Newsroom", web: "Web") -> None:
    near = LONG.replace("granite0", "granite")
    with_feed(
        newsroom, web.put("/feed", feed(item("one", "https://blog.test/a"), item("two", "https://blog.test/b", near)))
    )
    async with newsroom.open() as opened:
        await pulling.pull(opened)
        found = await known(opened)
    assert (found["blog:one"].twins, found["blog:two"].twins) == (("blog:two",), ("blog:one",))


# ── what is related ────────────────────────────────────────────────────────────────────────────────


def walls(*numbers: int) -> bytes:
    """Articles that are alike, the first with a place for related ones."""
    texts = {n: f"Granite walls and harbour stones, mortar{n} and tide{n}." for n in numbers}
    slot = "&lt;/p&gt;&lt;p&gt;Related Post"
    return feed(
        *(
            item(f"{n}", f"https://blog.test/{n}", f"{text}{slot if n == 0 else ''}", f"Wall {n}")
            for n, text in texts.items()
        )
    )


async def pointers(opened: Desk) -> list[str]:
    return [other.id for other in (await known(opened))["blog:0"].related]


async def test_what_is_related_is_found_at_a_pull_for_those_that_have_a_place_for_it(
    newsroom: "Newsroom", web: "Web"
) -> None:
    with_feed(newsroom, web.put("/feed", walls(0, 1, 2)))
    async with newsroom.open() as opened:
        await pulling.pull(opened)
        assert sorted(await pointers(opened)) == ["blog:1", "blog:2"]
        assert (await known(opened))["blog:1"].related == ()


async def test_enough_that_is_related_stays_as_it_is_whatever_arrives_and_what_goes_is_replaced(
    newsroom: "Newsroom", web: "Web"
) -> None:
    with_feed(newsroom, web.put("/feed", walls(0, 1, 2, 3)))
    async with newsroom.open() as opened:
        await pulling.pull(opened)
        before = await pointers(opened)
        web.put("/feed", walls(0, 1, 2, 3, 4))
        await pulling.pull(opened)
        assert await pointers(opened) == before
        web.put("/feed", walls(0, 1, 2, 3, 4).replace(b"Wall 1", b"Wall One"))
        await pulling.pull(opened)
        assert sorted(await pointers(opened)) == ["blog:1", "blog:2", "blog:3", "blog:4"]


async def test_what_arrives_after_an_approval_is_not_pointed_to_and_voids_nothing(
    newsroom: "Newsroom", web: "Web"
) -> None:
    with_feed(newsroom, web.put("/feed", walls(0, 1)))
    async with newsroom.open() as opened:
        drafted = await newsroom.approve(opened)
        web.put("/feed", walls(0, 1, 2))
        await pulling.pull(opened)
        assert sorted(await pointers(opened)) == ["blog:1", "blog:2"]
        again = await desk.draft_of(opened, drafted.row, as_approved=True)
    assert [edition.hash for edition in again.editions] == [edition.hash for edition in drafted.editions]


async def test_a_translation_finds_its_original_however_old_that_is(newsroom: "Newsroom") -> None:
    newsroom.write("water", title="On Water", day=20)
    path = newsroom.project / "articles" / "water.md"
    path.write_text(path.read_text("utf-8").replace("2026-11-20", "2025-11-20"), "utf-8")
    (newsroom.project / "articles" / "water.ar.md").write_text(
        "---\ntitle: عن الماء\nlanguage: ar_AE\npublished: 2026-11-20\ntranslation_of: water.md\n---\n\nالماء.\n",
        "utf-8",
    )
    async with newsroom.open() as opened:
        await pulling.pull(opened)
        found = await known(opened)
        draft = await desk.draft(opened, ISSUE)
    assert found["journal:water.ar.md"].cluster == found["journal:water.md"].cluster == "journal:water.md"
    reasons = {out.id: out.reason for out in draft.editions[0].left_out}
    assert reasons["journal:water.md"].startswith("too old: 20 November 2025")


# ── what is asked, and what is gone ────────────────────────────────────────────────────────────────


async def test_a_source_is_asked_for_everything_first_and_then_for_what_has_changed(newsroom: "Newsroom") -> None:
    async with newsroom.open() as opened:
        assert await pulling.asked(opened) == {}
        began = newsroom.now
        await pulling.pull(opened)
        newsroom.at(24, 12)
        (asked,) = (await pulling.asked(opened)).values()
    assert asked == Asked(published_since=newsroom.now - timedelta(days=31 + 14), changed_since=began)


async def test_a_source_that_broke_off_is_asked_again_as_before(newsroom: "Newsroom", web: "Web") -> None:
    with_feed(newsroom, web.put("/feed", status=500))
    async with newsroom.open() as opened:
        await pulling.pull(opened)
        assert set(await pulling.asked(opened)) == {"journal"}


async def test_a_pull_that_is_remembered_late_takes_nothing_away_that_came_after_it_began(newsroom: "Newsroom") -> None:
    async with newsroom.open() as opened:
        began, slow = newsroom.now, pull_all(opened.kit)
        newsroom.at(22, 13)
        newsroom.write("wall")
        await pulling.pull(opened)
        (remembered,) = await pulling.remember(opened, slow, began)
        assert "journal:wall.md" in await known(opened)
    assert remembered.gone == ()


async def test_what_lay_in_a_source_before_is_no_news_where_its_setting_says_so(
    newsroom: "Newsroom", web: "Web"
) -> None:
    with_feed(newsroom, web.put("/feed", feed(item("one", "https://blog.test/a"))), 'backlog = "seen"')
    async with newsroom.open() as opened:
        await pulling.pull(opened)
        web.put(
            "/feed", feed(item("one", "https://blog.test/a"), item("two", "https://blog.test/b", "Another.", "Two"))
        )
        await pulling.pull(opened)
        found = await known(opened)
        draft = await desk.draft(opened, ISSUE)
    assert (found["blog:one"].backlog, found["blog:two"].backlog) == (True, False)
    reasons = {out.id: out.reason for out in draft.editions[0].left_out}
    assert reasons["blog:one"] == "it lay in its source before the newsletter began"
    assert "blog:two" not in reasons


async def test_a_draft_knows_what_is_in_the_window_and_what_a_month_before_it_and_nothing_older(
    newsroom: "Newsroom",
) -> None:
    for name, published in (("ancient", "2026-09-01"), ("month", "2026-10-20")):
        text = f"---\ntitle: {name}\npublished: {published}\n---\n\n{name.title()} words.\n"
        (newsroom.project / "articles" / f"{name}.md").write_text(text, "utf-8")
    async with newsroom.open() as opened:
        await pulling.pull(opened)
        draft = await desk.draft(opened, ISSUE)
    assert [out.id for out in draft.editions[0].left_out] == ["journal:month.md"]
    assert "journal:ancient.md" not in draft.candidates
