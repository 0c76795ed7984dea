"""A relay of our own on loopback that keeps every message as a file: what `demo` sends to."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from aiosmtpd.smtp import SMTP, Envelope, Session


class _Keeper:
    """Accepts everything and writes it down, numbered in the order of arrival."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._number = 0

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802 (aiosmtpd's name)
        self._number += 1
        content: Any = envelope.content
        (self._folder / f"{self._number:05}.eml").write_bytes(content)
        return f"250 kept as {self._number:05}.eml"


@asynccontextmanager
async def sink(folder: Path) -> AsyncIterator[int]:
    """A running SMTP sink; yields its port on 127.0.0.1."""
    folder.mkdir(parents=True, exist_ok=True)
    keeper = _Keeper(folder)
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: SMTP(keeper, loop=loop, hostname="localhost"), "127.0.0.1", 0)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()
        await server.wait_closed()
