"""Thousands of hostile answers from feed to edition, and what a real Chromium makes of the letters."""

import shutil
from collections.abc import AsyncIterator

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from playwright.async_api import Page, Request, Route, async_playwright

from newsletter.model import Edition
from tests.articles.harmless import faults_of, harms, in_html
from tests.articles.hostile_feeds import FORMS, SCRAPS, answers
from tests.articles.hostile_trips import Press, presses, read, seconds
from tests.torture.conftest import Say

pytestmark = pytest.mark.torture

SLOW = list(HealthCheck)
_LETTER = "https://letter.example/"
# What a reader's program would have run, or be led by; and the letter once more, parsed from what it was parsed into.
_LOOK = """() => {
    const faults = []
    const look = () => {
        faults.push(...[...document.querySelectorAll('script, iframe, object, embed, form, base, link, svg, math, template')].map(one => one.outerHTML))
        for (const one of document.querySelectorAll('*'))
            faults.push(...[...one.attributes].filter(a => /^on|^srcdoc$|^action$|^formaction$/.test(a.name)).map(a => `${one.tagName} ${a.name}`))
    }
    look()
    document.body.innerHTML = document.body.innerHTML
    look()
    return [document.title, document.documentElement.outerHTML, faults]
}"""


@pytest.fixture(scope="module")
def every_press(tmp_path_factory: pytest.TempPathFactory) -> list[Press]:
    return presses(tmp_path_factory.mktemp("fuzz") / "project")


@pytest.mark.parametrize("form", FORMS)
def test_no_answer_crashes_and_no_edition_holds_what_it_may_not(every_press: list[Press], form: str) -> None:
    @settings(max_examples=500, deadline=None, suppress_health_check=SLOW)
    @given(answers(form), st.sampled_from(every_press))
    def told(answer: bytes, press: Press) -> None:
        for edition in press.editions(read(form, answer) or []):
            assert harms(edition, press.heads) == []
            assert faults_of(press.kit.settings, edition) == []

    told()


@pytest.mark.parametrize("field", ["body", "title", "teaser"])
def test_no_scrap_takes_more_than_its_share_of_time(every_press: list[Press], field: str, say: Say) -> None:
    for scrap in SCRAPS:
        quarter, whole = (scrap * (size // len(scrap)) for size in (50_000, 200_000))
        assert any(
            seconds(every_press[0], field, whole) < 10 * seconds(every_press[0], field, quarter) + 0.1 for _ in range(5)
        ), scrap
    say(f"{len(SCRAPS)} kinds of junk in a {field}, 200 kB of each")


# ── as Chromium sees them ──────────────────────────────────────────────────────────────────────────


@pytest.fixture
async def looked_at() -> AsyncIterator[Page]:
    """A page that scripts may run in, and that gets nothing from the network."""
    if shutil.which("chromium") is None:
        pytest.skip("no chromium")
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        yield await browser.new_page()
        await browser.close()


def _letters(every_press: list[Press], form: str, examples: int) -> list[tuple[Press, Edition]]:
    found: list[tuple[Press, Edition]] = []

    @settings(max_examples=examples, deadline=None, database=None, phases=[Phase.generate], suppress_health_check=SLOW)
    @given(answers(form), st.sampled_from(every_press))
    def gather(answer: bytes, press: Press) -> None:
        found.extend((press, edition) for edition in press.editions(read(form, answer) or []))

    gather()
    return found


async def test_chromium_runs_nothing_asks_for_pictures_alone_and_finds_no_harm(
    every_press: list[Press], looked_at: Page, say: Say
) -> None:
    letter, asked, dialogs = "", list[Request](), list[str]()

    async def answer(route: Route) -> None:
        asked.append(route.request)
        if route.request.url == _LETTER:
            await route.fulfill(body=letter, content_type="text/html; charset=utf-8")
        else:
            await route.abort()

    await looked_at.route("**/*", answer)
    looked_at.on("dialog", lambda dialog: dialogs.append(dialog.message))
    letters = [one for form in FORMS for one in _letters(every_press, form, 40)]
    for press, edition in letters:
        letter = edition.html
        await looked_at.goto(_LETTER, wait_until="load")
        title, seen, faults = await looked_at.evaluate(_LOOK)
        assert faults == [] and dialogs == []
        assert title.split() == edition.subject.split()
        assert list(in_html(seen, press.heads)) == []
    others = [one.url for one in asked if one.url != _LETTER and one.resource_type != "image"]
    assert others == []
    say(f"{len(letters)} letters in Chromium, {len(asked) - len(letters)} pictures asked for")
