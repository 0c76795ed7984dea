"""Serves one of the two apps on this computer, in the loop that is running already. Called by `newsletter.running`."""

import asyncio
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext

import uvicorn
from starlette.types import ASGIApp

from newsletter.errors import NewsletterError

_HOST = "127.0.0.1"
_OPTIONS = {"Studio": "--studio-port", "Readers' pages": "--public-port"}
_PATIENCE = 5  # seconds that a running answer may take once the server is to stop


async def serve(app: ASGIApp, port: int, stop: asyncio.Event, name: str, say: Callable[[str], None]) -> None:
    """Answers on 127.0.0.1 until `stop` is set; says its URL once it listens. Port 0 takes any free one.

    Raises NewsletterError where the port cannot be had.
    """
    with _listening(port, name) as listener:
        server = _Server(_config(app), lambda: say(f"{name}: http://{_HOST}:{listener.getsockname()[1]}/"))
        stopping = asyncio.create_task(_stop(server, stop))
        try:
            await server.serve([listener])
        finally:
            stopping.cancel()


class _Server(uvicorn.Server):
    """A server that leaves signals to its caller and says when it listens."""

    def __init__(self, config: uvicorn.Config, announce: Callable[[], None]) -> None:
        super().__init__(config)
        self._announce = announce

    def capture_signals(self) -> nullcontext[None]:  # type: ignore[override]
        return nullcontext()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self._announce()


@contextmanager
def _listening(port: int, name: str) -> Iterator[socket.socket]:
    # A socket of our own: uvicorn answers a port in use with sys.exit.
    with socket.socket() as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((_HOST, port))
            listener.listen()
        except (OSError, OverflowError) as error:
            reason = getattr(error, "strerror", None) or str(error)
            option = _OPTIONS.get(name, "--port")
            raise NewsletterError(
                f"{name}: port {port} on {_HOST} cannot be had ({reason}); name another one with {option}"
            ) from error
        yield listener


def _config(app: ASGIApp) -> uvicorn.Config:
    return uvicorn.Config(
        app,
        access_log=False,
        log_config=None,
        log_level="warning",
        lifespan="off",
        ws="none",
        proxy_headers=False,
        server_header=False,
        timeout_graceful_shutdown=_PATIENCE,
    )


async def _stop(server: uvicorn.Server, stop: asyncio.Event) -> None:
    await stop.wait()
    server.should_exit = True
