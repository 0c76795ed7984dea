"""A web server on loopback whose pages a test writes."""

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import Message
from http.server import BaseHTTPRequestHandler

from tests.loopback import Quiet, listening

Page = Callable[[BaseHTTPRequestHandler], None]


@dataclass
class Web:
    """Pages by path, and the requests that came for them."""

    port: int = 0
    pages: dict[str, Page] = field(default_factory=dict)
    requests: list[tuple[str, Message]] = field(default_factory=list)
    over: threading.Event = field(default_factory=threading.Event)

    def url(self, path: str, host: str = "127.0.0.1") -> str:
        return f"http://{host}:{self.port}{path}"

    def put(self, path: str, body: bytes = b"", status: int = 200, headers: Mapping[str, str] | None = None) -> str:
        """Writes a page; its address."""

        def page(request: BaseHTTPRequestHandler) -> None:
            request.send_response(status)
            for name, value in {"Content-Length": str(len(body)), **(headers or {})}.items():
                request.send_header(name, value)
            request.end_headers()
            request.wfile.write(body)

        self.pages[path] = page
        return self.url(path)

    def redirect(self, path: str, target: str) -> str:
        return self.put(path, status=302, headers={"Location": target})

    def drip(self, path: str, beginning: bytes) -> str:
        """A page that never ends: its beginning, then a letter every hundredth of a second until the test is over."""

        def page(request: BaseHTTPRequestHandler) -> None:
            request.wfile.write(beginning)
            while not self.over.wait(0.01):
                request.wfile.write(b"x")

        self.pages[path] = page
        return self.url(path)


@contextmanager
def running() -> Iterator[Web]:
    """Serves until the block ends."""

    site = Web()

    class Handler(Quiet):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            site.requests.append((self.path, self.headers))
            site.pages[self.path](self)

        def do_HEAD(self) -> None:
            self.do_GET()

    with listening(Handler, site.over) as site.port:
        yield site
