"""A web server on loopback that answers with the status a test says, by path, and remembers what it was asked."""

import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from tests.loopback import Quiet, listening

HANG, DROP = 1, 2  # instead of a status


@dataclass
class Site:
    """What a server on loopback answers, by path: to a HEAD and to a GET; and what it was asked."""

    port: int = 0
    answers: dict[str, tuple[int, int]] = field(default_factory=dict)
    leads: dict[str, str] = field(default_factory=dict)  # path → where it redirects to
    asked: list[tuple[str, str]] = field(default_factory=list)  # (method, path)
    at_once: Counter[str] = field(default_factory=Counter)  # by host
    most_at_once: Counter[str] = field(default_factory=Counter)
    meeting: threading.Barrier | None = None  # of requests that have to be there at the same time
    takes: float = 0.0  # seconds for an answer
    over: threading.Event = field(default_factory=threading.Event)

    def put(self, path: str, head: int, get: int | None = None, host: str = "127.0.0.1") -> str:
        self.answers[path] = (head, head if get is None else get)
        return f"http://{host}:{self.port}{path}"


@contextmanager
def running() -> Iterator[Site]:
    """A site that nobody has written anything for yet."""

    site = Site()

    class Handler(Quiet):
        def do_GET(self) -> None:
            host = str(self.headers["Host"])
            site.at_once[host] += 1
            site.most_at_once[host] = max(site.most_at_once[host], site.at_once[host])
            if site.meeting:
                site.meeting.wait(10)
            site.over.wait(site.takes)
            site.asked.append((self.command, self.path))
            site.at_once[host] -= 1
            self._answer(site.answers[self.path][self.command == "GET"])

        def do_HEAD(self) -> None:
            self.do_GET()

        def _answer(self, status: int) -> None:
            if status == HANG:
                site.over.wait(10)
            if status in (HANG, DROP):
                self.close_connection = True
                return
            self.send_response(status)
            if self.path in site.leads:
                self.send_header("Location", site.leads[self.path])
            self.end_headers()

    with listening(Handler, site.over) as site.port:
        yield site
