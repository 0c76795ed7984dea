"""An edition as messages: what is the same for everybody encoded once, a recipient spliced in by one join. Pure.

    letter = Letter(edition, envelope, now)
    letter.to(Recipient(address, name, delivery, passport))     # the bytes that go over the wire

Called by a worker's shard for real deliveries, and by `render` and `send --to` for proofs and test messages: what is
looked at is made as what is sent. A message is ASCII with CRLF, and no line of it begins with a dot.
"""

import hmac
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime, parseaddr
from hashlib import sha256
from typing import NamedTuple
from urllib.parse import quote

from newsletter.ctas.links import NOBODY, Signer
from newsletter.deliver.address import ascii_address
from newsletter.deliver.headers import label, mailbox, unfolded, words
from newsletter.deliver.quoted import quoted_printable
from newsletter.model import Edition, Language, Region
from newsletter.settings import Settings


@dataclass(frozen=True, slots=True)
class Envelope:
    """What a message needs besides its edition: who sends it, and what its headers name."""

    sender: str  # "Name <address>"
    reply_to: str | None
    newsletter: str
    base_url: str
    one_click: bool  # https unsubscribe as well as mailto; false where there is no public server
    key: bytes  # the oldest: a message sent again after the key was changed keeps its Message-ID


class Recipient(NamedTuple):
    """One person and the pass that signs their links."""

    address: str
    name: str
    delivery: int  # NOBODY: a proof or a test, recorded nowhere
    passport: str


class Letter:
    """One edition's message, cut wherever a recipient's own words go.

    The pass has the length of the edition's pass mark and needs no encoding, so whoever's pass it is, lines break at
    the same places. Raises ValueError for a sender that is no address, and for a control character in a header.
    """

    def __init__(self, edition: Edition, envelope: Envelope, now: datetime, prefix: str = "") -> None:
        sender = sender_address(envelope.sender)
        headers = (f"{name}: {value}\r\n" for name, value in _headers(edition, envelope, now, prefix))
        self._before_to = "".join(headers).encode("ascii") + b"To: "
        self._after_id = f"@{sender.rpartition('@')[2]}>\r\n".encode("ascii")
        unsubscribe = (f"{name}: {value}\r\n" for name, value in _unsubscribe(envelope, edition.pass_mark))
        rest = "".join(unsubscribe) + _alternatives(edition, envelope)
        first, *self._pieces = rest.encode("ascii").split(edition.pass_mark.encode())
        self._after_id += first
        self._pieces_to_dot = [*self._pieces[:-1], self._pieces[-1] + b".\r\n"]
        self._identity = hmac.new(envelope.key, f"message\0{edition.issue.id}\0".encode(), sha256)
        nobody = Recipient(sender, "", NOBODY, edition.pass_mark)
        self.size = len(self.to(nobody)) - len(sender)  # in bytes, but for what stands in To

    def to(self, recipient: Recipient) -> bytes:
        """The message to one person; raises ValueError for one whom no header can name."""
        address, name, delivery, passport = recipient
        return passport.encode("ascii").join([self._head(mailbox(name, address), delivery), *self._pieces])

    def wire(self, to: str, delivery: int, passport: str) -> bytes:
        """A delivery's message with the lone dot that ends it in SMTP; `to` is a mailbox as it stands in a header.

        It needs no dot-stuffing (RFC 5321 4.5.2).
        """
        return passport.encode("ascii").join([self._head(to, delivery), *self._pieces_to_dot])

    def _head(self, to: str, delivery: int) -> bytes:
        """Everything before the first pass."""
        identity = self._identity.copy()
        identity.update(str(delivery or to).encode())
        named = to.encode("ascii"), identity.hexdigest()[:32].encode("ascii")
        return b"%b%b\r\nMessage-ID: <%b%b" % (self._before_to, *named, self._after_id)


def proof(settings: Settings, edition: Edition, address: str, now: datetime, prefix: str = "") -> bytes:
    """The message of an edition to an address that is nobody's delivery."""
    passport = Signer(settings.signing_keys, edition.issue).sign(NOBODY)
    envelope = envelope_of(settings, settings.regions[edition.issue.region], edition.told_in)
    return Letter(edition, envelope, now, prefix).to(Recipient(address, "", NOBODY, passport))


def envelope_of(settings: Settings, region: Region, language: Language) -> Envelope:
    """What the settings say of a region's messages in one language."""
    return Envelope(
        sender=region.sender,
        reply_to=region.reply_to,
        newsletter=settings.name.said_in(language)[0],
        base_url=settings.base_url,
        one_click=settings.links == "redirect",
        key=settings.signing_keys[-1],
    )


def sender_address(sender: str) -> str:
    """The bare address of a mailbox, as MAIL FROM wants it."""
    return ascii_address(parseaddr(sender)[1])


def _headers(edition: Edition, envelope: Envelope, now: datetime, prefix: str) -> Iterator[tuple[str, str]]:
    issue, domain = edition.issue, sender_address(envelope.sender).rpartition("@")[2]
    yield "From", mailbox(*parseaddr(envelope.sender))
    if envelope.reply_to:
        yield "Reply-To", mailbox(*parseaddr(envelope.reply_to))
    yield "Subject", words(prefix + edition.subject)
    yield "Date", format_datetime(now)
    yield "Content-Language", edition.told_in.tag
    yield "List-Id", f"<{issue.campaign}.{issue.region}.{domain}>"
    yield "Feedback-ID", f"{issue.date.isoformat()}:{issue.region}:{issue.campaign}:{label(envelope.newsletter)}"
    yield "Precedence", "bulk"
    yield "MIME-Version", "1.0"


def _unsubscribe(envelope: Envelope, mark: str) -> Iterator[tuple[str, str]]:
    """RFC 2369 and, where a public server answers, one-click (RFC 8058); never folded, or it is not found."""
    address = quote(sender_address(envelope.reply_to or envelope.sender), safe="@")
    mailto = f"<mailto:{address}?subject={quote('unsubscribe ')}{mark}>"
    if not envelope.one_click:
        yield "List-Unsubscribe", mailto
        return
    yield "List-Unsubscribe", unfolded(f"<{envelope.base_url}/u/{mark}>, {mailto}")
    yield "List-Unsubscribe-Post", "List-Unsubscribe=One-Click"


def _alternatives(edition: Edition, envelope: Envelope) -> str:
    """The two parts with their headers, plain text before HTML (RFC 2046 5.1.4)."""
    # Keyed, so that no author can write it and end a part.
    boundary = "=_" + hmac.new(envelope.key, f"boundary\0{edition.hash}".encode(), sha256).hexdigest()[:32]
    parts = "".join(
        f"--{boundary}\r\n"
        f'Content-Type: text/{kind}; charset="utf-8"\r\n'
        "Content-Transfer-Encoding: quoted-printable\r\n\r\n"
        f"{quoted_printable(body, edition.pass_mark)}\r\n"
        for kind, body in (("plain", edition.text), ("html", edition.html))
    )
    return f'Content-Type: multipart/alternative; boundary="{boundary}"\r\n\r\n{parts}--{boundary}--\r\n'
