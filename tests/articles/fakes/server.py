"""A server on loopback that stands for a site: it answers as the site would, but for the faults a test gives it."""

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import Message
from typing import Protocol
from urllib.parse import parse_qsl, urlsplit

from tests.loopback import Quiet, listening


@dataclass(frozen=True)
class Request:
    """What a site is asked."""

    address: str  # path and query, as they came
    headers: Message

    @property
    def path(self) -> str:
        return urlsplit(self.address).path

    @property
    def query(self) -> Mapping[str, str]:
        return dict(parse_qsl(urlsplit(self.address).query, keep_blank_values=True))


@dataclass(frozen=True)
class Reply:
    """What a site answers."""

    body: bytes = b""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)


class Site(Protocol):
    """Something that answers."""

    def answer(self, request: Request, base: str) -> Reply:
        """The reply to a request; `base` is the site's own address."""
        ...


Fault = Callable[[Request, Reply, "Server"], Reply | None]  # what is answered instead; None: a body that never ends


@dataclass
class Server:
    """A site at its address, what it was asked, and which of the next requests are to meet a fault."""

    site: Site
    host: str = "localhost"
    port: int = 0
    requests: list[Request] = field(default_factory=list)
    faults: dict[int, Fault] = field(default_factory=dict)  # the number of the request from now, from 1 → its fault
    over: threading.Event = field(default_factory=threading.Event)

    @property
    def url(self) -> str:
        return f"http://{self.host}:{self.port}"

    def goes_wrong(self, number: int, fault: Fault) -> None:
        """Lets the request with this number, counted from now, meet a fault."""
        self.faults[len(self.requests) + number] = fault

    def reply(self, request: Request) -> Reply | None:
        self.requests.append(request)
        reply = self.site.answer(request, self.url)
        fault = self.faults.get(len(self.requests))
        return fault(request, reply, self) if fault else reply


@contextmanager
def serving(site: Site, port: int = 0) -> Iterator[Server]:
    """Serves a site on a port of loopback, any free one by default."""
    server = Server(site)

    class Handler(Quiet):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            reply = server.reply(Request(self.path, self.headers))
            if reply is None:
                self._drip()
                return
            self.send_response(reply.status)
            for name, value in {"Content-Length": str(len(reply.body)), **reply.headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(reply.body)

        def _drip(self) -> None:
            self.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 99999999\r\n\r\n")
            while not server.over.wait(0.01):
                self.wfile.write(b" ")

    with listening(Handler, server.over, port) as server.port:
        yield server
