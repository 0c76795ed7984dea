"""newsletter doctor and db: what is tried, in plain words, and the database of one's own."""

import json
from collections.abc import Iterator
from pathlib import Path

import dns.asyncresolver
import pytest

from tests.cli.conftest import Run
from tests.cli.posting import pages, relay, unused_port
from tests.name_server import name_server

RECORDS = {
    ("good.example.", "TXT"): ['"v=spf1 include:relay.example -all"'],
    ("_dmarc.good.example.", "TXT"): ['"v=DMARC1; p=reject"'],
    ("half.example.", "TXT"): ['"v=spf1 -all"'],
}


@pytest.fixture
def _records(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    with name_server(RECORDS) as port:
        resolver = dns.asyncresolver.Resolver(configure=False)
        resolver.nameservers, resolver.port = ["127.0.0.1"], port
        monkeypatch.setattr(dns.asyncresolver, "default_resolver", resolver)
        yield


@pytest.fixture
def senders(desk: Path, _records: None, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("NEWSLETTER_REGIONS__UK__SENDER", "letter@good.example")
    monkeypatch.setenv("NEWSLETTER_REGIONS__MIDDLE_EAST__SENDER", "letter@half.example")
    return desk


def test_each_thing_is_tried_and_told_in_plain_words(run: Run, senders: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with relay() as taker, pages(senders) as site:
        for name, value in (taker.environment | site.environment).items():
            monkeypatch.setenv(name, value)
        ran = run("doctor", "--json")
    assert ran.code == 1 and ran.err == "1 thing to mend: sender half.example\n"
    said = json.loads(ran.out)
    checks = {one["what"]: (one["well"], one["said"]) for one in said["checks"]}
    assert [what for what, (well, _) in checks.items() if well] == [
        "database",
        "source journal",
        "relay main",
        "base_url",
        "sender good.example",
    ]
    assert checks["source journal"][1] == "10 articles, 0 skipped"
    assert checks["sender half.example"][1] == "no DMARC record; ask whoever keeps its DNS"
    origins = {one["key"]: one["origin"] for one in said["settings"]}
    assert origins["regions.uk.sender"] == "environment NEWSLETTER_REGIONS__UK__SENDER"
    assert origins["signing_key"] == "settings.local.toml"
    assert "regions.uk" not in origins, "a table is its settings"


def test_what_is_ill_names_the_setting_and_no_secret_is_told(
    run: Run, senders: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    port = unused_port()
    monkeypatch.setenv("NEWSLETTER_RELAYS__MAIN__HOST", "127.0.0.1")
    monkeypatch.setenv("NEWSLETTER_RELAYS__MAIN__PORT", str(port))
    monkeypatch.setenv("NEWSLETTER_RELAYS__MAIN__TLS", "none")
    monkeypatch.setenv("NEWSLETTER_RELAYS__MAIN__PASSWORD", "hunter2")
    monkeypatch.setenv("NEWSLETTER_NEWSLETTER__BASE_URL", f"http://127.0.0.1:{port}")
    monkeypatch.setenv("NEWSLETTER_DATABASE__URL", f"postgresql://me:hunter2@127.0.0.1:{port}/newsletter")
    ran = run("doctor")
    assert ran.code == 1
    assert "settings.toml: relays.main: 127.0.0.1" in ran.out
    assert "newsletter.base_url: http://127.0.0.1" in ran.out
    assert "database, relay main, base_url, sender half.example" in ran.err
    assert "hunter2" not in ran.out + ran.err


def test_a_database_by_url_is_upgraded_by_hand_and_says_so(
    run: Run, project: Path, empty_database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NEWSLETTER_PROJECT", str(project))
    monkeypatch.setenv("NEWSLETTER_DATABASE__URL", empty_database_url)
    ran = run("db", "status")
    assert ran.code == 1 and ran.out == "none\n" and "newsletter db upgrade" in ran.err
    assert "newsletter db upgrade" in run("report").err
    assert run("db", "upgrade").code == 0
    ran = run("db", "status")
    assert ran.code == 0 and ran.out.strip().isdigit()
    assert run("report").code == 0


def test_the_embedded_database_needs_no_upgrade(run: Run, sample: Path) -> None:
    ran = run("--project", sample, "db", "upgrade")
    assert ran.code == 2 and "the embedded database upgrades itself" in ran.err
