"""The speller against sentences, articles, word lists and British prose that were written to find it out."""

from pathlib import Path

import pytest

from newsletter.localise.british import respell
from tests.localise.spelling.scoring import CORPUS, Row, article, score, sentences

ARTICLES = sorted((CORPUS / "american").glob("*.txt"))
BRITISH = sorted((CORPUS / "british").glob("*.txt"))


def spelt(row: Row) -> str:
    return respell(row.american, "html" if row.category == "html" else "text").text


# The second table was written last, by somebody who had not seen the speller, and nothing was tuned on it.
@pytest.mark.parametrize("name", ["sentences.tsv", "sentences-kept-aside.tsv"])
def test_sentences_come_out_as_a_sub_editor_would_have_them(name: str) -> None:
    scored = score(sentences(name), spelt)
    assert scored.precision == 1, scored.failed
    assert scored.recall >= 0.99, scored.failed
    assert scored.exact >= 0.99 * scored.rows, scored.failed


def test_long_american_articles_lose_no_name_and_hardly_keep_a_word() -> None:
    scored = score((row for path in ARTICLES for row in article(path)), spelt)
    assert scored.precision == 1, scored.failed
    assert scored.recall >= 0.98, scored.failed


def test_american_words_of_every_family_are_known() -> None:
    pairs = [line.split("\t") for line in (CORPUS / "breadth.tsv").read_text("utf-8").splitlines()[1:]]
    missed = {american: british for american, british in pairs if respell(american).text != british}
    assert len(pairs) > 4800
    assert len(missed) <= 0.01 * len(pairs), missed


@pytest.mark.parametrize("path", BRITISH, ids=lambda path: path.stem)
def test_british_prose_comes_back_as_it_was(path: Path) -> None:
    assert respell(path.read_text("utf-8")).changes == ()


def test_the_british_prose_is_long_enough_to_prove_anything() -> None:
    assert sum(len(path.read_text("utf-8").split()) for path in BRITISH) > 15_000
