"""Every fault at every moment of a transaction, however much is sent ahead: what becomes of the letter, and of the rest."""

import pytest

from newsletter.deliver.smtp.replies import Next
from newsletter.deliver.smtp.session import Haste
from newsletter.deliver.transitions import Event
from tests.deliver.smtp_peer import CLOSE, HANG, Answer, Rogue, Then, line, running
from tests.deliver.smtp_pile import LARGE, PATIENCE, Letter, Pile, carry

# What becomes of the letter that meets the fault, and what the session's end says; GO_ON: it carries the next letter.
TABLE = """
fault          MAIL            RCPT            DATA            MIDDLE         BODY

4xx            DEFER   GO_ON   DEFER   GO_ON   DEFER   GO_ON   DEFER  GO_ON   DEFER  GO_ON
5xx            RELEASE FAULT   REJECT  GO_ON   REJECT  GO_ON   REJECT GO_ON   REJECT GO_ON
421            RELEASE COOL    DEFER   COOL    DEFER   COOL    DEFER  COOL    DEFER  COOL
530            RELEASE FAULT   RELEASE FAULT   RELEASE FAULT   REJECT GO_ON   REJECT GO_ON
close          RELEASE CLOSE   RELEASE CLOSE   RELEASE CLOSE   LOSE   CLOSE   LOSE   CLOSE
hang           RELEASE CLOSE   RELEASE CLOSE   RELEASE CLOSE   LOSE   CLOSE   LOSE   CLOSE
garbage        RELEASE CLOSE   RELEASE CLOSE   RELEASE CLOSE   LOSE   CLOSE   LOSE   CLOSE
odd            RELEASE CLOSE   RELEASE CLOSE   RELEASE CLOSE   LOSE   CLOSE   LOSE   CLOSE
half-code      RELEASE CLOSE   RELEASE CLOSE   RELEASE CLOSE   LOSE   CLOSE   LOSE   CLOSE
half-reply     RELEASE CLOSE   RELEASE CLOSE   RELEASE CLOSE   LOSE   CLOSE   LOSE   CLOSE
half-line      RELEASE CLOSE   RELEASE CLOSE   RELEASE CLOSE   LOSE   CLOSE   LOSE   CLOSE
"""
FAULTS = {
    "4xx": line("451 later"),
    "5xx": line("550 no"),
    "421": line("421 closing", Then.CLOSE),
    "530": line("530 sign in first"),
    "close": CLOSE,
    "hang": HANG,
    "garbage": line("what?"),
    "odd": line("354 go on"),  # at DATA: 250
    "half-code": Answer(b"25", Then.CLOSE),
    "half-reply": Answer(b"250-first\r\n", Then.CLOSE),
    "half-line": Answer(b"250 tak", Then.CLOSE),
}

HEADS, *ROWS = (text.split() for text in TABLE.splitlines() if text)
CELLS = [
    (moment, row[0], Event[row[2 * column + 1]], Next[row[2 * column + 2]])
    for row in ROWS
    for column, moment in enumerate(HEADS[1:])
]
ENVELOPE = ("MAIL", "RCPT", "DATA")
WAITS = {"MIDDLE": PATIENCE.transfer, "BODY": PATIENCE.final_dot}


