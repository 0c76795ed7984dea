"""Gates on how an English edition is worded."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from newsletter.model import HouseStyle, Language
from newsletter.render.gates import wording
from newsletter.render.gates.draft import Draft

Make = Callable[..., Draft]


def test_american_spelling_is_found_with_its_place_and_its_company_in_every_part(draft: Make) -> None:
    made = draft(body="<p>\nthe colors</p>", subject="The color", preheader="a flavor", text="One\ntraveling by sea\n")
    said = [(found.part, found.line, found.column, found.message, found.remedy) for found in wording.spelling(made)]
    assert said == [
        ("html", 2, 5, "American spelling: colors, in “the colors”", "write colours"),
        ("subject", 1, 5, "American spelling: color, in “The color”", "write colour"),
        ("preheader", 1, 3, "American spelling: flavor, in “a flavor”", "write flavour"),
        ("text", 2, 1, "American spelling: traveling, in “traveling by sea”", "write travelling"),
    ]


def test_alternative_texts_and_titles_are_read(draft: Make) -> None:
    body = '<img alt="A harbor" src="/harbor.png"><a title="the center" href="/center">here</a>'
    assert [found.remedy for found in wording.spelling(draft(body=body))] == ["write harbour", "write centre"]


def test_a_quotation_that_is_wrapped_in_the_text_is_still_one(draft: Make) -> None:
    text = "He said “the color of the sea\nis the color of the sky” and left.\n"
    assert not list(wording.spelling(draft(text=text)))


def test_what_the_html_shows_as_a_quotation_is_one_in_the_text_too(draft: Make) -> None:
    made = draft(body="<blockquote><p>the color of the sea</p></blockquote>", text="the color of the sea\n")
    assert not list(wording.spelling(made))


def test_a_region_that_keeps_its_spelling_is_only_warned(draft: Make) -> None:
    region = replace(draft().region, spelling="keep")
    assert [found.level for found in wording.spelling(draft(body="colors", region=region))] == ["warning"]


def test_only_english_editions_are_read(draft: Make) -> None:
    region = replace(draft().region, watch={"colors": "hues"})
    arabic = draft(body="colors", language=Language("ar_AE"), region=region)
    assert not [*wording.spelling(arabic), *wording.watch(arabic)]


def test_what_depends_on_sense_is_a_warning_once_for_each_word(draft: Make) -> None:
    (found,) = wording.spelling(draft(body="<p>A disk lay there.</p><p>The disk is here.</p>"))
    assert (found.level, found.part) == ("warning", "html")
    assert found.message == (
        "disk or disc? (2 times) depends on its sense: a disk is a computer's, else a disc, in “A disk lay there.”"
    )
    assert "spelling.keep" in found.remedy


def test_the_project_s_own_words_and_names_stay(draft: Make) -> None:
    house = HouseStyle(keep=("flavor",), names=("Color & Light",))
    assert not list(wording.spelling(draft(body="<h1>Color &amp; Light</h1><p>a flavor</p>", house=house)))


@pytest.mark.parametrize("phrase", ["paralytic patients", "Paralytic Patients", "paralytic patient"])
def test_a_watched_phrase_is_shown_with_a_better_one(draft: Make, phrase: str) -> None:
    region = replace(draft().region, watch={"paralytic patients": "people with paralysis"})
    (found,) = wording.watch(draft(body=f"<h2>Hope for {phrase}</h2><h2>News for {phrase}</h2>", region=region))
    assert (found.level, found.part, found.remedy) == ("warning", "html", "better: people with paralysis")
    assert f"“{phrase}”" in found.message and "(2 times)" in found.message


def test_a_watched_phrase_in_a_quotation_or_a_source_line_is_left_alone(draft: Make) -> None:
    region = replace(draft().region, watch={"paralytic patients": "people with paralysis"})
    body = "<p>“Our paralytic patients,” he said.</p><p>Source: Hope for paralytic patients</p>"
    assert not list(wording.watch(draft(body=body, region=region)))
