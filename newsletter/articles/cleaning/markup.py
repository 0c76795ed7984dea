"""Reads HTML and Markdown into items: top-level blocks, CTAs and region marks; boxes around them give way.

Called by `clean`, after the CTA forms are taken out. HTML goes through `depth` before a parser sees it, and each block
through `sanitise` after; in between, lazy pictures get their address and tracking pixels go.
"""

import re
from collections.abc import Iterator, Mapping

from markdown_it import MarkdownIt
from markdown_it.token import Token
from selectolax.lexbor import LexborHTMLParser, LexborNode

from newsletter.articles.cleaning.body import Binder, Item, RegionMark
from newsletter.articles.cleaning.characters import Tally
from newsletter.articles.cleaning.depth import BLOCKS, WRAPPERS, Anchors, flatten
from newsletter.articles.cleaning.sanitise import absolute

_LOOSE = frozenset({"li", "thead", "tbody", "tr", "td", "th"})  # without their list or table they are boxes
_WHOLE = (BLOCKS | {"hr"}) - _LOOSE
_ANY_BLOCK = ",".join(sorted(BLOCKS | WRAPPERS))
_LAZY = ("data-src", "data-lazy-src", "data-original")
_CANDIDATE = re.compile(r"[\s,]*+(\S++)")
_PROMISE = re.compile(r"\s*+(?:([0-9]{1,6}(?:\.[0-9]{1,4})?)[wx])?[^,]*+")
_COMMENT = re.compile(r"<!--(.*?)-->")
_NO_SIZE = r"(?:0*(?:0|\.0+)\s*(?:[a-z]+|%)?|0*(?:1|[01]?\.[0-9]+)\s*(?:px)?)"
_UNSEEN_SIZE = re.compile(_NO_SIZE, re.IGNORECASE)
_UNSEEN_STYLE = re.compile(
    rf"(?:^|;)\s*(?:(?:max-)?(?:width|height)\s*:\s*{_NO_SIZE}"
    r"|display\s*:\s*none|visibility\s*:\s*hidden|opacity\s*:\s*0*(?:0|\.0+))\s*(?:!\s*important\s*)?(?:;|$)",
    re.IGNORECASE,
)


def html_items(html: str, anchors: Anchors, base: str | None, binder: Binder, tally: Tally) -> Iterator[Item]:
    """The items of an HTML body; `anchors` say at which line of the file its parts stand."""
    tree = LexborHTMLParser(flatten(html, anchors, tally), is_fragment=True)
    root = tree.root
    if root is None:
        return
    for picture in root.css("img"):
        _settle_picture(picture, base, tally)
    yield from _Splitter(binder).items(root)


def rendered(markdown: str, first_line: int) -> tuple[str, Anchors]:
    """Markdown as HTML, with the line of the file at which each of its top-level blocks stands."""
    reader = MarkdownIt("commonmark", {"html": True}).enable("table")
    parts: list[str] = []
    anchors: list[tuple[int, int]] = []
    length = 0
    pending: list[Token] = []
    environment: dict[str, object] = {}
    for token in reader.parse(markdown, environment):
        if not pending and token.map:
            anchors.append((length, first_line + token.map[0]))
        pending.append(token)
        if token.level == 0 and token.nesting <= 0:
            parts.append(reader.renderer.render(pending, reader.options, environment))
            length += len(parts[-1])
            pending = []
    return "".join(parts), anchors


