"""A feed's bytes as text that feedparser can read: decoded, and without what makes it stumble or crawl; pure.

feedparser 6.0.14 guesses encodings and reads the lines before the root with patterns that are quadratic in white space
(100 kB of line feeds take a minute), and one impossible character reference makes it lose the whole feed.
"""

import re
from collections.abc import Iterator


def feed_text(body: bytes, content_type: str) -> str:
    """The feed from its root element on; empty where there is no element at all.

    What can be read as UTF-8 is UTF-8, whatever its server says; U+FFFD stands for what cannot be read. The XML
    declaration and the DOCTYPE go: one has done its work, and the other has none but entity bombs.
    """
    text = decoded(body, content_type)
    root = re.search(r"<[A-Za-z_]", text)
    text = text[root.start() :] if root else ""
    return possible(re.sub("[\x00\ud800-\udfff]", "", text))


def possible(text: str) -> str:
    """The text with U+FFFD for each character reference to no character, such as half of an emoji: `&#55357;`.

    Of one of more than 4,300 digits `html.unescape` dies (CPython gh-95778).
    """
    return _REFERENCE.sub(_possible, text)


# Families of encodings that Python reads in linear time; punycode, which it would take too, is quadratic.
_NAME = "((?:utf|iso|windows|cp|koi8|big5|gb|euc|shift|us-ascii|latin|mac)[a-z0-9._-]{0,20})"
_IN_HEADER = re.compile(f"charset=[\"']?{_NAME}", re.IGNORECASE)
_IN_DECLARATION = re.compile(f"<\\?xml[^>]{{0,100}}encoding=[\"']{_NAME}", re.IGNORECASE)


def decoded(body: bytes, content_type: str) -> str:
    named = [*_marked(body), *_named(body, content_type)]
    for encoding in named:
        try:
            return body.decode(encoding)
        except (UnicodeError, LookupError):
            continue
    return body.decode("utf-8" if "utf-8" in named[1:] else "windows-1252", "replace")


def _marked(body: bytes) -> Iterator[str]:
    """What the bytes themselves tell."""
    if body.startswith((b"\xff\xfe", b"\xfe\xff")):
        yield "utf-16"
    elif b"\0" not in body:  # UTF-16 without a mark is valid UTF-8, full of NULs
        yield "utf-8-sig"


def _named(body: bytes, content_type: str) -> Iterator[str]:
    """What the server says, then what the feed says: RFC 7303 3.2."""
    for place, text in ((_IN_HEADER, content_type), (_IN_DECLARATION, body[:200].decode("latin-1"))):
        if found := place.search(text):
            yield found[1].lower()


_REFERENCE = re.compile(r"&#(?:[xX]0*([0-9a-fA-F]++)|0*([0-9]++));?")


def _possible(reference: re.Match[str]) -> str:
    hexadecimal, decimal = reference.groups()
    code = int(hexadecimal[:8], 16) if hexadecimal else int(decimal[:8])
    return reference[0] if 0 < code < 0xD800 or 0xDFFF < code < 0x11_0000 else "\ufffd"
