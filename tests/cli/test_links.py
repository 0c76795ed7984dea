"""Where links lead, as `check` and `campaigns approve` tell it; a server on loopback stands for the web."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.site import Site, running

ARTICLE = """---
title: A Row of Links
tags: [clinic]
---
See <a href="{page}">the page</a> and [the other]({other}).

{{{{ cta('4815162342') }}}}
"""
CTA = """
[[ctas]]
id = "4815162342"
track = false
uk = {{ label = "Book a boat", url = "{url}" }}
middle-east = {{ label = "Book a boat", label_ar = "احجز قاربا", url = "{url}" }}
"""


@pytest.fixture
def site() -> Iterator[Site]:
    with running() as site:
        yield site


@pytest.fixture
def here(desk: Path, site: Site, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The sample project with an article whose three links lead to the site."""
    settings = desk / "settings.toml"
    text = settings.read_text("utf-8") + CTA.format(url=site.put("/button", 200))
    settings.write_text(text.replace('own_domains = ["example.com", ', 'own_domains = ["127.0.0.1", '), "utf-8")
    article = ARTICLE.format(page=site.put("/page", 200), other=site.put("/other", 403))
    (desk / "articles" / "links.md").write_text(article, "utf-8")
    return desk


def test_check_tells_what_it_could_not_verify_and_asks_once_for_all_editions(run: Run, here: Path, site: Site) -> None:
    ran = run("check", "--json")
    found = [one for one in json.loads(ran.out) if one["gate"] == "links"]
    assert ran.code == 0 and len(found) == 3
    assert {one["level"] for one in found} == {"warning"}
    assert all("“the other” in “A Row of Links”" in one["message"] for one in found)
    assert sorted(site.asked) == [("GET", "/other"), ("HEAD", "/button"), ("HEAD", "/other"), ("HEAD", "/page")]
    site.asked.clear()
    run("check")
    assert site.asked == []


def test_check_ends_with_3_where_a_button_leads_nowhere(run: Run, here: Path, site: Site) -> None:
    site.put("/button", 410)
    ran = run("check")
    assert ran.code == 3 and ran.err.endswith("3 errors\n")


def test_examples_are_told_to_who_asks_for_what_was_left_alone(run: Run, project: Path) -> None:
    found = json.loads(run("--project", project, "check", "--masked", "--json").out)
    (level,) = {one["level"] for one in found if one["gate"] == "links"}
    assert level == "kept"


def test_a_button_that_leads_nowhere_is_not_approved_until_it_does(run: Run, here: Path, site: Site) -> None:
    site.put("/button", 404)
    ran = run("campaigns", "approve", "weekly", "--region", "uk", "--as", "Ana")
    assert ran.code == 3 and "approved by" not in ran.err
    last = ran.err.splitlines()[-1]
    for words in (
        "4815162342",
        "United Kingdom",
        "“A Row of Links”",
        f":{site.port}/button: it answers 404",
        "correct its url",
    ):
        assert words in last
    assert last.endswith("nothing of this issue was approved")
    site.put("/button", 200)  # it is not kept waiting for an hour
    ran = run("campaigns", "approve", "weekly", "--region", "uk", "--as", "Ana")
    assert ran.code == 0 and "approved by Ana" in ran.err


def test_a_page_that_is_gone_is_told_and_approved_all_the_same(run: Run, here: Path, site: Site) -> None:
    site.put("/page", 404)
    ran = run("campaigns", "approve", "weekly", "--region", "uk", "--as", "Ana")
    assert ran.code == 0 and "approved by Ana" in ran.err
    assert "uk.en_GB: warning: html: “the page” in “A Row of Links” leads to http://127.0.0.1:" in ran.err
