"""Asks where an edition's links lead, through the same guard as everything else that goes to the network.

    targets ──asked_at──▶ pages ──remembered?──▶ by host ──HEAD, then GET──▶ verdicts, remembered for a while

Called by `newsletter check` and `campaigns approve`, never by a preview or a send, which only read what is remembered
(`store.verdicts`). A host is asked one thing at a time, eight hosts at once, and all of it has an end.
"""

import logging
import socket
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from queue import Empty, SimpleQueue
from time import monotonic
from urllib.parse import urlsplit

import httpx

from newsletter.articles.fetching.connection import Limits, LookUp, look_up
from newsletter.articles.fetching.fetch import Errand, Fetcher
from newsletter.ctas.urls import asked_at, is_below, leads_to_web
from newsletter.ctas.verdicts import Verdict, is_example
from newsletter.errors import SourceError
from newsletter.store.verdicts import Verdicts

log = logging.getLogger(__name__)

Tell = Callable[[int, int], None]  # how many of how many are done
_Answers = SimpleQueue[tuple[str, Verdict]]

_SOURCE = "links"  # what the guard's messages begin with
_AT_ONCE = 8
_PER_REQUEST = 6.0  # seconds
_CERTAIN = "example.com"  # IANA keeps it in the name system (RFC 2606 3)
_PAGE = Errand("text/html, */*;q=0.8", "gives no page", "give a shorter one")
# What stands before a message of the guard, by its first word, when it is said of a link.
_SUBJECTS = dict.fromkeys(("could", "has", "is", "redirects"), "it ") | {"no": "it gave "}
_GONE = frozenset({HTTPStatus.NOT_FOUND, HTTPStatus.GONE})
_AS_WELL_TO_GET = frozenset({HTTPStatus.UNAUTHORIZED, HTTPStatus.TOO_MANY_REQUESTS})


@dataclass(frozen=True, slots=True)
class LinkCheck:
    """Looks at links for one project."""

    verdicts: Verdicts
    base_url: str  # the project's own pages, which are not asked
    allow_hosts: tuple[str, ...] = ()  # hosts of local work, whose addresses are not checked
    look_up: LookUp = look_up
    patience: float = 20.0  # seconds for all that has to be asked

    def look(self, targets: Iterable[str], now: datetime, tell: Tell, *, sure: bool = False) -> dict[str, Verdict]:
        """The verdict on each target that leads to the web, asked now where it is not remembered.

        `sure` asks again what is remembered as broken. Raises SourceError where nothing can be remembered; not to be
        called from a running event loop.
        """
        elsewhere = (one for one in targets if leads_to_web(one) and not is_below(one, self.base_url))
        pages = {target: asked_at(target) for target in elsewhere}
        remembered = self.verdicts.known(pages.values(), now)
        found = {page: one for page, one in remembered.items() if not (sure and one.state == "broken")}
        wanted = [page for page in dict.fromkeys(pages.values()) if page not in found]
        asked = self._asked([page for page in wanted if not is_example(_host(page))], tell)
        if asked:
            self._remember(asked, now)
        found |= asked
        return {target: found.get(page) or _unasked(page) for target, page in pages.items()}

    def _asked(self, pages: Sequence[str], tell: Tell) -> dict[str, Verdict]:
        """What was answered in time; nobody waits for the others."""
        answers, until = _Answers(), monotonic() + self.patience
        threads = ThreadPoolExecutor(max_workers=_AT_ONCE, thread_name_prefix=_SOURCE)
        for of_one_host in _by_host(pages):
            threads.submit(self._ask_one_by_one, of_one_host, until, answers)
        found: dict[str, Verdict] = {}
        try:
            while len(found) < len(pages):
                page, verdict = answers.get(timeout=max(0.0, until - monotonic()))
                found[page] = verdict
                tell(len(found), len(pages))
        except Empty:
            log.info("%d of %d links were not looked at in time", len(pages) - len(found), len(pages))
        finally:
            threads.shutdown(wait=False, cancel_futures=True)
        return found

    def _ask_one_by_one(self, pages: Sequence[str], until: float, answers: _Answers) -> None:
        for page in pages:
            if (left := until - monotonic()) > 0:
                answers.put((page, self._verdict(page, min(left, _PER_REQUEST))))

    def _verdict(self, page: str, seconds: float) -> Verdict:
        limits = Limits(connect=seconds, total=seconds)
        fetcher = Fetcher(_SOURCE, None, self.allow_hosts, limits, self.look_up, errand=_PAGE)
        try:
            return _of_status(_status(fetcher, page))
        except SourceError as error:
            return self._no_such_host() if _is_unknown(error) else _of_failure(error, page)
        except Exception as error:  # one address must never keep us from looking at the others
            log.exception("a link could not be asked")
            return Verdict("unverified", f"asking it failed unexpectedly ({error!r:.200})")

    def _no_such_host(self) -> Verdict:
        """Of a host that the name system does not know; behind some walls, and offline on macOS, it knows none."""
        try:
            self.look_up(_CERTAIN)
        except (OSError, UnicodeError):
            return Verdict("unverified", "the name system knows no host at all; there may be no network")
        return Verdict("broken", "there is no such host")

    def _remember(self, found: dict[str, Verdict], now: datetime) -> None:
        try:
            self.verdicts.keep(found, now)
        except OSError as error:
            folder = self.verdicts.file.parent
            raise SourceError(f"{folder}: cannot be written ({error.strerror}); make that folder writable") from error


def _host(page: str) -> str:
    return urlsplit(page).hostname or ""


def _by_host(pages: Collection[str]) -> Iterable[Sequence[str]]:
    hosts = defaultdict[str, list[str]](list)
    for page in pages:
        hosts[_host(page)].append(page)
    return hosts.values()


def _unasked(page: str) -> Verdict:
    if is_example(_host(page)):
        return Verdict("example", f"{_host(page)} is only an example, which nobody asks")
    return Verdict("unseen", "there was no time to ask it")


def _status(fetcher: Fetcher, page: str) -> int:
    """What the page answers; a GET has the last word, since some servers refuse or lie to a HEAD."""
    try:
        status = fetcher.status(page, "HEAD").status
    except SourceError as error:
        if not isinstance(error.__cause__, httpx.HTTPError) or isinstance(error.__cause__, httpx.ConnectError):
            raise
    else:
        if status < HTTPStatus.BAD_REQUEST or status in _AS_WELL_TO_GET:
            return status
    return fetcher.status(page, "GET").status


def _of_status(status: int) -> Verdict:
    if status < HTTPStatus.BAD_REQUEST:
        return Verdict("fine")
    name = f" ({HTTPStatus(status).phrase})" if status in set(HTTPStatus) else ""
    return Verdict("broken" if status in _GONE else "unverified", f"it answers {status}{name}")


def _is_unknown(error: SourceError) -> bool:
    """Whether there is no such host; any other fault of the name system may be gone in a moment."""
    return isinstance(error.__cause__, socket.gaierror) and error.__cause__.errno == socket.EAI_NONAME


def _of_failure(error: SourceError, page: str) -> Verdict:
    said, _, _ = str(error).removeprefix(f"{_SOURCE}: ").removeprefix(f"{page}: ").partition("; ")
    return Verdict("unverified", _SUBJECTS.get(said.partition(" ")[0], "") + said)
