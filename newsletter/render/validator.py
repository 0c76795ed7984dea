"""Holds MJML against the tables in `vocabulary`, since mrml takes anything; `mjml.to_html` calls it first.

mrml 6.0.1 passes on unknown tags, drops unknown attributes in silence and dies of deep nesting; a template's author
should hear of it, with a line, a column and what to write instead.
"""

import difflib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from html import unescape
from itertools import islice

from newsletter.render.markup import BLANKS, DEEPEST, Attribute, Token, with_ancestors
from newsletter.render.vocabulary import ASIDE, HOMES, KINDS, NEEDED, REFUSED, TAGS, Holds, Tag

_AT_MOST = 100
_BARE_NUMBER = re.compile(r"(?:^|\s)(\d++)(?=\s|$)")
_SHORT_COLOUR = re.compile(r"#[0-9a-fA-F]{3}")
_DEADLY = re.compile(r"(?:[^\x00-\x7f].?|]])>")
_COMMENT = re.compile(r"<!--(?!-?>)(?:[^-]|-[^-])*-->")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_ODD_BLANK = re.compile(r"[\x0b\x0c\x1c-\x1f\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]")
_QUOTED = re.compile(r""""[^"]*+"|'[^']*+'""")
_OUTLOOK = frozenset({"mj-raw", "mj-text", "mj-social-element"})
_XML_NAME = re.compile(r"[A-Za-z_][\w.-]*+(?::[A-Za-z_][\w.-]*+)?")
_WITHOUT_COMMENTS = {name for name, tag in TAGS.items() if tag.holds == "nothing"} | {"mj-title", "mj-attributes"}
_PLAIN = "write a plain one"
_HELD: dict[Holds, str] = {"words": "words alone", "css": "a style sheet", "nothing": "nothing"}
_EVERYWHERE = {name: kind for tag in TAGS.values() for name, kind in tag.attributes.items() if name != "*"}

Fault = tuple[int, str]  # an offset, -1 when nobody knows it, and what is wrong there with its remedy


class Faulty(Exception):
    """MJML that is not sent, with its faults; `Templates.blame` says where in the templates they are."""

    def __init__(self, *faults: Fault) -> None:
        self.faults = faults
        super().__init__("\n".join(message for _, message in faults))


def validate(source: str, read: Iterable[Token]) -> None:
    """Raises Faulty, with the first hundred faults, when mrml should not see this MJML, read as these tokens."""
    if found := [*islice(faults(source, read), _AT_MOST)]:
        raise Faulty(*found)


def faults(source: str, read: Iterable[Token]) -> Iterator[Fault]:
    """Every fault in reading order; nesting that is broken or too deep ends the list."""
    for token, around in with_ancestors(read):
        if token.kind == "open":
            if len(around) >= DEEPEST:
                yield token.start, f"tags are nested over {DEEPEST} deep; flatten them"
                return
            yield from _letters(source, token)
            yield from _open_tag(token, around)
        elif token.kind == "text":
            if (text := source[token.start : token.end]).strip(BLANKS):
                yield from _words(text, token, around)
        elif token.kind == "raw":
            yield from _style(source, token)
        elif token.kind == "comment":
            yield from _comment(source, token, around)
        elif token.kind == "broken":
            yield token.start, token.problem


def _comment(source: str, token: Token, around: Sequence[Token]) -> Iterator[Fault]:
    """mrml 6.0.1 reads XML, and refuses these without a word on where they are."""
    if not source.startswith("<!--", token.start):
        yield token.start, "MJML has no doctype; take it out"
    elif not _COMMENT.fullmatch(source, token.start, token.end):
        yield token.start, "a comment cannot hold --, begin with > or end with -; write another dash, or a blank"
    elif source.startswith("<!--[if", token.start) and _holder(around) not in _OUTLOOK:
        yield token.start, "a comment for Outlook stands in <mj-raw> or <mj-text>; move it there"
    elif around and around[-1].name in _WITHOUT_COMMENTS:
        yield token.start, f"a comment cannot stand in <{around[-1].name}>; write {{# … #}}, which nobody is sent"


def _style(source: str, token: Token) -> Iterator[Fault]:
    """The same XML in a style sheet; and looking for ]]>, mrml 6.0.1 cuts the letter before > in two, and dies."""
    if token.name == "mj-style" and (found := source.find("<", token.start, token.end)) >= 0:
        yield found, "a style sheet cannot hold <; say it without, as (max-width: 480px)"
    if control := _CONTROL.search(source, token.start, token.end):
        yield control.start(), f"a style sheet cannot hold the control character U+{ord(control[0]):04X}; take it out"
    if dies := _DEADLY.search(source, token.start, token.end):
        yield dies.start(), "mrml 6.0.1 cannot read a > so close behind this; write two blanks before it, or \\3e"


def _letters(source: str, token: Token) -> Iterator[Fault]:
    """What HTML allows in a tag and mrml 6.0.1, which reads XML, does not."""
    if not source.startswith(token.name, token.start + 1):
        yield token.start, f"write <{token.name}> in small letters"
    if _ODD_BLANK.search(source, token.start, token.end):
        yield from _odd_blank(source, token)
    if token.empty and token.name == "mj-style":
        yield token.start, "<mj-style /> says nothing, and mrml 6.0.1 waits for its end; take it out"
    for attribute in token.attributes:
        if attribute.raw and source[attribute.start - 1] not in "'\"":
            yield attribute.start, f'put quotation marks around the value: {attribute.name}="{attribute.raw[:60]}"'


def _odd_blank(source: str, token: Token) -> Iterator[Fault]:
    if odd := _ODD_BLANK.search(_QUOTED.sub("", source[token.start : token.end])):
        yield token.start, f"in <{token.name}> stands a blank that is no plain space, U+{ord(odd[0]):04X}; {_PLAIN}"


