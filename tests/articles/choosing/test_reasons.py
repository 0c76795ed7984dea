"""Reasons by kind: every one that `choose` gives has one, and what an editor can change comes first."""

import re
from pathlib import Path

import pytest

from newsletter.articles.choosing import choose
from newsletter.articles.choosing.reasons import COPIES, OTHER, by_kind, kind_of
from newsletter.model import Article, Curation, LeftOut
from tests.articles.choosing.test_choose import AR, EAST, UK, article, decide

SENT = {"uk": "weekly/uk/2026-11-19"}


@pytest.mark.parametrize(
    ("articles", "said", "heading", "remedy"),
    [
        ([article("a", 90)], {}, "Too old", "pin"),
        ([article("a", -1)], {}, "Not yet due", "pin"),
        ([article("a"), article("b")], {"max": 1}, "Over the limit", "pin"),
        ([article("a")], {"tags": ("sea",)}, "Without the campaign's tags", "pin"),
        ([article("a", backlog=True)], {}, "There before the newsletter began", "pin"),
        ([article("a", regions=("middle-east",))], {}, "For other regions", ""),
        ([article("a", sent=SENT)], {}, "Already sent", ""),
        ([article("a", withdrawn=True, sent={"saudi": "x/saudi/2026-11-19"})], {}, "No longer in their source", ""),
        ([article("a", language=AR)], {}, "Not translated", ""),
        ([article("a"), article("a.ar", language=AR, translation_of="a")], {}, "Translations and copies", ""),
        ([article("a")], {"curation": Curation(dropped=("a:a",))}, "Dropped by an editor", "put back"),
        ([article("a", sent=SENT)], {"curation": Curation(pinned=("a:a",))}, "Pinned, but left out", "unpin"),
        ([article("a", title="T", pieces=article("x").pieces), article("b", title="T", pieces=article("x").pieces)], {},
         "Duplicates", "pin"),
    ],
)  # fmt: skip
def test_every_reason_of_the_chooser_has_a_kind(
    articles: list[Article], said: dict[str, object], heading: str, remedy: str
) -> None:
    (out,) = decide(articles, UK, **said).left_out  # type: ignore[arg-type]
    assert (kind_of(out.reason).heading, kind_of(out.reason).remedy) == (heading, remedy)


def test_an_original_that_is_shown_in_its_translation_is_a_copy() -> None:
    both = [article("a"), article("a.ar", language=AR, translation_of="a")]
    (out,) = decide(both, EAST, AR).left_out
    assert kind_of(out.reason) == COPIES


def test_every_reason_that_is_written_in_the_chooser_is_known_here() -> None:
    source = Path(choose.__file__).read_text("utf-8")
    reasons = re.findall(r'return f?"([a-z][^"]*)"', source) + re.findall(r'_left_out\([\w.]+, f?"([^"]+)"', source)
    reasons = [re.sub(r"\{[^}]*\}", "Arabic", reason) for reason in reasons if not reason.startswith(("on ", "{"))]
    assert len(reasons) > 10
    assert [reason for reason in reasons if kind_of(reason) == OTHER] == []


def test_what_an_editor_can_change_comes_before_what_is_as_it_is() -> None:
    reasons = ["too old: 1 May 2026", "no Arabic translation", "dropped by an editor", "too old: 2 May 2026", "because"]
    found = by_kind([LeftOut(f"a:{n}", str(n), reason) for n, reason in enumerate(reasons)])
    assert [(kind.heading, [one.title for one in ones]) for kind, ones in found] == [
        ("Dropped by an editor", ["2"]),
        ("Not translated", ["1"]),
        ("Too old", ["0", "3"]),
        ("For other reasons", ["4"]),
    ]
