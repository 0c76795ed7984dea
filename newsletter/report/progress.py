"""How far an issue is while it is sent: figures, pace and the time that is left; for `newsletter send`."""

import asyncio
import time
from collections import deque
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from psycopg_pool import AsyncConnectionPool

from newsletter.deliver.transitions import DEFERRED, QUEUED, SENDING
from newsletter.model import DeliveryState
from newsletter.store import deliveries, issues
from newsletter.store.issues import IssueRow

_EVERY = 0.5  # seconds between two looks, at least
_SHARE = 20  # a look takes one part in so many of the time, however many deliveries there are to count
_STREAMED = ("accepted", "deferred", "rejected", "suppressed", "cancelled", "uncertain")
_WINDOW = 10.0  # seconds over which the pace is taken


@dataclass(frozen=True, slots=True)
class Progress:
    """An issue at one moment."""

    row: IssueRow
    counts: Mapping[DeliveryState, int]
    per_second: float  # deliveries that came to an end, over the last ten seconds

    @property
    def left(self) -> int:
        """Those that wait for nothing but their turn."""
        return self.counts[QUEUED] + self.counts[SENDING]

    @property
    def seconds_left(self) -> int | None:
        """Until nothing but the deferred is left; None where nothing moves."""
        return round(self.left / self.per_second) if self.per_second and self.row.state == "sending" else None

    def as_json(self) -> dict[str, Any]:
        """One line of the stream; its shape is a contract (tests/contract)."""
        named = {state.name.lower(): number for state, number in self.counts.items()}
        return {
            "issue": self.row.issue.id,
            "state": self.row.state,
            "reason": self.row.reason,
            "audience": sum(self.counts.values()),
            "left": self.left,
            **{
                name: named[name]
                for name in ("accepted", "deferred", "rejected", "suppressed", "cancelled", "uncertain")
            },
            "per_second": round(self.per_second, 1),
            "seconds_left": self.seconds_left,
        }

    def __str__(self) -> str:
        shown = (DeliveryState.REJECTED, DEFERRED, DeliveryState.UNCERTAIN)
        said = [f"{self.counts[DeliveryState.ACCEPTED]:,} accepted", f"{self.left:,} left"]
        said += [f"{self.counts[state]:,} {state.name.lower()}" for state in shown if self.counts[state]]
        pace = f"{self.per_second:,.0f} a second"
        if self.row.state != "sending":
            pace = self.row.state
        elif self.seconds_left is not None:
            pace += f", {_span(self.seconds_left)} to go"
        return f"{self.row.issue.id}: {', '.join(said)}; {pace}"


@dataclass(slots=True)
class _Pace:
    """What came to an end, by the clock."""

    looks: deque[tuple[float, int]] = field(default_factory=deque)

    def per_second(self, now: float, ended: int) -> float:
        self.looks.append((now, ended))
        while now - self.looks[0][0] > _WINDOW and len(self.looks) > 2:
            self.looks.popleft()
        since, before = self.looks[0]
        return (ended - before) / (now - since) if now > since else 0.0


async def watch(pool: AsyncConnectionPool, rows: Sequence[IssueRow]) -> AsyncIterator[list[Progress]]:
    """The issues again and again, for as long as somebody looks."""
    paces = [_Pace() for _ in rows]
    while True:
        began = time.monotonic()
        yield [await look(pool, row, pace) for row, pace in zip(rows, paces, strict=True)]
        took = time.monotonic() - began
        await asyncio.sleep(max(_EVERY, _SHARE * took))


async def look(pool: AsyncConnectionPool, row: IssueRow, pace: _Pace | None = None) -> Progress:
    """The issue now; without a pace, which needs two looks."""
    async with pool.connection() as connection:
        counts = await deliveries.counts(connection, row.id)
        found = await issues.find(connection, row.issue)
    ended = sum(number for state, number in counts.items() if state not in (QUEUED, SENDING, DEFERRED))
    return Progress(found or row, counts, pace.per_second(time.monotonic(), ended) if pace else 0.0)


def _span(seconds: int) -> str:
    minutes, rest = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours} h {minutes:02} min" if hours else f"{minutes} min {rest:02} s" if minutes else f"{rest} s"