class _Splitter:
    """Walks a tree; inline nodes between blocks are gathered into paragraphs."""

    def __init__(self, binder: Binder) -> None:
        self._binder = binder
        self._inline: list[str] = []
        self._inline_line = self._line = 1

    def items(self, parent: LexborNode) -> Iterator[Item]:
        """The items of all that the node holds."""
        for node in parent.iter(include_text=True):
            yield from self._node(node)
        yield from self._paragraph()

    def _node(self, node: LexborNode) -> Iterator[Item]:
        if not node.is_text_node and not node.is_comment_node:
            self._line = _line_of(node) or self._line
        if node.is_comment_node:
            yield from self._paragraph()
            yield from _mark(node.comment_content or "", inside=False)
        elif node.is_element_node and node.tag in _WHOLE:
            yield from self._paragraph()
            yield from self._block(node)
        elif node.is_element_node and _is_box(node):
            yield from self._paragraph()
            yield from self.items(node)
        else:
            if not self._inline:
                self._inline_line = self._line
            if self._inline or not node.is_empty_text_node:
                self._inline.append(node.html or "")
            self._line += (node.text_content or "").count("\n")

    def _block(self, node: LexborNode) -> Iterator[Item]:
        line = self._line
        yield from self._binder.items(node.html or "", node.tag or "p", line)
        for comment in _COMMENT.findall(node.html or ""):
            yield from _mark(comment, inside=True)
        self._line = line + node.text().count("\n")

    def _paragraph(self) -> Iterator[Item]:
        inline, self._inline = "".join(self._inline).strip(), []
        if inline:
            yield from self._binder.items(f"<p>{inline}</p>", "p", self._inline_line)


def _is_box(node: LexborNode) -> bool:
    """Is it something that holds blocks? A link or a `<span>` around blocks counts; the blocks are worth more."""
    return (
        node.tag in _LOOSE
        or node.tag in WRAPPERS
        or (node.first_child is not None and node.css_first(_ANY_BLOCK) is not None)
    )


def _mark(comment: str, *, inside: bool) -> Iterator[RegionMark]:
    """The mark in a comment as `depth` writes it: its line, then the region or a stroke."""
    line, _, said = comment.partition(" ")
    yield RegionMark(None if said == "/" else said, int(line), inside)


def _line_of(node: LexborNode) -> int:
    return int(node.attributes.get("data-line") or 0)


def _settle_picture(picture: LexborNode, base: str | None, tally: Tally) -> None:
    """Gives a picture its real address; one that nobody can see or that has no https address goes."""
    known = picture.attributes
    address = next(filter(None, (_on_the_web(said, base) for said in _addresses(known))), None)
    if _is_unseen(known):
        tally["pixel"] += 1
        picture.decompose()
    elif address is None:
        tally["picture"] += 1
        picture.decompose()
    else:
        picture.attrs["src"] = address
        if "alt" in known:
            picture.attrs["alt"] = known["alt"] or ""


def _addresses(known: Mapping[str, str | None]) -> Iterator[str]:
    """Where a picture may be, likeliest first: a script that shows it late leaves another one in `src` until then."""
    yield from (known.get(name) or "" for name in _LAZY)
    yield _widest(known.get("data-srcset") or "")
    yield known.get("src") or ""
    yield _widest(known.get("srcset") or "")


def _widest(srcset: str) -> str:
    """The address of a set that promises most pixels; an address ends at white space, its promise at a comma."""
    widest, most, here = "", 0.0, 0
    while found := _CANDIDATE.match(srcset, here):
        # HTML, 4.8.4.2.1: a comma at its end says that no promise follows.
        said = None if found[1].endswith(",") else _PROMISE.match(srcset, found.end())
        here = said.end() if said else found.end()
        promised = float(said[1]) if said and said[1] else 1.0
        if promised > most:
            widest, most = found[1].rstrip(","), promised
    return widest


def _on_the_web(said: str, base: str | None) -> str | None:
    address = absolute(said, base)
    return address if address and address.startswith("https://") else None


def _is_unseen(known: Mapping[str, str | None]) -> bool:
    """Whether it is there to be fetched only: hidden, or of a pixel at most in one direction."""
    sizes = [(known.get(name) or "").strip() for name in ("width", "height")]
    return (
        "hidden" in known
        or any(_UNSEEN_SIZE.fullmatch(size) for size in sizes)
        or bool(_UNSEEN_STYLE.search(known.get("style") or ""))
    )
