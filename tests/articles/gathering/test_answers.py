"""What all kinds of answers are read with: JSON from strangers, moments, addresses, plain words."""

import json
import time
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsletter.articles.gathering.answers import (
    at,
    list_at,
    moment,
    plain_words,
    read_json,
    text_at,
    web_address,
    with_query,
)

ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters(codec=None)),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=20,
)


@pytest.mark.parametrize(
    ("encoding", "content_type"),
    [
        ("utf-8", "application/json"),
        ("utf-8-sig", "application/json"),
        ("utf-16", "application/json"),
        ("windows-1252", "application/json; charset=windows-1252"),
        ("windows-1252", "application/json"),
        ("windows-1256", "application/json; charset=windows-1256"),
        ("utf-8", "application/json; charset=iso-8859-1"),
    ],
)
def test_json_is_read_in_whatever_charset_it_comes(encoding: str, content_type: str) -> None:
    word = "مدّ" if encoding == "windows-1256" else "café"
    assert read_json(json.dumps([word], ensure_ascii=False).encode(encoding), content_type) == [word]


def test_half_a_character_becomes_a_sign_that_can_be_kept() -> None:
    assert read_json(rb'["\ud83d", "\u0000", "\ud83d\ude00"]', "") == ["\ufffd", "\ufffd", "😀"]


@given(st.binary(max_size=200))
def test_junk_is_a_value_or_a_fault_in_one_line(body: bytes) -> None:
    said = ""
    try:
        json.dumps(read_json(body, "application/json"), ensure_ascii=False).encode()
    except ValueError as error:
        said = str(error)
    assert "\n" not in said


@given(ANYTHING)
def test_any_value_can_be_kept_and_asked_for_anything(value: Any) -> None:
    read = read_json(json.dumps(value).encode(), "application/json")
    json.dumps(read, ensure_ascii=False).encode()
    for path in ((), ("a",), (0,), ("a", 0, "b"), (0, "a")):
        at(read, *path)
        assert isinstance(text_at(read, *path), str)
        assert isinstance(list_at(read, *path), list)


@pytest.mark.parametrize("junk", ["[" * 300_000, '{"a":' * 60_000, '"' + "\\u0000" * 100_000, "<" * 500_000])
def test_large_junk_is_refused_in_no_time(junk: str) -> None:
    began = time.process_time()
    with pytest.raises(ValueError, match=r"is no JSON|is nested|answers with a web page"):
        read_json(junk.encode(), "")
    assert time.process_time() - began < 1


@pytest.mark.parametrize("junk", ["<a", "< a", "<a <a ", "<!", "&#", "\t \n"])
def test_plain_words_are_made_in_linear_time(junk: str) -> None:
    began = time.process_time()
    plain_words(junk * 100_000)
    assert time.process_time() - began < 1


@pytest.mark.parametrize("reference", ["&#" + "1" * 5_000 + ";", "&#x" + "f" * 9 + ";", "&#55357;"])
def test_a_reference_to_no_character_is_a_sign_and_no_fault(reference: str) -> None:
    assert plain_words(f"<b>A</b> {reference}") == "A \ufffd"


@pytest.mark.parametrize(
    ("said", "made"),
    [
        ("2026-11-26T09:00:00Z", datetime(2026, 11, 26, 9, tzinfo=UTC)),
        ("2026-11-26T13:00:00.500+04:00", datetime(2026, 11, 26, 9, 0, 0, 500_000, tzinfo=UTC)),
        ("2026-11-26T09:00:00", datetime(2026, 11, 26, 9, tzinfo=UTC)),
        ("2026-11-26", datetime(2026, 11, 26, tzinfo=UTC)),
        ("0000-00-00T00:00:00", None),
        ("0001-01-01T00:00:00+14:00", None),
        ("yesterday", None),
        ("", None),
    ],
)
def test_a_moment_is_in_utc_or_none(said: str, made: datetime | None) -> None:
    assert moment(said) == made


@pytest.mark.parametrize(
    ("said", "made"),
    [
        ("https://example.org/a", "https://example.org/a"),
        ("/a", "https://example.com/a"),
        ("javascript:alert(1)", None),
        ("http://[", None),
        ("https://example.com/\x1b[2J", None),
        ("https://example.com/" + "1" * 4_000, None),
        ("", None),
    ],
)
def test_an_address_is_in_full_or_none(said: str, made: str | None) -> None:
    assert web_address(said, "https://example.com/feed") == made


@pytest.mark.parametrize(
    ("url", "made"),
    [
        ("https://example.com/posts", "https://example.com/posts?limit=2&filter=a%2Bb,c:%3E%27d%27"),
        ("https://example.com/posts?limit=9", "https://example.com/posts?limit=9&filter=a%2Bb,c:%3E%27d%27"),
        ("https://example.com/posts?filter=&limit=9", "https://example.com/posts?filter=&limit=9"),
    ],
)
def test_what_an_address_says_in_its_query_stays(url: str, made: str) -> None:
    assert with_query(url, limit=2, filter="a+b,c:>'d'") == made
