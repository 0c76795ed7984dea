"""What a survey sees of a project's files, and what it does not care about."""

import os
from pathlib import Path

from newsletter.web.studio.table.survey import Survey, survey


def look(project: Path) -> Survey:
    return survey(project, [project / "articles"])


def test_two_surveys_of_the_same_files_are_alike(project: Path) -> None:
    assert look(project) == look(project)


def test_a_new_time_is_enough_and_says_which_part_it_is(project: Path) -> None:
    before = look(project)
    os.utime(project / "articles" / "sea-legs.txt", ns=(1, 1))
    after = look(project)
    assert after.articles != before.articles and after.shown != before.shown
    assert (after.kit, after.folders) == (before.kit, before.folders)


def test_messages_are_shown_but_no_edition_is_made_of_them(project: Path) -> None:
    before = look(project)
    (project / ".newsletter" / "inbox").mkdir(parents=True)
    (project / ".newsletter" / "inbox" / "one").write_bytes(b"")
    after = look(project)
    assert after.shown != before.shown
    assert (after.kit, after.articles) == (before.kit, before.articles)


def test_a_picture_that_is_kept_belongs_to_its_article(project: Path) -> None:
    before = look(project)
    (project / ".newsletter" / "pictures").mkdir(parents=True)
    (project / ".newsletter" / "pictures" / "one").write_bytes(b"")
    assert look(project).articles != before.articles


def test_the_database_beside_them_is_not_looked_at(project: Path) -> None:
    (project / ".newsletter" / "pg").mkdir(parents=True)
    before = look(project)
    (project / ".newsletter" / "pg" / "server.log").write_bytes(b"")
    assert look(project) == before
    assert not any(path.name == "pg" for path, _ in before.folders)


def test_a_folder_under_an_old_name_is_another_folder(project: Path) -> None:
    before = look(project)
    (project / "articles").rename(project / "elsewhere")
    (project / "articles").mkdir()
    assert look(project).folders != before.folders


def test_what_is_missing_is_looked_for_where_it_will_appear(tmp_path: Path) -> None:
    found = survey(tmp_path / "not" / "there", [tmp_path / "nor" / "this"])
    assert {path for path, _ in found.folders} == {tmp_path}


def test_a_link_that_leads_nowhere_is_no_error(project: Path) -> None:
    (project / "articles" / "gone.md").symlink_to(project / "nowhere.md")
    (project / "articles" / "loop").symlink_to(project / "articles")
    assert look(project) == look(project)


def test_a_spreadsheet_of_ctas_belongs_to_the_settings(project: Path) -> None:
    before = look(project)
    (project / "ctas.csv").write_bytes(b"id,region,label,url\n")
    assert look(project).kit != before.kit
