"""The studio's first page, what every page has in common, and the pages where something is missing or wrong."""

import asyncio
import re
from datetime import date
from pathlib import Path

import httpx
from starlette.routing import Route

from newsletter.model import Issue
from newsletter.schedule import desk as desks
from newsletter.schedule import pulling
from newsletter.schedule.desk import Desk
from newsletter.web import studio
from newsletter.web.studio.table.light_table import LightTable
from tests.web.conftest import browser, laid_table

UK, ARABIC = "/preview/weekly/uk/en_GB", "/preview/weekly/middle-east/ar_AE"
EVERY_PAGE = ("/", "/preview/weekly", UK, f"{UK}/html", "/inbox")
UK_ISSUE = Issue("weekly", "uk", date(2026, 11, 26))


async def test_the_first_page_leads_to_every_edition_of_the_next_issues(marketer: httpx.AsyncClient) -> None:
    page = (await marketer.get("/")).text
    assert re.findall(r'href="(/preview/[^"]+)"', page) == [
        "/preview/weekly",
        f"{UK}?date=2026-11-26",
        "/preview/weekly/middle-east/en_GB?date=2026-11-24",
        f"{ARABIC}?date=2026-11-24",
    ]
    assert "Tuesday 24 November 2026, 10:00 Dubai (06:00\u00a0UTC)" in page
    assert "Arabic (optional)" in page


async def test_many_campaigns_are_listed_first_each_with_how_many_editions_are_ready(
    marketer: httpx.AsyncClient, project: Path
) -> None:
    assert 'class="contents"' not in (await marketer.get("/")).text
    settings = project / "settings.toml"
    more = "".join(
        f'\n[campaigns.{slug}]\ntemplate = "digest"\nregions = ["uk"]\nsubject = "{subject}"\n'
        for slug, subject in (("clinic", "{lead}"), ("press", "{lead}"), ("staff", "{nothing}"))
    )
    settings.write_text(settings.read_text("utf-8") + more, "utf-8")
    page = (await marketer.get("/")).text
    listed = re.findall(r'<a href="#campaign-([a-z]+)">.*?<span class="mark (\w+)">([^<]+)</span>', page)
    assert listed == [
        ("weekly", "good", "3 of 3 ready"),
        ("clinic", "good", "1 of 1 ready"),
        ("press", "good", "1 of 1 ready"),
        ("staff", "bad", "0 of 1 ready"),
    ]


async def test_the_first_page_can_have_the_sources_pulled(marketer: httpx.AsyncClient) -> None:
    assert '<form class="pull" method="post" action="/pull">' in (await marketer.get("/")).text


async def test_an_empty_project_greets_and_names_its_sources(marketer: httpx.AsyncClient, project: Path) -> None:
    for article in (project / "articles").iterdir():
        article.unlink()
    page = (await marketer.get("/")).text
    assert "Welcome" in page and str(project / "articles") in page


async def test_a_broken_source_is_said_on_the_first_page(marketer: httpx.AsyncClient, project: Path) -> None:
    (project / "articles").rename(project / "elsewhere")
    page = (await marketer.get("/")).text
    assert "source journal" in page and "<details" in page


async def test_what_was_approved_is_said_with_the_name(marketer: httpx.AsyncClient, desk: Desk) -> None:
    await pulling.pull(desk)
    draft = await desks.draft(desk, UK_ISSUE)
    await desks.approve(desk, draft, languages=[draft.editions[0].language], by="Ana <b>")
    assert "Approved by Ana &lt;b&gt;" in (await marketer.get("/")).text


async def test_without_a_database_the_first_page_says_so_and_what_follows(project: Path) -> None:
    async with browser(laid_table(project, None)) as marketer:
        page = (await marketer.get("/")).text
    assert "The database does not answer" in page and "approvals and what was sent are not shown" in page
    assert "Not approved yet" not in page and "Ready" in page


