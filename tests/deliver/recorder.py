"""A relay that says on its standard output whose message it has, before it says so to whoever sent it.

    python -m tests.deliver.recorder PORT        until it is killed

It is a process of its own, so that it can be killed while it has messages in hand: what it took is in the pipe by
then, whatever the client was told. A line is the recipient's address.
"""

import asyncio
import os
import sys


class Recorder(asyncio.Protocol):
    """One session: PIPELINING, everything accepted."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        self.buffer = b""
        self.recipient = b""
        self.in_body = False
        transport.write(b"220 recorder\r\n")

    def data_received(self, data: bytes) -> None:
        self.buffer += data
        while self._step():
            pass

    def _step(self) -> bool:
        """Takes one command, or the rest of one body; False while there is neither."""
        end = b"\r\n.\r\n" if self.in_body else b"\r\n"
        piece, found, rest = self.buffer.partition(end)
        if not found:
            return False
        self.buffer = rest
        if self.in_body:
            os.write(1, self.recipient + b"\n")  # shorter than a pipe's buffer: whole, or not at all
            self.in_body = False
            self.transport.write(b"250 taken\r\n")
        else:
            self._answer(piece)
        return True

    def _answer(self, command: bytes) -> None:
        word = command[:4].upper()
        if word == b"RCPT":
            self.recipient = command[9:-1]
        self.in_body = word == b"DATA"
        replies = {b"EHLO": b"250-recorder\r\n250 PIPELINING\r\n", b"DATA": b"354 go on\r\n"}
        self.transport.write(replies.get(word, b"250 well\r\n"))


async def main(port: int) -> None:
    server = await asyncio.get_running_loop().create_server(Recorder, "127.0.0.1", port)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1])))
