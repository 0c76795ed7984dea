"""The rules of `fetch` that keep a source from leading us astray: addresses, names, sizes and time."""

import gzip
import socket
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from newsletter.articles.fetching.connection import Limits
from newsletter.articles.fetching.fetch import Fetcher
from newsletter.errors import SourceError

if TYPE_CHECKING:
    from tests.web_server import Web

NAME = "news.example"


def fetcher_for(folder: Path, *allow: str, names: Sequence[str] = (), **limits: float) -> Fetcher:
    """A fetcher with short limits, for whom every name has the addresses `names`, if given."""
    short = Limits(connect=2, total=limits.get("total", 10), size=int(limits.get("size", 100_000)))
    if not names:
        return Fetcher("journal", folder, allow, short)
    return Fetcher("journal", folder, allow, short, lambda _: names)


# ── where a connection may go ──────────────────────────────────────────────────────────────────────


# One address in the spellings that resolvers, browsers and IDNA read it in: dotted, short, octal, hexadecimal, one
# number, with a last dot, in other scripts' digits, and inside IPv6 (tests/articles/test_addresses.py has all networks).
LOOPBACK = [
    "127.0.0.1",
    "127.1",
    "0177.0.0.1",
    "0x7f.1",
    "0x7f000001",
    "2130706433",
    "127.0.0.1.",
    "localhost",
    "LOCALHOST",
    "localhost.",
    "0.0.0.0",
    "0",
    "１２７.０.０.１",
    "①②⑦.⓪.⓪.①",
    "127。0。0。1",
    "[::1]",
    "[0:0:0:0:0:0:0:1]",
    "[::]",
    "[::127.0.0.1]",
    "[::ffff:127.0.0.1]",
    "[::ffff:7f00:1]",
    "[64:ff9b::7f00:1]",
    "[2002:7f00:1::]",
]


@pytest.mark.parametrize("host", LOOPBACK)
def test_an_inner_address_is_refused_in_every_spelling(web: "Web", tmp_path: Path, host: str) -> None:
    web.put("/feed", b"secret")
    for ask in (fetcher_for(tmp_path).get, fetcher_for(tmp_path).status):
        with pytest.raises(SourceError, match=r"not on the open internet|there is no host|is no web address"):
            ask(web.url("/feed", host))
    assert web.requests == []


@pytest.mark.parametrize("host", ["127.0.0.1", "127.1", "2130706433", "localhost", "[::ffff:127.0.0.1]"])
def test_a_spelling_that_leads_home_is_refused_with_what_to_set(tmp_path: Path, host: str) -> None:
    with pytest.raises(SourceError, match="not on the open internet; for local work add allow_hosts"):
        fetcher_for(tmp_path).get(f"http://{host}/")


def test_one_inner_address_among_good_ones_refuses_the_name(web: "Web", tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=r"news\.example is at 10\.0\.0\.1"):
        fetcher_for(tmp_path, names=["93.184.216.34", "10.0.0.1"]).get(web.url("/feed", NAME))


def test_a_redirect_from_an_allowed_host_to_an_inner_one_is_refused(web: "Web", tmp_path: Path) -> None:
    web.put("/secret", b"secret")
    web.redirect("/feed", web.url("/secret", "127.0.0.1"))
    with pytest.raises(SourceError, match=r"127\.0\.0\.1 is at 127\.0\.0\.1, which is not on the open internet"):
        fetcher_for(tmp_path, f"{NAME}:{web.port}", names=["127.0.0.1"]).get(web.url("/feed", NAME))
    assert [path for path, _ in web.requests] == ["/feed"]


@pytest.mark.parametrize("allowed", ["127.0.0.1", "127.0.0.1:{port}"])
def test_an_allowed_host_is_fetched_with_or_without_its_port(web: "Web", tmp_path: Path, allowed: str) -> None:
    url = web.put("/feed", b"<rss/>")
    assert fetcher_for(tmp_path, allowed.format(port=web.port)).get(url).body == b"<rss/>"


def test_a_host_allowed_on_another_port_is_refused(web: "Web", tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="not on the open internet"):
        fetcher_for(tmp_path, f"127.0.0.1:{web.port + 1}").get(web.put("/feed"))


