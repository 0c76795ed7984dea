"""Delivery: our client and the whole engine beside other clients, at a distance, and at scale; aims stand in the tables.

60 kB a message, all on this machine: what takes the messages shares its cores with whoever sends them. Figures are
messages a second by the clock; contestants run in turn, and ratios are taken within each round.
"""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

import pytest

from newsletter.ctas.links import NOBODY
from newsletter.deliver.message import proof
from newsletter.init import Answers, create
from newsletter.settings import load
from newsletter.store import engine
from tests.bench import peers
from tests.bench.letters import NOW, edition_of, issue_of
from tests.bench.peers import Child
from tests.bench.post import Audience

if TYPE_CHECKING:
    from tests.bench.conftest import Show

pytestmark = pytest.mark.bench

ROUNDS = 5
CONNECTIONS = 20
TRIP, FAR_CONNECTIONS = 0.02, 50  # seconds there and back
SMALL, LARGE, FROZEN = 1000, 200_000, 1_000_000  # deliveries

_BRAKE, _NO_BRAKE = "To smtp-sink", "To a sink that is not the brake"

Run = Callable[[], float]  # → messages a second


@dataclass(frozen=True)
class Contestant:
    """Somebody who sends; in the place of a run, why it cannot be had."""

    name: str
    run: Run | str
    aim: str = ""  # of our ratio to it


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A project whose own PostgreSQL runs, with everything that PostgreSQL does for safety."""
    folder = tmp_path_factory.mktemp("delivery") / "project"
    create(folder, Answers(), None, date(2026, 11, 22))
    with engine.running(folder):
        yield folder
    engine.discard(folder)


@pytest.fixture(scope="module")
def audience(project: Path) -> Audience:
    return Audience(project)


@pytest.fixture(scope="module")
def message(project: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One of the messages, for those who send always the same."""
    settings = load(project, {})
    path = tmp_path_factory.mktemp("message") / "message.eml"
    path.write_bytes(proof(settings, edition_of(issue_of(NOBODY), settings.signing_keys[0]), "ana@example.com", NOW))
    return path


@pytest.fixture(scope="module")
def own_sink(tmp_path_factory: pytest.TempPathFactory) -> Path | str:
    return peers.compiled(tmp_path_factory.mktemp("sink"))


def test_the_client_beside_other_clients(message: Path, own_sink: Path | str, tmp_path: Path, show: "Show") -> None:
    with ExitStack() as stack:
        theirs = stack.enter_context(peers.smtp_sink())
        own = own_sink if isinstance(own_sink, str) else stack.enter_context(peers.sink(own_sink))
        ours = stack.enter_context(peers.module("client", str(message)))
        threads = stack.enter_context(peers.module("threads", str(message)))
        node = stack.enter_context(peers.nodemailer(tmp_path, message))
        for title, port, number, aims in (
            (_BRAKE, theirs, 4000, ("≥ 1", "≥ 3", "≥ 2")),
            (_NO_BRAKE, own, 20_000, ("–", "–", "–")),
        ):
            if isinstance(port, str):
                show([(title, "figure"), (port, "–")])
                continue
            rivals = (
                _source(port, number, aims[0]),
                _node(node, port, 2000, aims[1], composes=False),
                _node(node, port, 1000, aims[1], composes=True),
                Contestant(f"smtplib, {CONNECTIONS} threads", partial(_by_child, threads, port, 3000), aims[2]),
            )
            run = partial(_by_child, ours, port, number, haste="RIDING")
            show(_raced(title, Contestant("our client", run), *rivals))


def test_the_whole_engine_beside_a_client_in_c(audience: Audience, own_sink: Path | str, show: "Show") -> None:
    audience.subscribe(SMALL, 8000, 20_000)
    with ExitStack() as stack:
        worker = stack.enter_context(peers.module("post", str(audience.project)))
        theirs = stack.enter_context(peers.smtp_sink())
        own = own_sink if isinstance(own_sink, str) else stack.enter_context(peers.sink(own_sink))
        for title, port, number, aim in (
            (_BRAKE, theirs, 8000, "≥ 1"),
            (_NO_BRAKE, own, 20_000, "≥ 0.5"),
        ):
            if isinstance(port, str):
                show([(title, "figure"), (port, "–")])
                continue
            _by_engine(worker, audience, port, SMALL)
            run = partial(_by_engine, worker, audience, port, number)
            show(_raced(title, Contestant("whole engine, one worker", run), _source(port, number, aim)))


