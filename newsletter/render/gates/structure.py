"""Gates on what a screen reader and a telephone go by: the head's declarations and the order of headings."""

import re
from collections.abc import Iterator

from newsletter.model import Finding
from newsletter.render.gates.draft import Draft, Node

_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_CHARSET = re.compile(r"charset\s*+=\s*+utf-8", re.IGNORECASE)
_UNZOOMABLE = re.compile(r"user-scalable\s*+=\s*+(?:no|0)|(?:maximum-scale)\s*+=\s*+[01](?![\d])", re.IGNORECASE)


def charset(draft: Draft) -> Iterator[Finding]:
    """UTF-8 is declared: the web version and a saved letter have no headers that say it."""
    metas = [node.token for node in draft.tags if node.token.name == "meta"]
    declared = any((meta.get("charset") or "").lower() == "utf-8" for meta in metas)
    if not declared and not any(_CHARSET.search(meta.get("content") or "") for meta in metas):
        remedy = 'put <meta charset="utf-8"> in the head'
        yield draft.find("charset", "html", 0, "the HTML does not say that it is UTF-8", remedy)


def viewport(draft: Draft) -> Iterator[Finding]:
    """A telephone shows the letter at its own width, and lets people enlarge it (WCAG 2.2, 1.4.4)."""
    said = [node.token for node in draft.tags if node.token.name == "meta" and node.token.get("name") == "viewport"]
    remedy = 'write <meta name="viewport" content="width=device-width, initial-scale=1">'
    if not said:
        yield draft.find("viewport", "html", 0, "the HTML has no viewport, and is shrunk on telephones", remedy)
    for token in said:
        if found := _UNZOOMABLE.search(token.get("content") or ""):
            message = f"{found[0]} keeps people from enlarging the letter"
            yield draft.find("viewport", "html", token.start, message, remedy)


def headings(draft: Draft) -> Iterator[Finding]:
    """One h1, no level left out on the way down, nothing empty."""
    found = [(node, int(node.token.name[1]), words) for node, words in draft.said(_HEADINGS)]
    yield from _of_the_first_level([node for node, level, _ in found if level == 1], draft)
    before = 0
    for node, level, words in found:
        if not words:
            remedy = "give it words, or take the tag out"
            yield draft.find("headings", "html", node.token.start, f"an empty <h{level}>", remedy)
        elif before and level > before + 1:
            message = f"“{words[:60]}” is an <h{level}> right after an <h{before}>: a level is left out"
            remedy = f"make it an <h{before + 1}> in the article or the template"
            yield draft.find("headings", "html", node.token.start, message, remedy, level="warning")
        before = level


def _of_the_first_level(found: list[Node], draft: Draft) -> Iterator[Finding]:
    remedy = "let the masthead's name be the only <h1>"
    if not found:
        yield draft.find("headings", "html", 0, "the HTML has no <h1>, which says what the letter is", remedy)
    for node in found[1:]:
        yield draft.find("headings", "html", node.token.start, "a second <h1>", remedy)
