"""The spelling tables, read once from the files beside this one; `rules`, `masks` and `names` call it."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Literal

Tier = Literal[1, 2]  # 1: unambiguous; 2: a matter of house style


@dataclass(frozen=True, slots=True)
class Spelling:
    """The British spelling of a word, and how sure it is."""

    british: str
    tier: Tier


@cache
def spellings() -> dict[str, Spelling]:
    """Every American word of `words.tsv` and of the families, written out with its endings."""
    forms: dict[str, Spelling] = {}
    for family in sorted(_folder("families"), key=lambda file: file.name):
        forms.update(_family(family.read_text("utf-8").splitlines()))
    for american, british, endings, tier in _rows("words.tsv", 4):
        for ending in endings.split():
            tail = "" if ending == "-" else ending
            forms[american + tail] = Spelling(british + tail, 2 if tier == "2" else 1)
    return forms


@cache
def medical_parts() -> dict[str, dict[str, str]]:
    """Parts of words by where they stand (`start`, `anywhere`, `end`): American → British."""
    parts: dict[str, dict[str, str]] = {}
    for where, american, british in _rows("medical.tsv", 3):
        parts.setdefault(where, {})[american] = british
    return parts


@cache
def untouched() -> frozenset[str]:
    return frozenset(_words("untouched.txt"))


@cache
def not_ise() -> frozenset[str]:
    return frozenset(_words("not-ise.txt"))


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
def phrases() -> tuple[str, ...]:
    return tuple(_lines(_file("phrases.txt").read_text("utf-8").splitlines()))


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
