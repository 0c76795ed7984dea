"""Holds MJML against the tables in `vocabulary`, since mrml takes anything; `mjml.to_html` calls it first.

mrml 6.0.1 passes on unknown tags, drops unknown attributes in silence and dies of deep nesting; a template's author
should hear of it, with a line, a column and what to write instead.
"""

import difflib
import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from newsletter.errors import TemplateError
from newsletter.render.markup import DEEPEST, Attribute, Token, nested, place
from newsletter.render.vocabulary import KINDS, REFUSED, TAGS, Tag

_AT_ONCE = 10
_BARE_NUMBER = re.compile(r"(?:^|\s)(\d++)(?=\s|$)")
_EVERYWHERE = {name: kind for tag in TAGS.values() for name, kind in tag.attributes.items() if name != "*"}

Fault = tuple[int, str]  # an offset, and what is wrong there with its remedy


def validate(source: str, name: str) -> None:
    """Raises a TemplateError with the first ten faults of the MJML that the template `name` gave."""
    found = list(islice(faults(source), _AT_ONCE))
    if found:
        raise TemplateError("\n".join(describe(source, name, *fault) for fault in found))


def describe(source: str, name: str, offset: int, message: str) -> str:
    """One fault for a person: template, line and column of the MJML it gave, and the line itself."""
    line, column = place(source, offset)
    text = source.split("\n")[line - 1].strip()
    return f"{name}: line {line}, column {column} of its MJML: {message}\n    {text[:160]}"


def faults(source: str) -> Iterator[Fault]:
    """Every fault in reading order; nesting that is broken or too deep ends the list."""
    for token, around in nested(source):
        if token.kind == "broken":
            yield token.start, token.problem
        elif len(around) >= DEEPEST:
            yield token.start, f"tags are nested over {DEEPEST} deep; flatten them"
            return
        elif token.kind == "comment":
            yield from _comment(source, token)
        elif token.kind == "open":
            yield from _letters(source, token)
            yield from _open_tag(token, around)
        elif token.kind == "text" and not source[token.start : token.end].isspace():
            yield from _words(token, around)


def _comment(source: str, token: Token) -> Iterator[Fault]:
    """mrml 6.0.1 reads XML, and refuses these without a word on where they are."""
    if not source.startswith("<!--", token.start):
        yield token.start, "MJML has no doctype; take it out"
    elif "--" in source[token.start + 4 : token.end - 3]:
        yield token.start, "a comment cannot hold --; write another dash"


def _letters(source: str, token: Token) -> Iterator[Fault]:
    """What HTML allows in a tag and XML, so mrml 6.0.1, does not."""
    if not source.startswith(token.name, token.start + 1):
        yield token.start, f"write <{token.name}> in small letters"
    for attribute in token.attributes:
        if attribute.raw and source[attribute.start - 1] not in "'\"":
            yield attribute.start, f'put quotation marks around the value: {attribute.name}="{attribute.raw[:60]}"'


def _words(token: Token, around: Sequence[Token]) -> Iterator[Fault]:
    holder = _holder(around)
    if holder is None:
        yield token.start, "words stand outside <mjml>; put them in <mj-text>"
    elif around[-1].name == holder and _holds(holder, around) in ("tags", "nothing"):
        yield token.start, f"words do not stand directly in <{holder}>; put them in <mj-text>"


def _open_tag(token: Token, around: Sequence[Token]) -> Iterator[Fault]:
    holder, name = _holder(around), token.name
    if name in REFUSED:
        yield token.start, f"<{name}> is refused: {REFUSED[name]}"
    elif holder and _holds(holder, around) == "html":
        if name.startswith("mj"):
            yield token.start, f"<{name}> cannot stand in <{holder}>, which holds HTML"
    elif name not in TAGS:
        yield token.start, f"MJML has no <{name}>{_guess(name, TAGS)}"
    elif holder == "mj-attributes":
        yield from _attributes(token, required=False)
    else:
        yield from _standing(token, holder)
        yield from _attributes(token, required=True)


def _standing(token: Token, holder: str | None) -> Iterator[Fault]:
    allowed = TAGS[token.name].inside
    if holder not in allowed and (holder or allowed):
        wanted = " or ".join(f"<{tag}>" for tag in sorted(allowed)) or "nothing: it is the outermost tag"
        where = f"in <{holder}>" if holder else "outside <mjml>"
        yield token.start, f"<{token.name}> stands {where}; it belongs in {wanted}"


def _attributes(token: Token, *, required: bool) -> Iterator[Fault]:
    tag = TAGS[token.name]
    for attribute in token.attributes:
        yield from _attribute(token.name, tag, attribute)
    for name in tag.required if required or token.name == "mj-class" else ():
        if token.get(name) is None:
            yield token.start, f'<{token.name}> needs {name}="…"{_why(name)}'


def _attribute(name: str, tag: Tag, attribute: Attribute) -> Iterator[Fault]:
    known = _EVERYWHERE if "*" in tag.attributes else {}
    kind = tag.attributes.get(attribute.name) or known.get(attribute.name)
    if (name, attribute.name) in REFUSED:
        yield attribute.start, f"{attribute.name} on <{name}> is refused: {REFUSED[name, attribute.name]}"
    elif kind is None:
        guess = _guess(attribute.name, known or tag.attributes)
        yield attribute.start, f"<{name}> has no attribute {attribute.name}{guess}"
    elif not KINDS[kind][0].fullmatch(attribute.value):
        wrong = f'{attribute.name}="{attribute.value[:60]}" on <{name}>'
        yield attribute.start, f"{wrong}: {_wanted(kind, attribute.value)}"


def _wanted(kind: str, value: str) -> str:
    bare = _BARE_NUMBER.search(value) if kind in ("lengths", "length", "pixels") else None
    if bare:
        return f"{bare[1]} has no unit, and mrml 6.0.1 then miscounts the widths; write {bare[1]}px"
    return f"expected {KINDS[kind][1]}"


def _why(name: str) -> str:
    return " (empty for a picture that says nothing)" if name == "alt" else ""


def _guess(name: str, known: Iterable[str]) -> str:
    close = difflib.get_close_matches(name, known, n=1)
    return f"; did you mean {close[0]}?" if close else ""


def _holder(around: Sequence[Token]) -> str | None:
    """The innermost MJML tag around; inside HTML that is the tag which holds it."""
    return next((token.name for token in reversed(around) if token.name in TAGS), None)


def _holds(holder: str, around: Sequence[Token]) -> str:
    return "nothing" if len(around) > 1 and around[-2].name == "mj-attributes" else TAGS[holder].holds
