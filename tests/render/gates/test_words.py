"""Gates on what an edition says."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from newsletter.model import CtaToken, Story
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
