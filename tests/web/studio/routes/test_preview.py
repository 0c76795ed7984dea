"""The pages of editions as they leave the server: one edition, all of a campaign side by side, the frame."""

import re
from html import unescape
from pathlib import Path

import httpx
import pytest

from newsletter.ctas.verdicts import Verdict
from newsletter.schedule import desk as desks
from newsletter.schedule import pulling
from newsletter.schedule.desk import Desk
from newsletter.store.verdicts import Verdicts
from tests.web.studio.routes.test_overview import ARABIC, UK, UK_ISSUE

BESIDE = "/preview/weekly"
CLINIC = "https://www.example.co.uk/travel-clinic/book"
DATED = '+++\npublished = 2026-11-20\nlanguage = "en_GB"\n+++\n'


async def test_a_preview_shows_the_inbox_row_the_links_and_the_hash(marketer: httpx.AsyncClient) -> None:
    page = (await marketer.get(UK)).text
    for said in (
        "A Vaccination Calendar for Unhurried Travellers",
        "The Harbour Letter &lt;letter@example.co.uk&gt;",
        CLINIC,
        "7d1c0f52-6b3e-4f0a-9a58-2f41c7e9b310",
        "traveler → traveller",
        "left out",
        "Ready",
    ):
        assert said in page
    assert re.search(r"<code>[0-9a-f]{64}</code>", page)


@pytest.mark.parametrize(
    ("verdict", "said"),
    [
        (Verdict("fine"), '<span class="mark good">Answers</span>'),
        (Verdict("broken", "it answers 404"), '<span class="mark bad">Broken: it answers 404</span>'),
        (Verdict("unverified", "it answers <b>"), '<span class="mark fair">Unverified: it answers &lt;b&gt;</span>'),
    ],
)
async def test_a_link_says_what_its_page_answered_lately(
    marketer: httpx.AsyncClient, desk: Desk, project: Path, verdict: Verdict, said: str
) -> None:
    assert said not in (await marketer.get(UK)).text
    Verdicts.of(project).keep({CLINIC: verdict}, desk.now())
    assert said in (await marketer.get(UK)).text


async def test_the_arabic_inbox_rows_run_from_right_to_left(marketer: httpx.AsyncClient) -> None:
    page = (await marketer.get(ARABIC)).text
    for width in ("wide", "narrow"):
        assert f'<div class="inbox-row {width}" lang="ar-AE" dir="rtl">' in page


async def test_the_frame_is_the_edition_itself_and_may_do_nothing(marketer: httpx.AsyncClient, desk: Desk) -> None:
    page, frame = (await marketer.get(UK)).text, await marketer.get(f"{UK}/html?date=2026-11-26")
    assert f'sandbox="allow-same-origin" src="{UK}/html?look=light' in page
    assert frame.headers["content-security-policy"] == (
        "sandbox allow-same-origin; default-src 'none'; img-src http://127.0.0.1:8024/pictures/ data:;"
        " style-src 'unsafe-inline'; form-action 'none'; frame-ancestors 'self'"
    )
    await pulling.pull(desk)
    edition = (await desks.draft(desk, UK_ISSUE)).editions[0]
    body = edition.html.partition("<body")[2]
    assert '<head><base target="_blank">' in frame.text and frame.text.endswith(body)


async def test_the_frame_is_looked_at_as_the_address_says(marketer: httpx.AsyncClient) -> None:
    light, dark = [(await marketer.get(f"{UK}/html?look={look}")).text for look in ("light", "dark")]
    assert "@media (max-width: -1px)" in light and "@media (min-width: 0px)" in dark
    assert "invert(1)" in (await marketer.get(f"{UK}/html?look=inverted")).text


async def test_without_pictures_the_frame_may_load_none(marketer: httpx.AsyncClient) -> None:
    frame = await marketer.get(f"{UK}/html?images=off")
    assert "img-src 'none'" in frame.headers["content-security-policy"]


