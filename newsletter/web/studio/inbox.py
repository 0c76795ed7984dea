"""The local inbox: messages that `send --to` kept on this computer, read with `email` and nothing else trusted."""

from dataclasses import dataclass
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

from newsletter.deliver import inbox
from newsletter.model import Language


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
        date=_header(message, "Date"),
        language=_language(message),
        html=_body(message, "html"),
        text=_body(message, "plain"),
    )


def _header(message: EmailMessage, name: str) -> str:
    return str(message.get(name, ""))


def _language(message: EmailMessage) -> Language:
    said = (part.get("Content-Language") for part in message.walk())  # of the message, or of its first part
    return Language(str(next(filter(None, said), "en-GB")).replace("-", "_"))


def _body(message: EmailMessage, kind: str) -> str:
    part = message.get_body((kind,))
    if not isinstance(part, EmailMessage):
        return ""
    content = part.get_payload(decode=True)
    return content.decode("utf-8", "replace") if isinstance(content, bytes) else ""
