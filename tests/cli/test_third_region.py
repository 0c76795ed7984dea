"""A third region, as the README writes it: by settings and a catalogue alone, from the article to both editions."""

import json
import re
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from newsletter.localise.formats import Formats
from newsletter.localise.weeks import week_of
from newsletter.model import Language
from newsletter.settings import load
from tests.cli.conftest import Run

ROOT = Path(__file__).parents[2]
SUNDAY = date(2026, 11, 29)
CATALOGUE = """\
msgid ""
msgstr ""
"Content-Type: text/plain; charset=UTF-8\\n"
"Plural-Forms: nplurals=6; plural=(n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 : n%100>=11 ? 4 : 5);\\n"

#, python-format
msgid "Unsubscribe from %(newsletter)s"
msgstr "ألغوا اشتراككم في %(newsletter)s"
"""
TIDES = """\
---
title: Salt on the Window
published: 2026-11-27
show: full
large_region_blocks: true
---

Salt finds every window that looks at the sea.

<!-- region: middle-east -->
Our rooms in the Gulf wash theirs at dawn.
<!-- /region -->

<!-- region: saudi -->
In Jeddah we rinse them after prayers.
<!-- /region -->

<!-- region: uk -->
In Falmouth the rain does it for us.
<!-- /region -->

{{ cta('7d1c0f52-6b3e-4f0a-9a58-2f41c7e9b310') }}
"""
TIDES_AR = """\
---
title: الملح على النافذة
published: 2026-11-27
show: full
language: ar_SA
translation_of: salt.md
large_region_blocks: true
---

يصل الملح إلى كل نافذة تطل على البحر.

<!-- region: middle-east -->
تغسل عياداتنا في الخليج نوافذها عند الفجر.
<!-- /region -->

<!-- region: saudi -->
وفي جدة نغسلها بعد الصلاة.
<!-- /region -->

{{ cta('7d1c0f52-6b3e-4f0a-9a58-2f41c7e9b310') }}
"""
BLOCK = '{% region "middle-east" %}\n{{ _("From the Gulf") }}\n{% endregion %}\n'


