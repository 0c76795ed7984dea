"""Editions a second: from articles to final bytes beside MJML alone, by two compilers; and where the time goes."""

import time
from collections import defaultdict
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest
from mjml import mjml2html

from newsletter import pipeline
from newsletter.render import edition, mjml
from newsletter.render.templates import Templates
from tests.bench.peers import Child

if TYPE_CHECKING:
    from tests.bench.conftest import Contestant, Race, Sample, Show

pytestmark = pytest.mark.bench

_TIMES = 10
_STEPS: tuple[tuple[str, Any, str], ...] = (  # what a reader of `compose` calls it, and where it stands
    ("choose", pipeline, "choose"),
    ("localise", pipeline, "localise"),
    ("resolve", pipeline, "resolve"),
    ("render: templates", Templates, "fill"),
    ("render: mjml2html", mjml, "mjml2html"),
    ("render: ours around it", mjml, "to_html"),
    ("render: the rest", pipeline, "render"),
    ("checks: the HTML read", edition, "Draft"),
    ("checks: the gates", edition, "check"),
)


def test_editions_composed(
    sample: "Sample", race: "Race", npm_mjml: Child | str, monkeypatch: pytest.MonkeyPatch
) -> None:
    sources: list[str] = []

    def listening(source: str, **options: Any) -> str:
        sources.append(source)
        return str(mjml2html(source, **options))

    with monkeypatch.context() as patch:
        patch.setattr(mjml, "mjml2html", listening)
        expected = sample.composed()
    ours, bare = ("compose", sample.composed), lambda: [mjml2html(source, fonts={}) for source in sources]
    race(
        "Editions composed a second",
        len(expected),
        (ours, ("mjml-python alone, the same MJML", bare)),
        (ours, _node(npm_mjml, sources)),
    )
    assert sample.composed() == expected
    assert not any(one.blocked for one in expected)


def test_where_the_time_of_an_edition_goes(sample: "Sample", show: "Show", monkeypatch: pytest.MonkeyPatch) -> None:
    expected, watch = sample.composed(), _Watch()
    for step, owner, name in _STEPS:
        monkeypatch.setattr(owner, name, watch.on(step, getattr(owner, name)))
    for _ in range(_TIMES):
        assert sample.composed() == expected
    whole, number = sum(watch.seconds.values()), _TIMES * len(expected)
    rows = [(step, watch.seconds[step]) for step, _, _ in _STEPS] + [("all", whole)]
    told = [(step, f"{seconds / number * 1000:.1f}", f"{seconds / whole:.0%}") for step, seconds in rows]
    show([("An edition, step by step", "ms", "share"), *told])


def _node(npm_mjml: Child | str, sources: list[str]) -> "Contestant | str":
    """npm's mjml, which says itself what processor time it took."""
    if isinstance(npm_mjml, str):
        return npm_mjml
    name, run = f"{npm_mjml.name} of npm alone, the same MJML", npm_mjml.run
    return name, lambda: run(sources=sources), lambda: float(run(sources=[])["seconds"])


class _Watch:
    """Adds up the processor time of each step, without that of the steps inside it."""

    def __init__(self) -> None:
        self.seconds: defaultdict[str, float] = defaultdict(float)
        self._inner = 0.0  # of the steps that ran since the one around them began

    def on(self, step: str, function: Callable[..., Any]) -> Callable[..., Any]:
        def run(*arguments: Any, **named: Any) -> Any:
            before, self._inner = self._inner, 0.0
            start = time.process_time()
            result = function(*arguments, **named)
            spent = time.process_time() - start
            self.seconds[step] += spent - self._inner
            self._inner = before + spent
            return result

        return run
