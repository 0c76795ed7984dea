"""Issues drafted, approved and started by people; what is sent is what was approved."""

import asyncio
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import pytest

from newsletter.errors import Blocked
from newsletter.model import Issue, Language
from newsletter.schedule import desk, pulling
from newsletter.schedule.approval import Hold, Send, Wait
from newsletter.store import issues

if TYPE_CHECKING:
    from tests.schedule.conftest import Newsroom

ISSUE = Issue("weekly", "uk", date(2026, 11, 26))
ENGLISH = Language("en_GB")


# ── drafts ─────────────────────────────────────────────────────────────────────────────────────────


async def test_a_draft_is_an_issue_with_its_editions_kept_and_its_instant(newsroom: "Newsroom") -> None:
    async with newsroom.open() as opened:
        await pulling.pull(opened)
        draft = await desk.draft(opened, ISSUE)
        again = await desk.draft(opened, ISSUE)
        async with opened.pool.connection() as connection:
            kept = await issues.editions(connection, draft.row.id)
    assert (draft.row.state, draft.row.send_at) == ("draft", datetime(2026, 11, 26, 9, tzinfo=UTC))
    assert [edition.subject for edition in draft.editions] == ["Tides"]
    assert draft.candidates == ("journal:sands.md", "journal:tides.md")
    assert tuple(kept) == draft.editions == again.editions


async def test_an_issue_on_a_date_that_is_not_scheduled_has_no_instant(newsroom: "Newsroom") -> None:
    async with newsroom.open() as opened:
        draft = await desk.draft(opened, replace(ISSUE, date=date(2026, 11, 25)))
        assert draft.row.send_at is None
        assert isinstance(desk.decide(opened, draft), Hold)


async def test_what_is_taken_out_of_the_folder_is_in_no_draft(newsroom: "Newsroom") -> None:
    async with newsroom.open() as opened:
        await pulling.pull(opened)
        (newsroom.project / "articles" / "tides.md").unlink()
        await pulling.pull(opened)
        assert (await desk.draft(opened, ISSUE)).candidates == ("journal:sands.md",)


async def test_a_pull_warns_of_pictures_it_cannot_have_and_takes_the_articles_all_the_same(
    newsroom: "Newsroom",
) -> None:
    newsroom.write("piers", body="![A pier](https://127.0.0.1:1/pier.png)")
    async with newsroom.open(THEME__LOGO='{ src = "https://127.0.0.1:1/logo.png", width = 200 }') as opened:
        journal, theme = await pulling.pull(opened)
        assert (
            "https://127.0.0.1:1/pier.png: 127.0.0.1 is at 127.0.0.1, which is not on the open" in journal.warnings[0]
        )
        assert "https://127.0.0.1:1/logo.png" in theme.warnings[0]
        assert "journal:piers.md" in (await desk.draft(opened, ISSUE)).candidates


async def test_a_folder_that_cannot_be_read_takes_nothing_away(newsroom: "Newsroom") -> None:
    async with newsroom.open() as opened:
        await pulling.pull(opened)
        (newsroom.project / "articles").rename(newsroom.project / "elsewhere")
        (broken,) = await pulling.pull(opened)
        assert broken.error
        assert len((await desk.draft(opened, ISSUE)).candidates) == 2


# ── approval ───────────────────────────────────────────────────────────────────────────────────────


async def test_an_approved_issue_waits_for_its_time_or_a_persons_word(newsroom: "Newsroom") -> None:
    async with newsroom.open() as opened:
        await newsroom.approve(opened)
        draft = await desk.draft(opened, ISSUE)
        assert desk.decide(opened, draft) == Wait()
        assert desk.decide(opened, draft, at_once=True) == Send()
        newsroom.at(26, 9)
        assert desk.decide(opened, draft) == Send()


async def test_an_edition_that_a_check_blocks_cannot_be_approved(newsroom: "Newsroom") -> None:
    newsroom.write("tides", body="{{cta('unknown-id')}}\n\nHigh water is at nine.")
    async with newsroom.open() as opened:
        with pytest.raises(
            Blocked, match=r"United Kingdom, English: .*unknown-id.*; nothing of this issue was approved"
        ):
            await newsroom.approve(opened)
        draft = await desk.draft(opened, ISSUE)
        assert draft.approvals == ()
        held = desk.decide(opened, draft, at_once=True)
        assert isinstance(held, Hold)
        assert "blocked" in held.reason


