"""The proof's page in a real Chromium: nothing against it for axe, nothing from elsewhere, whole on paper."""

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, Route, expect

from newsletter.init import Answers, create
from newsletter.model import Finding, Issue
from newsletter.pipeline import compose, open_kit, pull_all, unremembered
from newsletter.report import proof
from newsletter.settings import load

pytestmark = [
    pytest.mark.browser,
    # pytest 9.2 says so of pytest-base-url 2.1, which pytest-playwright brings.
    pytest.mark.filterwarnings("ignore:Session-scoped fixtures defined as instance methods:DeprecationWarning"),
]

FOUND = Finding("size", "error", "html", 12, 1, "104 kB, and Gmail cuts at 102", "show fewer articles")
HOSTILE = """<script>top.document.title = "taken"</script><img src="https://elsewhere.example/pixel.png" alt="">
<p><a href="https://elsewhere.example/a" id="away">away</a></p></body>"""
PAGE = (297 - 2 * 14) * 96 / 25.4  # pixels
# Of the rows that show something: those that a page's end cuts, and where the last one ends.
ROWS = """page => {
    const letter = document.querySelector(".letter > iframe").contentDocument;
    const rows = [...letter.querySelectorAll("tr:not(:has(tr))")].filter(row => row.textContent.trim());
    const boxes = rows.map(row => row.getBoundingClientRect());
    const cut = boxes.filter(box => Math.floor((box.top + 1) / page) < Math.floor((box.bottom - 1) / page));
    return [cut.length, Math.max(...boxes.map(box => box.bottom))];
}"""


@pytest.fixture(scope="session")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page of the samples' editions, the first of them hostile and with an error."""
    folder = tmp_path_factory.mktemp("proof")
    create(folder / "project", Answers(), None, date(2026, 11, 19))
    settings = load(folder / "project", {})
    kit = open_kit(settings)
    articles = unremembered(pull_all(kit))
    issues = (Issue("weekly", "uk", date(2026, 11, 26)), Issue("weekly", "middle-east", date(2026, 11, 24)))
    first, *others = [
        compose(issue, language, articles, kit)
        for issue in issues
        for language in settings.regions[issue.region].languages
    ]
    hostile = replace(first, html=first.html.replace("</body>", HOSTILE), findings=(FOUND,))
    proof.write(folder, settings, "weekly", [hostile, *others], datetime(2026, 11, 22, 12, tzinfo=UTC))
    return folder / "index.html"


@pytest.fixture
def left(page: Page) -> list[str]:
    """Everything that left for the web; it is answered, so that a leak goes on as it would."""
    gone: list[str] = []

    def answer(route: Route) -> None:
        gone.append(route.request.url)
        route.fulfill(body="")

    page.context.route(lambda url: url.startswith("http"), answer)
    return gone


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_has_no_objection_and_nothing_scrolls_sideways(page: Page, index: Path, width: int, scheme: Any) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=scheme)
    page.goto(index.as_uri())
    report = Axe().run(page, options={"iframes": False})
    assert [(one["id"], [node["html"] for node in one["nodes"]]) for one in report.response["violations"]] == []
    assert page.evaluate("document.documentElement.scrollWidth") == width


def test_nothing_is_loaded_from_the_web_and_no_letter_runs_a_script(page: Page, index: Path, left: list[str]) -> None:
    page.goto(index.as_uri(), wait_until="networkidle")
    page.get_by_text("In dark colours").first.click()
    page.wait_for_load_state("networkidle")
    assert (left, page.title()) == ([], "Proof: The Harbour Letter, weekly")
    page.goto("about:blank")
    page.set_content('<img src="https://elsewhere.example/really">', wait_until="networkidle")
    assert left == ["https://elsewhere.example/really"], "it would have been seen"


def test_a_link_in_a_letter_leads_nowhere(page: Page, index: Path, left: list[str]) -> None:
    page.goto(index.as_uri())
    away = page.frame_locator(".letter > iframe").first.locator("#away")
    away.click()
    expect(away).to_be_visible()
    assert (left, len(page.context.pages)) == ([], 1)


def test_a_letter_is_whole_on_paper_and_no_page_ends_within_a_row(page: Page, index: Path) -> None:
    page.goto(index.as_uri())
    before = page.locator(".letter > iframe").first.evaluate("frame => frame.contentDocument.body.innerHTML")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    cut, end = page.evaluate(ROWS, PAGE)
    height = page.locator(".letter > iframe").first.evaluate("frame => frame.clientHeight")
    assert (cut, height >= end, height < end + PAGE) == (0, True, True)
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    after = page.locator(".letter > iframe").first.evaluate("frame => frame.contentDocument.body.innerHTML")
    assert after == before
    assert page.evaluate(ROWS, PAGE)[0] > 0, "without it, a page's end would cut some"


def test_a_printed_page_keeps_its_colours_and_has_no_boxes_that_scroll(page: Page, index: Path) -> None:
    page.goto(index.as_uri())
    page.emulate_media(media="print", color_scheme="dark")
    adjusted = "document => getComputedStyle(document.documentElement).printColorAdjust"
    assert page.evaluate(f"({adjusted})(document)") == "exact"
    assert page.evaluate(f"({adjusted})(document.querySelector('.letter > iframe').contentDocument)") == "exact"
    scrolled = (
        "[...document.querySelectorAll('.scrolled')].filter(box => box.scrollHeight > box.clientHeight + 1).length"
    )
    assert page.evaluate(scrolled) == 0
    page.emulate_media(media="screen")
    assert page.evaluate(scrolled) > 0
