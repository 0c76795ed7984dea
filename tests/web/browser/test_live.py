"""Pages follow the project: what is changed on disk shows where one is, and what breaks is said in its place."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from newsletter.deliver import inbox
from tests.web.browser.conftest import ARABIC, BESIDE, MARKS, UK, eventually, objections

pytestmark = MARKS

SCROLLED = "document.getElementById('frame').contentWindow.scrollY === 700 && scrollY === 200"
Change = Callable[[Path], None]


def change(path: str, before: str, after: str) -> Change:
    def act(project: Path) -> None:
        file = project / path
        text = file.read_text("utf-8")
        assert before in text
        file.write_text(text.replace(before, after), "utf-8")

    return act


def opened(page: Page, address: str) -> Page:
    """A page with its frame loaded, both scrolled, marked so that loading it anew would show."""
    page.goto(address)
    expect(page.frame_locator("#frame").locator("body")).not_to_be_empty()
    page.evaluate(
        "document.getElementById('frame').contentWindow.scrollTo(0, 700); scrollTo(0, 200); window.same = true"
    )
    eventually(page, SCROLLED)
    return page


CHANGES = {
    "article": (
        UK,
        change("articles/vaccination-calendar.md", "Eight weeks is comfortable. Four", "Nine weeks are. Five"),
    ),
    "template": (
        UK,
        change("templates/partials/footer.mjml.j2", "<mj-text", "<mj-text>Nine weeks are</mj-text><mj-text"),
    ),
    "setting": (UK, change("settings.toml", "1 Custom House Quay", "Nine weeks are, Custom House Quay")),
    "catalogue": (ARABIC, change("locales/ar/LC_MESSAGES/newsletter.po", 'msgstr "', 'msgstr "Nine weeks are ')),
}


@pytest.mark.parametrize("what", CHANGES)
def test_what_is_changed_shows_and_the_letter_stays_where_it_was(
    page: Page, own_studio: str, project: Path, what: str
) -> None:
    path, act = CHANGES[what]
    opened(page, own_studio + path)
    act(project)
    expect(page.frame_locator("#frame").locator("body")).to_contain_text("Nine weeks are")
    assert page.evaluate(f"{SCROLLED} && window.same") is True
    assert page.locator("iframe").count() == 1


def test_a_broken_template_is_said_with_its_line_above_the_last_good_letter_until_it_is_repaired(
    page: Page, own_studio: str, project: Path
) -> None:
    template = project / "templates" / "digest.mjml.j2"
    whole = template.read_text("utf-8")
    opened(page, own_studio + UK)
    template.write_text("{# one #}\n{% if %}\n" + whole, "utf-8")
    expect(page.get_by_role("alert")).to_contain_text("digest.mjml.j2: line 2")
    expect(page.locator(".desk")).to_have_class("desk dimmed")
    expect(page.frame_locator("#frame").locator("body")).to_contain_text("Eight weeks is comfortable")
    assert page.evaluate("document.getElementById('frame').contentWindow.scrollY") == 700
    template.write_text(whole, "utf-8")
    expect(page.get_by_role("alert")).to_be_empty()
    expect(page.locator(".desk")).to_have_class("desk")


@pytest.mark.parametrize("path", [UK, BESIDE])
def test_what_is_wrong_stands_in_the_window_wherever_one_is_and_nothing_moves(
    page: Page, own_studio: str, project: Path, path: str
) -> None:
    template = project / "templates" / "digest.mjml.j2"
    page.goto(own_studio + path)
    page.evaluate("scrollTo(0, 450)")
    place = (
        "[scrollY, document.documentElement.scrollHeight, document.querySelector('iframe').getBoundingClientRect().y]"
    )
    before = page.evaluate(place)
    assert before[0] == 450
    template.write_text("<mj-tex>\n" + template.read_text("utf-8"), "utf-8")
    said = page.get_by_role("alert").get_by_role("listitem").first
    expect(said).to_contain_text("digest.mjml.j2: line 1")
    expect(said).to_be_in_viewport(ratio=1)
    assert page.evaluate(place) == before
    assert objections(page, "light", "dark") == []
    page.get_by_text("This cannot be made as it is now.").click()
    expect(said).to_be_hidden()


@pytest.mark.parametrize("path", [UK, BESIDE, "/"])
def test_a_project_that_was_broken_from_the_start_comes_by_itself_when_it_is_repaired(
    page: Page, own_studio: str, project: Path, path: str
) -> None:
    settings = project / "settings.toml"
    whole = settings.read_text("utf-8")
    settings.write_text(whole.replace("territory", "teritory", 1), "utf-8")
    page.goto(own_studio + path)
    expect(page.get_by_role("alert")).to_contain_text("settings.toml: regions.uk.teritory")
    settings.write_text(whole, "utf-8")
    expect(page.locator(".marks").get_by_text("Ready").first).to_be_visible()


def test_what_was_typed_and_opened_and_where_one_is_stays(page: Page, own_studio: str, project: Path) -> None:
    opened(page, own_studio + UK)
    page.locator("#headers > summary").click()
    page.get_by_label("To", exact=True).fill("ana@exam")
    CHANGES["article"][1](project)
    expect(page.frame_locator("#frame").locator("body")).to_contain_text("Nine weeks are")
    expect(page.locator("#headers")).to_have_attribute("open", "")
    expect(page.get_by_label("To", exact=True)).to_be_focused()
    page.keyboard.type("ple.org")
    expect(page.get_by_label("To", exact=True)).to_have_value("ana@example.org")


def test_a_message_comes_into_the_open_inbox(page: Page, own_studio: str, project: Path) -> None:
    page.goto(f"{own_studio}/inbox")
    expect(page.get_by_role("heading", name="No messages yet")).to_be_visible()
    inbox.keep(project, "one", b"Subject: Tides\nFrom: Ana <ana@example.com>\n\nHello")
    expect(page.get_by_role("link", name="Tides")).to_be_visible()


def test_a_page_that_nobody_looks_at_gives_its_connection_back(page: Page, own_studio: str) -> None:
    page.goto(own_studio)
    with page.expect_event("requestfailed", lambda request: request.url.endswith("/live")):  # given up by the page
        page.evaluate("Object.defineProperty(document, 'hidden', { value: true, configurable: true })")
        page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    with page.expect_request("**/live"):
        page.evaluate("Object.defineProperty(document, 'hidden', { value: false })")
        page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")


def test_a_letter_that_hides_what_its_page_is_watched_by_stops_no_news(
    page: Page, own_studio: str, project: Path
) -> None:
    hiding = '<img name="addEventListener"><img name="scrollingElement"><form name="documentElement"></form>'
    inbox.keep(project, "one", f"Subject: Tides\nContent-Type: text/html\n\n{hiding}".encode())
    page.goto(f"{own_studio}/inbox/one")
    inbox.keep(project, "one", f"Subject: Ebb\nContent-Type: text/html\n\n{hiding}".encode())
    expect(page.get_by_role("heading", level=1)).to_contain_text("Ebb")
