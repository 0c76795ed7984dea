"""Megabytes of English respelled a second, beside a plain dictionary, which knows neither names nor quotations.

The American articles are as dense with American words as any can be; British prose is read and left alone. No speller can
be faster than the dictionary, which only looks each word up: it is the limit.
"""

import re
from functools import partial
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from newsletter.localise.british import respell
from newsletter.localise.spelling import tables
from newsletter.localise.spelling.markup import Form
from tests.localise.spelling.scoring import CORPUS, article

if TYPE_CHECKING:
    from tests.bench.conftest import Race

pytestmark = pytest.mark.bench

_SIZE = 1_000_000  # characters
_WORD = re.compile(r"[^\W\d_]+")


def test_english_respelled(race: "Race") -> None:
    american, british = _megabyte("american"), _megabyte("british")
    page = "".join(f"<p>{escape(line, quote=False)}</p>\n" for line in american.split("\n"))
    texts: tuple[tuple[str, str, Form], ...] = (
        ("American articles", american, "text"),
        ("British prose", british, "text"),
        ("American HTML", page, "html"),
    )
    race(
        "Megabytes respelled a second",
        _SIZE / 1e6,
        *(
            (
                (f"respell, {name}", partial(respell, text, form)),
                ("a dictionary, word by word", partial(_replaced, text)),
            )
            for name, text, form in texts
        ),
    )
    once = respell(american)
    assert once.changes and once.kept
    assert respell(once.text).changes == respell(british).changes == ()


def _megabyte(folder: str) -> str:
    """The corpus's articles, one after the other, over and over."""
    whole = "\n".join(_plain(path) for path in sorted((CORPUS / folder).glob("*.txt")))
    return (whole * (_SIZE // len(whole) + 1))[:_SIZE]


def _plain(path: Path) -> str:
    return "\n".join(row.american for row in article(path))


def _replaced(text: str) -> str:
    spellings = tables.spellings()

    def british(word: re.Match[str]) -> str:
        found = spellings.get(word[0].lower())
        if found is None:
            return word[0]
        return found.british.capitalize() if word[0][0].isupper() else found.british

    return _WORD.sub(british, text)
