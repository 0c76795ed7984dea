"""A source's key: told to its own origin with each request, and to nobody and nothing else."""

from pathlib import Path
from typing import TYPE_CHECKING

import httpx
import pytest

from newsletter.articles.fetching.connection import Credential, Limits
from newsletter.articles.fetching.fetch import Fetcher
from newsletter.errors import SourceError

if TYPE_CHECKING:
    from tests.web_server import Web

KEY = "s3cret/&+key"


def fetcher_for(web: "Web", folder: Path, parameter: str = "") -> Fetcher:
    credential = Credential(web.url("/"), KEY, parameter)
    return Fetcher("blog", folder, ("127.0.0.1", "localhost"), Limits(connect=2, total=10), credential=credential)


def test_a_key_travels_in_a_header(web: "Web", tmp_path: Path) -> None:
    fetcher_for(web, tmp_path).get(web.put("/posts"))
    assert web.requests[0][1]["Authorization"] == f"Bearer {KEY}"


def test_a_key_travels_in_the_query_beside_what_it_says(web: "Web", tmp_path: Path) -> None:
    web.put("/posts/?filter=a%2Bb&key=s3cret%2F%26%2Bkey")
    answer = fetcher_for(web, tmp_path, "key").get(web.url("/posts/?filter=a%2Bb"))
    assert answer.url == web.url("/posts/?filter=a%2Bb")
    assert "Authorization" not in web.requests[0][1]


@pytest.mark.parametrize("parameter", ["", "key"])
@pytest.mark.parametrize("host", ["localhost", "127.0.0.1"])
def test_a_key_stays_where_it_belongs_when_the_site_leads_elsewhere(
    web: "Web", unused_port: int, tmp_path: Path, parameter: str, host: str
) -> None:
    port = web.port if host == "localhost" else unused_port  # another host, or another port of the same one
    sent = "/posts?key=s3cret%2F%26%2Bkey" if parameter else "/posts"
    web.redirect(sent, f"http://{host}:{port}{sent}")
    with pytest.raises(SourceError) as raised:
        fetcher_for(web, tmp_path, parameter).get(web.url("/posts"))
    assert str(raised.value).endswith(
        f"redirects to http://{host}:{port}, where its key must not go; give the address it should end at"
    )
    assert len(web.requests) == 1


def test_another_origin_is_asked_without_the_key(web: "Web", tmp_path: Path) -> None:
    web.put("/picture.png")
    fetcher_for(web, tmp_path).get(web.url("/picture.png", "localhost"))
    assert "Authorization" not in web.requests[0][1]


def test_a_key_that_the_site_repeats_is_in_no_address_message_or_file(web: "Web", tmp_path: Path) -> None:
    said = {"Location": "/posts/?key=s3cret%2F%26%2Bkey&page=1&back=s3cret%2F%26%2Bkey"}
    web.put("/posts?key=s3cret%2F%26%2Bkey", status=301, headers=said)
    end = "/posts/?page=1&back=s3cret%2F%26%2Bkey&key=s3cret%2F%26%2Bkey"
    web.put(end, b"[]", headers={"Link": f"<https://example.com/?key={KEY}>", "ETag": '"v1"'})
    fetcher = fetcher_for(web, tmp_path, "key")
    answer = fetcher.get(web.url("/posts"))
    web.put(end, status=404)
    with pytest.raises(SourceError) as raised:
        fetcher.get(web.url("/posts"))
    seen = [
        answer.url,
        repr(answer),
        str(raised.value),
        repr(fetcher),
        *(one.read_text() for one in tmp_path.iterdir()),
    ]
    assert [one for one in seen if "s3cret" in one] == []
    assert "back=…" in str(raised.value)


@pytest.mark.parametrize(
    ("url", "is_its_own"),
    [
        ("https://example.com/posts", True),
        ("https://EXAMPLE.com:443/", True),
        ("http://example.com/", False),
        ("https://example.com:8443/", False),
        ("https://www.example.com/", False),
        ("https://example.com.evil.example/", False),
        ("https://example.com@evil.example/", False),
    ],
)
def test_an_origin_is_scheme_host_and_port(url: str, is_its_own: bool) -> None:
    assert Credential("https://example.com/blog", KEY).is_for(httpx.URL(url)) is is_its_own
