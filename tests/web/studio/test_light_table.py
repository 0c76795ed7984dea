"""Looking at the project: what is on disk now, what the database remembers, what was approved, what was sent."""

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

from newsletter.model import Article, Issue, Language
from newsletter.schedule import desk as desks
from newsletter.schedule.desk import Desk
from newsletter.store import issues
from newsletter.web.studio.light_table import LightTable, Look, Sheet, merged, next_date

ENGLISH = Language("en_GB")
UK = Issue("weekly", "uk", date(2026, 11, 26))
SEEN = datetime(2026, 11, 1, tzinfo=UTC)
NOW = datetime(2026, 11, 23, tzinfo=UTC)
ARTICLE = Article("journal:a.md", "journal", "a.md", "A", (), ENGLISH, None)


async def laid_out(desk: Desk, issue: Issue = UK) -> Sheet:
    table = LightTable(desk)
    return await table.sheet(await table.look(), issue, ENGLISH)


async def approved(desk: Desk) -> desks.Draft:
    await desks.pull(desk)
    draft = await desks.draft(desk, UK)
    await desks.approve(desk, draft, languages=[ENGLISH], by="Ana")
    return draft


def test_an_article_that_came_again_keeps_what_the_database_knows_of_it() -> None:
    known = replace(ARTICLE, title="Before", first_seen=SEEN, sent={"uk": "weekly/uk/2026-11-05"})
    (article,) = merged([known], [replace(ARTICLE, title="After")], NOW).values()
    assert (article.title, article.first_seen, article.sent) == ("After", SEEN, known.sent)


def test_a_new_article_is_first_seen_now_as_if_it_were_pulled() -> None:
    assert merged([], [ARTICLE], NOW)["journal:a.md"].first_seen == NOW


async def test_the_next_date_is_the_scheduled_one_in_the_regions_own_zone(desk: Desk) -> None:
    dates = [next_date(desk.kit, "weekly", region, desk.now()) for region in ("uk", "middle-east")]
    assert dates == [date(2026, 11, 26), date(2026, 11, 24)]


async def test_an_edition_on_the_table_is_the_one_that_would_be_approved(desk: Desk) -> None:
    before = await laid_out(desk)
    draft = await approved(desk)
    assert before.edition.hash == draft.editions[0].hash
    assert before.row is None and before.approvals == ()


async def test_looking_writes_nothing(desk: Desk) -> None:
    await laid_out(desk)
    async with desk.pool.connection() as connection:
        assert await issues.listed(connection) == []


async def test_an_article_that_came_after_the_approval_waits_and_voids_nothing(desk: Desk, project: Path) -> None:
    draft = await approved(desk)
    (project / "articles" / "late.md").write_text("# A late tide\n\nIt came in the night.\n", "utf-8")
    sheet = await laid_out(desk)
    assert sheet.edition.hash == draft.editions[0].hash
    assert sheet.waiting == 1


async def test_an_approved_article_that_was_changed_changes_the_edition(desk: Desk, project: Path) -> None:
    draft = await approved(desk)
    article = project / "articles" / "vaccination-calendar.md"
    article.write_text(article.read_text("utf-8") + "\nOne more thing to know.\n", "utf-8")
    assert (await laid_out(desk)).edition.hash != draft.editions[0].hash


async def test_an_issue_on_its_way_is_shown_as_it_was_sent(desk: Desk, project: Path) -> None:
    draft = await approved(desk)
    async with desk.pool.connection() as connection:
        await issues.begin(connection, draft.row.id, desk.now())
    (project / "articles" / "vaccination-calendar.md").unlink()
    sheet = await laid_out(desk)
    assert sheet.edition == draft.editions[0]
    assert sheet.row is not None and sheet.row.state == "sending"


async def test_an_edition_is_composed_once_a_look(desk: Desk) -> None:
    table = LightTable(desk)
    look: Look = await table.look()
    assert (await table.sheet(look, UK, ENGLISH)).edition is (await table.sheet(look, UK, ENGLISH)).edition
    assert await table.look() is look
