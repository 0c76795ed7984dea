"""newsletter send: to one address, and to everybody; what stands against it, and what it says when all is over."""

import json
import re
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

import pytest

from tests.cli.begun import connected
from tests.cli.conftest import Run, call
from tests.cli.posting import PEOPLE, Pages, Relay, pages, relay, unused_port
from tests.cli.terminal import typed


@dataclass(frozen=True, slots=True)
class Standing:
    """A project with a relay, readers' pages, four people, and every edition approved."""

    project: Path
    relay: Relay
    pages: Pages


def prepared(project: Path, environment: Mapping[str, str]) -> None:
    (project / "people.csv").write_text(PEOPLE, "utf-8")
    assert call(environment, "subscribers", "import", project / "people.csv") == 0
    assert call(environment, "campaigns", "approve", "weekly", "--as", "Ana") == 0


@contextmanager
def made(project: Path, database_url: str) -> Iterator[tuple[Standing, dict[str, str]]]:
    with relay() as taker, pages(project) as site:
        environment = {
            "NEWSLETTER_PROJECT": str(project),
            "NEWSLETTER_DATABASE__URL": database_url,
            **taker.environment,
            **site.environment,
        }
        prepared(project, environment)
        yield Standing(project, taker, site), environment


@pytest.fixture(scope="module")
def _standing(
    sample: Path, lasting_database_url: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Standing, dict[str, str]]]:
    project = shutil.copytree(sample, tmp_path_factory.mktemp("standing") / "harbour")
    with made(project, lasting_database_url) as found:
        yield found


@pytest.fixture
def standing(_standing: tuple[Standing, dict[str, str]], monkeypatch: pytest.MonkeyPatch) -> Standing:
    """One for all tests that send nothing."""
    for name, value in _standing[1].items():
        monkeypatch.setenv(name, value)
    return _standing[0]


@pytest.fixture
def fresh(project: Path, database_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Standing]:
    """One of its own for a test that sends."""
    with made(project, database_url) as (found, environment):
        for name, value in environment.items():
            monkeypatch.setenv(name, value)
        yield found


def without(monkeypatch: pytest.MonkeyPatch, relay: Relay) -> None:
    for name in relay.environment:
        monkeypatch.delenv(name)


def outcome(run: Run) -> dict[str, dict[str, int]]:
    issues = json.loads(run("report", "weekly", "--json").out)["issues"]
    return {issue["issue"].split("/")[1]: issue["deliveries"] for issue in issues}


# ── to one address ─────────────────────────────────────────────────────────────────────────────────


def test_without_a_relay_a_test_stays_on_this_computer(
    run: Run, standing: Standing, monkeypatch: pytest.MonkeyPatch
) -> None:
    without(monkeypatch, standing.relay)
    ran = run("send", "weekly", "--to", "me@example.org")
    assert (ran.code, ran.out) == (0, "")
    assert ran.err.count("Nothing left this computer.") == 3
    kept = sorted((standing.project / ".newsletter" / "inbox").glob("*.eml"))
    messages = [message_from_bytes(path.read_bytes(), policy=policy.default) for path in kept]
    assert {message["To"] for message in messages} == {"me@example.org"}
    assert all(message["Subject"].startswith("[Test] ") for message in messages)
    assert run("report", "--json").out.count('"accepted": 0') == 2, "a test is recorded nowhere"


def test_a_test_goes_through_the_relay_without_approval(run: Run, standing: Standing) -> None:
    ran = run("send", "weekly", "--to", "me@example.org", "--region", "middle-east", "--language", "ar_AE")
    assert ran.code == 0 and "middle-east.ar_AE: accepted by 127.0.0.1 for me@example.org" in ran.err
    address, message = standing.relay.taken.pop()
    assert standing.relay.taken == []
    assert address == "me@example.org" and b"Content-Language: ar-AE" in message


