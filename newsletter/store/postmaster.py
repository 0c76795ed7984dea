"""Whose is the pid in postmaster.pid: the server's, or a stranger's that got it later? Only `store.engine` asks."""

import os
import subprocess
from contextlib import suppress
from pathlib import Path

from newsletter.store.home import Home


def is_alive(home: Home) -> bool:
    """Whether this home's server runs; it is known by the socket folder that it was started with."""
    pid = _recorded_pid(home)
    return pid is not None and os.fsencode(as_entry(home.socket)) in _command_line(pid)


def _recorded_pid(home: Home) -> int | None:
    try:
        return int((home.data / "postmaster.pid").read_text().partition("\n")[0])
    except (FileNotFoundError, ValueError):
        return None


def _command_line(pid: int) -> bytes:
    """What a process was started with; nothing if there is no such process."""
    if Path("/proc/self/cmdline").exists():
        with suppress(FileNotFoundError, ProcessLookupError):
            return Path(f"/proc/{pid}/cmdline").read_bytes()
        return b""
    command = ["/bin/ps", "-ww", "-o", "command=", "-p", str(pid)]
    return subprocess.run(command, capture_output=True, check=False).stdout  # noqa: S603 (our own words)


def disown(home: Home) -> None:
    """Lets PostgreSQL start although a stranger, or a dead process that nobody has collected, has its server's pid.

    It takes any such process of its user for a running server, except the parent of pg_ctl: so that is what we write.
    The rest of the file stays, by which it sees that children of a killed server still hold its shared memory.
    """
    with suppress(FileNotFoundError), open(home.data / "postmaster.pid", "r+", opener=_open_no_link) as file:
        _, newline, rest = file.read().partition("\n")
        file.seek(0)
        file.write(f"{os.getpid()}{newline}{rest}")
        file.truncate()
    (home.socket / ".s.PGSQL.5432.lock").unlink(missing_ok=True)


def _open_no_link(path: str, flags: int) -> int:
    """The folder is the server's user's: as root we must not write wherever that user points."""
    return os.open(path, flags | os.O_NOFOLLOW)


def as_entry(folder: Path) -> str:
    """As an entry of PostgreSQL's list of socket folders."""
    return '"' + str(folder).replace('"', '""') + '"'
