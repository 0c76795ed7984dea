"""What a session sends ahead and what it holds back: the body, above all, until it may go."""

import asyncio

import pytest

from newsletter.deliver.smtp.opening import open_session
from newsletter.deliver.smtp.replies import Next
from newsletter.deliver.smtp.session import MOST_UNSETTLED, Haste, Session
from newsletter.deliver.transitions import Event
from newsletter.model import Relay
from tests.deliver.smtp_peer import HANG, Rogue, Then, line, running
from tests.deliver.smtp_pile import BODY, PATIENCE, Letter, Pile, carry, until

ACCEPT, DEFER, REJECT, RELEASE = Event.ACCEPT, Event.DEFER, Event.REJECT, Event.RELEASE
AHEAD = [Haste.PIPELINED, Haste.RIDING]


async def opened(relay: Relay, pile: Pile, haste: Haste = Haste.RIDING) -> Session:
    session = await open_session(relay, pile, PATIENCE, haste)
    session.go_on()
    return session


# ── what goes ahead ────────────────────────────────────────────────────────────────────────────────


ENVELOPES = [
    b"MAIL FROM:<letter@harbour.test>\r\nRCPT TO:<%s@harbour.test>\r\nDATA\r\n" % name for name in (b"ana", b"omar")
]
MAIL = ENVELOPES[0].splitlines(keepends=True)[0]


