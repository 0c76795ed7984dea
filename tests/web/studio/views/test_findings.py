"""What the checks found, in the order and company in which people can act on it."""

from datetime import date

from newsletter.model import Edition, Finding, Issue, Language
from newsletter.web.studio.views.findings import Level, levels


def finding(level: str, message: str, remedy: str = "put it right", part: str = "html", gate: str = "links") -> Finding:
    return Finding(gate, level, part, 1, 1, message, remedy)  # type: ignore[arg-type]


def told(*findings: Finding) -> tuple[Level, ...]:
    articles = (("journal:tides.md", "Tides"), ("journal:quay.md", "The quay"))
    issue = Issue("weekly", "uk", date(2026, 11, 26))
    return levels(Edition(issue, Language("en_GB"), "Tides", "", "", "", "", (), articles, (), (), findings, "now"))


def test_errors_come_first_and_each_level_is_counted_in_words() -> None:
    found = told(finding("warning", "w"), finding("error", "e"), finding("warning", "x", "mend it"))
    assert [(level.heading, level.mood) for level in found] == [("1 error", "bad"), ("2 warnings", "fair")]


def test_where_nothing_is_found_there_is_no_level() -> None:
    assert told() == ()


def test_what_one_remedy_mends_stands_together_and_nothing_else_does() -> None:
    (level,) = told(
        finding("warning", "here", "say where it leads"),
        finding("warning", "too long", "shorten it"),
        finding("warning", "more", "say where it leads"),
        finding("warning", "other", "say where it leads", gate="words"),
    )
    groups = [([message for message, _ in group.found], group.remedy) for group in level.groups]
    assert groups == [
        (["here", "more"], "say where it leads"),
        (["too long"], "shorten it"),
        (["other"], "say where it leads"),
    ]


def test_many_findings_leave_the_warnings_closed_and_the_errors_open() -> None:
    few = told(finding("error", "e"), *[finding("warning", str(number)) for number in range(5)])
    many = told(finding("error", "e"), *[finding("warning", str(number)) for number in range(6)])
    assert [level.open for level in few] == [True, True]
    assert [level.open for level in many] == [True, False]


def test_a_finding_in_an_article_leads_to_its_row() -> None:
    (level,) = told(finding("error", "e", part="quay.md"), finding("error", "f", part="ctas.csv"))
    (_, article), (_, registry) = level.groups[0].found
    assert (article.words, article.href) == ("quay.md:1", "#article-2")
    assert (registry.words, registry.href) == ("ctas.csv:1", "")
