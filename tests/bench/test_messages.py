"""Messages a second: our plain build beside the way of most programs, a template filled for each recipient."""

from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import TYPE_CHECKING

import pytest
from jinja2 import Environment

from newsletter.ctas.links import Signer
from newsletter.deliver.message import Recipient, build, envelope_of
from newsletter.model import Edition

if TYPE_CHECKING:
    from tests.bench.conftest import Race, Sample

pytestmark = pytest.mark.bench

NOW = datetime(2026, 11, 19, 9, tzinfo=UTC)
NUMBER = 20


def test_messages_built(sample: "Sample", race: "Race") -> None:
    edition, settings = sample.composed()[0], sample.kit.settings
    signer = Signer(settings.signing_keys, edition.issue)
    envelope = envelope_of(settings, settings.regions[edition.issue.region], edition.language)
    by_template = _Peer(edition, envelope.sender)

    def ours(number: int) -> bytes:
        recipient = Recipient(f"reader-{number}@example.com", "", number, signer.sign(number))
        return build(edition, envelope, recipient, NOW)

    def theirs(number: int) -> bytes:
        return by_template.build(f"reader-{number}@example.com", signer.sign(number))

    race(
        "Messages built a second",
        NUMBER,
        (
            ("message.build", lambda: [ours(number) for number in range(NUMBER)]),
            ("EmailMessage, Jinja for each", lambda: [theirs(number) for number in range(NUMBER)]),
        ),
    )
    assert _said(ours(7)) == _said(theirs(7)) != _said(ours(8))


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