@pytest.mark.parametrize(
    ("haste", "first", "second"),
    [
        (Haste.SERIAL, MAIL, BODY),
        (Haste.PIPELINED, ENVELOPES[0], BODY),
        (Haste.RIDING, ENVELOPES[0], BODY + ENVELOPES[1]),
    ],
)
async def test_so_much_is_sent_before_the_relay_has_answered(haste: Haste, first: bytes, second: bytes) -> None:
    heard: list[bytes] = []

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        async def say(*replies: bytes) -> None:
            """Only once nothing more has come for a moment."""
            with pytest.raises(TimeoutError):
                await asyncio.wait_for(reader.read(1), 0.05)
            writer.writelines(replies)

        writer.write(b"220 hello\r\n")
        await reader.readline()
        writer.write(b"250-relay\r\n250 PIPELINING\r\n")
        heard.append(await reader.readexactly(len(first)))
        for reply in (b"250 well\r\n", b"250 well\r\n", b"354 go on\r\n")[: 3 if haste else 2]:
            await say(reply)  # one by one: the body waits for the last of them
            if not haste:
                await reader.readline()
        if not haste:
            await say(b"354 go on\r\n")
        heard.append(await reader.readexactly(len(second)))
        await say()
        writer.close()

    pile = Pile(Letter("ana"), Letter("omar"))
    async with await asyncio.start_server(answer, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        await opened(Relay("main", "127.0.0.1", port, "none", None, None), pile, haste)
        await until(lambda: pile.endings)
    assert heard == [first, second]
    assert [letter.events for letter in pile.letters] == [[Event.LOSE], [RELEASE] if haste is Haste.RIDING else []]


@pytest.mark.parametrize(
    ("extensions", "haste", "limit"),
    [
        (("SIZE 1000",), Haste.SERIAL, 1000),
        (("pipelining", "size 1000"), Haste.RIDING, 1000),
        (("PIPELINING", "SIZE 0"), Haste.RIDING, None),  # no limit, says RFC 1870
        (("SIZE", "X-PIPELINING"), Haste.SERIAL, None),
        (("SIZE about a thousand",), Haste.SERIAL, None),
        ((), Haste.SERIAL, None),
    ],
)
async def test_a_relay_gets_what_it_says_it_can_do_and_no_more(
    extensions: tuple[str, ...], haste: Haste, limit: int | None
) -> None:
    async with running(Rogue(extensions)) as rogue:
        session = await opened(rogue.relay, Pile())
        assert (session.haste, session.size_limit) == (haste, limit)
        session.leave()


# ── a relay that promises what it cannot do ────────────────────────────────────────────────────────


@pytest.mark.parametrize("haste", AHEAD)
@pytest.mark.parametrize("command", ["MAIL", "RCPT", "DATA"])
async def test_503_to_what_was_sent_ahead_costs_nobody_a_letter_but_speed(command: str, haste: Haste) -> None:
    pile = Pile(Letter("ana"), Letter("omar"), Letter("wen"))
    async with running(Rogue()) as rogue:
        rogue.says(command, line("503 bad sequence"), after=1)
        await carry(rogue, pile, haste)
    assert [letter.events for letter in pile.letters] == [[ACCEPT], [RELEASE, ACCEPT], [ACCEPT]]
    assert pile.endings == [Next.SLOWER, Next.GO_ON]
    assert rogue.taken == ["ana", "omar", "wen"]


async def test_a_relay_that_stumbles_again_is_at_last_spoken_to_line_by_line() -> None:
    pile = Pile(Letter("ana"), Letter("omar"))
    async with running(Rogue()) as rogue:
        rogue.says("MAIL", line("503 bad sequence"), line("503 bad sequence"), line("503 who are you?"))
        await carry(rogue, pile, Haste.RIDING)
    assert pile.endings == [Next.SLOWER, Next.SLOWER, Next.FAULT]  # asked one by one, it means what it says
    assert rogue.taken == []


@pytest.mark.parametrize("command", ["RCPT", "DATA"])
async def test_503_to_a_command_that_waited_is_a_refusal(command: str) -> None:
    pile = Pile(Letter("ana"), Letter("omar"))
    async with running(Rogue()) as rogue:
        rogue.says(command, line("503 no"))
        await carry(rogue, pile, Haste.SERIAL)
    assert [letter.events for letter in pile.letters] == [[REJECT], [ACCEPT]]
    assert rogue.sessions == 1


async def test_a_relay_that_loses_what_rides_behind_a_body_is_sent_less() -> None:
    pile = Pile(Letter("ana"), Letter("omar"), Letter("wen"))
    async with running(Rogue()) as rogue:
        rogue.says("BODY", line("250 taken", Then.SWALLOW))
        assert await carry(rogue, pile, Haste.RIDING) == [PATIENCE.command]
    assert [letter.events for letter in pile.letters] == [[ACCEPT], [RELEASE, ACCEPT], [ACCEPT]]
    assert pile.endings == [Next.SLOWER, Next.GO_ON]


# ── an envelope that came to nothing ───────────────────────────────────────────────────────────────


@pytest.mark.parametrize("haste", AHEAD)
@pytest.mark.parametrize("place", [0, 1])
@pytest.mark.parametrize(("refusal", "event"), [("550 nobody", REJECT), ("450 later", DEFER)])
@pytest.mark.parametrize("dot", ["554 nobody to send it to", "250 as you like", "451 later"])
async def test_a_relay_that_wants_a_body_for_nobody_gets_a_lone_dot(
    dot: str, refusal: str, event: Event, place: int, haste: Haste
) -> None:
    pile = Pile(Letter("ana"), Letter("omar"), Letter("wen"))
    async with running(Rogue()) as rogue:
        rogue.says("RCPT", line(refusal), after=place)
        rogue.says("DATA", line("354 go on"), after=place)
        rogue.says("BODY", line(dot), after=place)
        await carry(rogue, pile, haste)
    assert [letter.events for letter in pile.letters] == [[event if place == n else ACCEPT] for n in range(3)]
    assert (rogue.dots, rogue.sessions, rogue.heard("RSET"), rogue.strays) == (1, 1, [], [])


@pytest.mark.parametrize("haste", AHEAD)
async def test_a_relay_that_refuses_only_the_sender_gets_no_dot_that_could_be_a_letter(haste: Haste) -> None:
    pile = Pile(Letter("ana"), Letter("omar"))
    async with running(Rogue()) as rogue:
        rogue.says("MAIL", line("451 later"))
        rogue.says("RCPT", line("250 well"))
        rogue.says("DATA", line("354 go on"))
        await carry(rogue, pile, haste)
    assert [letter.events for letter in pile.letters] == [[DEFER], [ACCEPT]]
    assert (rogue.dots, rogue.bodies, pile.endings) == (0, ["omar"], [Next.CLOSE, Next.GO_ON])


@pytest.mark.parametrize("haste", Haste)
@pytest.mark.parametrize(
    ("answer", "ending"),
    [("421 closing", Next.COOL), ("what?", Next.CLOSE), ("354 what?", Next.CLOSE), ("", Next.CLOSE), ("502 no", None)],
)
async def test_what_a_relay_says_to_rset_does_not_undo_its_refusal(
    answer: str, ending: Next | None, haste: Haste
) -> None:
    pile = Pile(Letter("ana"), Letter("omar"))
    async with running(Rogue()) as rogue:
        rogue.says("RCPT", line("550 nobody"))
        rogue.says("RSET", line(answer) if answer else HANG)
        if ending is None:
            rogue.says("MAIL", line("250 well"), line("250 well"))  # it needs none
        waits = await carry(rogue, pile, haste)
    assert [letter.events for letter in pile.letters] == [[REJECT], [ACCEPT]]
    assert pile.endings == ([ending, Next.GO_ON] if ending else [Next.GO_ON])
    assert waits == ([] if answer else [PATIENCE.command])


# ── how many may be uncertain ──────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("haste", Haste)
async def test_never_more_than_two_letters_are_unsettled(haste: Haste) -> None:
    letters = [Letter(f"reader{number}") for number in range(6)]
    pile = Pile(*letters, settles=False)
    async with running(Rogue()) as rogue:
        session = await opened(rogue.relay, pile, haste)
        for number, letter in enumerate(letters):
            ready = min(number + MOST_UNSETTLED, len(letters))
            await until(lambda: len(rogue.taken) == ready)  # noqa: B023 (it is awaited here)
            if ready < len(letters):
                await until(lambda: letters[ready].hurried)  # noqa: B023
            assert [each.bodies for each in letters] == [1] * ready + [0] * (len(letters) - ready)
            letter.settle()
        session.leave()
    assert rogue.taken == [letter.name for letter in letters]


@pytest.mark.parametrize("haste", Haste)
async def test_a_refused_letter_is_unsettled_too(haste: Haste) -> None:
    letters = [Letter("ana"), Letter("omar"), Letter("wen")]
    pile = Pile(*letters, settles=False)
    async with running(Rogue()) as rogue:
        rogue.says("RCPT", line("550 nobody"), line("450 later"))
        session = await opened(rogue.relay, pile, haste)
        await until(lambda: letters[2].hurried)
        assert (letters[2].bodies, session.unsettled) == (0, 2)
        letters[0].settle()
        await until(lambda: rogue.taken == ["wen"])
        session.leave()
