"""The computed style of each element of a letter, by its style sheets and styles; `draft` dresses every node with it.

A small cascade, for what gates ask: colours, grounds, sizes, weights, lines under words. Elements with the same name,
attributes and surroundings look alike, so each kind is worked out once: a `Shape`, kept from letter to letter.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from html import unescape
from typing import Any, NamedTuple

from newsletter.render.css import syntax
from newsletter.render.css.properties import Computed, aspects, computed
from newsletter.render.css.screens import SCREENS, Screen
from newsletter.render.css.selectors import Selector, selectors
from newsletter.render.css.syntax import Declaration, Rule
from newsletter.render.markup import Token

# What a browser does by itself, as far as it matters here.
_NATIVE = """
h1 { font-size: 2em } h2 { font-size: 1.5em } h3 { font-size: 1.17em } h5 { font-size: 0.83em } h6 { font-size: 0.67em }
h1, h2, h3, h4, h5, h6, b, strong, th { font-weight: 700 }
small { font-size: 0.83em }
u, ins, a[href] { text-decoration: underline }
a[href] { color: #0000ee }
head, script, style, template, noscript { display: none }
"""
# The same for a letter that says it knows dark mode.
_NATIVE_IN_DARK = """
@media (prefers-color-scheme: dark) { html { color: #ffffff; background: #121212 } a[href] { color: #9e9eff } }
"""
# Attributes that say what a declaration would.
_HINTS = {
    "bgcolor": "background-color: {}",
    "background": "background-image: url(x)",
    "align": "text-align: {}",
    "hidden": "display: none",
    "color": "color: {}",  # of <font>
}
_HEEDED = frozenset({"class", "id", "style", "href", *_HINTS})


@dataclass(frozen=True, slots=True, eq=False)
class Shape:
    """A kind of element: what selectors see of it, and its computed style on each of the screens."""

    name: str
    attributes: Mapping[str, str]
    classes: frozenset[str]
    parent: "Shape | None"
    computed: tuple[Computed, ...] = ()


class _Entry(NamedTuple):
    """A selector of a style sheet and what it sets, on the screens that its rule is for."""

    selector: Selector
    screens: frozenset[Screen]
    normal: Mapping[str, Any]
    important: Mapping[str, Any]


class Styles:
    """The style sheets of one letter, to dress its elements with."""

    def __init__(self, sheets: tuple[tuple[str, str], ...], *, knows_dark: bool) -> None:
        rules = [rule for text, media in sheets for rule in syntax.sheet(text, media)]
        knows_dark = knows_dark or any(_says_dark(one) for rule in rules for one in rule.declarations)
        self._native = list(_entries(syntax.sheet(_NATIVE + _NATIVE_IN_DARK * knows_dark)))
        self._authored = list(_entries(rules))
        asked = (name for entry in self._authored for one in entry.selector.compounds for name, _ in one.attributes)
        self._heeded = _HEEDED.union(asked)

    def shape(self, token: Token, parent: Shape | None) -> Shape:
        """The shape of an opening tag within an element of that shape."""
        # Addresses differ from link to link; all that a selector can ask of one here is whether it is there.
        heeded = ((one.name, "" if one.name == "href" else one.raw) for one in token.attributes)
        return _shape(self, token.name, tuple(pair for pair in heeded if pair[0] in self._heeded), parent)

    def dressed(self, shape: Shape) -> tuple[Computed, ...]:
        """The computed style of the shape on each of the screens."""
        around = shape.parent.computed if shape.parent else (Computed(),) * len(SCREENS)
        native = [entry for entry in self._native if entry.selector.fits(shape)]
        authored = [entry for entry in self._authored if entry.selector.fits(shape)]
        hints, normal, important = _own(shape)
        layers = (
            (
                *(entry.normal for entry in native if screen in entry.screens),
                hints,
                *(entry.normal for entry in authored if screen in entry.screens),
                normal,
                *(entry.important for entry in authored if screen in entry.screens),
                important,
            )
            for screen in SCREENS
        )
        return tuple(computed(_merged(said), parent) for said, parent in zip(layers, around, strict=True))


@lru_cache(maxsize=64)
def styles(sheets: tuple[tuple[str, str], ...], *, knows_dark: bool) -> Styles:
    """Those of a letter with these style sheets, each a text and its `media`, and a head that may know dark mode."""
    return Styles(sheets, knows_dark=knows_dark)


@lru_cache(maxsize=4096)
def _shape(styles: Styles, name: str, attributes: tuple[tuple[str, str], ...], parent: Shape | None) -> Shape:
    read = {key: unescape(raw) for key, raw in reversed(attributes)}  # of an attribute said twice the first counts
    bare = Shape(name, read, frozenset(read.get("class", "").split()), parent)
    return Shape(bare.name, bare.attributes, bare.classes, parent, styles.dressed(bare))


def _entries(rules: Iterable[Rule]) -> Iterator[_Entry]:
    """By specificity, then in order: the last that fits an element counts."""
    found = [(selector, rule) for rule in rules for selector in selectors(rule.prelude)]
    for selector, rule in sorted(found, key=lambda pair: pair[0].specificity):
        screens = frozenset(screen for screen in SCREENS if screen.shows(rule))
        yield _Entry(selector, screens, *_by_urgency(rule.declarations))


def _own(shape: Shape) -> tuple[Mapping[str, Any], ...]:
    """What the element says of itself: by its attributes, by its style, and what of that is important."""
    said = (
        pattern.format(shape.attributes[name])
        for name, pattern in _HINTS.items()
        if name in shape.attributes and (name != "color" or shape.name == "font")
    )
    hints = aspects(one for hint in said for one in syntax.declarations(hint))
    return hints, *_by_urgency(syntax.declarations(shape.attributes.get("style", "")))


def _by_urgency(declarations: Iterable[Declaration]) -> tuple[Mapping[str, Any], Mapping[str, Any]]:
    said = list(declarations)
    return aspects(one for one in said if not one.important), aspects(one for one in said if one.important)


def _says_dark(declaration: Declaration) -> bool:
    return declaration.name == "color-scheme" and any(
        value.type == "ident" and value.lower_value == "dark" for value in declaration.value
    )


def _merged(layers: Iterable[Mapping[str, Any]]) -> Mapping[str, Any]:
    return {name: value for layer in layers for name, value in layer.items()}
