"""The gates that stop a broken edition: a table of small functions, each looking at the final bytes for one thing.

`checks` walks the table. To add a gate: write `def gate(draft: Draft) -> Iterator[Finding]` in the module it belongs
to, put it into `GATES` under the name that its findings carry, and give it a test with a letter that it stops.
"""

from collections.abc import Callable, Iterator

from newsletter.model import Finding
from newsletter.render.gates import clients, labels, layout, legibility, links, rules, structure, wording, words
from newsletter.render.gates.draft import Draft

Gate = Callable[[Draft], Iterator[Finding]]

GATES: dict[str, Gate] = {
    "stories": words.stories,
    "ctas": words.ctas,
    "subject": words.subject,
    "size": layout.size,
    "nesting": layout.nesting,
    "styles": layout.styles,
    "tags": layout.tags,
    "language": layout.language,
    "direction": layout.direction,
    "charset": structure.charset,
    "viewport": structure.viewport,
    "title": layout.title,
    "headings": structure.headings,
    "tables": layout.tables,
    "pictures": layout.pictures,
    "widths": layout.widths,
    "contrast": legibility.contrast,
    "type": legibility.type_size,
    "justified": legibility.justified,
    "underlines": legibility.underlines,
    "clients": clients.clients,
    "characters": words.characters,
    "leftovers": words.leftovers,
    "trial": words.trial,
    "spelling": wording.spelling,
    "watch": wording.watch,
    "rules": rules.rules,
    "greetings": rules.greetings,
    "addresses": links.addresses,
    "links": links.parity,
    "labels": labels.labels,
}
