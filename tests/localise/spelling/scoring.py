"""How well a speller does on sentences with a known answer, by word; for the tests and for `make bench`.

A change is a word, or a few that became others, at its place. Precision is right changes ÷ changes made, recall is right
changes ÷ changes due.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path

CORPUS = Path(__file__).parent / "corpus"

_TOKEN = re.compile(r"[^\W\d_]+(?:[-’'][^\W\d_]+)*|\S")
_MARK = re.compile(r"\{\{\{([^|{}]*)\|([^|{}]*)\}\}\}")  # {{{color|colour}}}
Change = tuple[int, tuple[str, ...], tuple[str, ...]]  # where, what was there, what came


@dataclass(frozen=True, slots=True)
class Row:
    """A sentence as it came, and as a British sub-editor would have it."""

    category: str
    american: str
    british: str


@dataclass(frozen=True, slots=True)
class Score:
    """What a speller made of some rows."""

    rows: int
    exact: int
    made: int
    due: int
    right: int
    failed: tuple[tuple[Row, str], ...]

    @property
    def precision(self) -> float:
        return self.right / self.made if self.made else 1.0

    @property
    def recall(self) -> float:
        return self.right / self.due if self.due else 1.0


def sentences(name: str) -> list[Row]:
    """The rows of a table in the corpus."""
    lines = (CORPUS / name).read_text("utf-8").splitlines()[1:]
    return [Row(*line.split("\t")[:3]) for line in lines]


def article(path: Path) -> Iterator[Row]:
    """Each line of a marked article, without the marks."""
    for line in path.read_text("utf-8").splitlines():
        if line:
            yield Row(path.stem, _MARK.sub(r"\1", line), _MARK.sub(r"\2", line))


def score(rows: Iterable[Row], spell: Callable[[Row], str]) -> Score:
    """Counts over all rows; `spell` is given the whole row, for its category tells whether it is HTML."""
    exact = made = due = right = number = 0
    failed = []
    for row in rows:
        spelt = spell(row)
        wanted, got = set(_changes(row.american, row.british)), set(_changes(row.american, spelt))
        number, exact = number + 1, exact + (spelt == row.british)
        made, due, right = made + len(got), due + len(wanted), right + len(wanted & got)
        failed += [(row, spelt)] if spelt != row.british else []
    return Score(number, exact, made, due, right, tuple(failed))


def _changes(before: str, after: str) -> Iterator[Change]:
    """Word by word where as many came as went."""
    old, new = _TOKEN.findall(before), _TOKEN.findall(after)
    for what, start, end, new_start, new_end in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if what == "replace" and end - start == new_end - new_start:
            for step in range(end - start):
                yield start + step, (old[start + step],), (new[new_start + step],)
        elif what != "equal":
            yield start, tuple(old[start:end]), tuple(new[new_start:new_end])
