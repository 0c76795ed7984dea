"""What in a paragraph is a name: a name keeps its spelling, a heading in capitals does not.

`protection` calls it. Capitals are the evidence: in mid-sentence, in a run at a sentence's start, or a whole word of
them in lower-case prose. In a heading they say nothing, so there only `names.txt`, persons and addresses count.
"""

import re
from collections.abc import Iterator
from functools import cache

from newsletter.localise.spelling import tables
from newsletter.localise.spelling.markup import LINE_BREAK, Span

_WORD = re.compile(r"[^\W\d_]+(?:[-‑’'][^\W\d_]+)*")
_SENTENCE_END = re.compile(r"[.!?…:•|]")
_JOINT = re.compile(r"[’']?(?:\s+(?:&\s+|\d+\s+)?|-?\d*\s*)")
_SHOUTED = "a name: capitals in lower-case text"
_CONNECTORS = frozenset({"and", "for", "of", "the"})  # Centers for Disease Control and Prevention
_ABBREVIATIONS = frozenset({"dr", "fig", "jr", "mr", "mrs", "ms", "no", "prof", "rev", "sr", "st", "vs"})
_COUNTRIES = frozenset({"EU", "GCC", "KSA", "UAE", "UK", "US", "USA"})  # Leukemia UK is a name, Tumor DNA is none
_VERB = re.compile(r"(?i:\w+[iy]z(?:e|ing)|(?:fav|hon|sav|vap)oring)")
_PEOPLE = re.compile(r"[A-Z]\w+(?:i|e|c)ans")  # Brazilians, Koreans, Mexicans
_PARTICIPLE = re.compile(r"(?i:\w+(?:[iy]z|or)ed)")

_PATTERNS = (
    (
        re.compile(
            r"(?<!\w)(?:Dr|Mrs?|Ms|Miss|Prof|Professor|Sir|Dame)\.? [A-Z][\w’'-]*(?: [A-Z][\w’'-]*(?=\W*$|,| [a-z]))?"
        ),
        "a name: a person",
    ),
    (
        re.compile(
            r"(?<!\w)\d+[A-Z]? (?:[A-Z][\w’'-]* ){1,3}(?:St|Street|Ave|Avenue|Rd|Road|Drive|Lane|Blvd|Boulevard)\b"
        ),
        "a name: an address",
    ),
)


def names(text: str) -> Iterator[Span]:
    """The stretches of a paragraph that are names."""
    for pattern, why in ((listed(tables.names()), "a name of the list"), *_PATTERNS):
        for match in pattern.finditer(text):
            yield Span(match.start(), match.end(), why)
    start = 0
    for line in text.split(LINE_BREAK):
        words = list(_WORD.finditer(text, start, start + len(line)))
        if _is_in_title_case(line, words):
            yield from _shouted(words)
        elif not _is_shouted(words):
            yield from _by_capitals(text, words)
        start += len(line) + 1


@cache
def listed(names: tuple[str, ...]) -> re.Pattern[str]:
    """Names as they are written and in capitals; `a pearl harbor` is none."""
    spelt = sorted({shape for name in names for shape in (name, name.upper())}, key=len, reverse=True)
    shapes = (re.escape(name).replace(r"\ ", r"\s+").replace("'", "['’]") for name in spelt)
    return re.compile(rf"(?<!\w)(?:{'|'.join(shapes)})(?!\w)")


def _is_shouted(words: list[re.Match[str]]) -> bool:
    """A heading in capitals; COX and its like are none."""
    return all(word.group().isupper() for word in words) and sum(len(word.group()) for word in words) >= 4


def _is_in_title_case(line: str, words: list[re.Match[str]]) -> bool:
    """Capitals throughout but in small words, and no full stop at the end."""
    end = line.rstrip()
    if len(words) < 2 or _is_shouted(words) or (end.endswith(".") and not end.endswith("...")):
        return False
    first, *rest = (word.group() for word in words)
    return first[0].isupper() and all(word in tables.small_words() or not word.islower() for word in rest)


