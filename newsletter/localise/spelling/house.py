"""What a project adds to the tables: words it changes, words it keeps, and the names that are its own.

`british` asks for the words, `protection` for the rest; the values come from `[spelling]` in settings.toml.
"""

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache

from newsletter.localise.spelling.markup import Span
from newsletter.localise.spelling.names import listed
from newsletter.localise.spelling.tables import Spelling
from newsletter.model import HouseStyle

AS_IS = HouseStyle()  # of a project that adds nothing

_SIBILANT = re.compile(r"(?:s|x|z|ch|sh)$", re.IGNORECASE)
_CONSONANT_Y = re.compile(r"(?<=[^aeiouAEIOU\W])y$")


def plural(words: str) -> str:
    """The regular plural of a word, or of a phrase by its last word; what ends in s is left as it is."""
    if words.endswith("s"):
        return words
    if _CONSONANT_Y.search(words):
        return words[:-1] + "ies"
    return words + ("es" if _SIBILANT.search(words) else "s")


def singular(words: str) -> str:
    """What `plural` was made of; what does not look like a plural is left as it is."""
    if words.endswith(("ss", "us", "is")) or not words.endswith("s"):
        return words
    if words.endswith("ies"):
        return words[:-3] + "y"
    return words[:-2] if words.endswith("es") and _SIBILANT.search(words[:-2]) else words[:-1]


@lru_cache(maxsize=16)
def words_of(house: HouseStyle) -> Mapping[str, Spelling]:
    """The house's own spellings, plurals included, by the word in small letters."""
    own: dict[str, Spelling] = {}
    for word, better in house.change:
        own[plural(word).lower()] = Spelling(plural(better), 2)
        own[word.lower()] = Spelling(better, 2)
    return own


def own_words(text: str, house: HouseStyle) -> Iterator[Span]:
    """Where the house's names stand, and the words that it keeps, plurals included, however they are capitalised."""
    for pattern, why in _kept_by(house):
        for match in pattern.finditer(text):
            yield Span(match.start(), match.end(), why)


@lru_cache(maxsize=16)
def _kept_by(house: HouseStyle) -> tuple[tuple[re.Pattern[str], str], ...]:
    kept = any_of((*house.keep, *map(plural, house.keep))) if house.keep else None
    names = listed(house.names) if house.names else None
    both = (kept, "kept by the project's settings"), (names, "a name of the project")
    return tuple((pattern, why) for pattern, why in both if pattern)


@lru_cache(maxsize=64)
def any_of(phrases: tuple[str, ...]) -> re.Pattern[str]:
    """Any of the phrases as whole words, in either case, with either apostrophe and any white space between."""
    shapes = (re.escape(phrase).replace(r"\ ", r"\s+").replace("'", "['’]") for phrase in set(phrases))
    longest_first = "|".join(sorted(shapes, key=len, reverse=True))
    return re.compile(rf"(?<!\w)(?:{longest_first})(?!\w)", re.IGNORECASE)