@pytest.mark.parametrize(
    "url", ["file:///etc/passwd", "ftp://example.com/", "x.xml", "//example.com/", "http:///feed", ""]
)
def test_only_http_and_https_with_a_host_are_fetched(tmp_path: Path, url: str) -> None:
    with pytest.raises(SourceError, match="only http and https addresses with a host"):
        fetcher_for(tmp_path).get(url)


@pytest.mark.parametrize("target", ["file:///etc/passwd", "gopher://example.com/", "javascript:alert(1)"])
def test_a_redirect_to_another_scheme_is_refused(web: "Web", tmp_path: Path, target: str) -> None:
    with pytest.raises(SourceError, match="only http and https addresses"):
        fetcher_for(tmp_path, "127.0.0.1").get(web.redirect("/feed", target))


@pytest.mark.parametrize(
    "url", ["https://news.example\x00/", "http://[::1/", "https://news.example:port/", "https://xn--a/"]
)
def test_what_is_no_web_address_is_refused(tmp_path: Path, url: str) -> None:
    with pytest.raises(SourceError, match="is no web address"):
        fetcher_for(tmp_path).get(url)


@pytest.mark.parametrize("target", ["http://[::1/", "http://news.example:port/"])
def test_a_redirect_to_no_web_address_is_refused(web: "Web", tmp_path: Path, target: str) -> None:
    with pytest.raises(SourceError, match=r"redirects to 'http://.*, which is no web address"):
        fetcher_for(tmp_path, "127.0.0.1").get(web.redirect("/feed", target))


@pytest.mark.parametrize("port", [0, 65_536, 99_999])
def test_a_port_that_cannot_exist_is_refused(tmp_path: Path, port: int) -> None:
    with pytest.raises(SourceError, match="has a port that cannot exist"):
        fetcher_for(tmp_path, NAME, names=["127.0.0.1"]).get(f"http://{NAME}:{port}/")


def test_a_password_in_an_address_is_refused_and_not_shown(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="must not carry a user name or password") as raised:
        fetcher_for(tmp_path).get("https://editor:hunter2@example.com/feed")
    assert "hunter2" not in str(raised.value)


def test_a_redirect_with_a_password_is_refused_and_the_password_not_shown(web: "Web", tmp_path: Path) -> None:
    url = web.redirect("/feed", "https://editor:hunter2@example.com/feed")
    with pytest.raises(SourceError, match="must not carry a user name or password") as raised:
        fetcher_for(tmp_path, "127.0.0.1").get(url)
    assert "hunter2" not in str(raised.value)


def test_a_password_in_a_broken_address_is_not_shown_either(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="is no web address") as raised:
        fetcher_for(tmp_path).get("https://editor:hunter2@example.com:port/feed")
    assert "hunter2" not in str(raised.value)


@pytest.mark.parametrize("host", ["a" * 300, "a" * 70 + ".example"])
def test_a_name_that_no_name_server_takes_is_an_error(tmp_path: Path, host: str) -> None:
    with pytest.raises(SourceError, match="there is no host"):
        fetcher_for(tmp_path).get(f"http://{host}/")


# ── the connection goes where the check looked, under the name's own name ──────────────────────────


def test_a_name_is_resolved_once_and_the_connection_goes_there(web: "Web", tmp_path: Path) -> None:
    asked: list[str] = []

    def look_up(host: str) -> Sequence[str]:
        asked.append(host)
        return ["127.0.0.1"] if len(asked) == 1 else ["203.0.113.1"]  # a name that changes its mind

    web.put("/feed", b"<rss/>")
    Fetcher("journal", tmp_path, (NAME,), Limits(connect=2), look_up).get(web.url("/feed", NAME))
    assert asked == [NAME]
    assert web.requests[0][1]["Host"] == f"{NAME}:{web.port}"


def test_the_next_address_is_tried_where_the_first_refuses(web: "Web", tmp_path: Path) -> None:
    web.put("/feed", b"<rss/>")
    assert fetcher_for(tmp_path, NAME, names=["::1", "127.0.0.1"]).get(web.url("/feed", NAME)).body == b"<rss/>"


def test_a_name_without_addresses_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="the name has no address"):
        Fetcher("journal", tmp_path, look_up=lambda _: []).get(f"http://{NAME}/")


@pytest.fixture
def hello() -> Iterator[tuple[int, list[bytes]]]:
    """A port that keeps the first bytes said to it and hangs up."""
    said: list[bytes] = []

    def listen() -> None:
        connection, _ = listener.accept()
        with connection:
            said.append(connection.recv(4_096))

    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=listen)
        thread.start()
        yield listener.getsockname()[1], said
        thread.join()


