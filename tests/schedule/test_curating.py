"""An issue by hand, along the whole line: what an editor decides is drafted, voids approvals, and is what is sent."""

import asyncio
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest

from newsletter.articles.choosing import curation
from newsletter.articles.choosing.curation import Group
from newsletter.errors import Blocked
from newsletter.model import UNTOUCHED, Edition, Issue, Override
from newsletter.pipeline import kept_pictures
from newsletter.schedule import curating, desk, pulling
from newsletter.schedule.approval import Hold, Send
from newsletter.schedule.desk import Desk
from newsletter.store import articles, curations, issues
from tests.painted import URL, kept_as

if TYPE_CHECKING:
    from tests.schedule.conftest import Newsroom

ISSUE = Issue("weekly", "uk", date(2026, 11, 26))
EAST = Issue("weekly", "middle-east", date(2026, 11, 26))
BOTH = {"CAMPAIGNS__WEEKLY__REGIONS": '["uk", "middle-east"]', "CAMPAIGNS__WEEKLY__SCHEDULE": '{ uk = "thu 09:00" }'}
OLD: Group = ("journal:old.md",)
TIDES: Group = ("journal:tides.md",)
SANDS: Group = ("journal:sands.md",)
_OLD = "---\ntitle: An Old Pier\npublished: 2020-05-01\n---\n\nIt stands on oak.\n"


@pytest.fixture
def room(newsroom: "Newsroom") -> "Newsroom":
    """The newsroom with an article that is years old."""
    (newsroom.project / "articles" / "old.md").write_text(_OLD, "utf-8")
    return newsroom


async def drafted(opened: Desk, issue: Issue = ISSUE) -> list[Edition]:
    return list((await desk.draft(opened, issue)).editions)


def titles(edition: Edition) -> list[str]:
    return [title for _, title in edition.articles]


# ── pinning, dropping, ordering ────────────────────────────────────────────────────────────────────


async def test_what_is_pinned_though_it_is_years_old_leads_and_voids_the_approval(room: "Newsroom") -> None:
    async with room.open() as opened:
        await room.approve(opened)
        row = await curating.curate(opened, ISSUE, curation.pin([OLD]))
        (edition,) = await drafted(opened)
        assert (titles(edition), edition.subject) == (["An Old Pier", "Tides", "Sands"], "An Old Pier")
        as_approved = await desk.draft_of(opened, row, as_approved=True)
        assert titles(as_approved.editions[0]) == ["An Old Pier", "Tides", "Sands"]
        held = desk.decide(opened, as_approved, at_once=True)
        assert held == Hold("United Kingdom, English: changed since it was approved by Ana")


async def test_an_approval_holds_again_once_what_was_decided_is_undone(room: "Newsroom") -> None:
    async with room.open() as opened:
        await room.approve(opened)
        for change in (curation.pin([OLD]), curation.release([OLD])):
            row = await curating.curate(opened, ISSUE, change)
        assert desk.decide(opened, await desk.draft_of(opened, row, as_approved=True), at_once=True) == Send()


async def test_what_is_sent_is_what_was_approved_with_its_curation(room: "Newsroom") -> None:
    async with room.open() as opened:
        await pulling.pull(opened)
        for change in (curation.pin([OLD]), curation.drop([SANDS]), curation.override(TIDES[0], Override(title="Ebb"))):
            await curating.curate(opened, ISSUE, change)
        approved = await room.approve(opened)
        ready = await desk.draft_of(opened, approved.row, as_approved=True)
        assert desk.decide(opened, ready, at_once=True) == Send()
        await desk.start(opened, ready)
        async with opened.pool.connection() as connection:
            (sent,) = await issues.editions(connection, approved.row.id)
        assert sent == approved.editions[0] and titles(sent) == ["An Old Pier", "Ebb"]
        assert await room.rows(opened, "SELECT article_id FROM sent ORDER BY 1") == [OLD, TIDES]


async def test_what_came_after_the_approval_goes_in_by_an_editors_word_alone(room: "Newsroom") -> None:
    async with room.open() as opened:
        drafted = await room.approve(opened)
        for name in ("winds", "waves"):
            room.write(name, day=21, body=f"The {name} are high.")
        await pulling.pull(opened)
        await curating.curate(opened, ISSUE, curation.pin([("journal:winds.md",)]))
        as_approved = await desk.draft_of(opened, drafted.row, as_approved=True)
        assert titles(as_approved.editions[0]) == ["Winds", "Tides", "Sands"]


