"""The bytes of a feed as text: encodings true and false, and what goes before the root."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsletter.articles.gathering.feed_text import feed_text


@pytest.mark.parametrize(
    "content_type",
    ["text/xml", "text/xml; charset=iso-8859-1", "application/xml; charset=utf-16", "", "charset=punycode"],
)
@pytest.mark.parametrize("declaration", ["", "<?xml version='1.0' encoding='windows-1252'?>", "\ufeff"])
def test_utf_8_is_read_as_utf_8_whatever_is_said(content_type: str, declaration: str) -> None:
    assert (
        feed_text((declaration + "<rss>Neurones — ‘café’</rss>").encode(), content_type)
        == "<rss>Neurones — ‘café’</rss>"
    )


@pytest.mark.parametrize(
    ("declaration", "encoding", "content_type"),
    [
        ("", "iso-8859-1", "text/xml; charset=ISO-8859-1"),
        ("", "windows-1252", 'text/xml; charset="windows-1252"'),
        ("<?xml version='1.0' encoding='iso-8859-15'?>", "iso-8859-15", "text/xml"),
        ("<?xml version='1.0' encoding='iso-8859-1'?>", "iso-8859-15", "text/xml; charset=iso-8859-15"),
        ("<?xml version='1.0' encoding='utf-16'?>", "utf-16", "text/xml"),
        ("", "utf-16-le", "text/xml; charset=utf-16-le"),
        ("", "windows-1252", ""),
        ("", "windows-1252", "text/xml; charset=nonsense"),
        ("", "windows-1252", "text/xml; charset=utf-16"),
    ],
)
def test_other_encodings_are_found(declaration: str, encoding: str, content_type: str) -> None:
    text = "<rss>Café €</rss>" if encoding != "iso-8859-1" else "<rss>Café</rss>"
    assert feed_text((declaration + text).encode(encoding), content_type) == text


def test_a_broken_byte_in_utf_8_spoils_only_itself() -> None:
    assert feed_text("<rss>café, ".encode() + b"\xff</rss>", "text/xml; charset=utf-8") == "<rss>café, \ufffd</rss>"


def test_declaration_and_doctype_go() -> None:
    head = b"\n<?xml version='1.0'?>\n<!-- made by hand -->\n<!DOCTYPE rss [<!ENTITY a '&b;'>]>\n"
    assert feed_text(head + b"<rss/>", "") == "<rss/>"


@pytest.mark.parametrize("body", [b"", b"x.xml", b"< rss>", b'{"version": 1}', b"\x00\xff"])
def test_without_an_element_nothing_is_left(body: bytes) -> None:
    assert feed_text(body, "") == ""


@pytest.mark.parametrize(
    "reference", ["&#55357;", "&#xD800;", "&#0;", "&#x0000;", "&#x110000;", "&#" + "9" * 9_999 + ";"]
)
def test_a_reference_to_no_character_is_replaced(reference: str) -> None:
    assert feed_text(f"<rss>{reference}</rss>".encode(), "") == "<rss>\ufffd</rss>"


@pytest.mark.parametrize(
    "reference", ["&#65;", "&#x1F600;", "&#000000000000065;", "&#xfffd;", "&#;", "&#x;", "&amp;", "&#8216"]
)
def test_other_references_stay_letter_for_letter(reference: str) -> None:
    assert feed_text(f"<rss>{reference}</rss>".encode(), "") == f"<rss>{reference}</rss>"


def test_characters_that_no_database_takes_are_dropped() -> None:
    assert feed_text("<rss>a\0b</rss>".encode("utf-16"), "") == "<rss>ab</rss>"


@pytest.mark.parametrize(
    "junk", ["\n", " ", "<?xml ", "<!ENTITY ", "<!DOCTYPE ", "<?xencoding=''", "&#", "&#0", "&#x0"]
)
def test_a_megabyte_before_the_root_is_fast(junk: str) -> None:
    body = (junk * (1_000_000 // len(junk)) + "<rss/>").encode()
    begun = time.process_time()
    feed_text(body, "text/xml")
    assert time.process_time() - begun < 5  # seconds; what is quadratic takes hours


@given(st.binary(), st.text())
def test_any_bytes_become_text_that_utf_8_can_hold(body: bytes, content_type: str) -> None:
    assert "\0" not in feed_text(body, content_type).encode().decode()
