"""The preview's controls: looks and widths without leaving the place, the handle, frames that scroll together."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.web.browser.conftest import ARABIC, BESIDE, DATED, MARKS, UK, eventually

pytestmark = MARKS


def test_another_look_leaves_page_and_letter_where_they_are_and_can_be_gone_back_from(
    page: Page, studio_site: str
) -> None:
    page.goto(studio_site + UK)
    page.frame_locator("#frame").locator("body").wait_for()
    page.evaluate("document.getElementById('frame').contentWindow.scrollTo(0, 500); window.same = true")
    page.get_by_role("link", name="Dark", exact=True).click()
    expect(page.get_by_role("link", name="Dark", exact=True)).to_have_attribute("aria-current", "true")
    eventually(
        page, "document.querySelector('iframe:not(.coming)').contentWindow.location.search.includes('look=dark')"
    )
    eventually(page, "document.getElementById('frame').contentWindow.scrollY === 500 && window.same")
    assert page.url.endswith("?look=dark")
    page.go_back()
    expect(page.get_by_role("link", name="Light", exact=True)).to_have_attribute("aria-current", "true")


def test_the_handle_is_moved_by_arrow_keys_and_the_width_stands_in_the_address(page: Page, studio_site: str) -> None:
    page.goto(f"{studio_site}{UK}?width=375")
    handle = page.get_by_role("separator", name="Width of the letter")
    expect(handle).to_have_attribute("aria-valuenow", "375")
    handle.focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Shift+ArrowLeft")
    expect(handle).to_have_text("345")
    expect(handle).to_have_attribute("aria-valuenow", "345")
    page.wait_for_url("**/*width=345")
    assert page.evaluate("document.getElementById('frame').offsetWidth") == 345
    expect(page.get_by_role("link", name="345", exact=True)).to_have_attribute("aria-current", "true")
    expect(handle).to_be_focused()
    page.keyboard.press("Home")
    page.wait_for_url("**/*width=240")


def test_the_handle_is_drawn_by_a_mouse(page: Page, studio_site: str) -> None:
    page.goto(f"{studio_site}{UK}?width=375")
    page.get_by_role("separator").scroll_into_view_if_needed()
    box = page.get_by_role("separator").bounding_box()
    assert box
    page.mouse.move(box["x"] + 8, box["y"] + 10)
    page.mouse.down()
    page.mouse.move(box["x"] + 38, box["y"] + 10, steps=5)
    page.mouse.up()
    page.wait_for_url("**/*width=435")  # in the middle of its room it grows on both sides


def test_letters_side_by_side_scroll_together(page: Page, studio_site: str) -> None:
    page.goto(studio_site + BESIDE)
    for number in range(3):
        expect(page.frame_locator(f"iframe >> nth={number}").locator("body")).not_to_be_empty()
    share = (
        "[...document.querySelectorAll('iframe')].map(one => one.contentDocument.scrollingElement)"
        ".every(one => Math.abs(one.scrollTop / (one.scrollHeight - one.clientHeight) - {}) < 0.01)"
    )
    for leader, wanted in ((0, "0.5"), (2, "1")):
        page.evaluate(
            f"{{ const one = document.querySelectorAll('iframe')[{leader}].contentDocument.scrollingElement;"
            f" one.scrollTop = {wanted} * (one.scrollHeight - one.clientHeight) }}"
        )
        eventually(page, share.format(wanted))


def test_editions_stand_beneath_each_other_on_a_telephone(page: Page, studio_site: str) -> None:
    for width, beside in ((360, False), (1360, True)):
        page.set_viewport_size({"width": width, "height": 740})
        page.goto(studio_site + BESIDE)
        tops = page.locator(".beside > section").evaluate_all("all => all.map(one => one.offsetTop)")
        assert (len(set(tops)) == 1) == beside


@pytest.mark.parametrize(("width", "order"), [(360, ["findings", "test", "letter", "size"]), (1440, ["letter"])])
def test_what_is_wrong_and_the_test_come_before_the_letter_where_they_do_not_fit_beside_it(
    page: Page, studio_site: str, width: int, order: list[str]
) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(studio_site + UK)
    beneath_each_other = page.evaluate(
        "['findings', 'test', 'letter', 'size'].map(id => [id, document.getElementById(id).getBoundingClientRect()])"
        ".filter(([, box]) => box.x < 100).sort(([, one], [, other]) => one.y - other.y).map(([id]) => id)"
    )
    assert beneath_each_other == order


WHOLE = (
    "(frame => frame.contentDocument.scrollingElement.scrollHeight <= frame.clientHeight"
    " && frame.clientHeight - frame.contentDocument.documentElement.offsetHeight < 3)(document.querySelector('iframe'))"
)


def test_on_a_telephone_the_letter_is_whole_and_the_page_alone_scrolls(
    page: Page, own_studio: str, project: Path
) -> None:
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto(own_studio + UK)
    eventually(page, WHOLE)
    article = project / "articles" / "vaccination-calendar.md"
    article.write_text(article.read_text("utf-8") + "\nNine weeks are better.\n" * 20, "utf-8")
    expect(page.frame_locator("#frame").locator("body")).to_contain_text("Nine weeks are better")
    eventually(page, WHOLE)
    page.get_by_role("link", name="320", exact=True).click()
    eventually(page, f"document.getElementById('frame')?.width === '320' && {WHOLE}")
    page.set_viewport_size({"width": 1280, "height": 740})
    eventually(page, "document.getElementById('frame').offsetHeight < 740")


def test_on_paper_the_letter_is_whole(page: Page, studio_site: str) -> None:
    page.goto(studio_site + UK)
    page.emulate_media(media="print")
    eventually(page, WHOLE)
    expect(page.get_by_role("button", name="Send test")).to_be_hidden()
    expect(page.locator("#view")).to_be_hidden()


def test_another_reader_is_chosen_among_the_headers_without_leaving_them(page: Page, studio_site: str) -> None:
    page.goto(studio_site + UK)
    page.locator("#headers > summary").click()
    page.evaluate("window.same = true")
    page.get_by_role("link", name="editor@example.co.uk").click()
    expect(page.get_by_role("row", name="To editor@example.co.uk")).to_be_visible()
    assert page.evaluate("window.same") and page.url.endswith("?reader=editor%40example.co.uk")


def test_an_arabic_subject_runs_from_the_right_behind_its_mark(page: Page, own_studio: str) -> None:
    page.goto(own_studio + ARABIC)
    page.get_by_role("button", name="Send test").click()
    expect(page.get_by_role("link", name="Open it")).to_be_visible()
    page.goto(f"{own_studio}/inbox")
    subject = page.locator(".letters .subject")
    expect(subject).to_have_css("direction", "rtl")
    expect(subject).to_contain_text("[Test]")
    mark = "document.querySelector('.letters .subject bdi').getBoundingClientRect().right"
    assert page.evaluate(f"{mark} === document.querySelector('.letters .subject').getBoundingClientRect().right")


def test_a_finding_in_an_article_leads_to_its_row(page: Page, own_studio: str, project: Path) -> None:
    (project / "articles" / "tides.md").write_text(f"{DATED}# Tides\n\nWords.\n\n{{{{cta('no-such')}}}}\n", "utf-8")
    page.goto(own_studio + UK)
    page.get_by_role("link", name="tides.md:9").click()
    expect(page.locator(":target")).to_contain_text("journal:tides.md")
    expect(page.locator(":target")).to_be_in_viewport()


def test_a_finding_opens_the_source_at_its_row(page: Page, own_studio: str, project: Path) -> None:
    text = f"{DATED}# Tides\n\nRead [more](https://www.example.com/tides).\n"
    (project / "articles" / "tides.md").write_text(text, "utf-8")
    page.goto(own_studio + UK)
    page.get_by_role("link", name="Source, line").first.click()
    row = page.locator(":target")
    expect(row).to_be_in_viewport()
    expect(row).to_contain_text("/c/")


def test_a_test_is_two_presses_from_the_first_page_and_can_be_opened(page: Page, own_studio: str) -> None:
    page.goto(own_studio)
    page.get_by_role("link", name="English").first.click()
    page.get_by_role("button", name="Send test").click()
    expect(page.get_by_role("status").get_by_text("Nothing left this computer.")).to_be_visible()
    page.get_by_role("link", name="Open it").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("[Test]")
    expect(page.frame_locator("#frame").locator("body")).to_contain_text("The Harbour Letter")
