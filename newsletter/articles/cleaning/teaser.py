"""Makes the few plain words that stand for an article; called by `clean`. Pure."""

import re
from collections.abc import Sequence

from newsletter.articles.cleaning.wording import single_spaced, text_of
from newsletter.model import Piece, Prose

LONGEST = 240  # characters
_SENTENCE_END = re.compile(r"[.!?…؟۔][\"'”’»)]*(?=\s|\Z)")
_FOOTER = re.compile(r"\bThe post .{1,300} (?:appeared first|first appeared) on ")
_PARAGRAPH = re.compile(r"<p[\s>]")  # and no <pre>
_ABBREVIATION = re.compile(r"(?:\b(?:Dr|Mr|Mrs|Ms|Prof|St|Sr|Jr|No|Nos|vs|cf|e\.g|i\.e|approx)|\b[A-Z])\.\Z")


def teaser_of(pieces: Sequence[Piece]) -> str:
    """The first sentences of the first paragraph that belongs to every region; headings and lists are none."""
    paragraphs = (text_of(piece.html) for piece in pieces if isinstance(piece, Prose) and _PARAGRAPH.match(piece.html))
    return cut_at_sentence(single_spaced(next((text for text in paragraphs if len(text.split()) > 3), "")))


def without_footer(summary: str) -> str:
    """A source's summary without the line that WordPress puts beneath a feed's entry."""
    return _FOOTER.split(single_spaced(summary), maxsplit=1)[0].strip()


def cut_at_sentence(text: str) -> str:
    """At most `LONGEST` characters of the text, ending where a sentence does, else at a word with an ellipsis."""
    if len(text) <= LONGEST:
        return text
    ends = [
        end.end() for end in _SENTENCE_END.finditer(text[: LONGEST + 1]) if not _ABBREVIATION.search(text[: end.end()])
    ]
    if ends and ends[-1] <= LONGEST:
        return text[: ends[-1]]
    short = text[: LONGEST - 1]
    at_word = short.rpartition(" ")[0]
    # Not every language writes spaces, and a long word alone is no reason to lose it.
    return (at_word if len(at_word) > LONGEST // 2 else short).rstrip(",;: ") + "…"