def test_a_test_that_the_relay_refuses_says_its_words(run: Run, standing: Standing) -> None:
    standing.relay.refuses.add("unknown@example.org")
    ran = run("send", "weekly", "--to", "unknown@example.org")
    assert (ran.code, ran.out) == (1, "") and "550 5.1.1 nobody of that name" in ran.err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--to", "me"], "--to: not a mail address: 'me'"),
        (["--to", "a@b.example\r\nBcc: c@d.example"], "--to: not a mail address"),
        (["--to", "me@example.org", "--region", "gulf"], "no such region: 'gulf'"),
        (["--to", "me@example.org", "--region", "uk", "--language", "ar_AE"], "there is no edition for weekly"),
        (["--to", "me@example.org", "--date", "soon"], "'soon' is not a date"),
        (["--language", "en_GB"], "--language goes with --to"),
    ],
)
def test_a_call_that_makes_no_sense_sends_nothing(run: Run, standing: Standing, words: list[str], said: str) -> None:
    ran = run("send", "weekly", *words)
    assert (ran.code, ran.out) == (2, "") and said in ran.err
    assert standing.relay.taken == []


# ── what stands against a real send ────────────────────────────────────────────────────────────────


def test_without_a_relay_one_line_says_what_to_add(
    run: Run, standing: Standing, monkeypatch: pytest.MonkeyPatch
) -> None:
    without(monkeypatch, standing.relay)
    ran = run("send", "weekly", "--region", "uk", "--now", "--yes")
    assert ran.code == 3
    assert "settings.toml: relays: none is set; add [relays.main]" in ran.err
    assert len(ran.err.splitlines()) == 2


def test_what_is_not_approved_is_not_sent(run: Run, standing: Standing) -> None:
    ran = run("send", "weekly", "--now", "--yes", "--date", f"{datetime.now(UTC).date() + timedelta(days=8)}")
    assert ran.code == 3 and standing.relay.taken == []
    for edition in ("United Kingdom, English", "Middle East, English", "Middle East, Arabic (optional)"):
        assert f"{edition}: not approved" in ran.err
    assert ran.err.endswith("Nothing was sent.\n") and "newsletter campaigns approve weekly" in ran.err


def test_before_its_time_it_goes_only_with_now(run: Run, standing: Standing) -> None:
    ran = run("send", "weekly", "--region", "uk", "--yes")
    assert ran.code == 3 and standing.relay.taken == []
    assert re.search(r"goes out on Thu \d+ \w+ 09:00 London; to send before, add --now", ran.err)