async def test_the_frames_address_changes_with_the_edition_and_with_nothing_else(
    marketer: httpx.AsyncClient, project: Path
) -> None:
    async def frame() -> str:
        return str(re.findall(r'<iframe[^>]* src="([^"]+)"', (await marketer.get(UK)).text)[0])

    before = await frame()
    assert await frame() == before
    article = project / "articles" / "vaccination-calendar.md"
    article.write_text(article.read_text("utf-8") + "\nOne more thing to know.\n", "utf-8")
    assert await frame() != before


async def test_everything_in_the_address_stays_on_the_way_to_another_edition(marketer: httpx.AsyncClient) -> None:
    page = (await marketer.get(f"{UK}?date=2026-12-03&width=375&look=dark&images=off")).text
    assert f'href="{ARABIC}?date=2026-12-03&amp;look=dark&amp;images=off&amp;width=375"' in page
    assert '<iframe id="frame" width="375"' in page
    assert "Thursday 3 December 2026" in page
    for name, value in (("width", "375"), ("look", "dark"), ("images", "off")):  # another date is a form
        assert f'<input type="hidden" name="{name}" value="{value}">' in page


async def test_without_a_date_each_region_has_its_own_next_issue(marketer: httpx.AsyncClient) -> None:
    page = (await marketer.get(UK)).text
    assert f'href="{ARABIC}"' in page
    assert "Tuesday 24 November 2026" in (await marketer.get(ARABIC)).text


async def test_the_message_is_made_out_to_the_tester_in_the_address(marketer: httpx.AsyncClient) -> None:
    nobody = (await marketer.get(UK)).text
    tester = (await marketer.get(f"{UK}?reader=editor@example.co.uk")).text
    to = r'scope="row">To</th><td role="cell"><bdi>([^<]+)</bdi>'
    assert re.findall(to, nobody) == ["reader@example.invalid"]
    assert re.findall(to, tester) == ["editor@example.co.uk"]
    assert "List-Unsubscribe=One-Click" in tester


async def test_nobody_else_can_be_named_in_the_address(marketer: httpx.AsyncClient) -> None:
    assert "eve@example.com" not in (await marketer.get(f"{UK}?reader=eve@example.com")).text


async def test_a_link_is_shown_with_its_story_its_parameters_and_the_other_regions(marketer: httpx.AsyncClient) -> None:
    page = (await marketer.get(UK)).text
    row = re.findall(rf'<tr[^>]* data-target="{CLINIC}.*?</tr>', page, re.DOTALL)[0]
    said = " ".join(unescape(re.sub(r"<[^>]+>", " ", row)).split())
    assert said.startswith("Book a travel consultation CTA 7d1c0f52")
    assert "Button in A Vaccination Calendar for Unhurried Travellers" in said
    assert f"{CLINIC} utm_source=newsletter" in said and said.endswith("tracked Middle East")


async def test_a_cta_that_only_the_other_region_has_is_said_to_be_missing(
    marketer: httpx.AsyncClient, project: Path
) -> None:
    article = project / "articles" / "vaccination-calendar.md"
    block = "\n\n<!-- region: middle-east -->\n\n{{cta('5e80b3d9-42f1-4c97-b6aa-0c13d7f82e65')}}\n"
    for other in (project / "articles").iterdir():
        other.unlink() if other != article else None
    article.write_text(f"{DATED}# Tides\n\nThe tide is out for a good long while today.\n" + block, "utf-8")
    page = (await marketer.get(UK)).text
    assert "Not in this edition:" in page and "stands in Middle East." in page


async def test_a_finding_leads_to_the_row_of_the_source_where_it_is(marketer: httpx.AsyncClient, project: Path) -> None:
    text = f"{DATED}# Tides\n\n![](https://pictures.example/a.png)\n\nRead [more](https://www.example.com/tides).\n"
    (project / "articles" / "tides.md").write_text(text, "utf-8")
    page = (await marketer.get(UK)).text
    places = re.findall(r'href="#(html-\d[\d-]*)"', page)
    assert places and all(f'<li id="{place}">' in page for place in places)


async def test_a_finding_in_an_article_says_its_file_and_line(marketer: httpx.AsyncClient, project: Path) -> None:
    (project / "articles" / "unknown.md").write_text(DATED + "# Tides\n\nWords.\n\n{{cta('no-such-cta')}}\n", "utf-8")
    page = (await marketer.get(UK)).text
    assert re.findall(r'<a href="#article-1">(unknown\.md[^<]*)</a>', page) == ["unknown.md:9"]
    assert re.search(r'<li id="article-1">.*journal:unknown\.md', page)


