"""Which features of CSS a style or a style sheet uses, by the names that the table of support has."""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

import tinycss2

from newsletter.render.clients import support
from newsletter.render.css.syntax import Node, Values, contents, rules, split

# A property without a row of its own goes by a shorter one: padding-left by padding. What goes another way:
_PROPERTIES = {
    **dict.fromkeys(("font-family", "font-style", "font-variant"), ""),  # its row is of the shorthand alone
    **dict.fromkeys(("top", "right", "bottom", "left"), "css-left-right-top-bottom"),
    **dict.fromkeys(("row-gap", "column-gap"), "css-gap"),
    **dict.fromkeys(("columns", "column-rule", "column-span", "column-width"), "css-column-layout-properties"),
    "block-size": "css-block-inline-size",
    **dict.fromkeys(("border-inline", "border-block"), "css-border-inline-block"),
    **{f"border-{y}-{x}-radius": "css-border-radius" for y in ("top", "bottom") for x in ("left", "right")},
    **{f"border-{y}-{x}-radius": "css-border-radius-logical" for y in ("start", "end") for x in ("start", "end")},
    **{f"{box}-{axis}": f"css-{box}-inline-block" for box in ("margin", "padding") for axis in ("inline", "block")},
    **{
        f"{box}-{axis}-{edge}": f"css-{box}-{axis}-start-end"
        for box in ("margin", "padding")
        for axis in ("inline", "block")
        for edge in ("start", "end")
    },
}
_FUNCTIONS = {
    "calc": "css-unit-calc",
    "var": "css-variables",
    **{name: f"css-{name}" for name in ("rgb", "rgba", "linear-gradient", "radial-gradient", "conic-gradient")},
    **{name: f"css-function-{name}" for name in ("min", "max", "clamp", "light-dark")},
    **dict.fromkeys(("lch", "oklch", "lab", "oklab"), "css-modern-color"),
}
_WORDS = {
    "initial": "css-unit-initial",
    **dict.fromkeys(("system-ui", "ui-serif", "ui-sans-serif", "ui-rounded", "ui-monospace"), "css-sytem-ui"),
    **dict.fromkeys(("min-content", "max-content", "fit-content"), "css-intrinsic-size"),
}
# Declarations that ask for nothing: without them all would be the same.
_IDLE = {("float", "none"), ("outline", "none"), ("table-layout", "auto"), ("word-spacing", "normal")}
_DISPLAYS = {"flex": "flex", "inline-flex": "flex", "grid": "grid", "inline-grid": "grid", "none": "none"}
_IN_BRACKETS = re.compile(r"(?<=\[)[^\]]*+(?=\])|(?<=\()[^)]*+(?=\))")
_LINE_END = re.compile(r"\r\n|[\r\n\f]")  # CSS Syntax 3, 3.3
_PSEUDO = re.compile(r"(::?)([a-z-]++)")
_SELECTORS = {
    "type": re.compile(r"(?:^|[\s>+~])[a-z]"),
    "class": re.compile(r"\."),
    "id": re.compile("#"),
    "attribute": re.compile(r"\["),
    "universal": re.compile(r"\*"),
    "chaining": re.compile(r"[.#][\w-]++[.#[]"),
    "child": re.compile(">"),
    "adjacent-sibling": re.compile(r"\+"),
    "general-sibling": re.compile("~"),
    "descendant": re.compile(r"[\w*\])-]\s++[\w*.#[:]"),
}


@lru_cache(maxsize=4096)
def in_style(style: str) -> frozenset[str]:
    """The features of an inline style."""
    return frozenset(feature for node in contents(style) for feature in _of_declaration(node))


@lru_cache(maxsize=256)
def in_sheet(text: str) -> tuple[tuple[str, int], ...]:
    """The features of a style sheet, each with the offset of the rule or declaration that uses it."""
    starts = [0, *(end.end() for end in _LINE_END.finditer(text))]
    return tuple(
        (feature, starts[node.source_line - 1] + node.source_column - 1) for feature, node in _of_rules(rules(text))
    )


def _of_rules(nodes: Iterable[Node]) -> Iterator[tuple[str, Node]]:
    for node in nodes:
        if node.type == "at-rule":
            yield from ((feature, node) for feature in _of_at_rule(node))
            yield from _of_rules(rules(node.content or []))
        elif node.type == "qualified-rule":
            yield from ((feature, node) for feature in _of_selectors(node.prelude))
            yield from ((feature, one) for one in contents(node.content) for feature in _of_declaration(one))


def _of_at_rule(node: Node) -> Iterator[str]:
    yield f"css-at-{node.lower_at_keyword}"
    for block in (value for value in node.prelude if value.type == "() block"):
        asked = next((value.lower_value for value in block.content if value.type == "ident"), "")
        yield f"css-at-media-{asked.removeprefix('any-').removeprefix('-webkit-').removeprefix('min-')}"


def _of_declaration(node: Node) -> Iterator[str]:
    if node.type != "declaration" or (node.lower_name, tinycss2.serialize(node.value).strip()) in _IDLE:
        return
    yield "css-variables" if node.lower_name.startswith("--") else _property(node.lower_name)
    if node.important:
        yield "css-important"
    for value in node.value:
        if node.lower_name == "display" and value.type == "ident":
            yield f"css-display-{_DISPLAYS.get(value.lower_value, '')}"
        yield from _of_value(value)


def _property(name: str) -> str:
    """The row that a property goes by; one that the table may not have."""
    while "-" in name and name not in _PROPERTIES and f"css-{name}" not in support().titles:
        name = name.rpartition("-")[0]
    return _PROPERTIES.get(name, f"css-{name}")


def _of_value(value: Node) -> Iterator[str]:
    if value.type == "function":
        yield _FUNCTIONS.get(value.lower_name.removeprefix("repeating-"), "")
        for inside in value.arguments:
            yield from _of_value(inside)
    elif value.type == "dimension":
        yield f"css-unit-{value.lower_unit}"
    elif value.type == "percentage":
        yield "css-unit-percent"
    elif value.type == "ident":
        yield _WORDS.get(value.lower_value, "")


def _of_selectors(prelude: Values) -> Iterator[str]:
    parts = [_IN_BRACKETS.sub("", tinycss2.serialize(part).strip().lower()) for part in split(prelude)]
    if len(parts) > 1:
        yield "css-selector-grouping"
    for part in parts:
        yield from (f"css-selector-{kind}" for kind, pattern in _SELECTORS.items() if pattern.search(part))
        for colons, name in _PSEUDO.findall(part):
            yield f"css-pseudo-{'element' if colons == '::' else 'class'}-{name}"
