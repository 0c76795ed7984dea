"""newsletter run: the long-running parts, as far as a command line can see them."""

import asyncio
import socket
from pathlib import Path

import pytest

from tests.cli.conftest import Run


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


def test_it_stops_when_it_is_told_to(run: Run, desk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stops: list[asyncio.Event] = []
    monkeypatch.setattr("newsletter.running._schedule", lambda _desk, stop: _stopped(stops, stop))
    ran = run("run", "scheduler")
    assert (ran.code, len(stops)) == (0, 1)


async def _stopped(stops: list[asyncio.Event], stop: asyncio.Event) -> None:
    stops.append(stop)
    stop.set()
