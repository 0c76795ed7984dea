"""Megabytes of English respelled a second, beside a plain dictionary, which knows neither names nor quotations."""

import random
import re
from functools import partial
from html import escape
from typing import TYPE_CHECKING

import pytest

from newsletter.articles.wording import prose_of, text_of
from newsletter.localise.british import respell
from newsletter.localise.spelling import tables

if TYPE_CHECKING:
    from tests.bench.conftest import Race, Sample

pytestmark = pytest.mark.bench

_SIZE = 1_000_000  # characters
_WORD = re.compile(r"[^\W\d_]+")


def test_english_respelled(sample: "Sample", race: "Race") -> None:
    text = _english(sample)
    page = "".join(f"<p>{escape(line, quote=False)}</p>\n" for line in text.split("\n"))
    race(
        "Megabytes respelled a second",
        len(text) / 1e6,
        (("respell, a text", partial(respell, text)), ("a dictionary, word by word", partial(_replaced, text))),
        (("respell, HTML", partial(respell, page, "html")), ("a dictionary, word by word", partial(_replaced, page))),
    )
    once = respell(text)
    assert once.changes and once.kept
    assert respell(once.text).changes == ()
    assert "Boston Harbor" in once.text and "Boston Harbor" not in _replaced(text)


def _english(sample: "Sample") -> str:
    """The sample articles' paragraphs over and over, in a random order: names, quotations and all."""
    lines = [
        text_of(piece.html).replace("\n", " ")
        for article in sample.articles
        if article.language.is_english
        for piece in prose_of(article.pieces)
    ]
    times = _SIZE // len("\n".join(lines)) + 1
    return "\n".join(random.Random(times).sample(lines * times, k=len(lines) * times))[:_SIZE]


def _replaced(text: str) -> str:
    spellings = tables.spellings()

    def british(word: re.Match[str]) -> str:
        found = spellings.get(word[0].lower())
        if found is None:
            return word[0]
        return found.british.capitalize() if word[0][0].isupper() else found.british

    return _WORD.sub(british, text)
