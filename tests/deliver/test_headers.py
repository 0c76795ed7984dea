"""Header values, written by us and read by `email`: long addresses, words beyond ASCII, and senders that are none."""

import re
from dataclasses import replace
from email.message import EmailMessage

import pytest

from newsletter.deliver.headers import label, mailbox, unfolded, words
from newsletter.model import Edition
from tests.deliver.test_message import ANA, ENVELOPE, NOW, PASS, body, build, head, parsed

ARABIC_ENVELOPE = replace(ENVELOPE, sender="رسالة الميناء <letter@example.ae>", newsletter="رسالة الميناء")


@pytest.fixture
def message(arabic: Edition) -> EmailMessage:
    """An Arabic edition's message, parsed."""
    return parsed(build(arabic, ARABIC_ENVELOPE, ANA._replace(name="عنا"), NOW))


# ── what may not be folded or encoded ──────────────────────────────────────────────────────────────


@pytest.mark.parametrize("length", [20, 60, 78, 200, 700])
def test_an_unsubscribe_address_stands_whole_on_one_line_however_long(edition: Edition, length: int) -> None:
    base_url = "https://news.example.com/" + "x" * length
    message = build(edition, replace(ENVELOPE, base_url=base_url), ANA, NOW)
    expected = f"<{base_url}/u/{PASS}>, <mailto:hello@example.co.uk?subject=unsubscribe%20{PASS}>"
    assert [line for line in head(message) if b"/u/" in line] == [f"List-Unsubscribe: {expected}".encode()]
    assert parsed(message)["List-Unsubscribe"] == expected
    assert parsed(message)["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


@pytest.mark.parametrize("name", ["List-Unsubscribe", "List-Unsubscribe-Post", "List-Id", "Feedback-ID", "Message-ID"])
def test_nothing_that_a_machine_reads_is_folded_or_encoded_in_an_arabic_message(arabic: Edition, name: str) -> None:
    lines = head(build(arabic, ARABIC_ENVELOPE, ANA._replace(name="عنا"), NOW))
    (place,) = (number for number, line in enumerate(lines) if line.startswith(f"{name}: ".encode()))
    assert b"=?" not in lines[place]
    assert not lines[place + 1].startswith((b" ", b"\t"))


def test_a_value_that_no_line_can_hold_is_refused() -> None:
    assert unfolded("x" * 900) == "x" * 900
    for value in ("x" * 901, "é", "a\r\nBcc: x@bank.test"):
        with pytest.raises(ValueError, match="header"):
            unfolded(value)


def test_every_headers_name_is_one_that_the_standard_allows(arabic: Edition) -> None:
    lines = head(build(arabic, ARABIC_ENVELOPE, ANA._replace(name="عنا"), NOW))
    begun = [line for line in lines if not line.startswith(b" ")]
    assert len(begun) < len(lines)
    assert [line for line in begun if not re.match(rb"[A-Za-z]+(-[A-Za-z]+)*: \S", line)] == []


# ── words beyond ASCII ─────────────────────────────────────────────────────────────────────────────


def test_an_arabic_message_reads_as_it_was_written(message: EmailMessage, arabic: Edition) -> None:
    assert message.defects == []
    assert message["Subject"] == arabic.subject
    assert message["Content-Language"] == "ar-AE"
    assert [(one.display_name, one.addr_spec) for one in message["From"].addresses] == [
        ("رسالة الميناء", "letter@example.ae")
    ]
    assert [(one.display_name, one.addr_spec) for one in message["To"].addresses] == [("عنا", "ana@harbour.test")]


def test_arabic_words_go_as_quoted_printable_and_come_back_letter_for_letter(arabic: Edition) -> None:
    told = "كيف تقرأ جداول المدّ والجزر\u200f في الميناء؟ " * 40
    message = build(replace(arabic, text=f"{told}\n", html=f"<p>{told}</p>"), ARABIC_ENVELOPE, ANA, NOW)
    encodings = [part["Content-Transfer-Encoding"] for part in parsed(message).iter_parts()]
    assert encodings == ["quoted-printable", "quoted-printable"]
    assert body(message, "plain") == f"{told}\n"
    assert body(message, "html") == f"<p>{told}</p>"
    assert max(map(len, message.partition(b"\r\n\r\n")[2].split(b"\r\n"))) <= 76


@pytest.mark.parametrize(
    ("name", "expected"),
    [("The Harbour Letter", "the-harbour-letter"), ("رسالة الميناء", "newsletter"), ("A:b\r\nBcc: x", "a-b-bcc-x")],
)
def test_a_newsletters_name_is_one_field_of_feedback_id(name: str, expected: str) -> None:
    assert label(name) == expected


def test_a_feedback_id_has_four_fields_whatever_the_newsletter_is_called(edition: Edition) -> None:
    message = parsed(build(edition, replace(ENVELOPE, newsletter="Tides: and\nsands"), ANA, NOW))
    assert message["Feedback-ID"] == "2026-11-26:uk:weekly:tides-and-sands"


def test_a_sender_beyond_ascii_names_its_domain_in_idna_wherever_it_stands(edition: Edition) -> None:
    envelope = replace(ENVELOPE, sender="Hafen <brief@münchen.example>", reply_to="Hafen <antwort@münchen.example>")
    message = parsed(build(edition, envelope, ANA, NOW))
    domain = "xn--mnchen-3ya.example"
    assert message["List-Id"] == f"<weekly.uk.{domain}>"
    assert message["Reply-To"].addresses[0].addr_spec == f"antwort@{domain}"
    assert f"<mailto:antwort@{domain}?" in message["List-Unsubscribe"]


# ── what is refused ────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "bad",
    [
        '"Tides\n" <letter@example.co.uk>',
        "Tides\x0b <letter@example.co.uk>",
        "Tides\0 <letter@example.co.uk>",
        "Tides",
        "Tides <letter>",
    ],
)
def test_a_mailbox_that_would_break_a_header_is_refused(edition: Edition, bad: str) -> None:
    for envelope in (replace(ENVELOPE, sender=bad), replace(ENVELOPE, reply_to=bad)):
        with pytest.raises(ValueError, match=r"control character|not a mail address"):
            build(edition, envelope, ANA, NOW)


@pytest.mark.parametrize("bad", ["\r", "\n", "\r\n ", "\0", "\x1f", "\x7f", "\x85"])
def test_no_control_character_gets_into_a_name_or_a_subject(bad: str) -> None:
    with pytest.raises(ValueError, match="control character in a header"):
        words(f"Tides{bad}")
    with pytest.raises(ValueError, match="control character in a header"):
        mailbox(f"Ana{bad}", "ana@harbour.test")
    with pytest.raises(ValueError, match="not a mail address"):
        mailbox("Ana", f"ana@harbour.test{bad}")
