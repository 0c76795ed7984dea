"""MJML to the HTML that is sent: our validator, then mjml-python with what mrml 6.0.1 gets wrong put right.

`edition` calls `to_html` once per edition. The article's prose is not in the MJML: `prose` puts it in afterwards.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping

from mjml import mjml2html

from newsletter.errors import TemplateError
from newsletter.render.markup import BLANKS, Token, tokens
from newsletter.render.validator import Faulty, validate

# mrml 6.0.1 prints attributes with Rust's {:?}, which writes \u{64f} for all that Rust does not call printable.
_HIDDEN_CATEGORIES = frozenset({"Mn", "Me", "Mc", "Cf", "Zs", "Zl", "Zp", "Co", "Cn", "Cc", "Cs"})
_HIDDEN_LETTERS = frozenset("\u115f\u1160\u3164\uff9e\uff9f\uffa0")
_PLAIN = frozenset(" \n\t")
_IN_ATTRIBUTE = {ord(char): f"&#x{ord(char):x};" for char in '\\\n\t"'}
_SOCIAL = frozenset({"mj-social", "mj-social-element"})
_POSITION = re.compile(r"(?: in root template)?(?: at position (\d+):\d+)?\s*$")
_CONDITIONAL = re.compile(r"<!--\[if mso.*?-->", re.DOTALL)
_PREHEADER = '<div style="display:none;font-size:1px'
_UNNAMED_TABLE = re.compile(r"<table\b(?![^>]*?\srole=)")


def to_html(source: str) -> str:
    """The HTML of the MJML that a template gave; raises Faulty."""
    read = tuple(tokens(source))
    validate(source, read)
    html = _finished(_rendered(source, read))
    _refuse_leaks(html)
    return html


def encode(source: str, read: Iterable[Token]) -> str:
    """The MJML, read as these tokens, with all that mrml would spell out or stumble over written as references."""
    hidden = {ord(char): f"&#x{ord(char):x};" for char in set(source) if _is_hidden(char)}
    hidden |= {code: "&#xfffd;" for code in hidden if 0xD800 <= code <= 0xDFFF}
    return "".join(_encoded(source, read, hidden))


def _is_hidden(char: str) -> bool:
    if char in _PLAIN:
        return False
    return unicodedata.category(char) in _HIDDEN_CATEGORIES or char in _HIDDEN_LETTERS


def _encoded(source: str, read: Iterable[Token], hidden: Mapping[int, str]) -> Iterator[str]:
    in_attribute = {**hidden, **_IN_ATTRIBUTE}
    in_text = {**hidden, ord(">"): "&gt;"}  # looking for ]]>, mrml cuts the letter before > in two, and dies
    in_title = {**in_text, **_IN_ATTRIBUTE}  # mrml repeats the title in an aria-label
    # Most tokens hold nothing of the kind; a quotation mark stands in an attribute only between single ones.
    letters = "".join(map(chr, sorted(hidden)))
    rare_in_tag, rare_in_text = re.compile(rf"[\\\n\t'{letters}]").search, re.compile(f"[>{letters}]").search
    tag, in_head = Token("text", 0, 0), False
    for token in read:
        text = source[token.start : token.end]
        if token.kind == "open":
            yield _encoded_tag(source, token, in_attribute) if rare_in_tag(text) else text
        elif token.kind != "text":
            yield text
        elif tag.kind == "open" and tag.name == "mj-title":
            yield text.translate(in_title)
        elif (in_head or tag.name in _SOCIAL) and not text.strip(BLANKS):
            yield "\n" + text[1:]  # here mrml 6.0.1 takes no blanks but those that begin with a line end
        else:
            yield text.translate(in_text) if rare_in_text(text) else text
        if token.kind in ("open", "close"):
            tag = token
            in_head = token.kind == "open" if token.name == "mj-head" else in_head


def _encoded_tag(source: str, token: Token, in_attribute: Mapping[int, str]) -> str:
    here, parts = token.start, []
    for attribute in token.attributes:
        parts += [source[here : attribute.start], attribute.raw.translate(in_attribute)]
        here = attribute.start + len(attribute.raw)
    return "".join([*parts, source[here : token.end]])


def _rendered(source: str, read: Iterable[Token]) -> str:
    encoded = encode(source, read)
    try:
        # With its default fonts mrml links a font server.
        return str(mjml2html(encoded, disable_comments=False, fonts={}))
    except ValueError as error:
        found = _POSITION.search(str(error))
        offset = -1
        if found and found[1]:
            read_so_far = encoded.encode()[: int(found[1])].decode(errors="ignore")
            offset = _before_encoding(source, encoded, len(read_so_far))
        raise Faulty((offset, f"mrml says: {_POSITION.sub('', str(error))}")) from error
    except BaseException as error:
        if type(error).__name__ == "PanicException":  # not an Exception: it would end the whole thread
            raise Faulty((-1, f"mrml broke down: {error}")) from error
        raise


def _before_encoding(source: str, encoded: str, offset: int) -> int:
    """Where in the source that is which stands at an offset of the encoded: a letter is one letter or a reference."""
    here = there = 0
    while there < offset:
        is_reference = encoded[there] == "&" != source[here]
        there = encoded.index(";", there) + 1 if is_reference else there + 1
        here += 1
    return here


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


def _refuse_leaks(html: str) -> None:
    if "\\" not in html:
        return
    for token in tokens(html):
        if token.kind == "broken":
            raise TemplateError(f"mrml made broken HTML: {token.problem}")
        for attribute in token.attributes:
            if "\\" in attribute.raw:
                where = f'<{token.name} {attribute.name}="{attribute.raw[:60]}">'
                raise TemplateError(f"mrml spelled out a character in {where}; write it as &#x…;")
