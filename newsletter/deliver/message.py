"""One recipient's message from an edition, built plainly; pure, the oracle of any faster way.

Called by `deliver.worker` for real deliveries, and by `render` and `send --to` for proofs and test messages. The
header lines are written here and not by `email`: it decodes the encoded words that a title or a name happens to
hold, line breaks included, and prints them raw (CVE-2024-6923); and it folds or encodes a long List-Unsubscribe.
"""

import hmac
import re
from base64 import b64encode
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from email.message import MIMEPart
from email.mime.multipart import MIMEMultipart
from email.policy import SMTP
from email.utils import format_datetime, parseaddr
from hashlib import sha256
from urllib.parse import quote

from newsletter.ctas.links import NOBODY, Signer, personalise
from newsletter.deliver.address import ascii_address
from newsletter.model import Edition, Language, Region
from newsletter.settings import Settings

_BODIES = SMTP.clone(max_line_length=76)  # RFC 2045 6.7
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_ATOMS = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~ -]+")  # what a name may hold outside quotes (RFC 5322 3.2.3)
_LONGEST_LINE = 900  # characters: a header line has 998 with its name (RFC 5322 2.1.1)


@dataclass(frozen=True, slots=True)
class Envelope:
    """What a message needs besides its edition: who sends it, and what its headers name."""

    sender: str  # "Name <address>"
    reply_to: str | None
    newsletter: str
    base_url: str
    one_click: bool  # https unsubscribe as well as mailto; false where there is no public server
    key: bytes


@dataclass(frozen=True, slots=True)
class Recipient:
    """One person and the pass that signs their links; raises ValueError for one whom no header can name."""

    address: str
    name: str
    delivery: int  # NOBODY: a proof or a test, recorded nowhere
    passport: str

    def __post_init__(self) -> None:
        _mailbox(self.name, self.address)


def build(edition: Edition, envelope: Envelope, recipient: Recipient, now: datetime, prefix: str = "") -> bytes:
    """The message as it goes over the wire: CRLF, ASCII, the same bytes for the same arguments.

    Raises ValueError for a sender that is no address, and for a control character in a header (header injection).
    """
    lines = [f"{name}: {value}\r\n" for name, value in _headers(edition, envelope, recipient, now, prefix)]
    return "".join(lines).encode("ascii") + _alternatives(edition, envelope, recipient.passport)


def proof(settings: Settings, edition: Edition, address: str, now: datetime, prefix: str = "") -> bytes:
    """The message of an edition to an address that is nobody's delivery."""
    passport = Signer(settings.signing_keys, edition.issue).sign(NOBODY)
    envelope = envelope_of(settings, settings.regions[edition.issue.region], edition.language)
    return build(edition, envelope, Recipient(address, "", NOBODY, passport), now, prefix)


def envelope_of(settings: Settings, region: Region, language: Language) -> Envelope:
    """What the settings say of a region's messages in one language."""
    return Envelope(
        sender=region.sender,
        reply_to=region.reply_to,
        newsletter=settings.name.said_in(language)[0],
        base_url=settings.base_url,
        one_click=settings.links == "redirect",
        key=settings.signing_keys[0],
    )


def sender_address(sender: str) -> str:
    """The bare address of a mailbox, as MAIL FROM wants it."""
    return ascii_address(parseaddr(sender)[1])


def _alternatives(edition: Edition, envelope: Envelope, passport: str) -> bytes:
    """The MIME headers and the two parts, plain text before HTML (RFC 2046 5.1.4)."""
    # `email` draws a boundary at random; a keyed one keeps the bytes the same and out of an author's reach.
    boundary = f"=_{_keyed(envelope.key, 'boundary', edition.hash)}"
    whole = MIMEMultipart("alternative", boundary=boundary, policy=SMTP)
    for kind, body in (("plain", edition.text), ("html", edition.html)):
        part = MIMEPart(policy=_BODIES)
        text = personalise(body, edition.pass_mark, passport)
        part.set_content(text, subtype=kind, charset="utf-8", cte="quoted-printable")
        whole.attach(part)
    return whole.as_bytes()


def _headers(
    edition: Edition, envelope: Envelope, recipient: Recipient, now: datetime, prefix: str
) -> Iterator[tuple[str, str]]:
    issue, domain = edition.issue, sender_address(envelope.sender).rpartition("@")[2]
    identity = _keyed(envelope.key, "message", issue.id, str(recipient.delivery or recipient.address))
    yield "From", _mailbox(*parseaddr(envelope.sender))
    yield "To", _mailbox(recipient.name, recipient.address)
    if envelope.reply_to:
        yield "Reply-To", _mailbox(*parseaddr(envelope.reply_to))
    yield "Subject", _text(prefix + edition.subject)
    yield "Date", format_datetime(now)
    yield "Message-ID", f"<{identity}@{domain}>"
    yield "Content-Language", edition.language.tag
    yield "List-Id", f"<{issue.campaign}.{issue.region}.{domain}>"
    yield "Feedback-ID", f"{issue.date.isoformat()}:{issue.region}:{issue.campaign}:{_label(envelope.newsletter)}"
    yield "Precedence", "bulk"
    yield from _unsubscribe(envelope, recipient.passport)


def _unsubscribe(envelope: Envelope, passport: str) -> Iterator[tuple[str, str]]:
    """RFC 2369 and, where a public server answers, one-click (RFC 8058); never folded, or it is not found."""
    address = quote(sender_address(envelope.reply_to or envelope.sender), safe="@")
    mailto = f"<mailto:{address}?subject={quote('unsubscribe ' + passport)}>"
    if not envelope.one_click:
        yield "List-Unsubscribe", mailto
        return
    yield "List-Unsubscribe", _one_line(f"<{envelope.base_url}/u/{passport}>, {mailto}")
    yield "List-Unsubscribe-Post", "List-Unsubscribe=One-Click"


def _mailbox(name: str, address: str) -> str:
    bare = ascii_address(address)
    if not name:
        return bare
    text = _text(name)
    if text != name:
        return f"{text}\r\n <{bare}>"  # a line that holds an encoded word has 76 characters at most (RFC 2047 2)
    quoted = name if _ATOMS.fullmatch(name) else '"' + re.sub(r'(["\\])', r"\\\1", name) + '"'
    return f"{quoted} <{bare}>"


def _text(value: str) -> str:
    """A person's words in a header: as they are where that is safe, else in encoded words (RFC 2047)."""
    if _one_line(value).isascii() and "=?" not in value and len(value) <= _LONGEST_LINE:
        return value
    return "\r\n ".join(f"=?utf-8?B?{b64encode(chunk).decode()}?=" for chunk in _chunks(value))


def _one_line(value: str) -> str:
    if _CONTROL.search(value):
        raise ValueError(f"a line break or control character in a header: {value[:40]!r}")
    return value


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


def _label(name: str) -> str:
    """A name as Feedback-ID wants it: letters, digits and hyphens."""
    return "-".join("".join(c if c.isascii() and c.isalnum() else " " for c in name).split()).lower() or "newsletter"


def _keyed(key: bytes, *parts: str) -> str:
    return hmac.new(key, "\0".join(parts).encode(), sha256).hexdigest()[:32]
