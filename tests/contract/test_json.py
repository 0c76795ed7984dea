"""Each command's JSON, real output held against its schema."""

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from newsletter.model import DeliveryState
from tests.cli.begun import ANA, BEN, CEM, DINA, put, started
from tests.cli.conftest import Ran, Run
from tests.cli.posting import PEOPLE, pages, relay
from tests.conftest import run_sql
from tests.contract import schemas

BROKEN = (
    "---\ntitle: A Button That Is Not There\n---\n\nNo harbor.\n\n{{ cta('00000000-0000-4000-8000-000000000000') }}\n"
)


def held(text: str, schema: schemas.Schema) -> Any:
    """What was printed, once it has passed."""
    value = json.loads(text)
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(value, schema)
    return value


def printed(ran: Ran, schema: schemas.Schema) -> Any:
    return held(ran.out, schema)


@pytest.fixture
def broken(project: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The sample project with something to find."""
    (project / "articles" / "broken.md").write_text(BROKEN, "utf-8")
    monkeypatch.setenv("NEWSLETTER_PROJECT", str(project))
    return project


def test_pull(run: Run, desk: Path) -> None:
    with (desk / "settings.toml").open("a", encoding="utf-8") as settings:
        settings.write('\n[[sources]]\nname = "lost"\nkind = "folder"\npath = "nowhere"\n')
    (desk / "articles" / "empty.txt").write_text("", "utf-8")
    sources = printed(run("pull", "--json"), schemas.PULL)
    assert sources[0]["skipped"] and sources[1]["error"]


def test_check(run: Run, broken: Path) -> None:
    assert len(printed(run("check", "--json"), schemas.CHECK)) == 3


def test_check_harvest(run: Run, broken: Path) -> None:
    (unknown,) = printed(run("check", "--harvest", "--json"), schemas.HARVEST)
    assert unknown["articles"] == [{"place": "broken.md:7", "title": "A Button That Is Not There"}]


def test_articles_list(run: Run, desk: Path) -> None:
    run("pull")
    assert run("articles", "pin", "weekly", "sea-legs.txt").code == 0
    listed = printed(run("articles", "list", "--json"), schemas.ARTICLES_LIST)
    assert [one["language"] for one in listed] == ["en_GB", "en_GB", "ar_AE"]
    assert all(one["articles"][0]["pinned"] and one["left_out"] for one in listed)


def test_ctas_list(run: Run, project: Path) -> None:
    row = "id,region,label,url,valid_until,fallback\n123456,uk,Book,https://example.com,2020-12-31,481516234200\n"
    (project / "ctas.csv").write_text(row, "utf-8")
    listed = printed(run("--project", project, "ctas", "list", "--json"), schemas.CTAS_LIST)
    assert [(one["valid_until"], one["today"]) for one in listed if one["id"] == "123456"] == [
        ("2020-12-31", "expired")
    ]


def test_catalogue_check(run: Run, broken: Path) -> None:
    assert printed(run("catalogue", "check", "--json"), schemas.CATALOGUE_CHECK) == []
    arabic = broken / "locales" / "ar" / "LC_MESSAGES" / "newsletter.po"
    arabic.write_text(arabic.read_text("utf-8").replace("المصدر", "<b>المصدر"), "utf-8")
    (found,) = printed(run("catalogue", "check", "--json"), schemas.CATALOGUE_CHECK)
    assert (found["gate"], found["part"]) == ("catalogue", str(arabic)) and found["line"] > 0


def test_british(run: Run) -> None:
    said = printed(run("british", "--json", stdin="A color, “a color”.\n".encode()), schemas.BRITISH)
    assert said["changes"] and said["kept"]


def test_plan(run: Run, sample: Path) -> None:
    assert printed(run("--project", sample, "plan", "--json"), schemas.PLAN)


def test_campaigns_list(run: Run, sample: Path) -> None:
    assert printed(run("--project", sample, "campaigns", "list", "--json"), schemas.CAMPAIGNS_LIST)


def test_campaigns_show(run: Run, desk: Path) -> None:
    assert printed(run("campaigns", "show", "weekly", "--json"), schemas.CAMPAIGNS_SHOW) == []
    assert run("campaigns", "approve", "weekly").code == 0
    assert len(printed(run("campaigns", "show", "weekly", "--json"), schemas.CAMPAIGNS_SHOW)) == 2


def test_send_and_the_report_whose_states_sum_to_the_audience(
    run: Run, desk: Path, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert printed(run("report", "--json"), schemas.REPORT) == {"issues": []}
    (desk / "people.csv").write_text(PEOPLE, "utf-8")
    run("subscribers", "import", desk / "people.csv")
    with relay() as taker, pages(desk) as site:
        for name, value in (taker.environment | site.environment).items():
            monkeypatch.setenv(name, value)
        run("campaigns", "approve", "weekly")
        sent = run("send", "weekly", "--now", "--yes", "--json")
        assert sent.code == 0
    told = [held(line, schemas.SEND) for line in sent.out.splitlines()]
    last = {line["issue"]: line for line in told}
    assert [(line["state"], line["audience"], line["accepted"], line["left"]) for line in last.values()] == [
        ("done", 2, 2, 0),
        ("done", 2, 2, 0),
    ]
    run_sql(database_url, "UPDATE deliveries SET state = 7 WHERE address = 'ana@example.org'")
    issues = printed(run("report", "weekly", "--json"), schemas.REPORT)["issues"]
    assert [(sum(issue["deliveries"].values()), issue["audience"]) for issue in issues] == [(2, 2), (2, 2)]
    assert [entry["address"] for issue in issues for entry in issue["uncertain"]] == ["ana@example.org"]
    assert all(issue["ctas"] for issue in issues)


def test_deliveries_list(run: Run, desk: Path, database_url: str) -> None:
    assert printed(run("deliveries", "list", "--json"), schemas.DELIVERIES_LIST) == []
    started(run, desk, database_url, "uk", "middle-east")
    for address, state in (
        (ANA, DeliveryState.DEFERRED),
        (BEN, DeliveryState.UNCERTAIN),
        (CEM, DeliveryState.ACCEPTED),
    ):
        put(database_url, address, state, "the relay's words")
    run("subscribers", "erase", DINA, "--yes")
    rows = printed(run("deliveries", "list", "weekly", "--json"), schemas.DELIVERIES_LIST)
    assert {row["address"]: row["state"] for row in rows} == {ANA: "deferred", BEN: "uncertain", "": "suppressed"}
    assert [bool(row["not_before"]) for row in rows if row["address"]] == [True, False]


def test_subscribers_import_and_show(run: Run, desk: Path) -> None:
    people = desk / "people.csv"
    people.write_text(PEOPLE + "eve@example.org,nowhere,\n", "utf-8")
    assert printed(run("subscribers", "import", people, "--json"), schemas.SUBSCRIBERS_IMPORT)["rejected"]
    shown = run("subscribers", "show", "ana@example.org", "--json")
    assert printed(shown, schemas.SUBSCRIBERS_SHOW)["region"] == "uk"
    run("subscribers", "suppress", "stranger@example.org")
    shown = run("subscribers", "show", "stranger@example.org", "--json")
    assert printed(shown, schemas.SUBSCRIBERS_SHOW)["suppressed"] == "by hand"


def test_doctor(run: Run, desk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for region in ("UK", "MIDDLE_EAST"):
        monkeypatch.setenv(f"NEWSLETTER_REGIONS__{region}__SENDER", "letter@localhost")
    monkeypatch.setenv("NEWSLETTER_NEWSLETTER__LINKS", "utm")
    assert printed(run("doctor", "--json"), schemas.DOCTOR)["checks"]


def test_render(run: Run, broken: Path, tmp_path: Path) -> None:
    assert run("render", "--out", tmp_path / "proof").code == 3
    report = held((tmp_path / "proof" / "report.json").read_text("utf-8"), schemas.RENDER)
    folder = {path.name for path in (tmp_path / "proof").iterdir()}
    for edition in report["editions"]:
        assert edition["notes"] and edition["links"] and edition["findings"] and edition["left_out"]
        assert {*edition["files"].values()} <= folder
    assert {edition["verdict"] for edition in report["editions"]} == {"blocked"}
