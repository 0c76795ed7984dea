"""Messages as their bytes: what a relay, a filter and a mail program will find in them."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.policy import default

import pytest
from hypothesis import given
from hypothesis import settings as tried
from hypothesis import strategies as st

from newsletter.ctas.links import read_pass, verify
from newsletter.deliver.message import Envelope, Letter, Recipient, envelope_of, proof, sender_address
from newsletter.model import Edition, Issue, Language
from newsletter.settings import Settings

NOW = datetime(2026, 11, 26, 9, tzinfo=UTC)
PASS = "EAAAAAAAAAAHabcdefghijklmnop"
ANA = Recipient("ana@harbour.test", "Ana", 7, PASS)
ENVELOPE = Envelope(
    sender="The Harbour Letter <letter@example.co.uk>",
    reply_to="hello@example.co.uk",
    newsletter="The Harbour Letter",
    base_url="https://news.example.com",
    one_click=True,
    key=b"k" * 32,
)
UNSUBSCRIBE = (
    f"<https://news.example.com/u/{PASS}>, <mailto:hello@example.co.uk?subject=unsubscribe%20{PASS}>"  # 130 characters
)


def build(edition: Edition, envelope: Envelope, recipient: Recipient, now: datetime, prefix: str = "") -> bytes:
    return Letter(edition, envelope, now, prefix).to(recipient)


def parsed(message: bytes) -> EmailMessage:
    return message_from_bytes(message, policy=default)


def head(message: bytes) -> list[bytes]:
    return message.partition(b"\r\n\r\n")[0].split(b"\r\n")


def body(message: bytes, kind: str) -> str:
    part = parsed(message).get_body((kind,))
    assert part is not None
    return str(part.get_content()).replace("\r\n", "\n")


def named(message: bytes) -> str:
    """The name in To, as RFC 2047 reads it (`email`'s address parser keeps the blanks between encoded words)."""
    said = str(message_from_bytes(message)["To"]).rpartition("<")[0].strip()
    if said.startswith('"'):
        return re.sub(r"\\(.)", r"\1", said[1:-1])
    return str(make_header(decode_header(said)))


# ── headers ────────────────────────────────────────────────────────────────────────────────────────


def test_a_message_carries_the_headers_that_bulk_mail_needs(edition: Edition) -> None:
    message = parsed(build(edition, ENVELOPE, ANA, NOW))
    assert message["From"] == "The Harbour Letter <letter@example.co.uk>"
    assert message["To"] == "Ana <ana@harbour.test>"
    assert message["Reply-To"] == "hello@example.co.uk"
    assert message["Subject"] == "Reading the Tides"
    assert message["Date"].datetime == NOW
    assert message["Content-Language"] == "en-GB"
    assert message["List-Id"] == "<weekly.uk.example.co.uk>"
    assert message["Feedback-ID"] == "2026-11-26:uk:weekly:the-harbour-letter"
    assert message["Precedence"] == "bulk"
    assert message["MIME-Version"] == "1.0"
    assert re.fullmatch(r"<[0-9a-f]{32}@example\.co\.uk>", message["Message-ID"])


def test_no_header_stands_twice(edition: Edition) -> None:
    names = parsed(build(edition, ENVELOPE, ANA, NOW)).keys()
    assert len(names) == len(set(names))


def test_list_unsubscribe_is_one_line_as_written_however_long(edition: Edition) -> None:
    lines = head(build(edition, ENVELOPE, ANA, NOW))
    assert f"List-Unsubscribe: {UNSUBSCRIBE}".encode() in lines
    assert b"List-Unsubscribe-Post: List-Unsubscribe=One-Click" in lines


def test_without_a_public_server_only_a_mail_unsubscribes(edition: Edition) -> None:
    message = parsed(build(edition, replace(ENVELOPE, one_click=False), ANA, NOW))
    assert message["List-Unsubscribe"] == f"<mailto:hello@example.co.uk?subject=unsubscribe%20{PASS}>"
    assert message["List-Unsubscribe-Post"] is None


def test_the_unsubscribing_mail_goes_to_the_sender_where_nobody_is_to_be_answered(edition: Edition) -> None:
    message = parsed(build(edition, replace(ENVELOPE, reply_to=None), ANA, NOW))
    assert "mailto:letter@example.co.uk?" in message["List-Unsubscribe"]
    assert message["Reply-To"] is None


def test_the_same_arguments_give_the_same_bytes(edition: Edition) -> None:
    assert build(edition, ENVELOPE, ANA, NOW) == build(edition, ENVELOPE, ANA, NOW)


def test_a_message_id_belongs_to_the_issue_and_the_delivery_whatever_the_words_and_the_hour(edition: Edition) -> None:
    def identity(edition: Edition, recipient: Recipient, now: datetime = NOW) -> str:
        return str(parsed(build(edition, ENVELOPE, recipient, now))["Message-ID"])

    later = datetime(2026, 11, 27, tzinfo=UTC)
    assert identity(edition, ANA) == identity(replace(edition, subject="Corrected"), ANA, later)
    assert identity(edition, ANA) != identity(edition, ANA._replace(delivery=8))
    another = replace(edition, issue=Issue("weekly", "middle-east", edition.issue.date))
    assert identity(edition, ANA) != identity(another, ANA)


# ── words that are not ASCII, and words that would be more than words ──────────────────────────────


def test_an_arabic_subject_comes_back_letter_for_letter(arabic: Edition) -> None:
    assert parsed(build(arabic, ENVELOPE, ANA, NOW))["Subject"] == arabic.subject


def test_no_line_with_an_encoded_word_is_longer_than_76_characters(arabic: Edition) -> None:
    message = build(arabic, replace(ENVELOPE, sender="ميناء <m@harbour.test>"), ANA._replace(name="آنا " * 30), NOW)
    lines = [line for line in head(message) if b"=?" in line]
    assert len(lines) > 6
    assert max(map(len, lines)) <= 76  # RFC 2047 2


@tried(deadline=None, max_examples=50)
@given(st.text(st.characters(exclude_categories=["Cc", "Cs"]), max_size=150).map(str.strip))
def test_any_name_comes_back_letter_for_letter(name: str) -> None:
    message = build(_EDITION, ENVELOPE, ANA._replace(name=name), NOW)
    assert [address.addr_spec for address in parsed(message)["To"].addresses] == ["ana@harbour.test"]
    assert named(message) == name


@tried(deadline=None, max_examples=50)
@given(st.text(st.characters(exclude_categories=["Cc", "Cs"]), max_size=150).map(str.strip))
def test_any_subject_is_read_as_it_was_written(subject: str) -> None:
    message = parsed(build(replace(_EDITION, subject=subject), ENVELOPE, ANA, NOW))
    assert str(message["Subject"]).split() == subject.split()
    assert set(message.keys()) == set(parsed(build(_EDITION, ENVELOPE, ANA, NOW)).keys())


@pytest.mark.parametrize(
    "name", ['Ana "the Tide" Lee', "Lee, Ana", "Ana <ceo@bank.test>", "Ana \\ Lee", "ana@bank.test", "Ana (Dr.)", "عنا"]
)
def test_a_name_stays_a_name(edition: Edition, name: str) -> None:
    (address,) = parsed(build(edition, ENVELOPE, ANA._replace(name=name), NOW))["To"].addresses
    assert (address.display_name, address.addr_spec) == (name, "ana@harbour.test")


# Python decodes what looks like an encoded word when a header is set, and before 3.11.10 printed its line breaks raw.
@pytest.mark.parametrize("evil", ["=?utf-8?q?Hi=0D=0ABcc:_evil@bank.test?=", "=?utf-8?b?SGkNCkJjYzogeA==?="])
def test_an_encoded_word_in_a_title_or_a_name_is_text_and_never_decoded(edition: Edition, evil: str) -> None:
    message = parsed(build(replace(edition, subject=evil), ENVELOPE, ANA._replace(name=evil), NOW))
    assert message["Bcc"] is None
    assert message["Subject"] == evil
    assert message["To"].addresses[0].display_name == evil


@pytest.mark.parametrize("character", ["\r", "\n", "\r\nBcc: evil@bank.test", "\0", "\x0b", "\x85"])
@pytest.mark.parametrize(
    "broken",
    [
        lambda edition, bad: build(replace(edition, subject=f"Tides{bad}"), ENVELOPE, ANA, NOW),
        lambda edition, bad: build(edition, ENVELOPE, ANA._replace(name=f"Ana{bad}"), NOW),
        lambda edition, bad: build(edition, ENVELOPE, ANA._replace(address=f"ana{bad}@harbour.test"), NOW),
        lambda edition, bad: build(edition, ENVELOPE, ANA._replace(address=f"ana@harbour.test{bad}"), NOW),
        lambda edition, bad: build(edition, replace(ENVELOPE, base_url=f"https://news.test{bad}"), ANA, NOW),
        lambda edition, bad: build(edition, ENVELOPE, ANA, NOW, prefix=f"[Test]{bad}"),
    ],
    ids=["subject", "name", "local part", "domain", "base_url", "prefix"],
)
def test_a_control_character_in_a_header_is_refused(
    edition: Edition, broken: Callable[[Edition, str], bytes], character: str
) -> None:
    with pytest.raises(ValueError, match=r"control character|not a mail address"):
        broken(edition, character)


def test_a_domain_beyond_ascii_is_written_in_idna(edition: Edition) -> None:
    envelope = replace(ENVELOPE, sender="Hafen <brief@münchen.example>", reply_to=None)
    message = parsed(build(edition, envelope, ANA._replace(address="ana@Bücher.example"), NOW))
    assert message["From"].addresses[0].addr_spec == "brief@xn--mnchen-3ya.example"
    assert message["To"].addresses[0].addr_spec == "ana@xn--bcher-kva.example"
    assert message["Message-ID"].endswith("@xn--mnchen-3ya.example>")
    assert "mailto:brief@xn--mnchen-3ya.example?" in message["List-Unsubscribe"]


# ── parts ──────────────────────────────────────────────────────────────────────────────────────────


def test_a_message_has_two_parts_text_then_html(edition: Edition) -> None:
    message = parsed(build(edition, ENVELOPE, ANA, NOW))
    assert message.get_content_type() == "multipart/alternative"
    parts = [(part.get_content_type(), part["Content-Transfer-Encoding"]) for part in message.iter_parts()]
    assert parts == [("text/plain", "quoted-printable"), ("text/html", "quoted-printable")]
    assert [part.get_content_charset() for part in message.iter_parts()] == ["utf-8", "utf-8"]


@pytest.mark.parametrize("kind", ["plain", "html"])
def test_both_parts_hold_the_recipients_pass_and_no_mark(edition: Edition, kind: str) -> None:
    text = body(build(edition, ENVELOPE, ANA, NOW), kind)
    assert f"https://news.example.com/c/linkAAAA{PASS}" in text
    assert edition.pass_mark not in text


def test_a_message_is_ascii_with_crlf_and_no_body_line_is_longer_than_76(edition: Edition) -> None:
    message = build(replace(edition, html=edition.html + "é" * 5000, text="x" * 5000 + " \n"), ENVELOPE, ANA, NOW)
    assert message.isascii()
    assert b"\n" not in message.replace(b"\r\n", b"")
    assert b"\r" not in message.replace(b"\r\n", b"")
    assert message.endswith(b"\r\n")
    assert max(map(len, message.partition(b"\r\n\r\n")[2].split(b"\r\n"))) <= 76


@tried(deadline=None, max_examples=50)
@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r"), max_size=400))
def test_any_text_comes_back_letter_for_letter(text: str) -> None:
    message = build(replace(_EDITION, text=text, html=f"<p>{text}</p>"), ENVELOPE, ANA, NOW)
    assert body(message, "plain").rstrip("\n") == text.rstrip("\n")
    assert body(message, "html").rstrip("\n") == f"<p>{text}</p>"


def test_an_author_who_writes_a_boundary_cannot_end_a_part(edition: Edition) -> None:
    boundary = parsed(build(edition, ENVELOPE, ANA, NOW)).get_boundary()
    message = build(replace(edition, text=f"--{boundary}--\n"), ENVELOPE, ANA, NOW)
    assert len(list(parsed(message).iter_parts())) == 2


# ── proofs, and what the settings say ──────────────────────────────────────────────────────────────


def test_a_proof_is_marked_and_its_pass_is_nobodys(settings_at: Callable[[int], Settings], edition: Edition) -> None:
    settings = settings_at(0)
    message = proof(settings, edition, "reader@example.invalid", NOW, prefix="[Test] ")
    assert parsed(message)["Subject"] == "[Test] Reading the Tides"
    found = re.search(r"/c/linkAAAA([A-Za-z0-9_-]{28})", body(message, "plain"))
    passed = read_pass(found[1]) if found else None
    assert passed is not None
    assert passed.delivery == 0
    assert verify(passed, edition.issue, settings.signing_keys)


def test_two_proofs_to_two_people_are_two_messages(settings_at: Callable[[int], Settings], edition: Edition) -> None:
    ids = {
        parsed(proof(settings_at(0), edition, address, NOW))["Message-ID"] for address in ("a@b.example", "c@b.example")
    }
    assert len(ids) == 2


def test_an_envelope_is_the_regions(settings_at: Callable[[int], Settings]) -> None:
    settings = settings_at(0)
    envelope = envelope_of(settings, settings.regions["middle-east"], Language("ar_AE"))
    assert envelope.sender == "The Harbour Letter <letter@me.example.com>"
    assert envelope.one_click


def test_a_senders_bare_address_is_what_mail_from_wants() -> None:
    assert sender_address("Hafen <brief@münchen.example>") == "brief@xn--mnchen-3ya.example"


_EDITION = Edition(
    issue=Issue("weekly", "uk", NOW.date()),
    language=Language("en_GB"),
    subject="Tides",
    preheader="",
    html="<p>Tides</p>",
    text="Tides\n",
    pass_mark="M" * 28,
    links=(),
    articles=(),
    left_out=(),
    notes=(),
    findings=(),
    hash="4f" * 32,
)