def _shouted(words: list[re.Match[str]]) -> Iterator[Span]:
    for word in words:
        if word.group().isupper() and len(word.group()) > 1:
            yield Span(word.start(), word.end(), _SHOUTED)


def _by_capitals(text: str, words: list[re.Match[str]]) -> Iterator[Span]:
    for first, last in _runs(text, words):
        opens = _opens_sentence(text, words, first)
        if opens and first < last and _is_ordinary(words[first : last + 1]):
            second = next(index for index in range(first + 1, last + 1) if _is_capital(words[index]))
            yield from _name(words[second : last + 1], opens=False)
        else:
            yield from _name(words[first : last + 1], opens=opens)


def _name(run: list[re.Match[str]], *, opens: bool) -> Iterator[Span]:
    first, start, end = run[0].group(), run[0].start(), run[-1].end()
    if len(run) > 1:
        yield Span(start, end, "a name: a run of capitals")
    elif not opens and not first.lower().startswith(tables.not_names()):
        yield Span(start, end, "a name: a capital in mid-sentence")
    elif first.isupper() and len(first) > 1:
        yield Span(start, end, _SHOUTED)


def _is_ordinary(run: list[re.Match[str]]) -> bool:
    """Whether a sentence's first word has its capital from there and no part in the name behind it.

    So a verb (Analyzing Jane Eyre), a word before what is capitalised by rule (Skeptical Americans) or before
    abbreviations (Tumor DNA, but Leukemia UK), and one before a small word, unless it names an institution (Colors of
    Arabia, but Centers for Disease Control).
    """
    first, second = run[0].group(), run[1].group()
    if second in _CONNECTORS:
        return first.lower() not in tables.institutions()
    if _VERB.fullmatch(first) or second.lower() in tables.capitalised() or _PEOPLE.fullmatch(second):
        return True
    others = {_without_genitive(word) for word in run[1:]}
    return all(map(str.isupper, others)) and (others.isdisjoint(_COUNTRIES) or _PARTICIPLE.fullmatch(first) is not None)


def _runs(text: str, words: list[re.Match[str]]) -> Iterator[tuple[int, int]]:
    """First and last of the capitalised words that stand together, joined by spaces and small words."""
    first = last = -1
    for index, word in enumerate(words):
        if first >= 0 and not (_continues(word) and _joined(text, words, index)):
            yield first, last
            first = -1
        if _is_capital(word):
            first, last = (index if first < 0 else first), index
    if first >= 0:
        yield first, last


def _continues(word: re.Match[str]) -> bool:
    return _is_capital(word) or word.group() in _CONNECTORS


def _joined(text: str, words: list[re.Match[str]], index: int) -> bool:
    """Whether only spaces, a hyphen, an ampersand or a number stands before the word, or an initial's full stop."""
    gap = _gap(text, words, index)
    return _JOINT.fullmatch(gap) is not None or (gap.strip() == "." and _is_initial(words, index - 1))


def _opens_sentence(text: str, words: list[re.Match[str]], index: int) -> bool:
    return index == 0 or (
        _SENTENCE_END.search(_gap(text, words, index)) is not None and not _is_initial(words, index - 1)
    )


def _gap(text: str, words: list[re.Match[str]], index: int) -> str:
    """What stands between a word and the one before it."""
    return text[words[index - 1].end() : words[index].start()]


def _is_initial(words: list[re.Match[str]], index: int) -> bool:
    """Whether a full stop behind this word abbreviates it: `Dr.`, `J.`, but not the C of `hepatitis C.`"""
    if index < 0:
        return False
    word = words[index].group()
    if word.lower() in _ABBREVIATIONS:
        return True
    return len(word) == 1 and word.isupper() and (index == 0 or _is_capital(words[index - 1]))


def _is_capital(word: re.Match[str]) -> bool:
    return word.group()[0].isupper() and _without_genitive(word) != "I"


def _without_genitive(word: re.Match[str]) -> str:
    return re.split("[’']", word.group(), maxsplit=1)[0]
