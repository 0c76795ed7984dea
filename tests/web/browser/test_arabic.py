"""An Arabic letter in Chromium: what runs left to right stands whole, told by the places of its characters."""

from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from newsletter.init import Answers, create
from newsletter.model import Edition, Issue, Language
from newsletter.pipeline import compose, open_kit, read_pulled
from newsletter.settings import load
from tests.web.browser.conftest import MARKS

pytestmark = MARKS

RUNS = [
    "5 mg/kg",
    "2.5 ml",
    "+971 4 123 4567",
    "https://www.example.com/journal/?day=26",
    "letter@example.com",
    "26/11/2026",
    "10–20",
    "18:30–20:00",
    "v1.2",
    "Harbour Travel Clinic",
]
ARTICLE = """\
+++
title = "جرعة 5 mg/kg من Harbour Travel Clinic: قبل السفر بـ 10–20 يومًا"
published = 2026-11-25
language = "ar_AE"
show = "full"
teaser = "جرعة واحدة، واتصال على +971 4 123 4567."
+++

خُذ **5** mg/kg صباحًا، ثم 2.5 ml مساءً (من 10–20 يومًا)، واتصل على +971 4 123 4567.

الموعد 26/11/2026 الساعة 18:30–20:00 في Harbour Travel Clinic، والنسخة v1.2. اقرأ https://www.example.com/journal/?day=26 أو اكتب إلى letter@example.com!

| الدواء | الجرعة |
| --- | --- |
| ملح | 5 mg/kg |

Source: مكتبة Harbour Travel Clinic، هاتف +971 4 123 4567
"""
# Each place where the run stands: the left edge of every character that is no space, and its line.
PLACES = """run => {
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), letters = [];
  for (let node; (node = walker.nextNode()); )
    for (let at = 0; at < node.data.length; at++) letters.push([node, at, node.data[at]]);
  const text = letters.map(letter => letter[2]).join(""), places = [];
  for (let from = text.indexOf(run); from >= 0; from = text.indexOf(run, from + run.length)) {
    const boxes = letters.slice(from, from + run.length).map(([node, at]) => {
      const range = document.createRange();
      range.setStart(node, at);
      range.setEnd(node, at + 1);
      return range.getClientRects()[0];
    });
    if (boxes[0] && boxes[0].width && boxes[0].height > 8)
      places.push(boxes.map((box, at) => [run[at], box ? box.left : null, box ? box.right : null, box ? box.top : null]));
  }
  return places;
}"""


@pytest.fixture(scope="module")
def letter(tmp_path_factory: pytest.TempPathFactory) -> Edition:
    project: Path = tmp_path_factory.mktemp("arabic") / "project"
    create(project, Answers(), None, date(2026, 11, 22))
    for sample in (project / "articles").iterdir():
        sample.unlink()
    (project / "articles" / "dose.ar.md").write_text(ARTICLE, "utf-8")
    kit = open_kit(load(project, {}))
    articles = [article for pulled in read_pulled(kit) for article in pulled.articles]
    return compose(Issue("weekly", "middle-east", date(2026, 11, 26)), Language("ar_AE"), articles, kit)


@pytest.mark.parametrize("width", [360, 600])
@pytest.mark.parametrize("run", RUNS)
def test_a_run_stands_together_and_from_left_to_right(page: Page, letter: Edition, run: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.set_content(letter.html)
    places: list[list[list[Any]]] = page.evaluate(PLACES, run)
    assert places
    for place in places:
        lines: dict[int, list[tuple[float, float]]] = {}
        for character, left, right, top in place:
            if character != " ":
                lines.setdefault(round(top / 8), []).append((left, right))
        for line in lines.values():
            lefts = [left for left, _ in line]
            assert lefts == sorted(lefts), f"{run} is torn at {width} pixels: {place}"
            gaps = [after[0] - before[1] for before, after in pairwise(line)]
            assert max(gaps, default=0) < 16, f"{run} is apart at {width} pixels: {place}"


def test_nothing_but_isolated_runs_runs_left_to_right(letter: Edition) -> None:
    assert not letter.findings
    assert "خُذ" in letter.html
