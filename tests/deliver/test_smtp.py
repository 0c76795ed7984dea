"""One message after the other to a relay that misbehaves in every phase; what is known of each is told apart."""

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from newsletter.deliver.smtp import Connection, Outcome, connected
from newsletter.errors import RelayError
from newsletter.model import DeliveryState, Relay

if TYPE_CHECKING:
    from tests.deliver.conftest import Peer

SENDER, ANA, OMAR = "letter@harbour.test", "ana@harbour.test", "omar@harbour.test"
MESSAGE = b"Subject: Tides\r\n\r\nHigh at nine.\r\n"
ACCEPTED, DEFERRED, REJECTED = DeliveryState.ACCEPTED, DeliveryState.DEFERRED, DeliveryState.REJECTED
HANG_UP = ""


async def sent(relay: Relay, *addresses: str, message: bytes = MESSAGE) -> list[Outcome]:
    async with connected(relay) as connection:
        return [await connection.send(SENDER, address, message) for address in addresses]


async def refused(relay: Relay, *addresses: str) -> RelayError:
    with pytest.raises(RelayError) as caught:
        await sent(relay, *(addresses or [ANA]))
    return caught.value


# ── what goes well ─────────────────────────────────────────────────────────────────────────────────


async def test_a_message_is_handed_over_and_the_relays_words_are_kept(relay: Relay, peer: "Peer") -> None:
    peer.says("BODY", "250 2.0.0 queued as 4F")
    assert await sent(relay, ANA) == [Outcome(ACCEPTED, "250 2.0.0 queued as 4F")]
    assert peer.commands[1:] == [f"MAIL FROM:<{SENDER}>", f"RCPT TO:<{ANA}>", "DATA", "QUIT"]
    assert peer.messages == [MESSAGE]


async def test_many_messages_go_over_one_connection(relay: Relay, peer: "Peer") -> None:
    outcomes = await sent(relay, *[ANA, OMAR] * 10)
    assert {outcome.state for outcome in outcomes} == {ACCEPTED}
    assert (peer.sessions, len(peer.messages)) == (1, 20)


@pytest.mark.parametrize(
    "message", [b".\r\n", b"..\r\n.a\r\n", b"a\r\n.\r\nQUIT\r\n", b"a\r\n\r\n.", b".a.b\r\n...\r\n", b"a", b""]
)
async def test_lines_that_begin_with_a_dot_arrive_as_they_were(relay: Relay, peer: "Peer", message: bytes) -> None:
    await sent(relay, ANA, message=message)
    assert peer.messages == [message if message.endswith(b"\r\n") else message + b"\r\n"]
    assert not peer.heard("QUIT")[1:]


@pytest.mark.parametrize(
    ("command", "reply"), [("RCPT", "251 will forward"), ("BODY", "252 taken"), ("MAIL", "200 fine")]
)
async def test_only_the_first_digit_of_a_reply_counts(relay: Relay, peer: "Peer", command: str, reply: str) -> None:
    peer.says(command, reply)
    assert [outcome.state for outcome in await sent(relay, ANA)] == [ACCEPTED]  # RFC 5321 4.3.2


# ── one recipient is refused ───────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("command", ["RCPT", "DATA", "BODY"])
@pytest.mark.parametrize(("reply", "state"), [("452 later", DEFERRED), ("550 5.1.1 nobody here", REJECTED)])
async def test_a_refusal_is_that_messages_alone(
    relay: Relay, peer: "Peer", command: str, reply: str, state: DeliveryState
) -> None:
    peer.says(command, reply, {"DATA": "354 go on"}.get(command, "250 well"))
    outcomes = await sent(relay, ANA, OMAR)
    assert outcomes[0] == Outcome(state, reply)
    assert outcomes[1].state is ACCEPTED
    assert peer.sessions == 1
    assert len(peer.heard("RSET")) == (command != "BODY")  # a transaction that ended needs none


async def test_a_sender_who_must_wait_defers_the_message(relay: Relay, peer: "Peer") -> None:
    peer.says("MAIL", "451 too many", "250 well")
    assert [outcome.state for outcome in await sent(relay, ANA, OMAR)] == [DEFERRED, ACCEPTED]


async def test_a_relay_that_hangs_up_on_a_refusal_does_not_undo_it(relay: Relay, peer: "Peer") -> None:
    peer.says("RCPT", "550 nobody here", "250 well")
    peer.says("RSET", HANG_UP)
    outcomes = await sent(relay, ANA, OMAR)
    assert [outcome.state for outcome in outcomes] == [REJECTED, ACCEPTED]
    assert peer.sessions == 2


async def test_a_relay_that_closes_at_a_recipient_defers_that_one_and_the_next_gets_a_new_session(
    relay: Relay, peer: "Peer"
) -> None:
    peer.says("RCPT", "421 closing", "250 well")
    assert [outcome.state for outcome in await sent(relay, ANA, OMAR)] == [DEFERRED, ACCEPTED]
    assert peer.sessions == 2


async def test_a_relay_that_closes_after_the_body_has_still_answered(relay: Relay, peer: "Peer") -> None:
    peer.says("BODY", "421 closing", "250 well")
    assert [outcome.state for outcome in await sent(relay, ANA, OMAR)] == [DEFERRED, ACCEPTED]
    assert peer.sessions == 2


# ── the relay as a whole cannot be used, and nothing has left ──────────────────────────────────────


@pytest.mark.parametrize("command", ["MAIL", "RCPT", "DATA"])
async def test_a_connection_lost_before_the_body_may_be_tried_again(relay: Relay, peer: "Peer", command: str) -> None:
    peer.says(command, HANG_UP)
    error = await refused(relay)
    assert (error.permanent, peer.messages) == (False, [])


