"""Quoted-printable text that can be spliced: lines of 76 characters at most, a mark in it never broken. Pure.

`email` encodes as well, but breaks a mark in two where a line ends; and here no line begins with a dot, so that a
message needs no dot-stuffing, and a relay that stuffs badly spoils nothing (RFC 2045 6.7).
"""

from collections.abc import Iterator

_LONGEST = 75  # characters, and the "=" of a soft line break
_AS_IT_IS = frozenset(range(33, 127)) - {ord("=")} | {ord(" "), ord("\t")}
_UNITS = {byte: chr(byte) if byte in _AS_IT_IS else f"={byte:02X}" for byte in range(256)}


def quoted_printable(text: str, mark: str) -> str:
    """The text, its line ends as CRLF; every `mark` (of characters that need no encoding) stands whole on one line."""
    lines = text.replace("\r\n", "\n").split("\n")
    return "\r\n".join(soft for line in lines for soft in _lines(list(_units(line, mark))))


def _units(line: str, mark: str) -> Iterator[str]:
    """What must not be divided: an encoded character, byte by byte of it, or a mark."""
    for number, piece in enumerate(line.split(mark)):
        if number:
            yield mark
        for character in piece:
            yield "".join(_UNITS[byte] for byte in character.encode())


def _lines(units: list[str]) -> Iterator[str]:
    if units and units[-1] in (" ", "\t"):  # a relay may take blanks off the end of a line
        units[-1] = f"={ord(units[-1]):02X}"
    line = ""
    for unit in units:
        if len(line) + len(unit) > _LONGEST:
            yield f"{line}="
            line = ""
        line += "=2E" if unit == "." and not line else unit
    yield line
