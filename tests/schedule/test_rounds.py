"""The clock's round: drafted a day ahead, sent at its time when approved, held and explained when not."""

import asyncio
import logging
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from newsletter.model import Issue
from newsletter.schedule import desk, rounds
from newsletter.schedule.desk import Desk
from newsletter.store import issues

if TYPE_CHECKING:
    from tests.schedule.conftest import Newsroom

ISSUE = Issue("weekly", "uk", date(2026, 11, 26))
NOT_APPROVED = ("held", "United Kingdom, English: not approved")
SENDING = ("sending", "")


async def jobs(newsroom: "Newsroom", opened: Desk) -> int:
    return len(await newsroom.rows(opened, "SELECT 1 FROM procrastinate_jobs"))


async def test_an_issue_is_drafted_a_day_ahead_and_not_before(newsroom: "Newsroom") -> None:
    async with newsroom.open() as opened:
        newsroom.at(25, 8, 59, 59)
        await rounds.reconcile(opened)
        assert await newsroom.stands(opened) == []
        newsroom.at(25, 9)
        await rounds.reconcile(opened)
        await rounds.reconcile(opened)
        assert await newsroom.stands(opened) == [("draft", "")]
        assert len(await newsroom.rows(opened, "SELECT 1 FROM editions")) == 1


async def test_an_approved_issue_goes_out_at_its_time_once(newsroom: "Newsroom") -> None:
    async with newsroom.open() as opened:
        await newsroom.approve(opened)
        newsroom.at(26, 8, 59, 59)
        await rounds.reconcile(opened)
        assert await newsroom.stands(opened) == [("draft", "")]
        newsroom.at(26, 9)
        for _ in range(3):
            await rounds.reconcile(opened)
        assert await newsroom.stands(opened) == [SENDING]
        assert (await newsroom.audience(opened), await jobs(newsroom, opened)) == (2, 1)


async def test_of_desks_that_reconcile_at_once_one_sends(newsroom: "Newsroom") -> None:
    async with newsroom.open() as one, newsroom.open() as other:
        await newsroom.approve(one)
        newsroom.at(26, 9)
        await asyncio.gather(*(rounds.reconcile(opened) for opened in (one, other, one, other)))
        assert await newsroom.stands(one) == [SENDING]
        assert (await newsroom.audience(one), await jobs(newsroom, one)) == (2, 1)


async def test_what_is_not_approved_at_its_time_is_held_and_goes_out_once_it_is(newsroom: "Newsroom") -> None:
    async with newsroom.open() as opened:
        newsroom.at(26, 9)
        await rounds.reconcile(opened)
        assert await newsroom.stands(opened) == [NOT_APPROVED]
        newsroom.at(26, 10, 59)
        await newsroom.approve(opened)
        await rounds.reconcile(opened)
        assert await newsroom.stands(opened) == [SENDING]


async def test_late_beyond_its_grace_an_approved_issue_is_held_and_says_how_late(newsroom: "Newsroom") -> None:
    async with newsroom.open() as opened:
        await newsroom.approve(opened)
        newsroom.at(26, 12)
        await rounds.reconcile(opened)
        assert await newsroom.stands(opened) == [("held", "late by 3 hours, and the campaign's grace is 2 hours")]
        assert await newsroom.audience(opened) == 0


async def test_an_issue_that_a_standing_clock_missed_is_held_and_says_so(newsroom: "Newsroom") -> None:
    async with newsroom.open() as opened:
        newsroom.at(28, 8)
        await rounds.reconcile(opened)
        ((state, reason),) = await newsroom.stands(opened)
        assert (state, "late by 1 day 23 hours" in reason) == ("held", True)


async def test_with_a_long_grace_a_standing_clock_misses_nothing(newsroom: "Newsroom") -> None:
    async with newsroom.open(CAMPAIGNS__WEEKLY__GRACE="4d") as opened:
        await newsroom.approve(opened)
        newsroom.at(29, 9)
        await rounds.reconcile(opened)
        assert await newsroom.stands(opened) == [SENDING]


