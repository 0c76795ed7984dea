"""The gates that stop a broken edition: a table of small functions, each looking at the final bytes for one thing.

`checks` walks the table. To add a gate: write `def gate(draft: Draft) -> Iterator[Finding]` in the module it belongs
to, put it into `GATES` under the name that its findings carry, and give it a test with a letter that it stops.
"""

from collections.abc import Callable, Iterator

from newsletter.model import Finding
from newsletter.render.gates import layout, links, wording, words
from newsletter.render.gates.draft import Draft

Gate = Callable[[Draft], Iterator[Finding]]

GATES: dict[str, Gate] = {
    "stories": words.stories,
    "ctas": words.ctas,
    "subject": words.subject,
    "size": layout.size,
    "nesting": layout.nesting,
    "tags": layout.tags,
    "language": layout.language,
    "direction": layout.direction,
    "title": layout.title,
    "tables": layout.tables,
    "pictures": layout.pictures,
    "widths": layout.widths,
    "characters": words.characters,
    "leftovers": words.leftovers,
    "spelling": wording.spelling,
    "watch": wording.watch,
    "addresses": links.addresses,
    "links": links.parity,
}
