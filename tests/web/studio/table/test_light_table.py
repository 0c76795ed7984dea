"""Looking at the project: what is on disk now, what the database remembers, what was approved, what was sent."""

import os
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from newsletter.errors import CatalogueError, SettingsError, TemplateError
from newsletter.model import Issue, Language
from newsletter.schedule import desk as desks
from newsletter.schedule import pulling
from newsletter.schedule.desk import Desk
from newsletter.store import articles, issues
from newsletter.store.articles import Left
from newsletter.web.studio.table import light_table
from newsletter.web.studio.table.light_table import LightTable, Look, Sheet, next_date
from tests.web.conftest import laid_table

ENGLISH, ARABIC = Language("en_GB"), Language("ar_AE")
UK = Issue("weekly", "uk", date(2026, 11, 26))
GULF = Issue("weekly", "middle-east", date(2026, 11, 24))


async def laid_out(table: LightTable, issue: Issue = UK, language: Language = ENGLISH) -> Sheet:
    return await table.sheet(await table.look(), issue, language)


async def approved(desk: Desk) -> desks.Draft:
    await pulling.pull(desk)
    draft = await desks.draft(desk, UK)
    await desks.approve(desk, draft, languages=[ENGLISH], by="Ana")
    return draft


def change(file: Path, before: str, after: str) -> None:
    text = file.read_text("utf-8")
    assert before in text
    file.write_text(text.replace(before, after, 1), "utf-8")


async def test_the_next_date_is_the_scheduled_one_in_the_regions_own_zone(desk: Desk) -> None:
    dates = [next_date(desk.kit, "weekly", region, desk.now()) for region in ("uk", "middle-east")]
    assert dates == [date(2026, 11, 26), date(2026, 11, 24)]


# ── beside the database ────────────────────────────────────────────────────────────────────────────


async def test_an_edition_on_the_table_is_the_one_that_would_be_approved(table: LightTable, desk: Desk) -> None:
    before = await laid_out(table)
    draft = await approved(desk)
    assert before.edition.hash == draft.editions[0].hash
    assert before.row is None and before.approvals == ()


async def test_looking_writes_nothing(table: LightTable, desk: Desk) -> None:
    await laid_out(table)
    async with desk.pool.connection() as connection:
        assert await issues.listed(connection) == []


async def test_an_article_that_came_after_the_approval_waits_and_voids_nothing(
    table: LightTable, desk: Desk, project: Path
) -> None:
    draft = await approved(desk)
    (project / "articles" / "late.md").write_text("# A late tide\n\nIt came in the night.\n", "utf-8")
    sheet = await laid_out(table)
    assert sheet.edition.hash == draft.editions[0].hash
    assert sheet.waiting == 1


async def test_an_approved_article_that_was_changed_changes_the_edition(
    table: LightTable, desk: Desk, project: Path
) -> None:
    draft = await approved(desk)
    article = project / "articles" / "vaccination-calendar.md"
    article.write_text(article.read_text("utf-8") + "\nOne more thing to know.\n", "utf-8")
    assert (await laid_out(table)).edition.hash != draft.editions[0].hash


async def test_an_issue_on_its_way_is_shown_as_it_was_sent(table: LightTable, desk: Desk, project: Path) -> None:
    draft = await approved(desk)
    async with desk.pool.connection() as connection:
        await issues.begin(connection, draft.row.id, desk.now())
    (project / "articles" / "vaccination-calendar.md").unlink()
    sheet = await laid_out(table)
    assert sheet.edition == draft.editions[0]
    assert sheet.row is not None and sheet.row.state == "sending"


async def test_a_database_that_goes_away_is_done_without_and_its_reason_is_said(table: LightTable, desk: Desk) -> None:
    await approved(desk)
    before = await laid_out(table)
    await desk.pool.close()
    look = await table.look()
    after = await table.sheet(look, UK, ENGLISH)
    assert (await table.next_issue(look, "weekly", "uk")) == UK
    assert "closed" in look.database
    assert (after.row, after.approvals, after.waiting, after.trouble) == (None, (), 0, None)
    assert after.edition.hash == before.edition.hash
    assert await table.link_book(look, UK) is None


