"""The one way of measuring: ours and its peer run in turn, round after round, and the medians are printed.

    race("Passes signed a second", 1000, (("Signer.sign", sign), ("a bare HMAC", seal)))

It counts processor time, since others use the machine too, and takes the ratio within each round, so that a busy
moment spoils that round only. Nothing fails for being slow: `make bench` prints, and people compare.
"""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from statistics import median

import pytest

from newsletter import pipeline
from newsletter.init import Answers, create
from newsletter.model import Article, Edition, Issue, Language
from newsletter.pipeline import Kit
from newsletter.settings import load
from tests.bench import peers
from tests.bench.peers import Child

ROUNDS = 5
_ROUND = 0.1  # seconds that a contestant runs in a round, at least

# A name, what it does, and, of one that works in another process, that process's clock.
Contestant = tuple[str, Callable[[], object]] | tuple[str, Callable[[], object], Callable[[], float]]
Race = Callable[..., None]  # title, units of work in one call, and pairs of contestants: ours, its peer
Show = Callable[[Sequence[Sequence[str]]], None]


@dataclass(frozen=True, slots=True)
class Sample:
    """The sample project, read once: its kit, its articles, and the editions of its week."""

    kit: Kit
    articles: tuple[Article, ...]
    wanted: tuple[tuple[Issue, Language], ...]

    def composed(self) -> list[Edition]:
        return [pipeline.compose(issue, language, self.articles, self.kit) for issue, language in self.wanted]

    def dressed(self, template: str) -> "Sample":
        """The same with another template."""
        settings = self.kit.settings
        campaigns = {slug: replace(one, template=template) for slug, one in settings.campaigns.items()}
        return replace(self, kit=replace(self.kit, settings=replace(settings, campaigns=campaigns)))


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Sample:
    folder = tmp_path_factory.mktemp("sample") / "project"
    create(folder, Answers(), None, date(2026, 11, 16))
    settings = load(folder, {})
    kit = pipeline.open_kit(settings)
    articles = tuple(pipeline.unremembered(pipeline.pull_all(kit)))
    issues = Issue("weekly", "uk", date(2026, 11, 19)), Issue("weekly", "middle-east", date(2026, 11, 17))
    wanted = ((issue, language) for issue in issues for language in settings.regions[issue.region].languages)
    return Sample(kit, articles, tuple(wanted))


@pytest.fixture(scope="session")
def npm_mjml(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Child | str]:
    """npm's mjml in a process of its own; in its place, why it cannot be had."""
    with peers.node(tmp_path_factory.mktemp("mjml"), "mjml@4.18.0", "mjml.js") as made:
        yield made


@pytest.fixture
def race() -> Race:
    """Prints each pair's units of work a second, and the ratio: above 1, ours is the faster."""

    def run(title: str, units: float, *pairs: tuple[Contestant, Contestant]) -> None:
        print_table([(title, "figure", "peer", "its figure", "ratio"), *(_raced(units, *pair) for pair in pairs)])

    return run


@pytest.fixture
def show() -> Show:
    return print_table


def print_table(rows: Sequence[Sequence[str]]) -> None:
    """A small plain table, its first row the head; numbers stand to the right."""
    columns = []
    for cells in zip(*rows, strict=True):
        width = max(map(len, cells))
        columns.append([cell.rjust(width) if cells[1][0].isdigit() else cell.ljust(width) for cell in cells])
    print("", *("  ".join(row).rstrip() for row in zip(*columns, strict=True)), sep="\n")


def _raced(units: float, ours: Contestant, peer: Contestant | str) -> Sequence[str]:
    """A row of the table; in the peer's place may stand why it cannot be had."""
    if isinstance(peer, str):
        return ours[0], "–", peer, "–", "–"
    calls = [_calls(one) for one in (ours, peer)]
    rounds = [tuple(_speeds(units, (ours, peer), calls)) for _ in range(ROUNDS)]
    speed, peer_speed = (median(column) for column in zip(*rounds, strict=True))
    ratio = median(one / other for one, other in rounds)
    return ours[0], _figure(speed), peer[0], _figure(peer_speed), _figure(ratio)


def _speeds(units: float, contestants: tuple[Contestant, Contestant], calls: list[int]) -> Iterator[float]:
    for one, times in zip(contestants, calls, strict=True):
        yield units * times / _seconds(one, times)


def _calls(one: Contestant) -> int:
    """How many calls fill a round; a first one, which fills caches, says only whether one call is enough."""
    return 1 if _seconds(one, 1) > _ROUND else max(1, round(_ROUND / _seconds(one, 1)))


def _seconds(one: Contestant, times: int) -> float:
    _, run, *clocks = one
    clock = clocks[0] if clocks else time.process_time
    start = clock()
    for _ in range(times):
        run()
    return max(clock() - start, 1e-6)


def _figure(number: float) -> str:
    """Three digits that matter."""
    return f"{number:,.0f}" if number >= 100 else f"{number:.3g}"
