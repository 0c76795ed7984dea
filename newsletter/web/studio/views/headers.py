"""What a message says of itself: its headers and its parts', as they are on the wire and as people read them. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from email.message import EmailMessage

_KINDS = {"text/plain": "Text part", "text/html": "HTML part"}


@dataclass(frozen=True, slots=True)
class Header:
    """One header; `raw` where a mail program reads something else than is written."""

    name: str
    value: str
    raw: str


@dataclass(frozen=True, slots=True)
class HeaderGroup:
    """The headers of a message, or of one of its parts."""

    heading: str
    headers: tuple[Header, ...]


def header_groups(message: EmailMessage) -> tuple[HeaderGroup, ...]:
    """The message's own headers, then each part's."""
    parts = [message, *(part for part in message.walk() if part is not message)]
    return tuple(HeaderGroup(_heading(part, message), tuple(_headers(part))) for part in parts)


def shown(header: str) -> str:
    """A header as a page can show it: bytes that are no text are question marks."""
    return header.encode("utf-8", "replace").decode()


def _heading(part: EmailMessage, message: EmailMessage) -> str:
    return "Message" if part is message else _KINDS.get(part.get_content_type(), part.get_content_type())


def _headers(part: EmailMessage) -> Iterator[Header]:
    written = (str(value) for _, value in part.raw_items())
    for (name, value), raw in zip(part.items(), written, strict=True):
        yield Header(shown(name), shown(str(value)), shown(raw) if "=?" in raw else "")
