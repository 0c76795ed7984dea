"""Letters in their frames are untrusted: they run nothing, load nothing from elsewhere and lead nowhere."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from newsletter.deliver import inbox
from newsletter.pipeline import kept_pictures
from tests.painted import kept_as
from tests.web.browser.conftest import BESIDE, MARKS, STUDIO_PAGES, UK

pytestmark = MARKS


@pytest.mark.parametrize("path", [*STUDIO_PAGES, f"{UK}?look=inverted", f"{UK}?images=off"])
def test_nothing_is_loaded_from_elsewhere(page: Page, studio_site: str, left: list[str], path: str) -> None:
    page.goto(studio_site + path)
    for frame in page.frames:
        frame.wait_for_load_state()
    assert left == []


@pytest.mark.parametrize("path", ["/inbox/hostile", UK, BESIDE])
def test_a_letter_runs_no_script(page: Page, studio_site: str, path: str) -> None:
    page.goto(studio_site + path)
    body = page.frame_locator("iframe >> nth=0").locator("body")
    expect(body).to_contain_text("Press me" if "inbox" in path else "Hostile")
    expect(body).not_to_have_attribute("data-ran", "yes")
    assert page.title().endswith("Newsletter studio")


def test_what_is_pressed_in_a_letter_leads_nowhere(page: Page, studio_site: str, left: list[str]) -> None:
    page.goto(f"{studio_site}/inbox/hostile")
    before, letter = page.url, page.frame_locator("iframe").first
    for text in ("Press me", "away", "over", "run", "send"):
        letter.get_by_text(text, exact=True).click()
    expect(letter.locator("body")).not_to_have_attribute("data-ran", "yes")
    for text in ("here", "studio"):
        page.goto(f"{studio_site}/inbox/hostile")
        letter.get_by_text(text, exact=True).click()
        page.frames[-1].wait_for_load_state()
        assert page.frame_locator("iframe").get_by_role("heading").count() == 0  # no page of ours in the frame
    assert page.url == before and len(page.context.pages) == 1
    assert left == []


def test_a_link_in_a_letter_says_where_it_truly_leads(page: Page, studio_site: str) -> None:
    page.goto(studio_site + UK)
    link = page.frame_locator("#frame").get_by_role("link", name="Book a travel consultation").first
    link.hover()
    expect(page.locator("#frame-leads-to")).to_contain_text("https://www.example.co.uk/travel-clinic/book?utm_source=")
    page.get_by_role("heading", level=1).hover()
    expect(page.locator("#frame-leads-to")).to_have_text("")
    page.locator("#frame").focus()
    page.keyboard.press("Tab")
    expect(page.locator("#frame-leads-to")).to_contain_text("https://")


def test_a_look_shows_the_letters_own_colours_whatever_the_browser_prefers(page: Page, studio_site: str) -> None:
    def ground(scheme: str, look: str) -> str:
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        page.goto(f"{studio_site}{UK}/html?look={look}")
        return str(
            page.evaluate("getComputedStyle(document.body).backgroundColor + getComputedStyle(document.body).color")
        )

    light, dark = ground("light", "light"), ground("light", "dark")
    assert light != dark
    assert (ground("dark", "light"), ground("dark", "dark")) == (light, dark)


def test_of_the_studio_a_letter_shows_kept_pictures_and_asks_for_no_page(
    page: Page, own_studio: str, project: Path
) -> None:
    kept_as(kept_pictures(project), "https://elsewhere.example/pier.png")
    letter = '<img src="https://elsewhere.example/pier.png"><img src="/?picture">'
    inbox.keep(project, "one", f"Subject: Tides\nContent-Type: text/html\n\n{letter}".encode())
    answered: list[str] = []
    page.on("response", lambda response: answered.append(response.url.removeprefix(own_studio)))
    page.goto(f"{own_studio}/inbox/one")
    widths = "[...document.querySelector('iframe').contentDocument.images].map(({ naturalWidth }) => naturalWidth)"
    assert page.evaluate(widths) == [40, 0]
    assert "/?picture" not in answered
