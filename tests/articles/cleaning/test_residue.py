"""What scraping leaves: the table of rules, walked."""

import pytest

from newsletter.articles.cleaning.body import Block, Item
from newsletter.articles.cleaning.residue import RULES, rule_for, without_residue
from newsletter.model import Attribution, CtaToken, Note, RelatedSlot

SAMPLES = {
    "share icon": ["X", "x", "Facebook", "LinkedIn", "Share", "E-mail", "WhatsApp"],
    "share footer": ["Share this:", "Share this article", "Share on Facebook", "share this on X"],
    "cookie": ["This website uses cookies to know you better.", "We use cookies.", "Accept all cookies", "Cookie settings"],
    "feed": ["The post Calm Seas appeared first on Harbour Journal.", "The post A first appeared on B"],
    "related": ["Related Post", "Related Posts:", "RELATED ARTICLES", "Related stories", "Related reading"],
    "source": ["Source: A Study of Sails", "Sources: one, two", "source : x"],
}  # fmt: skip


def block(text: str, line: int = 1, tag: str = "p", html: str = "") -> Block:
    return Block(tag, html or f"<{tag}>{text}</{tag}>", text, line)


@pytest.mark.parametrize(("place", "lines"), list(enumerate(SAMPLES.values())))
def test_each_rule_knows_its_lines(place: int, lines: list[str]) -> None:
    assert [rule_for(line) for line in lines] == [RULES[place]] * len(lines)


def test_every_rule_has_an_example() -> None:
    assert len(SAMPLES) == len(RULES)


@pytest.mark.parametrize(
    "line",
    ["X marks the spot", "Share the road", "The post arrived first", "Source:", "Related posts are listed below.", "", "Emailed",
     "We use ropes.", "Source code matters: x", "Related"],
)  # fmt: skip
def test_sentences_are_no_residue(line: str) -> None:
    assert rule_for(line) is None


def test_a_share_icon_goes_only_before_the_first_content_or_after_the_last_and_is_reported() -> None:
    items: list[Item] = [block("X", 1), block("A Title", 3), block("X", 5), block("Words.", 7), block("Facebook", 9)]
    kept, notes = without_residue(items, "a.txt")
    assert kept == items[1:4]
    assert notes == [
        Note("dropped", "“X” (a.txt:1)", RULES[0].why),
        Note("dropped", "“Facebook” (a.txt:9)", RULES[0].why),
    ]


def test_an_article_of_nothing_but_residue_keeps_it() -> None:
    items: list[Item] = [block("X")]
    assert without_residue(items, "a.txt") == (items, [])


def test_slots_and_attributions_take_the_place_of_their_lines() -> None:
    token = CtaToken("1234567", "center", 4)
    source = '<p>Source: <a href="https://example.org/?a=1&amp;b=2">On Sails</a></p>'
    items: list[Item] = [block("Words.", 2), block("Source: On Sails", 3, html=source), token, block("Related Post", 5)]
    kept, notes = without_residue(items, "a.txt")
    assert kept[1:] == [
        Attribution("On Sails", "https://example.org/?a=1&b=2", 3),
        token,
        RelatedSlot("Related Post", 5),
    ]
    assert [note.kind for note in notes] == ["kept", "kept"]


def test_a_list_is_never_residue() -> None:
    items: list[Item] = [block("Words."), block("Related Post", tag="ul")]
    assert without_residue(items, "a.txt")[0] == items
