"""A greeting in the letters that we bring: in every template and both parts, in its own direction, on its days alone."""

from dataclasses import replace
from datetime import date

import pytest

from newsletter.model import Choice, Edition, Greeting, Issue, Language, Linked, Prose, Spot, Story, Text
from newsletter.render.edition import Frame, render
from newsletter.render.templates import Templates
from newsletter.settings import Settings, load
from newsletter.starter import bundled

ENGLISH, ARABIC = Language("en_GB"), Language("ar_AE")
DAY = date(2026, 12, 2)
SPOT = Spot("regions.middle-east.greetings", "settings.toml", 9)
GREETING = Greeting("uae-national-day", Text("A happy National Day", {"ar": "يوم وطني سعيد"}), 2, None, SPOT)
HEADING = {"digest": "In this letter", "feature": "Water 1", "announcement": "Water one"}


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    project = tmp_path_factory.mktemp("project")
    (project / "settings.toml").write_bytes(bundled("settings.toml").read_bytes())
    return load(project, {"NEWSLETTER_SIGNING_KEY": "k" * 40})


def letter(settings: Settings, template: str, language: Language, day: date, *greetings: Greeting) -> Edition:
    told = Prose("<p>Water one.</p>", 1)
    story = Story("journal:1", "a.md", "Water 1", (told,), "Water", ENGLISH, True, None, None, "", None)
    frame = Frame(
        issue=Issue("weekly", "middle-east", day),
        campaign=replace(settings.campaigns["weekly"], template=template),
        region=replace(settings.regions["middle-east"], greetings=greetings),
        language=language,
        newsletter="The Harbour Letter",
        unsubscribe="https://news.example.com/u/PASS",
        pass_mark="PASS",
    )
    linked = Linked((story, replace(story, id="journal:2"), replace(story, id="journal:3")), (), (), ())
    return render(linked, Choice((), (), {}), frame, Templates.load([bundled("templates")], {}))


@pytest.mark.parametrize("template", HEADING)
@pytest.mark.parametrize(("language", "words"), [(ENGLISH, "A happy National Day"), (ARABIC, "يوم وطني سعيد")])
def test_it_stands_above_what_there_is_to_read_in_both_parts(
    settings: Settings, template: str, language: Language, words: str
) -> None:
    edition = letter(settings, template, language, DAY, GREETING)
    paragraph = f'<p lang="{language.tag}" dir="{language.direction}" style="margin:0;text-align:center">{words}</p>'
    assert edition.html.count(paragraph) == edition.text.count(words) == 1
    if language == ENGLISH:
        assert edition.html.index(paragraph) < edition.html.rindex(HEADING[template])
        assert edition.text.index(words) < edition.text.index("Water 1")
    assert [one for one in edition.findings if one.gate in ("greetings", "translation", "contrast", "type")] == []


@pytest.mark.parametrize("template", HEADING)
def test_on_any_other_day_the_letter_is_as_without_it(settings: Settings, template: str) -> None:
    day = date(2026, 12, 4)
    greeted, plain = (letter(settings, template, ENGLISH, day, *given) for given in ((GREETING,), ()))
    assert (greeted.html, greeted.text) == (plain.html, plain.text)


def test_one_that_is_not_translated_is_shown_from_left_to_right_and_told(settings: Settings) -> None:
    edition = letter(settings, "digest", ARABIC, DAY, replace(GREETING, text=Text("A happy day")))
    assert '<p lang="en-GB" dir="ltr" style="margin:0;text-align:center">A happy day</p>' in edition.html
    assert [one.remedy for one in edition.findings if one.gate == "translation"] == [
        "add regions.middle-east.greetings.text_ar to settings.toml"
    ]


def test_a_greeting_is_part_of_what_is_approved(settings: Settings) -> None:
    with_it, without = (letter(settings, "digest", ENGLISH, DAY, *given) for given in ((GREETING,), ()))
    assert with_it.hash != without.hash
