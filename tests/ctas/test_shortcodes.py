"""Every way of asking for a CTA that must resolve, and every one that must be refused."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsletter.ctas.shortcodes import Fault, FoundCta, extract
from tests.ctas.every_form import GUID, REFUSED, SALT, UNDERSTOOD, UNTOUCHED


@pytest.mark.parametrize(("form", "cta", "align"), UNDERSTOOD)
def test_a_form_becomes_one_marker_with_its_id_and_alignment(form: str, cta: str, align: str) -> None:
    found = extract(f"Before\n\n{form}\n\nAfter", salt=SALT)
    assert [(token.id, token.align, token.line) for token in found.tokens] == [(cta, align, 3)]
    assert found.faults == ()
    assert found.tokens[0].marker == f"⟦cta:{SALT}:0⟧"
    lines = "\n" * form.count("\n")  # what follows keeps its line number
    assert _without_tags(found.source) == f"Before\n\n{found.tokens[0].marker}{lines}\n\nAfter"


@pytest.mark.parametrize(("form", "reason"), REFUSED)
def test_a_faulty_form_is_taken_out_and_reported(form: str, reason: str) -> None:
    found = extract(f"Before\n\n {form}\n\nAfter", salt=SALT)
    assert found.tokens == ()
    assert [(fault.line, fault.column) for fault in found.faults] == [(3, 2)]
    assert reason in found.faults[0].message
    assert found.faults[0].remedy
    assert _without_tags(found.source).split() == ["Before", "After"]


@pytest.mark.parametrize("text", UNTOUCHED)
def test_what_asks_for_no_cta_is_left_alone(text: str) -> None:
    assert extract(text, salt=SALT) == extract(text, salt="other")
    assert extract(text, salt=SALT).source == text


def _without_tags(source: str) -> str:
    return source.replace("<em>", "").replace("</em>", "").replace("</b>", "").replace("<b>", "")


def test_the_table_is_long_enough_to_be_trusted() -> None:
    assert len(UNDERSTOOD) + len(REFUSED) + len(UNTOUCHED) >= 200


def test_several_ctas_are_numbered_in_order_with_their_lines() -> None:
    found = extract(
        "{{cta('1234567')}}\r\n{{cta('oops')}}\r\n{% cta guid='7654321' %} {{cta('1234567','left')}}", salt="s"
    )
    assert found.source == "⟦cta:s:0⟧\r\n\r\n⟦cta:s:1⟧ ⟦cta:s:2⟧"
    assert found.tokens == (
        FoundCta("⟦cta:s:0⟧", "1234567", "center", 1),
        FoundCta("⟦cta:s:1⟧", "7654321", "center", 3),
        FoundCta("⟦cta:s:2⟧", "1234567", "left", 3),
    )
    assert [(fault.line, fault.column, fault.text) for fault in found.faults] == [(2, 1, "{{cta('oops')}}")]


def test_a_tag_that_began_before_the_form_still_ends() -> None:
    assert extract("<em>{{cta('1234</em>567')}} more", salt="s").source == "<em>⟦cta:s:0⟧</em> more"
    assert extract("{{cta('<b>1234567')}}</b>", salt="s").source == "⟦cta:s:0⟧<b></b>"


@pytest.mark.parametrize(
    ("source", "left"),
    [
        ("{{cta('1234567') Book a visit", " Book a visit"),
        ("{{cta('1234567'} Book", " Book"),
        ("<p>{{ cta('1234567'</p><p>Don’t go }}</p>", "<p></p><p>Don’t go }}</p>"),
        ("{% cta guid='1234567' Book", " Book"),
    ],
)
def test_prose_behind_an_unclosed_form_stays(source: str, left: str) -> None:
    assert extract(source, salt="s").source == left


@pytest.mark.parametrize(
    "source", ["{{c{{cta(bad)}}ta('1234567')}}", "{{ {{cta(bad)}} cta('1234567')}}", "{{cta({{cta(bad)}}'1234567')}}"]
)
def test_what_is_left_around_a_refused_form_never_joins_into_a_form(source: str) -> None:
    found = extract(source, salt="s")
    assert extract(found.source, salt="s").tokens == ()
    assert "{{" not in found.source


def test_a_good_form_behind_a_pile_of_openings_is_understood() -> None:
    found = extract("{{cta(" * 50 + "{{cta('1234567')}}", salt="s")
    assert (found.source, len(found.faults)) == ("⟦cta:s:0⟧", 1)


def test_a_form_in_a_comment_goes_without_a_word() -> None:
    assert extract("a<!-- {{cta('1234567')}} -->b", salt="s") == extract("ab", salt="s")


def test_a_long_form_is_shortened_in_its_fault() -> None:
    fault: Fault = extract("{{cta('" + "x" * 500 + "')}}", salt="s").faults[0]
    assert len(fault.text) <= 80 and fault.text.endswith("…")


_FRAGMENTS = st.sampled_from(
    [
        "{{", "}}", "{%", "%}", "{", "}", "cta", "(", ")", "'", "‘", "&quot;", "&amp;#8216;", GUID, "1234567", ",", "left",
        "<em>", "</em>", "<span class='hs-cta-wrapper' id='hs-cta-wrapper-1234567'>", "</span>", "<p>", "<!--", "-->", "<",
        ">", '"', "=", " ", "\n", "\u00a0", "\u200b", "[hubspot type=cta id=", "]", "](", "https://x.example/cta/redirect/5/",
        "⟦cta:s:0⟧", "⟦", "cta:s:1", "module path='@hubspot/cta' guid=", "guid=", "a", "|",
    ]
)  # fmt: skip


@given(st.lists(_FRAGMENTS | st.text(max_size=3), max_size=40).map("".join))
def test_each_token_has_its_marker_once_and_nothing_that_asks_survives(source: str) -> None:
    found = extract(source, salt="s")
    assert found.source.count("⟦cta:s:") == len(found.tokens)
    assert all(found.source.count(token.marker) == 1 for token in found.tokens)
    assert extract(re.sub("⟦cta:s:[0-9]+⟧", "▮", found.source), salt="t").tokens == ()
    assert all(1 <= fault.line <= source.count("\n") + 1 and fault.column >= 1 for fault in found.faults)


@given(st.text())
def test_text_without_forms_is_kept_letter_for_letter(source: str) -> None:
    assert "cta" in source or extract(source, salt="s").source == source