def test_delivery_to_a_distant_relay(audience: Audience, message: Path, own_sink: Path | str, show: "Show") -> None:
    if isinstance(own_sink, str):
        show([("To a relay 20 ms away", "figure"), (own_sink, "–")])
        return
    audience.subscribe(SMALL, 20_000)
    limit = FAR_CONNECTIONS / TRIP
    with (
        peers.sink(own_sink, TRIP) as port,
        peers.module("post", str(audience.project)) as worker,
        peers.module("client", str(message)) as client,
    ):
        _by_engine(worker, audience, port, SMALL)
        engines = partial(_by_engine, worker, audience, port, 20_000, FAR_CONNECTIONS)
        plain = partial(_by_child, client, port, 5000, connections=FAR_CONNECTIONS, haste="PIPELINED")
        rows = [("whole engine, envelopes ride", "≥ 0.9", engines), ("client, plain pipelining", "≥ 0.45", plain)]
        speeds = {name: median(run() for _ in range(3)) for name, _, run in rows}
    told = [
        (name, f"{speeds[name]:,.0f}", f"{limit:,.0f}", f"{speeds[name] / limit:.2f}", aim) for name, aim, _ in rows
    ]
    show([("To a relay 20 ms away", "figure", f"{FAR_CONNECTIONS} connections ÷ 20 ms", "ratio", "aim"), *told])


def test_the_cost_of_a_message_at_scale(audience: Audience, own_sink: Path | str, show: "Show") -> None:
    rows: list[tuple[str, str, str]] = []
    if isinstance(own_sink, str):
        rows.append((own_sink, "–", "–"))
    else:
        audience.subscribe(SMALL, 10 * SMALL, LARGE)
        with peers.sink(own_sink) as port, peers.module("post", str(audience.project)) as worker:
            sizes = [SMALL] * 6 + [10 * SMALL] * 3 + [LARGE] + [10 * SMALL] * 3 + [SMALL] * 6
            runs = [(size, _engine_run(worker, audience, port, size, CONNECTIONS)) for size in (10 * SMALL, *sizes)][1:]
        for word, key in (("processor time", "processor"), ("time", "seconds")):
            cost = {size: median(run[key] / size * 1e6 for of, run in runs if of == size) for size in set(sizes)}
            for size in (SMALL, 10 * SMALL):
                said = f"{cost[LARGE] / cost[size]:.2f} ({cost[LARGE]:.1f} µs ÷ {cost[size]:.1f} µs)"
                rows.append((f"{word} a message at {LARGE:,} deliveries ÷ at {size:,}", said, "≤ 1.15"))
        most = max(run["resident"] for _, run in runs)
        rows.append(("memory of the worker, at most", f"{most / 1e6:.0f} MB", "< 100 MB"))
    audience.subscribe(FROZEN)
    rows.append((f"{FROZEN:,} deliveries frozen and enqueued", f"{audience.start(FROZEN):.1f} s", "< 10 s"))
    show([("At scale", "figure", "aim"), *rows])


# ── contestants ────────────────────────────────────────────────────────────────────────────────────


def _source(port: int, number: int, aim: str) -> Contestant:
    missing = peers.missing_source()
    run = missing or (lambda: number / peers.smtp_source(port, number, CONNECTIONS))
    return Contestant(missing or f"smtp-source -s {CONNECTIONS} -d", run, aim)


def _node(made: Child | str, port: int, number: int, aim: str, *, composes: bool) -> Contestant:
    if isinstance(made, str):
        return Contestant(made, made, aim)
    given = "HTML" if composes else "a ready message"
    return Contestant(f"{made.name}, given {given}", partial(_by_child, made, port, number, composes=composes), aim)


def _by_child(made: Child, port: int, number: int, connections: int = CONNECTIONS, **told: object) -> float:
    return number / float(made.run(port=port, number=number, connections=connections, **told)["seconds"])


def _by_engine(made: Child, audience: Audience, port: int, number: int, connections: int = CONNECTIONS) -> float:
    return number / _engine_run(made, audience, port, number, connections)["seconds"]


def _engine_run(made: Child, audience: Audience, port: int, number: int, connections: int) -> dict[str, float]:
    """A new issue to so many; only the worker's part of it is measured."""
    audience.start(number)
    figures = made.run(port=port, connections=connections)
    assert audience.accepted() == number
    return figures


def _raced(title: str, ours: Contestant, *rivals: Contestant) -> list[tuple[str, ...]]:
    """All in turn, round after round, after a first one that only warms up; ratios within each round, medians of all."""
    able = [one for one in (ours, *rivals) if not isinstance(one.run, str)]
    rounds = [{one.name: one.run() for one in able if not isinstance(one.run, str)} for _ in range(ROUNDS + 1)][1:]
    rows: list[tuple[str, ...]] = [(title, "figure", "peer", "its figure", "ratio", "aim")]
    mine = f"{median(speeds[ours.name] for speeds in rounds):,.0f}"
    for rival in rivals:
        if isinstance(rival.run, str):
            rows.append((ours.name, mine, rival.name, "–", "–", rival.aim))
            continue
        theirs = median(speeds[rival.name] for speeds in rounds)
        ratio = median(speeds[ours.name] / speeds[rival.name] for speeds in rounds)
        rows.append((ours.name, mine, rival.name, f"{theirs:,.0f}", f"{ratio:.2f}", rival.aim))
    return rows
