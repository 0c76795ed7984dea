"""The spelling tables, read once from the files beside this one; `rules`, `masks` and `names` call it."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Literal

Tier = Literal[1, 2, 3]  # 1: unambiguous; 2: a matter of house style; 3: depends on sense


@dataclass(frozen=True, slots=True)
class Spelling:
    """The British spelling of a word, and how sure it is."""

    british: str
    tier: Tier
    takes_prefix: bool = True


_SHORT = 5  # letters of a single word that takes no prefix: re + vise, co + ax, tele + phony


@cache
def spellings() -> dict[str, Spelling]:
    """Every American word of `words.tsv` and of the families, written out with its endings."""
    forms = dict(_families())
    for american, british, endings, tier in _rows("words.tsv", 4):
        for ending in endings.split():
            tail = "" if ending == "-" else ending
            long = len(american + tail) > _SHORT
            forms[american + tail] = Spelling(british + tail, 2 if tier == "2" else 1, takes_prefix=long)
    return forms


@cache
def british_forms() -> frozenset[str]:
    """British words of the families: whoever writes one of them spells as the British do."""
    return frozenset(found.british for word, found in _families().items() if found.british != word)


@dataclass(frozen=True, slots=True)
class Part:
    """A part of medical words, what becomes of it, and what may not stand before it."""

    american: str
    british: str
    not_after: tuple[str, ...]


@cache
def medical_parts() -> dict[str, tuple[Part, ...]]:
    """Parts of words by where they stand: `start`, `anywhere`, `end`."""
    parts: dict[str, tuple[Part, ...]] = {}
    for where, american, british, not_after in _rows("medical.tsv", 4):
        parts[where] = (*parts.get(where, ()), Part(american, british, tuple(not_after.split())))
    return parts


@cache
def untouched() -> frozenset[str]:
    return frozenset(_words("untouched.txt"))


@cache
def not_ise() -> tuple[str, ...]:
    return tuple(_words("not-ise.txt"))


@cache
def ise_verbs() -> frozenset[str]:
    return frozenset(_words("ise-verbs.txt"))


@cache
def ise_in_size() -> tuple[str, ...]:
    return tuple(_words("ise-in-size.txt"))


@cache
def prefixes() -> tuple[str, ...]:
    return tuple(_words("prefixes.txt"))


@cache
def small_words() -> frozenset[str]:
    return frozenset(_words("small-words.txt"))


@cache
def names() -> tuple[str, ...]:
    return tuple(_lines(_file("names.txt").read_text("utf-8").splitlines()))


@cache
def institutions() -> frozenset[str]:
    return frozenset(_words("institutions.txt"))


@cache
def capitalised() -> frozenset[str]:
    return frozenset(_words("capitalised.txt"))


@cache
def not_names() -> tuple[str, ...]:
    return tuple(_words("not-names.txt"))


def sense_files() -> Iterator[tuple[str, list[str]]]:
    """The lines of each file of `senses/`, which `cues` reads."""
    for file in sorted(_folder("senses"), key=lambda file: file.name):
        yield file.name.removesuffix(".txt"), list(_lines(file.read_text("utf-8").splitlines()))


@cache
def _families() -> dict[str, Spelling]:
    files = sorted(_folder("families"), key=lambda file: file.name)
    return {word: found for file in files for word, found in _family(file.read_text("utf-8").splitlines())}


def _family(lines: list[str]) -> Iterator[tuple[str, Spelling]]:
    """Each word of a family with each ending; the first ending is the one that the words are listed with."""
    endings: list[tuple[str, str]] = []
    tier: Tier = 1
    words: list[str] = []
    for line in _lines(lines):
        label, colon, rest = line.partition(":")
        if not colon:
            words += line.split()
        elif label == "tier":
            tier = 2
        else:
            endings += [(american, british) for american, _, british in (pair.partition(">") for pair in rest.split())]
    for word in words:
        base = word.removesuffix(endings[0][0])
        yield from ((base + american, Spelling(base + british, tier)) for american, british in endings[1:])
        yield word, Spelling(base + endings[0][1], tier)


def _words(name: str) -> Iterator[str]:
    for line in _lines(_file(name).read_text("utf-8").splitlines()):
        yield from line.split()


def _rows(name: str, columns: int) -> Iterator[list[str]]:
    for line in _lines(_file(name).read_text("utf-8").splitlines()):
        yield (line.split("\t") + [""] * columns)[:columns]


def _lines(lines: list[str]) -> Iterator[str]:
    return (line for line in map(str.rstrip, lines) if line and not line.startswith("#"))


def _file(name: str) -> Traversable:
    return files(__package__) / name


def _folder(name: str) -> list[Traversable]:
    return [file for file in _file(name).iterdir() if file.name.endswith(".txt")]
