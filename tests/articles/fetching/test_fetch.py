"""What a fetch brings home: answers, kept answers, redirects, and complaints in plain words."""

import gzip
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from newsletter.articles.fetching.connection import Limits, Method
from newsletter.articles.fetching.fetch import Fetcher
from newsletter.errors import NotPulled, Refused, SourceError

if TYPE_CHECKING:
    from tests.web_server import Web


@pytest.fixture
def fetcher(tmp_path: Path) -> Fetcher:
    return Fetcher("journal", tmp_path / "cache", ("127.0.0.1",), Limits(connect=2, total=10))


def test_an_answer_has_its_body_type_and_address(web: "Web", fetcher: Fetcher) -> None:
    url = web.put("/feed", b"<rss/>", headers={"Content-Type": "text/xml"})
    answer = fetcher.get(url)
    assert (answer.url, answer.content_type, answer.body) == (url, "text/xml", b"<rss/>")


def test_an_unchanged_answer_comes_from_the_cache(web: "Web", fetcher: Fetcher) -> None:
    url = web.put("/feed", b"<rss/>", headers={"ETag": '"v1"', "Content-Type": "text/xml"})
    first = fetcher.get(url)
    web.put("/feed", status=304)
    assert fetcher.get(url) == first
    assert web.requests[1][1]["If-None-Match"] == '"v1"'


def test_a_modification_date_alone_is_asked_after_too(web: "Web", fetcher: Fetcher) -> None:
    date = "Thu, 26 Nov 2026 09:00:00 GMT"
    url = web.put("/feed", b"<rss/>", headers={"Last-Modified": date})
    fetcher.get(url)
    fetcher.get(url)
    asked = web.requests[1][1]
    assert asked["If-Modified-Since"] == date
    assert "If-None-Match" not in asked


def test_a_changed_answer_replaces_the_kept_one(web: "Web", fetcher: Fetcher) -> None:
    url = web.put("/feed", b"old", headers={"ETag": '"v1"'})
    fetcher.get(url)
    web.put("/feed", b"new", headers={"ETag": '"v2"'})
    assert fetcher.get(url).body == b"new"
    web.put("/feed", status=304)
    assert fetcher.get(url).body == b"new"


def test_an_answer_without_validators_is_asked_for_as_a_whole_again(web: "Web", fetcher: Fetcher) -> None:
    url = web.put("/feed", b"<rss/>")
    fetcher.get(url)
    web.put("/feed", status=304)  # of a server that is out of its mind: nobody asked "if"
    with pytest.raises(SourceError, match="status 304"):
        fetcher.get(url)


def test_a_validator_that_no_request_can_carry_is_not_kept(web: "Web", fetcher: Fetcher) -> None:
    url = web.put("/feed", b"<rss/>", headers={"ETag": '"\xe9"'})
    assert fetcher.get(url).body == fetcher.get(url).body == b"<rss/>"


def test_where_nothing_is_to_be_kept_nothing_is(web: "Web", fetcher: Fetcher, tmp_path: Path) -> None:
    assert replace(fetcher, cache=None).get(web.put("/feed", b"<rss/>")).body == b"<rss/>"
    assert list(tmp_path.iterdir()) == []


# ── as it was last time ────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("headers", [{}, {"ETag": '"v1"'}])
def test_what_was_fetched_is_answered_again_without_the_network(
    web: "Web", fetcher: Fetcher, headers: dict[str, str]
) -> None:
    first = fetcher.get(web.put("/feed", b"<rss/>", headers=headers | {"Content-Type": "text/xml"}))
    assert _as_kept(fetcher).get(web.url("/feed")) == first
    assert len(web.requests) == 1


def test_what_was_redirected_is_answered_under_the_address_that_was_asked_for(web: "Web", fetcher: Fetcher) -> None:
    web.put("/new", b"<rss/>", headers={"ETag": '"v1"'})
    first = fetcher.get(web.redirect("/old", "/new"))
    assert _as_kept(fetcher).get(web.url("/old")) == first
    assert first.url == web.url("/new")


def test_a_redirect_to_another_place_each_time_leaves_one_answer(web: "Web", fetcher: Fetcher) -> None:
    for number in range(3):
        web.put(f"/signed-{number}", b"<rss/>")
        fetcher.get(web.redirect("/feed", f"/signed-{number}"))
    assert fetcher.cache and len(list(fetcher.cache.iterdir())) == 1


