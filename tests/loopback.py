"""A web server on loopback for as long as a test needs it; what it answers is its handler's affair."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Quiet(BaseHTTPRequestHandler):
    """Says nothing on the terminal, and lets a client go that has had enough."""

    def handle(self) -> None:
        with suppress(ConnectionError):
            super().handle()

    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def listening(handler: type[Quiet], over: threading.Event, port: int = 0) -> Iterator[int]:
    """Serves on a port, any free one by default, until the block ends; then `over` is set, for answers that wait."""
    server = ThreadingHTTPServer(("127.0.0.1", port), handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield server.server_port
    finally:
        over.set()
        server.shutdown()
        thread.join()
        server.server_close()
