"""A letter's HTML as one way of reading it shows it, whatever scheme the browser that looks at it prefers. Pure.

    light      every `(prefers-color-scheme: dark)` is false
    dark       it is true: the letter's own dark colours
    inverted   the light letter with its colours turned round, but not its pictures: an emulation of mail programs
               that recolour what they are given

The studio's frames and `render --screenshots` use it, so both show the same. Of pictures, those are taken for loaded
that `render.pictures.placed` has put there; the words of any other are turned round with the letter.
"""

import re
from typing import Literal, get_args

from newsletter.render.markup import Token, tokens

Look = Literal["light", "dark", "inverted"]
LOOKS: tuple[Look, ...] = get_args(Look)

_PREFERENCE = re.compile(r"\(\s*+prefers-color-scheme\s*+:\s*+(light|dark)\s*+\)", re.IGNORECASE)
_SCHEMES = re.compile(r"(?<![\w-])(color-scheme\s*+:)([^;}]*+)", re.IGNORECASE)
_ALWAYS, _NEVER = "(min-width: 0px)", "(max-width: -1px)"
_INVERSION = (
    "<style>html { background: #fff } html, img[src^='data:'], img[src^='/'] { filter: invert(1) hue-rotate(180deg) }"
    "</style>"
)


def under(html: str, look: Look) -> str:
    """The HTML under a look; what is broken in it stays as it is."""
    scheme = "dark" if look == "dark" else "light"
    pieces, here = [], 0
    for token in tokens(html):
        for start, end, said in _rewritten(html, token, scheme):
            pieces += [html[here:start], said]
            here = end
    settled = "".join(pieces) + html[here:]
    return _with_style(settled, _INVERSION) if look == "inverted" else settled


def _rewritten(html: str, token: Token, scheme: str) -> list[tuple[int, int, str]]:
    """What is to be said otherwise of a token: from, to, and the words in its place."""
    if token.kind == "raw" and token.name == "style":
        return [(token.start, token.end, _style(html[token.start : token.end], scheme))]
    if token.kind != "open":
        return []
    wanted = "content" if token.name == "meta" and (token.get("name") or "").lower() == "color-scheme" else "media"
    settle = _scheme if wanted == "content" else _preference
    return [
        (attribute.start, attribute.start + len(attribute.raw), settle(attribute.raw, scheme))
        for attribute in token.attributes
        if attribute.name == wanted
    ]


def _style(css: str, scheme: str) -> str:
    return _SCHEMES.sub(lambda found: found[1] + _scheme(found[2], scheme), _preference(css, scheme))


def _preference(query: str, scheme: str) -> str:
    return _PREFERENCE.sub(lambda found: _ALWAYS if found[1].lower() == scheme else _NEVER, query)


def _scheme(schemes: str, scheme: str) -> str:
    """The one of the schemes that a letter names which is looked at; a letter that does not know it keeps its own."""
    return f" {scheme}" if scheme in schemes.lower().split() else schemes


def _with_style(html: str, style: str) -> str:
    before, tag, after = html.rpartition("</head>")
    return f"{before}{style}{tag}{after}" if tag else style + html
