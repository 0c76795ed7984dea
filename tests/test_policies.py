"""The house rules that a file can break by itself: its length, its docstring, sleeping tests, traces of a machine."""

import ast
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
MODULES = sorted(path for folder in ("newsletter", "tests") for path in (ROOT / folder).rglob("*.py"))
TESTS = [path for path in MODULES if path.is_relative_to(ROOT / "tests")]
WRITTEN = MODULES + sorted(
    path
    for folder in ("newsletter", "templates")
    for path in (ROOT / folder).rglob("*")
    if path.suffix in {".css", ".html", ".j2", ".js"}
)
LOCKS = sorted(ROOT.glob("requirements*.txt"))


def short(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("path", WRITTEN, ids=short)
def test_a_file_has_fewer_than_300_lines(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) < 300


@pytest.mark.parametrize("path", MODULES, ids=short)
def test_a_module_says_what_it_is(path: Path) -> None:
    assert ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))


# ── tests wait for something, never for a while ────────────────────────────────────────────────────


def sleeps(source: str) -> list[int]:
    """The lines that sleep; `asyncio.sleep(0)` only lets others run."""
    calls = (node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call))
    found = (call for call in calls if _called(call) in {"sleep", "wait_for_timeout"} and not _is_nought(call))
    return sorted(call.lineno for call in found)


def _called(call: ast.Call) -> str:
    if isinstance(call.func, ast.Attribute):
        return call.func.attr
    return call.func.id if isinstance(call.func, ast.Name) else ""


def _is_nought(call: ast.Call) -> bool:
    return [argument.value for argument in call.args if isinstance(argument, ast.Constant)] == [0]


@pytest.mark.parametrize("path", TESTS, ids=short)
def test_no_test_sleeps(path: Path) -> None:
    assert sleeps(path.read_text(encoding="utf-8")) == []


def test_sleeping_is_found_however_it_is_called() -> None:
    source = "time.sleep(1)\nsleep(0.1)\nawait asyncio.sleep(x)\nawait asyncio.sleep(0)\npage.wait_for_timeout(5)\n"
    assert sleeps(source) == [1, 2, 3, 5]


# ── nothing in the repository tells on whose machine it was made ───────────────────────────────────

TRACES = re.compile(
    r"(?<![\w.:/<>{}-])/(?:root|home|Users|work)/\w"
    r"|\b(?:pypi|pythonhosted|npmjs|artifactory)\.\w"
    r"|--(?:extra-)?index-url|--find-(?:links)"
)


def tracked() -> list[Path]:
    git = shutil.which("git")
    if git is None or not (ROOT / ".git").exists():
        pytest.skip("not a git checkout")
    listed = subprocess.run([git, "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True)
    return [path for name in listed.stdout.decode().split("\0") if name and (path := ROOT / name).is_file()]


def traces(text: str) -> Iterator[str]:
    for number, line in enumerate(text.splitlines(), start=1):
        if found := TRACES.search(line):
            yield f"{number}: {found[0]}"


def test_no_tracked_file_holds_a_path_of_a_machine_or_a_registrys_host() -> None:
    found = {short(path): [*traces(path.read_text(encoding="utf-8", errors="replace"))] for path in tracked()}
    assert {name: lines for name, lines in found.items() if lines} == {}


@pytest.mark.parametrize("line", ["see /" + "home/ana/newsletter", "https://" + "pypi" + ".org/simple"])
def test_a_trace_is_found(line: str) -> None:
    assert list(traces(f"harmless\n{line}")) != []


# ── the locks ──────────────────────────────────────────────────────────────────────────────────────

PINNED = re.compile(r"([a-z0-9._-]+==[^ ;]+)( ; [^\\]+?)?( --hash=sha256:[0-9a-f]{64})+")


def requirements(lock: Path) -> list[str]:
    joined = re.sub(r" ?\\\n +", " ", lock.read_text(encoding="utf-8"))
    return [line for line in joined.splitlines() if line and not line.startswith("#")]


@pytest.mark.parametrize("lock", LOCKS, ids=short)
def test_each_line_of_a_lock_is_a_version_with_its_hashes_and_nothing_else(lock: Path) -> None:
    assert [line for line in requirements(lock) if not PINNED.fullmatch(line)] == []
    assert "://" not in lock.read_text(encoding="utf-8")


def test_the_two_locks_agree() -> None:
    runtime, dev = ({*requirements(ROOT / name)} for name in ("requirements.txt", "requirements-dev.txt"))
    assert runtime - dev == set()


@pytest.mark.parametrize("path", MODULES, ids=short)
def test_no_group_is_possessive(path: Path) -> None:
    """Until Python 3.11.5 a possessive group forgot what it had matched (CPython gh-101955, gh-106052)."""
    assert not re.search(r"\)[*+?]\+", path.read_text(encoding="utf-8"))
