"""One message after the other over one connection, to a relay that misbehaves; what is known of each is told apart."""

from typing import TYPE_CHECKING

import pytest

from newsletter.deliver.smtp.single import Outcome, connected
from newsletter.deliver.smtp.wire import Patience
from newsletter.deliver.transitions import Event
from newsletter.errors import RelayError
from newsletter.model import Relay
from tests.deliver.smtp_pile import until

if TYPE_CHECKING:
    from tests.deliver.conftest import Peer

SENDER, ANA, OMAR = "letter@harbour.test", "ana@harbour.test", "omar@harbour.test"
MESSAGE = b"Subject: Tides\r\n\r\nHigh at nine.\r\n"
ACCEPT, DEFER, REJECT, LOSE = Event.ACCEPT, Event.DEFER, Event.REJECT, Event.LOSE
HANG_UP, SILENCE = "", "…"
GREETINGS = ["250 well", "250-relay\r\n250 PIPELINING"]


async def sent(relay: Relay, *addresses: str, message: bytes = MESSAGE) -> list[Outcome]:
    async with connected(relay) as client:
        return [await client.send(SENDER, address, message) for address in addresses]


async def refused(relay: Relay, *addresses: str) -> RelayError:
    with pytest.raises(RelayError) as caught:
        await sent(relay, *(addresses or [ANA]))
    return caught.value


# ── what goes well ─────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("greeting", GREETINGS)
async def test_a_message_is_handed_over_and_the_relays_words_are_kept(
    relay: Relay, peer: "Peer", greeting: str
) -> None:
    peer.says("EHLO", greeting)
    peer.says("BODY", "250 2.0.0 queued as 4F")
    assert await sent(relay, ANA) == [Outcome(ACCEPT, "250 2.0.0 queued as 4F")]
    await until(lambda: peer.heard("QUIT"))
    assert peer.commands[1:] == [f"MAIL FROM:<{SENDER}>", f"RCPT TO:<{ANA}>", "DATA", "QUIT"]
    assert peer.messages == [MESSAGE]


@pytest.mark.parametrize("greeting", GREETINGS)
async def test_many_messages_go_over_one_connection(relay: Relay, peer: "Peer", greeting: str) -> None:
    peer.says("EHLO", greeting)
    outcomes = await sent(relay, *[ANA, OMAR] * 10)
    assert {outcome.event for outcome in outcomes} == {ACCEPT}
    assert (peer.sessions, len(peer.messages)) == (1, 20)


@pytest.mark.parametrize(
    "message", [b".\r\n", b"..\r\n.a\r\n", b"a\r\n.\r\nQUIT\r\n", b"a\r\n\r\n.", b".a.b\r\n...\r\n", b"a", b""]
)
async def test_lines_that_begin_with_a_dot_arrive_as_they_were(relay: Relay, peer: "Peer", message: bytes) -> None:
    await sent(relay, ANA, message=message)
    await until(lambda: peer.heard("QUIT"))
    assert peer.messages == [message if message.endswith(b"\r\n") else message + b"\r\n"]
    assert not peer.heard("QUIT")[1:]


@pytest.mark.parametrize(
    ("command", "reply"),
    [
        ("RCPT", "251 will forward"),
        ("MAIL", "200 fine"),
        ("BODY", "252 taken"),
        ("BODY", "250"),
        ("BODY", "250-taken\r\n250-\r\n250 with thanks"),
    ],
)
async def test_only_the_first_digit_of_a_reply_counts(relay: Relay, peer: "Peer", command: str, reply: str) -> None:
    peer.says(command, reply)
    assert [outcome.event for outcome in await sent(relay, ANA)] == [ACCEPT]  # RFC 5321 4.3.2


async def test_a_reply_of_many_lines_is_told_as_one(relay: Relay, peer: "Peer") -> None:
    peer.says("RCPT", "550-5.1.1 nobody\r\n550-\r\n550 5.1.1 of that name\x07")
    assert await sent(relay, ANA) == [Outcome(REJECT, "550 5.1.1 nobody  5.1.1 of that name")]


