"""A word whose spelling depends on its sense: what its neighbours in the sentence say of it.

`newsletter.localise.british` asks for each such word. The cues are the files of `senses/`: the first one that fits
decides, and where none does the file says what happens otherwise.
"""

import re
from functools import lru_cache

from newsletter.localise.spelling import cues
from newsletter.localise.spelling.cues import Decision, Place, Sense

_TOKEN = re.compile(r"\d+(?:st|nd|rd|th)\b|\d+(?:[.,]\d+)*|[^\W\d_]+(?:'(?!s\b)[^\W\d_]+)*|'s\b|[^\w\s]")
_SENTENCE_END = re.compile(r"[.!?…]['’\"”»)\]]*\s+(?=\W*[^\W_a-z])")
_STRAIGHT = str.maketrans({"’": "'", "‘": "'", "‑": "-", "–": "-"})
_REACH = 500  # characters of a paragraph that are read on either side
_WORDS = 8  # that stand beside the word for the cues that name its neighbours


def sense_of(word: str) -> Sense:
    """What is known of the word; `Gray` is known apart from `gray`."""
    capitalised = word.capitalize()
    known = cues.senses()
    return known[capitalised] if word[0].isupper() and capitalised in known else known[word.lower()]


def decide(sense: Sense, text: str, start: int, end: int, *, at_home: bool) -> Decision:
    """What becomes of the word that stands there in a paragraph; `ask` where nothing says it.

    Where no cue speaks, it may matter whether the writer is at home in British spelling.
    """
    said = _said(sense, text[max(0, start - _REACH) : start + 1], text[end : end + _REACH])
    return said or (sense.at_home if at_home else sense.otherwise)


@lru_cache(maxsize=4096)
def _said(sense: Sense, before: str, after: str) -> Decision | None:
    """What the first cue that fits says; `before` ends with the word's first letter, which may begin a sentence."""
    left, right = map(_tokens, _sentence(before, after))
    while left and not left[0][0].isalnum():
        del left[0]
    place = Place(
        before=("\n" if len(left) > _WORDS else "") + _spaced(left[-_WORDS:]),
        after=_spaced([*right[:_WORDS], "."]),
        sentence=_spaced(left + right),
        paragraph=_spaced(_tokens(f"{before[:-1]} {after}")),
    )
    return next((cue.decision for cue in sense.cues if cue.fits(place)), None)


def _spaced(tokens: list[str]) -> str:
    return "".join(f"{token} " for token in tokens)


def _sentence(before: str, after: str) -> tuple[str, str]:
    """The halves without what belongs to the sentences before and after."""
    ends = [match.end() for match in _SENTENCE_END.finditer(before)]
    end = _SENTENCE_END.search(after)
    return before[ends[-1] if ends else 0 : -1], after[: end.start() + 1 if end else len(after)]


def _tokens(text: str) -> list[str]:
    return _TOKEN.findall(text.translate(_STRAIGHT))
