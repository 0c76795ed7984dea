"""newsletter run: the long-running parts, as far as a command line can see them."""

import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import Run

ROOT = Path(__file__).parents[2]


def test_an_unknown_part_is_a_wrong_call(run: Run, desk: Path) -> None:
    ran = run("run", "pigeon")
    assert ran.code == 2 and "no such part: pigeon; known: studio, public, scheduler, worker" in ran.err


def test_until_idle_goes_with_the_worker_alone(run: Run, desk: Path) -> None:
    assert run("run", "studio", "--until-idle").code == 2
    ran = run("run", "worker", "--until-idle")
    assert (ran.code, ran.out) == (0, "")


def test_a_port_that_is_taken_is_one_line_with_a_remedy(run: Run, desk: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        ran = run("run", "studio", "scheduler", "--studio-port", port)
    remedy = "name another one with --studio-port"
    assert ran.code == 1
    assert ran.err == f"Studio: port {port} on 127.0.0.1 cannot be had (Address already in use); {remedy}\n"


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_it_stops_when_it_is_told_to(desk: Path, number: signal.Signals) -> None:
    words = [
        sys.executable,
        "-c",
        "from newsletter.cli import main; main()",
        "--project",
        str(desk),
        "run",
        "public",
        "--public-port",
        "0",
    ]
    with subprocess.Popen(words, stderr=subprocess.PIPE, text=True, cwd=ROOT) as running:
        assert running.stderr
        assert running.stderr.readline().startswith("Readers' pages: http://127.0.0.1:")
        running.send_signal(number)
        assert (running.wait(timeout=30), running.stderr.read()) == (0, "")
