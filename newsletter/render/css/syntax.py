"""CSS read into rules, declarations and media queries; `cascade` works with these, `clients` with tinycss2's nodes.

A letter's style sheets and its few dozen inline styles come again in every edition: each text is read once and kept.
"""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

import tinycss2

Node = Any  # of tinycss2: a rule, a declaration or a component value
Values = Sequence[Node]
_SPACE = ("whitespace", "comment")
_LENGTH = re.compile(r"(?:min|max)-width")
_LONGEST = 100_000  # characters: Gmail cuts the whole letter off at 102 kB, and throws away far shorter style sheets
_DEEPEST = 50  # tinycss2 writes by recursion
_ENDLESS_NUMBER = re.compile(r"\d{300}")  # Python reads none of over 4,300 digits, and takes long for fewer


class Declaration(NamedTuple):
    """A property with its value as component values, white space taken out."""

    name: str
    value: tuple[Node, ...]
    important: bool


class Query(NamedTuple):
    """One media query: whether it can hold on a screen at all, and the features that it asks for."""

    possible: bool
    features: tuple[tuple[str, str | float], ...]


class Rule(NamedTuple):
    """A style rule and the at-rules that it stands in."""

    prelude: tuple[Node, ...]
    declarations: tuple[Declaration, ...]
    media: tuple[tuple[Query, ...], ...]  # of each row one must hold
    at_rules: tuple[str, ...]  # their keywords: "media", "supports"


@lru_cache(maxsize=4096)
def unreadable(css: str) -> str:
    """Why a style or a style sheet is not read at all; "" where it is."""
    if len(css) > _LONGEST:
        return f"is over {_LONGEST:,} characters long"
    if _ENDLESS_NUMBER.search(css):
        return "holds a number of over 300 digits"
    return "" if _is_shallow(tinycss2.parse_component_value_list(css)) else f"is nested over {_DEEPEST} deep"


@lru_cache(maxsize=4096)
def declarations(style: str) -> tuple[Declaration, ...]:
    """The declarations of an inline style; what is no declaration is left out, as a browser does."""
    return tuple(_declarations(contents(style)))


@lru_cache(maxsize=256)
def sheet(text: str, media: str = "") -> tuple[Rule, ...]:
    """The style rules of a style sheet in order, those within its at-rules too."""
    if unreadable(media):
        return ()
    around = (_queries(tinycss2.parse_component_value_list(media)),) if media.strip() else ()
    return tuple(_rules(rules(text), around, ()))


def rules(source: str | Values) -> Values:
    """The nodes of a style sheet, or of what stands in an at-rule."""
    if isinstance(source, str):
        return list(tinycss2.parse_stylesheet(_values(source), skip_comments=True, skip_whitespace=True))
    return list(tinycss2.parse_rule_list(source, skip_comments=True, skip_whitespace=True))


def contents(source: str | Values) -> Values:
    """The nodes of an inline style, or of what stands in a rule."""
    values = _values(source) if isinstance(source, str) else source
    return list(tinycss2.parse_blocks_contents(values, skip_comments=True, skip_whitespace=True))


def split(values: Values) -> Iterator[list[Node]]:
    """Component values between commas."""
    part: list[Node] = []
    for value in values:
        if value.type == "literal" and value.value == ",":
            yield part
            part = []
        else:
            part.append(value)
    yield part


def _values(css: str) -> Values:
    return [] if unreadable(css) else list(tinycss2.parse_component_value_list(css))


def _is_shallow(nodes: Values) -> bool:
    for _ in range(_DEEPEST):
        nodes = [inner for node in nodes for inner in _held(node)]
        if not nodes:
            return True
    return False


def _held(node: Node) -> Values:
    """What stands in a function's brackets, or in a block."""
    return list(node.arguments if node.type == "function" else getattr(node, "content", ()))


def _rules(nodes: Values, media: tuple[tuple[Query, ...], ...], at_rules: tuple[str, ...]) -> Iterator[Rule]:
    for node in nodes:
        if node.type == "qualified-rule":
            yield Rule(tuple(node.prelude), tuple(_declarations(contents(node.content))), media, at_rules)
        elif node.type == "at-rule" and node.content is not None:
            queries = (_queries(node.prelude),) if node.lower_at_keyword == "media" else ()
            yield from _rules(rules(node.content), media + queries, (*at_rules, node.lower_at_keyword))


def _declarations(nodes: Values) -> Iterator[Declaration]:
    for node in nodes:
        if node.type == "declaration":
            yield Declaration(node.lower_name, tuple(_dense(node.value)), node.important)


def _dense(values: Values) -> Iterator[Node]:
    return (value for value in values if value.type not in _SPACE)


def _queries(prelude: Values) -> tuple[Query, ...]:
    return tuple(_query(list(_dense(part))) for part in split(prelude))


def _query(values: list[Node]) -> Query:
    words = [value.lower_value for value in values if value.type == "ident"]
    blocks = [value for value in values if value.type == "() block"]
    features = [_feature(list(_dense(block.content))) for block in blocks]
    possible = all(word in ("only", "screen", "all", "and") for word in words) and None not in features
    return Query(possible, tuple(feature for feature in features if feature))


def _feature(values: list[Node]) -> tuple[str, str | float] | None:
    """What a bracket asks for, such as ("max-width", 480.0); None: nothing that we know to answer."""
    if len(values) != 3 or values[0].type != "ident" or values[1] != ":":
        return None
    name, value = values[0].lower_value, values[2]
    if name == "prefers-color-scheme" and value.type == "ident":
        return name, value.lower_value
    if _LENGTH.fullmatch(name) and value.type == "dimension" and value.lower_unit == "px":
        return name, value.value
    return None
