"""MJML to the HTML that is sent: our validator, then mjml-python with what mrml 6.0.1 gets wrong put right.

`edition` calls `to_html` once per edition. The article's prose is not in the MJML: `prose` puts it in afterwards.
"""

import re
import unicodedata
from collections.abc import Iterator

from mjml import mjml2html

from newsletter.errors import TemplateError
from newsletter.render.markup import Token, tokens
from newsletter.render.validator import describe, validate

# mrml 6.0.1 prints attributes with Rust's {:?}, which writes \u{64f} for all that Rust does not call printable.
_HIDDEN_CATEGORIES = frozenset({"Mn", "Me", "Mc", "Cf", "Zs", "Zl", "Zp", "Co", "Cn", "Cc"})
_HIDDEN_LETTERS = frozenset("\u115f\u1160\u3164\uff9e\uff9f\uffa0")
_PLAIN = frozenset(" \n\t")
_POSITION = re.compile(r"(?: in root template)?(?: at position (\d+):\d+)?\s*$")
_CONDITIONAL = re.compile(r"<!--\[if mso.*?-->", re.DOTALL)
_PREHEADER = '<div style="display:none;font-size:1px'
_UNNAMED_TABLE = re.compile(r"<table\b(?![^>]*?\srole=)")


def to_html(source: str, name: str) -> str:
    """The HTML of the MJML that the template `name` gave; a TemplateError says where it is wrong."""
    source = source.replace("\r\n", "\n").replace("\r", "\n")
    validate(source, name)
    html = _finished(_rendered(encode(source), name))
    _refuse_leaks(html, name)
    return html


def encode(source: str) -> str:
    """The MJML with all that mrml would spell out in Rust's way written as HTML's character references."""
    hidden = {ord(char): f"&#x{ord(char):x};" for char in set(source) if _is_hidden(char)}
    hidden |= {code: "&#xfffd;" for code in hidden if 0xD800 <= code <= 0xDFFF}
    in_attribute = hidden | {ord(char): f"&#x{ord(char):x};" for char in '\\\n\t"'}
    return "".join(_encoded(source, hidden, in_attribute))


def _is_hidden(char: str) -> bool:
    if char in _PLAIN:
        return False
    return unicodedata.category(char) in _HIDDEN_CATEGORIES | {"Cs"} or char in _HIDDEN_LETTERS


def _encoded(source: str, hidden: dict[int, str], in_attribute: dict[int, str]) -> Iterator[str]:
    name = ""
    for token in tokens(source):
        text = source[token.start : token.end]
        if token.kind == "open":
            yield _encoded_tag(source, token, in_attribute)
            name = token.name
        elif token.kind == "text":
            # mrml 6.0.1 repeats the title in an aria-label.
            yield text.translate(in_attribute if name == "mj-title" else hidden)
        else:
            yield text
            name = ""


def _encoded_tag(source: str, token: Token, in_attribute: dict[int, str]) -> str:
    here, parts = token.start, []
    for attribute in token.attributes:
        parts += [source[here : attribute.start], attribute.raw.translate(in_attribute)]
        here = attribute.start + len(attribute.raw)
    return "".join([*parts, source[here : token.end]])


def _rendered(encoded: str, name: str) -> str:
    try:
        # With its default fonts mrml links a font server.
        return str(mjml2html(encoded, disable_comments=False, fonts={}))
    except ValueError as error:
        found = _POSITION.search(str(error))
        offset = len(encoded.encode()[: int(found[1])].decode(errors="ignore")) if found and found[1] else 0
        message = _POSITION.sub("", str(error))
        raise TemplateError(describe(encoded, name, offset, f"mrml says: {message}")) from error


def _finished(html: str) -> str:
    html = html.replace("<![endif]--><!--[if mso | IE]>", "")
    html = _CONDITIONAL.sub(lambda found: _UNNAMED_TABLE.sub('<table role="presentation"', found[0]), html)
    return _with_language(html)


def _with_language(html: str) -> str:
    """`lang` and `dir` on body and the preheader too: Gmail throws html and body away, and turns what is left about."""
    found = re.search(r'<html (lang="[^"]*" dir="[^"]*")', html)
    if found is None:
        return html
    html = html.replace("<body", f"<body {found[1]}", 1)
    return html.replace(_PREHEADER, _PREHEADER.replace("<div", f"<div {found[1]}"), 1)


def _refuse_leaks(html: str, name: str) -> None:
    if "\\" not in html:
        return
    for token in tokens(html):
        if token.kind == "broken":
            raise TemplateError(f"{name}: mrml made broken HTML: {token.problem}")
        for attribute in token.attributes:
            if "\\" in attribute.raw:
                where = f'<{token.name} {attribute.name}="{attribute.raw[:60]}">'
                raise TemplateError(f"{name}: mrml spelled out a character in {where}; write it as &#x…;")