# ── what is no message, or no envelope ─────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "message", [b"a\rb\r\n", b"a\nb\r\n", b"a\r\n\n.\r\n", b"a\r\r\n", b"a\n", b"a\r", b"\n.\nMAIL"]
)
async def test_a_lone_cr_or_lf_never_leaves(relay: Relay, peer: "Peer", message: bytes) -> None:
    async with connected(relay) as client:
        with pytest.raises(ValueError, match="CR or LF that is no line end"):
            await client.send(SENDER, ANA, message)
        assert len(peer.commands) == 1
        assert (await client.send(SENDER, ANA, MESSAGE)).event is ACCEPT
    assert peer.messages == [MESSAGE]


@pytest.mark.parametrize(
    "address",
    ["", "ana", "@harbour.test", "ana@harbour.test\r\nDATA", "ana@harbour.test>\r\nRCPT TO:<omar@harbour.test",
     "ana@harbour.test\n", "a na@harbour.test", "ana\x00@harbour.test", "ana\x7f@harbour.test", "<ana@harbour.test>",
     "ana@harbour.test> SIZE=1", "désolé@harbour.test", "ana@[127.0.0.1]"],
)  # fmt: skip
@pytest.mark.parametrize("whose", ["sender", "recipient"])
async def test_what_is_no_address_never_becomes_a_command(relay: Relay, peer: "Peer", address: str, whose: str) -> None:
    async with connected(relay) as client:
        with pytest.raises(ValueError, match="mail address"):
            await client.send(*((address, ANA) if whose == "sender" else (SENDER, address)), MESSAGE)
    await until(lambda: peer.heard("QUIT"))
    assert len(peer.commands) == 2


async def test_a_domain_goes_in_ascii(relay: Relay, peer: "Peer") -> None:
    await sent(relay, "ana@Münster.example")
    assert peer.recipients == ["ana@xn--mnster-3ya.example"]


# ── one recipient is refused ───────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("command", ["RCPT", "DATA", "BODY"])
@pytest.mark.parametrize(("reply", "event"), [("452 later", DEFER), ("550 5.1.1 nobody here", REJECT)])
async def test_a_refusal_is_that_messages_alone(
    relay: Relay, peer: "Peer", command: str, reply: str, event: Event
) -> None:
    peer.says(command, reply, {"DATA": "354 go on"}.get(command, "250 well"))
    outcomes = await sent(relay, ANA, OMAR)
    assert outcomes == [Outcome(event, reply), Outcome(ACCEPT, "250 taken" if command != "BODY" else "250 well")]
    assert peer.sessions == 1
    assert len(peer.heard("RSET")) == (command != "BODY")  # a transaction that ended needs none


async def test_a_sender_who_must_wait_defers_the_message(relay: Relay, peer: "Peer") -> None:
    peer.says("MAIL", "451 too many", "250 well")
    assert [outcome.event for outcome in await sent(relay, ANA, OMAR)] == [DEFER, ACCEPT]


async def test_a_relay_that_hangs_up_on_a_refusal_does_not_undo_it(relay: Relay, peer: "Peer") -> None:
    peer.says("RCPT", "550 nobody here", "250 well")
    peer.says("RSET", HANG_UP)
    async with connected(relay) as client:
        assert await client.send(SENDER, ANA, MESSAGE) == Outcome(REJECT, "550 nobody here")
        with pytest.raises(RelayError) as caught:
            await client.send(SENDER, OMAR, MESSAGE)
    assert not caught.value.permanent
    assert peer.messages == []


