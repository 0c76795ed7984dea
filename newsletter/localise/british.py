"""American spelling becomes British; stories, the checks and `newsletter british` come in by this door.

Only the author's own words change: addresses, code, quotations and names are protected, and each protected word that
would have changed is reported. British text comes back as it was, and so does everything that has been here before.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from newsletter.localise.edits import Edited, Suspect, edited
from newsletter.localise.spelling import rules, senses
from newsletter.localise.spelling.house import AS_IS, words_of
from newsletter.localise.spelling.markup import Form, Paragraph, paragraphs
from newsletter.localise.spelling.protection import Protection
from newsletter.model import HouseStyle

_WORD = re.compile(r"[^\W\d_]+")


def respell(text: str, form: Form = "text", house: HouseStyle = AS_IS) -> Edited:
    """The text in British spelling; all but the changed words stays as it was, to the byte.

    In `text` each line is a paragraph; in `html` and `mjml` only text nodes, `alt` and `title` are read. A tier is 1
    where the spelling is beyond dispute, 2 where it is a house's choice, 3 where the sense decides.
    """
    return edited(text, (word for paragraph in paragraphs(text, form) for word in _american(paragraph, house)))


def _american(paragraph: Paragraph, house: HouseStyle) -> Iterator[Suspect]:
    own = words_of(house)
    words = list(_WORD.finditer(paragraph.text))
    found = [
        (word, spelling) for word in words if (spelling := own.get(word[0].lower()) or rules.british(word[0].lower()))
    ]
    if not found:
        return
    protection = Protection(paragraph, house)
    at_home = all(spelling.tier == 3 for _, spelling in found) and _is_british(words)
    for word, spelling in found:
        why = protection.why(word.start(), word.end()) or _why_by_itself(word[0])
        suspect = Suspect(
            paragraph.place(word.start()), word[0], _in_case_of(word[0], spelling.british), spelling.tier, why
        )
        if spelling.tier < 3:
            yield suspect
        else:
            yield from _by_sense(suspect, paragraph.text, word, at_home=at_home)


def _by_sense(suspect: Suspect, text: str, word: re.Match[str], *, at_home: bool) -> Iterator[Suspect]:
    """The word with a change, with a question, or nothing where its sense is settled as it is."""
    sense = senses.sense_of(word[0])
    decision = senses.decide(sense, text, word.start(), word.end(), at_home=at_home)
    if decision == "change":
        yield suspect
    elif decision == "ask" and not suspect.why:
        yield replace(suspect, why=f"depends on its sense: {sense.why}", unclear=True)


def _is_british(words: Sequence[re.Match[str]]) -> bool:
    """Whether the writer spells as the British do."""
    return any(rules.is_british(word[0].lower()) for word in words)


def _why_by_itself(word: str) -> str:
    return "" if word.islower() or word.istitle() or word.isupper() else "capitals inside the word: a name"


def _in_case_of(old: str, new: str) -> str:
    if old.isupper():
        return new.upper()
    return new[0].upper() + new[1:] if old[0].isupper() else new