@pytest.mark.parametrize("command", ["MAIL", "RCPT", "DATA"])
async def test_an_answer_that_is_none_ends_the_session(relay: Relay, peer: "Peer", command: str) -> None:
    peer.says(command, "what?")
    assert not (await refused(relay)).permanent


async def test_421_at_mail_may_be_tried_again(relay: Relay, peer: "Peer") -> None:
    peer.says("MAIL", "421 too busy")
    error = await refused(relay)
    assert not error.permanent
    assert "421 too busy" in str(error)


@pytest.mark.parametrize("last", [HANG_UP, "421 enough for one session"])
async def test_a_session_that_has_carried_enough_is_followed_by_a_new_one(
    relay: Relay, peer: "Peer", last: str
) -> None:
    peer.says("MAIL", "250 well", "250 well", last, "250 well")
    assert [outcome.state for outcome in await sent(relay, ANA, OMAR, ANA)] == [ACCEPTED] * 3
    assert (peer.sessions, len(peer.messages)) == (2, 3)


async def test_5xx_at_mail_is_about_the_sender_and_final(relay: Relay, peer: "Peer") -> None:
    peer.says("MAIL", "553 not yours")
    error = await refused(relay)
    assert (error.phase, error.permanent) == ("mail", True)
    assert str(error).startswith("the relay refuses this sender: 553 not yours; check the region's sender")


async def test_a_relay_that_wants_a_sign_in_does_not_cost_the_recipient_the_letter(relay: Relay, peer: "Peer") -> None:
    peer.says("RCPT", "530 5.7.0 authentication required")
    error = await refused(relay)
    assert (error.phase, error.permanent) == ("rcpt", True)


# ── nobody knows ───────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("reply", [HANG_UP, "what?", "354 more?", "250" * 4000])
async def test_without_a_clear_answer_after_the_body_nobody_knows(relay: Relay, peer: "Peer", reply: str) -> None:
    peer.says("BODY", reply, "250 well")
    outcomes = await sent(relay, ANA, OMAR)
    assert [outcome.state for outcome in outcomes] == [DeliveryState.UNCERTAIN, ACCEPTED]
    assert (peer.sessions, len(peer.messages)) == (2, 2)


# ── the beginning of a session ─────────────────────────────────────────────────────────────────────


async def test_a_relay_that_is_not_there_names_the_setting_and_may_be_tried_again(
    relay: Relay, free_tcp_port: int
) -> None:
    error = await refused(replace(relay, port=free_tcp_port))
    assert (error.phase, error.permanent) == ("connect", False)
    assert str(error).startswith(f"settings.toml: relays.main: 127.0.0.1:{free_tcp_port}: cannot be reached: ")
    assert str(error).endswith("; check its host and port")


@pytest.mark.parametrize(("greeting", "final"), [("421 later", False), ("554 go away", True), (HANG_UP, False)])
async def test_a_relay_that_does_not_greet_says_why(relay: Relay, peer: "Peer", greeting: str, final: bool) -> None:
    peer.says("GREETING", greeting)
    error = await refused(relay)
    assert (error.phase, error.permanent) == ("connect", final)
    assert greeting in str(error)


async def test_a_relay_without_starttls_gets_nothing(relay: Relay, peer: "Peer") -> None:
    error = await refused(replace(relay, tls="starttls"))
    assert (error.phase, error.permanent) == ("tls", True)
    assert "no trusted TLS: STARTTLS extension not supported by server.; check its host, port and tls" in str(error)
    assert not peer.heard("MAIL")


async def test_a_relay_that_speaks_plainly_where_tls_was_wanted_gets_nothing(relay: Relay, peer: "Peer") -> None:
    error = await refused(replace(relay, tls="tls"))
    assert (error.phase, error.permanent) == ("tls", True)


async def test_a_password_that_is_missing_is_asked_for_by_its_name(relay: Relay, peer: "Peer") -> None:
    error = await refused(replace(relay, slug="far-east", username="ana"))
    assert (error.phase, error.permanent) == ("auth", True)
    assert "NEWSLETTER_RELAYS__FAR_EAST__PASSWORD, or NEWSLETTER_RELAYS__FAR_EAST__PASSWORD_FILE" in str(error)
    assert peer.sessions == 0


@pytest.mark.parametrize(("reply", "final"), [("535 5.7.8 wrong", True), ("454 4.7.0 try later", False)])
async def test_a_refused_sign_in_names_the_settings_and_never_the_password(
    relay: Relay, peer: "Peer", reply: str, final: bool
) -> None:
    peer.says("EHLO", "250-relay\r\n250 AUTH PLAIN")
    peer.says("AUTH", reply)
    error = await refused(replace(relay, username="ana", password="s3cret"))
    assert (error.phase, error.permanent) == ("auth", final)
    assert f"refused the sign-in: {reply}; check its username and password" in str(error)
    assert "s3cret" not in str(error) + repr(relay)


async def test_a_password_beyond_ascii_is_refused_in_words(relay: Relay, peer: "Peer") -> None:
    peer.says("EHLO", "250-relay\r\n250 AUTH PLAIN")
    error = await refused(replace(relay, username="ana", password="pässword"))
    assert "only ASCII characters can be sent there" in str(error)


async def test_a_relay_without_sign_in_is_no_place_for_a_password(relay: Relay, peer: "Peer") -> None:
    error = await refused(replace(relay, username="ana", password="s3cret"))
    assert (error.phase, error.permanent) == ("auth", True)


async def test_a_connection_is_opened_once_and_closed_once(relay: Relay, peer: "Peer") -> None:
    connection = Connection(relay)
    await connection.open()
    await connection.open()
    await connection.close()
    await connection.close()
    assert (peer.sessions, peer.heard("QUIT")) == (1, ["QUIT"])
