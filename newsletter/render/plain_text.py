"""The text part: words of an article's HTML for the text template, and the finished part wrapped at 72 characters.

`templates` calls `plain` for its filter; `edition` calls `tidy` on what the text template said.
"""

import re
import textwrap
from html import unescape

from newsletter.localise.isolation import CLOSE, OPEN, bare
from newsletter.render.markup import Token, tokens

WIDTH = 72
_SPACES = re.compile(r"[ \t\n\r\f]+")  # a no-break space stays
_GAP = re.compile(r"\n{3,}")
_ISOLATED_ADDRESS = re.compile(f"{OPEN}((?:https?://|www\\.)[^\\s{OPEN}{CLOSE}]*+){CLOSE}")
_MARGIN = re.compile(r" *+(?:- |\d++\. )?")
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_APART = _HEADINGS | {
    "p",
    "ul",
    "ol",
    "blockquote",
    "table",
    "caption",
    "figure",
    "figcaption",
    "div",
    "pre",
    "hr",
    "dl",
}
_ON_ITS_OWN_LINE = frozenset({"br", "tr", "dt", "dd"})


def tidy(text: str) -> str:
    """The text in lines of at most 72 characters, addresses left whole, and never two empty lines together."""
    lines = (wrapped for line in re.split(r"\r\n|[\r\n]", text) for wrapped in _wrapped(line.rstrip()))
    return _GAP.sub("\n\n", "\n".join(lines)).strip("\n") + "\n"


def plain(html: str) -> str:
    """The words of sanitised HTML: paragraphs apart, list items after `- `, links as `text (address)`."""
    writer = _Writer()
    for token in tokens(html):
        writer.take(token, html[token.start : token.end])
    return writer.text()


def _wrapped(line: str) -> list[str]:
    if len(line) <= WIDTH:
        return [line]
    margin = _MARGIN.match(line)
    indent = " " * (margin.end() if margin else 0)
    return textwrap.wrap(line, WIDTH, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False)


class _Writer:
    """Takes tokens and keeps lines: the one being written, the lists and links that are open."""

    def __init__(self) -> None:
        self._lines: list[str] = []
        self._line = ""
        self._bullets: list[int | None] = []  # per open list: the last number, None where dots stand
        self._links: list[tuple[str, int]] = []  # address, and where in the line its words begin
        self._spans: list[str] = []  # per open span, what ends its isolation

    def take(self, token: Token, text: str) -> None:
        if token.kind == "text":
            self._say(_SPACES.sub(" ", unescape(text)))
        elif token.kind == "open":
            self._open(token)
        elif token.kind == "close":
            self._close(token.name)

    def text(self) -> str:
        self._break()
        said = _GAP.sub("\n\n", "\n".join(self._lines)).strip("\n")
        return _ISOLATED_ADDRESS.sub(r"\1", said)  # a mark behind it would be taken for its end

    def _say(self, words: str) -> None:
        self._line += words.lstrip(" ") if not self._line or self._line.endswith(" ") else words

    def _open(self, token: Token) -> None:
        if token.name in ("ul", "ol"):
            self._break(apart=not self._bullets)
            self._bullets.append(0 if token.name == "ol" else None)
        elif token.name == "li":
            self._item()
        elif token.name == "a":
            self._links.append((token.get("href") or "", len(self._line)))
        elif token.name in ("td", "th") and self._line:
            self._say(" | ")
        elif token.name == "span":
            self._span(token.get("dir"))
        elif token.name == "img":
            self._say(token.get("alt") or "")
        elif token.name in _ON_ITS_OWN_LINE:
            self._break()
        elif token.name in _APART and not _MARGIN.fullmatch(self._line):
            self._break(apart=not self._bullets)

    def _close(self, name: str) -> None:
        if name in ("ul", "ol") and self._bullets:
            self._bullets.pop()
        if name == "a" and self._links:
            self._address(*self._links.pop())
        elif name == "span" and self._spans:
            self._line += self._spans.pop()
        elif name in _APART or name == "li":
            self._break(apart=name != "li" and not self._bullets)

    def _item(self) -> None:
        self._break()
        bullet = "- "
        if self._bullets and (last := self._bullets[-1]) is not None:
            self._bullets[-1] = last + 1
            bullet = f"{last + 1}. "
        self._line = "  " * min(len(self._bullets) - 1, 8) + bullet

    def _span(self, direction: str | None) -> None:
        """A span with a direction is isolated in the text too, where no markup can be."""
        isolate = {"ltr": OPEN, "rtl": "\u2067"}.get(direction or "", "")
        self._line += isolate
        self._spans.append(CLOSE if isolate else "")

    def _address(self, href: str, start: int) -> None:
        words = bare(self._line[start:].strip())
        if href and words not in (href, href.removeprefix("mailto:")):
            self._line = f"{self._line.rstrip()} ({href})"

    def _break(self, *, apart: bool = False) -> None:
        if self._line.strip():
            self._lines.append(self._line.rstrip())
        self._line = ""
        if apart:
            self._lines.append("")
