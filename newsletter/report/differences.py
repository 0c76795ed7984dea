"""What differs between two editions of one campaign, in sentences for a person. Pure; called by the demo."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from newsletter.model import Edition
from newsletter.settings import Settings


def between(settings: Settings, one: Edition, other: Edition) -> Iterator[str]:
    """How the second region's edition differs from the first's: articles, CTAs, blocks, sender."""
    names = [settings.regions[edition.issue.region].name.plain for edition in (one, other)]
    for (here, there), name in zip(((one, other), (other, one)), names, strict=True):
        elsewhere = {article for article, _ in there.articles}
        for article, title in here.articles:
            if article not in elsewhere:
                yield f'only {name}: "{title}"'
    yield from _ctas(names, one, other)
    for edition, name in zip((one, other), names, strict=True):
        for note in edition.notes:
            if note.kind == "dropped" and "region" in note.why:
                yield f"{name} leaves out: {note.text} ({note.why})"
    senders = [settings.regions[edition.issue.region].sender for edition in (one, other)]
    if senders[0] != senders[1]:
        yield f"sender: {senders[0]} | {senders[1]}"


def respelled(editions: Iterable[Edition]) -> list[str]:
    """Each respelling once, with how often it was made in all: `traveling → travelling (3)`."""
    counted = Counter(
        note.text for edition in editions for note in edition.notes if note.kind == "changed" and "→" in note.text
    )
    return [f"{text} ({number})" for text, number in sorted(counted.items())]


def _ctas(names: Sequence[str], one: Edition, other: Edition) -> Iterator[str]:
    here, there = ({link.cta: link for link in edition.links if link.cta} for edition in (one, other))
    for cta in sorted(here.keys() & there.keys()):
        ours, theirs = (found[cta].target.partition("?")[0] for found in (here, there))
        if ours != theirs:
            yield f'button "{here[cta].label}": {names[0]} → {ours} | {names[1]} → {theirs}'
