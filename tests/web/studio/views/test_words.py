"""How the studio says things."""

from datetime import UTC, date, datetime

import pytest

from newsletter.errors import TemplateError
from newsletter.model import Edition, Finding, Issue, Language, Region, Text
from newsletter.store.issues import Approval
from newsletter.web.studio.views import words

LONDON = Region(
    slug="uk",
    name=Text("United Kingdom"),
    aliases=(),
    territory="GB",
    timezone="Europe/London",
    languages=(Language("en_GB"), Language("ar_AE")),
    spelling="british",
    sender="Letter <letter@example.com>",
    reply_to=None,
    testers=(),
    legal=(),
    relay=None,
)


def edition(errors: int = 0, warnings: int = 0) -> Edition:
    levels = ("error",) * errors + ("warning",) * warnings
    findings = tuple(Finding("ctas", level, "html", 0, 0, "it is wrong", "put it right") for level in levels)  # type: ignore[arg-type]
    issue = Issue("weekly", "uk", date(2026, 11, 26))
    return Edition(issue, Language("en_GB"), "Tides", "", "", "", "", (), (), (), (), findings, "now")


def given(hash_: str, by: str = "Ana") -> Approval:
    return Approval("en_GB", hash_, by, "", datetime(2026, 11, 25, tzinfo=UTC), [])


@pytest.mark.parametrize(
    ("errors", "warnings", "said", "mood"),
    [
        (0, 0, "Ready", "good"),
        (0, 1, "Ready, 1 warning", "fair"),
        (2, 1, "2 errors, 1 warning", "bad"),
        (1, 0, "1 error", "bad"),
    ],
)
def test_a_verdict_counts_what_was_found(errors: int, warnings: int, said: str, mood: str) -> None:
    assert words.verdict(edition(errors, warnings)) == words.Said(said, mood)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("approvals", "needed", "said"),
    [
        ([], 1, "Not approved yet"),
        ([given("now")], 1, "Approved by Ana"),
        ([given("now")], 2, "Approved by Ana, 1 of 2 people"),
        ([given("now"), given("now", " ana")], 2, "Approved by ana, 1 of 2 people"),
        ([given("now"), given("now", "Ben")], 2, "Approved by Ana and Ben"),
        ([given("before")], 1, "Changed since it was approved by Ana"),
    ],
)
def test_an_approval_is_bound_to_the_hash(approvals: list[Approval], needed: int, said: str) -> None:
    assert words.approval(edition(), approvals, needed).words == said


def test_a_problem_shows_the_line_that_it_speaks_of() -> None:
    error = TemplateError("digest.mjml.j2: line 2: no such tag\n    <mj-tex>\ndigest.mjml.j2: line 9: it is not closed")
    assert words.problems(error) == [
        words.Problem("digest.mjml.j2: line 2: no such tag", "<mj-tex>"),
        words.Problem("digest.mjml.j2: line 9: it is not closed"),
    ]


def test_what_several_editions_suffer_from_is_said_once() -> None:
    assert words.problems(TemplateError("one"), None, TemplateError("two"), TemplateError("one")) == [
        words.Problem("one"),
        words.Problem("two"),
    ]


@pytest.mark.parametrize("state", [None, "draft", "held", "sending", "paused", "done", "cancelled"])
def test_every_state_of_an_issue_has_words(state: str | None) -> None:
    assert words.state(state).words


@pytest.mark.parametrize(
    ("instant", "said"),
    [
        (datetime(2026, 11, 26, 9, tzinfo=UTC), "Thursday 26 November 2026, 09:00 London"),
        (datetime(2026, 7, 2, 8, tzinfo=UTC), "Thursday 2 July 2026, 09:00 London (08:00\u00a0UTC)"),
        (None, "Thursday 26 November 2026, started by hand"),
    ],
)
def test_a_moment_is_said_on_the_regions_clock(instant: datetime | None, said: str) -> None:
    assert words.when(date(2026, 11, 26), instant, LONDON) == said
