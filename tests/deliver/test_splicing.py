"""What is spliced says what a plain build by `email` says, whatever the words; and the wire can take it as it is."""

import re
from dataclasses import replace
from datetime import UTC, date, datetime
from email import message_from_bytes
from email.message import EmailMessage, MIMEPart
from email.policy import SMTP, default

import pytest
from hypothesis import given
from hypothesis import settings as tried
from hypothesis import strategies as st

from newsletter.ctas.links import Signer
from newsletter.deliver.message import Envelope, Letter, Recipient
from newsletter.deliver.quoted import quoted_printable
from newsletter.model import Edition, Issue, Language

NOW = datetime(2026, 11, 26, 9, tzinfo=UTC)
KEY = b"k" * 32
ISSUE = Issue("weekly", "uk", date(2026, 11, 26))
MARK = "M_-M" * 7
ENVELOPE = Envelope(
    "The Harbour Letter <letter@example.co.uk>", None, "The Harbour Letter", "https://news.example.com", True, KEY
)
EDITION = Edition(
    issue=ISSUE,
    language=Language("en_GB"),
    subject="Tides",
    preheader="",
    html="",
    text="",
    pass_mark=MARK,
    links=(),
    articles=(),
    left_out=(),
    notes=(),
    findings=(),
    hash="4f" * 32,
)

# Text in which everything that quoted-printable and SMTP care for turns up often.
words = st.one_of(
    st.sampled_from([MARK, ".", "..", "\n", "\n.", "\n.\n", "\r", "\r\n", " ", "\t", " \n", "=", "From ", "é", "مدّ"]),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=40),
)
texts = st.lists(words, max_size=25).map("".join)
numbers = st.integers(min_value=1, max_value=2**63 - 1)


def recipient(number: int = 7, address: str = "ana@harbour.test", name: str = "") -> Recipient:
    return Recipient(address, name, number, Signer([KEY], ISSUE).sign(number))


def plain(edition: Edition, one: Recipient) -> EmailMessage:
    """The message as `email` builds it, each recipient's anew: slow, and nothing to do with our way."""
    whole = EmailMessage(policy=SMTP)
    whole["From"], whole["To"], whole["Subject"] = ENVELOPE.sender, one.address, edition.subject
    whole.make_alternative()
    for kind, text in (("plain", edition.text), ("html", edition.html)):
        part = MIMEPart(policy=SMTP)
        personal = text.replace(MARK, one.passport).replace("\r\n", "\n").replace("\n", "\r\n")
        part.set_content(personal.encode(), "text", kind, cte="base64")  # which keeps every byte
        whole.attach(part)  # type: ignore[arg-type]  # typeshed wants a message
    parsed: EmailMessage = message_from_bytes(whole.as_bytes(), policy=default)
    return parsed


def contents(message: EmailMessage) -> list[tuple[str, object]]:
    return [(part.get_content_type(), part.get_payload(decode=True)) for part in message.iter_parts()]


@tried(deadline=None, max_examples=200)
@given(texts, texts, numbers)
def test_a_spliced_message_says_what_the_plain_build_says(text: str, html: str, number: int) -> None:
    edition, one = replace(EDITION, text=text, html=html), recipient(number)
    spliced: EmailMessage = message_from_bytes(Letter(edition, ENVELOPE, NOW).to(one), policy=default)
    expected = plain(edition, one)
    assert contents(spliced) == contents(expected)
    assert [spliced[name] for name in ("From", "To", "Subject")] == [
        expected[name] for name in ("From", "To", "Subject")
    ]


@tried(deadline=None, max_examples=200)
@given(texts, texts, numbers)
def test_no_line_begins_with_a_dot_or_is_too_long_and_every_line_ends_in_crlf(
    text: str, html: str, number: int
) -> None:
    one = recipient(number)
    wire = Letter(replace(EDITION, text=text, html=html), ENVELOPE, NOW).wire(one.address, number, one.passport)
    assert wire.endswith(b"--\r\n.\r\n")
    lines = wire.removesuffix(b".\r\n").split(b"\r\n")
    assert not any(line.startswith(b".") for line in lines)
    assert not any(b"\r" in line or b"\n" in line for line in lines)
    body = lines[lines.index(b"") :]
    assert max(map(len, body)) <= 76
    assert wire.isascii()


@tried(deadline=None, max_examples=200)
@given(texts)
def test_no_mark_is_broken_in_two(text: str) -> None:
    assert quoted_printable(text, MARK).count(MARK) == text.replace("\r\n", "\n").count(MARK)


@tried(deadline=None, max_examples=100)
@given(texts, numbers, numbers)
def test_the_messages_of_two_people_differ_in_what_is_theirs_alone(text: str, one: int, other: int) -> None:
    letter = Letter(replace(EDITION, text=text, html=f"<p>{MARK}</p>"), ENVELOPE, NOW)
    first, second = (letter.to(recipient(number)) for number in (one, other))
    assert len(first) == len(second)
    anonymous = [
        re.sub(rb"Message-ID: <[0-9a-f]{32}", b"", message.replace(recipient(number).passport.encode(), b""))
        for message, number in ((first, one), (second, other))
    ]
    assert anonymous[0] == anonymous[1]


def test_a_size_is_what_a_message_has_but_for_its_recipient() -> None:
    letter = Letter(replace(EDITION, text=f"Tides {MARK}\n" * 100), ENVELOPE, NOW)
    one = recipient()
    assert len(letter.to(one)) == letter.size + len(one.address)


@pytest.mark.parametrize("line", ["word " * 40, "x" * 300, "é" * 100, "." * 100, " " * 200, "=" * 99])
def test_a_long_line_is_broken_softly_and_comes_back_whole(line: str) -> None:
    message = message_from_bytes(Letter(replace(EDITION, text=line), ENVELOPE, NOW).to(recipient()), policy=default)
    assert contents(message)[0] == ("text/plain", line.encode())


def test_a_message_sent_again_after_the_key_was_changed_keeps_its_message_id() -> None:
    before = Letter(EDITION, ENVELOPE, NOW).to(recipient())
    passport = Signer([b"n" * 32, KEY], ISSUE).sign(7)
    after = Letter(EDITION, ENVELOPE, NOW).to(recipient()._replace(passport=passport))
    ids = [message_from_bytes(message)["Message-ID"] for message in (before, after)]
    assert ids[0] == ids[1]
    assert before != after
