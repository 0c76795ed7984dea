"""Letters that remember what became of them, and a lane of one session that carries them to a relay."""

import asyncio
from collections import deque
from collections.abc import Callable

from newsletter.deliver.smtp.opening import open_session
from newsletter.deliver.smtp.replies import Next, Phase
from newsletter.deliver.smtp.session import Haste, Session, commands
from newsletter.deliver.smtp.wire import Patience
from newsletter.deliver.transitions import Event
from tests.deliver.smtp_peer import Rogue

SENDER = "letter@harbour.test"
BODY = b"Subject: Tides\r\n\r\nHigh at nine.\r\n.\r\n"
LARGE = (b"a" * 30_000 + b"\r\n") * 500 + b".\r\n"  # more than the kernel holds for us
# Nobody waits so long: a test sees by them what a session waits for, and then says that the time is up.
PATIENCE = Patience(connect=1000, command=2000, transfer=3000, final_dot=4000, idle=5000)


async def until(condition: Callable[[], object]) -> None:
    async with asyncio.timeout(10):
        while not condition():
            await asyncio.sleep(0)


class Letter:
    """A message that remembers what was done with it."""

    def __init__(self, name: str, wire: bytes | None = BODY, *, may_go: bool = True) -> None:
        self.name, self.wire, self.may_go = name, wire, may_go
        self.commands = commands(SENDER, f"{name}@harbour.test")
        self.session: Session | None = None
        self.pile: Pile | None = None
        self.begun = self.bodies = self.hurried = 0
        self.events: list[Event] = []
        self.replies: list[str] = []
        self.is_fault = False

    def hurry(self) -> None:
        self.hurried += 1

    def body(self) -> bytes | None:
        self.bodies += 1
        return self.wire

    def ended(self, event: Event, reply: str, *, fault: bool = False) -> None:
        self.events.append(event)
        self.replies.append(reply)
        self.is_fault |= fault
        assert self.pile is not None
        self.pile.take_note(self, event)

    def settle(self) -> None:
        """What became of it is committed."""
        assert self.session is not None
        self.session.unsettled -= 1
        self.session.go_on()


class Pile:
    """Letters that wait for a session; what is released goes on top again, as in a lane."""

    def __init__(self, *letters: Letter, settles: bool = True) -> None:
        self.letters, self.waiting, self.settles = letters, deque(letters), settles
        self.endings: list[Next] = []
        self.words: list[str] = []
        for letter in letters:
            letter.pile = self

    def take(self, session: Session) -> Letter | None:
        if not self.waiting:
            return None
        letter = self.waiting.popleft()
        letter.session = session
        letter.begun += 1
        return letter

    def ended(self, session: Session, then: Next, how: str) -> None:
        self.endings.append(then)
        self.words.append(how)

    def take_note(self, letter: Letter, event: Event) -> None:
        if event is Event.RELEASE and not letter.is_fault:
            self.waiting.appendleft(letter)
        if self.settles:
            asyncio.get_running_loop().call_soon(letter.settle)

    @property
    def proven(self) -> bool:
        return any(Event.ACCEPT in letter.events for letter in self.letters)

    @property
    def is_done(self) -> bool:
        return all(letter.events and letter.events[-1] is not Event.RELEASE for letter in self.letters)


_AWAITED = {phase.name: phase for phase in Phase} | {"MIDDLE": Phase.BODY}


def _is_stuck(session: Session, rogue: Rogue) -> bool:
    """Whether the relay hangs, and the session has understood all that it said before."""
    return bool(rogue.hangs) and session.awaited is _AWAITED[rogue.hangs]


async def carry(rogue: Rogue, pile: Pile, haste: Haste) -> list[int]:
    """One session after the other until nothing waits, as a lane has them.

    Returns how long each hang would have been waited for, as one of PATIENCE's times.
    """
    waits: list[int] = []
    while pile.waiting and Next.FAULT not in pile.endings:
        assert len(pile.endings) < 10, pile.words
        if pile.endings[-1:] == [Next.SLOWER]:
            haste = Haste(haste - 1)
        session = await open_session(rogue.relay, pile, PATIENCE, haste)
        session.go_on()
        await until(lambda: not session.alive or pile.is_done or _is_stuck(session, rogue))  # noqa: B023 (awaited here)
        if session.alive and not pile.is_done:
            waits.append(round((session.deadline - session.loop.time()) / 1000) * 1000)
            rogue.hangs = ""
            session.expire()
        session.leave()
    return waits
