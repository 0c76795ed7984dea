"""What was done to the words of an edition and why: for the studio, the proof and the demo's one line. Pure."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from newsletter.model import Edition, Note

_HEADINGS = {
    ("changed", "spelling"): "Made British",
    ("changed", "terms"): "In the region’s own words",
    ("kept", "spelling"): "Kept on purpose",
    ("kept", "terms"): "Terms not used",
}


@dataclass(frozen=True, slots=True)
class Row:
    """The same thing done to the same word, wherever it stood."""

    text: str
    why: str
    places: tuple[str, ...]  # one for each time

    @property
    def times(self) -> str:
        return f"×{len(self.places)}" if len(self.places) > 1 else ""

    @property
    def said(self) -> str:
        """Why, where the heading does not say it already, and where."""
        reason = self.why.removeprefix("British spelling").removeprefix("the region’s own word").removeprefix(", ")
        return "; ".join(filter(None, (reason, ", ".join(dict.fromkeys(self.places)))))


@dataclass(frozen=True, slots=True)
class Group:
    """What was done in one way, in the order of reading."""

    heading: str
    rows: tuple[Row, ...]

    @property
    def words(self) -> int:
        return sum(len(row.places) for row in self.rows)


def groups(notes: Sequence[Note]) -> tuple[Group, ...]:
    """The notes on wording under their headings; none where there is nothing to say."""
    found = (
        Group(heading, tuple(_rows(note for note in notes if (note.kind, note.about) == key)))
        for key, heading in _HEADINGS.items()
    )
    return tuple(group for group in found if group.rows)


def one_line(editions: Iterable[Edition]) -> str:
    """`3 words made British (traveling → travelling ×3), 1 word kept on purpose (1 a name)`.

    What was done to an article counts once, whatever editions carry it.
    """
    notes = dict.fromkeys(note for edition in editions for note in _counted(edition.notes))
    said = [_said(group) for group in groups([note for note, _ in notes])]
    return ", ".join(said) or "no word had to be changed"


def _counted(notes: Iterable[Note]) -> Iterator[tuple[Note, int]]:
    """Each note with how often the same has come before, so that two editions' notes of one place are alike."""
    before: Counter[Note] = Counter()
    for note in notes:
        yield note, before[note]
        before[note] += 1


def _rows(notes: Iterable[Note]) -> Iterator[Row]:
    places: dict[tuple[str, str], list[str]] = {}
    for note in notes:
        places.setdefault((note.text, note.why), []).append(note.place)
    for (text, why), found in places.items():
        yield Row(text, why, tuple(found))


def _said(group: Group) -> str:
    """A group in a few words: what changed, or for what reasons nothing did."""
    if any("→" in row.text for row in group.rows):
        details = ", ".join(f"{row.text} {row.times}".rstrip() for row in group.rows)
    else:
        reasons = Counter(row.why.partition(":")[0] for row in group.rows for _ in row.places)
        details = ", ".join(f"{number} {why}" for why, number in reasons.items())
    words = "1 word" if group.words == 1 else f"{group.words} words"
    return f"{words} {group.heading[0].lower()}{group.heading[1:]} ({details})"