@pytest.mark.parametrize("place", [0, 1], ids=["the first", "the second"])
@pytest.mark.parametrize(
    ("extensions", "haste"),
    [((), Haste.RIDING), *((("PIPELINING",), haste) for haste in Haste)],
    ids=["no PIPELINING", *(haste.name for haste in Haste)],
)
@pytest.mark.parametrize(("moment", "fault", "event", "then"), CELLS, ids=[f"{row[1]}-{row[0]}" for row in CELLS])
async def test_a_fault_costs_nobody_a_letter_and_sends_none_twice(
    moment: str, fault: str, event: Event, then: Next, extensions: tuple[str, ...], haste: Haste, place: int
) -> None:
    told = line("250 well") if (moment, fault) == ("DATA", "odd") else FAULTS[fault]
    letters = [Letter("ana"), Letter("omar"), Letter("wen")]
    pile, hit = Pile(*letters), letters[place]
    if moment == "MIDDLE" and told in (CLOSE, HANG):
        hit.wire = LARGE
    if extensions and haste is Haste.RIDING and (moment, fault) == ("MAIL", "hang"):
        then = Next.SLOWER  # perhaps it lost what rode behind a body
    async with running(Rogue(extensions)) as rogue:
        rogue.says(moment, told, after=place)
        waits = await carry(rogue, pile, haste)

    # the letter that met the fault
    assert (hit.events[0], hit.is_fault) == (event, then is Next.FAULT)
    assert hit.events[1:] == ([Event.ACCEPT] if event is Event.RELEASE and then is not Next.FAULT else [])
    # the session
    assert pile.endings == ([then] if then in (Next.GO_ON, Next.FAULT) else [then, Next.GO_ON])
    assert rogue.sessions == len(pile.endings)
    assert len(rogue.heard("RSET")) == (then is Next.GO_ON and moment in ENVELOPE)
    assert waits == ([WAITS.get(moment, PATIENCE.command)] if fault == "hang" else [])
    # all the others: accepted, or never begun
    for letter in letters:
        goes = then is not Next.FAULT or letters.index(letter) < place
        assert letter is hit or letter.events[-1:] == ([Event.ACCEPT] if goes else [])
        assert letter.begun == len(letter.events)
        assert rogue.taken.count(letter.name) == letter.events.count(Event.ACCEPT)
    # nothing went twice, nothing went unasked
    assert len(rogue.bodies) == len(set(rogue.bodies))
    assert (rogue.strays, rogue.dots) == ([], 0)


@pytest.mark.parametrize("haste", Haste)
async def test_without_a_fault_all_go_in_one_session(haste: Haste) -> None:
    pile = Pile(*(Letter(f"reader{number}") for number in range(20)))
    async with running(Rogue()) as rogue:
        assert await carry(rogue, pile, haste) == []
    assert rogue.taken == [letter.name for letter in pile.letters]
    assert (pile.endings, rogue.sessions, rogue.heard("RSET")) == ([Next.GO_ON], 1, [])


async def test_a_letter_that_the_relay_has_taken_in_at_last_is_waited_for_like_any_other() -> None:
    pile = Pile(Letter("ana", LARGE))
    async with running(Rogue()) as rogue:
        rogue.says("BODY", HANG)
        assert await carry(rogue, pile, Haste.RIDING) == [PATIENCE.final_dot]
    assert pile.letters[0].events == [Event.LOSE]


@pytest.mark.parametrize("haste", Haste)
@pytest.mark.parametrize("moment", ["RCPT", "DATA", "BODY"])
@pytest.mark.parametrize(
    ("said", "place", "is_about_us"),
    [
        ("550 5.7.1 who are you?", 0, True),
        ("550 5.7.1 this recipient takes no letters", 1, False),
        ("552 5.3.4 too large", 0, True),
        ("552 5.3.4 too large", 1, True),
        ("550 5.1.1 nobody 5.7.1", 0, False),
        ("450 4.7.1 greylisted", 0, False),
    ],
)
async def test_a_refusal_that_is_about_us_costs_no_reader_the_letter(
    said: str, place: int, is_about_us: bool, moment: str, haste: Haste
) -> None:
    letters = [Letter("ana"), Letter("omar"), Letter("wen")]
    pile, hit = Pile(*letters), letters[place]
    async with running(Rogue()) as rogue:
        rogue.says(moment, line(said), after=place)
        await carry(rogue, pile, haste)
    refused = Event.DEFER if said.startswith("4") else Event.REJECT
    assert (hit.events, hit.replies) == ([Event.RELEASE if is_about_us else refused], [said])
    assert pile.endings == [Next.FAULT if is_about_us else Next.GO_ON]
    assert len(rogue.taken) == (place if is_about_us else 2)
