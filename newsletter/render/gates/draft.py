"""What the gates look at: an edition about to be, its HTML read once into nodes."""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import date
from html import unescape
from typing import Literal, NamedTuple

from newsletter.model import Checks, Finding, HouseStyle, Language, Link, Region, Story
from newsletter.render.css.cascade import Shape, Styles, styles
from newsletter.render.markup import Token, nested, place

Level = Literal["error", "warning"]

_WORD = re.compile(r"[^\W_]")


class Node(NamedTuple):
    """A token of the HTML, the element it stands in, and how that, or the element that it opens, is styled."""

    token: Token
    parent: "Node | None"
    shape: Shape | None

    def lineage(self) -> Iterator["Node"]:
        """This node and those around it, innermost first."""
        node: Node | None = self
        while node is not None:
            yield node
            node = node.parent


@dataclass(frozen=True, slots=True)
class Draft:
    """The parts of an edition as they would be sent, and what they were made from."""

    subject: str
    preheader: str
    html: str
    text: str
    language: Language
    region: Region
    date: date  # of the issue, in its region
    stories: tuple[Story, ...]
    links: tuple[Link, ...] = ()
    house: HouseStyle = field(default_factory=HouseStyle)
    checks: Checks = field(default_factory=Checks)
    nodes: tuple[Node, ...] = field(init=False, repr=False)
    tags: tuple[Node, ...] = field(init=False, repr=False)  # the opening ones in order
    words: tuple[tuple[Node, str], ...] = field(init=False, repr=False)  # each stretch of text that has any

    def __post_init__(self) -> None:
        nodes = tuple(_nodes(self.html))
        texts = ((node, self._text(node.token)) for node in nodes if node.token.kind == "text")
        object.__setattr__(self, "nodes", nodes)
        object.__setattr__(self, "tags", tuple(node for node in nodes if node.token.kind == "open"))
        object.__setattr__(self, "words", tuple((node, text) for node, text in texts if _WORD.search(text)))

    @property
    def parts(self) -> tuple[tuple[str, str], ...]:
        """Every part with its name in findings."""
        return (("subject", self.subject), ("preheader", self.preheader), ("html", self.html), ("text", self.text))

    def said(self, names: Collection[str]) -> Iterator[tuple[Node, str]]:
        """Each element of these names with what it says to one who listens: words, alternative texts, a label."""
        around: list[tuple[Node, list[str]]] = []
        for node in self.nodes:
            token = node.token
            if token.kind == "open" and token.name in names:
                around.append((node, []))
            elif token.kind == "close" and around and around[-1][0].token.name == token.name:
                element, words = around.pop()
                yield element, " ".join("".join(words).split()) or element.token.get("aria-label") or ""
            elif around and token.kind == "text":
                around[-1][1].append(self._text(token))
            elif around and token.name == "img":
                around[-1][1].append(token.get("alt") or "")

    def _text(self, token: Token) -> str:
        return unescape(self.html[token.start : token.end])

    def find(
        self,
        gate: str,
        part: str,
        offset: int,
        message: str,
        remedy: str,
        *,
        level: Level = "error",
    ) -> Finding:
        """A finding at an offset of a part."""
        return Finding(gate, level, part, *place(dict(self.parts)[part], offset), message, remedy)


def _nodes(html: str) -> Iterator[Node]:
    read = [(token, len(around)) for token, around in nested(html)]
    sheets = _styles(html, [token for token, _ in read])
    open_nodes: list[Node] = []
    for token, depth in read:
        del open_nodes[depth:]
        parent = open_nodes[-1] if open_nodes else None
        shape = parent.shape if parent else None
        if token.kind != "open":
            yield Node(token, parent, shape)
            continue
        node = Node(token, parent, sheets.shape(token, shape))
        yield node
        if not token.empty:
            open_nodes.append(node)


def _styles(html: str, read: list[Token]) -> Styles:
    """The style sheets of the HTML, wherever they stand in it."""
    sheets, media, knows_dark = [], "", False
    for token in read:
        if token.kind == "raw" and token.name == "style":
            sheets.append((html[token.start : token.end], media))
        elif token.kind == "open" and token.name == "style":
            media = token.get("media") or ""
        elif token.kind == "open" and token.name == "meta" and token.get("name") == "color-scheme":
            knows_dark = "dark" in (token.get("content") or "")
    return styles(tuple(sheets), knows_dark=knows_dark)
