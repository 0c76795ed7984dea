"""A connection to a relay: bytes out, replies in, each with the phase it answers; the lowest layer, without a policy.

`ask` is for the opening, one command and its reply at a time; `send` is for transactions, where replies come back to
`replied` in the order of the phases that were sent.
"""

import asyncio
import socket
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from newsletter.deliver.smtp.replies import BrokenReply, Phase, Replies, Reply

_FAREWELL = 2.0  # seconds for a relay to answer a QUIT, and to close TLS


@dataclass(frozen=True, slots=True)
class Patience:
    """How long each phase is waited for, in seconds: RFC 5321 4.5.3.2, as Postfix has it."""

    connect: float = 30.0
    command: float = 300.0
    transfer: float = 180.0  # for a body that the relay does not take in
    final_dot: float = 600.0
    idle: float = 30.0  # before a session that has nothing to do is closed


class ConnectionEnded(Exception):
    """The connection is gone; the text says how."""


class Wire(asyncio.Protocol):
    """One TCP or TLS connection to a relay."""

    def __init__(self, patience: Patience) -> None:
        self.patience = patience
        self.loop = asyncio.get_running_loop()
        self.transport: Any = None
        self.deadline = self.loop.time() + patience.connect
        self.alive = True
        self._gone = asyncio.Event()  # the socket is closed, which under TLS takes a farewell
        self._secure = False
        self._is_full = False  # the relay does not take in what we have written
        self._replies = Replies()
        self._expected: deque[Phase] = deque()
        self._asked: asyncio.Future[Reply] = self.loop.create_future()  # at first, for the greeting
        self._fault = "the relay hung up"

    # ── the opening ────────────────────────────────────────────────────────────────────────────────

    async def greeting(self) -> Reply:
        """What the relay says by itself; raises ConnectionEnded, TimeoutError."""
        return await asyncio.wait_for(self._asked, self.patience.connect)

    async def ask(self, command: bytes) -> Reply:
        """Sends a command and returns its reply; raises ConnectionEnded, TimeoutError."""
        self.insist()
        self._asked = self.loop.create_future()
        self.transport.write(command + b"\r\n")
        return await asyncio.wait_for(self._asked, self.patience.command)

    def insist(self) -> None:
        """Raises ConnectionEnded where the connection is gone, or the relay has said more than it was asked."""
        if not (self.alive and self._replies.is_between):
            raise ConnectionEnded(self._fault)

    async def secure(self, context: Any, host: str) -> None:
        """The TLS handshake after STARTTLS.

        What the relay said beyond its reply came before the handshake, perhaps from somebody between us: such a
        connection is not used (CVE-2011-0411).
        """
        if not (self.alive and self._replies.is_between):
            raise ConnectionEnded("the relay spoke before TLS began")
        self._secure = True
        transport = await self.loop.start_tls(
            self.transport, self, context, server_hostname=host, ssl_handshake_timeout=self.patience.connect
        )
        if transport is None:  # asyncio's way of saying it
            raise ConnectionEnded("the relay hung up in the handshake")
        self.transport = transport

    # ── transactions ───────────────────────────────────────────────────────────────────────────────

    def send(self, pieces: Sequence[bytes], phases: Sequence[Phase]) -> None:
        """Writes commands, or a body, that these phases' replies will answer."""
        self._expected.extend(phases)
        self._wait_on()
        if self._secure:  # each piece would be a TLS record, each record an answer, each answer 40 ms for Nagle
            self.transport.write(b"".join(pieces))
        else:
            self.transport.writelines(pieces)

    def replied(self, phase: Phase, reply: Reply) -> None:
        """A reply has come; for the session."""

    def lost(self, how: str) -> None:
        """The connection is gone; for the session."""

    @property
    def awaited(self) -> Phase | None:
        """What the next reply will answer."""
        return self._expected[0] if self._expected else None

    def end(self, how: str, *, politely: bool = False) -> None:
        """Gives the connection up, with a QUIT or without a word; `lost` is told how."""
        if self.alive:
            self.alive = False
            self._fault = how
            if politely:
                self.transport.write(b"QUIT\r\n")
                self.transport.close()
            else:
                self.transport.abort()
            if not self._asked.done():
                self._asked.set_exception(ConnectionEnded(how))
            self.lost(how)

    async def farewell(self) -> None:
        """Returns when the connection that was given up is closed, whatever the relay does."""
        try:
            await asyncio.wait_for(self._gone.wait(), _FAREWELL)
        except TimeoutError:
            self.transport.abort()
            await self._gone.wait()

    # ── what asyncio calls ─────────────────────────────────────────────────────────────────────────

    def connection_made(self, transport: Any) -> None:
        self.transport = transport
        self._secure = transport.get_extra_info("ssl_object") is not None
        transport.set_write_buffer_limits(high=0)  # so that a body that is not taken in is noticed
        sock = transport.get_extra_info("socket")
        # Nagle's algorithm against delayed acknowledgements costs 40 ms a message.
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def pause_writing(self) -> None:
        self._is_full = not self._secure  # asyncio's TLS says so at every write
        self._wait_on()

    def resume_writing(self) -> None:
        self._is_full = False
        self._wait_on()

    def data_received(self, data: bytes) -> None:
        try:
            for reply in self._replies.feed(data):
                if self._expected:
                    self.replied(self._expected.popleft(), reply)
                elif not self._asked.done():
                    self._asked.set_result(reply)
                else:  # 421 before it hangs up, or something injected: nothing that may be built on
                    self.end(str(reply))
                if not self.alive:
                    return
            if self._expected:
                self._wait_on()
        except BrokenReply as fault:
            self.end(str(fault))

    def connection_lost(self, exc: Exception | None) -> None:
        self._gone.set()
        self.end(str(exc) or type(exc).__name__ if exc else "the relay hung up")

    def _wait_on(self) -> None:
        patience = self.patience
        body = self._expected and self._expected[0] is Phase.BODY
        wait = patience.transfer if self._is_full else patience.final_dot if body else patience.command
        self.deadline = self.loop.time() + wait
