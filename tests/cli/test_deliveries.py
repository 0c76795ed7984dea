"""newsletter deliveries: who is where, and what a person decides on those of which nobody knows."""

import json
from pathlib import Path

import pytest

from newsletter.model import DeliveryState
from tests.cli.begun import ANA, BEN, CEM, DINA, issue_states, jobs, put, started, states
from tests.cli.conftest import Run, call
from tests.cli.posting import relay
from tests.cli.terminal import typed

ACCEPTED, DEFERRED, UNCERTAIN = DeliveryState.ACCEPTED, DeliveryState.DEFERRED, DeliveryState.UNCERTAIN


@pytest.fixture
def day(run: Run, desk: Path, database_url: str) -> str:
    """Issues that are being sent: Ana has it, of Ben and Cem nobody knows, and Dina comes later."""
    day = started(run, desk, database_url, "uk", "middle-east")
    put(database_url, ANA, ACCEPTED, "250 taken")
    put(database_url, BEN, UNCERTAIN, "the relay hung up")
    put(database_url, CEM, UNCERTAIN)
    put(database_url, DINA, DEFERRED, "451 4.7.1 come back [later]")
    return str(day)


# ── list ───────────────────────────────────────────────────────────────────────────────────────────


def listed(run: Run, *words: str) -> list[str]:
    ran = run("deliveries", "list", *words, "--json")
    assert (ran.code, ran.err) == (0, "")
    return [row["address"] for row in json.loads(ran.out)]


def test_list_shows_all_but_the_accepted_with_the_relays_words(run: Run, day: str) -> None:
    ran = run("deliveries", "list")
    assert ran.code == 0
    assert ANA not in ran.out
    rows = {row.split()[2]: row for row in ran.out.splitlines() if "@" in row}
    assert set(rows) == {BEN, CEM, DINA}
    assert f"weekly/uk/{day}" in rows[BEN] and "uncertain" in rows[BEN] and "the relay hung up" in rows[BEN]
    assert "deferred" in rows[DINA] and "451 4.7.1 come" in rows[DINA]
    assert (ran.out.count("London"), ran.out.count("Dubai")) == (1, 3), "since when, and one not before"


@pytest.mark.parametrize(
    ("words", "found"),
    [
        (["--state", "uncertain"], {BEN, CEM}),
        (["weekly", "--state", "Accepted"], {ANA}),
        (["--region", "uk"], {BEN}),
        (["--address", "DINA@example.org"], {DINA}),
        (["--address", ANA], set()),
        (["--date", "2020-01-01"], set()),
        (["--state", "rejected"], set()),
    ],
)
def test_list_shows_what_is_asked_for(run: Run, day: str, words: list[str], found: set[str]) -> None:
    assert {*listed(run, *words)} == found


def test_a_list_of_nothing_says_so(run: Run, desk: Path) -> None:
    ran = run("deliveries", "list", "--state", "uncertain")
    assert (ran.code, ran.out, ran.err) == (0, "", "No delivery is uncertain.\n")
    assert listed(run) == []


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["list", "--state", "lost"], "--state: no such state: 'lost'; known: queued, sending, accepted"),
        (["list", "daily"], "no such campaign: 'daily'"),
        (["list", "--region", "gulf"], "no such region: 'gulf'"),
        (["list", "--date", "soon"], "'soon' is not a date"),
        (["resend", "--state", "rejected", "--yes"], "--state: 'rejected' cannot be meant here, only uncertain"),
        (["close", "--state", "queued"], "--state: 'queued' cannot be meant here, only uncertain"),
    ],
)
def test_a_call_that_makes_no_sense_says_why(run: Run, desk: Path, words: list[str], said: str) -> None:
    ran = run("deliveries", *words)
    assert (ran.code, ran.out) == (2, "") and said in ran.err


# ── resend ─────────────────────────────────────────────────────────────────────────────────────────


