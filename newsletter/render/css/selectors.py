"""The selectors that letters use, read and held against an element; `cascade` calls it.

Elements, classes, ids, attributes and what stands within what: mail clients know little more. A selector with
anything else (a state, a sibling, a count) is none to us, and its rule sets nothing.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple, Protocol

import tinycss2

from newsletter.render.css.syntax import Values, split

_SIMPLE = r"""[.#][\w-]++|\[\s*+[\w-]++\s*+(?:=\s*+(?:"[^"]*"|'[^']*'|[\w-]++)\s*+)?\]|:root(?![\w-])"""
_COMPOUND = re.compile(rf"(\*|[A-Za-z][\w-]*+)?((?:{_SIMPLE})*)(\s*+>\s*+|\s++|$)")
_PART = re.compile(r"""([.#:[])\s*+([\w-]++)\s*+(?:=\s*+["']?([^"'\]]*+)["']?)?""")


class Element(Protocol):
    """What a selector asks of an element."""

    @property
    def name(self) -> str: ...
    @property
    def classes(self) -> frozenset[str]: ...
    @property
    def attributes(self) -> Mapping[str, str]: ...
    @property
    def parent(self) -> "Element | None": ...


class Compound(NamedTuple):
    """What is asked of one element, such as `a.button[href]`."""

    name: str  # empty: any
    classes: frozenset[str]
    attributes: tuple[tuple[str, str | None], ...]  # None: whatever its value
    holds_directly: bool  # the compound after it is its child, not just somewhere within

    def fits(self, element: Element) -> bool:
        """Whether this can be said of the element."""
        return (
            self.name in ("", element.name)
            and self.classes <= element.classes
            and all(
                name in element.attributes and value in (None, element.attributes[name])
                for name, value in self.attributes
            )
        )


class Selector(NamedTuple):
    """Compounds from the element outwards."""

    compounds: tuple[Compound, ...]

    @property
    def specificity(self) -> tuple[int, int, int]:
        """Ids, then classes and attributes, then elements (CSS Selectors 4, 16)."""
        ids = sum(name == "id" for one in self.compounds for name, _ in one.attributes)
        others = sum(len(one.classes) + len(one.attributes) for one in self.compounds) - ids
        return ids, others, sum(bool(one.name) for one in self.compounds)

    def fits(self, element: Element) -> bool:
        """Whether the element is one of those that are meant."""
        return self.compounds[0].fits(element) and _within(element.parent, self.compounds[1:])


def selectors(prelude: Values) -> Iterator[Selector]:
    """Those of a rule that we understand."""
    for part in split(prelude):
        compounds = tuple(_compounds(tinycss2.serialize([one for one in part if one.type != "comment"]).strip()))
        if compounds and all(compounds):
            yield Selector(tuple(compound for compound in reversed(compounds) if compound))


def _within(around: Element | None, compounds: Sequence[Compound]) -> bool:
    """Whether the compounds fit elements around, the nearest first."""
    if not compounds:
        return True
    while around is not None:
        fits = compounds[0].fits(around)
        if fits and _within(around.parent, compounds[1:]):
            return True
        # What is not around the nearest that fits is not around one further out either.
        if compounds[0].holds_directly or (fits and not compounds[1].holds_directly):
            return False
        around = around.parent
    return False


def _compounds(text: str) -> Iterator[Compound | None]:
    """From left to right; None, the last, where something is not understood."""
    here = 0
    while here < len(text):
        found = _COMPOUND.match(text, here)
        if found is None or not (found[1] or found[2]) or (found[3] and found.end() == len(text)):
            yield None
            return
        yield _compound(found)
        here = found.end()


def _compound(found: re.Match[str]) -> Compound:
    parts = _PART.findall(found[2])
    name = "" if found[1] in (None, "*") else found[1].lower()
    asked = (
        ("id", word) if sign == "#" else (word.lower(), value or None) for sign, word, value in parts if sign in "#["
    )
    return Compound(
        name=name or ("html" if (":", "root", "") in parts else ""),
        classes=frozenset(word for sign, word, _ in parts if sign == "."),
        attributes=tuple(asked),
        holds_directly=">" in found[3],
    )
