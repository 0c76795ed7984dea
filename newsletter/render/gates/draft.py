"""What the gates look at: an edition about to be, its HTML read once into nodes."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

from newsletter.model import Finding, HouseStyle, Language, Region, Story
from newsletter.render.markup import Token, nested, place

Level = Literal["error", "warning"]


@dataclass(frozen=True, slots=True)
class Node:
    """A token of the HTML and the element it stands in."""

    token: Token
    parent: "Node | None"

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
    stories: tuple[Story, ...]
    house: HouseStyle = field(default_factory=HouseStyle)
    nodes: tuple[Node, ...] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "nodes", tuple(_nodes(self.html)))

    @property
    def tags(self) -> Iterator[Node]:
        """The opening tags of the HTML in order."""
        return (node for node in self.nodes if node.token.kind == "open")

    @property
    def parts(self) -> tuple[tuple[str, str], ...]:
        """Every part with its name in findings."""
        return (("subject", self.subject), ("preheader", self.preheader), ("html", self.html), ("text", self.text))

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
    open_nodes: list[Node] = []
    for token, around in nested(html):
        del open_nodes[len(around) :]
        node = Node(token, open_nodes[-1] if open_nodes else None)
        yield node
        if token.kind == "open" and not token.empty:
            open_nodes.append(node)
