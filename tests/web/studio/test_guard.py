"""The studio's guard: foreign names and foreign pages are refused, our own are not."""

import httpx
import pytest

from newsletter.web.studio.guard import refusal

OURS = "127.0.0.1:8024"


@pytest.mark.parametrize("host", [OURS, "127.0.0.1", "localhost:8024", "LOCALHOST", "[::1]:8024", "[::1]"])
def test_this_computers_names_are_let_through(host: str) -> None:
    assert refusal("GET", {"host": host}) is None


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "evil.example:8024",
        "127.0.0.1.evil.example",
        "localhost.evil.example",
        "evil.example@127.0.0.1",
        "127.0.0.1:8024@evil.example",
        "127.0.0.2:8024",
        "0.0.0.0:8024",
        "127.0.0.1:",
        "",
        "localhost" * 20_000,
    ],
)
def test_another_name_is_misdirected(host: str) -> None:
    refused = refusal("GET", {"host": host})
    assert refused is not None and refused[0] == 421


@pytest.mark.parametrize(
    "headers",
    [
        {"sec-fetch-site": "same-origin"},
        {"sec-fetch-site": "none"},  # typed, or from a bookmark
        {"origin": f"http://{OURS}"},
        {"sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate", "sec-fetch-dest": "document"},  # a link
    ],
)
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_one_of_our_pages_or_a_link_to_one_is_let_through(method: str, headers: dict[str, str]) -> None:
    assert refusal(method, {"host": OURS} | headers) is None


@pytest.mark.parametrize(
    "headers",
    [
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "cross-site", "sec-fetch-mode": "no-cors", "sec-fetch-dest": "image"},
        {"sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate", "sec-fetch-dest": "iframe"},
        {"sec-fetch-site": "same-site", "sec-fetch-mode": "cors", "sec-fetch-dest": "empty"},  # another port's stream
        {"origin": "https://evil.example"},
        {"origin": "null"},
    ],
)
def test_nothing_of_ours_is_loaded_into_another_page(headers: dict[str, str]) -> None:
    refused = refusal("GET", {"host": OURS} | headers)
    assert refused is not None and refused[0] == 403


def test_a_request_without_a_host_is_misdirected() -> None:
    assert refusal("GET", {}) is not None


@pytest.mark.parametrize("headers", [{"sec-fetch-site": "same-origin"}, {"origin": f"http://{OURS}"}])
def test_a_form_of_our_own_page_is_let_through(headers: dict[str, str]) -> None:
    assert refusal("POST", {"host": OURS} | headers) is None


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site", "origin": f"http://{OURS}"},  # another port of this computer
        {"sec-fetch-site": "none"},
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"origin": "http://127.0.0.1:9000"},
    ],
)
@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_a_form_of_another_page_is_forbidden(method: str, headers: dict[str, str]) -> None:
    refused = refusal(method, {"host": OURS} | headers)
    assert refused is not None and refused[0] == 403


async def test_a_refusal_is_a_page_with_the_studios_own_headers(marketer: httpx.AsyncClient) -> None:
    answer = await marketer.get("/", headers={"Host": "evil.example"})
    assert answer.status_code == 421
    assert "on this computer only" in answer.text
    assert "default-src 'none'" in answer.headers["content-security-policy"]
