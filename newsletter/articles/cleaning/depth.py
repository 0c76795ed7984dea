"""Flattens hostile HTML before any parser sees it: one linear pass that writes known tags only, balanced and capped.

Called by `markup`. Two parsers that we need are quadratic in depth (nh3 and lexbor take 8 to 10 s for 80,000 nested
`<div>`), so depth has to be taken away first, by something that does not build a tree. What comes out holds the
tags of `VOID`, `BLOCKS`, `WRAPPERS` and `INLINE` with a few attributes, each tag with its line; every `<` of the text
is escaped, every tag is closed. It is not yet safe: addresses and attribute values are judged by `sanitise`.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from newsletter.articles.cleaning.characters import Tally

MAX_DEPTH = 200
# Formatting left open is opened again by HTML's parser in every following block ("reconstruct the active formatting
# elements"), so their number multiplies the whole document.
MAX_FORMATTING = 16
_MAX_ATTRIBUTES = 4_000  # characters: parsers compare each attribute of a tag with all before it

VOID = frozenset({"br", "hr", "img"})
INLINE = frozenset({"a", "strong", "em", "b", "i", "code", "sup", "sub", "span"})
TABLES = frozenset({"table", "thead", "tbody", "tr", "td", "th"})
BLOCKS = TABLES | {"p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "blockquote", "pre"}
# Boxes and what stands alone in them: they give way, their content stays a block of its own.
WRAPPERS = frozenset(
    {
        "div", "section", "article", "main", "header", "footer", "aside", "nav", "figure", "figcaption", "center",
        "details", "summary", "form", "fieldset", "address", "dl", "dt", "dd", "body", "html", "label", "legend",
        "picture", "tfoot", "caption",
    }
)  # fmt: skip
_WRITTEN = INLINE | BLOCKS | WRAPPERS
# What goes with all that it holds. The first have no tags inside for a parser, only text up to their end.
_RAW = frozenset({"script", "style", "textarea", "title", "xmp", "iframe", "noembed", "noframes", "plaintext"})
_GONE = frozenset(
    {"svg", "math", "object", "template", "select", "noscript", "canvas", "audio", "video", "button", "head"}
)

# What a new block ends without saying so. Left open, a page of old `<p>` and `<li>` would count as one deep nest.
_ENDED_BY: Mapping[str, frozenset[str]] = {
    "p": BLOCKS | WRAPPERS,
    "li": frozenset({"li"}),
    **dict.fromkeys(("dt", "dd"), frozenset({"dt", "dd"})),
    **dict.fromkeys(("td", "th"), frozenset({"td", "th", "tr"})),
    "tr": frozenset({"tr"}),
}

# The one kind of comment that says something: it opens or closes a region block.
REGION_COMMENT = re.compile(r"\s*(?P<close>/?)\s*region\b\s*(?::\s*(?P<name>[^<>]*?))?\s*")

_ATTRIBUTES = frozenset(
    {
        "href", "title", "alt", "src", "width", "height", "lang", "dir", "style", "data-src", "data-lazy-src",
        "data-original", "data-srcset", "data-track", "hidden", "srcset",
    }
)  # fmt: skip

_TOKEN = re.compile(
    r"""<!--(?P<comment>.*?)(?:-->|\Z)
      | <[!?][^>]*+(?:>|\Z)
      | <(?P<close>/?)(?P<name>[a-zA-Z][^\s/>]*+)
        (?P<attributes>(?:[^"'=>]++|=\s*+(?:"[^"]*+"|'[^']*+')?|["'])*)(?:>|\Z)
      | <""",
    re.DOTALL | re.VERBOSE,
)
_ATTRIBUTE = re.compile(r"""([^\s"'<>/=]++)(?:\s*+=\s*+("[^"]*+"|'[^']*+'|[^\s"'>]++))?""")
_RAW_END = {name: re.compile(rf"</{name}\b[^>]*+(?:>|\Z)", re.IGNORECASE) for name in _RAW}

Anchors = Sequence[tuple[int, int]]  # (offset in the HTML, line of the file), ascending


def flatten(html: str, anchors: Anchors, tally: Tally) -> str:
    """The HTML with at most `MAX_DEPTH` open tags at any place, in time and size linear in its length."""
    scan = _Scan(_Lines(html, anchors), tally)
    place = 0
    while token := _TOKEN.search(html, place):
        scan.text(html[place : token.start()])
        place = scan.token(token, html)
    scan.text(html[place:])
    return scan.finished()


class _Lines:
    """The line of each place, asked for in ascending order."""

    def __init__(self, source: str, anchors: Anchors) -> None:
        self._source, self._anchors = source, list(reversed(anchors))
        self._place, self._line = 0, 1

    def at(self, place: int) -> int:
        while self._anchors and self._anchors[-1][0] <= place:
            self._place, self._line = self._anchors.pop()
        self._line += self._source.count("\n", self._place, place)
        self._place = place
        return self._line


class _Scan:
    """What is open, and what has been written."""

    def __init__(self, lines: _Lines, tally: Tally) -> None:
        self._lines, self._tally = lines, tally
        self._written: list[str] = []
        self._open: list[str] = []
        self._count: Counter[str] = Counter()
        self._formatting = 0
        self._gone: tuple[str, int] | None = None  # the element being left out, and how often it is nested in itself

    def text(self, text: str) -> None:
        if not self._gone:
            self._written.append(text)

    def token(self, token: re.Match[str], html: str) -> int:
        """Writes or drops the token; the place after it."""
        name = (token["name"] or "").lower()
        if name in _RAW and not token["close"]:
            self._tally["element"] += 1
            end = _RAW_END[name].search(html, token.end())
            return end.end() if end else len(html)
        if self._gone or (name in _GONE and not token["close"]):
            self._leave_out(name, opening=not token["close"])
        elif token["comment"] is not None:
            self._comment(token)
        elif not name:
            self._written.append("&lt;" if token[0] == "<" else "")
        elif token["close"]:
            self._close(name)
        else:
            self._start(name, token)
        return token.end()

    def finished(self) -> str:
        self._close_to(0)
        return "".join(self._written)

    def _leave_out(self, name: str, *, opening: bool) -> None:
        if not self._gone:
            self._tally["element"] += 1
            self._gone = (name, 1)
        elif name == self._gone[0]:
            depth = self._gone[1] + (1 if opening else -1)
            self._gone = (name, depth) if depth else None

    def _comment(self, token: re.Match[str]) -> None:
        """Keeps a region mark as `<!--12 uk-->`, its line first, or `<!--14 /-->`; no other comment says anything."""
        if mark := REGION_COMMENT.fullmatch(token["comment"][:200]):
            said = "/" if mark["close"] else mark["name"] or ""
            self._written.append(f"<!--{self._lines.at(token.start())} {said}-->")

    def _start(self, name: str, token: re.Match[str]) -> None:
        if name not in _WRITTEN and name not in VOID:
            self._tally["tag"] += 1
            return
        self._end_implied(name)
        if name in VOID:
            self._write(name, token)
        elif self._depth() >= MAX_DEPTH or (name in INLINE and self._formatting >= MAX_FORMATTING):
            self._tally["depth"] += 1
        else:
            self._write(name, token)
            self._open.append(name)
            self._count[name] += 1
            self._formatting += name in INLINE

    def _end_implied(self, name: str) -> None:
        while (last := self._innermost_block()) >= 0 and name in _ENDED_BY.get(self._open[last], ()):
            self._close_to(last)

    def _innermost_block(self) -> int:
        """Its place among the open tags; -1: there is none."""
        return next((place for place in range(len(self._open) - 1, -1, -1) if self._open[place] not in INLINE), -1)

    def _depth(self) -> int:
        """How deep a parser will be here: it adds the `<tbody>` and `<tr>` that a table lacks."""
        return len(self._open) + 2 * self._count["table"]

    def _write(self, name: str, token: re.Match[str]) -> None:
        line = self._lines.at(token.start())
        attributes = _attributes(token["attributes"])
        self._tally["link"] += name == "a" and len(token["attributes"]) > _MAX_ATTRIBUTES
        self._written.append(f'<{name} data-line="{line}"{"".join(_rendered(attributes.items()))}>')

    def _close(self, name: str) -> None:
        if self._count[name]:
            last = next(place for place in range(len(self._open) - 1, -1, -1) if self._open[place] == name)
            self._close_to(last)

    def _close_to(self, depth: int) -> None:
        while len(self._open) > depth:
            name = self._open.pop()
            self._count[name] -= 1
            self._formatting -= name in INLINE
            self._written.append(f"</{name}>")


def _attributes(source: str) -> Mapping[str, str]:
    """The known attributes, entities as they stand; of two with one name the first counts, as in HTML."""
    found: dict[str, str] = {}
    if len(source) <= _MAX_ATTRIBUTES:
        for name, value in _ATTRIBUTE.findall(source):
            if name.lower() in _ATTRIBUTES:
                found.setdefault(name.lower(), value[1:-1] if value[:1] in {'"', "'"} else value)
    return found


def _rendered(attributes: Iterable[tuple[str, str]]) -> Iterable[str]:
    return (f' {name}="{value.replace(chr(34), "&quot;").replace("<", "&lt;")}"' for name, value in attributes)
