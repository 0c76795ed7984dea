"""What commands print: tables and JSON on standard output, progress and messages on standard error."""

import sys
from collections.abc import Sequence
from datetime import date
from typing import Any

from newsletter.errors import UsageError


def say(message: str) -> None:
    """A message for the person, out of the way of the data."""
    print(message, file=sys.stderr, flush=True)


def say_progress(message: str) -> None:
    """How far it is, always on the same line; to a file or a pipe nothing is said."""
    if sys.stderr.isatty():
        print(f"\r{message}\033[K", end="", file=sys.stderr, flush=True)


def bar(done: int, wanted: int) -> str:
    """How much of it is done, as twenty blocks."""
    full = 20 * done // max(wanted, 1)
    return "█" * full + "░" * (20 - full)


def end_progress() -> None:
    """Leaves the line of progress as it stands."""
    if sys.stderr.isatty():
        print(file=sys.stderr)


def counted(number: int, noun: str) -> str:
    """`1 error`, `1,204 people`: the noun with an s where it needs one."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def show_json(value: Any) -> None:
    """Data for a program; moments are written as in ISO 8601."""
    import json

    print(json.dumps(value, ensure_ascii=False, indent=2, default=_iso))


def show_json_line(value: Any) -> None:
    """One line of a stream of JSON, at once."""
    import json

    print(json.dumps(value, ensure_ascii=False, default=_iso), flush=True)


def _iso(moment: date) -> str:
    return moment.isoformat()


def show_table(columns: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """Data for a person, as wide as the terminal allows; figures stand to the right."""
    from rich import box
    from rich.console import Console
    from rich.table import Table

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for number, column in enumerate(columns):
        figures = bool(rows) and all(isinstance(row[number], int) for row in rows)
        table.add_column(column, justify="right" if figures else "left", overflow="fold")
    for row in rows:
        table.add_row(*(f"{cell:,}" if isinstance(cell, int) else str(cell) for cell in row))
    # A title is text to the letter: no [markup], no :emoji:, and nothing coloured for looking like a number.
    width = None if sys.stdout.isatty() else 140
    Console(width=width, markup=False, emoji=False, highlight=False).print(table)


def confirm_number(question: str, number: int, *, yes: bool, otherwise: str) -> None:
    """Has a number of people typed, so that nobody is taken by surprise by a slip of the finger; raises UsageError."""
    import typer

    if yes:
        say(question)
    elif not is_terminal():
        raise UsageError(f"{question} There is nobody to ask; add --yes")
    elif typer.prompt(f"{question} Type {number}", err=True).strip().replace(",", "") != str(number):
        raise UsageError(f"that was not the number; {otherwise}")


def people(number: int) -> str:
    """`1 person`, `1,204 people`."""
    return "1 person" if number == 1 else f"{number:,} people"


def is_terminal() -> bool:
    """Whether there is a person to ask."""
    return sys.stdin.isatty() and sys.stderr.isatty()
