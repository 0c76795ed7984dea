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
from newsletter.deliver.trial import MARK
from newsletter.model import Language
from newsletter.web.studio.views.headers import HeaderGroup, header_groups, shown

_SHOWN_AT_MOST = 1_000_000  # bytes of a message; what a mail program shows whole is a tenth of it


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
    def marked(self) -> str:
        """The mark that stands before the subject, apart from it: it is written from left to right, always."""
        return MARK if self.subject.startswith(MARK) else ""

    @property
    def named(self) -> str:
        return self.subject.removeprefix(MARK).strip()

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
    """The message in a file, or a word on why it cannot be shown: whatever is wrong with it, the others are."""
    try:
        with path.open("rb") as file:
            return _read(path.stem, message_from_bytes(file.read(_SHOWN_AT_MOST), policy=default))
    except Exception as error:  # noqa: BLE001 -- `email` raises all sorts for headers that break its grammar
        why = f"This file is no message that can be read ({error!r:.200})."
        return Letter(path.stem, "(cannot be read)", "", "", "", Language("en_GB"), "", why, ())


def _read(name: str, message: EmailMessage) -> Letter:
    return Letter(
        name=name,
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
    return shown(str(message.get(name, "")))


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