async def test_where_two_must_approve_one_person_twice_is_not_enough(newsroom: "Newsroom") -> None:
    async with newsroom.open(CAMPAIGNS__WEEKLY__APPROVALS="2") as opened:
        for person in ("Ana", "ana "):
            await newsroom.approve(opened, by=person)
        held = desk.decide(opened, await desk.draft(opened, ISSUE), at_once=True)
        assert held == Hold("United Kingdom, English: approved by ana, 1 of 2 people")
        await newsroom.approve(opened, by="Omar")
        assert desk.decide(opened, await desk.draft(opened, ISSUE), at_once=True) == Send()


async def test_an_article_that_comes_after_the_approval_waits_for_the_next_issue(newsroom: "Newsroom") -> None:
    async with newsroom.open() as opened:
        approved = await newsroom.approve(opened)
        newsroom.write("winds", day=21)
        await pulling.pull(opened)
        as_it_is = await desk.draft(opened, ISSUE)
        assert as_it_is.editions[0].subject == "Winds"
        as_approved = await desk.draft_of(opened, as_it_is.row, as_approved=True)
        assert as_approved.editions == approved.editions
        assert desk.decide(opened, as_approved, at_once=True) == Send()
        assert isinstance(desk.decide(opened, as_it_is, at_once=True), Hold)


# ── starting ───────────────────────────────────────────────────────────────────────────────────────


async def test_of_two_desks_that_start_at_once_one_does(newsroom: "Newsroom") -> None:
    async with newsroom.open() as one, newsroom.open() as other:
        draft = await newsroom.approve(one)
        started = await asyncio.gather(desk.start(one, draft), desk.start(other, draft))
        assert sorted(started, key=str) == [2, None]
        assert await newsroom.audience(one) == 2


async def test_once_started_an_issue_is_what_was_started_whoever_drafts_it_again(newsroom: "Newsroom") -> None:
    async with newsroom.open() as one, newsroom.open() as other:
        approved = await newsroom.approve(one)
        await desk.start(one, approved)
        newsroom.write("winds", day=21)
        await pulling.pull(other)
        late = await desk.draft_of(other, approved.row)  # its row says "draft", as it was when the other desk looked
        assert (late.row.state, late.editions) == ("sending", approved.editions)
        async with other.pool.connection() as connection:
            assert tuple(await issues.editions(connection, approved.row.id)) == approved.editions


async def test_an_issue_that_starts_while_another_desk_composes_goes_out_as_approved(newsroom: "Newsroom") -> None:
    async with newsroom.open() as one, newsroom.open() as other:
        approved = await newsroom.approve(one)
        newsroom.write("winds", day=21)
        await pulling.pull(other)
        await asyncio.gather(*(desk.draft(other, ISSUE) for _ in range(3)), desk.start(one, approved))
        async with other.pool.connection() as connection:
            assert tuple(await issues.editions(connection, approved.row.id)) == approved.editions


async def test_the_audience_is_the_regions_in_its_languages_with_the_campaigns_tags(newsroom: "Newsroom") -> None:
    async with newsroom.open(CAMPAIGNS__WEEKLY__AUDIENCE__TAGS='["sea"]') as opened:
        audience = desk.audience_of(opened.kit, ISSUE)
    assert (audience.region, list(audience.languages), list(audience.tags)) == ("uk", ["en_GB"], ["sea"])


# ── the issue that waits ───────────────────────────────────────────────────────────────────────────


async def test_the_issue_that_waits_is_the_earliest_that_may_still_go_out(newsroom: "Newsroom") -> None:
    later = replace(ISSUE, date=date(2026, 12, 3))
    async with newsroom.open() as opened:
        assert await desk.waiting_issue(opened, "weekly", "uk") is None
        for issue in (later, ISSUE):
            await desk.draft(opened, issue)
        newsroom.at(26, 11)
        assert await desk.waiting_issue(opened, "weekly", "uk") == ISSUE
        newsroom.at(26, 11, 1)
        assert await desk.waiting_issue(opened, "weekly", "uk") == later
        assert await desk.waiting_issue(opened, "weekly", "middle-east") is None