async def test_a_translation_of_a_pinned_article_that_comes_after_the_approval_waits(room: "Newsroom") -> None:
    async with room.open(**BOTH) as opened:
        await pulling.pull(opened)
        await curating.curate(opened, EAST, curation.pin([TIDES]))
        drafted = await desk.draft(opened, EAST)
        await desk.approve(opened, drafted, languages=[one.language for one in drafted.editions], by="Ana")
        arabic = (
            "---\ntitle: المد\nlanguage: ar_AE\ntranslation_of: tides.md\npublished: 2026-11-20\n---\n\nفي التاسعة.\n"
        )
        (room.project / "articles" / "tides.ar.md").write_text(arabic, "utf-8")
        await pulling.pull(opened)
        as_approved = await desk.draft_of(opened, drafted.row, as_approved=True)
        assert [one.hash for one in as_approved.editions] == [one.hash for one in drafted.editions]


async def test_what_is_dropped_is_gone_in_every_language(room: "Newsroom") -> None:
    arabic = "---\ntitle: المد\nlanguage: ar_AE\ntranslation_of: tides.md\npublished: 2026-11-20\n---\n\nفي التاسعة.\n"
    (room.project / "articles" / "tides.ar.md").write_text(arabic, "utf-8")
    async with room.open(**BOTH) as opened:
        await pulling.pull(opened)
        before = [id_ for edition in await drafted(opened, EAST) for id_, _ in edition.articles]
        assert {"journal:tides.md", "journal:tides.ar.md"} <= {*before}
        await curating.curate(opened, EAST, curation.drop([("journal:tides.md", "journal:tides.ar.md")]))
        for edition in await drafted(opened, EAST):
            assert titles(edition) == ["Sands"]
            assert "dropped by an editor" in {one.reason for one in edition.left_out}


async def test_an_order_is_kept_and_the_rules_own_is_back_when_it_goes(room: "Newsroom") -> None:
    async with room.open() as opened:
        await pulling.pull(opened)
        await curating.curate(opened, ISSUE, curation.order([SANDS]))
        assert titles((await drafted(opened))[0]) == ["Sands", "Tides"]
        await curating.curate(opened, ISSUE, curation.order([]))
        assert titles((await drafted(opened))[0]) == ["Tides", "Sands"]


async def test_another_title_is_the_subject_in_its_region_alone_and_is_spelled_as_the_region_does(
    room: "Newsroom",
) -> None:
    async with room.open(**BOTH) as opened:
        await pulling.pull(opened)
        await curating.curate(opened, ISSUE, curation.override(TIDES[0], Override(title="The Color of Water")))
        (uk,), east = await drafted(opened), await drafted(opened, EAST)
        assert uk.subject == "The Colour of Water" and "Color → Colour" in {note.text for note in uk.notes}
        assert {one.subject for one in east} == {"Tides"}


async def test_a_picture_that_an_editor_gives_is_kept_at_the_next_pull_and_served_like_any_other(
    room: "Newsroom",
) -> None:
    picture = kept_as(kept_pictures(room.project))
    given = curation.override(TIDES[0], Override(image=URL, image_alt="A pier"))
    async with room.open(NEWSLETTER__LINKS="redirect") as opened:
        await pulling.pull(opened)
        await curating.curate(opened, ISSUE, given)
        (before,) = await drafted(opened)
        assert f'src="{URL}"' in before.html and any("is not kept" in one.message for one in before.findings)
        await pulling.pull(opened)
        (after,) = await drafted(opened)
        assert f'src="https://news.example.com{picture.path}"' in after.html and URL not in after.html
        assert await room.rows(opened, "SELECT name FROM pictures") == [(picture.name,)]
        await curating.curate(opened, ISSUE, given)  # once more: what is kept of it stays
        assert await drafted(opened) == [after]


async def test_a_pull_warns_of_a_picture_that_an_editor_gives_and_it_cannot_have(room: "Newsroom") -> None:
    address = "https://pictures.invalid/pier.png"
    async with room.open() as opened:
        await pulling.pull(opened)
        await curating.curate(opened, ISSUE, curation.override(TIDES[0], Override(image=address, image_alt="A pier")))
        *_, last = await pulling.pull(opened)
        assert last.source == "articles.override" and address in last.warnings[0]


# ── what is written down, and when not ─────────────────────────────────────────────────────────────


