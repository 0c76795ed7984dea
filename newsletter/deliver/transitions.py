"""Every move that a delivery can make: one table, pure. The ledger obeys it, tests drive it, the README prints it.

`MOVES[event]` says from which states an event leads, and where to; what is not in the table does not happen, because
every statement of the ledger compares the state it finds with the table's.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from newsletter.model import DeliveryState

QUEUED, SENDING, ACCEPTED = DeliveryState.QUEUED, DeliveryState.SENDING, DeliveryState.ACCEPTED
DEFERRED, REJECTED, SUPPRESSED = DeliveryState.DEFERRED, DeliveryState.REJECTED, DeliveryState.SUPPRESSED
CANCELLED, UNCERTAIN = DeliveryState.CANCELLED, DeliveryState.UNCERTAIN


class Event(Enum):
    """What happens to a delivery, in the words of the README."""

    MARK = "a worker takes it up"
    ACCEPT = "the relay answers 2xx to the body"
    DEFER = "the relay answers 4xx"
    REJECT = "the relay answers 5xx to recipient, DATA or body"
    RELEASE = "the connection or the worker ends before the body"
    LOSE = "the connection ends in the body or before a clear answer to it"
    STRAND = "the worker is lost, and its lease has run out"
    WAKE = "its time to be tried again has come"
    GIVE_UP = "the relay has put it off for longer than retry_for"
    SUPPRESS = "its address unsubscribes or is suppressed"
    CANCEL = "a person cancels the issue"
    RESEND = "a person says: send it again"
    CLOSE = "a person says: leave it at that"

    __hash__ = object.__hash__  # members are single; Enum's own hash is slow


@dataclass(frozen=True, slots=True)
class Transition:
    """One line of the table."""

    state: DeliveryState
    event: Event
    condition: str
    to: DeliveryState
    committed: str  # when, against what others can see


_HOLDS = "the worker holds its shard: token and lease"
_OWN = "told by the token that marked it"
_GROUP = (
    "grouped"  # with the ledger's next turn; a connection starts no body while two of its results are not committed
)
_CLAIM = "at the claim"  # before anything of the shard is read to be sent
_AT_ONCE = "at once"

TABLE = (
    Transition(QUEUED, Event.MARK, f"{_HOLDS}; the issue is sending", SENDING, "before its body"),
    Transition(SENDING, Event.ACCEPT, _OWN, ACCEPTED, _GROUP),
    Transition(SENDING, Event.DEFER, _OWN, DEFERRED, _GROUP),
    Transition(SENDING, Event.REJECT, _OWN, REJECTED, _GROUP),
    Transition(SENDING, Event.GIVE_UP, _OWN, REJECTED, _GROUP),
    Transition(SENDING, Event.RELEASE, _OWN, QUEUED, "before it may go again"),
    Transition(SENDING, Event.LOSE, _OWN, UNCERTAIN, _GROUP),
    Transition(SENDING, Event.STRAND, "marked by an older token than the claim's", UNCERTAIN, _CLAIM),
    Transition(UNCERTAIN, Event.ACCEPT, f"{_OWN}, late", ACCEPTED, _GROUP),
    Transition(UNCERTAIN, Event.REJECT, f"{_OWN}, late", REJECTED, _GROUP),
    Transition(DEFERRED, Event.WAKE, "not_before has passed", QUEUED, _CLAIM),
    Transition(QUEUED, Event.SUPPRESS, "", SUPPRESSED, f"{_AT_ONCE}, and {_CLAIM}"),
    Transition(DEFERRED, Event.SUPPRESS, "", SUPPRESSED, f"{_AT_ONCE}, and {_CLAIM}"),
    Transition(QUEUED, Event.CANCEL, "", CANCELLED, _AT_ONCE),
    Transition(DEFERRED, Event.CANCEL, "", CANCELLED, _AT_ONCE),
    Transition(UNCERTAIN, Event.RESEND, "", QUEUED, "with its job"),
    Transition(UNCERTAIN, Event.CLOSE, "", CANCELLED, _AT_ONCE),
)


@dataclass(frozen=True, slots=True)
class Move:
    """An event as SQL asks for it: the states it may leave, as small integers, and the one it leads to."""

    states: tuple[int, ...]
    to: int

    @property
    def mask(self) -> int:
        """The states as bits, so that a row of a group can carry its own."""
        return sum(1 << state for state in self.states)


def _move(event: Event) -> Move:
    lines = [line for line in TABLE if line.event is event]
    (to,) = {line.to for line in lines}
    return Move(tuple(int(line.state) for line in lines), int(to))


MOVES: Mapping[Event, Move] = {event: _move(event) for event in Event}

OPEN = (QUEUED, SENDING, DEFERRED)  # an issue with one of these has something left to do


def as_markdown() -> str:
    """The table as the README prints it."""
    cells = (
        (line.state.name.lower(), line.event.value, line.condition, line.to.name.lower(), line.committed)
        for line in TABLE
    )
    rows = (f"| {' | '.join(row)} |" for row in cells)
    return "\n".join(["| from | when | if | to | committed |", "| --- | --- | --- | --- | --- |", *rows])
