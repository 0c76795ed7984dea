"""What takes messages in the benchmarks of delivery, and by what else they are sent: processes, all on loopback.

What is not installed is a reason in words, a str, where otherwise there would be something to run.
"""

import contextlib
import json
import os
import select
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from tests.bench.letters import SIZE
from tests.ports import free_port, listens

ROOT = Path(__file__).parents[2]
HERE = Path(__file__).parent

_SMTP_SINK, _SMTP_SOURCE = Path("/usr/sbin/smtp-sink"), Path("/usr/sbin/smtp-source")  # Postfix's
_PATIENCE = 120  # seconds, for one run
_POLL = 0.02


class Child:
    """A process that does one run for each line it is given, and says in a line of JSON how it went."""

    def __init__(self, *command: str, environment: Mapping[str, str] | None = None) -> None:
        self.name = command[0]
        self._process = subprocess.Popen(
            command,
            cwd=ROOT,
            env={**os.environ, **(environment or {})},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            encoding="utf-8",
            bufsize=1,
        )

    def run(self, **told: object) -> dict[str, Any]:
        """One run; raises AssertionError where the process does not answer."""
        asked, answers = self._process.stdin, self._process.stdout
        assert asked is not None and answers is not None
        print(json.dumps(told), file=asked)
        ready, _, _ = select.select([answers], [], [], _PATIENCE)
        line = answers.readline() if ready else ""
        assert line, f"{self.name}: no answer"
        answer: dict[str, Any] = json.loads(line)
        return answer

    def close(self) -> None:
        """Ends it, by the end of its input where that is enough."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.communicate(timeout=10)
        self._process.kill()
        self._process.communicate()


@contextlib.contextmanager
def child(*command: str, **options: Any) -> Iterator[Child]:
    """A child for as long as the block lasts."""
    made = Child(*command, **options)
    try:
        yield made
    finally:
        made.close()


def module(name: str, *arguments: str) -> contextlib.AbstractContextManager[Child]:
    """A child that is a module of this folder."""
    return child(sys.executable, "-m", f"tests.bench.{name}", *arguments)


# ── what takes messages ────────────────────────────────────────────────────────────────────────────


def compiled(folder: Path) -> Path | str:
    """`sink.c`, compiled into the folder."""
    compiler = shutil.which("cc")
    if compiler is None:
        return "cc: not installed"
    made = folder / "sink"
    ran = subprocess.run([compiler, "-O2", "-o", made, HERE / "sink.c"], capture_output=True, timeout=60, check=False)
    return made if ran.returncode == 0 else f"sink.c: does not compile here: {ran.stderr.decode().splitlines()[0]}"


@contextlib.contextmanager
def sink(program: Path, delay: float = 0.0) -> Iterator[int]:
    """Our own sink, which answers after `delay` seconds; its port."""
    command = [str(program), str(round(delay * 1e6))]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin is not None and process.stdout is not None
        yield int(process.stdout.readline())
        process.stdin.close()


@contextlib.contextmanager
def smtp_sink() -> Iterator[int | str]:
    """Postfix's sink; its port."""
    if not _SMTP_SINK.exists():
        yield "smtp-sink: not installed"
        return
    port = free_port()
    user = ["-u", "nobody"] if os.geteuid() == 0 else []
    process = subprocess.Popen([str(_SMTP_SINK), *user, f"127.0.0.1:{port}", "1024"])
    try:
        while not listens(port):
            with contextlib.suppress(subprocess.TimeoutExpired):
                raise AssertionError(f"smtp-sink ended by itself: {process.wait(_POLL)}")
        yield port
    finally:
        process.terminate()
        process.wait()


# ── who else sends them ────────────────────────────────────────────────────────────────────────────


def missing_source() -> str:
    """Why `smtp_source` cannot run; empty where it can."""
    return "" if _SMTP_SOURCE.exists() else "smtp-source: not installed"


def smtp_source(port: int, number: int, connections: int) -> float:
    """Seconds that Postfix's own client takes, written in C; it keeps its connections, as ours does."""
    options = {"-s": connections, "-l": SIZE, "-m": number}
    command = [str(_SMTP_SOURCE), "-d", *(str(part) for pair in options.items() for part in pair)]
    start = time.perf_counter()
    subprocess.run([*command, f"127.0.0.1:{port}"], timeout=_PATIENCE, check=True)
    return time.perf_counter() - start


@contextlib.contextmanager
def nodemailer(folder: Path, message: Path) -> Iterator[Child | str]:
    """nodemailer with a pool, which sends the message."""
    with node(folder, "nodemailer@10.6.1", "pooled.js", str(message)) as made:
        if isinstance(made, Child):
            made.name = f"{made.name}, pooled"
        yield made


@contextlib.contextmanager
def node(folder: Path, package: str, script: str, *arguments: str) -> Iterator[Child | str]:
    """A Node process that runs a script of this folder with a package of npm's, `name@version`, put into `folder`."""
    name, program, npm = package.replace("@", " "), shutil.which("node"), shutil.which("npm")
    if program is None or npm is None:
        yield f"{name}: Node is not installed"
        return
    install = [npm, "install", "--silent", "--no-audit", "--no-fund", "--prefix", str(folder), package]
    ran = subprocess.run(install, cwd=folder, capture_output=True, timeout=_PATIENCE, check=False)
    if ran.returncode != 0:
        yield f"{name}: npm could not install it"
        return
    environment = {"NODE_PATH": str(folder / "node_modules")}
    with child(program, str(HERE / script), *arguments, environment=environment) as made:
        made.name = name
        yield made
