"""A real relay: what Debian's postfix takes, refuses and puts off, and what is said where it takes nothing at all."""

from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from newsletter.ctas.links import Signer
from newsletter.deliver.message import Letter, Recipient, envelope_of
from newsletter.deliver.smtp.single import connected
from newsletter.errors import RelayError
from newsletter.model import DeliveryState, Relay
from newsletter.settings import load
from tests.deliver.postfix import FULL, GONE, PASSWORD, SIZE_LIMIT, USER, Postfix, missing, running

if TYPE_CHECKING:
    from tests.deliver.conftest import Office, OfficeAt

ACCEPTED, DEFERRED, QUEUED = DeliveryState.ACCEPTED, DeliveryState.DEFERRED, DeliveryState.QUEUED
REJECTED = DeliveryState.REJECTED
ANA = "ana@harbour.test"
TEN = [f"reader{number}@harbour.test" for number in range(10)]
THOUSAND = [f"reader{number:04}@harbour.test" for number in range(1000)]


@pytest.fixture(scope="module")
def started() -> Iterator[Postfix]:
    if reason := missing():
        pytest.skip(reason)
    with running() as postfix:
        yield postfix


@pytest.fixture
def postfix(started: Postfix, monkeypatch: pytest.MonkeyPatch) -> Iterator[Postfix]:
    """A postfix with an empty queue, whose certificate is trusted."""
    monkeypatch.setenv("SSL_CERT_FILE", str(started.certificate))
    yield started
    started.forget()


@pytest.fixture
async def office(office_at: "OfficeAt", postfix: Postfix, project: Path) -> AsyncIterator["Office"]:
    """An office whose relay is the postfix."""
    async with office_at(0) as opened:
        opened.settings = load(project, postfix.environment())
        yield opened


def relay_to(postfix: Postfix, password: str = PASSWORD) -> Relay:
    return Relay("main", "localhost", postfix.port, "starttls", USER, password)


async def paused(office: "Office") -> str:
    """Why the issue has paused itself, with nothing more of it to be worked at."""
    ((state, reason),) = await office.rows("SELECT state, reason FROM issues")
    assert state == "paused"
    assert set(await office.job_states()) == {"succeeded"}
    return str(reason)


# ── what it takes ──────────────────────────────────────────────────────────────────────────────────


async def test_a_thousand_messages_are_taken_and_nobody_is_sent_two(office: "Office", postfix: Postfix) -> None:
    await office.subscribe(*THOUSAND)
    await office.start(shard=300)
    await office.work()
    queue = postfix.queue()
    assert len(queue) == 1000
    assert sorted(address for addresses in queue.values() for address in addresses) == THOUSAND
    assert await office.states() == dict.fromkeys(THOUSAND, ACCEPTED)
    assert await office.issue_state() == "done"


async def test_it_holds_the_message_that_was_built(office: "Office", postfix: Postfix) -> None:
    await office.subscribe(ANA, name="Zoë the “Tide”")
    await office.start()
    await office.work()
    ((number, name),) = await office.rows("SELECT id, name FROM deliveries")
    settings, edition = office.settings, office.edition
    letter = Letter(edition, envelope_of(settings, settings.regions["uk"], edition.language), office.now)
    built = letter.to(Recipient(ANA, name, number, Signer(settings.signing_keys, edition.issue).sign(number)))
    (held,) = postfix.queue()
    received, begin, rest = postfix.message(held).partition(b"From: ")
    assert received.startswith(b"Received: ")
    assert b"ESMTPSA" in received  # with TLS, and signed in
    assert begin + rest == built.replace(b"\r\n", b"\n")


async def test_whom_it_refuses_is_rejected_and_whom_it_puts_off_waits_while_the_others_are_sent_to(
    office: "Office", postfix: Postfix
) -> None:
    gone, full = [f"reader{number}@{GONE}" for number in range(3)], f"reader@{FULL}"
    await office.subscribe(*TEN[:5], *gone, full, *TEN[5:])
    await office.start()
    await office.work()
    expected = dict.fromkeys(TEN, ACCEPTED) | dict.fromkeys(gone, REJECTED) | {full: DEFERRED}
    assert await office.states() == expected
    assert postfix.recipients() == TEN
    replies = await office.rows(
        "SELECT DISTINCT state, left(reply, 9) FROM deliveries WHERE reply ~ '^[45]' ORDER BY 1"
    )
    assert replies == [(DEFERRED, "450 4.2.2"), (REJECTED, "550 5.1.1")]
    assert await office.issue_state() == "sending"  # until the mailbox that is full has been tried again