@pytest.mark.parametrize("command", ["RCPT", "DATA", "BODY"])
async def test_a_relay_that_closes_in_answer_to_one_message_takes_the_next_in_a_new_session(
    relay: Relay, peer: "Peer", command: str
) -> None:
    peer.says(command, "421 closing", {"DATA": "354 go on"}.get(command, "250 well"))
    async with connected(relay) as client:
        assert await client.send(SENDER, ANA, MESSAGE) == Outcome(DEFER, "421 closing")
        with pytest.raises(RelayError, match="the session is over") as caught:
            await client.send(SENDER, OMAR, MESSAGE)
    assert not caught.value.permanent
    assert [outcome.event for outcome in await sent(relay, OMAR)] == [ACCEPT]
    assert peer.sessions == 2


async def test_a_relay_that_says_goodbye_unasked_has_still_taken_the_message_before(relay: Relay, peer: "Peer") -> None:
    peer.says("BODY", "250 taken\r\n421 enough for one session")
    async with connected(relay) as client:
        assert await client.send(SENDER, ANA, MESSAGE) == Outcome(ACCEPT, "250 taken")
        with pytest.raises(RelayError, match=r"^relays\.main: the relay ended the session: ") as caught:
            await client.send(SENDER, OMAR, MESSAGE)
    assert not caught.value.permanent
    assert peer.recipients == [ANA]


# ── the relay as a whole cannot be used, and nothing has left ──────────────────────────────────────


@pytest.mark.parametrize("command", ["MAIL", "RCPT", "DATA"])
@pytest.mark.parametrize(
    ("reply", "words"),
    [
        (HANG_UP, "the relay hung up"),
        ("what?", "no SMTP reply: 'what?'"),
        ("250-a\r\n" * 20_000, "a reply without an end"),
    ],
)
async def test_without_a_clear_answer_before_the_body_the_message_may_be_tried_again(
    relay: Relay, peer: "Peer", command: str, reply: str, words: str
) -> None:
    peer.says(command, reply)
    error = await refused(relay)
    assert (error.phase, error.permanent, peer.messages) == ("mail", False, [])
    assert str(error) == f"relays.main: the relay ended the session: {words}"


@pytest.mark.parametrize("first", ["421 too busy", "421-too\r\n421 busy"])
async def test_421_at_mail_may_be_tried_again(relay: Relay, peer: "Peer", first: str) -> None:
    peer.says("MAIL", first)
    error = await refused(relay)
    assert (error.phase, error.permanent) == ("mail", False)
    assert str(error) == "relays.main: the relay ended the session: 421 too busy"


async def test_5xx_at_mail_is_about_the_sender_and_final(relay: Relay, peer: "Peer") -> None:
    peer.says("MAIL", "553 not yours")
    error = await refused(relay)
    assert (error.phase, error.permanent) == ("mail", True)
    said = "the relay refuses this sender: 553 not yours; check the region's sender and the relay's username"
    assert str(error) == f"relays.main: {said}"


@pytest.mark.parametrize("command", ["RCPT", "DATA"])
async def test_a_relay_that_wants_a_sign_in_does_not_cost_the_recipient_the_letter(
    relay: Relay, peer: "Peer", command: str
) -> None:
    peer.says(command, "530 5.7.0 authentication required")
    error = await refused(relay)
    assert error.permanent
    assert "530 5.7.0 authentication required; check" in str(error)


# ── nobody knows ───────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("reply", [HANG_UP, "what?", "354 more?", "250" * 4000, "250-a\r\n" * 20_000])
async def test_without_a_clear_answer_after_the_body_nobody_knows(relay: Relay, peer: "Peer", reply: str) -> None:
    peer.says("BODY", reply, "250 well")
    assert [outcome.event for outcome in await sent(relay, ANA)] == [LOSE]
    assert [outcome.event for outcome in await sent(relay, OMAR)] == [ACCEPT]
    assert (peer.sessions, len(peer.messages)) == (2, 2)


async def test_a_relay_is_not_waited_for_without_end(relay: Relay, peer: "Peer") -> None:
    peer.says("BODY", SILENCE)
    async with connected(relay, Patience(final_dot=0.01)) as client:
        outcome = await client.send(SENDER, ANA, MESSAGE)
    assert outcome == Outcome(LOSE, "no answer to body in time")
