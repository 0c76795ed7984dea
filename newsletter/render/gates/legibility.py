"""Gates on whether words can be read as they look in the end: their contrast, their type, the links among them."""

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from newsletter.model import Finding
from newsletter.model.colours import LEAST_CONTRAST
from newsletter.model.colours import contrast as ratio
from newsletter.render.css.cascade import Shape
from newsletter.render.css.properties import Colour, Computed
from newsletter.render.css.screens import SCREENS, Screen
from newsletter.render.gates.draft import Draft, Node

_LEAST_OF_LARGE = 3.0
_LARGE, _LARGE_BOLD = 24.0, 18.66  # pixels (WCAG 2.2, 1.4.3)
_SMALLEST = 14.0
_BLOCKS = frozenset({"body", "td", "th", "p", "li", "div", "blockquote", "h1", "h2", "h3", "h4", "h5", "h6"})

Words = tuple[Node, str]


class _Pair(NamedTuple):
    """The colour of words and that of their ground, and how far apart they must be."""

    ink: str
    ground: str
    least: float

    @property
    def contrast(self) -> float:
        """Rounded down, so that what is not enough never looks as if it were."""
        return math.floor(ratio(self.ink, self.ground) * 100) / 100


def contrast(draft: Draft) -> Iterator[Finding]:
    """Words stand out from their ground; each pair of colours that does not is told once, with the first screen."""
    told: set[_Pair] = set()
    for at, screen in enumerate(SCREENS):
        swallowed: defaultdict[_Pair, list[Words]] = defaultdict(list)
        for shape, words in _alike(draft):
            style = shape.computed[at]
            pair = _pair(style)
            if style.seen and not style.on_picture and pair not in told and pair.contrast < pair.least:
                swallowed[pair] += words
        yield from (_swallowed(pair, screen, words, draft) for pair, words in swallowed.items())
        told |= swallowed.keys()
    yield from _on_pictures(draft)


def _swallowed(pair: _Pair, screen: Screen, words: list[Words], draft: Draft) -> Finding:
    said = f"“{_start(words)}” {pair.ink} on {pair.ground}{screen.name} is {pair.contrast}:1"
    message = f"{said}{_places(words)}; {pair.least}:1 is the least"
    remedy = "choose colours that are further apart, in the theme or in the template's style"
    return draft.find("contrast", "html", words[0][0].token.start, message, remedy)


def _on_pictures(draft: Draft) -> Iterator[Finding]:
    shapes = [words for shape, words in _alike(draft) if any(style.on_picture for style in _seen(shape))]
    words = [one for found in shapes for one in found]
    if words:
        message = f"“{_start(words)}” stands on a picture with no colour beneath it{_places(words)}"
        remedy = "give the picture's element a background-color too: many readers see no pictures"
        yield draft.find("contrast", "html", words[0][0].token.start, message, remedy, level="warning")


def type_size(draft: Draft) -> Iterator[Finding]:
    """No words smaller than 14 px, on any screen."""
    small: defaultdict[float, list[Words]] = defaultdict(list)
    for shape, words in _alike(draft):
        least = min((style.size for style in _seen(shape)), default=_SMALLEST)
        if least < _SMALLEST:
            small[least] += words
    for size, words in small.items():
        message = f"“{_start(words)}” is set in {size:.3g} px{_places(words)}; many cannot read type under 14 px"
        remedy = "set it in 16 px, as the rest of the letter"
        yield draft.find("type", "html", words[0][0].token.start, message, remedy, level="warning")


def justified(draft: Draft) -> Iterator[Finding]:
    """No lines stretched to both margins, whose gaps make them hard to follow (WCAG 2.2, 1.4.8)."""
    found = [words for shape, words in _alike(draft) if any(style.align == "justify" for style in _seen(shape))]
    words = [one for alike in found for one in alike]
    if words:
        message = f"“{_start(words)}” is stretched to both margins{_places(words)}"
        remedy = "align the text to the side where reading begins"
        yield draft.find("justified", "html", words[0][0].token.start, message, remedy, level="warning")


def underlines(draft: Draft) -> Iterator[Finding]:
    """A link in running text shows by more than its colour (WCAG 2.2, 1.4.1)."""
    bare = [node for node in draft.tags if node.token.name == "a" and _shows_by_colour_alone(node)]
    running = {id(_block(node)) for node, _ in draft.words if not _in_link(node)} if bare else set()
    for node in bare:
        if id(_block(node)) in running:
            message = "a link in running text shows by its colour alone, which not everybody sees"
            remedy = "underline it: take text-decoration:none away"
            yield draft.find("underlines", "html", node.token.start, message, remedy, level="warning")


def _shows_by_colour_alone(node: Node) -> bool:
    if node.shape is None or node.parent is None or node.parent.shape is None or not node.token.get("href"):
        return False
    style, around = node.shape.computed[0], node.parent.shape.computed[0]
    marked = style.underlined or style.ruled
    return not marked and (style.bold, style.ground, style.size) == (around.bold, around.ground, around.size)


def _in_link(node: Node) -> bool:
    return any(one.token.name == "a" for one in node.lineage())


def _block(node: Node) -> Node | None:
    return next((one for one in node.lineage() if one.token.name in _BLOCKS), None)


def _alike(draft: Draft) -> Iterable[tuple[Shape, list[Words]]]:
    """The words of the letter by the shape of the element that they stand in."""
    groups: defaultdict[Shape, list[Words]] = defaultdict(list)
    for node, words in draft.words:
        if node.shape is not None:
            groups[node.shape].append((node, words))
    return groups.items()


def _seen(shape: Shape) -> Iterator[Computed]:
    return (style for style in shape.computed if style.seen)


def _pair(style: Computed) -> _Pair:
    large = style.size >= (_LARGE_BOLD if style.bold else _LARGE)
    return _Pair(_written(style.ink), _written(style.ground), _LEAST_OF_LARGE if large else LEAST_CONTRAST)


def _written(colour: Colour) -> str:
    return "#" + "".join(f"{round(min(max(channel, 0), 1) * 255):02x}" for channel in colour)


def _start(words: list[Words]) -> str:
    first = " ".join(words[0][1].split())
    return first if len(first) <= 40 else f"{first[:40]}…"


def _places(words: list[Words]) -> str:
    return f", in {len(words)} places" if len(words) > 1 else ""
