"""Header values as they stand in a message: mailboxes, words, what may not be folded. Pure.

They are written here and not by `email`: it decodes the encoded words that a title or a name happens to hold, line
breaks included, and prints them raw (CVE-2024-6923); and it folds or encodes a long List-Unsubscribe.
"""

import re
from base64 import b64encode
from collections.abc import Iterator

from newsletter.deliver.address import ascii_address

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_ATOMS = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~ -]+")  # what a name may hold outside quotes (RFC 5322 3.2.3)
_LONGEST_LINE = 900  # characters: a header line has 998 with its name (RFC 5322 2.1.1)


def mailbox(name: str, address: str) -> str:
    """`Name <address>`; raises ValueError for what is no address, and for a control character."""
    bare = ascii_address(address)
    if not name:
        return bare
    said = words(name)
    if said != name:
        return f"{said}\r\n <{bare}>"  # a line that holds an encoded word has 76 characters at most (RFC 2047 2)
    quoted = name if _ATOMS.fullmatch(name) else '"' + re.sub(r'(["\\])', r"\\\1", name) + '"'
    return f"{quoted} <{bare}>"


def words(value: str) -> str:
    """A person's words in a header: as they are where that is safe, else in encoded words (RFC 2047)."""
    if one_line(value).isascii() and "=?" not in value and len(value) <= _LONGEST_LINE:
        return value
    return "\r\n ".join(f"=?utf-8?B?{b64encode(chunk).decode()}?=" for chunk in _chunks(value))


def one_line(value: str) -> str:
    """The value as it is; raises ValueError for a line break or another control character (header injection)."""
    if _CONTROL.search(value):
        raise ValueError(f"a line break or control character in a header: {value[:40]!r}")
    return value


def unfolded(value: str) -> str:
    """A value that may not be folded, as it is; raises ValueError for what no header line can hold in ASCII."""
    if not one_line(value).isascii() or len(value) > _LONGEST_LINE:
        raise ValueError(f"too long or not ASCII for a header that may not be folded: {value[:40]!r}…")
    return value


def label(name: str) -> str:
    """A name as Feedback-ID wants it: letters, digits and hyphens."""
    return "-".join("".join(c if c.isascii() and c.isalnum() else " " for c in name).split()).lower() or "newsletter"


def _chunks(value: str) -> Iterator[bytes]:
    """Whole characters in at most 39 bytes of UTF-8: as an encoded word and beside a header's name, 76 characters."""
    chunk = b""
    for character in value:
        encoded = character.encode()
        if len(chunk) + len(encoded) > 39:
            yield chunk
            chunk = b""
        chunk += encoded
    yield chunk