async def test_a_held_issue_says_what_holds_it_now_until_it_is_too_late(newsroom: "Newsroom") -> None:
    async with newsroom.open() as opened:
        newsroom.at(26, 9)
        await rounds.reconcile(opened)
        newsroom.at(26, 11, 5)
        await rounds.reconcile(opened)
        said = f"{NOT_APPROVED[1]}; late by 2 hours 5 minutes, and the campaign's grace is 2 hours"
        assert await newsroom.stands(opened) == [("held", said)]
        newsroom.at(28, 8)
        await rounds.reconcile(opened)
        assert await newsroom.stands(opened) == [("held", said)]


# ── an approval is void when what was approved has changed ─────────────────────────────────────────


def _article(project: Path) -> None:
    path = project / "articles" / "tides.md"
    path.write_text(path.read_text("utf-8").replace("at nine", "at ten"), "utf-8")


def _template(project: Path) -> None:
    path = project / "templates" / "partials" / "letter.txt.j2"
    path.write_text(path.read_text("utf-8") + "\nA line more.\n", "utf-8")


def _settings(project: Path) -> None:
    path = project / "settings.toml"
    path.write_text(path.read_text("utf-8").replace("1 Custom House Quay", "2 Custom House Quay"), "utf-8")


def _audience(project: Path) -> None:
    path = project / "settings.toml"
    path.write_text(
        path.read_text("utf-8").replace("audience = { tags = [] }", 'audience = { tags = ["sea"] }'), "utf-8"
    )


def _taken_out(project: Path) -> None:
    (project / "articles" / "sands.md").unlink()


@pytest.mark.parametrize("change", [_article, _template, _settings, _audience, _taken_out])
async def test_whatever_changes_in_an_approved_edition_voids_the_approval(newsroom: "Newsroom", change: object) -> None:
    assert callable(change)
    async with newsroom.open() as opened:
        await newsroom.approve(opened)
    change(newsroom.project)
    newsroom.at(26, 9)
    async with newsroom.open() as opened:
        await rounds.reconcile(opened)
        assert await newsroom.stands(opened) == [
            ("held", "United Kingdom, English: changed since it was approved by Ana")
        ]
        assert await newsroom.audience(opened) == 0


async def test_an_article_that_comes_after_the_approval_does_not_void_it_and_does_not_go_out(
    newsroom: "Newsroom",
) -> None:
    async with newsroom.open() as opened:
        approved = await newsroom.approve(opened)
        newsroom.write("winds", day=21)
        newsroom.at(26, 9)
        await rounds.reconcile(opened)
        assert await newsroom.stands(opened) == [SENDING]
        async with opened.pool.connection() as connection:
            assert tuple(await issues.editions(connection, approved.row.id)) == approved.editions


# ── settings that have changed since the issue was drafted ─────────────────────────────────────────


async def test_an_issue_whose_campaign_is_gone_is_held(newsroom: "Newsroom") -> None:
    async with newsroom.open() as opened:
        await newsroom.approve(opened)
    path = newsroom.project / "settings.toml"
    path.write_text(path.read_text("utf-8").replace("[campaigns.weekly]", "[campaigns.monthly]"), "utf-8")
    newsroom.at(26, 9)
    monthly = {"CAMPAIGNS__MONTHLY__REGIONS": '["uk"]', "CAMPAIGNS__MONTHLY__SCHEDULE": '{ uk = "mon 09:00" }'}
    async with newsroom.open(CAMPAIGNS__WEEKLY__REGIONS="", CAMPAIGNS__WEEKLY__SCHEDULE="", **monthly) as opened:
        await rounds.reconcile(opened)
        assert await newsroom.stands(opened) == [("held", "its campaign or region is no longer in the settings")]


async def test_an_issue_whose_day_is_no_longer_scheduled_is_held(newsroom: "Newsroom") -> None:
    async with newsroom.open() as opened:
        await newsroom.approve(opened)
    newsroom.at(26, 9)
    async with newsroom.open(CAMPAIGNS__WEEKLY__SCHEDULE='{ uk = "tue 09:00" }') as opened:
        await rounds.reconcile(opened)
        assert ("held", "its date is no longer in the schedule") in await newsroom.stands(opened)
        assert await newsroom.audience(opened) == 0


