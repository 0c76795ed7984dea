"""What is read alike out of the answers of all kinds of sources: JSON, moments, addresses, plain words. Pure.

JSON from outside may lack any key and hold anything under it: `at` and its like give what is there, else nothing.
"""

import html
import json
import re
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qsl, quote, urljoin, urlsplit

from newsletter.articles.gathering.feed_text import decoded, possible

LONGEST_NAME = 300  # characters: a longer one is no name, and no index takes it
_LONGEST_ADDRESS = 4_000  # characters: few servers read as many
NOTHING = "answers with nothing; try again later"
UNREADABLE = "some of its characters cannot be read; each stands as \ufffd"  # a warning

_DEEPEST = 60  # lists and objects within each other
_UNKEEPABLE = re.compile("[\x00\ud800-\udfff]")  # halves of characters, and what no database takes
_PHP = re.compile(
    r"(?:<br ?/?>\s*)?(?:<b>)?(?:PHP )?(warning|notice|deprecated|(?:fatal|parse) error)\b", re.IGNORECASE
)


def read_json(body: bytes, content_type: str) -> Any:
    """The value of a JSON answer; raises ValueError, which says what it is instead and what to do."""
    text = decoded(body, content_type).lstrip("\ufeff \t\r\n")
    try:
        return _settled(json.loads(text), _DEEPEST)
    except RecursionError as error:
        raise ValueError(f"is nested over {_DEEPEST} deep; tell its publisher") from error
    except ValueError as error:
        raise ValueError(_instead(text) or f"is no JSON ({error}); tell its publisher") from error


def _instead(text: str) -> str:
    """What an answer is that should be JSON."""
    if message := _PHP.match(text):
        return f"begins with a PHP {message[1].lower()}, not with JSON; the site must not display PHP's messages"
    if text.startswith("<"):
        return "answers with a web page, not with JSON; correct the address, or ask the site to let its API through"
    return "" if text else NOTHING


def _settled(value: Any, deepest: int) -> Any:
    if deepest == 0:
        raise RecursionError
    if isinstance(value, str):
        return _UNKEEPABLE.sub("\ufffd", value)
    if isinstance(value, list):
        return [_settled(one, deepest - 1) for one in value]
    if isinstance(value, dict):
        return {name: _settled(one, deepest - 1) for name, one in value.items()}
    return value


def at(value: Any, *path: str | int) -> Any:
    """What lies at a path of keys and places; None where nothing does."""
    for step in path:
        if isinstance(value, dict):
            value = value.get(step)
        elif isinstance(value, list) and isinstance(step, int) and step < len(value):
            value = value[step]
        else:
            return None
    return value


def text_at(value: Any, *path: str | int) -> str:
    """The text at a path, or the whole number there, as ids are written both ways; else nothing."""
    found = at(value, *path)
    return str(found) if isinstance(found, str | int) and not isinstance(found, bool) else ""


def name_at(value: Any, *path: str | int) -> str:
    """The text at a path where it can be something's lasting name; else nothing."""
    found = text_at(value, *path)
    return found if len(found) <= LONGEST_NAME and found.isprintable() else ""


def list_at(value: Any, *path: str | int) -> list[Any]:
    """The list at a path; else an empty one."""
    found = at(value, *path)
    return found if isinstance(found, list) else []


def articles_in(answer: Any, *path: str) -> list[Any]:
    """The list of articles at a path of an answer; raises ValueError where there is none, with what it says instead."""
    match at(answer, *path):
        case list() as found:
            return found
        case _:
            said = _message_in(answer)
            what = f"gives no list of articles but says “{said}”" if said else "gives no list of articles"
            raise ValueError(f"{what}; correct the source's path")


def complaint_of(text: str) -> str:
    """What an API says of a request it refuses; nothing, where it does not say it in JSON."""
    try:
        return _message_in(json.loads(text))
    except (ValueError, RecursionError):
        return ""


def _message_in(answer: Any) -> str:
    said = on_one_line(text_at(answer, "message") or text_at(answer, "errors", 0, "message"))
    return "".join(letter for letter in said[:200] if letter.isprintable())


def moment(said: str) -> datetime | None:
    """A moment as ISO 8601 writes it, in UTC; without a zone it is UTC already."""
    try:
        found = datetime.fromisoformat(said)
        return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):  # WordPress writes 0000-00-00T00:00:00 for "never"
        return None


def web_address(said: str, base: str) -> str | None:
    """An address in full; None for what leads to no web page."""
    try:
        address = urljoin(base, said.strip())
        parts = urlsplit(address)
    except ValueError:  # "http://[": urllib refuses half an IPv6 address
        return None
    is_page = parts.scheme in ("http", "https") and parts.hostname
    return address if said and is_page and address.isprintable() and len(address) <= _LONGEST_ADDRESS else None


def with_query(url: str, **parameters: str | int) -> str:
    """An address with more in its query; what it says there itself stays."""
    said = {name for name, _ in parse_qsl(urlsplit(url).query, keep_blank_values=True)}
    new = "&".join(f"{name}={quote(str(value), safe=':,')}" for name, value in parameters.items() if name not in said)
    return f"{url}{'&' if '?' in url else '?'}{new}" if new else url


_TAG = re.compile(r"<(?:/?([a-zA-Z][a-zA-Z0-9]*+)|!)[^<>]*+>")  # possessive: linear on any junk
_INLINE = frozenset(
    {"a", "abbr", "b", "cite", "code", "em", "i", "mark", "q", "small", "span", "strong", "sub", "sup", "u"}
)


def plain_words(markup: str) -> str:
    """A title or summary that its source gives as HTML, as plain text on one line."""
    text = _TAG.sub(lambda tag: "" if (tag[1] or "").lower() in _INLINE else " ", markup)
    return on_one_line(html.unescape(possible(text)))


def on_one_line(text: str) -> str:
    """The text with its line ends and runs of plain spaces made one space; other spaces are somebody's purpose."""
    return re.sub(r"[ \t\r\n]+", " ", text).strip(" ")
