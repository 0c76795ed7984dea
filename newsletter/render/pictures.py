"""Another address for each picture of a letter, for whoever shows it without asking the web. Pure.

The studio's frames put addresses of their own there, the proof puts the pictures themselves (`data:`).
"""

from collections.abc import Callable, Iterator
from html import escape

from newsletter.render.markup import Attribute, tokens


def placed(html: str, place: Callable[[str], str | None]) -> str:
    """The HTML with the address of each `<img>` as `place` has it; where that is None, and all else, as it stands."""
    pieces, here = [], 0
    for source in _sources(html):
        address = place(source.value)
        if address is not None:
            start, end = _span(html, source)
            pieces += [html[here:start], f'"{escape(address)}"']
            here = end
    return "".join(pieces) + html[here:]


def _sources(html: str) -> Iterator[Attribute]:
    for token in tokens(html):
        if token.kind == "open" and token.name == "img":
            # Of two with one name a browser takes the first.
            yield from [one for one in token.attributes if one.name.lower() == "src"][:1]


def _span(html: str, source: Attribute) -> tuple[int, int]:
    """Where the value stands, with its quotation marks if it has any."""
    end = source.start + len(source.raw)
    quoted = html[source.start - 1] in ("'", '"') and html[end : end + 1] == html[source.start - 1]
    return (source.start - 1, end + 1) if quoted else (source.start, end)