async def test_an_issue_goes_out_at_the_hour_that_the_schedule_has_now(newsroom: "Newsroom") -> None:
    async with newsroom.open() as opened:
        await newsroom.approve(opened)
    async with newsroom.open(CAMPAIGNS__WEEKLY__SCHEDULE='{ uk = "thu 15:00" }') as opened:
        await newsroom.approve(opened)
        newsroom.at(26, 14, 59)
        await rounds.reconcile(opened)
        assert await newsroom.stands(opened) == [("draft", "")]
        newsroom.at(26, 15)
        await rounds.reconcile(opened)
        assert await newsroom.stands(opened) == [SENDING]


async def test_an_issue_on_a_day_that_was_never_scheduled_is_left_to_people(newsroom: "Newsroom") -> None:
    async with newsroom.open(CAMPAIGNS__WEEKLY__SCHEDULE="{}") as opened:
        await newsroom.approve(opened)
        newsroom.at(26, 9)
        await rounds.reconcile(opened)
        assert await newsroom.stands(opened) == [("draft", "")]


# ── troubles ───────────────────────────────────────────────────────────────────────────────────────


async def test_what_stands_against_a_real_send_holds_the_issue(newsroom: "Newsroom") -> None:
    async with newsroom.open(RELAYS__MAIN__HOST="", RELAYS__MAIN__PORT="", RELAYS__MAIN__TLS="") as opened:
        await newsroom.approve(opened)
        newsroom.at(26, 9)
        await rounds.reconcile(opened)
        ((state, reason),) = await newsroom.stands(opened)
        assert (state, reason) == (
            "held",
            "settings.toml: relays: none is set; add [relays.main] with its host and port",
        )


async def test_an_issue_that_cannot_be_composed_keeps_no_other_from_going_out(
    newsroom: "Newsroom", caplog: pytest.LogCaptureFixture
) -> None:
    templates = newsroom.project / "templates"
    (templates / "broken.mjml.j2").write_text("<mjml><mj-body>{{ nobody_knows }}</mj-body></mjml>", "utf-8")
    (templates / "broken.txt.j2").write_text("{{ nobody_knows }}", "utf-8")
    broken = {"TEMPLATE": "broken", "REGIONS": '["uk"]', "SCHEDULE": '{ uk = "thu 09:00" }'}
    async with newsroom.open(**{f"CAMPAIGNS__A_BROKEN__{name}": value for name, value in broken.items()}) as opened:
        await newsroom.approve(opened)
        newsroom.at(25, 9)
        await rounds.reconcile(opened)
        assert await newsroom.stands(opened) == [("draft", ""), ("draft", "")]
        newsroom.at(26, 9)
        await rounds.reconcile(opened)
        (held, reason), sending = await newsroom.stands(opened)
    assert (held, sending) == ("held", SENDING)
    assert reason.startswith("could not be composed: ")
    assert "nobody_knows" in reason


async def test_a_source_that_cannot_be_read_is_named_and_holds_nothing_up(
    newsroom: "Newsroom", caplog: pytest.LogCaptureFixture
) -> None:
    async with newsroom.open() as opened:
        await newsroom.approve(opened)
        (newsroom.project / "articles").rename(newsroom.project / "elsewhere")
        newsroom.at(26, 9)
        with caplog.at_level(logging.WARNING):
            await rounds.reconcile(opened)
        assert await newsroom.stands(opened) == [SENDING]
    assert "source journal: " in caplog.text


async def test_an_issue_that_people_have_sent_is_left_alone(newsroom: "Newsroom") -> None:
    async with newsroom.open() as opened:
        draft = await newsroom.approve(opened)
        await desk.start(opened, draft)
        newsroom.at(26, 9)
        await rounds.reconcile(opened)
        assert await newsroom.stands(opened) == [SENDING]
        assert await jobs(newsroom, opened) == 1
