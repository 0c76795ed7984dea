"""All gates together: nothing found in a sound draft, and a verdict in words."""

from collections.abc import Callable

import pytest

from newsletter.model import Finding
from newsletter.render.checks import check, verdict
from newsletter.render.gates import GATES
from newsletter.render.gates.draft import Draft


def test_a_sound_draft_passes_every_gate(draft: Callable[..., Draft]) -> None:
    assert check(draft()) == ()


def test_an_empty_edition_is_one_finding_whatever_else_it_lacks(draft: Callable[..., Draft]) -> None:
    (finding,) = check(draft(stories=(), subject="", html=""))
    assert (finding.message, finding.level) == ("it carries no article", "error")


def test_a_hundred_faults_of_one_kind_are_not_all_told(draft: Callable[..., Draft]) -> None:
    assert len(check(draft(body='<img src="https://example.com/a.png">' * 100))) == 20


@pytest.mark.parametrize("name", GATES)
def test_every_gate_looks_at_any_junk_without_falling_over(name: str, draft: Callable[..., Draft]) -> None:
    for junk in ("", "<", "<p", "&#", '<a href="', "{{", "\ud800", "</div>" * 9):
        assert list(GATES[name](draft(html=junk, text=junk, subject=junk))) is not None


def _found(*levels: str) -> list[Finding]:
    return [Finding("g", "error" if level == "e" else "warning", "html", 1, 1, "m", "r") for level in levels]


@pytest.mark.parametrize(
    ("levels", "said"),
    [("", "Ready"), ("w", "Ready, 1 warning"), ("ew", "1 error, 1 warning"), ("eewww", "2 errors, 3 warnings")],
)
def test_the_verdict_is_said_in_words(levels: str, said: str) -> None:
    assert verdict(_found(*levels)) == said