async def test_once_it_has_had_enough_of_unknown_mailboxes_the_others_are_still_sent_to(
    office: "Office", postfix: Postfix, project: Path
) -> None:
    office.settings = load(project, postfix.environment(CONNECTIONS="1"))
    gone = [f"nobody{number}@{GONE}" for number in range(25)]  # before TEN, and it says 421 at twenty errors in a row
    await office.subscribe(*gone, *TEN)
    await office.start()
    rounds = [await office.work_shards() for _ in range(5)]
    assert rounds[0] != [None]  # it wants to be left alone for a while, and the shard comes again
    assert rounds[-1] == [None]
    assert await office.states() == dict.fromkeys(TEN, ACCEPTED) | dict.fromkeys(gone, REJECTED)
    assert postfix.recipients() == TEN


# ── what it does not ───────────────────────────────────────────────────────────────────────────────


async def test_a_wrong_password_is_final_and_names_the_settings(postfix: Postfix) -> None:
    with pytest.raises(
        RelayError, match=r"relays\.main: .*sign-in: 535 5\.7\.8 .*check its username and pass"
    ) as caught:
        async with connected(relay_to(postfix, "wrong")):
            pass
    assert (caught.value.phase, caught.value.permanent) == ("auth", True)


async def test_with_a_wrong_password_the_issue_pauses_itself_and_everybody_still_waits(
    office: "Office", postfix: Postfix, project: Path
) -> None:
    office.settings = load(project, postfix.environment(PASSWORD="wrong"))
    await office.subscribe(*TEN)
    await office.start(shard=3)
    await office.work()
    assert "check its username and password" in await paused(office)
    assert await office.states() == dict.fromkeys(TEN, QUEUED)
    assert postfix.queue() == {}


async def test_a_certificate_that_nobody_vouches_for_is_final_and_names_the_settings(
    postfix: Postfix, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SSL_CERT_FILE")
    with pytest.raises(RelayError, match=r"no trusted TLS.*self.signed.*check its host, port and tls") as caught:
        async with connected(relay_to(postfix)):
            pass
    assert (caught.value.phase, caught.value.permanent) == ("tls", True)


async def test_with_a_certificate_that_nobody_vouches_for_the_issue_pauses_itself_and_everybody_still_waits(
    office: "Office", postfix: Postfix, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SSL_CERT_FILE")
    await office.subscribe(*TEN)
    await office.start(shard=3)
    await office.work()
    reason = await paused(office)
    assert "no trusted TLS" in reason
    assert "check its host, port and tls" in reason
    assert await office.states() == dict.fromkeys(TEN, QUEUED)
    assert postfix.queue() == {}


async def test_an_issue_larger_than_it_takes_pauses_itself_and_nobody_is_rejected_for_it(
    office: "Office", postfix: Postfix
) -> None:
    large = office.edition.html.replace("<p>", f"<p>{'Tides and sands. ' * (SIZE_LIMIT // 17)}")
    office.edition = replace(office.edition, html=large)
    await office.subscribe(*TEN)
    await office.start(shard=3)
    await office.work()
    reason = await paused(office)
    assert f"takes messages of {SIZE_LIMIT:,} bytes, and this issue's have 2" in reason
    assert "show fewer or shorter articles" in reason
    assert await office.states() == dict.fromkeys(TEN, QUEUED)
    assert postfix.queue() == {}


async def test_once_the_password_is_right_the_issue_goes_on_to_everybody(
    office: "Office", postfix: Postfix, project: Path
) -> None:
    office.settings = load(project, postfix.environment(PASSWORD="wrong"))
    await office.subscribe(*TEN)
    await office.start(shard=3)
    await office.work()
    await office.change("UPDATE issues SET state = 'sending', reason = ''")
    office.settings = load(project, postfix.environment())
    await office.work_shards()
    assert postfix.recipients() == TEN
    assert await office.states() == dict.fromkeys(TEN, ACCEPTED)
    assert await office.issue_state() == "done"
