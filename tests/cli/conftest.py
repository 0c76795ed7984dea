"""A sample project, a database of its own, and the command line run in this very process."""

import io
import os
import shutil
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from newsletter.cli import main
from newsletter.init import Answers, create
from tests.conftest import database_named, run_sql


@dataclass(frozen=True, slots=True)
class Ran:
    """What a command left behind."""

    code: int
    out: str
    err: str


Run = Callable[..., Ran]


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample project as `init --yes` makes it; nobody writes to it."""
    folder = tmp_path_factory.mktemp("sample") / "harbour"
    create(folder, Answers(), None, datetime.now(UTC).date())
    return folder


@pytest.fixture
def project(sample: Path, tmp_path: Path) -> Path:
    """The sample project, to be changed."""
    return shutil.copytree(sample, tmp_path / "harbour")


@pytest.fixture(autouse=True)
def _clean_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in [name for name in os.environ if name.startswith("NEWSLETTER_")]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Run:
    """`run("plan", "--json", stdin=…)`: the command line in this process, without a terminal."""

    def ran(*words: object, stdin: bytes = b"") -> Ran:
        monkeypatch.setattr(sys, "argv", ["newsletter", *map(str, words)])
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin), "utf-8"))
        capfd.readouterr()
        with pytest.raises(SystemExit) as exit_:
            main()
        out, err = capfd.readouterr()
        return Ran(int(exit_.value.code or 0), out, err)

    return ran


def call(environment: Mapping[str, str], *words: object) -> int:
    """The exit code of a command in this process; what it prints is nobody's concern."""
    with pytest.MonkeyPatch.context() as patch:
        for name, value in environment.items():
            patch.setenv(name, value)
        patch.setattr(sys, "argv", ["newsletter", *map(str, words)])
        with pytest.raises(SystemExit) as exit_:
            main()
    return int(exit_.value.code or 0)


@pytest.fixture(scope="module")
def lasting_database_url(server_url: str) -> Iterator[str]:
    """A migrated database for all tests of a module."""
    name = "lasting"
    run_sql(server_url, f"CREATE DATABASE {name} TEMPLATE template")
    yield database_named(name, server_url)
    run_sql(server_url, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def desk(project: Path, database_url: str, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The sample project with a database of its own, already migrated."""
    monkeypatch.setenv("NEWSLETTER_DATABASE__URL", database_url)
    monkeypatch.setenv("NEWSLETTER_PROJECT", str(project))
    return project
