"""The language of `senses/`: what in a sentence tells the sense of a word; `senses` asks, the files are read once.

    practice > practise: why    a word, its other spelling, and what tells them apart
    SKILL: medicine law yoga    a kind of word; those of classes.txt are known in every file
    change  to ADVERB* _ SKILL  a cue: beside the word, `_`, stand words, kinds, punctuation; `^` begins the sentence
    change  go|went up? to* _   `|` either, `?` perhaps, `*` none or up to four of them
    keep    _ of                the spelling stays, without a word about it
    ask     go|went to _        unclear: the spelling stays, and a person is told
    change  _ & window|cold air `&`: and one of these stands anywhere in the sentence, `&&`: in the paragraph
    otherwise ask               where no cue fits; they are tried from the first to the last
    otherwise change abroad     the same, but where the writer is at home in British spelling the word is kept

A cue is matched against the sentence's words, each followed by a space, with straight apostrophes.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Literal, cast

from newsletter.localise.spelling import tables

Decision = Literal["change", "keep", "ask"]

_WORD = r"[\w']+"
_ATOMS = {
    "ANY": _WORD,
    "NAME": r"(?-i:[A-ZÀ-ÖØ-Þ])[\w']*",
    "LOWER": r"(?-i:[a-zß-öø-ÿ])[\w']*",
    "#": r"\d[\d.,]*",
    "#th": r"\d+(?:st|nd|rd|th)",
    ".": "[.!?]",
}
_BEGINNING = r"\A"  # of the sentence
_HEAD = re.compile(r"(?P<word>[A-Za-z]+) > (?P<british>[A-Za-z]+): (?P<why>.+)")
_KIND = re.compile(r"(?P<name>[A-Z]{2,}): (?P<words>.+)")
_CUE = re.compile(r"(?P<decision>change|keep|ask) +(?P<pattern>.+)")
_OTHERWISE = re.compile(r"otherwise (?P<decision>change|keep|ask)(?P<abroad> abroad)?")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a word stands, as words that are each followed by a space."""

    before: str  # right before it; begins with a line feed where that is not the sentence's beginning
    after: str
    sentence: str
    paragraph: str


@dataclass(frozen=True, slots=True, eq=False)
class Cue:
    """One line: what must stand right before the word, right after it and somewhere near, and what follows from it."""

    before: re.Pattern[str] | None
    after: re.Pattern[str] | None
    near: re.Pattern[str] | None
    whole: bool  # near is anywhere in the paragraph, not only in the sentence
    decision: Decision

    def fits(self, place: Place) -> bool:
        return bool(
            (self.before is None or self.before.search(place.before))
            and (self.after is None or self.after.match(place.after))
            and (self.near is None or self.near.search(place.paragraph if self.whole else place.sentence))
        )


@dataclass(frozen=True, slots=True, eq=False)
class Sense:
    """A word with two spellings, and the cues that choose."""

    british: str
    why: str
    cues: tuple[Cue, ...]
    otherwise: Decision
    at_home: Decision  # otherwise, by a writer who spells as the British do


@cache
def senses() -> dict[str, Sense]:
    """Every word that depends on its sense."""
    files = dict(tables.sense_files())
    kinds = _kinds(files.pop("classes"), {})
    return {word: sense for lines in files.values() for word, sense in _read(lines, kinds)}


def _read(lines: list[str], kinds: Mapping[str, str]) -> Iterator[tuple[str, Sense]]:
    """The words of one file, which share its cues."""
    kinds = _kinds(lines, kinds)
    cues = tuple(_cue(found["pattern"], found["decision"], kinds) for found in map(_CUE.fullmatch, lines) if found)
    otherwise = next(filter(None, map(_OTHERWISE.fullmatch, lines)))
    abroad = cast(Decision, otherwise["decision"])
    at_home: Decision = "keep" if otherwise["abroad"] else abroad
    for head in filter(None, map(_HEAD.fullmatch, lines)):
        yield head["word"], Sense(head["british"], head["why"], cues, abroad, at_home)


def _kinds(lines: Iterable[str], known: Mapping[str, str]) -> dict[str, str]:
    """Each kind as a pattern of one word."""
    words: dict[str, list[str]] = {}
    for found in filter(None, map(_KIND.fullmatch, lines)):
        words.setdefault(found["name"], []).extend(found["words"].split())
    kinds = dict(known)
    for name, members in words.items():
        others = [_atom(member[1:], kinds) for member in members if member[0] == "!"]
        own = "|".join(_atom(member, kinds) for member in members if member[0] != "!")
        kinds[name] = f"(?!(?:{'|'.join(others)}) )(?:{own})" if others else f"(?:{own})"
    return kinds


def _cue(pattern: str, decision: str, kinds: Mapping[str, str]) -> Cue:
    beside, mark, near = pattern.partition("&")
    whole, near = near.startswith("&"), near.removeprefix("&")
    before, here, after = f" {beside} ".partition(" _ ")
    return Cue(
        before=re.compile(rf"(?:^|(?<= )){_items(before, kinds)}$", re.I) if here and before.strip() else None,
        after=re.compile(_items(after, kinds), re.I) if after.strip() else None,
        near=re.compile(rf"(?:^|(?<= ))(?:{'|'.join(map(_literal, near.strip().split('|')))}) ", re.I)
        if mark
        else None,
        whole=whole,
        decision=cast(Decision, decision),
    )


def _items(pattern: str, kinds: Mapping[str, str]) -> str:
    return "".join(_item(item, kinds) for item in pattern.split())


def _item(item: str, kinds: Mapping[str, str]) -> str:
    how_often = {"?": "?", "*": "{0,4}"}.get(item[-1], "") if len(item) > 1 else ""
    alternatives = (item[:-1] if how_often else item).split("|")
    words = "|".join(rf"(?:{_atom(one, kinds)}) " for one in alternatives if one != "^")
    return f"(?:{'|'.join(filter(None, (words, _BEGINNING * ('^' in alternatives))))}){how_often}"


def _atom(atom: str, kinds: Mapping[str, str]) -> str:
    if atom in kinds or atom in _ATOMS:
        return kinds.get(atom) or _ATOMS[atom]
    if atom.startswith("-") and len(atom) > 1:
        return rf"\w[\w']*{re.escape(atom[1:])}"
    return _literal(atom)


def _literal(words: str) -> str:
    """A hyphen and a genitive's ending are words of their own, as in the sentences that are read."""
    return re.escape(words.replace("~", " ").replace("-", " - ").replace("'s", " 's") if len(words) > 2 else words)
