"""The local inbox: messages that `send --to` kept on this computer, read with `email` and nothing else trusted."""

from dataclasses import dataclass
from datetime import UTC
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from email.utils import parseaddr, parsedate_to_datetime
from pathlib import Path
from urllib.parse import quote

from newsletter.deliver import inbox
from newsletter.model import Language
from newsletter.web.studio.views.headers import HeaderGroup, header_groups


@dataclass(frozen=True, slots=True)
class Letter:
    """A kept message as its reader's mail program would show it."""

    name: str
    subject: str
    sender: str
    to: str
    date: str
    language: Language
    html: str
    text: str
    headers: tuple[HeaderGroup, ...]

    @property
    def path(self) -> str:
        return f"/inbox/{quote(self.name)}"

    @property
    def sender_name(self) -> str:
        return parseaddr(self.sender)[0] or self.sender


def letters(project: Path) -> list[Letter]:
    """All kept messages, the newest first."""
    return [_letter(path) for path in inbox.kept(project)]


def letter(project: Path, name: str) -> Letter | None:
    """One kept message by its name; a name that is none of the inbox's own finds nothing, wherever it points."""
    return next((_letter(path) for path in inbox.kept(project) if path.stem == name), None)


def _letter(path: Path) -> Letter:
    message = message_from_bytes(path.read_bytes(), policy=default)
    return Letter(
        name=path.stem,
        subject=_header(message, "Subject"),
        sender=_header(message, "From"),
        to=_header(message, "To"),
        date=_moment(_header(message, "Date")),
        language=_language(message),
        html=_body(message, "html"),
        text=_body(message, "plain"),
        headers=header_groups(message),
    )


def _header(message: EmailMessage, name: str) -> str:
    return str(message.get(name, ""))


def _moment(said: str) -> str:
    """`25 November 2026, 08:00 UTC`; as it stands where it is no date."""
    try:
        moment = parsedate_to_datetime(said).astimezone(UTC)
    except (ValueError, OverflowError):
        return said
    return f"{moment.day} {moment:%B %Y, %H:%M} UTC"


def _language(message: EmailMessage) -> Language:
    said = (part.get("Content-Language") for part in message.walk())  # of the message, or of its first part
    return Language(str(next(filter(None, said), "en-GB")).replace("-", "_"))


def _body(message: EmailMessage, kind: str) -> str:
    part = message.get_body((kind,))
    if not isinstance(part, EmailMessage):
        return ""
    content = part.get_payload(decode=True)
    return content.decode("utf-8", "replace") if isinstance(content, bytes) else ""
