"""Reads MJML and HTML as a row of tokens with their places, in linear time whatever it is given.

`validator`, `mjml`, `prose`, `plain_text` and `gates` read with it. It knows no more of nesting than that a closing
tag closes what was opened last; the first thing that is not so is a `broken` token, and the last.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from html import unescape
from typing import Literal, NamedTuple

VOID = frozenset({"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"})
DEEPEST = 200  # mrml 6.0.1 descends by recursion: some thousand levels kill the whole program
BLANKS = " \t\n\r"  # XML's; to str.isspace a no-break space is one too
_RAW = frozenset({"mj-style", "style", "script"})

# Possessive (Python 3.11) where a blank or a letter could go to either side: a tag that does not fit fails at once. The
# last group of an attribute that takes part is its value, be it an empty one.
_ATTRIBUTE = re.compile(r"""\s++([^\s"'<>/=]++)(?:\s*+=\s*+(?:"([^"]*+)"|'([^']*+)'|([^\s"'<>=`]++))|())""")
_NAME = re.compile(r"</?+([A-Za-z][\w:.-]*+)")
_TAG = re.compile(rf"<(/?+)([A-Za-z][\w:.-]*+)((?:{_ATTRIBUTE.pattern})*)\s*+(?P<empty>/?+)>")


# Tuples rather than dataclasses: an edition makes ten thousand of them, and that takes a tenth of its time.
class Attribute(NamedTuple):
    """An attribute as it stands; `start` is where its value begins."""

    name: str
    raw: str  # entities still in it
    start: int

    @property
    def value(self) -> str:
        return unescape(self.raw)


class Token(NamedTuple):
    """A piece of markup between two offsets."""

    kind: Literal["open", "close", "text", "raw", "comment", "broken"]
    start: int
    end: int
    name: str = ""
    attributes: tuple[Attribute, ...] = ()
    empty: bool = False  # an open tag that nothing closes
    problem: str = ""  # of a broken token

    def get(self, name: str) -> str | None:
        """The value of an attribute, entities read; None when it is not there."""
        for attribute in self.attributes:
            if attribute.name == name:
                return attribute.value
        return None


def tokens(source: str) -> Iterator[Token]:
    """The tokens in order; a `broken` one is the last."""
    here = 0
    while here < len(source):
        token = _read(source, here)
        yield token
        here = token.end
        if token.kind == "broken":
            return
        if token.kind == "open" and token.name in _RAW and not token.empty:
            stop = source.find(f"</{token.name}", here)
            yield Token("raw", here, here := len(source) if stop < 0 else stop, token.name)


def nested(source: str) -> Iterator[tuple[Token, list[Token]]]:
    """Each token with the elements open around it, outermost first; the list is live, so look and do not keep it."""
    return with_ancestors(tokens(source))


def with_ancestors(read: Iterable[Token]) -> Iterator[tuple[Token, list[Token]]]:
    """As `nested`, of tokens that are read already."""
    around: list[Token] = []
    for token in read:
        if token.kind == "close":
            if not around or around[-1].name != token.name:
                first = f"; <{around[-1].name}> is to be closed first" if around else ""
                yield _broken(token.start, f"</{token.name}> closes nothing that is open here{first}"), around
                return
            around.pop()
        yield token, around
        if token.kind == "broken":
            return
        if token.kind == "open" and not token.empty:
            around.append(token)
    if around:
        yield _broken(around[-1].start, f"<{around[-1].name}> is never closed; write </{around[-1].name}>"), around


def deepest(source: str) -> int:
    """How deep tags are nested, closed or not; never less than a parser would find."""
    depth = most = 0
    opened: Counter[str] = Counter()
    for token in tokens(source):
        if token.kind == "open" and not token.empty:
            opened[token.name] += 1
            most = max(most, depth := depth + 1)
        elif token.kind == "close" and opened[token.name]:  # parsers take no notice of others
            opened[token.name] -= 1
            depth -= 1
    return most


def place(source: str, offset: int) -> tuple[int, int]:
    """Line and column of an offset, both from 1, the column in characters."""
    return source.count("\n", 0, offset) + 1, offset - source.rfind("\n", 0, offset)


def _read(source: str, here: int) -> Token:
    if source[here] != "<":
        stop = source.find("<", here)
        return Token("text", here, len(source) if stop < 0 else stop)
    if found := _TAG.match(source, here):
        return _tag(found)
    if source.startswith("<!--", here):
        return _read_until(source, here, "-->", "this comment is never closed")
    if source[here : here + 9].lower() == "<!doctype":
        return _read_until(source, here, ">", "this doctype is never closed")
    return _no_tag(source, here)


def _tag(found: re.Match[str]) -> Token:
    name = found[2].lower()
    if found[1]:
        return Token("close", found.start(), found.end(), name)
    attributes = tuple(
        [
            Attribute(one[1], one[last], one.start(last))
            for one in _ATTRIBUTE.finditer(found.string, *found.span(3))
            if (last := one.lastindex)
        ]
    )
    return Token("open", found.start(), found.end(), name, attributes, bool(found["empty"]) or name in VOID)


def _no_tag(source: str, here: int) -> Token:
    found = _NAME.match(source, here)
    if found is None:
        return _broken(here, "this < begins no tag; write &lt;")
    at = found.end()
    while attribute := _ATTRIBUTE.match(source, at):
        at = attribute.end()
    return _broken(at, f"the tag <{found[1].lower()}> goes wrong here; look for a quotation mark or a > too few")


def _read_until(source: str, here: int, ending: str, problem: str) -> Token:
    stop = source.find(ending, here)
    return _broken(here, problem) if stop < 0 else Token("comment", here, stop + len(ending))


def _broken(here: int, problem: str) -> Token:
    return Token("broken", here, here, problem=problem)
