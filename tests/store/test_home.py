"""Where the embedded server lives: strange paths, closed folders, users of its own."""

import os
import shutil
import stat
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from newsletter.errors import DatabaseError
from newsletter.store import engine, home
from newsletter.store.home import home_of, is_root

needs_root = pytest.mark.skipif(not is_root(), reason="only root can act as another user")
NOBODY = 65534


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that other users may pass through, unlike pytest's."""
    folder = Path(tempfile.mkdtemp(dir="/tmp"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


def socket_of(project: Path) -> str:
    with engine.running(project) as url, psycopg.connect(url) as connection:
        row = connection.execute("SELECT current_setting('unix_socket_directories')").fetchone()
        return str(row[0]) if row else ""


def modes(*folders: Path) -> dict[Path, int]:
    return {each: each.stat().st_mode for folder in folders for each in (folder, *folder.parents)}


@pytest.mark.parametrize(
    "name",
    [
        pytest.param("a folder with spaces " * 7 + "150", id="spaces, 150 characters"),
        pytest.param("""5 $HOME `id` "o'clock", \\ ü %41""", id="characters of shell, libpq and PostgreSQL"),
    ],
)
def test_any_path_will_do(name: str, open_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    project = open_folder / name
    project.mkdir()
    monkeypatch.setattr(home, "ROOTS_HOMES", project)
    socket = home_of(project).socket
    assert socket_of(project).strip('"') == str(socket).replace('"', '""')
    assert project in home_of(project).data.parents
    assert not socket.exists()
    engine.discard(project)


def test_no_folder_above_the_data_the_project_or_the_wheel_changes_its_mode(tmp_path: Path) -> None:
    project = tmp_path / "closed" / "project"
    project.mkdir(parents=True)
    project.parent.chmod(0o700)
    home_of(project).prepare()
    places = project, home_of(project).folder, home.binaries()
    before = modes(*places)
    with engine.running(project):
        place = home_of(project)
        folders = [stat.S_IMODE(path.stat().st_mode) for path in (place.data, place.socket)]
        files = [stat.S_IMODE(path.stat().st_mode) for path in (place.password, place.log, place.lock, place.owners)]
    assert modes(*places) == before
    assert set(folders) == {0o700}
    assert set(files) == {0o600}
    engine.discard(project)


@needs_root
def test_another_user_is_refused_even_with_the_password(server_url: str) -> None:
    refused = psql(server_url, user=NOBODY, group=NOBODY, extra_groups=[])
    assert "Permission denied" in refused.stderr


def test_nobody_is_trusted_without_the_password(server_url: str) -> None:
    user, _, rest = server_url.partition("@")
    refused = psql(f"{user.rpartition(':')[0]}@{rest}", "--no-password")
    assert "no password supplied" in refused.stderr


@needs_root
@pytest.mark.parametrize(("mode", "owner"), [(0o700, NOBODY), (0o777, 0)], ids=["another user's", "open to others"])
def test_a_socket_folder_that_somebody_else_could_use_is_refused(mode: int, owner: int, tmp_path: Path) -> None:
    place = home_of(tmp_path)
    place.prepare()
    place.socket.mkdir()
    place.socket.chmod(mode)
    os.chown(place.socket, owner, -1)
    with pytest.raises(DatabaseError, match=r"pg\.socket: is another user's or open to others"):
        socket_of(tmp_path)
    shutil.rmtree(place.folder)


def test_a_place_that_cannot_hold_it_is_an_error_with_a_remedy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    occupied = tmp_path / "file"
    occupied.touch()
    monkeypatch.setattr(home, "ROOTS_HOMES", occupied)
    with pytest.raises(DatabaseError, match=r"Not a directory.*\[database\] url"):
        socket_of(occupied)


@needs_root
def test_a_wheel_that_the_servers_user_cannot_reach_is_copied_and_stays_closed(
    tmp_path: Path, open_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wheel = home.binaries().parents[1]
    closed = tmp_path / "closed"
    for part in (wheel / "pginstall18", wheel.with_name(f"{wheel.name}.libs")):
        shutil.copytree(part, closed / part.relative_to(wheel.parent), copy_function=os.symlink)
    (closed / wheel.name / "__init__.py").touch()
    closed.chmod(0o700)
    monkeypatch.syspath_prepend(closed)
    monkeypatch.setattr(home, "ROOTS_HOMES", open_folder)
    before = modes(closed / wheel.name)
    socket_of(tmp_path)
    assert open_folder in home.binaries().parents
    assert modes(closed / wheel.name) == before
    engine.discard(tmp_path)


def psql(url: str, *options: str, **identity: Any) -> subprocess.CompletedProcess[str]:
    command = [str(home.binaries() / "psql"), *options, "--command", "SELECT 1", url]
    return subprocess.run(command, cwd="/", capture_output=True, text=True, check=False, env={}, **identity)


def test_a_new_project_at_an_old_ones_path_begins_with_an_empty_database(tmp_path: Path) -> None:
    """Root's homes lie outside their projects, and outlive them."""
    project = tmp_path / "letter"
    project.mkdir()
    with engine.running(project) as url, psycopg.connect(url) as connection:
        connection.execute("CREATE TABLE kept (word text)")
    with engine.running(project) as url, psycopg.connect(url) as connection:
        assert connection.execute("SELECT to_regclass('kept')::text").fetchone() == ("kept",)
    shutil.rmtree(project)
    project.mkdir()
    with engine.running(project) as url, psycopg.connect(url) as connection:
        assert connection.execute("SELECT to_regclass('kept')::text").fetchone() == (None,)
    engine.discard(project)
