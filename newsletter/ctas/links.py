"""Signed links: link ids, passes and the mark that holds a pass's place; pure, used by `ctas.resolve` and the doors.

A tracked URL is `{base_url}/c/<link id><pass>`, an unsubscribe URL `{base_url}/u/<pass>`.

    link id  6 bytes of HMAC(key, "link", issue, language, slot, URL)             8 characters of base64url
    pass     [version 1 | key id, 4 bits each][delivery, 8 bytes, big-endian]
             [12 bytes of HMAC(key, "pass", issue, delivery)]                    28 characters of base64url
    mark     21 bytes of HMAC(key, "mark", issue, language)                      28 characters of base64url

A pass says which delivery follows a link; where the link leads is looked up among its issue's own, so nothing is
gained by forging an id, and one HMAC per delivery is enough. The key id counts from the oldest key: a new key is
put in front, and an old one stays for as long as links signed with it shall work.
"""

import hmac
import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from email.utils import parseaddr
from hashlib import sha256
from typing import Literal
from urllib.parse import quote

from newsletter.ctas.registry import Registry
from newsletter.model import Issue, Language

NOBODY = 0  # the delivery of a preview's or a test's pass
KEYS_AT_MOST = 16


@dataclass(frozen=True, slots=True)
class LinkSettings:
    """What links are made of, from the project's settings."""

    base_url: str  # without a slash at the end
    links: Literal["redirect", "utm"]
    own_domains: Sequence[str]
    key: bytes
    registry: Registry


@dataclass(frozen=True, slots=True)
class Pass:
    """What a pass says; true only once `verify` has said so."""

    key_id: int
    delivery: int
    seal: bytes


class Signer:
    """Signs the passes of one issue with the newest key; a pass costs one copied HMAC."""

    def __init__(self, keys: Sequence[bytes], issue: Issue) -> None:
        if not 0 < len(keys) <= KEYS_AT_MOST:
            raise ValueError(f"{len(keys)} signing keys; a pass can name 1 to {KEYS_AT_MOST}")
        self._head = bytes([_VERSION << 4 | len(keys) - 1])
        self._keyed = _keyed(keys[0], "pass", issue.id)

    def sign(self, delivery: int) -> str:
        """The pass of a delivery, or of NOBODY: 28 characters."""
        number = delivery.to_bytes(8, "big")
        return _characters(self._head + number + _seal(self._keyed, number))


def read_pass(text: str) -> Pass | None:
    """What a pass says, not yet verified; None when the text is no pass of this version."""
    if not _PASS.fullmatch(text):
        return None
    packed = urlsafe_b64decode(text)
    version, key_id = divmod(packed[0], 16)
    return Pass(key_id, int.from_bytes(packed[1:9], "big"), packed[9:]) if version == _VERSION else None


def verify(passed: Pass, issue: Issue, keys: Sequence[bytes]) -> bool:
    """Whether one of the keys (the newest first) signed the pass for this issue; in constant time."""
    if passed.key_id >= len(keys):
        return False
    keyed = _keyed(keys[-1 - passed.key_id], "pass", issue.id)
    return hmac.compare_digest(_seal(keyed, passed.delivery.to_bytes(8, "big")), passed.seal)


def link_id(key: bytes, issue: Issue, language: Language, slot: str, url: str, taken: Collection[str] = ()) -> str:
    """The id of a link, 8 characters; in the rare case that an edition has it already, the next one."""
    keyed = _keyed(key, "link", issue.id, language.code, slot, url)
    found = _characters(keyed.digest()[:6])
    while found in taken:
        keyed.update(b"\0")
        found = _characters(keyed.digest()[:6])
    return found


def pass_mark(key: bytes, issue: Issue, language: Language) -> str:
    """What stands in an edition wherever a pass goes: 28 characters that no article's author can guess."""
    return _characters(_keyed(key, "mark", issue.id, language.code).digest()[:21])


def personalise(text: str, mark: str, passport: str) -> str:
    """The text with a recipient's pass in place of every mark."""
    return text.replace(mark, passport)


def tracked_url(base_url: str, link: str, passport: str) -> str:
    """The public URL of a link; `passport` is a pass or the mark that holds its place."""
    return f"{base_url}/c/{link}{passport}"


def unsubscribe_url(settings: LinkSettings, mark: str, sender: str) -> str:
    """Where a reader unsubscribes: our page or, without a public server, a mail to the sender ("Name <address>")."""
    if settings.links == "redirect":
        return f"{settings.base_url}/u/{mark}"
    return f"mailto:{quote(parseaddr(sender)[1], safe='@')}?subject=unsubscribe%20{mark}"


_VERSION = 1
_PASS = re.compile(r"[A-Za-z0-9_-]{28}")


def _keyed(key: bytes, *parts: str) -> hmac.HMAC:
    return hmac.new(key, "".join(f"{part}\0" for part in parts).encode(), sha256)


def _seal(keyed: hmac.HMAC, number: bytes) -> bytes:
    copy = keyed.copy()
    copy.update(number)
    return copy.digest()[:12]


def _characters(packed: bytes) -> str:
    return urlsafe_b64encode(packed).decode()
