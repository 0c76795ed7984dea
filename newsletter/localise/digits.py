"""Numbers in Arabic-Indic digits, for `formats`: Babel's own mix them with Latin separators."""

import re

_NUMBER = re.compile(r"-?[0-9]+(?:[.,][0-9]+)*%?")
# U+061C before a minus keeps it at the side where the number begins (UAX #9).
_ARABIC = str.maketrans(dict(zip("0123456789,.%", "٠١٢٣٤٥٦٧٨٩٬٫٪", strict=True)) | {"-": "\u061c-"})


def in_arabic(text: str) -> str:
    """The text with each of its numbers in Arabic-Indic digits and with their separators; words stay as they are."""
    return _NUMBER.sub(lambda found: found[0].translate(_ARABIC), text)
