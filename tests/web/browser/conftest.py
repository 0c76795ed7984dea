"""A real Chromium and both apps, served from a loop in a thread of its own.

`studio_site` and `readers_site` share one project for the whole run, which holds hostile things; `own_studio` is a
studio without a database for a single test, whose project may be changed, and `editors_studio` one with a database.
"""

import asyncio
import queue
import threading
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from email.message import EmailMessage
from pathlib import Path
from time import monotonic
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, Route

from newsletter.deliver import inbox
from newsletter.init import Answers, create
from newsletter.schedule import desk
from newsletter.settings import load
from newsletter.store import engine
from newsletter.web import public, studio
from newsletter.web.serving import serve
from newsletter.web.studio.table.light_table import LightTable
from newsletter.web.studio.table.records import Records

MARKS = [
    pytest.mark.browser,
    # pytest 9.2 says so of pytest-base-url 2.1, which pytest-playwright brings.
    pytest.mark.filterwarnings("ignore:Session-scoped fixtures defined as instance methods:DeprecationWarning"),
]
UK, ARABIC, BESIDE = "/preview/weekly/uk/en_GB", "/preview/weekly/middle-east/ar_AE", "/preview/weekly"
DIFFERENCES = "/preview/weekly/differences"
STUDIO_PAGES = (
    "/",
    f"{UK}?width=600&look=dark",
    ARABIC,
    BESIDE,
    DIFFERENCES,
    f"{DIFFERENCES}?one=middle-east.ar_AE",
    "/inbox",
    "/inbox/hostile",
    "/nothing",
)
DATED = '+++\npublished = 2026-11-20\nlanguage = "en_GB"\n+++\n'
_NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)
_ARTICLE = f"""{DATED}# <script>document.title = "taken"</script>Hostile

Text <script>document.title = "taken"</script> more. <img src="https://elsewhere.example/pixel.png" alt="A pier" onerror="document.title = 'taken'">

{{{{cta('no-such-cta')}}}}
"""
_MESSAGE = """<html><head></head><body>
<script>top.document.title = "taken"; document.body.dataset.ran = "yes"</script>
<p onclick="document.body.dataset.ran = 'yes'">Press me</p>
<img src="https://elsewhere.example/pixel.png" onerror="document.body.dataset.ran = 'yes'">
<p><a href="https://elsewhere.example/a">away</a> <a target="_top" href="https://elsewhere.example/b">over</a>
<a target="_self" href="https://elsewhere.example/c">here</a> <a href="javascript:void(document.body.dataset.ran = 'yes')">run</a>
<a target="_self" href="/">studio</a></p>
<form action="https://elsewhere.example/form"><button>send</button></form>
<meta http-equiv="refresh" content="0;url=https://elsewhere.example/refreshed">
<iframe src="https://elsewhere.example/frame"></iframe><link rel="stylesheet" href="https://elsewhere.example/s.css">
</body></html>"""

Serving = Callable[[asyncio.Event, Callable[[str], None]], Awaitable[Any]]


@pytest.fixture(scope="session")
def hostile_project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample project with an article that wants to run a script, and a message that tries everything."""
    project = tmp_path_factory.mktemp("browser") / "project"
    create(project, Answers(), None, date(2026, 11, 22))
    (project / "articles" / "hostile.md").write_text(_ARTICLE, "utf-8")
    message = EmailMessage()
    message["Subject"], message["From"], message["To"] = "Hostile", "Ana <ana@example.com>", "ben@example.com"
    message.set_content("Hello")
    message.add_alternative(_MESSAGE, subtype="html")
    inbox.keep(project, "hostile", message.as_bytes())
    return project


@pytest.fixture(scope="session")
def sites(hostile_project: Path) -> Iterator[dict[str, str]]:
    """The addresses of both apps by their names."""

    async def both(stop: asyncio.Event, say: Callable[[str], None]) -> None:
        settings = load(hostile_project, {})
        async with desk.opened(settings, lambda: _NOW) as opened:
            table = LightTable(hostile_project, lambda: settings, lambda: _NOW, Records(opened))
            await asyncio.gather(
                serve(studio.make_app(table, stop), 0, stop, "Studio", say),
                serve(public.make_app(opened), 0, stop, "Readers' pages", say),
            )

    with _served(both, 2) as addresses:
        yield addresses
    engine.discard(hostile_project)


@pytest.fixture
def studio_site(sites: dict[str, str]) -> str:
    return sites["Studio"]


@pytest.fixture
def readers_site(sites: dict[str, str]) -> str:
    return sites["Readers' pages"]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """The sample project, for one test to change."""
    create(tmp_path / "project", Answers(), None, date(2026, 11, 22))
    return tmp_path / "project"


@pytest.fixture
def own_studio(project: Path) -> Iterator[str]:
    """The address of a studio without a database."""

    async def alone(stop: asyncio.Event, say: Callable[[str], None]) -> None:
        table = LightTable(project, lambda: load(project, {}), lambda: _NOW, Records())
        await serve(studio.make_app(table, stop), 0, stop, "Studio", say)

    with _served(alone, 1) as addresses:
        yield addresses["Studio"]


@pytest.fixture
def editors_studio(project: Path, database_url: str) -> Iterator[str]:
    """The address of a studio with a database of its own, for one test to decide in."""

    async def alone(stop: asyncio.Event, say: Callable[[str], None]) -> None:
        settings = load(project, {"NEWSLETTER_DATABASE__URL": database_url})
        async with desk.opened(settings, lambda: _NOW) as opened:
            table = LightTable(project, lambda: settings, lambda: _NOW, Records(opened))
            await serve(studio.make_app(table, stop), 0, stop, "Studio", say)

    with _served(alone, 1) as addresses:
        yield addresses["Studio"]


@contextmanager
def _served(serving: Serving, sites: int) -> Iterator[dict[str, str]]:
    said: queue.Queue[str] = queue.Queue()
    stopping: queue.Queue[Callable[[], object]] = queue.Queue()

    async def run() -> None:
        stop, loop = asyncio.Event(), asyncio.get_running_loop()
        stopping.put(lambda: loop.call_soon_threadsafe(stop.set))
        await serving(stop, said.put)

    thread = threading.Thread(target=lambda: asyncio.run(run()))
    thread.start()
    try:
        yield dict(said.get(timeout=30).rstrip("/").split(": ", 1) for _ in range(sites))
    finally:
        stopping.get(timeout=30)()
        thread.join(30)


@pytest.fixture
def left(page: Page) -> list[str]:
    """Everything that left this computer; it is answered, so that a leak goes on as it would."""
    gone: list[str] = []

    def answer(route: Route) -> None:
        gone.append(route.request.url)
        route.fulfill(body="")

    page.context.route(lambda url: not url.startswith(("http://127.0.0.1:", "data:")), answer)
    return gone


def eventually(page: Page, expression: str) -> None:
    """Waits, one drawn frame after the other, until an expression of JavaScript is true; eval is forbidden to pages."""
    deadline = monotonic() + 10
    while not page.evaluate(expression):
        assert monotonic() < deadline, expression
        page.evaluate("new Promise(requestAnimationFrame)")


def objections(page: Page, *schemes: str) -> Any:
    """What axe has against a page in these colours; it cannot look into a frame that runs no script."""
    found = []
    for scheme in schemes:
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        report = Axe().run(page, options={"iframes": False})
        found += [(scheme, one["id"], [node["html"] for node in one["nodes"]]) for one in report.response["violations"]]
    return found
