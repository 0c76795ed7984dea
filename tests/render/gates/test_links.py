"""Gates on where an edition leads."""

from collections.abc import Callable

import pytest

from newsletter.render.gates import links
from newsletter.render.gates.draft import Draft

Make = Callable[..., Draft]


@pytest.mark.parametrize("href", ["", " ", "#", "javascript:alert(1)", "/about", "example.com", "https://"])
def test_a_link_that_leads_nowhere_is_found(href: str, draft: Make) -> None:
    assert [finding.level for finding in links.addresses(draft(body=f'<a href="{href}">x</a>'))] == ["error"]


def test_a_link_to_a_place_in_the_letter_is_only_warned_of(draft: Make) -> None:
    assert [finding.level for finding in links.addresses(draft(body='<a href="#notes">x</a>'))] == ["warning"]


@pytest.mark.parametrize(
    "href", ["https://example.com", "http://example.com", "mailto:a@example.com", "tel:+4420", "sms:+4420"]
)
def test_a_whole_address_passes(href: str, draft: Make) -> None:
    assert not list(links.addresses(draft(body=f'<a href="{href}">x</a><a id="here">y</a>')))


@pytest.mark.parametrize(
    "body",
    [
        '<img src="http://example.com/a.png" alt="">',
        '<td background="HTTP://example.com/a.png">x</td>',
        "<td style=\"background:url('http://example.com/a.png')\">x</td>",
    ],
)
def test_a_picture_without_encryption_is_found(body: str, draft: Make) -> None:
    assert len(list(links.addresses(draft(body=body)))) == 1


def _parity(draft: Draft) -> list[tuple[str, str]]:
    return [(finding.part, finding.message) for finding in links.parity(draft)]


@pytest.mark.parametrize(
    "text",
    [
        "See x (https://example.com/a?b=1&c=2).",
        "https://example.com/a?b=1&c=2",
        "<https://example.com/a?b=1&c=2>, and more",
        "انظر https://example.com/a?b=1&c=2،",
        "انظر \u2066x (https://example.com/a?b=1&c=2)\u2069.",
    ],
)
def test_a_link_of_the_html_is_found_in_the_text_whatever_stands_around(text: str, draft: Make) -> None:
    assert _parity(draft(body='<a href="https://example.com/a?b=1&amp;c=2">x</a>', text=text)) == []


def test_a_scheme_may_be_written_in_capitals(draft: Make) -> None:
    body = '<a href="HTTPS://example.com/">x</a> <a href="SMS:+4420">y</a>'
    assert _parity(draft(body=body, text="x (HTTPS://example.com/) y (SMS:+4420)")) == []


def test_an_address_may_end_in_a_bracket(draft: Make) -> None:
    body = '<a href="https://example.com/Tide_(sea)">x</a>'
    assert _parity(draft(body=body, text="x (https://example.com/Tide_(sea))")) == []


def test_a_link_that_only_one_part_has_is_named_with_its_part(draft: Make) -> None:
    made = draft(body='<a href="https://example.com/a">x</a>', text="https://example.com/ab\n")
    assert _parity(made) == [
        ("html", "the text part lacks the link https://example.com/a"),
        ("text", "the HTML lacks the link https://example.com/ab"),
    ]


def test_an_address_that_the_html_shows_as_words_may_stand_in_the_text(draft: Make) -> None:
    assert _parity(draft(body="<p>https://example.com/a</p>", text="https://example.com/a\n")) == []
