"""Every kind of source against everything that can ail it: nothing lost, nothing doubled, the others untouched."""

import gzip
import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import partial
from pathlib import Path

import pytest

from newsletter.articles import sources
from newsletter.articles.fetching.connection import Limits
from newsletter.articles.fetching.fetch import Fetcher
from newsletter.articles.sources import Pulled, pull
from newsletter.model import Language, SourceSettings
from tests.articles.fakes import ghost, hubspot
from tests.articles.fakes.feeds import JsonFeed, Rss
from tests.articles.fakes.ghost import Ghost
from tests.articles.fakes.hubspot import HubSpot
from tests.articles.fakes.server import Fault, Reply, Request, Server, Site, serving
from tests.articles.fakes.stories import Story, stories
from tests.articles.fakes.wordpress import WordPress
from tests.articles.test_sources import REGIONS

# kind → the site, what the settings say of it (two articles a page), and the key it takes
KINDS: dict[str, tuple[Callable[[list[Story]], Site], str, str, str | None]] = {
    "rss": (Rss, "feed", "/feed", None),
    "json": (JsonFeed, "feed", "/feed", None),
    "wordpress": (WordPress, "wordpress", "wp-json/wp/v2/posts?per_page=2", None),
    "hubspot": (partial(HubSpot, tags={}), "hubspot", "cms/blogs/2026-03/posts?limit=2", hubspot.TOKEN),
    "ghost": (Ghost, "ghost", "ghost/api/content/posts/?limit=2", ghost.KEY),
}
NEIGHBOUR = dict(zip(KINDS, [*KINDS][1:] + [*KINDS][:1], strict=True))
ALL = [f"Café no. {number}" for number in (1, 2, 3, 4, 5)]


class Servers(dict[str, Server]):
    """A server of each kind, begun when it is first asked for; each with five stories in three pages."""

    def __init__(self, stack: ExitStack) -> None:
        super().__init__()
        self._stack = stack

    def __missing__(self, kind: str) -> Server:
        self[kind] = self._stack.enter_context(serving(KINDS[kind][0](stories(1, 2, 3, 4, 5))))
        return self[kind]


class Press:
    """Sources side by side, one of each kind at most."""

    def __init__(self, servers: Servers, folder: Path) -> None:
        self.servers, self.folder = servers, folder

    def pull(self, *names: str, as_kept: bool = False) -> dict[str, Pulled]:
        settings = [self._settings(name) for name in names or KINDS]
        return {one.source: one for one in pull(settings, REGIONS, self.folder, as_kept=as_kept)}

    def _settings(self, name: str) -> SourceSettings:
        _, kind, path, key = KINDS[name]
        server = self.servers[name]
        url, api = (server.url + path, "") if kind == "feed" else (server.url, path)
        allowed = (f"localhost:{server.port}",)
        return SourceSettings(name, kind, None, url, Language("en_GB"), allowed, api, key)  # type: ignore[arg-type]


@pytest.fixture
def press(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Press]:
    short = partial(Fetcher, limits=Limits(connect=2, total=0.5, size=60_000))
    monkeypatch.setattr(sources, "Fetcher", short)
    with ExitStack() as stack:
        yield Press(Servers(stack), tmp_path)


def titles(pulled: Pulled) -> list[str]:
    return [article.title for article in pulled.articles]


# ── what goes wrong ────────────────────────────────────────────────────────────────────────────────


def always(reply: Reply) -> Fault:
    return lambda _request, _reply, _server: reply


def without_key(request: Request, _reply: Reply, server: Server) -> Reply:
    """Elsewhere on the same computer, under its bare address."""
    return Reply(status=302, headers={"Location": f"http://127.0.0.1:{server.port}{request.path}"})


def in_a_circle(request: Request, _reply: Reply, server: Server) -> Reply:
    server.goes_wrong(1, in_a_circle)
    return Reply(status=302, headers={"Location": request.address})


def unlabelled(_request: Request, reply: Reply, _server: Server) -> Reply:
    """In a charset that is not the one it says."""
    body = reply.body.decode().replace("—", "-").encode("windows-1252")
    return Reply(body, headers={"Content-Type": reply.headers["Content-Type"].split(";")[0]})


def for_ever(*_: object) -> None:
    """Nothing but a space now and then."""


BOMB = Reply(gzip.compress(bytes(20_000_000)), headers={"Content-Encoding": "gzip"})
TOO_LARGE = r"is over 60,000 bytes; (?:give an address with fewer articles|ask for fewer articles at once, with .*)"

