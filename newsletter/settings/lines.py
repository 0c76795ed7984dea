"""On which line of a settings file something is said; `ruling` asks, for findings that lead there. Pure.

tomllib tells no lines, and tomlkit none either; the line is looked for, and 0 says that it was not found.
"""

import re

_COMMENT = re.compile(r"(?:^|\s)#.*")


def line_of(text: str, table: str, said: str, number: int = 0) -> int:
    """The first line from a table's header on (of a list's, the `number`th) with the words in quotes, or as a key."""
    lines = text.splitlines()
    header = re.compile(rf"\s*\[+\s*{re.escape(table)}\s*[.\]]")
    headers = [at for at, line in enumerate(lines) if header.match(line)]
    begin = headers[min(number, len(headers) - 1)] if headers else 0
    words = re.compile(rf"""(["']){re.escape(said)}\1|(?<![\w-]){re.escape(said)}\s*=""")
    found = (at for at, line in enumerate(lines[begin:], begin + 1) if words.search(_COMMENT.sub("", line)))
    return next(found, 0)
