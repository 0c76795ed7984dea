"""A session that waits: for a letter's mark, for more letters, for its end."""

import pytest

from newsletter.deliver.smtp.opening import open_session
from newsletter.deliver.smtp.replies import Next, Phase
from newsletter.deliver.smtp.session import Haste, Session
from newsletter.deliver.transitions import Event
from tests.deliver.smtp_peer import HANG, Answer, Rogue, Then, line, running
from tests.deliver.smtp_pile import PATIENCE, Letter, Pile, carry, until

ACCEPT, LOSE, RELEASE = Event.ACCEPT, Event.LOSE, Event.RELEASE


async def opened(rogue: Rogue, pile: Pile, haste: Haste = Haste.RIDING) -> Session:
    session = await open_session(rogue.relay, pile, PATIENCE, haste)
    session.go_on()
    return session


# ── a letter that may not go yet, or not any more ──────────────────────────────────────────────────


@pytest.mark.parametrize("haste", Haste)
async def test_a_letter_waits_for_its_mark_with_its_envelope_out(haste: Haste) -> None:
    letter = Letter("ana", may_go=False)
    async with running(Rogue()) as rogue:
        session = await opened(rogue, Pile(letter), haste)
        await until(lambda: letter.hurried)
        session.go_on()  # as for another's mark
        assert (letter.bodies, rogue.heard("DATA")) == (0, ["DATA"])
        letter.may_go = True
        session.go_on()
        await until(lambda: letter.events)
        session.leave()
    assert (letter.events, letter.bodies, rogue.taken) == ([ACCEPT], 1, ["ana"])


@pytest.mark.parametrize("haste", Haste)
async def test_a_letter_that_is_withdrawn_after_data_takes_the_connection_with_it_and_no_dot_is_sent(
    haste: Haste,
) -> None:
    letter = Letter("ana", may_go=False)
    pile = Pile(letter)
    async with running(Rogue()) as rogue:
        session = await opened(rogue, pile, haste)
        await until(lambda: letter.hurried)
        session.withdraw(letter)
        session.go_on()
    assert (letter.bodies, rogue.bodies, rogue.dots) == (0, [], 0)
    assert (rogue.torn, rogue.commands[-1]) == (0, "DATA")  # even a QUIT would be a line of the body
    assert (letter.events, pile.endings) == ([], [Next.GO_ON])  # who withdrew it knows


@pytest.mark.parametrize("moment", ["while the body before it has no answer", "once it is its turn"])
async def test_a_letter_that_is_withdrawn_while_it_rides_does_not_harm_the_one_before(moment: str) -> None:
    first, second, third = Letter("ana"), Letter("omar", may_go=False), Letter("wen")
    pile = Pile(first, second, third)
    async with running(Rogue()) as rogue:
        session = await opened(rogue, pile)
        await until(lambda: second.begun if "answer" in moment else second.hurried)
        session.withdraw(second)
        await until(lambda: pile.endings)
    assert (first.events, second.events, third.begun) == ([ACCEPT], [], 0)
    assert (second.bodies, rogue.bodies, rogue.dots, pile.endings) == (0, ["ana"], 0, [Next.GO_ON])


@pytest.mark.parametrize("haste", Haste)
async def test_a_letter_whose_lease_has_run_out_at_the_last_moment_is_released(haste: Haste) -> None:
    first, second = Letter("ana"), Letter("omar", wire=None)
    pile = Pile(first, second)
    async with running(Rogue()) as rogue:
        await opened(rogue, pile, haste)
        await until(lambda: pile.endings)
    assert (first.events, second.events) == ([ACCEPT], [RELEASE])
    assert (rogue.bodies, rogue.dots, pile.endings) == (["ana"], 0, [Next.GO_ON])


# ── the end ────────────────────────────────────────────────────────────────────────────────────────


async def test_a_session_with_nothing_to_do_says_quit() -> None:
    pile = Pile()
    async with running(Rogue()) as rogue:
        session = await opened(rogue, pile)
        assert round(session.deadline - session.loop.time()) == PATIENCE.idle
        session.expire()
    assert (rogue.commands[1:], pile.endings) == (["QUIT"], [Next.GO_ON])


