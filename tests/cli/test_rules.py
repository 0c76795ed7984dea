"""A region's rules by the command line: what breaks them is blocked with file, line and remedy, elsewhere it passes."""

import json
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Run

YESTERDAY = (datetime.now(UTC) - timedelta(days=1)).date()
ENGLISH = f"""\
---
title: Asleep on the Night Ferry
published: {YESTERDAY}
show: full
---

A cabin in the middle of the ship moves least.

A dim lamp and cool air mean fewer sleepless nights on board.
"""
ARABIC = f"""\
---
title: النوم على متن العبّارة
published: {YESTERDAY}
language: ar_AE
translation_of: night-ferry.md
show: full
---

المقصورة في وسط السفينة أقل حركة من غيرها.

وبطريقتنا والفريدة من نوعها تنام في كل رحلة.
"""
RULES = """
[regions.middle-east.rules]
banned = {{ "فريد" = "صف ما يميّزها" }}
permit = {{ reference = "000000", expires = {expires} }}

[[claims]]
claim = "fewer sleepless nights"
reference = "doi:10.1000/182"
regions = ["uk"]
"""
PAST, AHEAD = "2020-12-31", "2099-12-31"


def rule(project: Path, rules: str) -> None:
    with (project / "settings.toml").open("a", encoding="utf-8") as settings:
        settings.write(rules)


def line_of(file: Path, said: str) -> int:
    """The last line that begins so."""
    return max(number for number, line in enumerate(file.read_text("utf-8").splitlines(), 1) if line.startswith(said))


@pytest.fixture
def ferry(desk: Path) -> Path:
    """A project with one article and its translation, and a database."""
    for sample in (desk / "articles").iterdir():
        sample.unlink()
    (desk / "articles" / "night-ferry.md").write_text(ENGLISH, "utf-8")
    (desk / "articles" / "night-ferry.ar.md").write_text(ARABIC, "utf-8")
    return desk


def rendered(run: Run, out: Path, *words: str) -> tuple[int, str, dict[str, Any]]:
    ran = run("render", "--out", out, *words)
    editions = json.loads((out / "report.json").read_text("utf-8"))["editions"]
    return ran.code, ran.err, {f"{one['region']}.{one['language']}": one for one in editions}


def test_what_breaks_the_rules_is_blocked_by_file_and_line_and_elsewhere_the_same_issue_passes(
    run: Run, ferry: Path, tmp_path: Path
) -> None:
    rule(ferry, RULES.format(expires=PAST))
    settings = ferry / "settings.toml"
    code, said, editions = rendered(run, tmp_path / "proof")
    assert code == 3
    assert {stem: one["verdict"] for stem, one in editions.items()} == {
        "uk.en_GB": "ready",
        "middle-east.en_GB": "blocked",
        "middle-east.ar_AE": "blocked",
    }
    permit = f"settings.toml:{line_of(settings, 'permit = ')}: the permit 000000 of middle-east expired on 2020-12-31"
    claim = "night-ferry.md:9: the claim “fewer sleepless nights” is listed for uk, not for middle-east"
    banned = "night-ferry.ar.md:11: “والفريدة” is banned in middle-east as a form of “فريد”"
    ban = f"صف ما يميّزها (settings.toml:{line_of(settings, 'banned = { ')})"
    listing = f"list middle-east with its reference (settings.toml:{line_of(settings, 'claim = ')})"
    told = said.splitlines()
    for stem, message, remedy in (
        ("middle-east.en_GB", permit, "renew it, and correct regions.middle-east.rules.permit"),
        ("middle-east.en_GB", claim, f"take it out, or {listing}"),
        ("middle-east.ar_AE", permit, "renew it, and correct regions.middle-east.rules.permit"),
        ("middle-east.ar_AE", banned, ban),
    ):
        start = f"{stem}: error: {message}"
        assert [line for line in told if line.startswith(start) and line.endswith(f"; {remedy}")], start
    assert editions["uk.en_GB"]["findings"] == []
    assert {
        "kind": "kept",
        "text": "fewer sleepless nights",
        "why": "a claim that rests on doi:10.1000/182; night-ferry.md:9",
    } in editions["uk.en_GB"]["notes"]
    ran = run("check")
    assert ran.code == 3 and "night-ferry.ar.md:11" in ran.out


def test_a_claim_without_a_reference_is_blocked_where_it_is_listed_too(run: Run, ferry: Path, tmp_path: Path) -> None:
    rule(ferry, RULES.format(expires=AHEAD).replace('reference = "doi:10.1000/182"\n', ""))
    code, said, _ = rendered(run, tmp_path / "proof", "--region", "uk")
    spot = f"settings.toml:{line_of(ferry / 'settings.toml', 'claim = ')}"
    assert code == 3
    assert "uk.en_GB: error: night-ferry.md:9: the claim “fewer sleepless nights” has no reference" in said
    assert f"take it out, or give it one: reference = … ({spot})" in said


def test_the_rules_that_allow_it_let_every_edition_pass(run: Run, ferry: Path, tmp_path: Path) -> None:
    kept = RULES.format(expires=AHEAD).replace('["uk"]', '["uk", "middle-east"]').replace("فريد", "رائد")
    rule(ferry, kept)
    code, _, editions = rendered(run, tmp_path / "proof")
    assert code == 0 and {one["verdict"] for one in editions.values()} == {"ready"}


def test_what_breaks_the_rules_is_not_approved(run: Run, ferry: Path) -> None:
    rule(ferry, RULES.format(expires=PAST))
    ran = run("campaigns", "approve", "weekly", "--region", "middle-east", "--as", "Ana")
    assert (
        ran.code == 3
        and "is listed for uk, not for middle-east" in ran.err
        and "nothing of this issue was approved" in ran.err
    )
    assert run("campaigns", "approve", "weekly", "--region", "uk", "--as", "Ana").code == 0


def test_a_permit_that_expires_after_the_approval_keeps_the_issue_from_going_out(run: Run, ferry: Path) -> None:
    rules = RULES.format(expires=AHEAD).partition("[[claims]]")[0].replace("فريد", "رائد")
    rule(ferry, rules)
    assert run("campaigns", "approve", "weekly", "--region", "middle-east", "--as", "Ana").code == 0
    settings = ferry / "settings.toml"
    settings.write_text(settings.read_text("utf-8").replace(AHEAD, PAST), "utf-8")
    ran = run("send", "weekly", "--region", "middle-east", "--now", "--yes")
    assert ran.code == 3
    place = r"settings\.toml:\d+: "
    assert re.search(
        rf"Middle East, English: blocked, {place}the permit 000000 of middle-east expired on 2020-12-31", ran.err
    )