def test_tls_asks_for_the_name_and_not_for_the_address(hello: tuple[int, list[bytes]], tmp_path: Path) -> None:
    port, said = hello
    with pytest.raises(SourceError, match="could not be reached"):
        fetcher_for(tmp_path, NAME, names=["127.0.0.1"]).get(f"https://{NAME}:{port}/")
    assert NAME.encode() in said[0]


def test_no_connection_and_no_cookie_outlives_a_redirect(web: "Web", tmp_path: Path) -> None:
    web.put("/feed", status=302, headers={"Location": web.url("/end", "other.example"), "Set-Cookie": "a=b; Path=/"})
    web.put("/end", b"<rss/>")
    fetcher_for(tmp_path, NAME, "other.example", names=["127.0.0.1"]).get(web.url("/feed", NAME))
    assert "Cookie" not in web.requests[1][1]
    assert web.requests[1][1]["Host"] == f"other.example:{web.port}"


def test_a_proxy_of_the_environment_is_not_used(
    web: "Web", tmp_path: Path, unused_port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, f"http://127.0.0.1:{unused_port}")
    assert fetcher_for(tmp_path, "127.0.0.1").get(web.put("/feed", b"<rss/>")).body == b"<rss/>"


# ── how much and how long ──────────────────────────────────────────────────────────────────────────


def test_an_answer_of_thirty_megabytes_is_cut_off(web: "Web", tmp_path: Path) -> None:
    url = web.put("/feed", b"x" * 30_000_000)
    with pytest.raises(SourceError, match="is over 10,000,000 bytes; give an address with fewer articles"):
        Fetcher("journal", tmp_path, ("127.0.0.1",)).get(url)


def test_a_gzip_bomb_is_cut_off(web: "Web", tmp_path: Path) -> None:
    url = web.put("/feed", gzip.compress(bytes(50_000_000)), headers={"Content-Encoding": "gzip"})
    with pytest.raises(SourceError, match="is over 100,000 bytes"):
        fetcher_for(tmp_path, "127.0.0.1").get(url)


def test_an_answer_of_exactly_the_limit_is_taken(web: "Web", tmp_path: Path) -> None:
    url = web.put("/feed", gzip.compress(bytes(100_000)), headers={"Content-Encoding": "gzip"})
    assert len(fetcher_for(tmp_path, "127.0.0.1").get(url).body) == 100_000


@pytest.mark.parametrize("encoding", ["gzip, gzip", "br", "deflate", "zstd"])
def test_a_packing_nobody_asked_for_is_refused(web: "Web", tmp_path: Path, encoding: str) -> None:
    url = web.put("/feed", gzip.compress(gzip.compress(b"<rss/>")), headers={"Content-Encoding": encoding})
    with pytest.raises(SourceError, match=f"is packed as '{encoding}', which nobody asked for"):
        fetcher_for(tmp_path, "127.0.0.1").get(url)


@pytest.mark.parametrize(
    ("body", "said"),
    [(b"no gzip at all", "is damaged"), (gzip.compress(b"<rss/>", mtime=0)[:-4], "broke off before its end")],
)
def test_a_damaged_packing_is_an_error(web: "Web", tmp_path: Path, body: bytes, said: str) -> None:
    with pytest.raises(SourceError, match=said):
        fetcher_for(tmp_path, "127.0.0.1").get(web.put("/feed", body, headers={"Content-Encoding": "gzip"}))


@pytest.mark.parametrize(
    "beginning",
    [b"", b"HTTP/1.1 200 OK\r\nX-Slow: ", b"HTTP/1.1 200 OK\r\nContent-Length: 99999\r\n\r\n<rss>"],
    ids=["nothing", "headers", "body"],
)
def test_an_answer_that_drips_is_given_up(web: "Web", tmp_path: Path, beginning: bytes) -> None:
    with pytest.raises(SourceError, match=r"no whole answer within 0\.3 s; try again later"):
        fetcher_for(tmp_path, "127.0.0.1", total=0.3).get(web.drip("/feed", beginning))


def test_a_redirect_to_a_name_that_cannot_be_is_refused(web: "Web", tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="is no web address"):
        fetcher_for(tmp_path, "127.0.0.1").get(web.redirect("/feed", "http://xn--0/"))