def test_an_address_is_asked_by_no_other_addresss_validator(web: "Web", fetcher: Fetcher) -> None:
    web.put("/new", b"<rss/>", headers={"Last-Modified": "Thu, 26 Nov 2026 09:00:00 GMT"})
    url = web.redirect("/old", "/new")
    fetcher.get(url)
    fetcher.get(url)
    assert [headers["If-Modified-Since"] for path, headers in web.requests if path == "/old"] == [None, None]
    assert [bool(headers["If-Modified-Since"]) for path, headers in web.requests if path == "/new"] == [False, True]


def test_what_was_never_fetched_says_what_to_press(web: "Web", fetcher: Fetcher) -> None:
    with pytest.raises(NotPulled, match="press Pull, or run newsletter pull"):
        _as_kept(fetcher).get(web.put("/feed", b"<rss/>"))
    assert web.requests == []


def _as_kept(fetcher: Fetcher) -> Fetcher:
    return replace(fetcher, as_kept=True)


def test_an_address_that_moves_with_the_time_is_kept_under_a_lasting_name(web: "Web", fetcher: Fetcher) -> None:
    for day in (25, 26):
        fetcher.get(web.put(f"/posts?after={day}", str(day).encode(), headers={"ETag": '"v1"'}), "posts")
    assert _as_kept(fetcher).get("https://elsewhere.example/", "posts").body == b"26"
    assert [headers["If-None-Match"] for _, headers in web.requests] == [None, None]  # another address, another answer
    assert fetcher.cache and len(list(fetcher.cache.iterdir())) == 1


def test_headers_that_matter_are_given_and_kept(web: "Web", fetcher: Fetcher) -> None:
    said = {"Link": "<https://example.com/2>; rel=next", "X-WP-TotalPages": "3", "Set-Cookie": "a=b"}
    first = fetcher.get(web.put("/posts", b"[]", headers=said))
    assert dict(first.headers) == {"link": "<https://example.com/2>; rel=next", "x-wp-totalpages": "3"}
    assert _as_kept(fetcher).get(web.url("/posts")) == first


# ── whether an address answers ─────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("method", ["HEAD", "GET"])
@pytest.mark.parametrize("status", [200, 404, 503])
def test_a_status_is_told_as_it_is_at_the_end_of_the_redirects(
    web: "Web", fetcher: Fetcher, method: Method, status: int
) -> None:
    end = web.put("/new", status=status, headers={"Retry-After": "120"})
    answered = fetcher.status(web.redirect("/old", "/new"), method)
    assert (answered.url, answered.status, answered.headers["retry-after"]) == (end, status, "120")


def test_a_status_is_told_without_waiting_for_a_body_that_never_ends(web: "Web", fetcher: Fetcher) -> None:
    url = web.drip("/feed", b"HTTP/1.1 200 OK\r\nContent-Length: 99999999\r\n\r\n")
    assert replace(fetcher, limits=Limits(connect=2, total=2)).status(url, "GET").status == 200


def test_what_cannot_be_asked_has_no_status(fetcher: Fetcher, unused_port: int) -> None:
    with pytest.raises(SourceError, match="could not be reached"):
        fetcher.status(f"http://127.0.0.1:{unused_port}/")
    with pytest.raises(SourceError, match="not on the open internet"):
        replace(fetcher, allow_hosts=()).status("http://127.0.0.1/")


# ── complaints ─────────────────────────────────────────────────────────────────────────────────────


def test_a_cache_that_cannot_be_written_is_named(web: "Web", fetcher: Fetcher, tmp_path: Path) -> None:
    (tmp_path / "cache").write_text("a file stands where the folder should")
    with pytest.raises(SourceError, match=r"cannot be kept in .*cache .*make that folder writable"):
        fetcher.get(web.put("/feed", b"<rss/>", headers={"ETag": '"v1"'}))


def test_a_redirect_is_followed_and_its_end_is_the_address(web: "Web", fetcher: Fetcher) -> None:
    end = web.put("/new", b"<rss/>")
    assert fetcher.get(web.redirect("/old", "/new")).url == end