async def test_an_article_that_could_not_be_read_is_named_where_it_is_missed(
    marketer: httpx.AsyncClient, project: Path
) -> None:
    (project / "articles" / "torn.md").write_text("+++\npublished = yesterday\n+++\n# Torn\n\nText.\n", "utf-8")
    assert "<code>torn.md</code> skipped: its front matter cannot be read" in (await marketer.get(UK)).text


async def test_what_is_wrong_now_is_said_and_not_what_was_wrong_before(
    marketer: httpx.AsyncClient, project: Path
) -> None:
    await marketer.get(UK)
    template, settings = project / "templates" / "digest.mjml.j2", project / "settings.toml"
    whole = template.read_text("utf-8")
    template.write_text("<mj-tex>\n" + whole, "utf-8")
    assert "mj-tex" in (await marketer.get(UK)).text
    template.write_text(whole, "utf-8")
    settings.write_text(settings.read_text("utf-8").replace("territory", "teritory", 1), "utf-8")
    page = (await marketer.get(UK)).text
    assert "regions.uk.teritory" in page and "mj-tex" not in page


async def test_the_text_part_is_listed_line_by_line(marketer: httpx.AsyncClient) -> None:
    page = (await marketer.get(ARABIC)).text
    assert '<ol class="listing" lang="ar-AE" dir="rtl" tabindex="0">' in page
    assert '<li id="text-1"><span class="number">1</span><code>' in page


async def test_pictures_that_were_not_fetched_are_counted(marketer: httpx.AsyncClient, project: Path) -> None:
    text = f"{DATED}# Tides\n\n![A pier](https://pictures.example/a.png)\n\n![A boat](https://pictures.example/b.png)\n"
    (project / "articles" / "pictures.md").write_text(text, "utf-8")
    assert "2 pictures were not fetched yet" in (await marketer.get(UK)).text


@pytest.mark.parametrize("path", [UK, BESIDE])
async def test_what_cannot_be_made_now_stands_above_the_last_good_edition(
    marketer: httpx.AsyncClient, project: Path, path: str
) -> None:
    before = (await marketer.get(path)).text
    template = project / "templates" / "digest.mjml.j2"
    whole = template.read_text("utf-8")
    template.write_text("{# one #}\n{% if %}\n" + whole, "utf-8")
    broken = await marketer.get(path)
    assert broken.status_code == 200 and "Cannot be made" in broken.text
    assert (
        re.search(r'role="alert">.*digest\.mjml\.j2: line 2', broken.text, re.DOTALL) and "desk dimmed" in broken.text
    )
    assert re.findall("<iframe[^>]*>", broken.text) == re.findall("<iframe[^>]*>", before)
    template.write_text(whole, "utf-8")
    repaired = (await marketer.get(path)).text
    assert "digest.mjml.j2: line 2" not in repaired and "dimmed" not in repaired


# ── side by side ───────────────────────────────────────────────────────────────────────────────────


async def test_all_editions_stand_side_by_side_in_one_width_and_look(marketer: httpx.AsyncClient) -> None:
    page = (await marketer.get(f"{BESIDE}?width=320&look=dark")).text
    frames = re.findall(r'<iframe id="([^"]+)-frame" width="320" sandbox="allow-same-origin" src="([^"]+)"', page)
    assert [name for name, _ in frames] == ["uk.en_GB", "middle-east.en_GB", "middle-east.ar_AE"]
    assert all("look=dark" in source for _, source in frames)
    assert page.count('<div class="inbox-row narrow"') == 3
    assert page.count("Ready") == 6  # above each letter, and in the list that leads to it


async def test_the_way_to_one_edition_keeps_the_look_and_the_date(marketer: httpx.AsyncClient) -> None:
    page = (await marketer.get(f"{BESIDE}?date=2026-12-03&look=inverted&width=320")).text
    assert f'<a href="{UK}?date=2026-12-03&amp;look=inverted">' in page
