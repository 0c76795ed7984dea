"""What is said of an edition's links, once it is known where they lead."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from newsletter.ctas.verdicts import Verdict
from newsletter.model import Edition, Finding, Issue, Language, Link
from newsletter.report.links import findings

UTM = "?utm_source=newsletter&utm_medium=email&utm_campaign=uk-weekly&utm_content=visit"
BUTTON = Link("linkAAAA", "story-1-button-1", "Book", f"https://quay.co/book{UTM}", "", True, "visit")
PROSE = Link("linkBBBB", "story-2-link-1", "the tide", "https://quay.co/tide#noon", "", True, None)
ISSUE = Issue("weekly", "uk", date(2026, 11, 26))
ARTICLES = (("journal:one", "Sea Legs"), ("journal:two", "Reading the Tides"))
BROKEN, FORBIDDEN = Verdict("broken", "it answers 404 (Not Found)"), Verdict("unverified", "it answers 403 (Forbidden)")


def said(verdicts: Mapping[str, Verdict], *links: Link) -> tuple[Finding, ...]:
    edition = Edition(
        ISSUE, Language("en_GB"), "", "", "", "", "", links or (BUTTON, PROSE), ARTICLES, (), (), (), "", None
    )
    return findings(edition, "United Kingdom", verdicts)


def test_a_broken_button_is_an_error_that_names_everything() -> None:
    (found,) = said({BUTTON.target: BROKEN, PROSE.target: Verdict("fine")})
    assert (found.gate, found.level, found.part) == ("links", "error", "html")
    assert found.message == (
        "the CTA visit in United Kingdom, “Book” in “Sea Legs”, leads to https://quay.co/book: it answers 404 (Not Found)"
    )
    assert found.remedy == "correct its url in settings.toml or ctas.csv"


def test_a_broken_link_is_a_warning() -> None:
    (found,) = said({PROSE.target: BROKEN})
    assert (found.level, found.remedy) == ("warning", "correct the address in the article")
    assert (
        found.message == "“the tide” in “Reading the Tides” leads to https://quay.co/tide: it answers 404 (Not Found)"
    )


def test_what_could_not_be_verified_is_a_warning_even_of_a_button() -> None:
    found = said({BUTTON.target: FORBIDDEN, PROSE.target: FORBIDDEN})
    assert [one.level for one in found] == ["warning", "warning"]
    assert all("which could not be verified: it answers 403" in one.message for one in found)


def test_the_same_of_the_same_link_is_said_once() -> None:
    twice = replace(PROSE, id="linkCCCC", slot="story-2-link-2")
    assert len(said({PROSE.target: BROKEN}, PROSE, twice)) == 1


def test_examples_are_told_on_request_and_what_there_was_no_time_for_once() -> None:
    (found,) = said(dict.fromkeys((BUTTON.target, PROSE.target), Verdict("example", "…")))
    assert found.level == "kept" and found.message.startswith("links lead to quay.co: only an example")
    (found,) = said(dict.fromkeys((BUTTON.target, PROSE.target), Verdict("unseen", "…")))
    assert found.level == "warning"
    assert found.message == "there was no time to look at 2 of its links, such as https://quay.co/book"


def test_of_what_nobody_knows_nothing_is_said() -> None:
    assert said({}) == ()
