"""The studio's pages as they leave the server."""

import re
from datetime import date
from pathlib import Path

import httpx
from starlette.routing import Route

from newsletter.model import Issue
from newsletter.schedule import desk as desks
from newsletter.schedule.desk import Desk
from newsletter.web import studio

UK, ARABIC = "/preview/weekly/uk/en_GB", "/preview/weekly/middle-east/ar_AE"
EVERY_PAGE = ("/", UK, f"{UK}/html", "/inbox")
UK_ISSUE = Issue("weekly", "uk", date(2026, 11, 26))


async def test_the_first_page_leads_to_every_edition_of_the_next_issues(marketer: httpx.AsyncClient) -> None:
    page = (await marketer.get("/")).text
    assert re.findall(r'href="(/preview/[^"]+)"', page) == [
        f"{UK}?date=2026-11-26",
        "/preview/weekly/middle-east/en_GB?date=2026-11-24",
        f"{ARABIC}?date=2026-11-24",
    ]
    assert "Tuesday 24 November 2026, 10:00 Dubai (06:00\u00a0UTC)" in page
    assert "Arabic (optional)" in page


async def test_an_empty_project_greets_and_names_its_sources(marketer: httpx.AsyncClient, project: Path) -> None:
    for article in (project / "articles").iterdir():
        article.unlink()
    page = (await marketer.get("/")).text
    assert "Welcome" in page and str(project / "articles") in page


async def test_a_broken_source_is_said_on_the_first_page(marketer: httpx.AsyncClient, project: Path) -> None:
    (project / "articles").rename(project / "elsewhere")
    page = (await marketer.get("/")).text
    assert "source journal" in page and "<details" in page


async def test_a_preview_shows_the_inbox_row_the_links_and_the_hash(marketer: httpx.AsyncClient) -> None:
    page = (await marketer.get(UK)).text
    for said in (
        "A Vaccination Calendar for Unhurried Travellers",
        "The Harbour Letter &lt;letter@example.co.uk&gt;",
        "https://www.example.co.uk/travel-clinic/book",
        "7d1c0f52-6b3e-4f0a-9a58-2f41c7e9b310",
        "traveler → traveller",
        "left out",
        "Ready",
    ):
        assert said in page
    assert re.search(r"<code>[0-9a-f]{64}</code>", page)


async def test_the_arabic_inbox_row_runs_from_right_to_left(marketer: httpx.AsyncClient) -> None:
    assert '<div class="row-in-inbox" lang="ar-AE" dir="rtl">' in (await marketer.get(ARABIC)).text


async def test_what_was_approved_is_said_with_the_name(marketer: httpx.AsyncClient, desk: Desk) -> None:
    await desks.pull(desk)
    draft = await desks.draft(desk, UK_ISSUE)
    await desks.approve(desk, draft, languages=[draft.editions[0].language], by="Ana <b>")
    assert "Approved by Ana &lt;b&gt;" in (await marketer.get("/")).text


async def test_the_frame_is_the_edition_itself_and_may_do_nothing(marketer: httpx.AsyncClient, desk: Desk) -> None:
    page, frame = (await marketer.get(UK)).text, await marketer.get(f"{UK}/html?date=2026-11-26")
    assert f'sandbox="allow-same-origin" src="{UK}/html?date=2026-11-26"' in page
    assert frame.headers["content-security-policy"] == (
        "sandbox allow-same-origin; default-src 'none'; img-src 'self' data:; style-src 'unsafe-inline';"
        " form-action 'none'; frame-ancestors 'self'"
    )
    assert '<head><base target="_blank">' in frame.text
    await desks.pull(desk)
    html = (await desks.draft(desk, UK_ISSUE)).editions[0].html
    assert frame.text.replace('<base target="_blank">', "") == html


async def test_a_date_and_a_width_in_the_address_stay_on_the_way_to_another_edition(
    marketer: httpx.AsyncClient,
) -> None:
    page = (await marketer.get(f"{UK}?date=2026-12-03&width=360")).text
    assert f'href="{ARABIC}?date=2026-12-03&amp;width=360"' in page
    assert 'class="width-360"' in page
    assert "Thursday 3 December 2026" in page


