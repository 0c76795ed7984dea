"""The forms in which a word is met, English or Arabic, as tables of what hangs on to it; `phrases` asks. Pure.

Forms are made by rule, and some are words of another sense: `_WORDS_OF_THEIR_OWN` has those. Irregular ones (`mice`,
Arabic's broken plurals) are not made: a list of phrases names them beside the others.
"""

import re
from collections.abc import Iterator
from functools import lru_cache

from newsletter.localise.spelling.house import singular

ARABIC = re.compile(r"[\u0621-\u064a]")

# ── English ────────────────────────────────────────────────────────────────────────────────────────

# How a word ends, how many of its letters go then, and what is put there.
_ENGLISH = tuple(
    (re.compile(ending), gone, endings.split())
    for ending, gone, endings in (
        (r"", 0, "s ly er est ed ing"),
        (r"(?:s|x|z|ch|sh)$", 0, "es"),
        (r"[^aeiou]y$", 1, "ies ied ier iest ily"),
        (r"e$", 1, "ed er est ing"),
        (r"[^aeiou]le$", 1, "y"),
        (r"ull$", 0, "y"),
        (r"ic$", 0, "ally"),
    )
)
_DOUBLED = re.compile(r"[^aeiou][aeiou][bdgklmnprt]$")
# What looks like a form of a word and is none.
_WORDS_OF_THEIR_OWN = {
    "all": "ally",
    "bet": "better",
    "broth": "brother",
    "but": "butter",
    "corn": "corner cornered",
    "count": "counter",
    "ear": "early",
    "even": "evening",
    "fee": "feed",
    "flow": "flower",
    "for": "forest",
    "hard": "hardly",
    "inter": "interest",
    "late": "lately",
    "let": "letter",
    "man": "manner",
    "mast": "master",
    "mat": "matter",
    "mean": "means",
    "mode": "modest",
    "moth": "mother",
    "new": "news",
    "not": "noted",
    "numb": "number",
    "off": "offer offered",
    "prop": "proper",
    "quart": "quarter",
    "see": "seed",
    "show": "shower",
    "sum": "summer",
    "temp": "temper",
    "tend": "tender",
    "tow": "tower",
}

# ── Arabic, in the letters that `phrases.folded` leaves ────────────────────────────────────────────

_AND_SO = ("", "و", "ف")
_WITH_ARTICLE = ("ال", "بال", "كال", "لل")
_WITHOUT = ("", "ب", "ك", "ل")
_PRONOUNS = ("ه", "ها", "هم", "هن", "هما", "نا", "ك", "كم", "ي")
_FEMININE = ("ه", "ات", "تان", "تين", *(f"{stem}{own}" for stem in ("ت", "ات") for own in _PRONOUNS))
_ENDINGS = ("", "ا", "ان", "ين", "ون", *_PRONOUNS, *_FEMININE)


@lru_cache(maxsize=4096)
def forms_of(word: str, *, feminine: bool = False) -> frozenset[str]:
    """The word with all that may hang on to it; `feminine`: its last letter was a ta marbuta. Very short ones as is."""
    if ARABIC.search(word):
        return frozenset(_arabic(word, feminine=feminine))
    if len(word) < 3 or not word.isalpha():
        return frozenset({word})
    bases = {word, singular(word)} if len(word) > 3 else {word}
    found = {form for base in bases for form in _english(base)}.difference(_WORDS_OF_THEIR_OWN.get(word, "").split())
    return frozenset(found | {f"{form}'s" for form in found})


def _english(word: str) -> Iterator[str]:
    yield word
    for ending, gone, endings in _ENGLISH:
        if ending.search(word):
            yield from (word[: len(word) - gone] + one for one in endings)
    if _DOUBLED.search(word):
        yield from (word + word[-1] + one for one in ("er", "est", "ed", "ing"))


def _arabic(word: str, *, feminine: bool) -> Iterator[str]:
    bare = word.removeprefix("ال")
    if len(bare) < 3:
        yield word
        return
    # Who writes the article means the definite word alone; who leaves it out means both.
    middles = _WITH_ARTICLE if bare != word else _WITHOUT + _WITH_ARTICLE
    stem, endings = (bare[:-1], _FEMININE) if feminine else (bare, _ENDINGS)
    yield from (f"{first}{middle}{stem}{last}" for first in _AND_SO for middle in middles for last in endings)
