"""Gates on the HTML's build: size, nesting, language, direction, title, tables, pictures, widths."""

import binascii
import re
from collections import Counter
from collections.abc import Iterator

from newsletter.model import Finding
from newsletter.render.css.syntax import unreadable
from newsletter.render.gates.draft import Draft, Node

CLIPPED = 102_000  # bytes: Gmail hides the rest behind "View entire message"
NEARLY_CLIPPED = 90_000
_LEFT_TO_RIGHT = re.compile(r"(?<![\w-])direction\s*:\s*ltr\b")
_NEGATIVE = re.compile(r"-\s*+\d++")
_SIZE_OF = re.compile(r"""(?<![\w-])(?:max-|min-)?(?:width|height)\s*(?::|=["'])\s*$""")


def size(draft: Draft) -> Iterator[Finding]:
    decoded, encoded = sizes(draft.html)
    largest = max(decoded, encoded)
    if largest <= NEARLY_CLIPPED:
        return
    message = f"the HTML is {largest / 1000:.1f} kB; Gmail cuts letters off at {CLIPPED // 1000} kB"
    remedy = "carry fewer articles, or show teasers instead of whole articles"
    yield draft.find("size", "html", 0, message, remedy, level="error" if largest > CLIPPED else "warning")


def sizes(html: str) -> tuple[int, int]:
    """The HTML's bytes, decoded and as quoted-printable (RFC 2045 6.7)."""
    octets = html.replace("\n", "\r\n").encode("utf-8", "replace")
    return len(octets), len(binascii.b2a_qp(octets))


def nesting(draft: Draft) -> Iterator[Finding]:
    for node in draft.nodes:
        if node.token.kind == "broken":
            remedy = "close every tag in the template in the order it was opened"
            yield draft.find("nesting", "html", node.token.start, node.token.problem, remedy)


def styles(draft: Draft) -> Iterator[Finding]:
    """Every style can be read: the gates on colours, sizes and clients see nothing of one that cannot."""
    for offset, css in _styles(draft):
        if why := unreadable(css):
            message, remedy = f"a style {why}, so that no check can read it", "write it shorter and flatter"
            yield draft.find("styles", "html", offset, message, remedy)


def _styles(draft: Draft) -> Iterator[tuple[int, str]]:
    for node in draft.nodes:
        token = node.token
        if token.kind == "raw" and token.name == "style":
            yield token.start, draft.html[token.start : token.end]
        yield from ((one.start, one.value) for one in token.attributes if one.name == "style")


def tags(draft: Draft) -> Iterator[Finding]:
    for node in draft.tags:
        if node.token.name.startswith("mj-"):
            message = f"<{node.token.name}> was not turned into HTML"
            yield draft.find("tags", "html", node.token.start, message, "use a tag that MJML knows, where it may stand")


def language(draft: Draft) -> Iterator[Finding]:
    wanted = {"lang": draft.language.tag, "dir": draft.language.direction}
    for node in draft.tags:
        if not _says_language(node):
            continue
        for name, value in wanted.items():
            if node.token.get(name) != value:
                message = f'<{node.token.name}> needs {name}="{value}", and has {node.token.get(name) or "none"}'
                remedy = 'begin the template with <mjml lang="{{ language.tag }}" dir="{{ dir }}">'
                yield draft.find("language", "html", node.token.start, message, remedy)


def _says_language(node: Node) -> bool:
    """html, body and body's children: Gmail keeps only the last of these."""
    return node.token.name in ("html", "body") or (node.parent is not None and node.parent.token.name == "body")


def direction(draft: Draft) -> Iterator[Finding]:
    if draft.language.direction == "ltr":
        return
    said = ((node, _LEFT_TO_RIGHT.search(draft.html, node.token.start, node.token.end)) for node in draft.tags)
    suspects = [(node, found) for node, found in said if found and node.token.get("dir") != "ltr"]
    leaning = _leaning(draft) if suspects else Counter[int]()
    for node, found in suspects:
        if leaning[id(node)] <= 0:
            message = "direction:ltr in an edition that runs right to left"
            remedy = 'set direction="{{ dir }}" on every section, column and group of the template'
            yield draft.find("direction", "html", found.start(), message, remedy)


def _leaning(draft: Draft) -> Counter[int]:
    """Per node, by identity, how many more of its letters run left to right: over 0 in a story of another language."""
    leaning: Counter[int] = Counter()
    for node in draft.nodes:
        length = len(draft.html[node.token.start : node.token.end].strip()) if node.token.kind == "text" else 0
        if length and not _on_missing_button(node):
            said = next((value for around in node.lineage() if (value := around.token.get("dir"))), "")
            leaning.update({id(around): length if said == "ltr" else -length for around in node.lineage()})
    return leaning


def _on_missing_button(node: Node) -> bool:
    """The word where a button is missing is in the edition's language, whatever story it stands in."""
    return any(around.token.get("class") == "draft" for around in node.lineage())


def title(draft: Draft) -> Iterator[Finding]:
    titles = (node.token for node in draft.nodes if node.parent and node.parent.token.name == "title")
    if not any(draft.html[token.start : token.end].strip() for token in titles if token.kind == "text"):
        yield draft.find(
            "title", "html", 0, "the HTML has no title", "put <mj-title>{{ subject }}</mj-title> in <mj-head>"
        )


def tables(draft: Draft) -> Iterator[Finding]:
    for node in draft.tags:
        if node.token.name == "table" and node.token.get("role") not in ("presentation", "table"):
            remedy = 'give it role="presentation" when it is layout, role="table" when it is a table'
            yield draft.find("tables", "html", node.token.start, "a table does not say what it is", remedy)


def pictures(draft: Draft) -> Iterator[Finding]:
    for node in draft.tags:
        if node.token.name == "img" and node.token.get("alt") is None:
            message = f"the picture {node.token.get('src') or ''} has no alternative text"
            remedy = 'say in alt what it shows; alt="" when it shows nothing that matters'
            yield draft.find("pictures", "html", node.token.start, message, remedy)


def widths(draft: Draft) -> Iterator[Finding]:
    negative = [number for found in _NEGATIVE.finditer(draft.html) if (number := _negative_size(draft.html, found))]
    for node in draft.nodes if negative else ():
        for start, said in negative:
            if node.token.kind in ("open", "comment", "raw") and node.token.start <= start < node.token.end:
                remedy = "the padding around is wider than the room; make it smaller"
                yield draft.find("widths", "html", start, f"a negative size: {said}", remedy)


def _negative_size(html: str, number: re.Match[str]) -> tuple[int, str] | None:
    """Where a size that is this negative number begins, and how it stands there; None: it is no size."""
    size_of = _SIZE_OF.search(html, max(0, number.start() - 40), number.start())
    return (size_of.start(), size_of[0] + number[0]) if size_of else None
