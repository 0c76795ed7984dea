"""newsletter catalogue extract, update and check, from the line to the files."""

import json
from pathlib import Path
from typing import Any

import pytest

from newsletter.localise.catalogue import read
from newsletter.localise.po import statements
from tests.cli.conftest import Run


@pytest.fixture
def here(project: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("NEWSLETTER_PROJECT", str(project))
    return project


def edit(file: Path, old: str, new: str) -> None:
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), "utf-8")


def catalogue(project: Path, code: str) -> Path:
    return project / "locales" / code / "LC_MESSAGES" / "newsletter.po"


def files(project: Path) -> dict[str, bytes]:
    folder = project / "locales"
    return {str(file.relative_to(folder)): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


def checked(run: Run) -> list[dict[str, Any]]:
    said: list[dict[str, Any]] = json.loads(run("catalogue", "check", "--json").out)
    return said


def test_a_new_project_is_complete_and_an_update_changes_nothing(run: Run, here: Path) -> None:
    before = files(here)
    assert run("catalogue", "check").code == 0
    assert run("catalogue", "extract").code == 0
    updated = run("catalogue", "update")
    assert updated.code == 0 and "ar/LC_MESSAGES/newsletter.po: 0 new, 0 changed, 0 put aside" in updated.err
    assert files(here) == before


def test_a_template_s_new_words_come_into_every_whole_catalogue(run: Run, here: Path) -> None:
    edit(here / "templates" / "digest.txt.j2", "{% block contents %}", "{% block contents %}\n{{ _('Good day') }}")
    edit(here / "templates" / "partials" / "pieces.mjml.j2", '"Read more:"', '"Read some more:"')
    edit(here / "templates" / "partials" / "story.txt.j2", '"Read more:"', '"Read some more:"')
    assert {one["message"] for one in checked(run) if one["level"] == "error"} == {
        'no catalogue for ar has "Good day"',
        'no catalogue for ar has "Read some more:"',
    }
    updated = run("catalogue", "update")
    assert "ar/LC_MESSAGES/newsletter.po: 1 new, 1 changed, 0 put aside" in updated.err
    assert "ar_AE/LC_MESSAGES/newsletter.po: 0 new, 0 changed, 0 put aside" in updated.err
    assert 'msgid "Good day"' in (here / "locales" / "newsletter.pot").read_text("utf-8")
    assert run("catalogue", "check").code == 3


def translate(file: Path) -> None:
    """Fills a catalogue as a translator would who only knows how to begin a sentence."""
    there = read(file)
    assert there.po.header
    entries = [there.po.header.text]
    for one in there.messages:
        forms = [(form.index, f"Ô {one.plural or one.singular}") for form in one.forms]
        entries.append("\n".join(statements(one.context, one.singular, one.plural, forms)))
    file.write_text("\n\n".join(entries) + "\n", "utf-8")


def test_a_language_is_begun_translated_and_heard(run: Run, here: Path, tmp_path: Path) -> None:
    assert run("catalogue", "update", "--language", "fr").code == 0
    assert run("catalogue", "check").code == 3
    translate(catalogue(here, "fr"))
    edit(here / "settings.toml", 'languages = ["en_GB"]', 'languages = ["en_GB", "fr"]')
    edit(here / "settings.toml", "# relay = [", 'legal_fr = ["x", "y"]\n# relay = [')
    assert run("catalogue", "check").code == 0
    run("render", "--out", tmp_path / "proof", "--language", "fr")
    assert "Ô Unsubscribe from The Harbour Letter" in (tmp_path / "proof" / "uk.fr.txt").read_text("utf-8")


def test_a_territory_beside_its_language_is_begun_thin(run: Run, here: Path) -> None:
    assert "0 new" in run("catalogue", "update", "--language", "ar_SA").err
    assert read(catalogue(here, "ar_SA")).messages == () and run("catalogue", "check").code == 0


@pytest.mark.parametrize("code", ["xx", "en_XA", "../ar", "AR", "", "fr-FR"])
def test_an_unknown_language_is_refused_before_anything_is_written(run: Run, here: Path, code: str) -> None:
    before = files(here)
    ran = run("catalogue", "update", "--language", code)
    assert (ran.code, ran.err) == (2, f"no such language: {code!r}; write a code such as fr or ar_AE\n")
    assert files(here) == before


def test_a_catalogue_that_cannot_be_read_is_named_and_nothing_is_written(run: Run, here: Path) -> None:
    edit(here / "templates" / "digest.txt.j2", "{% block contents %}", "{% block contents %}\n{{ _('Good day') }}")
    edit(catalogue(here, "ar_AE"), "msgid", "message")
    before = files(here)
    ran = run("catalogue", "update")
    assert ran.code == 1 and "ar_AE/LC_MESSAGES/newsletter.po:2: " in ran.err and files(here) == before


def test_a_fault_is_shown_by_file_and_line_and_nothing_is_written(run: Run, here: Path) -> None:
    edit(catalogue(here, "ar"), 'msgstr "المصدر:"', 'msgstr "المصدر: 100%"')
    line = catalogue(here, "ar").read_text("utf-8").split("\n").index('msgstr "المصدر: 100%"') + 1
    before = files(here)
    assert [(one["part"], one["line"]) for one in checked(run)] == [(str(catalogue(here, "ar")), line)]
    ran = run("catalogue", "check")
    assert (ran.code, ran.err) == (
        3,
        "1 error\n",
    ) and f"locales/ar/LC_MESSAGES/newsletter.po:{line}" in ran.out.replace("\n", "")
    assert files(here) == before


def test_check_finds_the_same(run: Run, here: Path) -> None:
    edit(catalogue(here, "ar"), 'msgstr "المصدر:"', 'msgstr ""')
    edit(
        here / "templates" / "partials" / "footer.mjml.j2",
        "{% for line, spoken",
        "<p>Our pledge</p>{% for line, spoken",
    )
    everything = json.loads(run("check", "--json").out)
    mine = [
        {key: value for key, value in one.items() if key != "where"}
        for one in everything
        if one["where"] == "catalogues"
    ]
    assert mine == checked(run) and {one["level"] for one in mine} == {"error", "warning"}


def test_a_language_of_a_region_that_no_catalogue_is_in_is_told(run: Run, here: Path) -> None:
    edit(here / "settings.toml", 'languages = ["en_GB"]', 'languages = ["en_GB", "de_DE"]')
    edit(here / "settings.toml", "# relay = [", 'legal_de = ["x", "y"]\n# relay = [')
    (one,) = checked(run)
    assert one["remedy"] == "make one: newsletter catalogue update --language de"


def test_words_are_extracted_whatever_the_settings_say(run: Run, here: Path) -> None:
    (here / "settings.toml").write_text("nonsense = 1\n", "utf-8")
    assert (run("catalogue", "extract").code, run("catalogue", "update").code) == (0, 0)
    assert run("catalogue", "check").code == 1


def test_an_edition_in_the_pseudo_language_shows_and_cannot_go(run: Run, here: Path, tmp_path: Path) -> None:
    edit(here / "settings.toml", 'languages = ["en_GB"]', 'languages = ["en_GB", "en_XA"]')
    ran = run("render", "--out", tmp_path / "proof", "--language", "en_XA")
    assert ran.code == 3 and "en_XA is a pseudo-language, which nobody reads" in ran.err
    text = (tmp_path / "proof" / "uk.en_XA.txt").read_text("utf-8")
    assert "[Ŕéåð ɱöŕé: òñé]" in text and "Unsubscribe" not in text
    assert "Pseudo-language" in (tmp_path / "proof" / "index.html").read_text("utf-8")
