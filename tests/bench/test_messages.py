"""Messages composed a second: ours beside the way of most programs, a template filled for each recipient.

Aims: eighty times as many, and 20,000 a second and core.
"""

from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import TYPE_CHECKING

import pytest
from jinja2 import Environment

from newsletter.ctas.links import Signer
from newsletter.deliver.message import Letter, Recipient, envelope_of
from newsletter.model import Edition
from tests.bench.letters import ENGLISH, NOW, SIZE, edition_of, issue_of

if TYPE_CHECKING:
    from tests.bench.conftest import Race, Sample

pytestmark = pytest.mark.bench

NUMBER = 20


def test_messages_composed(sample: "Sample", race: "Race") -> None:
    settings, issue = sample.kit.settings, issue_of(0)
    edition = edition_of(issue, settings.signing_keys[0])
    signer = Signer(settings.signing_keys, issue)
    envelope = envelope_of(settings, settings.regions[issue.region], ENGLISH)
    letter, by_template = Letter(edition, envelope, NOW), _Peer(edition, envelope.sender)

    def to(number: int) -> Recipient:
        return Recipient(f"reader-{number}@example.com", "", number, signer.sign(number))

    def wire(number: int) -> bytes:
        return letter.wire(f"reader-{number}@example.com", number, signer.sign(number))

    def theirs(number: int) -> bytes:
        return by_template.build(f"reader-{number}@example.com", signer.sign(number))

    numbers = range(1, NUMBER + 1)
    race(
        "60 kB messages composed a second",
        NUMBER,
        (
            ("Letter.wire, Signer.sign", lambda: [wire(number) for number in numbers]),
            ("EmailMessage, Jinja for each", lambda: [theirs(number) for number in numbers]),
        ),
    )
    assert letter.size == pytest.approx(SIZE, rel=0.02)
    assert wire(7) == letter.to(to(7)) + b".\r\n"
    assert _said(letter.to(to(7))) == _said(theirs(7)) != _said(letter.to(to(8)))


class _Peer:
    """Compiled templates with the pass as their one variable, and `email`'s own ways."""

    def __init__(self, edition: Edition, sender: str) -> None:
        jinja = Environment(autoescape=True, keep_trailing_newline=True)
        self._html, self._text = (
            jinja.from_string(part.replace(edition.pass_mark, "{{ passport }}"))
            for part in (edition.html, edition.text)
        )
        self._subject, self._sender = edition.subject, sender

    def build(self, address: str, passport: str) -> bytes:
        message = EmailMessage(policy=policy.SMTP)
        message["From"], message["To"], message["Subject"] = self._sender, address, self._subject
        message.set_content(self._text.render(passport=passport), cte="quoted-printable")
        message.add_alternative(self._html.render(passport=passport), subtype="html", cte="quoted-printable")
        return message.as_bytes()


def _said(message: bytes) -> list[str]:
    parsed = message_from_bytes(message, policy=policy.default)
    return [part.get_content() for part in parsed.walk() if not part.is_multipart()]
