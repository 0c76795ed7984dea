"""What a real send needs beside a project: a relay on loopback, readers' pages that answer, and a small audience."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller

from newsletter.settings import load

PEOPLE = """email,region,language
ana@example.org,uk,en_GB
ben@example.org,uk,en_GB
cem@example.org,middle-east,en_GB
dina@example.org,middle-east,ar_AE
"""


@dataclass
class Relay:
    """Takes every message but those to the addresses that it refuses or puts off."""

    port: int
    refuses: set[str] = field(default_factory=set)
    puts_off: set[str] = field(default_factory=set)
    taken: list[tuple[str, bytes]] = field(default_factory=list)

    async def handle_RCPT(self, _server: Any, _session: Any, envelope: Any, address: str, _options: Any) -> str:  # noqa: N802 (aiosmtpd's name)
        if address in self.refuses:
            return "550 5.1.1 nobody of that name"
        if address in self.puts_off:
            return "451 4.7.1 come back later"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802 (aiosmtpd's name)
        self.taken += [(address, envelope.content) for address in envelope.rcpt_tos]
        return "250 taken"

    @property
    def environment(self) -> dict[str, str]:
        said = {"HOST": "127.0.0.1", "PORT": str(self.port), "TLS": "none"}
        return {f"NEWSLETTER_RELAYS__MAIN__{key}": value for key, value in said.items()}


@contextmanager
def relay() -> Iterator[Relay]:
    """A relay that runs in a thread of its own."""
    handler = Relay(unused_port())
    controller = Controller(handler, hostname="127.0.0.1", port=handler.port)
    controller.start()
    try:
        yield handler
    finally:
        controller.stop()


def unused_port() -> int:
    """A port of loopback on which nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
        return port


@dataclass
class Pages:
    """Readers' pages that answer with a fingerprint."""

    fingerprint: str
    port: int = 0

    @property
    def environment(self) -> dict[str, str]:
        return {"NEWSLETTER_NEWSLETTER__BASE_URL": f"http://127.0.0.1:{self.port}"}


@contextmanager
def pages(project: Path) -> Iterator[Pages]:
    """Readers' pages that answer as this project."""
    site = Pages(load(project, {}).fingerprint)

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            found = self.path == "/.well-known/newsletter"
            self.send_response(200 if found else 404)
            self.end_headers()
            self.wfile.write(site.fingerprint.encode() if found else b"")

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    site.port = server.server_port
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield site
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
