"""The life of the embedded server: who may reach it, who shares it, when it stops, what survives."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import psycopg
import pytest

import newsletter
from newsletter.errors import DatabaseError
from newsletter.store import engine
from newsletter.store.home import home_of, server_user

OWNER = """
import sys
from pathlib import Path
from newsletter.store import engine
with engine.running(Path(sys.argv[1])):
    print("ready", flush=True)
    sys.stdin.read()
"""


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A project whose server has run before; each test finds it stopped and leaves it so."""
    folder = tmp_path_factory.mktemp("project")
    with engine.running(folder) as url:
        ask(url, "CREATE TABLE kept (word text)")
    yield folder
    engine.discard(folder)


@pytest.fixture
def start_owner() -> Iterator[Callable[[Path], subprocess.Popen[str]]]:
    """Starts another process that uses a project's server until its standard input ends."""
    with ExitStack() as stack:

        def start(project: Path) -> subprocess.Popen[str]:
            command = [sys.executable, "-c", OWNER, str(project)]
            checkout = Path(newsletter.__file__).parents[1]
            owner = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=checkout)
            stack.enter_context(owner)
            assert owner.stdout and owner.stdout.readline() == "ready\n"
            return owner

        yield start


def ask(url: str, sql: str) -> list[tuple[object, ...]]:
    with psycopg.connect(url, autocommit=True) as connection:
        cursor = connection.execute(sql.encode())
        return cursor.fetchall() if cursor.description else []


def postmaster(project: Path) -> int:
    return int((home_of(project).data / "postmaster.pid").read_text().split()[0])


def has_ended(pid: int) -> bool:
    """True also for a process that has ended and that its parent has not collected yet."""
    state = subprocess.run(["/bin/ps", "-o", "stat=", "-p", str(pid)], capture_output=True, check=False).stdout
    return state.strip()[:1] in (b"", b"Z")


def test_it_stops_with_the_last_of_those_that_share_it(
    project: Path, start_owner: Callable[[Path], subprocess.Popen[str]]
) -> None:
    owner = start_owner(project)
    with engine.running(project):
        with engine.running(project) as url:
            first = postmaster(project)
        owner.communicate()
        assert ask(url, "SELECT 1") == [(1,)]
        assert postmaster(project) == first
    assert not engine.status(project).running


def test_it_stays_for_another_process_when_the_one_that_started_it_leaves(
    project: Path, start_owner: Callable[[Path], subprocess.Popen[str]]
) -> None:
    with engine.running(project) as url:
        owner = start_owner(project)
    assert ask(url, "SELECT 1") == [(1,)]
    owner.communicate()
    assert not engine.status(project).running


def test_a_killed_owner_leaves_no_orphan_after_the_next_start(
    project: Path, start_owner: Callable[[Path], subprocess.Popen[str]]
) -> None:
    owner = start_owner(project)
    orphan = postmaster(project)
    owner.kill()
    owner.wait()
    assert engine.status(project).running
    with engine.running(project):
        assert postmaster(project) == orphan
    assert not engine.status(project).running
    assert has_ended(orphan)


def test_what_was_committed_survives_a_killed_server(project: Path) -> None:
    with engine.running(project) as url:
        ask(url, "INSERT INTO kept VALUES ('harbour')")
        os.kill(postmaster(project), signal.SIGKILL)
    with engine.running(project) as url:
        assert ask(url, "SELECT word FROM kept") == [("harbour",)]


def test_a_reused_pid_in_its_pid_file_is_neither_mistaken_for_the_server_nor_stopped(project: Path) -> None:
    user = server_user()
    with subprocess.Popen(["sleep", "60"], user=user.pw_uid if user else None) as stranger:
        home = home_of(project)
        home.socket.mkdir(mode=0o700)
        for lock in (home.data / "postmaster.pid", home.socket / ".s.PGSQL.5432.lock"):
            lock.write_text(f"{stranger.pid}\n{home.data}\n1\n5432\n\n\n")
        assert not engine.status(project).running
        with engine.running(project) as url:
            assert ask(url, "SELECT 1") == [(1,)]
        assert stranger.poll() is None
        stranger.kill()


def test_a_link_in_place_of_its_pid_file_is_not_written_through(project: Path, tmp_path: Path) -> None:
    kept, link = tmp_path / "kept", home_of(project).data / "postmaster.pid"
    kept.write_text("a file of root's")
    link.symlink_to(kept)
    with pytest.raises(DatabaseError, match=r"postmaster\.pid"), engine.running(project):
        pass
    link.unlink()
    assert kept.read_text() == "a file of root's"


def test_it_is_durable_and_has_no_tcp(project: Path) -> None:
    names = "listen_addresses", "fsync", "full_page_writes", "synchronous_commit", "data_checksums", "TimeZone"
    with engine.running(project) as url:
        said = [ask(url, f"SHOW {name}")[0][0] for name in names]
    assert said == ["", "on", "on", "on", "on", "UTC"]


def test_it_needs_no_home_in_the_environment(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HOME", "XDG_RUNTIME_DIR", "TMPDIR", "PATH"):
        monkeypatch.delenv(name, raising=False)
    with engine.running(project) as url:
        assert ask(url, "SELECT 1") == [(1,)]


def test_a_database_in_use_is_not_discarded(project: Path) -> None:
    with engine.running(project), pytest.raises(DatabaseError, match="in use"):
        engine.discard(project)


def test_a_beginning_that_was_cut_short_is_begun_anew_and_a_discarded_database_is_gone(tmp_path: Path) -> None:
    home = home_of(tmp_path)
    home.prepare()
    home.half.mkdir()
    (home.half / "PG_VERSION").write_text("18\n")
    with engine.running(tmp_path) as url:
        assert ask(url, "SELECT 1") == [(1,)]
    engine.discard(tmp_path)
    assert not any(path.exists() for path in (home.data, home.half, home.password, home.socket))
    engine.discard(tmp_path)


def test_another_password_is_an_error_that_names_the_file(project: Path) -> None:
    password = home_of(project).password
    right = password.read_text()
    try:
        password.write_text("wrong")
        with pytest.raises(DatabaseError, match=r"pg\.password"), engine.running(project):
            pass
    finally:
        password.write_text(right)
    assert not engine.status(project).running
