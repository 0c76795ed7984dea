"""The wheel, built without a network and installed away from the checkout: it holds what it needs, and works."""

import os
import shutil
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
ELSEWHERE = {"templates": "newsletter/starter", "locales": "newsletter/starter", "settings.toml": "newsletter/starter"}


def run(*command: object, cwd: Path, **environment: str) -> "subprocess.CompletedProcess[str]":
    ran = subprocess.run(
        [*map(str, command)],
        cwd=cwd,
        env={"PATH": os.environ["PATH"], "HOME": str(cwd), **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
    return ran


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    run(sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", folder, cwd=ROOT)
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that holds the wheel alone."""
    target = tmp_path_factory.mktemp("installed")
    pip = (sys.executable, "-m", "pip", "install", "--quiet", "--no-input", "--disable-pip-version-check")
    run(*pip, "--root-user-action", "ignore", "--no-deps", "--no-index", "--target", target, wheel, cwd=target)
    return target


def newsletter(installed: Path, cwd: Path, *words: object) -> "subprocess.CompletedProcess[str]":
    """The installed command; -S, so that no .pth file leads back to the checkout."""
    path = [str(installed), *{sysconfig.get_path("purelib"), sysconfig.get_path("platlib")}]
    code = "from newsletter.cli import main; main()"
    return run(sys.executable, "-S", "-c", code, *words, cwd=cwd, PYTHONPATH=os.pathsep.join(path))


def holds(wheel: Path) -> set[str]:
    with zipfile.ZipFile(wheel) as opened:
        return {name for name in opened.namelist() if ".dist-info/" not in name}


def test_it_holds_templates_locales_samples_and_settings(wheel: Path) -> None:
    wanted = {f"{place}/{name}" for name, place in ELSEWHERE.items() if (ROOT / name).is_file()}
    for folder in ("templates", "locales"):
        files = (path for path in (ROOT / folder).rglob("*") if path.is_file())
        wanted |= {f"{ELSEWHERE[folder]}/{path.relative_to(ROOT).as_posix()}" for path in files}
    samples = (path for path in (ROOT / "newsletter" / "starter").rglob("*.*") if "__pycache__" not in path.parts)
    wanted |= {path.relative_to(ROOT).as_posix() for path in samples}
    wanted |= {"newsletter/report/proof.html.j2", "newsletter/py.typed"}
    assert wanted - holds(wheel) == set()


def test_it_holds_nothing_that_git_ignores_and_no_test(wheel: Path) -> None:
    git = shutil.which("git")
    if git is None or not (ROOT / ".git").exists():
        pytest.skip("not a git checkout")
    listed = run(
        git, "-c", f"safe.directory={ROOT}", "ls-files", "-z", "-c", "-o", "--exclude-standard", cwd=ROOT
    ).stdout
    ours = {name for name in listed.split("\0") if name.startswith("newsletter/")}
    moved = {
        f"{ELSEWHERE[name.partition('/')[0]]}/{name}"
        for name in listed.split("\0")
        if name.partition("/")[0] in ELSEWHERE
    }
    assert holds(wheel) - ours - moved == set()


def test_it_makes_a_project_and_renders_it_far_from_the_checkout(installed: Path, tmp_path: Path) -> None:
    newsletter(installed, tmp_path, "init", "harbour", "--yes")
    ran = newsletter(installed, tmp_path, "--project", "harbour", "render", "--out", "proof")
    assert "3 editions" in ran.stderr
    assert "Middle East, Arabic (optional)" in (tmp_path / "proof" / "index.html").read_text("utf-8")
    assert "Nothing found: all is well." in newsletter(installed, tmp_path / "harbour", "check").stderr