def test_resend_says_that_they_may_get_it_twice_and_asks_for_the_number(run: Run, day: str, database_url: str) -> None:
    question = f"Send again to 2 people, who may then have it twice (weekly/uk/{day}: 1, weekly/middle-east/{day}: 1)."
    words = ["deliveries", "resend", "--state", "uncertain"]
    ran = run(*words)
    assert (ran.code, ran.out) == (2, "") and f"{question} There is nobody to ask; add --yes" in ran.err
    code, said = typed(words, "1")
    assert code == 2 and f"{question} Type 2: " in said and "nothing was sent again" in said
    assert states(database_url)[BEN] == "uncertain"
    before = jobs(database_url)
    code, said = typed(words, "2")
    assert code == 0 and f"weekly/uk/{day}: 1 queued again; newsletter run worker sends them." in said
    assert states(database_url) == {ANA: "accepted", BEN: "queued", CEM: "queued", DINA: "deferred"}
    assert jobs(database_url) == before + 2


def test_what_is_sent_again_arrives_and_its_issue_is_done_again(
    run: Run, day: str, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with relay() as taker:
        for name, value in taker.environment.items():
            monkeypatch.setenv(name, value)
        assert run("run", "worker", "--until-idle").code == 0
        assert (issue_states(database_url)["uk"][0], taker.taken) == ("done", [])
        ran = run("deliveries", "resend", "weekly", "--region", "uk", "--yes")
        assert ran.code == 0 and issue_states(database_url)["uk"][0] == "sending"
        assert run("run", "worker", "--until-idle").code == 0
        assert [address for address, _ in taker.taken] == [BEN]
    assert (issue_states(database_url)["uk"][0], states(database_url)[BEN]) == ("done", "accepted")


def test_who_has_unsubscribed_and_what_was_cancelled_is_left_out_and_said(
    run: Run, day: str, database_url: str
) -> None:
    run("subscribers", "suppress", BEN)
    run("campaigns", "cancel", "weekly", "--region", "middle-east", "--yes")
    ran = run("deliveries", "resend", "--yes")
    assert (ran.code, ran.out) == (0, "")
    assert ran.err.splitlines() == [
        f"weekly/uk/{day}: 1 person unsubscribed or suppressed since, and left out",
        f"weekly/middle-east/{day}: is cancelled, so nothing is sent again; newsletter deliveries close settles its 1 uncertain",
        "No delivery that could be sent again is uncertain.",
    ]
    assert states(database_url) == {ANA: "accepted", BEN: "uncertain", CEM: "uncertain", DINA: "cancelled"}


def test_of_a_paused_issue_it_says_what_sends_them(run: Run, day: str, database_url: str) -> None:
    run("campaigns", "pause", "weekly")
    ran = run("deliveries", "resend", "--address", BEN, "--yes")
    assert f"weekly/uk/{day}: 1 queued again; newsletter campaigns resume weekly sends them." in ran.err
    assert states(database_url)[CEM] == "uncertain", "only the address that is named"


# ── close ──────────────────────────────────────────────────────────────────────────────────────────


def test_close_leaves_it_at_that_and_keeps_what_was_known(run: Run, day: str, database_url: str) -> None:
    ran = run("deliveries", "close", "weekly", "--state", "uncertain", "--region", "uk", "--as", "Ana")
    assert (ran.code, ran.out) == (0, "")
    assert ran.err == f"weekly/uk/{day}: 1 closed; nobody gets it again.\n"
    assert states(database_url) == {ANA: "accepted", BEN: "cancelled", CEM: "uncertain", DINA: "deferred"}
    (row,) = json.loads(run("deliveries", "list", "--state", "cancelled", "--json").out)
    assert row["reply"] == "closed by Ana: the relay hung up"
    assert run("deliveries", "close").code == 0
    assert run("deliveries", "close").err == "No delivery is uncertain.\n"


# ── unsubscribing ──────────────────────────────────────────────────────────────────────────────────


def test_who_is_suppressed_or_erased_is_out_of_what_is_being_sent_at_once(
    run: Run, desk: Path, database_url: str
) -> None:
    started(run, desk, database_url, "uk", "middle-east")
    put(database_url, DINA, DEFERRED)
    assert call({}, "subscribers", "suppress", "BEN@example.org") == 0
    assert call({}, "subscribers", "erase", DINA, "--yes") == 0
    assert states(database_url) == {ANA: "queued", BEN: "suppressed", CEM: "queued", "": "suppressed"}