def _names(token: Token) -> Iterator[Fault]:
    for name in (token.name, *(attribute.name for attribute in token.attributes)):
        if not _XML_NAME.fullmatch(name):
            yield token.start, f"mrml 6.0.1 reads XML, which has no such name as {name[:60]}; take it out"


def _words(text: str, token: Token, around: Sequence[Token]) -> Iterator[Fault]:
    words, remedy = "words stand", "put them in <mj-text>"
    if text.isspace():
        words, remedy = f"a blank that is no plain space, U+{ord(text.strip(BLANKS)[0]):04X}, stands", _PLAIN
    elif any(tag.name == "mj-head" for tag in around):
        remedy = "take them out"
    holder = _holder(around)
    if holder is None:
        yield token.start, f"{words} outside <mjml>; {remedy}"
    elif around[-1].name == holder and _holds(holder, around) in ("tags", "nothing"):
        yield token.start, f"{words} directly in <{holder}>; {remedy}"


def _open_tag(token: Token, around: Sequence[Token]) -> Iterator[Fault]:
    holder, name = _holder(around), token.name
    if name in REFUSED:
        yield token.start, f"<{name}> is refused: {REFUSED[name]}"
    elif holder and (held := _holds(holder, around)) != "tags":
        yield from _inside(token, holder, held)
    elif name not in TAGS:
        yield token.start, f"MJML has no <{name}>{_home(name)}"
    elif holder == "mj-attributes":
        yield from _attributes(token, required=False)
    else:
        yield from _standing(token, holder)
        yield from _attributes(token, required=True)


def _inside(token: Token, holder: str, held: Holds) -> Iterator[Fault]:
    """A tag in what holds no MJML."""
    if held != "html":
        yield token.start, f"<{holder}> holds {_HELD[held]}; take <{token.name}> out"
    elif token.name.startswith("mj"):
        yield token.start, f"<{token.name}> cannot stand in <{holder}>, which holds HTML; close that first"
    else:
        yield from _names(token)


def _standing(token: Token, holder: str | None) -> Iterator[Fault]:
    allowed = TAGS[token.name].inside
    if holder not in allowed and (holder or allowed):
        wanted = " or ".join(f"<{tag}>" for tag in sorted(allowed))
        remedy = f"it belongs in {wanted}" if wanted else "it is the outermost tag, and there is one"
        yield token.start, f"<{token.name}> stands {f'in <{holder}>' if holder else 'outside <mjml>'}; {remedy}"


def _attributes(token: Token, *, required: bool) -> Iterator[Fault]:
    tag = TAGS[token.name]
    for attribute in token.attributes:
        if objection := _objection(token.name, tag, attribute):
            yield attribute.start, objection
    for name in tag.required if required or token.name == "mj-class" else ():
        if token.get(name) is None:
            yield token.start, f'<{token.name}> needs {name}="…": {NEEDED[name]}'


def _objection(name: str, tag: Tag, attribute: Attribute) -> str:
    known = _EVERYWHERE if "*" in tag.attributes else tag.attributes
    kind = tag.attributes.get(attribute.name) or known.get(attribute.name)
    if kind and (kind == "any" or _fits(kind, attribute.raw)):
        return ""
    if (name, attribute.name) in REFUSED:
        return f"{attribute.name} on <{name}> is refused: {REFUSED[name, attribute.name]}"
    if kind is None:
        return f"<{name}> has no attribute {attribute.name}{_other(attribute.name, known)}"
    return f'{attribute.name}="{attribute.value[:60]}" on <{name}>: {_wanted(kind, attribute.value)}'


@lru_cache(maxsize=4096)  # templates say the same few hundred over and over
def _fits(kind: str, raw: str) -> bool:
    return KINDS[kind][0].fullmatch(unescape(raw)) is not None


def _wanted(kind: str, value: str) -> str:
    bare = _BARE_NUMBER.search(value) if kind in ("lengths", "length", "pixels", "spacing") else None
    if bare:
        return f"{bare[1]} has no unit, and mrml 6.0.1 then miscounts the widths; write {bare[1]}px"
    if kind == "colour" and _SHORT_COLOUR.fullmatch(value):
        return f"Outlook reads no colour of three digits; write #{''.join(digit * 2 for digit in value[1:])}"
    return f"expected {KINDS[kind][1]}"


def _home(name: str) -> str:
    """What to write instead of a tag that is not MJML's."""
    if name.startswith("mj"):
        return _guess(name, TAGS) or "; HTML of your own goes into <mj-text> or <mj-raw>"
    home = HOMES.get(name)
    return f"; write <{home}>" if home else "; HTML goes into <mj-text>"


def _other(name: str, known: Mapping[str, str]) -> str:
    """What to write instead of an attribute that a tag does not have."""
    if name in ASIDE:
        return f"; {ASIDE[name]}"
    homes = [f"<{other}>" for other, entry in TAGS.items() if name in entry.attributes]
    if guess := _guess(name, known):
        return guess
    return f"; it is one of {', '.join(homes[:4])}" if homes else f"; there are {', '.join(sorted({*known} - {'*'}))}"


def _guess(name: str, known: Iterable[str]) -> str:
    close = difflib.get_close_matches(name, known, n=1)
    return f"; did you mean {close[0]}?" if close else ""


def _holder(around: Sequence[Token]) -> str | None:
    """The innermost MJML tag around; inside HTML that is the tag which holds it."""
    return next((token.name for token in reversed(around) if token.name in TAGS), None)


def _holds(holder: str, around: Sequence[Token]) -> Holds:
    return "nothing" if len(around) > 1 and around[-2].name == "mj-attributes" else TAGS[holder].holds
