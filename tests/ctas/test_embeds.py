"""CTAs as HubSpot renders them: each of them is one CTA, whatever it is made of."""

import pytest

from newsletter.ctas.shortcodes import extract
from tests.ctas.every_form import GUID, LEGACY, OTHER, PUBLIC, REDIRECT, REFUSED_RENDERED, RENDERED


@pytest.mark.parametrize(("form", "cta"), RENDERED.values(), ids=RENDERED.keys())
def test_a_rendered_cta_is_one_marker_and_nothing_of_it_stays(form: str, cta: str) -> None:
    found = extract(f"Before\n\n{form}\n\nAfter", salt="s")
    assert [(token.id, token.line) for token in found.tokens] == [(cta, 3)]
    lines = "\n" * form.count("\n")  # what follows keeps its line number
    assert found.source == f"Before\n\n⟦cta:s:0⟧{lines}\n\nAfter"
    assert found.faults == ()


@pytest.mark.parametrize("form", REFUSED_RENDERED.values(), ids=REFUSED_RENDERED.keys())
def test_a_rendered_cta_without_a_good_id_is_a_fault(form: str) -> None:
    found = extract(f"Before {form} after", salt="s")
    assert found.tokens == ()
    assert [(fault.line, fault.column) for fault in found.faults] == [(1, 8)]
    assert found.source.split() == ["Before", "after"]


def test_an_unclosed_wrapper_is_a_fault_and_takes_no_prose_along() -> None:
    found = extract(f'<p><span class="hs-cta-wrapper" id="hs-cta-wrapper-{GUID}"></p><p>The tide turns.</p>', salt="s")
    assert found.source == "<p></p><p>The tide turns.</p>"
    assert "not closed" in found.faults[0].message


def test_the_sentence_around_a_link_in_the_text_stays() -> None:
    assert extract(f"Book ({PUBLIC}), or call.", salt="s").source == "Book (⟦cta:s:0⟧), or call."
    assert extract(f"Book here: {REDIRECT}. Or call.", salt="s").source == "Book here: ⟦cta:s:0⟧. Or call."


def test_two_blocks_in_a_row_are_two_ctas() -> None:
    second = LEGACY.replace(GUID, OTHER)
    assert [token.id for token in extract(LEGACY + second, salt="s").tokens] == [GUID, OTHER]


def test_a_shortcode_within_a_link_to_the_same_cta_is_one_cta() -> None:
    found = extract(f"<a href='{REDIRECT}'>{{{{cta('{GUID}')}}}}</a>", salt="s")
    assert (len(found.tokens), found.source) == (1, "⟦cta:s:0⟧")


def test_ordinary_links_and_classes_stay() -> None:
    source = '<p class="cta"><a class="hs-cta-button" href="https://example.com/cta/redirects">x</a></p>'
    assert extract(source, salt="s").source == source
