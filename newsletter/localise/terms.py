"""A region's own words: terms take the place of the author's, watched words are shown with a better wording.

Stories and the checks come in by this door. Whole words, their plurals and genitives are meant, and what is protected
from the speller is protected here.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from newsletter.localise.edits import Edited, Remark, Suspect, edited
from newsletter.localise.spelling.house import any_of, plural, singular
from newsletter.localise.spelling.markup import Form, Paragraph, paragraphs
from newsletter.localise.spelling.protection import Protection
from newsletter.model import HouseStyle

_ARTICLE = re.compile(r"(?<!\w)(an?)\s+$", re.IGNORECASE)
_SENTENCE_BEGINS = re.compile(r"(?:^|[.!?]\s)\W*$")
_SPELT_OUT = re.compile(r"[A-Z](?![a-z])")
_SPELT_OUT_AN = tuple("AEFHILMNORSX")  # an MP, an X-ray
_SILENT_H = ("heir", "honest", "honour", "hour")
_SPOKEN_Y_OR_W = ("eu", "ewe", "once", "one", "uni", "use", "usu", "uti")


def reword(text: str, form: Form, terms: Mapping[str, str], house: HouseStyle) -> Edited:
    """The text with the region's terms in it; `an` and `a` before them follow suit."""
    known = {plural(words): plural(own) for words, own in terms.items()} | dict(terms)
    return edited(text, (one for found in _found(text, form, known, house) for one in _suspects(found)))


def watched(text: str, form: Form, watch: Mapping[str, str], house: HouseStyle) -> tuple[Remark, ...]:
    """Each watched word or phrase, singular and plural alike, with its better wording."""
    known = {shape: better for words, better in watch.items() for shape in (plural(words), singular(words), words)}
    found = (one for one in _found(text, form, known, house) if not one.why)
    return edited(text, (Suspect(one.at, one.match[0], one.own, why="watched") for one in found)).kept


@dataclass(frozen=True, slots=True)
class _Found:
    """A known word or phrase in a paragraph."""

    paragraph: Paragraph
    match: re.Match[str]
    own: str  # the region's
    cased: bool  # written with capitals wherever it stands, like GP
    why: str

    @property
    def at(self) -> int:
        return self.paragraph.place(self.match.start())


def _found(text: str, form: Form, known: Mapping[str, str], house: HouseStyle) -> Iterator[_Found]:
    for paragraph in paragraphs(text, form) if known else ():
        found = list(any_of(tuple(known)).finditer(paragraph.text))
        protection = Protection(paragraph, house) if found else None
        for match in found:
            words = " ".join(match[0].replace("’", "'").split())
            cased = words in known and not words.islower()
            own = known.get(words if cased else words.lower())
            if protection and own:
                why = protection.why(match.start(), match.end(), itself=cased)
                yield _Found(paragraph, match, own, cased, why)


def _suspects(found: _Found) -> Iterator[Suspect]:
    yield Suspect(found.at, found.match[0], _in_case_of(found), why=found.why)
    if not found.why:
        yield from _article(found)


def _in_case_of(found: _Found) -> str:
    """GP, which has its capitals anywhere, tells of them only where it begins a sentence."""
    old, own = found.match[0], found.own
    if old.isupper() and not found.cased:
        return own.upper()
    words = old.split()
    if len(words) > 1 and all(word[0].isupper() for word in words):
        return " ".join(word[0].upper() + word[1:] for word in own.split())
    begins = _SENTENCE_BEGINS.search(found.match.string[: found.match.start()]) is not None
    return own[0].upper() + own[1:] if old.istitle() or begins else own


def _article(found: _Found) -> Iterator[Suspect]:
    """The indefinite article before the words, where the new ones want the other."""
    start = found.match.start()
    article = _ARTICLE.search(found.match.string, max(0, start - 8), start)
    if article and (wanted := "an" if _wants_an(found.own) else "a") != article[1].lower():
        yield Suspect(
            found.paragraph.place(article.start()),
            article[1],
            wanted.capitalize() if article[1][0] == "A" else wanted,
        )


def _wants_an(words: str) -> bool:
    if _SPELT_OUT.match(words):
        return words.startswith(_SPELT_OUT_AN)
    first = words.lower()
    return first.startswith(_SILENT_H) or (first[0] in "aeiou" and not first.startswith(_SPOKEN_Y_OR_W))
