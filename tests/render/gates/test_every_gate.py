"""The contract of the table: a good letter passes every gate, and each gate stops the letter that is broken for it."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from newsletter.model import Banned, CtaToken, Edition, Greeting, Language, Rules, Spot, Story, Text
from newsletter.render.checks import check
from newsletter.render.gates import GATES
from newsletter.render.gates.draft import Draft

SPOT = Spot("regions.middle-east.rules", "settings.toml", 7)
GREETING = Greeting("2026-11-24", Text("Good wishes"), 1, None, SPOT)
Break = Callable[[Draft], Draft]


def html(old: str, new: str) -> Break:
    """Breaks a letter by putting something else into its HTML, wherever the old stands."""

    def put(good: Draft) -> Draft:
        assert old in good.html
        return replace(good, html=good.html.replace(old, new))

    return put


def said(words: str) -> Break:
    """Breaks a letter by what its article says."""
    return html("The sea ", f"{words} The sea ")


BROKEN: dict[str, Break] = {
    "stories": lambda good: replace(good, stories=()),
    "ctas": lambda good: replace(good, stories=(replace(good.stories[0], pieces=(CtaToken("dead", "left", 9),)),)),
    "subject": lambda good: replace(good, subject=""),
    "size": said("The tide comes in and goes out. " * 4000),
    "nesting": said("<p>"),
    "styles": said(f'<b style="width:{"calc(" * 60}">The tide</b>'),
    "tags": said("<mj-text>The tide</mj-text>"),
    "language": html('lang="en-GB"', 'lang="en-US"'),
    "direction": lambda good: replace(html('dir="ltr"', 'dir="rtl"')(good), language=Language("ar_AE")),
    "charset": html("charset=UTF-8", "charset=latin1"),
    "viewport": html("initial-scale=1", "maximum-scale=1"),
    "title": html("<title>Reading the Tides</title>", "<title></title>"),
    "headings": html("h2", "h4"),
    "tables": html('role="presentation"', ""),
    "pictures": html('alt="A tide table"', ""),
    "widths": html('width="500"', 'width="-500"'),
    "contrast": html("color:#000000", "color:#999999"),
    "type": html("font-size:16px", "font-size:12px"),
    "justified": html("text-align:left", "text-align:justify"),
    "underlines": html("text-decoration:underline", "text-decoration:none"),
    "clients": html("display:inline-block", "display:flex"),
    "characters": said("\x93The tide\x94"),
    "leftovers": said("{{ tide }}"),
    "trial": lambda good: replace(good, language=Language("en_XA")),
    "spelling": said("The color of water."),
    "watch": said("A miracle cure."),
    "rules": said("The best of all."),
    "greetings": lambda good: replace(good, region=replace(good.region, greetings=(GREETING,))),
    "addresses": html("https://example.com/tides.png", "http://example.com/tides.png"),
    "links": html("https://example.com/sea", "https://example.com/lake"),
    "labels": html("comes back</a>", "click here</a>"),
}  # fmt: skip


@pytest.fixture
def good(rendered: Callable[..., Edition], story: Story, draft: Callable[..., Draft]) -> Draft:
    """A letter as it would be sent."""
    edition = rendered(story)
    parts = {"subject": edition.subject, "preheader": edition.preheader, "html": edition.html, "text": edition.text}
    rules = Rules(banned=(Banned("best", "", SPOT),))
    region = replace(draft().region, watch={"miracle cure": "treatment"}, rules=rules)
    return draft(**parts, region=region, stories=(story,))


def test_a_good_letter_passes_every_gate(good: Draft) -> None:
    assert check(good) == ()


def test_every_gate_has_a_letter_that_it_stops() -> None:
    assert BROKEN.keys() == GATES.keys()


@pytest.mark.parametrize("gate", GATES)
def test_a_gate_stops_the_letter_that_is_broken_for_it(gate: str, good: Draft) -> None:
    assert gate in {finding.gate for finding in check(BROKEN[gate](good))}


@pytest.mark.parametrize("gate", [name for name in GATES if name not in ("stories", "ctas")])
def test_a_finding_names_its_part_its_place_and_the_remedy(gate: str, good: Draft) -> None:
    broken = BROKEN[gate](good)
    for finding in GATES[gate](broken):
        lines = dict(broken.parts)[finding.part].split("\n")
        assert 1 <= finding.line <= len(lines)
        assert 1 <= finding.column <= len(lines[finding.line - 1]) + 1
        assert finding.message and finding.remedy
