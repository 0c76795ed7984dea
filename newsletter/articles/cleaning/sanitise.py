"""The last word on what HTML of an article may hold: a short list of tags, absolute addresses, harmless text.

Called by `markup` and `scraped` for each block. nh3 decides; our filter decides again on every attribute's value.
"""

import html
import re
from collections.abc import Callable, Iterator, Mapping
from urllib.parse import urljoin, urlsplit

import nh3

from newsletter.articles.cleaning.characters import Tally, break_braces, settle_markup, without_tricks
from newsletter.articles.cleaning.depth import VOID
from newsletter.articles.cleaning.wording import TAG, text_of

TAGS = frozenset(
    {
        "p", "h2", "h3", "h4", "ul", "ol", "li", "a", "strong", "em", "b", "i", "blockquote", "code", "pre", "br", "hr",
        "sup", "sub", "table", "thead", "tbody", "tr", "th", "td", "img", "span",
    }
)  # fmt: skip
SCHEMES = frozenset({"http", "https", "mailto", "tel", "sms"})
_IN_FULL = re.compile("[a-z][a-z0-9+.-]*+:", re.IGNORECASE)
_SPACED = re.compile(r"(?:https?://|mailto:|tel:|sms:)[^\s{}]*+ [^{}\t-\r]*+\Z", re.IGNORECASE)
_ATTRIBUTES = {"href", "title", "alt", "src", "width", "lang", "dir"}

# The story's title is the edition's heading: an article's own begin below it.
_LEVELS = {"1": "2", "5": "4", "6": "4"}
_LEVEL = re.compile(r"(?<=<h)[156]\b|(?<=</h)[156]\b")


class Sanitiser:
    """Makes blocks safe, for one article: `base` resolves relative addresses, `salt` betrays a CTA's marker."""

    def __init__(self, base: str | None, salt: str, tally: Tally) -> None:
        self._base, self._salt, self._tally = base, salt, tally
        self._cleaner = nh3.Cleaner(
            tags=set(TAGS),
            attributes={"*": _ATTRIBUTES, "a": {"data-track"}},
            attribute_filter=self._value,
            url_schemes=set(SCHEMES),
            link_rel=None,
        )

    def clean(self, markup: str) -> str:
        """The safe form of one block; empty when nothing in it can be seen."""
        lowered = _LEVEL.sub(lambda level: _LEVELS[level[0]], without_tricks(markup, self._tally))
        safe = self._cleaner.clean(lowered).replace("&nbsp;", "\u00a0").strip()
        self._tally["link"] += _links(lowered) - _links(safe)
        settled = settle_markup(safe, self._tally, spaces=not safe.startswith("<pre"))
        return settled if "<img" in settled or "<hr" in settled or text_of(settled) else ""

    def _value(self, _tag: str, name: str, value: str) -> str | None:
        if self._salt in value:
            return None
        if name == "href":
            # One with a space in it stays: `resolve` takes the link away, and says why and where.
            return value.strip() if _SPACED.match(value.strip()) else absolute(value, self._base)
        if name == "src":
            address = absolute(value, self._base)
            return address if address and address.startswith("https://") else None
        return _VALUES[name](value) if name in _VALUES else None


def _links(markup: str) -> int:
    """How many links lead somewhere."""
    return sum(tag.startswith("<a ") and " href=" in tag for tag in TAG.findall(markup)) if "<a " in markup else 0


def absolute(address: str, base: str | None) -> str | None:
    """The address in full, if it has one of `SCHEMES`; one that is in full already stays letter for letter.

    Only braces, which no address may hold (RFC 3986 2), are encoded.
    """
    address = address.strip()
    try:
        joined = address if _IN_FULL.match(address) or not address else urljoin(base or "https:", address)
        parts = urlsplit(joined)
        leads_nowhere = parts.scheme in {"http", "https"} and (not parts.hostname or parts.port == 0)
    except ValueError:
        return None
    if parts.scheme not in SCHEMES or leads_nowhere or any(letter.isspace() for letter in joined):
        return None
    return joined.replace("{", "%7B").replace("}", "%7D")


def split_at(markup: str, mark: re.Pattern[str]) -> Iterator[str]:
    """The block cut before and after each mark; the tags open at a cut are closed there, and opened again after it."""
    if not mark.search(markup):
        yield markup
        return
    opened: list[str] = []  # tags as they stood
    part: list[str] = []
    for token in re.split(f"({mark.pattern}|{TAG.pattern})", markup):
        if mark.fullmatch(token):
            yield _closed(part, opened)
            yield token
            part = list(opened)
        elif token.startswith("</"):
            _close(part, opened.pop())
        elif token:
            part.append(token)
            opened += [token] if TAG.fullmatch(token) and _name(token) not in VOID else []
    yield "".join(part)


def _closed(part: list[str], opened: list[str]) -> str:
    for tag in reversed(opened):
        _close(part, tag)
    return "".join(part)


def _close(part: list[str], tag: str) -> None:
    """Closes the last open tag, or takes it away if nothing came after it."""
    if part and part[-1] is tag:
        part.pop()
    else:
        part.append(f"</{_name(tag)}>")


def _name(tag: str) -> str:
    return tag[1:-1].split(maxsplit=1)[0]


def first_link(markup: str) -> str | None:
    """The address of the first link in sanitised HTML."""
    found = re.search(r'<a [^>]*?\bhref="([^"]*)"', markup)
    return html.unescape(found[1]) if found else None


def _matching(pattern: str) -> Callable[[str], str | None]:
    return lambda value: value if re.fullmatch(pattern, value) else None


_VALUES: Mapping[str, Callable[[str], str | None]] = {
    "data-track": lambda value: "off" if value.strip().lower() == "off" else None,
    "width": _matching(r"[0-9]{1,4}"),
    "dir": _matching(r"ltr|rtl"),
    "lang": _matching(r"[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8}){0,3}"),
    "alt": break_braces,
    "title": break_braces,
}
