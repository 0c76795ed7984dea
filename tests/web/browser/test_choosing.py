"""Choosing articles in a browser: with a keyboard, without a script, on a telephone, and nothing for axe to object to."""

from playwright.sync_api import Browser, Locator, Page, expect

from tests.web.browser.conftest import MARKS, UK, objections

pytestmark = MARKS
LEGS, BACK = "Finding Your Sea Legs Before the Crossing", "A Stronger Back for the Boatyard"
CALENDAR = "A Vaccination Calendar for Unhurried Travellers"


def titles(page: Page) -> Locator:
    return page.locator(".articles > li > bdi")


def test_an_article_is_pinned_dropped_and_put_back_and_the_focus_stays_with_it(page: Page, editors_studio: str) -> None:
    page.goto(editors_studio + UK)
    page.get_by_role("button", name=f"Pin {BACK}").click()
    expect(titles(page).first).to_have_text(BACK)
    expect(page.locator("#told")).to_be_focused()
    expect(page.locator("#told")).to_have_text(f"“{BACK}” is pinned: 1 of 6.")
    expect(page.locator("#subject, .inbox-row .subject").first).to_contain_text(BACK)
    page.get_by_role("button", name=f"Drop {BACK}").click()
    expect(titles(page)).to_have_count(5)
    expect(page.locator("#told")).to_be_focused()  # in the group of what was dropped, which is open
    assert objections(page, "light", "dark") == []
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name=f"Put back {BACK}")).to_be_focused()
    page.keyboard.press("Enter")
    expect(titles(page)).to_have_count(6)
    expect(titles(page).last).to_have_text(BACK)


def test_an_article_is_moved_with_a_keyboard_alone(page: Page, editors_studio: str) -> None:
    page.goto(editors_studio + UK)
    page.get_by_role("button", name=f"Down: {CALENDAR}").focus()
    page.keyboard.press("Enter")
    expect(titles(page).nth(1)).to_have_text(CALENDAR)
    expect(page.locator("#told")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name=f"Up: {CALENDAR}")).to_be_focused()
    page.keyboard.press("Enter")
    expect(titles(page).first).to_have_text(CALENDAR)
    expect(page.get_by_role("button", name=f"Up: {CALENDAR}")).to_be_disabled()


def test_an_article_is_edited_and_gets_its_own_words_back(page: Page, editors_studio: str) -> None:
    page.goto(editors_studio + UK)
    edit = page.locator(".articles > li").filter(has_text=CALENDAR).locator(".edit")
    edit.locator("summary").click()
    edit.get_by_label("Title").fill("Colors of Travel {{ x }}")
    edit.get_by_role("button", name="Save").click()
    expect(page.locator("#told")).to_contain_text("Nothing was changed: the title holds '{{'")
    edit = page.locator(".edit[open]")
    assert objections(page, "light", "dark") == []
    expect(edit.get_by_label("Title")).to_have_value("Colors of Travel {{ x }}")
    edit.get_by_label("Title").fill("Colors of Travel")
    edit.get_by_role("button", name="Save").click()
    expect(titles(page).first).to_have_text("Colours of Travel")
    first = page.locator(".articles > li").first
    expect(first.locator(".badge")).to_have_text("edited")
    first.locator("summary").click()
    first.get_by_role("button", name="Use the article’s own").click()
    expect(titles(page).first).to_have_text(CALENDAR)


def test_choosing_needs_no_script_and_fits_a_telephone(browser: Browser, editors_studio: str) -> None:
    context = browser.new_context(java_script_enabled=False, viewport={"width": 360, "height": 740})
    page = context.new_page()
    page.goto(editors_studio + UK)
    page.get_by_role("button", name=f"Drop {LEGS}").click()
    expect(titles(page)).to_have_count(5)
    expect(page.locator("#told")).to_be_in_viewport()
    page.locator(".edit summary").first.click()
    page.get_by_label("Teaser").first.fill("Soon.")
    page.get_by_role("button", name=f"Save {CALENDAR}").click()
    expect(page.locator("#told")).to_contain_text("is edited in this issue")
    assert (page.locator(".articles").bounding_box() or {"width": 999})["width"] <= 360
    context.close()
