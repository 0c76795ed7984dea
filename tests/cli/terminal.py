"""The command line on a terminal, with a person who types."""

import os
import pty
import subprocess
import sys
from collections.abc import Mapping


def typed(words: list[str], *answers: str, environment: Mapping[str, str] | None = None) -> tuple[int, str]:
    """The exit code of a command, and all that its terminal shows to a person who types these answers."""
    ours, theirs = pty.openpty()
    command = [sys.executable, "-c", "from newsletter.cli import main; main()", *words]
    with subprocess.Popen(
        command, stdin=theirs, stdout=theirs, stderr=theirs, env={**os.environ, **(environment or {})}
    ) as running:
        os.close(theirs)
        os.write(ours, "".join(f"{answer}\n" for answer in answers).encode())
        said = b""
        while piece := _read(ours):
            said += piece
        os.close(ours)
    return running.returncode, said.decode().replace("\r\n", "\n")


def _read(terminal: int) -> bytes:
    try:
        return os.read(terminal, 4096)
    except OSError:  # Linux says EIO where a terminal's other end is closed
        return b""