@pytest.fixture
def third(project: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The sample project with the README's lines laid over it, a thin catalogue and one article in two languages."""
    page = (ROOT / "README.md").read_text("utf-8").partition("### A third region\n")[2]
    lines = re.findall(r"```toml\n(.*?)```", page, re.DOTALL)[0]
    with (project / "settings.local.toml").open("a", encoding="utf-8") as settings:
        settings.write(f"\n{lines}")
    catalogue = project / "locales" / "ar_SA" / "LC_MESSAGES" / "newsletter.po"
    catalogue.parent.mkdir(parents=True)
    catalogue.write_text(CATALOGUE, "utf-8")
    (project / "articles" / "salt.md").write_text(TIDES, "utf-8")
    (project / "articles" / "salt.ar.md").write_text(TIDES_AR, "utf-8")
    monkeypatch.setenv("NEWSLETTER_PROJECT", str(project))
    return project


def rendered(run: Run, out: Path, *words: str) -> dict[str, str]:
    """The HTML of every edition by region and language, and the text part as `<stem>.txt`."""
    ran = run("render", "--out", out, "--date", SUNDAY, *words)
    assert ran.code == 0, ran.err
    return {path.stem if path.suffix == ".html" else path.name: path.read_text("utf-8") for path in out.glob("*.*.*")}


def test_both_its_editions_are_ready_beside_those_of_the_others(run: Run, third: Path, tmp_path: Path) -> None:
    assert rendered(run, tmp_path / "proof")
    report = json.loads((tmp_path / "proof" / "report.json").read_text("utf-8"))
    verdicts = {f"{one['region']}.{one['language']}": one["verdict"] for one in report["editions"]}
    assert verdicts == dict.fromkeys(
        ["uk.en_GB", "middle-east.en_GB", "middle-east.ar_AE", "saudi.en_GB", "saudi.ar_SA"], "ready"
    )


def test_a_block_goes_to_its_region_and_to_the_children_of_it(run: Run, third: Path, tmp_path: Path) -> None:
    letters = rendered(run, tmp_path / "proof")
    gulf, jeddah, falmouth = "Our rooms in the Gulf", "In Jeddah", "In Falmouth"
    told = {
        region: [said for said in (gulf, jeddah, falmouth) if said in letters[f"{region}.en_GB"]]
        for region in ("uk", "middle-east", "saudi")
    }
    assert told == {"uk": [falmouth], "middle-east": [gulf], "saudi": [gulf, jeddah]}
    assert "وفي جدة" in letters["saudi.ar_SA"] and "وفي جدة" not in letters["middle-east.ar_AE"]


def test_what_it_does_not_say_is_its_parents(run: Run, third: Path, tmp_path: Path) -> None:
    letters = rendered(run, tmp_path / "proof")
    regions = load(third, {}).regions
    assert regions["saudi"].sender == regions["middle-east"].sender
    assert "Harbour Clinics FZ-LLC" in letters["saudi.en_GB"] and "عيادات هاربر" in letters["saudi.ar_SA"]
    report = json.loads((tmp_path / "proof" / "report.json").read_text("utf-8"))
    buttons = {
        one["language"]: next((link["label"], link["target"]) for link in one["links"] if link["cta"])
        for one in report["editions"]
        if one["region"] == "saudi"
    }
    booking = "https://www.example.com/middle-east/travel-clinic/book"
    assert {language: label for language, (label, _) in buttons.items()} == {
        "en_GB": "Book a travel consultation",
        "ar_SA": "احجز استشارة قبل السفر",
    }
    assert {target.partition("?")[0] for _, target in buttons.values()} == {booking}


def test_its_arabic_is_its_own_where_its_catalogue_says_so_with_arabic_digits(
    run: Run, third: Path, tmp_path: Path
) -> None:
    letters = rendered(run, tmp_path / "proof")
    assert "ألغوا اشتراككم في" in letters["saudi.ar_SA"] and "ألغوا اشتراككم في" not in letters["middle-east.ar_AE"]
    assert "السعودية" in letters["saudi.ar_SA"] and "السعودية" not in letters["middle-east.ar_AE"]
    assert "٢٩ نوفمبر ٢٠٢٦" in letters["saudi.ar_SA"] and "29 نوفمبر 2026" in letters["middle-east.ar_AE"]
    assert "29 November 2026" in letters["saudi.en_GB"]


def test_its_week_is_its_territorys_and_its_day_is_riyadhs(third: Path) -> None:
    saudi = load(third, {}).regions["saudi"]
    assert week_of(saudi.territory).weekend == (4, 5)
    assert Formats(Language("en_GB"), saudi).week(SUNDAY) == "29 November – 5 December 2026"
    assert Formats(Language("en_GB"), saudi).date(datetime(2026, 11, 28, 21, 30, tzinfo=UTC)) == "29 November 2026"


def test_a_templates_block_is_told_to_it_too_in_both_languages_and_extracted(
    run: Run, third: Path, tmp_path: Path
) -> None:
    template = third / "templates" / "digest.txt.j2"
    template.write_text(template.read_text("utf-8").replace("{% endblock %}", f"{BLOCK}{{% endblock %}}"), "utf-8")
    with (third / "locales" / "ar_SA" / "LC_MESSAGES" / "newsletter.po").open("a", encoding="utf-8") as catalogue:
        catalogue.write('\nmsgid "From the Gulf"\nmsgstr "من الخليج"\n')
    letters = rendered(run, tmp_path / "proof")
    assert {stem for stem in letters if stem.endswith(".txt") and "From the Gulf" in letters[stem]} == {
        "middle-east.en_GB.txt",
        "middle-east.ar_AE.txt",
        "saudi.en_GB.txt",
    }
    assert "من الخليج" in letters["saudi.ar_SA.txt"]


def test_an_unknown_region_in_a_template_stops_every_command_with_its_place(
    run: Run, third: Path, tmp_path: Path
) -> None:
    template = third / "templates" / "feature.txt.j2"
    template.write_text(template.read_text("utf-8") + '{% region "sawdi" %}x{% endregion %}\n', "utf-8")
    lines = len(template.read_text("utf-8").splitlines())
    for words in (["check"], ["render", "--out", tmp_path / "proof"]):
        ran = run(*words)
        assert ran.code == 1
        assert f"feature.txt.j2: line {lines}, column 12: no such region: 'sawdi'; did you mean saudi?" in ran.err


def test_check_warns_of_a_templates_block_with_nothing_in_it(run: Run, third: Path) -> None:
    template = third / "templates" / "feature.txt.j2"
    template.write_text(template.read_text("utf-8") + '{% region "saudi" %}\n{% endregion %}\n', "utf-8")
    found = [one for one in json.loads(run("check", "--json").out) if one["where"] == "templates"]
    assert [(one["part"], one["level"]) for one in found] == [("feature.txt.j2", "warning")]


def test_its_issues_are_planned_for_sunday_morning_in_riyadh_and_its_subscribers_are_its_own(
    run: Run, third: Path, database_url: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("NEWSLETTER_DATABASE__URL", database_url)
    planned = [one for one in json.loads(run("plan", "--json", "--days", "14").out) if "/saudi/" in one["issue"]]
    assert {(date.fromisoformat(one["issue"][-10:]).weekday(), one["region_time"][-5:]) for one in planned} == {
        (6, "09:00")
    }
    assert all(datetime.fromisoformat(one["utc"]).hour == 6 for one in planned)
    people = tmp_path / "people.csv"
    people.write_text("email,region\nana@example.com,saudi\nben@example.com,middle-east\n", "utf-8")
    assert run("subscribers", "import", people).code == 0
    assert json.loads(run("subscribers", "show", "ana@example.com", "--json").out)["region"] == "saudi"