async def test_what_does_not_exist_is_a_page_that_leads_back(marketer: httpx.AsyncClient) -> None:
    for path in (
        "/nothing",
        "/preview/nothing",
        "/preview/weekly?date=tomorrow",
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
    assert answer.status_code == 500 and "digest.mjml.j2: line 5" in answer.text


async def test_a_setting_that_does_not_exist_is_said_with_its_file_and_key(
    marketer: httpx.AsyncClient, project: Path
) -> None:
    settings = project / "settings.toml"
    settings.write_text(settings.read_text("utf-8").replace("territory", "teritory", 1), "utf-8")
    answer = await marketer.get(UK)
    assert answer.status_code == 500
    assert "settings.toml: regions.uk.teritory" in answer.text and "Traceback" not in answer.text


async def test_a_project_that_was_broken_before_anybody_looked_is_followed_all_the_same(
    marketer: httpx.AsyncClient, project: Path, table: LightTable
) -> None:
    settings = project / "settings.toml"
    whole = settings.read_text("utf-8")
    settings.write_text("[", "utf-8")
    broken = await marketer.get(UK)
    assert broken.status_code == 500 and f'data-revision="{table.revision}"' in broken.text
    settings.write_text(whole, "utf-8")
    assert (await marketer.get(UK)).status_code == 200


async def test_one_edition_that_cannot_be_composed_hides_no_other(marketer: httpx.AsyncClient, project: Path) -> None:
    template = project / "templates" / "digest.txt.j2"
    fails_in_arabic = '{% if language.base == "ar" %}{{ nobody.knows }}{% endif %}'
    template.write_text(fails_in_arabic + template.read_text("utf-8"), "utf-8")
    page = (await marketer.get("/")).text
    assert page.count("Cannot be made") == 1 and page.count("Ready") == 2
    assert "digest.txt.j2: line 1" in page
    assert "digest.txt.j2" in (await marketer.get(ARABIC)).text
    beside = (await marketer.get("/preview/weekly")).text
    assert beside.count("<iframe") == 2 and "digest.txt.j2" in beside


async def test_every_answer_runs_our_script_alone_and_is_framed_and_sniffed_by_nobody(
    marketer: httpx.AsyncClient,
) -> None:
    for path in ("/", UK, "/inbox", "/nothing", "/static/studio.css"):
        headers = (await marketer.get(path)).headers
        policy = headers["content-security-policy"].split("; ")
        assert policy[:4] == ["default-src 'none'", "script-src 'self'", "connect-src 'self'", "style-src 'self'"]
        assert "frame-ancestors 'none'" in policy and "unsafe" not in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "same-origin"
        assert headers["x-dns-prefetch-control"] == "off"  # else the names of a letter's links are looked up


async def test_no_page_has_a_script_of_its_own(marketer: httpx.AsyncClient) -> None:
    for path in EVERY_PAGE:
        answer = await marketer.get(path)
        assert answer.status_code == 200
        ours = re.sub("<code>.*?</code>", "", answer.text, flags=re.DOTALL)  # not a letter's source
        scripts = re.findall(r"<script(?![^>]* src=)|\son\w+=|javascript:", ours, re.IGNORECASE)
        assert (path, scripts) == (path, [])


async def test_head_is_answered_like_get_without_a_body(marketer: httpx.AsyncClient) -> None:
    for path in EVERY_PAGE:
        answer = await marketer.head(path)
        assert (path, answer.status_code, answer.content) == (path, 200, b"")


async def test_only_a_pull_a_test_and_a_decision_can_be_posted(marketer: httpx.AsyncClient, table: LightTable) -> None:
    routes = [route for route in studio.make_app(table, asyncio.Event()).routes if isinstance(route, Route)]
    posted = [route.path for route in routes if "POST" in (route.methods or ())]
    edition = "/preview/{campaign}/{region}/{language}"
    assert posted == [f"{edition}/articles", f"{edition}/send", "/pull"]
    assert (await marketer.post("/", headers={"Sec-Fetch-Site": "same-origin"})).status_code == 405
