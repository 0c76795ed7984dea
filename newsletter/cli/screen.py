"""What commands print: tables and JSON on standard output, progress and messages on standard error."""

import json
import sys
from collections.abc import Sequence
from typing import Any


def say(message: str) -> None:
    """A message for the person, out of the way of the data."""
    print(message, file=sys.stderr, flush=True)


def show_json(value: Any) -> None:
    """Data for a program."""
    print(json.dumps(value, ensure_ascii=False, indent=2, default=str))


def show_table(columns: Sequence[str], rows: Sequence[Sequence[object]], title: str | None = None) -> None:
    """Data for a person, as wide as the terminal allows; figures stand to the right."""
    from rich import box
    from rich.console import Console
    from rich.table import Table

    table = Table(title=title, box=box.SIMPLE_HEAD, title_justify="left", title_style="bold", pad_edge=False)
    for number, column in enumerate(columns):
        figures = bool(rows) and all(isinstance(row[number], int) for row in rows)
        table.add_column(column, justify="right" if figures else "left", overflow="fold")
    for row in rows:
        table.add_row(*(f"{cell:,}" if isinstance(cell, int) else str(cell) for cell in row))
    Console(width=None if sys.stdout.isatty() else 140, markup=False).print(table)


def is_terminal() -> bool:
    """Whether there is a person to ask."""
    return sys.stdin.isatty() and sys.stderr.isatty()
