"""One word's British spelling, from the tables; `newsletter.localise.british` calls it for every word of the prose."""

import re
from collections.abc import Iterable
from functools import cache, lru_cache, partial

from newsletter.localise.spelling import tables
from newsletter.localise.spelling.tables import Spelling

_LONGEST = 45  # "pneumonoultramicroscopicsilicovolcanoconiosis"; what is longer is no word
_ISE = re.compile(
    r"(?P<stem>\w{3,}i)z(?P<ending>e|es|ed|edly|er|ers|ing|ings|ingly|able|ability|ation|ations|ational|ationally)"
)


@lru_cache(maxsize=65536)
def british(word: str) -> Spelling | None:
    """The British spelling of one lower-case word, or None when it stays as it is."""
    if len(word) > _LONGEST or word in tables.untouched():
        return None
    listed = _listed(word) or Spelling(word, 2)
    medical = _medical(listed.british)
    spelt = _ise(medical)
    if spelt == word:
        return None
    return Spelling(spelt, 1 if medical != listed.british else listed.tier)


def _listed(word: str) -> Spelling | None:
    """The word in the tables, also behind a prefix: unlabeled, multicenter."""
    forms = tables.spellings()
    if word in forms:
        return forms[word]
    for prefix in tables.prefixes():
        if word.startswith(prefix) and (found := forms.get(word[len(prefix) :])):
            return Spelling(prefix + found.british, found.tier)
    return None


def _medical(word: str) -> str:
    for pattern, parts in _medical_patterns():
        word = pattern.sub(partial(_in_british, parts), word)
    return word


def _in_british(parts: dict[str, str], match: re.Match[str]) -> str:
    return match["before"] + parts[match["part"]]


@cache
def _medical_patterns() -> tuple[tuple[re.Pattern[str], dict[str, str]], ...]:
    """One pattern for each place in a word, with what its parts become."""
    frames = {
        "start": rf"^(?P<before>(?:{'|'.join(tables.prefixes())})?)(?P<part>%s)",
        "anywhere": r"(?P<before>)(?P<part>%s)",
        "end": r"(?P<before>)(?P<part>%s)$",
    }
    return tuple((re.compile(frames[where] % _any(parts)), parts) for where, parts in tables.medical_parts().items())


def _any(parts: Iterable[str]) -> str:
    """Longest first; a part in e- not after a or o, where the word is British already (oedema, anaesthesia)."""
    return "|".join(
        f"(?<![ao]){part}" if part.startswith("e") else part for part in sorted(parts, key=len, reverse=True)
    )


def _ise(word: str) -> str:
    """-ize and its forms in -ise, but for size, prize, seize and their like."""
    match = _ISE.fullmatch(word)
    if match is None or _stays(f"{match['stem']}ze"):
        return word
    return f"{match['stem']}s{match['ending']}"


def _stays(verb: str) -> bool:
    return verb in tables.not_ise() or (verb.endswith("size") and not verb.endswith(tables.ise_in_size()))