async def test_a_pull_by_somebody_else_is_seen(table: LightTable, desk: Desk) -> None:
    before = await table.look()
    await pulling.pull(desk)
    assert await table.look() is not before


async def test_a_file_that_has_been_known_for_long_is_no_news_whatever_its_date_says_now(
    table: LightTable, desk: Desk, project: Path
) -> None:
    file = project / "articles" / "undated.md"
    file.write_text("# A note on the harbour\n\nIt has lain here for a year.\n", "utf-8")
    await pulling.pull(desk)
    async with desk.pool.connection() as connection:
        await connection.execute("UPDATE articles SET first_seen = '2025-11-23' WHERE id = 'journal:undated.md'")
    file.write_text("# A note on the harbour\n\nIt has lain here for years.\n", "utf-8")
    os.utime(file, (desk.now().timestamp(),) * 2)
    sheet = await laid_out(table)
    await pulling.pull(desk)
    assert sheet.edition.hash == (await desks.draft(desk, UK)).editions[0].hash


async def test_an_article_that_a_pull_by_somebody_else_withdraws_is_seen_to_be_gone(
    table: LightTable, desk: Desk
) -> None:
    await pulling.pull(desk)
    before = await table.look()
    async with desk.pool.connection() as connection:
        row = await issues.create(connection, GULF, None, desk.now())
        assert row is not None
        gone = next(iter(before.known))
        await articles.mark_sent(connection, row.id, "middle-east", [gone])
    before = await table.look()
    async with desk.pool.connection() as connection:
        left = [Left("journal", datetime.min.replace(tzinfo=UTC))]
        staying = [name for name in before.known if name != gone]
        names = ["journal"]
        assert await articles.withdraw(connection, sources=names, complete=left, ids=staying, began=desk.now()) == [
            gone
        ]
    assert await table.look() is not before


async def test_the_links_of_a_test_are_written_under_their_issue(table: LightTable, desk: Desk) -> None:
    book = await table.link_book(await table.look(), UK)
    async with desk.pool.connection() as connection:
        row = await issues.find(connection, UK)
    assert book is not None and row is not None and book.issue_id == row.id


# ── fresh, and no fresher than it must be ──────────────────────────────────────────────────────────


async def test_an_edition_is_composed_once_a_look(table: LightTable) -> None:
    look: Look = await table.look()
    assert (await table.sheet(look, UK, ENGLISH)).edition is (await table.sheet(look, UK, ENGLISH)).edition
    assert await table.look() is look


@pytest.mark.parametrize(
    ("file", "before", "after", "shown"),
    [
        ("articles/vaccination-calendar.md", "for Unhurried", "for Quite Unhurried", "for Quite Unhurried"),
        ("templates/digest.txt.j2", "", "Said in the template.\n", "Said in the template."),
        ("settings.toml", "Registered office: 1 Custom", "Registered office: 2 Custom", "2 Custom House Quay"),
        ("settings.local.toml", '"\n', '"\n[newsletter]\nname = "The Quay Letter"\n', "The Quay Letter"),
    ],
)
async def test_what_was_changed_is_in_the_next_look_and_nothing_else_is_read_anew(
    table: LightTable, project: Path, file: str, before: str, after: str, shown: str
) -> None:
    first, revision = await table.look(), table.revision
    change(project / file, before, after)
    look = await table.look()
    assert shown in (await table.sheet(look, UK, ENGLISH)).edition.text
    assert table.revision == look.revision != revision
    assert (look.kit is first.kit) == file.startswith("articles")
    assert await table.look() is look


async def test_a_changed_catalogue_is_in_the_next_look(table: LightTable, project: Path) -> None:
    before = await laid_out(table, GULF, ARABIC)
    catalogue = project / "locales" / "ar" / "LC_MESSAGES" / "newsletter.po"
    catalogue.write_text(catalogue.read_text("utf-8").replace("إلغاء الاشتراك", "أوقفوا إرسال الرسائل"), "utf-8")
    after = await laid_out(table, GULF, ARABIC)
    assert "أوقفوا إرسال الرسائل" in after.edition.text
    assert "أوقفوا إرسال الرسائل" not in before.edition.text


