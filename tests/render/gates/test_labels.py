"""The gate on what links say."""

from collections.abc import Callable

import pytest

from newsletter.model import Finding, Link
from newsletter.render.gates.draft import Draft
from newsletter.render.gates.labels import labels

Make = Callable[..., Draft]
LONG = "https://example.com/a/very/long/way/to/a/page-about-tides"


def found(body: str, draft: Make, *links: Link) -> list[Finding]:
    return list(labels(draft(body=body, links=links)))


def link(href: str, target: str) -> Link:
    return Link("x", "story-1", "Book a visit", target, href, tracked=True, cta="visit")


@pytest.mark.parametrize(
    "inside",
    [
        "Read more: Reading the tides",
        '<img src="x" alt="The harbour">',
        "<span>Book</span> <b>a visit</b>",
        "اقرأ المزيد: المد والجزر",
        "example.com",
        "Here be dragons",
        "7",
    ],
)
def test_a_link_that_says_where_it_leads_passes(inside: str, draft: Make) -> None:
    assert found(f'<a href="https://example.com">{inside}</a>', draft) == []


def test_a_link_may_say_it_in_its_label(draft: Make) -> None:
    assert found('<a href="https://example.com" aria-label="The harbour on a map"></a>', draft) == []


@pytest.mark.parametrize("inside", ["", " &#160; ", '<img src="x" alt="">', '<img src="x">', "→"])
def test_a_link_that_says_nothing_is_found(inside: str, draft: Make) -> None:
    (finding,) = found(f'\n<a href="https://example.com">{inside}</a>', draft)
    assert (finding.level, finding.line, finding.column) == ("error", 2, 1)
    assert finding.message.startswith("a link says nothing")


@pytest.mark.parametrize(
    "words", ["Click here", "here", "Read more", "READ MORE …", "« More »", "this", "اضغط هنا", "هنا", "المزيد"]
)
def test_a_link_that_says_nothing_of_where_it_leads_is_warned_of(words: str, draft: Make) -> None:
    (finding,) = found(f'<a href="https://example.com">{words}</a>', draft)
    assert finding.level == "warning" and "does not say where it leads" in finding.message


def test_a_long_address_is_warned_of_and_a_short_one_is_not(draft: Make) -> None:
    (finding,) = found(f'<a href="{LONG}">{LONG}</a> <a href="https://a.example">https://a.example</a>', draft)
    assert "read out letter by letter" in finding.message


def test_the_same_words_for_two_places_are_warned_of_at_the_second(draft: Make) -> None:
    body = '<a href="https://example.com/a">Book a visit</a>\n<a href="https://example.com/b">Book a visit!</a>'
    (finding,) = found(body, draft)
    assert (finding.level, finding.line) == ("warning", 2)
    assert finding.message == "the words “Book a visit” lead to https://example.com/a and to https://example.com/b"


def test_one_cta_in_two_stories_is_counted_apart_and_leads_to_one_place(draft: Make) -> None:
    body = '<a href="https://n.example/c/1">Book a visit</a> <a href="https://n.example/c/2">Book a visit</a>'
    place = "https://example.com/book?room=3&utm_content=story-{}"
    assert found(body, draft, *(link(f"https://n.example/c/{at}", place.format(at)) for at in (1, 2))) == []


def test_two_questions_to_one_page_are_two_places(draft: Make) -> None:
    body = '<a href="https://example.com/?p=1">Book a visit</a> <a href="https://example.com/?p=2">Book a visit</a>'
    assert len(found(body, draft)) == 1


def test_an_address_that_cannot_be_read_stands_for_itself(draft: Make) -> None:
    assert len(found('<a href="https://[a">Book a visit</a> <a href="https://[b">Book a visit</a>', draft)) == 1
