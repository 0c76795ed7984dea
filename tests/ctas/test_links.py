"""Link ids, passes and marks: short, signed, and the same for ever."""

import re
from base64 import urlsafe_b64decode
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsletter.ctas.links import (
    NOBODY,
    LinkSettings,
    Pass,
    Signer,
    link_id,
    pass_mark,
    personalise,
    read_pass,
    tracked_url,
    unsubscribe_url,
    verify,
)
from newsletter.ctas.registry import Registry
from newsletter.model import Issue, Language

KEY, NEWER, NEWEST = b"k" * 32, b"l" * 32, b"m" * 32
ISSUE = Issue("weekly", "uk", date(2026, 11, 26))
ENGLISH, ARABIC = Language("en_GB"), Language("ar_AE")
REDIRECT = LinkSettings("https://news.example.com", "redirect", ("example.com",), KEY, Registry([]))


def accepts(text: str, issue: Issue = ISSUE, keys: tuple[bytes, ...] = (KEY,)) -> bool:
    passed = read_pass(text)
    return passed is not None and verify(passed, issue, keys)


@given(st.integers(0, 2**64 - 1))
def test_a_pass_says_which_delivery_it_is_of(delivery: int) -> None:
    text = Signer([KEY], ISSUE).sign(delivery)
    passed = read_pass(text)
    assert re.fullmatch("[A-Za-z0-9_-]{28}", text)
    assert passed is not None and (passed.delivery, passed.key_id) == (delivery, 0)
    assert verify(passed, ISSUE, [KEY])


def test_a_pass_is_the_same_for_ever() -> None:
    assert Signer([KEY], ISSUE).sign(7) == Signer([KEY], ISSUE).sign(7)
    assert urlsafe_b64decode(Signer([KEY], ISSUE).sign(258))[:9] == b"\x10\0\0\0\0\0\0\x01\x02"


def test_nobody_has_a_pass_too() -> None:
    passed = read_pass(Signer([KEY], ISSUE).sign(NOBODY))
    assert passed is not None and passed.delivery == 0 and verify(passed, ISSUE, [KEY])


def test_signing_one_delivery_leaves_the_next_ones_pass_alone() -> None:
    signer = Signer([KEY], ISSUE)
    assert [signer.sign(1), signer.sign(2)][1] == Signer([KEY], ISSUE).sign(2)


@given(st.integers(0, 27), st.sampled_from("AZaz09-_"))
def test_a_pass_with_one_other_character_is_refused(place: int, character: str) -> None:
    text = Signer([KEY], ISSUE).sign(123456)
    tampered = text[:place] + character + text[place + 1 :]
    assert accepts(tampered) == (tampered == text)


@pytest.mark.parametrize("other", [replace(ISSUE, region="us"), replace(ISSUE, date=date(2026, 12, 3))])
def test_a_pass_is_good_for_its_own_issue_only(other: Issue) -> None:
    assert not accepts(Signer([KEY], ISSUE).sign(1), issue=other)


def test_a_pass_signed_with_another_key_is_refused() -> None:
    assert not accepts(Signer([NEWER], ISSUE).sign(1))


def test_old_passes_are_good_after_the_keys_have_rotated_twice() -> None:
    first, second = Signer([KEY], ISSUE).sign(1), Signer([NEWER, KEY], ISSUE).sign(1)
    third = Signer([NEWEST, NEWER, KEY], ISSUE).sign(1)
    assert all(accepts(text, keys=(NEWEST, NEWER, KEY)) for text in (first, second, third))
    assert [urlsafe_b64decode(text)[0] & 15 for text in (first, second, third)] == [0, 1, 2]


def test_a_pass_of_a_key_that_we_do_not_have_is_refused() -> None:
    assert not accepts(Signer([NEWER, KEY], ISSUE).sign(1), keys=(KEY,))


@pytest.mark.parametrize("count", [0, 17])
def test_more_keys_than_a_pass_can_name_are_refused(count: int) -> None:
    with pytest.raises(ValueError, match=f"{count} signing keys"):
        Signer([KEY] * count, ISSUE)


@pytest.mark.parametrize(
    "text",
    ["", "A" * 27, "A" * 29, "A" * 28, "IAAA" + "A" * 24, "é" * 28, "E" * 27 + "\n", "E" * 27 + "=", "E" * 27 + "+"],
)
def test_what_is_no_pass_is_none(text: str) -> None:
    assert read_pass(text) is None


@given(st.text())
def test_no_text_makes_reading_fail(text: str) -> None:
    passed = read_pass(text)
    assert passed is None or isinstance(passed, Pass)


def test_a_link_id_depends_on_everything_it_is_made_of() -> None:
    made = {
        link_id(KEY, ISSUE, ENGLISH, "story-1-link-1", "https://example.com"),
        link_id(NEWER, ISSUE, ENGLISH, "story-1-link-1", "https://example.com"),
        link_id(KEY, replace(ISSUE, campaign="daily"), ENGLISH, "story-1-link-1", "https://example.com"),
        link_id(KEY, ISSUE, ARABIC, "story-1-link-1", "https://example.com"),
        link_id(KEY, ISSUE, ENGLISH, "story-1-link-2", "https://example.com"),
        link_id(KEY, ISSUE, ENGLISH, "story-1-link-1", "https://example.com/"),
    }
    assert len(made) == 6
    assert all(re.fullmatch("[A-Za-z0-9_-]{8}", link) for link in made)


def test_a_link_id_that_is_taken_gives_way_the_same_way_each_time() -> None:
    first = link_id(KEY, ISSUE, ENGLISH, "slot", "https://example.com")
    second = link_id(KEY, ISSUE, ENGLISH, "slot", "https://example.com", taken={first})
    assert second != first
    assert second == link_id(KEY, ISSUE, ENGLISH, "slot", "https://example.com", taken={first})


def test_a_mark_is_as_long_as_a_pass_and_differs_by_edition_and_key() -> None:
    marks = {pass_mark(key, ISSUE, language) for key in (KEY, NEWER) for language in (ENGLISH, ARABIC)}
    assert len(marks) == 4
    assert all(re.fullmatch("[A-Za-z0-9_-]{28}", mark) for mark in marks)


def test_personalising_puts_the_pass_into_every_place() -> None:
    mark, passport = pass_mark(KEY, ISSUE, ENGLISH), Signer([KEY], ISSUE).sign(5)
    text = f"{tracked_url('https://news.example.com', 'abcdefgh', mark)} {unsubscribe_url(REDIRECT, mark, '')}"
    personal = personalise(text, mark, passport)
    assert personal == f"https://news.example.com/c/abcdefgh{passport} https://news.example.com/u/{passport}"


def test_without_a_public_server_a_reader_unsubscribes_by_mail() -> None:
    direct = replace(REDIRECT, links="utm")
    assert unsubscribe_url(direct, "MARK", "The Harbour Letter <let+ter@example.com>") == (
        "mailto:let%2Bter@example.com?subject=unsubscribe%20MARK"
    )
