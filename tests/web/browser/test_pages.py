"""The pages of both apps in a browser: nothing to object to for axe, no sideways scrolling, a keyboard is enough."""

from itertools import pairwise

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.web.browser.conftest import ARABIC, MARKS, STUDIO_PAGES, UK, eventually, objections

pytestmark = MARKS


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


def test_headings_are_in_order(page: Page, studio_site: str) -> None:
    page.goto(studio_site + UK)
    levels = page.locator("h1, h2, h3").evaluate_all("all => all.map(one => Number(one.nodeName[1]))")
    assert levels[0] == 1 and levels.count(1) == 1
    assert all(later - earlier <= 1 for earlier, later in pairwise(levels))


def test_the_way_to_an_edition_needs_only_a_keyboard(page: Page, studio_site: str) -> None:
    page.goto(studio_site)
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the page")).to_be_focused()
    page.keyboard.press("Enter")
    for name in ("All editions side by side of weekly", "English"):
        page.keyboard.press("Tab")
        expect(page.get_by_role("link", name=name).first).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("United Kingdom, English")


def test_a_letter_is_scrolled_with_a_keyboard_and_can_be_passed_by(page: Page, studio_site: str) -> None:
    page.goto(studio_site + UK)
    page.locator("#frame").focus()
    page.keyboard.press("PageDown")
    eventually(page, "document.getElementById('frame').contentWindow.scrollY > 100")
    page.get_by_role("link", name="Skip the letter").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.locator("#text > summary")).to_be_focused()


def test_another_date_is_one_form_away(page: Page, studio_site: str) -> None:
    page.goto(f"{studio_site}{ARABIC}?width=375")
    page.get_by_label("Date").fill("2026-12-01")
    page.get_by_role("button", name="Show").click()
    expect(page.get_by_text("Tuesday 1 December 2026")).to_be_visible()
    assert "width=375" in page.url


def test_every_page_works_without_a_script(browser: Browser, own_studio: str) -> None:
    page = browser.new_context(java_script_enabled=False).new_page()
    page.goto(own_studio)
    page.get_by_role("link", name="English").first.click()
    page.get_by_role("link", name="Dark", exact=True).click()
    page.get_by_role("link", name="375", exact=True).click()
    assert page.url.endswith("look=dark&width=375")
    page.get_by_role("button", name="Send test").click()
    page.get_by_role("link", name="Open it").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("[Test]")
    page.context.close()


def test_a_reader_unsubscribes_with_one_press_and_without_a_script(page: Page, readers_site: str) -> None:
    page.goto(f"{readers_site}/u/x")
    page.get_by_role("button", name="Unsubscribe").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("You are unsubscribed")
