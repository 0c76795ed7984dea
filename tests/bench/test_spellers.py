"""What other people's word lists make of our sentences and of British prose: the table of the README.

Each peer is used as its own page says. The two that are dictionaries and no programs, breame and codespell's British list
read backwards, are given each word of a text and keep its capitals.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from importlib.metadata import version
from importlib.resources import files

import pytest

from newsletter.localise.british import respell
from tests.bench.conftest import Show
from tests.localise.spelling.scoring import CORPUS, Row, score, sentences

pytestmark = pytest.mark.bench

_WORD = re.compile(r"[^\W\d_]+")
Speller = Callable[[Row], str]


def test_spellers_compared(show: Show) -> None:
    rows = [row for table in sorted(CORPUS.glob("*sentences*.tsv")) for row in sentences(table.name)]
    british = [
        line for path in (CORPUS / "british").glob("*.txt") for line in path.read_text("utf-8").splitlines() if line
    ]
    prose = [Row("british", line, line) for line in british]
    table = [_measured(name, spell, rows, prose) for name, spell in _spellers()]
    head = ("speller", "precision", "recall", f"right of {len(rows):,} sentences", "false changes in British prose")
    show([head, *table])
    ours, *others = table
    assert all(float(ours[1]) > float(other[1]) and float(ours[2]) > float(other[2]) for other in others)


def _measured(name: str, spell: Speller, rows: list[Row], prose: list[Row]) -> tuple[str, ...]:
    scored, false = score(rows, spell), score(prose, spell)
    return (
        name,
        f"{scored.precision:.3f}",
        f"{scored.recall:.3f}",
        f"{scored.exact / scored.rows:.1%}",
        f"{false.made:,}",
    )


def _spellers() -> Iterator[tuple[str, Speller]]:
    # Only `make bench` installs them, and every test file is read by `make test`.
    from breame.spelling import american_spelling_exists, get_british_spelling
    from convert_us_to_uk.converter import convert_to_uk
    from localspelling import convert_spelling
    from uwotm8 import convert_american_to_british_spelling

    yield "newsletter british", lambda row: respell(row.american, "html" if row.category == "html" else "text").text
    yield (
        f"breame {version('breame')}",
        _by_word(lambda word: get_british_spelling(word) if american_spelling_exists(word) else word),
    )
    yield f"codespell {version('codespell')}", _by_word(_inverted(_codespell()).get)
    yield f"convert-us-to-uk {version('convert-us-to-uk')}", lambda row: convert_to_uk(row.american)
    yield f"localspelling {version('localspelling')}", lambda row: convert_spelling(row.american, "gb")
    yield f"uwotm8 {version('uwotm8')}", lambda row: convert_american_to_british_spelling(row.american)


def _by_word(british: Callable[[str], str | None]) -> Speller:
    def spelt(word: re.Match[str]) -> str:
        found = british(word[0].lower()) or word[0].lower()
        if found == word[0].lower():
            return word[0]
        return found.upper() if word[0].isupper() else found.capitalize() if word[0].istitle() else found

    return lambda row: _WORD.sub(spelt, row.american)


def _codespell() -> str:
    return (files("codespell_lib") / "data" / "dictionary_en-GB_to_en-US.txt").read_text("utf-8")


def _inverted(lines: str) -> Mapping[str, str]:
    """American → British; a line may name several Americans, of which none is sure."""
    pairs = (line.split("->") for line in lines.splitlines() if "->" in line and "," not in line)
    return {american: british for british, american in pairs}
