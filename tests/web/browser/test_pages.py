"""Both apps in a real Chromium: nothing to object to for axe, no sideways scrolling, no script, nothing from elsewhere."""

import asyncio
import queue
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, Route, expect

from newsletter.deliver import inbox
from newsletter.init import Answers, create
from newsletter.schedule import desk
from newsletter.settings import load
from newsletter.store import engine
from newsletter.web import public, studio
from newsletter.web.serving import serve

pytestmark = [
    pytest.mark.browser,
    # pytest 9.2 says so of pytest-base-url 2.1, which pytest-playwright brings.
    pytest.mark.filterwarnings("ignore:Session-scoped fixtures defined as instance methods:DeprecationWarning"),
]

UK, ARABIC = "/preview/weekly/uk/en_GB", "/preview/weekly/middle-east/ar_AE"
STUDIO_PAGES = ("/", f"{UK}?width=600", ARABIC, "/inbox", "/inbox/hostile", "/nothing")
HOSTILE = """<html><head></head><body>
<script>top.document.title = "taken"; document.body.dataset.ran = "yes"</script>
<p onclick="document.body.dataset.ran = 'yes'">Press me</p>
<img src="https://elsewhere.example/pixel.png" onerror="document.body.dataset.ran = 'yes'">
<p><a href="https://elsewhere.example/a">away</a> <a target="_top" href="https://elsewhere.example/b">over</a>
<a target="_self" href="https://elsewhere.example/c">here</a> <a href="javascript:void(document.body.dataset.ran = 'yes')">run</a></p>
<form action="https://elsewhere.example/form"><button>send</button></form>
<iframe src="https://elsewhere.example/frame"></iframe><link rel="stylesheet" href="https://elsewhere.example/s.css">
</body></html>"""


