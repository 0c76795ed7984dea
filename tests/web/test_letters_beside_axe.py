"""The gates on legibility beside axe in Chromium: neither objects to our letters, and both find the same faults."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from newsletter import pipeline
from newsletter.model import Edition, Issue
from newsletter.pipeline import Kit
from newsletter.render.gates import GATES
from newsletter.render.gates.draft import Draft

Scheme = Literal["light", "dark"]

pytestmark = [
    pytest.mark.browser,
    # pytest 9.2 says so of pytest-base-url 2.1, which pytest-playwright brings.
    pytest.mark.filterwarnings("ignore:Session-scoped fixtures defined as instance methods:DeprecationWarning"),
]

DAY = date(2026, 11, 26)
SCHEMES: tuple[Scheme, ...] = ("light", "dark")
# What axe calls it, and the gate that looks for it here.
RULES = {
    "color-contrast": "contrast",
    "link-in-text-block": "underlines",
    "link-name": "labels",
    "image-alt": "pictures",
    "heading-order": "headings",
    "empty-heading": "headings",
    "page-has-heading-one": "headings",
    "meta-viewport": "viewport",
    "document-title": "title",
    "html-has-lang": "language",
}
BODIES = {
    "grey on white": "<p style='color:#808080'>Tides</p>",
    "all but white": "<p style='color:#f0f0f0'>Tides</p>",
    "grey and large": "<p style='color:#808080;font-size:24px'>Tides</p>",
    "grey and bold": "<p style='color:#808080;font-size:19px;font-weight:700'>Tides</p>",
    "pale and large": "<p style='color:#999999;font-size:24px'>Tides</p>",
    "a ground of its own": "<table role='presentation'><tr><td bgcolor='#333333'><p>Tides</p></td></tr></table>",
    "see-through ground": "<div style='background:rgba(0,0,0,.6)'><p style='color:#222222'>Tides</p></div>",
    "see-through words": "<p style='color:rgba(0,0,0,.4)'>Tides</p>",
    "inherited": "<div style='color:#909090'><p><b>Tides</b></p></div>",
    "hidden": "<div style='display:none'><p style='color:#fefefe'>Tides</p></div>",
    "by its class": "<p class='pale'>Tides</p>",
    "overruled": "<p class='pale' style='color:#111111'>Tides</p>",
    "by a child": "<div class='box'><p>Tides</p></div>",
    "dark only": "<p class='dusk'>Tides</p>",
    "dark, and right": "<div class='night'><p style='color:#111111'>Tides</p></div>",
    "a link as it is": "<p>See <a href='https://example.com'>tides</a></p>",
}
SHEET = """
.pale { color: #a0a0a0 } .box > p { color: #b0b0b0 }
@media (prefers-color-scheme: dark) {
  .dusk { color: #dddddd !important } .night { background: #000000 } .night p { color: #ffffff !important }
}
"""


def letters(kit: Kit, template: str) -> Iterator[Edition]:
    """The sample's editions in one of our templates."""
    articles = pipeline.unremembered(pipeline.read_pulled(kit))
    campaign = replace(kit.settings.campaigns["weekly"], template=template)
    kit = replace(kit, settings=replace(kit.settings, campaigns={"weekly": campaign}))
    for slug, region in kit.settings.regions.items():
        for language in region.languages:
            yield pipeline.compose(Issue("weekly", slug, DAY), language, articles, kit)


def drafted(kit: Kit, html: str) -> Draft:
    region = kit.settings.regions["uk"]
    return Draft("Tides", "And sands", html, "", region.languages[0], region, DAY, ())


def objections(page: Page, html: str, scheme: Scheme) -> set[str]:
    """The rules that axe finds broken, by the gates that look for the same."""
    page.emulate_media(color_scheme=scheme)
    page.route("**/*", lambda route: route.abort())
    page.set_content(html, wait_until="domcontentloaded")
    report = Axe().run(page, options={"runOnly": list(RULES)})
    return {RULES[one["id"]] for one in report.response["violations"]}


@pytest.mark.parametrize("template", ["digest", "feature", "announcement"])
def test_neither_axe_nor_a_gate_objects_to_our_letters(page: Page, kit: Kit, template: str) -> None:
    for edition in letters(kit, template):
        assert edition.findings == ()
        assert [objections(page, edition.html, scheme) for scheme in SCHEMES] == [set(), set()]


@pytest.mark.parametrize("name", BODIES)
def test_axe_and_the_gate_agree_about_contrast(page: Page, kit: Kit, name: str) -> None:
    html = f"<html lang='en'><head><title>T</title><style>{SHEET}</style></head><body>{BODIES[name]}</body></html>"
    found = [finding.message for finding in GATES["contrast"](drafted(kit, html))]
    ours = {"light": any("in dark mode" not in message for message in found), "dark": bool(found)}
    assert ours == {scheme: "contrast" in objections(page, html, scheme) for scheme in SCHEMES}, found


def test_axe_and_the_gates_find_the_same_faults(page: Page, kit: Kit) -> None:
    body = """<h3></h3><h2>Tides</h2><h4>Sand</h4><img src="x.png">
        <p>The harbour master keeps a book of all the <a href="https://example.com" style="text-decoration:none;color:#0b3d91">tides</a>
        <a href="https://example.com/b"><img src="y.png" alt=""></a></p>"""
    html = f'<html><head><meta name="viewport" content="maximum-scale=1"></head><body>{body}</body></html>'
    ours = {gate for gate in RULES.values() if any(GATES[gate](drafted(kit, html)))}
    assert ours == objections(page, html, "light") == {*RULES.values()} - {"contrast"}