def test_base_url_must_answer_as_this_project(run: Run, standing: Standing, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(standing.pages, "fingerprint", "another project's")
    ran = run("send", "weekly", "--region", "uk", "--now", "--yes")
    assert ran.code == 3 and standing.relay.taken == []
    said = f"newsletter.base_url: http://127.0.0.1:{standing.pages.port} answers, but not as this project"
    assert said in ran.err and "newsletter run public" in ran.err


def test_a_relay_that_does_not_answer_is_heard_of_before_anything_is_begun(
    run: Run, standing: Standing, monkeypatch: pytest.MonkeyPatch
) -> None:
    port = unused_port()
    for name, value in Relay(port).environment.items():
        monkeypatch.setenv(name, value)
    ran = run("send", "weekly", "--region", "uk", "--now", "--yes")
    assert ran.code == 1 and f"settings.toml: relays.main: 127.0.0.1:{port}" in ran.err
    assert "Traceback" not in ran.err
    assert {issue["state"] for issue in json.loads(run("report", "--json").out)["issues"]} == {"draft"}


def test_without_a_terminal_it_needs_yes(run: Run, standing: Standing) -> None:
    ran = run("send", "weekly", "--region", "uk", "--now")
    assert ran.code == 2 and standing.relay.taken == []
    assert "Mail 2 people, United Kingdom, " in ran.err and "add --yes" in ran.err


def test_on_a_terminal_it_asks_for_the_number_of_people(standing: Standing) -> None:
    code, said = typed(["send", "weekly", "--region", "uk", "--now"], "3")
    assert re.search(r'Mail 2 people, United Kingdom, "A Vacc.+", Thu \d+ \w+ 09:00 London. Type 2: ', said)
    assert code == 2 and "that was not the number; nothing was sent" in said
    assert standing.relay.taken == []


def test_a_dry_run_says_whom_it_would_mail(run: Run, standing: Standing) -> None:
    ran = run("send", "weekly", "--now", "--dry-run")
    assert ran.code == 0 and standing.relay.taken == []
    assert "Mail 2 people, United Kingdom, " in ran.err and "Mail 2 people, Middle East, " in ran.err
    assert ran.err.count("Nothing was sent") == 2


# ── the real thing ─────────────────────────────────────────────────────────────────────────────────


def test_everybody_gets_their_own_edition_once(run: Run, fresh: Standing) -> None:
    taken = fresh.relay.taken
    ran = run("send", "weekly", "--now", "--yes")
    assert (ran.code, ran.out) == (0, "")
    assert len(re.findall(r"^weekly/\S+: 2 accepted$", ran.err, re.MULTILINE)) == 2
    languages = {address: message_from_bytes(body)["Content-Language"] for address, body in taken}
    assert languages == {
        "ana@example.org": "en-GB",
        "ben@example.org": "en-GB",
        "cem@example.org": "en-GB",
        "dina@example.org": "ar-AE",
    }
    assert all(f"127.0.0.1:{fresh.pages.port}/c/".encode() in body.replace(b"=\r\n", b"") for _, body in taken)
    again = run("send", "weekly", "--now", "--yes", "--date", issue_date(ran.err))
    assert again.code == 3 and "is done" in again.err and len(taken) == 4


def test_an_issue_whose_article_another_has_just_carried_is_not_sent_and_says_so(
    run: Run, fresh: Standing, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def while_the_relay_is_tried(_server: Any, session: Any, _: Any, name: str, answer: list[str]) -> list[str]:
        session.host_name = name
        with connected(database_url) as connection:
            connection.execute(CARRIED_BY_ANOTHER)
        return answer

    monkeypatch.setattr(fresh.relay, "handle_EHLO", while_the_relay_is_tried, raising=False)
    ran = run("send", "weekly", "--now", "--yes")
    assert ran.code == 3
    assert re.search(r"weekly/uk/\S+: was not sent, for another issue has just carried one of its articles", ran.err)
    assert len(re.findall(r"^weekly/middle-east/\S+: 2 accepted$", ran.err, re.MULTILINE)) == 1
    assert "nobody to mail" not in ran.err and len(fresh.relay.taken) == 2


CARRIED_BY_ANOTHER = """
WITH other AS (
    INSERT INTO issues (campaign, region, local_date, state, created_at)
    VALUES ('monthly', 'uk', '2020-01-01', 'done', now()) ON CONFLICT DO NOTHING RETURNING id
)
INSERT INTO sent (region, piece, article_id, issue_id) SELECT 'uk', a.piece, a.id, other.id FROM articles a, other
ON CONFLICT DO NOTHING
"""


def issue_date(said: str) -> str:
    found = re.search(r"weekly/uk/(\S+):", said)
    assert found
    return found[1]


def test_direct_links_need_no_public_pages(
    run: Run, project: Path, database_url: str, standing: Standing, monkeypatch: pytest.MonkeyPatch
) -> None:
    environment = {
        **standing.relay.environment,
        "NEWSLETTER_PROJECT": str(project),
        "NEWSLETTER_DATABASE__URL": database_url,
        "NEWSLETTER_NEWSLETTER__LINKS": "utm",
        "NEWSLETTER_NEWSLETTER__BASE_URL": "https://news.example.com",
    }
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    prepared(project, environment)
    assert run("send", "weekly", "--region", "uk", "--now", "--yes").code == 0
    messages = [standing.relay.taken.pop()[1] for _ in range(2)]
    assert standing.relay.taken == []
    assert b"utm_source" in messages[0] and b"List-Unsubscribe: <mailto:" in messages[0]


def test_a_refused_recipient_makes_it_4_and_stands_in_the_report(run: Run, fresh: Standing) -> None:
    fresh.relay.refuses.add("ben@example.org")
    fresh.relay.puts_off.add("cem@example.org")
    ran = run("send", "weekly", "--now", "--yes")
    assert ran.code == 4
    assert "1 accepted, 1 rejected" in ran.err and "1 accepted, 1 deferred" in ran.err
    assert "2 deliveries were not accepted; newsletter report weekly says more" in ran.err
    assert "Traceback" not in ran.err
    states = outcome(run)
    assert (states["uk"]["rejected"], states["middle-east"]["deferred"]) == (1, 1)
    assert run("report", "--csv").out.splitlines()[0].startswith("issue,state,audience,queued,sending,accepted")
