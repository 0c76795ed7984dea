"""Cleans the letters of an article: what can hide or reorder text goes, no-break spaces settle, template braces break.

Called by `sanitise` (on HTML) and by `clean` (on titles, teasers, alternative texts). Pure and linear. What was done is
counted in a tally, of which `clean` makes the article's notes.
"""

import re
from collections import Counter

from newsletter.articles.cleaning.wording import TAG

Tally = Counter[str]

NO_BREAK = "\u00a0\u202f"

# C0 and C1 controls but tab and line feed; byte order marks, non-characters, half surrogates: no mail can carry them.
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ufeff\ufffe\uffff\ud800-\udfff]")
# Embeddings and overrides can turn the reading order of what follows ("Trojan source", CVE-2021-42574).
_OVERRIDE = re.compile("[\u202a-\u202e]")
_ISOLATE = re.compile("[\u2066-\u2069]")
_OPENING_BRACES = re.compile(r"\{(?=\x00*+[{%])")
_CLOSING_BRACES = re.compile(r"[%}](?=\x00*+\})")
_SPACES = re.compile(f"[ \\t\\n{NO_BREAK}\x00]+")

# Where a lone no-break space stays: what ends before it, what begins after it.
_LASTING = tuple(
    (re.compile(rf"(?:{before})\Z"), re.compile(after))
    for before, after in (
        # number and unit
        (
            r"\d",
            r"(?:[kcmµμn]?[gml]|mcg|[kcm]?m[²³]|ft|in|lb|oz|[kM]?Hz|[kM]?W|kWh|[kMGT]B|[kc]al|kcal|kJ|mmHg|mmol|IU|km/h|mph"
            r"|°[CF]?|[%‰]|[ap]\.?m\b\.?|bn|hundred|thousand|million|billion|(?:second|minute|hour|day|week|month|year)s?)(?!\w)",
        ),
        # currency and amount, either way round
        (r"\b[A-Z]{3}|\bDhs?|[$£€¥﷼]", r"\d"),
        (r"\d", r"(?:[A-Z]{3}|Dhs?)\b|[$£€¥﷼]"),
        # initial and name
        (r"(?<![^\W\d_])[^\W\d_a-z]\.", r"[^\W\d_a-z]"),
    )
)


def plain(text: str, tally: Tally) -> str:
    """A plain text made fit to be shown in one line."""
    line = without_tricks(text.replace("\r", "\n"), tally)
    return _settled(_broken(" ".join(re.split(r"[ \t\n\u2028\u2029]+", line)), tally), tally).strip(" " + NO_BREAK)


def without_tricks(text: str, tally: Tally) -> str:
    """The text without control characters and embeddings, its isolates balanced.

    For HTML it must run before the last sanitising: nh3 takes `java\\x01script:` for a relative address.
    """
    text, controls = _CONTROL.subn("", text)
    text, overrides = _OVERRIDE.subn("", text)
    balanced = _balanced(text)
    tally["control"] += controls
    tally["direction"] += overrides + len(text) - len(balanced)
    return balanced


def settle_markup(markup: str, tally: Tally, *, spaces: bool = True) -> str:
    """Sanitised HTML with its no-break spaces settled and template braces broken, also where tags stand between."""
    tags = TAG.findall(markup)
    text = _broken(TAG.sub("\x00", markup), tally)
    parts = (_settled(text, tally) if spaces else text).split("\x00")
    return parts[0] + "".join(tag + part for tag, part in zip(tags, parts[1:], strict=True))


def break_braces(text: str) -> str:
    """The text in which no `{{` or `{%` is left: in the final edition those two would be a template's."""
    return _broken(text, Tally())


def _broken(text: str, tally: Tally) -> str:
    text, count = _OPENING_BRACES.subn("{ ", text)
    tally["braces"] += count
    return _CLOSING_BRACES.sub(r"\g<0> ", text) if count else text


def _settled(text: str, tally: Tally) -> str:
    """A run of spaces that holds a no-break space becomes one space; a lone one stays only where `_LASTING` says."""

    def settle(run: re.Match[str]) -> str:
        spaces = run[0].replace("\x00", "")
        if not any(space in NO_BREAK for space in spaces) or (len(spaces) == 1 and _lasts(text, run)):
            return run[0]
        tally["spaces"] += 1
        first = next(place for place, letter in enumerate(run[0]) if letter != "\x00")
        return "\x00" * first + " " + "\x00" * (run[0].count("\x00") - first)

    return _SPACES.sub(settle, text)


def _lasts(text: str, run: re.Match[str]) -> bool:
    before, after = text[max(0, run.start() - 8) : run.start()], text[run.end() : run.end() + 12]
    return any(left.search(before) and right.match(after) for left, right in _LASTING)


def _balanced(text: str) -> str:
    """The text without isolates that are never closed and closings of none (Unicode UAX 9, BD9)."""
    if not _ISOLATE.search(text):
        return text
    opened: list[int] = []
    single: set[int] = set()
    for isolate in _ISOLATE.finditer(text):
        if isolate[0] != "\u2069":
            opened.append(isolate.start())
        elif opened:
            opened.pop()
        else:
            single.add(isolate.start())
    single.update(opened)
    return "".join(letter for place, letter in enumerate(text) if place not in single)
