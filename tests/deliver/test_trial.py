"""A test message: marked, recorded nowhere, through the relay or, without one, into the local inbox."""

from dataclasses import replace
from datetime import timedelta
from email import message_from_bytes
from email.policy import default
from typing import TYPE_CHECKING

import pytest

from newsletter.deliver import inbox, trial
from newsletter.errors import NewsletterError, RelayError, UsageError
from newsletter.store import clicks

if TYPE_CHECKING:
    from tests.deliver.conftest import Office, OfficeAt, Peer


async def tried(office: "Office", address: str = "me@harbour.test") -> str:
    book = trial.LinkBook(office.pool, (await office.sending()).row.id)
    return str(await trial.send(office.settings, office.edition, address, office.now, book))


async def test_a_test_goes_through_the_relay_marked_and_leaves_no_delivery(office: "Office", peer: "Peer") -> None:
    said = await tried(office)
    assert said == "uk.en_GB: accepted by 127.0.0.1 for me@harbour.test: 250 taken"
    assert peer.heard("MAIL") == ["MAIL FROM:<letter@example.co.uk>"]
    message = message_from_bytes(peer.messages[0], policy=default)
    assert (message["Subject"], message["To"]) == ("[Test] Reading the Tides", "me@harbour.test")
    assert await office.states() == {}


async def test_the_links_of_a_test_lead_somewhere(office: "Office", peer: "Peer") -> None:
    await tried(office)
    async with office.pool.connection() as connection:
        assert await clicks.target(connection, "linkAAAA") == (office.edition.issue, "https://www.harbour.test/book")


async def test_without_a_database_a_test_goes_all_the_same(office: "Office", peer: "Peer") -> None:
    tried = await trial.send(office.settings, office.edition, "me@harbour.test", office.now, None)
    assert (tried.relay, tried.reply, tried.kept) == ("127.0.0.1", "250 taken", None)
    assert len(peer.messages) == 1
    async with office.pool.connection() as connection:
        assert await clicks.target(connection, "linkAAAA") is None


@pytest.mark.parametrize(("reply", "final"), [("550 nobody here", True), ("451 later", False)])
async def test_a_refused_test_is_an_error_with_the_relays_words(
    office: "Office", peer: "Peer", reply: str, final: bool
) -> None:
    peer.says("RCPT", reply)
    with pytest.raises(RelayError, match=f"uk.en_GB: me@harbour.test: {reply}") as caught:
        await tried(office)
    assert caught.value.permanent == final


@pytest.mark.parametrize("address", ["me", "me@harbour.test>\r\nRCPT TO:<x@y.test", ""])
async def test_what_is_no_address_is_a_mistake_in_the_call(office: "Office", peer: "Peer", address: str) -> None:
    with pytest.raises(UsageError, match="not a mail address"):
        await tried(office, address)
    assert peer.sessions == 0


async def test_an_edition_that_no_message_can_be_made_of_is_an_error_that_names_it(
    office: "Office", peer: "Peer"
) -> None:
    edition = replace(office.edition, subject="Tides\x85and more")
    with pytest.raises(NewsletterError, match=f"{edition.issue.id}: a line break or control character"):
        await trial.send(office.settings, edition, "me@harbour.test", office.now, None)
    assert peer.sessions == 0


async def test_without_a_relay_a_test_lies_in_the_local_inbox_and_never_over_another(office_at: "OfficeAt") -> None:
    async with office_at(0) as office:
        before = inbox.kept(office.settings.project)
        said = [await tried(office)]
        office.now += timedelta(microseconds=1)
        said.append(await tried(office, "you@harbour.test"))
        kept = [path for path in inbox.kept(office.settings.project) if path not in before]
    assert len(kept) == 2
    assert all("no relay is set" in line and line.endswith("Nothing left this computer.") for line in said)
    assert [message_from_bytes(path.read_bytes(), policy=default)["To"] for path in kept] == [
        "you@harbour.test",
        "me@harbour.test",
    ]
