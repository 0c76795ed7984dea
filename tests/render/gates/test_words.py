"""Gates on what an edition says."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from newsletter.model import CtaToken, Language, Story
from newsletter.render.gates import words
from newsletter.render.gates.draft import Draft

Make = Callable[..., Draft]


def test_an_unresolved_cta_is_named_with_its_place(draft: Make, story: Story) -> None:
    (finding,) = words.ctas(draft(stories=(replace(story, pieces=(CtaToken("3f0c", "left", 12),)),)))
    assert (finding.part, finding.line, finding.level) == ("tides.md", 12, "error")
    assert "3f0c" in finding.message and "middle-east" in finding.remedy


def test_an_empty_subject_blocks_and_an_empty_preheader_warns(draft: Make) -> None:
    assert [(found.part, found.level) for found in words.subject(draft(subject="", preheader=""))] == [
        ("subject", "error"),
        ("preheader", "warning"),
    ]


@pytest.mark.parametrize(
    "sign", ["\x80", "\x93", "\x9f", "\x01", "\x7f", "\ud800", "&#x93;", "&#147;", "&#X85;", "&#x1;"]
)
def test_control_characters_are_found_as_signs_and_as_references(sign: str, draft: Make) -> None:
    (finding,) = words.characters(draft(body=f"\nx{sign}"))
    assert (finding.part, finding.line, finding.column) == ("html", 2, 2)


@pytest.mark.parametrize("sign", ["&#xa0;", "&#160;", "&#8212;", "\u00a0", "\t\n", "&#x930;", "&#1470;", "\u064f"])
def test_other_characters_pass(sign: str, draft: Make) -> None:
    assert not list(words.characters(draft(body=sign, text=sign)))


@pytest.mark.parametrize(
    "left",
    [
        "{{ name }}",
        "{% if %}",
        "{{cta('x')}}",
        "cta(‘x’)",
        "[hubspot type=cta]",
        "HS-CTA-1",
        r"\u{64f}",
        f"prose-{'0' * 32}-7-",
    ],
)
@pytest.mark.parametrize("part", ["html", "text", "subject", "preheader"])
def test_leftovers_are_found_in_every_part(left: str, part: str, draft: Make) -> None:
    assert {finding.part for finding in words.leftovers(draft(**{part: f"a {left}"}))} == {part}


def test_ordinary_words_are_no_leftovers(draft: Make) -> None:
    assert not list(words.leftovers(draft(text="A direct contact (delta) of {braces} and prose-12-3-")))


def test_american_spelling_is_found_with_its_place_in_every_part(draft: Make) -> None:
    made = draft(body="<p>\nthe colors</p>", subject="The color", preheader="a flavor", text="One\ntraveling by sea\n")
    said = [(found.part, found.line, found.column, found.message, found.remedy) for found in words.spelling(made)]
    assert said == [
        ("html", 2, 5, "American spelling: colors", "write colours"),
        ("subject", 1, 5, "American spelling: color", "write colour"),
        ("preheader", 1, 3, "American spelling: flavor", "write flavour"),
        ("text", 2, 1, "American spelling: traveling", "write travelling"),
    ]


def test_a_quotation_that_is_wrapped_in_the_text_is_still_one(draft: Make) -> None:
    text = "He said “the color of the sea\nis the color of the sky” and left.\n"
    assert not list(words.spelling(draft(text=text)))


def test_what_the_html_shows_as_a_quotation_is_one_in_the_text_too(draft: Make) -> None:
    made = draft(body="<blockquote><p>the color of the sea</p></blockquote>", text="the color of the sea\n")
    assert not list(words.spelling(made))


def test_a_region_that_keeps_its_spelling_is_only_warned(draft: Make) -> None:
    region = replace(draft().region, spelling="keep")
    assert [found.level for found in words.spelling(draft(body="colors", region=region))] == ["warning"]


def test_only_english_editions_are_read_for_spelling(draft: Make) -> None:
    assert not list(words.spelling(draft(body="colors", language=Language("ar_AE"))))