@pytest.fixture(scope="session")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample project with an article that wants to run a script, and a message that tries everything."""
    project = tmp_path_factory.mktemp("browser") / "project"
    create(project, Answers(), None, date(2026, 11, 22))
    (project / "articles" / "hostile.md").write_text(
        '# <script>document.title = "taken"</script>Hostile\n\nText <script>document.title = "taken"</script> more.'
        "\n\n{{cta('no-such-cta')}}\n",
        "utf-8",
    )
    message = EmailMessage()
    message["Subject"], message["From"], message["To"] = "Hostile", "Ana <ana@example.com>", "ben@example.com"
    message.set_content("Hello")
    message.add_alternative(HOSTILE, subtype="html")
    inbox.keep(project, "hostile", message.as_bytes())
    return project


@pytest.fixture(scope="session")
def sites(project: Path) -> Iterator[dict[str, str]]:
    """The addresses of both apps, served from a loop in a thread of its own."""
    said: queue.Queue[str] = queue.Queue()
    stopping: queue.Queue[Callable[[], object]] = queue.Queue()
    thread = threading.Thread(target=lambda: asyncio.run(_serve(project, said.put, stopping.put)))
    thread.start()
    try:
        yield dict(said.get(timeout=30).rstrip("/").split(": ", 1) for _ in range(2))
    finally:
        stopping.get(timeout=30)()
        thread.join(30)
        engine.discard(project)


async def _serve(project: Path, say: Callable[[str], None], hand_over: Callable[[Callable[[], object]], None]) -> None:
    stop, loop = asyncio.Event(), asyncio.get_running_loop()
    hand_over(lambda: loop.call_soon_threadsafe(stop.set))
    async with desk.opened(load(project, {}), lambda: datetime(2026, 11, 23, 8, tzinfo=UTC)) as opened:
        await asyncio.gather(
            serve(studio.make_app(opened), 0, stop, "Studio", say),
            serve(public.make_app(opened), 0, stop, "Readers' pages", say),
        )


@pytest.fixture
def studio_site(sites: dict[str, str]) -> str:
    return sites["Studio"]


@pytest.fixture
def readers_site(sites: dict[str, str]) -> str:
    return sites["Readers' pages"]


@pytest.fixture
def left(page: Page, sites: dict[str, str]) -> list[str]:
    """Everything that left for another place than ours; it is answered, so that a leak goes on as it would."""
    gone: list[str] = []

    def answer(route: Route) -> None:
        gone.append(route.request.url)
        route.fulfill(body="")

    page.context.route(lambda url: not url.startswith(tuple(sites.values())), answer)
    return gone


def objections(page: Page, *schemes: str) -> Any:
    """What axe has against a page in these colours; it cannot look into a frame that runs no script."""
    found = []
    for scheme in schemes:
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        report = Axe().run(page, options={"iframes": False})
        found += [(scheme, one["id"], [node["html"] for node in one["nodes"]]) for one in report.response["violations"]]
    return found


@pytest.mark.parametrize("path", STUDIO_PAGES)
def test_axe_has_no_objection_to_the_studio(page: Page, studio_site: str, path: str) -> None:
    page.goto(studio_site + path)
    assert objections(page, "light", "dark") == []


@pytest.mark.parametrize("path", ["/", "/u/x", "/c/x"])
def test_axe_has_no_objection_to_the_readers_pages(page: Page, readers_site: str, path: str) -> None:
    page.goto(readers_site + path)
    assert objections(page, "light", "dark") == []


@pytest.mark.parametrize("path", STUDIO_PAGES)
def test_nothing_scrolls_sideways_on_a_telephone(page: Page, studio_site: str, path: str) -> None:
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto(studio_site + path)
    for details in page.locator("details").all():
        details.evaluate("element => { element.open = true }")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert objections(page, "light") == []


@pytest.mark.parametrize("path", STUDIO_PAGES)
def test_nothing_is_loaded_from_elsewhere(page: Page, studio_site: str, left: list[str], path: str) -> None:
    page.goto(studio_site + path, wait_until="networkidle")
    assert left == []


@pytest.mark.parametrize("path", ["/inbox/hostile", UK])
def test_a_letter_runs_no_script(page: Page, studio_site: str, path: str) -> None:
    page.goto(studio_site + path, wait_until="networkidle")
    body = page.frame_locator("iframe").locator("body")
    expect(body).to_contain_text("Press me" if "inbox" in path else "Hostile")
    expect(body).not_to_have_attribute("data-ran", "yes")
    assert page.title().endswith("Newsletter studio")


def test_what_is_pressed_in_a_letter_leads_nowhere(page: Page, studio_site: str, left: list[str]) -> None:
    page.goto(f"{studio_site}/inbox/hostile", wait_until="networkidle")
    before, letter = page.url, page.frame_locator("iframe").first
    for text in ("Press me", "away", "over", "run", "send"):
        letter.get_by_text(text, exact=True).click()
    expect(letter.locator("body")).not_to_have_attribute("data-ran", "yes")
    letter.get_by_text("here", exact=True).click()
    page.wait_for_load_state("networkidle")
    assert page.url == before and len(page.context.pages) == 1
    assert left == []


def test_the_way_to_an_edition_needs_only_a_keyboard(page: Page, studio_site: str) -> None:
    page.goto(studio_site)
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the page")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("United Kingdom, English")


def test_another_date_is_one_form_away(page: Page, studio_site: str) -> None:
    page.goto(f"{studio_site}{ARABIC}?width=360")
    page.get_by_label("Date").fill("2026-12-01")
    page.get_by_role("button", name="Show").click()
    expect(page.get_by_text("Tuesday 1 December 2026")).to_be_visible()
    assert "width=360" in page.url


def test_a_reader_unsubscribes_with_one_press_and_without_a_script(page: Page, readers_site: str) -> None:
    page.goto(f"{readers_site}/u/x")
    page.get_by_role("button", name="Unsubscribe").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("You are unsubscribed")
