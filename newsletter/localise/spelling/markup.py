"""A text, an HTML page or MJML as paragraphs of prose, each with the way back to its place in the source.

`newsletter.localise.british` reads the paragraphs and edits the source, so all that is no prose (tags, comments,
scripts, styles, attributes but `alt` and `title`) stays byte for byte. One pass, linear also on broken markup:
where a tag or comment never ends, the rest of the source is not prose.
"""

import html
import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate
from typing import Literal, NamedTuple

Form = Literal["text", "html", "mjml"]
LINE_BREAK = "\u2028"  # stands in a paragraph where a <br> was

_INLINE = frozenset(
    {"a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "del", "dfn", "em", "font", "i", "ins", "kbd"}
    | {"label", "mark", "q", "s", "samp", "small", "span", "strike", "strong", "sub", "sup", "time", "tt", "u", "var"}
    | {"wbr"}
)
_VERBATIM = frozenset({"blockquote", "cite", "code", "kbd", "math", "pre", "q", "samp", "tt", "var"})
_VOID = frozenset(
    {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
)
_RAW = frozenset({"mj-style", "noscript", "script", "style", "textarea", "xmp"})
_TOKEN = re.compile(
    r"""<(?:(?P<comment>!--)|(?P<declaration>[!?])
    |(?P<close>/?)(?P<name>[A-Za-z][^\s/>]*+)(?P<attributes>(?:[^"'>=]++|=\s*+"[^"]*+"|=\s*+'[^']*+'|[="'])*)(?P<end>>)?)""",
    re.VERBOSE,
)
_ATTRIBUTE = re.compile(
    r"""(?P<name>[^\s"'<>/=]++)(?:\s*+=\s*+(?:"(?P<double>[^"]*)"|'(?P<single>[^']*)'|[^\s"'>]++))?"""
)
_READ = re.compile("alt|title|lang|translate")  # the attributes that are read; few of a letter's tags have one
_LINE = re.compile(r"[^\r\n]+")
_LANGUAGE = re.compile(r"[a-z]{2,3}(?:-[a-z0-9]+)*")
_FENCE = re.compile(r" {0,3}(```+|~~~+)")
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of a paragraph that is left alone, and why."""

    start: int
    end: int
    why: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Prose without its markup; an entity is its character, padded to the entity's length."""

    text: str
    verbatim: tuple[Span, ...]  # quoted and code elements, and what is in another language
    starts: tuple[int, ...]  # of each piece between tags, in the text …
    sources: tuple[int, ...]  # … and in the source

    def place(self, offset: int) -> int:
        """Where in the source a character of the paragraph stands."""
        piece = bisect_right(self.starts, offset) - 1
        return self.sources[piece] + offset - self.starts[piece]

    def is_split(self, start: int, end: int) -> bool:
        """Whether a tag stands inside these characters."""
        return self.place(end - 1) - self.place(start) != end - 1 - start


class _Piece(NamedTuple):
    """Text between two tags, its place in the source, and why it is to be left alone, if it is."""

    text: str
    source: int
    why: str = ""


@dataclass(slots=True)
class _Spoken:
    """An open element that says its language, and how many of its name are open in it."""

    name: str
    why: str  # its words are to be left alone; empty: they are English
    depth: int = 1


def is_inline(name: str) -> bool:
    """Whether an element of this name leaves a paragraph whole."""
    return name.lower() in _INLINE


def paragraphs(source: str, form: Form) -> Iterator[Paragraph]:
    """The prose of a source: each line of a text; each block, `alt` and `title` of HTML and MJML."""
    return _lines(source) if form == "text" else _Page(source).paragraphs()


def _lines(source: str) -> Iterator[Paragraph]:
    """Each line but those between two fences of code; a fence that is never closed is none."""
    fence, fenced = "", list[Paragraph]()
    for line in _LINE.finditer(source, 1 if source.startswith("\ufeff") else 0):
        paragraph = _paragraph([_Piece(line.group(), line.start())])
        if fence:
            fenced.append(paragraph)
            fence, fenced = ("", []) if line.group().strip() == fence else (fence, fenced)
        elif found := _FENCE.match(line.group()):
            fence, fenced = found[1], [paragraph]
        else:
            yield paragraph
    yield from fenced


def _paragraph(pieces: list[_Piece]) -> Paragraph:
    starts = (0, *accumulate(len(piece.text) for piece in pieces))
    verbatim = (
        Span(start, start + len(piece.text), piece.why)
        for start, piece in zip(starts, pieces, strict=False)
        if piece.why
    )
    text = _ENTITY.sub(_character, "".join(piece.text for piece in pieces))
    return Paragraph(text, tuple(verbatim), starts[:-1], tuple(piece.source for piece in pieces))


def _character(entity: re.Match[str]) -> str:
    """What an entity stands for, at the entity's length; letters are hidden, so that no word is made of them."""
    written = entity.group()
    character = html.unescape(written)
    if len(character) != 1 or character.isalnum():
        return "\ufffc" * len(written)
    padding = " " * (len(written) - 1)
    return padding + character if character in "”’»" else character + padding


class _Page:
    """One reading of a page from its first character to its last."""

    def __init__(self, source: str) -> None:
        self._source = source
        self._pieces: list[_Piece] = []
        self._open: Counter[str] = Counter()  # verbatim elements not yet closed
        self._element = ""  # the one opened last
        self._languages: list[_Spoken] = []  # elements that say theirs, innermost last

    def paragraphs(self) -> Iterator[Paragraph]:
        position = 0
        while token := _TOKEN.search(self._source, position):
            self._add(position, token.start())
            if token["name"] and token["end"]:
                yield from self._tag(token)
            position = self._after(token)
        self._add(position, len(self._source))
        yield from self._finish()

    def _tag(self, token: re.Match[str]) -> Iterator[Paragraph]:
        name, closes, empty = token["name"].lower(), bool(token["close"]), token["attributes"].endswith("/")
        if name == "br":
            self._pieces.append(_Piece(LINE_BREAK, token.start()))
        elif name not in _INLINE:
            yield from self._finish()
        if name in _VERBATIM:
            self._count(name, closes=closes, empty=empty)
        attributes = _attributes(token)
        if name not in _VOID and not empty:
            self._speak(name, attributes, closes=closes)
        if not self._not_english():
            for attribute in attributes:
                yield from _spoken(attribute)

    def _speak(self, name: str, attributes: list[re.Match[str]], *, closes: bool) -> None:
        """Keeps in which language the words are; elements of the same name may stand in one that says its own."""
        said = _language(attributes)
        if said is not None and not closes:
            self._languages.append(_Spoken(name, said))
        elif self._languages and self._languages[-1].name == name:
            self._languages[-1].depth += -1 if closes else 1
            if self._languages[-1].depth == 0:
                self._languages.pop()

    def _count(self, name: str, *, closes: bool, empty: bool) -> None:
        if closes:
            self._open[name] -= self._open[name] > 0
        elif not empty:
            self._open[name] += 1
            self._element = name

    def _after(self, token: re.Match[str]) -> int:
        """Where reading goes on: behind the tag, the comment, or the script."""
        if token["comment"]:
            return self._behind("-->", token.start() + 2)
        if token["declaration"]:
            return self._behind(">", token.end())
        if not token["end"]:
            return len(self._source)
        if token["name"].lower() in _RAW and not token["close"] and not token["attributes"].endswith("/"):
            closing = re.compile(f"</{token['name']}(?![^\\s/>])", re.IGNORECASE).search(self._source, token.end())
            return closing.start() if closing else len(self._source)
        return token.end()

    def _behind(self, mark: str, position: int) -> int:
        found = self._source.find(mark, position)
        return found + len(mark) if found >= 0 else len(self._source)

    def _add(self, start: int, end: int) -> None:
        if start < end:
            why = f"inside <{self._element}>" if any(self._open.values()) else ""
            self._pieces.append(_Piece(self._source[start:end], start, self._not_english() or why))

    def _not_english(self) -> str:
        return self._languages[-1].why if self._languages else ""

    def _finish(self) -> Iterator[Paragraph]:
        if self._pieces:
            yield _paragraph(self._pieces)
            self._pieces = []


def _attributes(token: re.Match[str]) -> list[re.Match[str]]:
    """The attributes of a tag, if there may be one that is read."""
    if not _READ.search(token["attributes"].lower()):
        return []
    return list(_ATTRIBUTE.finditer(token.string, *token.span("attributes")))


def _spoken(attribute: re.Match[str]) -> Iterator[Paragraph]:
    """The two attributes that a reader sees or hears."""
    if attribute["name"].lower() in {"alt", "title"}:
        for quoted in ("double", "single"):
            if attribute[quoted]:
                yield _paragraph([_Piece(attribute[quoted], attribute.start(quoted))])


def _language(attributes: list[re.Match[str]]) -> str | None:
    """Why the element's words are to be left alone, empty where they are English; None: it does not say."""
    for attribute in attributes:
        name, value = attribute["name"].lower(), (attribute["double"] or attribute["single"] or "").strip().lower()
        if name == "lang" and _LANGUAGE.fullmatch(value):
            return "" if value.partition("-")[0] == "en" else "in another language"
        if (name, value) == ("translate", "no"):
            return "not to be translated"
    return None
