"""Which features of HTML and CSS a letter uses, by the names that the table of support has; the gate `clients` asks.

What stands in a conditional comment of Outlook is for Outlook alone, and is not looked at.
"""

import re
from collections.abc import Iterable, Iterator

from newsletter.render.clients import styles, support
from newsletter.render.markup import Token

_ELEMENTS = {
    **{f"h{level}": "html-h1-h6" for level in range(1, 7)},
    **dict.fromkeys(("ul", "ol", "dl"), "html-lists"),
    **dict.fromkeys(("article", "aside", "figure", "footer", "header", "main", "nav", "section"), "html-semantics"),
}
_ATTRIBUTES = {
    **{
        name: f"html-{name}"
        for name in ("align", "background", "cellpadding", "cellspacing", "dir", "height", "hidden")
    },
    **{name: f"html-{name}" for name in ("lang", "popover", "required", "role", "srcset", "target", "valign", "width")},
    **{f"aria-{name}": f"html-aria-{name}" for name in ("describedby", "hidden", "label", "labelledby", "live")},
    "loading": "html-loading-attribute",
    "sizes": "html-srcset",
    "usemap": "html-image-maps",
}
# Attributes whose value decides, each of one element: how the value begins, and the feature that it then is.
_VALUES = {
    ("a", "href"): {"#": "html-anchor-links", "mailto:": "html-mailto-links"},
    ("meta", "name"): {"color-scheme": "html-meta-color-scheme"},
    ("img", "src"): {"data:": "image-base64"},
}
_PICTURE = re.compile(r"\.(\w++)(?:[?#]|$)")
_JPEG = {"jpeg": "jpg"}


def used(html: str, tokens: Iterable[Token]) -> dict[str, int]:
    """Each feature of the table that the HTML uses, with the offset where it does so first."""
    known = support().titles
    found: dict[str, int] = {}
    for feature, offset in _of_letter(html, tokens):
        if feature in known:
            found.setdefault(feature, offset)
    return found


def _of_letter(html: str, tokens: Iterable[Token]) -> Iterator[tuple[str, int]]:
    for token in tokens:
        if token.kind == "open":
            yield from ((feature, token.start) for feature in _of_tag(token))
        elif token.kind == "raw" and token.name == "style":
            sheet = styles.in_sheet(html[token.start : token.end])
            yield from ((feature, token.start + offset) for feature, offset in sheet)


def _of_tag(token: Token) -> Iterator[str]:
    yield _ELEMENTS.get(token.name, f"html-{token.name}")
    if token.name in ("input", "button"):
        yield f"html-{token.name}-{token.get('type') or 'text'}"
    for attribute in token.attributes:
        if attribute.name == "style":
            yield from styles.in_style(attribute.value)
        yield _ATTRIBUTES.get(attribute.name, "")
        for start, feature in _VALUES.get((token.name, attribute.name), {}).items():
            if attribute.value.lower().startswith(start):
                yield feature
    if token.name == "img" and (kind := _PICTURE.search(token.get("src") or "")):
        yield f"image-{_JPEG.get(kind[1].lower(), kind[1].lower())}"