def test_a_circle_of_redirects_is_refused(web: "Web", fetcher: Fetcher) -> None:
    web.redirect("/b", "/a")
    with pytest.raises(SourceError, match="redirects in a circle; give the address it should end at"):
        fetcher.get(web.redirect("/a", "/b"))
    assert len(web.requests) == 2


def test_a_sixth_redirect_is_refused(web: "Web", fetcher: Fetcher) -> None:
    for number in range(9):
        web.redirect(f"/{number}", f"/{number + 1}")
    with pytest.raises(SourceError, match="redirects more than 5 times"):
        fetcher.get(web.url("/0"))
    assert len(web.requests) == 6


def test_five_redirects_are_followed(web: "Web", fetcher: Fetcher) -> None:
    for number in range(5):
        web.redirect(f"/{number}", f"/{number + 1}")
    web.put("/5", b"<rss/>")
    assert fetcher.get(web.url("/0")).body == b"<rss/>"


def test_a_packed_answer_is_unpacked(web: "Web", fetcher: Fetcher) -> None:
    url = web.put("/feed", gzip.compress(b"<rss/>" * 1_000), headers={"Content-Encoding": "gzip"})
    assert fetcher.get(url).body == b"<rss/>" * 1_000


@pytest.mark.parametrize(
    ("status", "said"),
    [
        (401, "asks for a login"),
        (403, "is refused to us"),
        (404, "is not there; correct the address"),
        (410, "is gone for good; remove the source"),
        (418, "gives no article list"),
        (304, "gives no article list"),
        (302, "gives no article list"),
        (503, "fails at its server"),
    ],
)
def test_a_status_becomes_a_sentence_with_source_address_and_remedy(
    web: "Web", fetcher: Fetcher, status: int, said: str
) -> None:
    url = web.put("/feed", status=status)
    with pytest.raises(SourceError) as raised:
        fetcher.get(url)
    assert str(raised.value).startswith(f"journal: {url}: {said}")
    assert f"(status {status})" in str(raised.value)


@pytest.mark.parametrize(
    ("said", "read"),
    [
        ("120", "try again in 120 s"),
        ("Thu, 26 Nov 2026 09:00:00 GMT", "try again after 2026-11-26 09:00 UTC"),
        ("\x9b31m soon", "try again later"),
        ("Thu, 26 Nov 99999999999999999999 09:00:00 GMT", "try again later"),
        ("", "try again later"),
    ],
)
def test_too_many_requests_says_when_to_ask_again(web: "Web", fetcher: Fetcher, said: str, read: str) -> None:
    url = web.put("/feed", status=429, headers={"Retry-After": said})
    with pytest.raises(SourceError, match=f"{read}$"):
        fetcher.get(url)


def test_an_answer_that_breaks_off_is_an_error(web: "Web", fetcher: Fetcher) -> None:
    url = web.put("/feed", b"half", headers={"Content-Length": "8", "Connection": "close"})
    with pytest.raises(SourceError, match="could not be reached or broke off"):
        fetcher.get(url)


def test_a_closed_port_is_an_error_that_names_the_source(fetcher: Fetcher, unused_port: int) -> None:
    with pytest.raises(SourceError, match=f"^journal: http://127.0.0.1:{unused_port}/: could not be reached"):
        fetcher.get(f"http://127.0.0.1:{unused_port}/")


@pytest.mark.parametrize("packed", [False, True])
def test_a_refusal_brings_the_beginning_of_what_it_says(web: "Web", fetcher: Fetcher, packed: bool) -> None:
    said = b'{"code":"rest_post_invalid_page_number"}' + b" " * 9_000
    url = web.put(
        "/posts", gzip.compress(said) if packed else said, 400, {"Content-Encoding": "gzip"} if packed else {}
    )
    with pytest.raises(Refused) as raised:
        fetcher.get(url)
    assert (raised.value.status, raised.value.said[:40], len(raised.value.said)) == (400, said[:40].decode(), 4_000)


def test_a_refusal_whose_packing_is_damaged_says_nothing_more(web: "Web", fetcher: Fetcher) -> None:
    with pytest.raises(Refused) as raised:
        fetcher.get(web.put("/posts", b"no gzip", 400, {"Content-Encoding": "gzip"}))
    assert raised.value.said == ""
