"""The few plain words that stand for an article."""

import pytest

from newsletter.articles.cleaning.teaser import LONGEST, cut_at_sentence, teaser_of, without_footer
from newsletter.model import Prose, RegionBlock

SENTENCE = "The boats come out of the water in October, and the covers go on for a winter. "


def test_it_is_the_first_sentences_of_the_first_paragraph_for_everyone() -> None:
    block = RegionBlock("uk", "Harbour UK:", (Prose("<p>Only for some of our readers.</p>", 2),), 1)
    pieces = (
        block,
        Prose("<h2>A heading of five words</h2>", 3),
        Prose("<ul><li>x y z a</li></ul>", 4),
        Prose(f"<p><b>{SENTENCE}</b>{SENTENCE * 4}</p>", 5),
    )
    assert teaser_of(pieces) == (SENTENCE * 2 + SENTENCE).strip()


@pytest.mark.parametrize("html", ["<h2>Only headings here today</h2>", "<pre>for each harbour in harbours</pre>"])
def test_no_paragraph_gives_no_teaser(html: str) -> None:
    assert teaser_of((Prose(html, 1),)) == ""


@pytest.mark.parametrize(
    ("text", "teaser"),
    [
        ("Short.", "Short."),
        ("One. " + "word " * 60, "One."),
        ("Really? “Yes.” " + "word " * 60, "Really? “Yes.”"),
        ("Ask Dr. Tregear and J. Smith " + "word " * 60, None),
        ("كلمة واحدة؟ " + "كلمة " * 70, "كلمة واحدة؟"),
    ],
)
def test_it_ends_where_a_sentence_does(text: str, teaser: str | None) -> None:
    cut = cut_at_sentence(text.strip())
    assert len(cut) <= LONGEST
    assert cut == teaser or (teaser is None and cut.endswith("word…"))


@pytest.mark.parametrize("text", ["港" * 400, f"On {'tide' * 100}", f"{'tide' * 100} and sand"])
def test_without_a_word_to_end_at_it_is_cut_and_not_lost(text: str) -> None:
    assert cut_at_sentence(text) == text[: LONGEST - 1] + "…"


def test_a_feeds_footer_goes() -> None:
    assert without_footer("Calm seas. The post Calm Seas appeared first on Harbour.") == "Calm seas."