async def test_without_a_date_each_region_has_its_own_next_issue(marketer: httpx.AsyncClient) -> None:
    page = (await marketer.get(UK)).text
    assert f'href="{ARABIC}"' in page
    assert "Tuesday 24 November 2026" in (await marketer.get(ARABIC)).text


async def test_what_does_not_exist_is_a_page_that_leads_back(marketer: httpx.AsyncClient) -> None:
    for path in (
        "/nothing",
        "/preview/nothing/uk/en_GB",
        "/preview/weekly/nowhere/en_GB",
        "/preview/weekly/uk/ar_AE",
        "/preview/weekly/uk/en_GB?date=tomorrow",
        "/preview/weekly/uk/en_GB?date=2026-02-30",
        "/preview/weekly/uk/en_GB?date=0001-01-01",
        "/preview/weekly/uk/en_GB?date=9999-12-31",
        "/static/../guard.py",
        "/static/nothing.css",
    ):
        answer = await marketer.get(path)
        assert (path, answer.status_code) == (path, 404)
        assert "There is nothing here" in answer.text and 'href="/"' in answer.text


async def test_a_template_that_does_not_parse_is_said_with_its_file_and_line(
    marketer: httpx.AsyncClient, project: Path
) -> None:
    template = project / "templates" / "digest.mjml.j2"
    lines = template.read_text("utf-8").splitlines(keepends=True)
    template.write_text("".join([*lines[:4], "{% if %}", *lines[4:]]), "utf-8")
    answer = await marketer.get("/")
    assert answer.status_code == 500 and "digest.mjml.j2:5" in answer.text


async def test_a_setting_that_does_not_exist_is_said_with_its_file_and_key(
    marketer: httpx.AsyncClient, project: Path
) -> None:
    settings = project / "settings.toml"
    settings.write_text(settings.read_text("utf-8").replace("territory", "teritory", 1), "utf-8")
    answer = await marketer.get(UK)
    assert answer.status_code == 500
    assert "settings.toml: regions.uk.teritory" in answer.text and "Traceback" not in answer.text


async def test_a_database_that_is_away_is_said_without_a_traceback(marketer: httpx.AsyncClient, desk: Desk) -> None:
    await desk.pool.close()
    answer = await marketer.get("/")
    assert answer.status_code == 503
    assert "The database does not answer" in answer.text and "Traceback" not in answer.text


async def test_one_edition_that_cannot_be_composed_hides_no_other(marketer: httpx.AsyncClient, project: Path) -> None:
    template = project / "templates" / "digest.txt.j2"
    fails_in_arabic = '{% if language.base == "ar" %}{{ nobody.knows }}{% endif %}'
    template.write_text(fails_in_arabic + template.read_text("utf-8"), "utf-8")
    page = (await marketer.get("/")).text
    assert page.count("Cannot be composed") == 1 and page.count("Ready") == 2
    assert "digest.txt.j2" in (await marketer.get(ARABIC)).text


async def test_every_answer_forbids_scripts_frames_and_sniffing(marketer: httpx.AsyncClient) -> None:
    for path in ("/", UK, "/inbox", "/nothing", "/static/studio.css"):
        headers = (await marketer.get(path)).headers
        assert "default-src 'none'" in headers["content-security-policy"]
        assert "script-src" not in headers["content-security-policy"]
        assert "frame-ancestors 'none'" in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "same-origin"


async def test_no_page_has_a_script(marketer: httpx.AsyncClient) -> None:
    for path in EVERY_PAGE:
        answer = await marketer.get(path)
        assert answer.status_code == 200
        assert not re.search(r"<script|\son\w+=|javascript:", answer.text, re.IGNORECASE)


async def test_head_is_answered_like_get_without_a_body(marketer: httpx.AsyncClient) -> None:
    for path in EVERY_PAGE:
        answer = await marketer.head(path)
        assert (path, answer.status_code, answer.content) == (path, 200, b"")


async def test_nothing_can_be_posted_yet(marketer: httpx.AsyncClient, desk: Desk) -> None:
    routes = [route for route in studio.make_app(desk).routes if isinstance(route, Route)]
    assert {method for route in routes for method in route.methods or ()} == {"GET", "HEAD"}
    assert (await marketer.post("/", headers={"Sec-Fetch-Site": "same-origin"})).status_code == 405
