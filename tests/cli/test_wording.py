"""newsletter check on words that no article brings, and newsletter british inside a project."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Run
from tests.contract.schemas import CHECK


@pytest.fixture
def here(project: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("NEWSLETTER_PROJECT", str(project))
    return project


def edit(file: Path, old: str, new: str) -> None:
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), "utf-8")


def found(run: Run, *words: str) -> list[dict[str, Any]]:
    said: list[dict[str, Any]] = json.loads(run("check", "--json", *words).out)
    return said


def wording(run: Run) -> list[tuple[str, str, int, str]]:
    return [(one["level"], one["part"], one["line"], one["message"]) for one in found(run) if one["where"] == "wording"]


def test_american_words_of_the_settings_are_errors_by_file_and_key(run: Run, here: Path) -> None:
    edit(here / "settings.toml", 'label = "See a physiotherapist"', 'label = "Find our center"')
    assert wording(run) == [
        (
            "error",
            "settings.toml",
            0,
            "ctas.c2a94e17-0d85-4b6f-8e23-91b7a5d0f4c6.uk.label: American spelling: center, in “Find our center”",
        )
    ]
    assert run("check").code == 3


def test_american_words_of_a_template_are_errors_by_file_and_line(run: Run, here: Path) -> None:
    template = here / "templates" / "digest.txt.j2"
    line = len(template.read_text("utf-8").splitlines()) + 1
    template.write_text(template.read_text("utf-8") + '{{ _("In living color") }}\n', "utf-8")
    assert ("error", str(template), line, "American spelling: color, in “In living color”") in wording(run)


def test_american_words_of_an_english_catalogue_are_errors(run: Run, here: Path) -> None:
    catalogue = here / "locales" / "en_GB" / "LC_MESSAGES" / "newsletter.po"
    catalogue.parent.mkdir(parents=True)
    catalogue.write_text(
        'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\nmsgid "Read more"\nmsgstr "The favorite"\n',
        "utf-8",
    )
    assert ("error", str(catalogue), 5, "American spelling: favorite, in “The favorite”") in wording(run)


def test_where_no_region_is_spelt_the_british_way_they_are_warnings(run: Run, here: Path) -> None:
    edit(here / "settings.toml", 'spelling = "british"', 'spelling = "keep"')
    edit(here / "settings.toml", "terms = {", 'spelling = "keep"\nterms = {')
    edit(here / "settings.toml", 'label = "See a physiotherapist"', 'label = "Find our center"')
    assert {level for level, *_ in wording(run)} == {"warning"}


def test_masked_words_are_listed_on_request_only(run: Run, here: Path) -> None:
    assert [one for one in found(run) if one["level"] == "kept"] == []
    kept = [one for one in found(run, "--masked") if one["level"] == "kept"]
    assert any("inside a quotation" in one["message"] and one["remedy"] == "British: colour" for one in kept)
    assert run("check", "--masked").code == 0


def test_the_list_of_masked_words_has_the_shape_of_findings(run: Run, here: Path) -> None:
    import jsonschema

    jsonschema.validate(found(run, "--masked"), CHECK)


def test_a_watched_phrase_is_a_warning_and_stops_nothing(run: Run, here: Path) -> None:
    edit(here / "settings.toml", "# watch = {", 'watch = { supper = "dinner" }  # {')
    (warning,) = [one for one in found(run) if one["gate"] == "watch"]
    assert (warning["level"], warning["remedy"]) == ("warning", "better: dinner")
    assert run("check").code == 0


def test_british_knows_the_project_it_stands_in(run: Run, here: Path) -> None:
    edit(here / "settings.toml", "keep = []", 'keep = ["aging"]')
    edit(here / "settings.toml", "change = {}", 'change = { specialty = "speciality" }')
    assert run("british", stdin=b"A specialty: aging in color.").out == "A speciality: aging in colour."


def test_british_needs_nothing_of_the_project_but_its_spelling(run: Run, here: Path) -> None:
    (here / "settings.local.toml").unlink()
    edit(here / "settings.toml", 'timezone = "Europe/London"', 'timezone = "Nowhere"')
    assert run("british", stdin=b"color").out == "colour"
    edit(here / "settings.toml", "keep = []", "keep = 3")
    ran = run("british", stdin=b"color")
    assert (ran.code, ran.out) == (1, "") and "settings.toml: spelling.keep: must be a list" in ran.err


def test_british_needs_no_project_but_one_that_is_named_must_be_there(run: Run, tmp_path: Path) -> None:
    assert run("british", stdin=b"color").out == "colour"
    assert run("--project", tmp_path, "british", stdin=b"color").code == 2