async def test_a_session_that_is_left_finishes_the_body_and_gives_back_what_rides_behind_it() -> None:
    first, second = Letter("ana"), Letter("omar")
    pile = Pile(first, second)
    async with running(Rogue()) as rogue:
        session = await opened(rogue, pile)
        await until(lambda: second.begun)
        session.leave()
        assert (first.events, second.events) == ([], [RELEASE])
        await until(lambda: pile.endings)
    assert (first.events, second.events, second.begun) == ([ACCEPT], [RELEASE], 1)
    assert (rogue.bodies, rogue.dots, pile.endings) == (["ana"], 0, [Next.GO_ON])


async def test_a_session_that_is_cut_tells_what_is_certain_and_what_is_not() -> None:
    first, second = Letter("ana"), Letter("omar")
    pile = Pile(first, second)
    async with running(Rogue()) as rogue:
        rogue.says("BODY", HANG)
        session = await opened(rogue, pile)
        await until(lambda: rogue.hangs)
        session.end("the worker was stopped")
        session.end("again")
    assert (first.events, second.events, pile.endings) == ([LOSE], [RELEASE], [Next.CLOSE])
    assert {*first.replies, *second.replies, *pile.words} == {"the worker was stopped"}


@pytest.mark.parametrize(
    "said", [line("421 idle for too long", Then.CLOSE), line("250 what you never asked"), Answer(b"what?\r\n")]
)
@pytest.mark.parametrize("haste", Haste)
async def test_what_a_relay_says_unasked_ends_the_session_before_a_body_goes(said: Answer, haste: Haste) -> None:
    first, second = Letter("ana", may_go=False), Letter("omar")
    pile = Pile(first, second)
    async with running(Rogue()) as rogue:
        rogue.says("DATA", Answer(b"354 go on\r\n" + said.says, said.then))
        session = await opened(rogue, pile, haste)
        await until(lambda: pile.endings)
        first.may_go = True
        session.go_on()
    assert (first.events, first.bodies, second.begun, pile.endings) == ([RELEASE], 0, 0, [Next.CLOSE])
    assert first.replies == pile.words


@pytest.mark.parametrize("haste", Haste)
@pytest.mark.parametrize(
    ("said", "event"), [("250 taken", ACCEPT), ("451 later", Event.DEFER), ("550 no", Event.REJECT)]
)
async def test_a_relay_that_closes_behind_its_answer_has_still_answered(said: str, event: Event, haste: Haste) -> None:
    pile = Pile(Letter("ana"), Letter("omar"))
    async with running(Rogue()) as rogue:
        rogue.says("BODY", line(said, Then.CLOSE))
        await carry(rogue, pile, haste)
    assert [letter.events[-1] for letter in pile.letters] == [event, ACCEPT]
    assert pile.letters[0].events == [event]
    assert pile.endings == [Next.CLOSE, Next.GO_ON]


@pytest.mark.parametrize("haste", Haste)
async def test_a_session_whose_letter_waits_for_us_is_not_the_relays_fault(haste: Haste) -> None:
    letter = Letter("ana", may_go=False)
    pile = Pile(letter)
    async with running(Rogue()) as rogue:
        session = await opened(rogue, pile, haste)
        await until(lambda: letter.hurried)
        session.expire()
        assert (session.alive, session.awaited, pile.endings) == (True, None, [])
        session.leave()
    assert letter.events == [RELEASE]


async def test_a_relay_that_answers_a_body_too_early_is_taken_at_its_word() -> None:
    letter = Letter("ana")
    async with running(Rogue()) as rogue:
        rogue.says("MIDDLE", line("552 too large"))
        session = await opened(rogue, Pile(letter))
        await until(lambda: letter.events)
        assert session.awaited is not Phase.BODY
        session.leave()
    assert (letter.events, letter.replies) == ([Event.REJECT], ["552 too large"])
