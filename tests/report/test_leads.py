"""Where a letter's links lead, and what the other regions have of them."""

from datetime import date

import pytest

from newsletter.model import Edition, Issue, Language, Link
from newsletter.report.leads import absent, leads

TITLES = (("a.md", "Reading the Tides"), ("b.md", "Knots"))


def link(
    slot: str = "story-1-button-1", label: str = "Book", target: str = "https://a.example/", cta: str | None = None
) -> Link:
    return Link("linkAAAA", slot, label, target, target, tracked=True, cta=cta)


def edition(*links: Link) -> Edition:
    issue = Issue("weekly", "uk", date(2026, 11, 26))
    return Edition(
        issue=issue, language=Language("en_GB"), subject="", preheader="", html="", text="", pass_mark="", links=links,
        articles=TITLES, left_out=(), notes=(), findings=(), hash="now",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("target", "address", "utm"),
    [
        ("https://a.example/b?utm_source=n&utm_id=1", "https://a.example/b", (("utm_source", "n"), ("utm_id", "1"))),
        ("https://a.example/?x=1&utm_id=2&y=%26#end", "https://a.example/?x=1&y=%26#end", (("utm_id", "2"),)),
        ("https://a.example/#utm_id=2", "https://a.example/#utm_id=2", ()),
        ("mailto:ana@example.com?subject=Hi", "mailto:ana@example.com?subject=Hi", ()),
    ],
)
def test_parameters_that_only_count_stand_apart(target: str, address: str, utm: tuple[tuple[str, str], ...]) -> None:
    (lead,) = leads(edition(link(target=target)), {})
    assert (lead.address, lead.utm) == (address, utm)


@pytest.mark.parametrize(
    ("slot", "kind", "story"),
    [
        ("story-1-button-1", "Button", "Reading the Tides"),
        ("story-2-read-more", "Read more", "Knots"),
        ("story-2-related-3", "Related article", "Knots"),
        ("story-3-link-1", "story-3-link-1", ""),
        ("story-0-link-1", "story-0-link-1", ""),
        ("footer", "footer", ""),
    ],
)
def test_where_a_link_stands_is_said_in_words(slot: str, kind: str, story: str) -> None:
    (lead,) = leads(edition(link(slot)), {})
    assert (lead.kind, lead.story) == (kind, story)


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        (link(cta="one", label="Book"), link(cta="one", label="احجز", target="https://b.example/")),
        (link(label="Book", target="https://a.example/uk"), link(label="Book", target="https://a.example/ae")),
        (
            link(label="Book", target="https://a.example/?utm_id=1"),
            link(label="احجز", target="https://a.example/?utm_id=2"),
        ),
    ],
)
def test_the_same_link_is_found_in_another_region(ours: Link, theirs: Link) -> None:
    (lead,) = leads(edition(ours), {"Middle East": edition(theirs), "France": edition()})
    assert (lead.also_in, lead.not_in) == (("Middle East",), ("France",))


def test_another_cta_is_another_link_though_it_is_called_alike() -> None:
    (lead,) = leads(edition(link(cta="one")), {"Middle East": edition(link(cta="two"))})
    assert lead.not_in == ("Middle East",)


def test_a_cta_that_stands_only_elsewhere_is_named_once() -> None:
    others = {
        "Middle East": edition(link(cta="two"), link(cta="two")),
        "France": edition(link(cta="two"), link(cta="one")),
    }
    (missing,) = absent(edition(link(cta="one")), others)
    assert (missing.cta, missing.label, missing.regions) == ("two", "Book", ("Middle East", "France"))