# What the first page meets, and all that is said of it.
AT_ONCE: dict[str, tuple[Fault, str]] = {
    "30 MB": (always(Reply(b"x" * 30_000_000)), TOO_LARGE),
    "a gzip bomb": (always(BOMB), TOO_LARGE),
    "a redirect to 127.0.0.1": (
        without_key,
        r"(?:127\.0\.0\.1 is at 127\.0\.0\.1, which is not on the open internet; a redirect leads there; give the address it should end at"
        r"|redirects to http://127\.0\.0\.1:\d+, where its key must not go; give the address it should end at)",
    ),
    "a redirect loop": (in_a_circle, r"redirects in a circle; give the address it should end at"),
    "what is no list": (
        always(Reply(b'{"posts": [{]}')),
        r"(?:is no JSON \(.*\); tell its publisher|is no RSS or Atom feed; .*)",
    ),
    "a web page": (
        always(Reply(b"<!DOCTYPE html><title>Maintenance</title>")),
        r"(?:answers with a web page, not with JSON; .*|is no RSS or Atom feed; .*)",
    ),
    "a slow drip": (for_ever, r"no whole answer within 0\.5 s; try again later"),
    "a login": (
        always(Reply(status=401)),
        r"(?:asks for a login; .*|does not take the source's key; .*) ?\(status 401\)",
    ),
}
# What the second page meets, and all that is said of it.
IN_THE_MIDDLE: dict[str, tuple[Fault, str]] = {
    "an outage": (always(Reply(status=503)), r"fails at its server \(status 503\); try again later"),
    "too many requests": (
        always(Reply(status=429, headers={"Retry-After": "120"})),
        r"says we asked too often \(status 429\); try again in 120 s",
    ),
}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("fault", AT_ONCE)
def test_a_source_that_is_ill_says_so_in_a_line_and_stops_no_other(press: Press, kind: str, fault: str) -> None:
    meets, said = AT_ONCE[fault]
    press.servers[kind].goes_wrong(1, meets)
    pulled = press.pull(kind, NEIGHBOUR[kind])
    broken = pulled.pop(kind)
    assert broken.articles == ()
    assert broken.complete_since is None
    assert re.fullmatch(rf"{kind}: (?:{press.servers[kind].url}|http://127\.0\.0\.1)\S*: {said}", broken.error or "")
    assert [(titles(one), one.error) for one in pulled.values()] == [(ALL, None)]
    press.servers[kind].faults.clear()
    again = press.pull(kind)[kind]
    assert (titles(again), again.error) == (ALL, None)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("fault", IN_THE_MIDDLE)
def test_what_came_before_an_outage_is_kept_and_the_rest_comes_with_the_next_pull(
    press: Press, kind: str, fault: str
) -> None:
    meets, said = IN_THE_MIDDLE[fault]
    press.servers[kind].goes_wrong(2, meets)
    pulled = press.pull(kind, NEIGHBOUR[kind])
    broken = pulled.pop(kind)
    assert (titles(broken), broken.complete_since) == (ALL[:2], None)
    address = rf"{kind}: page 2: {press.servers[kind].url}\S*"
    rest = "2 articles were taken, the rest comes with the next pull"
    assert re.fullmatch(rf"{address}: {said}; {rest}", broken.error or "")
    assert [(titles(one), one.error) for one in pulled.values()] == [(ALL, None)]
    again = press.pull(kind)[kind]
    assert (titles(again), again.error) == (ALL, None)


def test_three_pages_are_read_and_asked_for_only_if_they_changed(press: Press) -> None:
    first = press.pull()
    assert {kind: titles(one) for kind, one in first.items()} == dict.fromkeys(KINDS, ALL)
    for server in press.servers.values():
        server.requests.clear()
    assert press.pull() == first
    for kind, server in press.servers.items():
        assert [bool(request.headers["If-None-Match"]) for request in server.requests] == [True] * 3, kind


def test_three_pages_are_read_again_as_they_were_kept_without_the_network(press: Press) -> None:
    first = press.pull()
    for server in press.servers.values():
        server.requests.clear()
    again = press.pull(as_kept=True)
    assert {kind: titles(one) for kind, one in again.items()} == {kind: titles(one) for kind, one in first.items()}
    assert [server.requests for server in press.servers.values()] == [[]] * 5


@pytest.mark.parametrize("kind", KINDS)
def test_letters_in_another_charset_than_the_answer_says_are_read_all_the_same(press: Press, kind: str) -> None:
    press.servers[kind].goes_wrong(1, unlabelled)
    assert titles(press.pull(kind)[kind]) == ALL


@pytest.mark.parametrize("kind", ["hubspot", "ghost"])
def test_a_key_is_in_no_message_no_file_and_no_address_of_ours(press: Press, kind: str) -> None:
    key = KINDS[kind][3]
    assert key
    press.pull(kind)
    for name in (*AT_ONCE, *IN_THE_MIDDLE):
        press.servers[kind].goes_wrong(1, (AT_ONCE | IN_THE_MIDDLE)[name][0])
        assert key not in repr(press.pull(kind))
        press.servers[kind].faults.clear()
    assert all(key.encode() not in file.read_bytes() for file in press.folder.rglob("*") if file.is_file())
