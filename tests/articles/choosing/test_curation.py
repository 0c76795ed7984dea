"""An editor's decisions as they change: what is pinned is never dropped, and what no letter should hold is refused."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsletter.articles.choosing import curation
from newsletter.articles.choosing.curation import LONGEST, Change, Group, pinned_among
from newsletter.errors import UsageError
from newsletter.model import UNTOUCHED, Article, Curation, Language, Override

TIDES: Group = ("a:tides", "a:tides.ar")
SANDS: Group = ("a:sands",)
WINDS: Group = ("a:winds",)
PICTURE = "https://pictures.example/a.png"


def after(*changes: Change, begin: Curation = UNTOUCHED) -> Curation:
    for change in changes:
        begin = change(begin)
    return begin


# ── pinned and dropped ─────────────────────────────────────────────────────────────────────────────


def test_what_is_pinned_stands_behind_what_was_pinned_before_and_is_pinned_once() -> None:
    found = after(curation.pin([TIDES]), curation.pin([SANDS, TIDES]), curation.pin([("a:tides.ar", "a:tides")]))
    assert found == Curation(pinned=("a:tides", "a:sands"))


def test_pinning_what_is_dropped_takes_it_back_and_dropping_what_is_pinned_too() -> None:
    as_translation: Group = ("a:tides.ar", "a:tides")
    assert after(curation.drop([TIDES]), curation.pin([as_translation])) == Curation(pinned=("a:tides.ar",))
    assert after(curation.pin([as_translation]), curation.drop([TIDES])) == Curation(dropped=("a:tides",))


def test_what_is_released_is_neither_by_whichever_of_its_ids_it_was_named() -> None:
    found = after(curation.pin([TIDES]), curation.drop([SANDS]), curation.release([("a:tides.ar", "a:tides"), SANDS]))
    assert found == UNTOUCHED


def test_what_is_pinned_comes_first_where_an_order_was_set_before() -> None:
    found = after(curation.order([TIDES, SANDS]), curation.pin([WINDS]))
    assert found.order == ("a:winds", "a:tides", "a:sands")
    assert after(curation.pin([WINDS])).order == ()


def test_an_order_names_each_article_once_and_none_is_the_rules_own() -> None:
    found = after(curation.order([SANDS, TIDES, SANDS]))
    assert found.order == ("a:sands", "a:tides")
    assert after(curation.order([]), begin=found) == UNTOUCHED


_GROUPS = st.lists(st.sampled_from([TIDES, SANDS, WINDS, ("a:tides.ar", "a:tides")]), max_size=3)
_CHANGES = st.builds(
    lambda make, groups: make(groups),
    st.sampled_from([curation.pin, curation.drop, curation.release, curation.order]),
    _GROUPS,
)


@given(st.lists(_CHANGES, max_size=8))
def test_whatever_was_decided_nothing_is_pinned_and_dropped_or_named_twice(changes: list[Change]) -> None:
    found = after(*changes)
    for ids in (found.pinned, found.dropped, found.order):
        assert len({*ids}) == len(ids)
    for group in (TIDES, SANDS, WINDS):
        assert not {*group} & {*found.pinned} or not {*group} & {*found.dropped}


def test_an_article_is_pinned_with_its_translations() -> None:
    original = Article("a:tides", "a", "tides", "Tides", (), Language("en_GB"), None)
    translation = replace(original, id="a:tides.ar", language=Language("ar_AE"), translation_of="tides")
    other = replace(original, id="a:sands", place="sands", title="Sands")
    found = pinned_among([original, translation, other], Curation(pinned=("a:tides.ar", "a:gone")))
    assert found == {"a:tides", "a:tides.ar"}


# ── other words ────────────────────────────────────────────────────────────────────────────────────


def test_an_override_is_amended_replaced_and_taken_away() -> None:
    title, teaser = Override(title="A"), Override(teaser="B")
    amended = after(curation.amend("a:tides", title), curation.amend("a:tides", teaser))
    assert amended.overrides == {"a:tides": Override(title="A", teaser="B")}
    assert after(curation.override("a:tides", teaser), begin=amended).overrides == {"a:tides": teaser}
    assert after(curation.override("a:tides", Override()), begin=amended) == UNTOUCHED
    assert after(curation.override("a:sands", Override()), begin=amended) == amended


def test_an_override_of_one_article_leaves_those_of_others() -> None:
    begin = after(curation.override("a:tides", Override(title="A")), curation.override("a:sands", Override(title="B")))
    assert set(begin.overrides) == {"a:tides", "a:sands"}


@pytest.mark.parametrize(
    ("said", "why"),
    [
        (Override(title="{{cta('x')}}"), "the title holds '{{'"),
        (Override(teaser="a {% if %} b"), "the teaser holds '{%'"),
        (Override(title="[HubSpot type=cta]"), "holds '[HubSpot'"),
        (Override(title="see hs-cta-wrapper"), "holds 'hs-cta'"),
        (Override(title="two\nlines"), "the title holds a line end"),
        (Override(title="two\u2028lines"), "the title holds a line end"),
        (Override(teaser="bell\x07"), "the teaser holds a line end or a sign that nobody can see"),
        (Override(title="\u202egnirts"), "a sign that nobody can see"),
        (Override(title="  "), "the title is empty"),
        (Override(title="x" * 201), "the title is longer than 200 characters"),
        (Override(teaser="x" * 601), "the teaser is longer than 600 characters"),
        (Override(image=PICTURE), "a picture needs words"),
        (Override(image="http://pictures.example/a.png", image_alt="A pier"), "has to begin with https://"),
        (Override(image="//pictures.example/a.png", image_alt="A pier"), "has to begin with https://"),
        (Override(image="https://user@pictures.example/a.png", image_alt="A pier"), "it holds a user name"),
        (Override(image="https://127.0.0.1/a.png", image_alt="A pier"), "of an inner network"),
        (Override(image="javascript:alert(1)", image_alt="A pier"), "does not lead to a web page"),
        (Override(image=PICTURE, image_alt="{{x}}"), "what the picture shows holds '{{'"),
    ],
)
def test_what_no_letter_should_hold_is_refused(said: Override, why: str) -> None:
    with pytest.raises(UsageError) as refused:
        curation.checked(said)
    assert why in str(refused.value)


def test_what_is_fit_is_taken_letter_for_letter_but_for_spaces_around_it() -> None:
    said = Override(" “On Water”, £5 ", "ماء { البحر }", PICTURE, "A pier")
    assert curation.checked(said) == Override("“On Water”, £5", "ماء { البحر }", PICTURE, "A pier")
    assert curation.checked(Override(image_alt="A pier")) == Override(image_alt="A pier")


@given(st.text(max_size=300))
def test_whatever_is_typed_is_refused_or_stands_in_one_plain_line(text: str) -> None:
    try:
        said = curation.checked(Override(title=text)).title
    except UsageError:
        return
    assert said and len(said.splitlines()) == 1 and len(said) <= LONGEST["title"] and "{{" not in said
