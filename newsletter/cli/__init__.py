"""The command line: parses, calls, prints; everything else lives in the rooms it calls.

Standard output is data, standard error progress and messages. Exit codes: 0 done, 1 failed, 2 usage, 3 checks
blocked, 4 part of a send failed, 130 interrupted. Commands import what they need when they run, so that
`newsletter --help` answers at once.
"""

import os
import signal
import sys
from pathlib import Path
from typing import Annotated

import typer

from newsletter.cli import (
    articles,
    audience,
    campaigns,
    catalogue,
    checking,
    control,
    ctas,
    deliveries,
    editions,
    running,
    sending,
    starting,
    translate,
)
from newsletter.errors import NewsletterError

app = typer.Typer(
    name="newsletter",
    help="Schedule, preview and send one newsletter to many regions, each in its own words and at its own time.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)
for room in (
    starting,
    editions,
    checking,
    catalogue,
    translate,
    campaigns,
    control,
    articles,
    ctas,
    sending,
    deliveries,
    audience,
):
    room.register(app)
running.register(app)


@app.callback()
def project(
    context: typer.Context,
    project: Annotated[
        Path | None,
        typer.Option(help="The project's folder; else NEWSLETTER_PROJECT, else the nearest settings.toml upwards."),
    ] = None,
) -> None:
    context.obj = project


def main() -> None:
    """Runs one command and exits with its code; told to end by SIGTERM, it clears up as for Ctrl-C."""
    signal.signal(signal.SIGTERM, lambda *_: signal.raise_signal(signal.SIGINT))
    sys.exit(_run())


def _run() -> int:
    try:
        code = app(prog_name="newsletter", standalone_mode=False) or 0
        sys.stdout.flush()
    except NewsletterError as error:
        print(error, file=sys.stderr)
        code = error.exit_code
    except typer.TyperException as error:
        error.show()  # type: ignore[attr-defined]  # of every one that a command line can cause
        code = error.exit_code
    except (typer.Abort, KeyboardInterrupt):
        code = 130
    except BrokenPipeError:  # whoever read our output has seen enough: `newsletter plan | head`
        sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115 (so that nothing is flushed at the exit)
        code = 1
    return code
