"""Subject and preheader: patterns of the settings with named fields, filled once and never read again.

`edition` calls it. Not `str.format`: a title may hold braces, and a pattern is a marketer's text, not code.
"""

import re
from collections.abc import Mapping

FIELDS = ("lead", "second", "date", "name", "region", "newsletter")
LONGEST = 150  # characters; telephones show some 40, the largest inboxes some 130
FIELD = re.compile(r"\{(\w++)\}")
_BREAKS = re.compile(r"[\s\x00-\x1f\x7f-\x9f\u2028\u2029]+")


def fill(pattern: str, fields: Mapping[str, str]) -> tuple[str, tuple[str, ...]]:
    """One line, safe in a header and shortened at a word, and the names in the pattern that are no field."""
    unknown = tuple(name for name in FIELD.findall(pattern) if name not in fields)
    return one_line(FIELD.sub(lambda found: fields.get(found[1], found[0]), pattern)), unknown


def one_line(text: str) -> str:
    """The text without line breaks or control characters (RFC 5322 2.2: a header ends at its line)."""
    line = _BREAKS.sub(" ", text).strip()
    if len(line) <= LONGEST:
        return line
    short = line[: LONGEST - 1]
    at_word = short.rpartition(" ")[0]
    # Not every language writes spaces, and a long word alone is no reason to lose it.
    return (at_word if len(at_word) > LONGEST // 2 else short).rstrip(" ,;:–—-") + "…"
