"""One recipient's message from an edition, built plainly with `email`; pure, the oracle of any faster way.

Called by `deliver.worker` for real deliveries, and by `render` and `send --to` for proofs and test messages.
"""

import hmac
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr
from hashlib import sha256
from urllib.parse import quote

import idna

from newsletter.ctas.links import Signer, personalise
from newsletter.model import Edition, Language, Region
from newsletter.settings import Settings

# Bodies break their lines at 76 (RFC 2045 6.7); headers are written whole, since a folded List-Unsubscribe
# becomes an encoded word, which kills one-click (RFC 8058).
_BODIES = SMTP.clone(max_line_length=76)
_WIRE = SMTP.clone(max_line_length=998)

_NOBODY = 0  # the delivery that a proof's or a test's pass names: its clicks lead on and are not counted


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
    """One person and the pass that signs their links."""

    address: str
    name: str
    delivery: int  # 0: a proof or a test, recorded nowhere
    passport: str


def build(edition: Edition, envelope: Envelope, recipient: Recipient, now: datetime, prefix: str = "") -> bytes:
    """The message as it goes over the wire: CRLF, quoted-printable, the same bytes for the same arguments.

    Raises ValueError for an address or header value with a line break in it (header injection).
    """
    message = EmailMessage(policy=_BODIES)
    for name, value in _headers(edition, envelope, recipient, now, prefix).items():
        message[name] = value
    for kind, body in (("plain", edition.text), ("html", edition.html)):
        part = EmailMessage(policy=_BODIES)
        text = personalise(body, edition.pass_mark, recipient.passport)
        part.set_content(text, subtype=kind, charset="utf-8", cte="quoted-printable")
        del part["MIME-Version"]
        message.attach(part) if message.is_multipart() else _begin(message, part, edition, envelope)
    return message.as_bytes(policy=_WIRE)


def proof(settings: Settings, edition: Edition, address: str, now: datetime, prefix: str = "") -> bytes:
    """The message of an edition to an address that is nobody's delivery."""
    passport = Signer(settings.signing_keys, edition.issue).sign(_NOBODY)
    envelope = envelope_of(settings, settings.regions[edition.issue.region], edition.language)
    return build(edition, envelope, Recipient(address, "", _NOBODY, passport), now, prefix)


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
    """The bare address of a mailbox, its domain in ASCII (IDNA)."""
    return _ascii(parseaddr(sender)[1])


def _begin(message: EmailMessage, part: EmailMessage, edition: Edition, envelope: Envelope) -> None:
    # `email` draws a boundary at random; a keyed one keeps the bytes the same and out of an author's reach.
    message.make_alternative(boundary=f"=_{_keyed(envelope.key, 'boundary', edition.hash)}")
    message.attach(part)


def _headers(
    edition: Edition, envelope: Envelope, recipient: Recipient, now: datetime, prefix: str
) -> dict[str, str | Address]:
    issue, domain = edition.issue, sender_address(envelope.sender).rpartition("@")[2]
    identity = _keyed(envelope.key, "message", issue.id, str(recipient.delivery or recipient.address))
    headers: dict[str, str | Address] = {
        "From": _mailbox(*parseaddr(envelope.sender)),
        "To": _mailbox(recipient.name, recipient.address),
        "Subject": _one_line(prefix + edition.subject),
        "Date": format_datetime(now),
        "Message-ID": f"<{identity}@{domain}>",
        "Content-Language": edition.language.tag,
        "List-Id": f"<{issue.campaign}.{issue.region}.{domain}>",
        "Feedback-ID": f"{issue.date.isoformat()}:{issue.region}:{issue.campaign}:{_label(envelope.newsletter)}",
        "Precedence": "bulk",
        **_unsubscribe(envelope, recipient),
    }
    if envelope.reply_to:
        headers["Reply-To"] = _mailbox(*parseaddr(envelope.reply_to))
    return headers


def _unsubscribe(envelope: Envelope, recipient: Recipient) -> dict[str, str]:
    """RFC 2369 and, where a public server answers, one-click (RFC 8058)."""
    address = sender_address(envelope.reply_to or envelope.sender)
    mailto = f"<mailto:{address}?subject={quote('unsubscribe ' + recipient.passport)}>"
    if not envelope.one_click:
        return {"List-Unsubscribe": mailto}
    return {
        "List-Unsubscribe": f"<{envelope.base_url}/u/{recipient.passport}>, {mailto}",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }


def _mailbox(name: str, address: str) -> Address:
    return Address(_one_line(name), addr_spec=_ascii(_one_line(address)))


def _ascii(address: str) -> str:
    local, _, domain = address.rpartition("@")
    return f"{local}@{domain if domain.isascii() else idna.encode(domain, uts46=True).decode()}"


def _one_line(value: str) -> str:
    if any(character in value for character in "\r\n\0"):
        raise ValueError(f"a line break in a header value: {value[:40]!r}")
    return value


def _label(name: str) -> str:
    """A name as Feedback-ID wants it: letters, digits and hyphens."""
    return "-".join("".join(c if c.isascii() and c.isalnum() else " " for c in name).split()).lower() or "newsletter"


def _keyed(key: bytes, *parts: str) -> str:
    return hmac.new(key, "\0".join(parts).encode(), sha256).hexdigest()[:32]
