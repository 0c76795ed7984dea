"""What a message says of itself."""

from email import message_from_bytes
from email.policy import default

from newsletter.web.studio.views.headers import header_groups

MESSAGE = (
    b"From: Ana <ana@example.com>\r\nSubject: =?utf-8?B?2LHZiNiy2YbYp9mF2Kk=?=\r\n"
    b'Content-Type: multipart/alternative; boundary="b"\r\n\r\n'
    b'--b\r\nContent-Type: text/plain; charset="utf-8"\r\n\r\nHello\r\n'
    b'--b\r\nContent-Type: text/html; charset="utf-8"\r\n\r\n<p>Hello\r\n--b--\r\n'
)


def test_the_messages_own_headers_come_first_then_each_parts() -> None:
    groups = header_groups(message_from_bytes(MESSAGE, policy=default))
    assert [group.heading for group in groups] == ["Message", "Text part", "HTML part"]
    assert [header.name for header in groups[0].headers] == ["From", "Subject", "Content-Type"]


def test_an_encoded_header_is_shown_as_it_is_read_and_as_it_is_written() -> None:
    _, subject, content_type = header_groups(message_from_bytes(MESSAGE, policy=default))[0].headers
    assert (subject.value, subject.raw) == ("روزنامة", "=?utf-8?B?2LHZiNiy2YbYp9mF2Kk=?=")
    assert content_type.raw == ""