async def test_an_issue_that_nobody_has_drafted_is_created_with_its_instant(room: "Newsroom") -> None:
    async with room.open() as opened:
        row = await curating.curate(opened, ISSUE, curation.pin([OLD]))
        assert (row.state, row.send_at) == ("draft", desk.send_at(opened.kit, ISSUE))
        async with opened.pool.connection() as connection:
            assert (await curations.of(connection, row.id)).pinned == OLD
            assert await curations.pinned(connection) == [*OLD]


@pytest.mark.parametrize(
    ("state", "said"),
    [
        ("sending", "weekly/uk/2026-11-26: is being sent; what it carries cannot be changed any more"),
        ("paused", "weekly/uk/2026-11-26: is being sent, and paused; what it"),
        ("done", "weekly/uk/2026-11-26: was sent; what it"),
        ("cancelled", "weekly/uk/2026-11-26: is cancelled; what it"),
    ],
)
async def test_once_an_issue_is_on_its_way_nothing_is_decided_any_more(room: "Newsroom", state: str, said: str) -> None:
    async with room.open() as opened:
        row = await curating.curate(opened, ISSUE, curation.pin([OLD]))
        async with opened.pool.connection() as connection:
            await issues.move(connection, row.id, to=state, from_states=("draft",))
        with pytest.raises(Blocked) as refused:
            await curating.curate(opened, ISSUE, curation.release([OLD]))
        assert str(refused.value).startswith(said)
        async with opened.pool.connection() as connection:
            assert (await curations.of(connection, row.id)).pinned == OLD
            assert await curations.pinned(connection) == []


async def test_editors_who_decide_at_once_never_undo_each_other(room: "Newsroom") -> None:
    names = [(f"journal:{number}.md",) for number in range(12)]
    async with room.open() as one, room.open() as other:
        desks = [one, other] * 6
        await asyncio.gather(
            *(curating.curate(at, ISSUE, curation.pin([name])) for at, name in zip(desks, names, strict=True))
        )
        async with one.pool.connection() as connection:
            row = await issues.find(connection, ISSUE)
            assert row and {*(await curations.of(connection, row.id)).pinned} == {name for (name,) in names}


async def test_what_an_old_article_is_related_to_is_found_when_it_is_pinned(room: "Newsroom") -> None:
    with_page = _OLD.replace("---\n\n", "canonical: https://www.example.com/pier\n---\n\n").replace(
        "An Old", "An Older"
    )
    (room.project / "articles" / "older.md").write_text(f"{with_page}It leans a little.\n", "utf-8")
    (room.project / "articles" / "old.md").write_text(f"{_OLD}\nRelated Post\n", "utf-8")
    async with room.open() as opened:
        await pulling.pull(opened)
        async with opened.pool.connection() as connection:
            assert (await articles.whole(connection, OLD))[OLD[0]].related == ()
        await curating.curate(opened, ISSUE, curation.pin([OLD]))
        (edition,) = await drafted(opened)
        assert "An Older Pier" in edition.text


# ── what there is to choose from ───────────────────────────────────────────────────────────────────


async def test_a_selection_says_what_is_in_what_is_not_and_how_much_is_older_and_writes_nothing(
    room: "Newsroom",
) -> None:
    async with room.open() as opened:
        await pulling.pull(opened)
        (found,) = await curating.selections(opened, ISSUE)
        assert [title for _, title in found.articles] == ["Tides", "Sands"]
        assert (found.older, found.pinned, found.curation) == (1, frozenset(), UNTOUCHED)
        assert await room.stands(opened) == []
        await curating.curate(opened, ISSUE, curation.pin([OLD]))
        await curating.curate(opened, ISSUE, curation.drop([SANDS]))
        (found,) = await curating.selections(opened, ISSUE)
        assert [id_ for id_, _ in found.articles] == [*OLD, *TIDES]
        assert (found.older, found.pinned) == (0, frozenset(OLD))
        assert [(one.id, one.reason) for one in found.left_out] == [(SANDS[0], "dropped by an editor")]


async def test_a_selection_of_an_issue_on_its_way_is_what_it_was_sent_with(room: "Newsroom") -> None:
    async with room.open() as opened:
        await desk.start(opened, await room.approve(opened))
        room.write("winds", day=21, body="The winds are high.")
        await pulling.pull(opened)
        (found,) = await curating.selections(opened, ISSUE)
        assert [title for _, title in found.articles] == ["Tides", "Sands"]
        (later,) = await curating.selections(opened, replace(ISSUE, date=date(2026, 11, 27)))
        assert [title for _, title in later.articles] == ["Winds"]