async def test_articles_that_come_and_go_and_a_folder_that_vanishes_and_comes_back_are_seen(
    table: LightTable, project: Path
) -> None:
    folder = project / "articles"
    (folder / "deep").mkdir()
    (folder / "deep" / "tide.md").write_text("# A late tide\n\nIt came in the night.\n", "utf-8")
    assert "journal:deep/tide.md" in (await table.look()).known
    (folder / "deep" / "tide.md").unlink()
    assert "journal:deep/tide.md" not in (await table.look()).known
    folder.rename(project / "elsewhere")
    gone = await table.look()
    assert gone.known == {} and "there is no folder" in (gone.pulled[0].error or "")
    (project / "elsewhere").rename(folder)
    assert (await table.look()).pulled[0].error is None


async def test_a_folder_that_the_settings_name_anew_is_looked_at_from_then_on(table: LightTable, project: Path) -> None:
    await table.look()
    (project / "more").mkdir()
    settings = project / "settings.toml"
    settings.write_text(
        settings.read_text("utf-8") + '\n[[sources]]\nname = "more"\nkind = "folder"\npath = "more"\n', "utf-8"
    )
    await table.look()
    (project / "more" / "tide.md").write_text("# A late tide\n\nIt came in the night.\n", "utf-8")
    assert "more:tide.md" in (await table.look()).known


async def test_what_an_editor_keeps_beside_a_file_is_no_change(table: LightTable, project: Path) -> None:
    look = await table.look()
    (project / "articles" / ".walk.md.swp").write_bytes(b"\0")
    assert await table.look() is look


async def test_a_revision_is_another_one_after_each_start(table: LightTable, project: Path) -> None:
    await table.look()
    other = laid_table(project, None)
    await other.look()
    assert other.revision != table.revision != ""


# ── the last good one ──────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("file", "before", "after", "kind", "said"),
    [
        ("settings.toml", "territory", "teritory", SettingsError, "settings.toml: regions.uk.teritory"),
        ("templates/digest.mjml.j2", "{%", "{% if %}{%", TemplateError, "digest.mjml.j2"),
        ("locales/ar/LC_MESSAGES/newsletter.po", "msgstr", "msgsrt", CatalogueError, "newsletter.po:"),
    ],
)
async def test_what_cannot_be_read_is_shown_as_it_last_could_with_its_trouble_until_it_is_repaired(
    table: LightTable, project: Path, file: str, before: str, after: str, kind: type[Exception], said: str
) -> None:
    good = await laid_out(table)
    change(project / file, before, after)
    look = await table.look()
    sheet = await table.sheet(look, UK, ENGLISH)
    assert isinstance(look.trouble, kind) and said in str(look.trouble)
    assert sheet.edition == good.edition
    change(project / file, after, before)
    repaired = await table.look()
    assert repaired.trouble is None
    assert repaired.revision not in (look.revision, "")
    assert (await table.sheet(repaired, UK, ENGLISH)).edition == good.edition


async def test_an_edition_that_cannot_be_composed_is_shown_as_it_last_could_with_its_trouble(
    table: LightTable, project: Path
) -> None:
    good = await laid_out(table)
    template = project / "templates" / "digest.txt.j2"
    text = template.read_text("utf-8")
    template.write_text(f"{{{{ nobody.knows }}}}{text}", "utf-8")
    sheet = await laid_out(table)
    assert sheet.edition == good.edition
    assert isinstance(sheet.trouble, TemplateError) and "digest.txt.j2" in str(sheet.trouble)
    template.write_text(text, "utf-8")
    assert (await laid_out(table)).trouble is None


async def test_where_there_never_was_a_good_one_the_error_is_raised(table: LightTable, project: Path) -> None:
    change(project / "settings.toml", "territory", "teritory")
    with pytest.raises(SettingsError):
        await table.look()
    change(project / "settings.toml", "teritory", "territory")
    (project / "templates" / "digest.txt.j2").write_text("{{ nobody.knows }}", "utf-8")
    with pytest.raises(TemplateError):
        await laid_out(table)


async def test_editions_that_were_looked_at_do_not_pile_up(table: LightTable, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(light_table, "_MOST", 2)
    look = await table.look()
    for day in (5, 12, 19, 26):
        await table.sheet(look, Issue("weekly", "uk", date(2026, 11, day)), ENGLISH)
    assert [edition.issue.date.day for edition in look.composed.values()] == [19, 26]
