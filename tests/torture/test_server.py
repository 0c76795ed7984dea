"""The embedded server under owners that are killed at any moment: nothing committed is lost, no server is left over."""

import random
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, suppress
from itertools import count
from pathlib import Path

import psycopg
import pytest

from newsletter.store import engine
from newsletter.store.home import home_of

pytestmark = pytest.mark.torture

ROUNDS = 30
ROOT = Path(__file__).parents[2]


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Path]:
    with engine.running(tmp_path) as url, psycopg.connect(url) as connection:
        connection.execute("CREATE TABLE kept (writer text, number bigint, PRIMARY KEY (writer, number))")
    yield tmp_path
    engine.discard(tmp_path)


class Writers:
    """Processes that write side by side, each with a file of what it saw committed."""

    def __init__(self, project: Path, stack: ExitStack) -> None:
        self._project, self._stack, self._names = project, stack, count()
        self.writing: list[subprocess.Popen[bytes]] = []
        self._leaving: list[subprocess.Popen[bytes]] = []

    def start(self) -> None:
        name = f"writer-{next(self._names)}"
        said = self._stack.enter_context((self._project / f"{name}.said").open("wb"))
        command = [sys.executable, "-m", "tests.torture.writer", str(self._project), name]
        self.writing.append(subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=said))

    def watch(self, seconds: float) -> None:
        """Lets them write; one that ends by itself has failed."""
        with suppress(subprocess.TimeoutExpired):
            self.writing[0].wait(seconds)
        assert [writer.poll() for writer in self.writing] == [None] * len(self.writing)

    def kill(self, victims: Iterable[subprocess.Popen[bytes]]) -> None:
        for victim in victims:
            self.writing.remove(victim)
            victim.kill()
            victim.communicate()

    def leave(self) -> None:
        """Asks all to go, and does not wait: the last of them stops the server while others may be starting it."""
        for writer in self.writing:
            assert writer.stdin
            writer.stdin.close()
        self._leaving += self.writing
        self.writing.clear()

    def all_left_well(self) -> bool:
        return {writer.wait(60) for writer in self._leaving} == {0}

    def committed(self) -> set[tuple[str, int]]:
        """All that the writers said; what was being said when one was killed has no line end."""
        return {
            (path.stem, int(line))
            for path in self._project.glob("*.said")
            for line in path.read_text().splitlines(keepends=True)
            if line.endswith("\n")
        }


def test_thirty_rounds_of_killed_owners_lose_nothing_and_leave_no_server(
    project: Path, say: Callable[[str], None]
) -> None:
    dice, servers, killed = random.Random(ROUNDS), set[int](), 0
    with ExitStack() as stack:
        writers = Writers(project, stack)
        stack.callback(lambda: writers.kill([*writers.writing]))
        for number in [dice.choice([1, 1, 2, 3]) for _ in range(ROUNDS)]:
            while len(writers.writing) < 3:
                writers.start()
            writers.watch(dice.uniform(0, 1.5))
            servers |= _server(project)
            writers.kill(dice.sample(writers.writing, number))
            killed += number
            if dice.random() < 0.5:
                writers.leave()
        writers.start()
        writers.leave()
        assert writers.all_left_well()
    assert not engine.status(project).running
    assert [pid for pid in servers if not _has_ended(pid)] == []
    with engine.running(project) as url, psycopg.connect(url) as connection:
        rows = set(connection.execute("SELECT writer, number FROM kept").fetchall())
    committed = writers.committed()
    assert committed - rows == set()
    assert len(rows - committed) <= killed  # committed, and killed before it could be said
    say(
        f"{killed} owners killed in {ROUNDS} rounds, {len(servers)} servers, {len(committed):,} rows committed: all there"
    )


def _server(project: Path) -> set[int]:
    with suppress(FileNotFoundError):
        return {int((home_of(project).data / "postmaster.pid").read_text().split()[0])}
    return set()


def _has_ended(pid: int) -> bool:
    """True also for a process that has ended and that its parent has not collected yet."""
    state = subprocess.run(["/bin/ps", "-o", "stat=", "-p", str(pid)], capture_output=True, check=False).stdout
    return state.strip()[:1] in (b"", b"Z")
