"""Our SMTP client alone, without a ledger or composing, in a process of its own: a run for each line of its input.

python -m tests.bench.client MESSAGE        {"port", "number", "connections", "haste"} → {"seconds"}
"""

import asyncio
import json
import sys
import time
from pathlib import Path

import uvloop

from newsletter.deliver.smtp.opening import open_session
from newsletter.deliver.smtp.replies import Next
from newsletter.deliver.smtp.session import Haste, Session, commands
from newsletter.deliver.smtp.single import stuffed
from newsletter.deliver.smtp.wire import Patience
from newsletter.deliver.transitions import Event
from newsletter.model import Relay

_COMMANDS = commands("letters@example.com", "reader@example.com")


class _Message:
    """The same bytes each time; they may go at once."""

    commands = _COMMANDS
    may_go = True

    def __init__(self, source: "_Source", session: Session) -> None:
        self._source, self._session = source, session

    def hurry(self) -> None:
        """Nothing holds it up."""

    def body(self) -> bytes:
        return self._source.body

    def ended(self, event: Event, reply: str, *, fault: bool = False) -> None:
        self._session.unsettled -= 1
        self._source.count(event, reply)


class _Source:
    """So many messages, for whichever session asks."""

    proven = True

    def __init__(self, body: bytes, number: int) -> None:
        self.body = body
        self.done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting = self._left = number

    def take(self, session: Session) -> _Message | None:
        if not self._waiting:
            return None
        self._waiting -= 1
        return _Message(self, session)

    def count(self, event: Event, reply: str) -> None:
        self._left -= 1
        if event is not Event.ACCEPT:
            self._fail(reply)
        elif not self._left:
            self.done.set_result(None)

    def ended(self, session: Session, then: Next, how: str) -> None:
        if self._left:
            self._fail(how)

    def _fail(self, how: str) -> None:
        if not self.done.done():
            self.done.set_exception(ConnectionError(how))


async def run(body: bytes, port: int, number: int, connections: int, haste: str) -> float:
    """Seconds for so many messages, from the first connection on."""
    start = time.perf_counter()
    source = _Source(body, number)
    relay = Relay("main", "127.0.0.1", port, "none", None, None)
    opening = (open_session(relay, source, Patience(), Haste[haste]) for _ in range(connections))
    sessions = await asyncio.gather(*opening)
    for session in sessions:
        session.go_on()
    await source.done
    seconds = time.perf_counter() - start
    for session in sessions:
        session.leave()
    return seconds


if __name__ == "__main__":
    read = stuffed(Path(sys.argv[1]).read_bytes())
    for line in sys.stdin:
        print(json.dumps({"seconds": uvloop.run(run(read, **json.loads(line)))}), flush=True)
