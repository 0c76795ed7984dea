"""One word's British spelling, from the tables; `newsletter.localise.british` calls it for every word of the prose."""

import re
from collections.abc import Iterable, Mapping
from functools import cache, lru_cache, partial

from newsletter.localise.spelling import cues, tables
from newsletter.localise.spelling.tables import Part, Spelling

_LONGEST = 45  # "pneumonoultramicroscopicsilicovolcanoconiosis"; what is longer is no word
_ISE = re.compile(
    r"(?P<stem>\w{3,}i|\w*ly)z"
    r"(?P<ending>e|es|ed|edly|ement|ements|er|ers|ing|ings|ingly|able|ableness|ably|ability|abilities"
    r"|ate|ates|ator|ators|ation|ations|ational|ationally|ationist|ationists)"
)
_BRITISH_ISE = re.compile(r"(?P<stem>\w{3,}[iy]s)(?:e|es|ed|er|ers|ing|ation|ations)")


@lru_cache(maxsize=65536)
def british(word: str) -> Spelling | None:
    """The British spelling of one lower-case word, or None when it stays as it is."""
    if len(word) > _LONGEST or word in tables.untouched():
        return None
    if word in cues.senses():
        return Spelling(cues.senses()[word].british, 3)
    listed = _listed(word) or Spelling(word, 2)
    medical = _medical(listed.british)
    spelt = _ise(medical)
    if spelt == word:
        return None
    beyond_dispute = medical != listed.british or "lyz" in medical
    return Spelling(spelt, 1 if beyond_dispute else listed.tier)


def is_british(word: str) -> bool:
    """Whether nobody but the British spells this lower-case word so."""
    if word in tables.british_forms() or word in _british_senses():
        return True
    match = _BRITISH_ISE.fullmatch(word)
    return match is not None and f"{match['stem']}e" in tables.ise_verbs()


@cache
def _british_senses() -> frozenset[str]:
    return frozenset(sense.british for sense in cues.senses().values())


def _listed(word: str) -> Spelling | None:
    """The word in the tables, also behind a prefix: unlabeled, multicenter."""
    forms = tables.spellings()
    if word in forms:
        return forms[word]
    for prefix in tables.prefixes():
        if word.startswith(prefix) and (found := forms.get(word[len(prefix) :])) and found.takes_prefix:
            return Spelling(prefix + found.british, found.tier)
    return None


def _medical(word: str) -> str:
    for pattern, british in _medical_patterns():
        word = pattern.sub(partial(_in_british, british), word)
    return word


def _in_british(british: Mapping[str, str], match: re.Match[str]) -> str:
    return match["before"] + british[match["part"]]


@cache
def _medical_patterns() -> tuple[tuple[re.Pattern[str], dict[str, str]], ...]:
    """One pattern for each place in a word, with what its parts become."""
    frames = {
        "start": rf"^(?P<before>(?:{'|'.join(tables.prefixes())})?)(?P<part>%s)",
        "anywhere": r"(?P<before>)(?P<part>%s)",
        "end": r"(?P<before>(?<=\w))(?P<part>%s)$",
    }
    return tuple(
        (re.compile(frames[where] % _any(parts)), {part.american: part.british for part in parts})
        for where, parts in tables.medical_parts().items()
    )


def _any(parts: Iterable[Part]) -> str:
    """Longest first; none behind what it may not follow."""
    return "|".join(_guarded(part) for part in sorted(parts, key=lambda part: len(part.american), reverse=True))


def _guarded(part: Part) -> str:
    """Oedema and anaesthesia are British already, and chemolysis has nothing to do with blood."""
    given = {"e": (part.british[0],), "h": ("c",)}.get(part.american[0], ())
    return "".join(f"(?<!{letters})" for letters in (*given, *part.not_after)) + part.american


def _ise(word: str) -> str:
    """-ize and its forms in -ise, but for size, prize, seize and their like."""
    match = _ISE.fullmatch(word)
    if match is None or _stays(f"{match['stem']}ze"):
        return word
    return f"{match['stem']}s{match['ending']}"


def _stays(verb: str) -> bool:
    return verb.endswith(tables.not_ise()) or (verb.endswith("size") and not verb.endswith(tables.ise_in_size()))
