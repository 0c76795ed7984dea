"""What the readers' pages are as a whole: friendly, closed, and recognisable."""

import re
from base64 import b64encode
from hashlib import sha256

import httpx
import pytest

from newsletter.deliver.preflight import FINGERPRINT_PATH
from newsletter.model import Language
from newsletter.pipeline import Kit
from newsletter.schedule.desk import Desk
from newsletter.web.public.wording import ARABIC, ENGLISH, page


async def test_the_fingerprint_is_the_projects_own_and_plain(reader: httpx.AsyncClient, desk: Desk) -> None:
    answer = await reader.get(FINGERPRINT_PATH)
    assert answer.text == desk.kit.settings.fingerprint
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"


async def test_the_first_page_names_the_newsletter(reader: httpx.AsyncClient) -> None:
    assert "The Harbour Letter" in (await reader.get("/")).text


async def test_every_answer_bears_the_security_headers(reader: httpx.AsyncClient) -> None:
    for path in ("/", "/u/x", "/c/x", "/nothing", FINGERPRINT_PATH):
        headers = (await reader.get(path)).headers
        assert headers["content-security-policy"].startswith("default-src 'none'")
        assert "frame-ancestors 'none'" in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["x-robots-tag"] == "noindex"
        assert headers["cache-control"] == "private, no-store"


async def test_head_is_answered_without_a_body(reader: httpx.AsyncClient) -> None:
    for path in ("/", "/u/x", FINGERPRINT_PATH):
        answer = await reader.head(path)
        assert (path, answer.status_code, answer.content) == (path, 200, b"")


async def test_any_other_method_is_not_allowed(reader: httpx.AsyncClient) -> None:
    for method, path in (("POST", "/"), ("POST", "/c/x"), ("PUT", "/u/x"), ("DELETE", "/u/x"), ("OPTIONS", "/u/x")):
        answer = await reader.request(method, path)
        assert (method, path, answer.status_code) == (method, path, 405)


async def test_a_method_that_is_not_allowed_names_those_that_are(reader: httpx.AsyncClient) -> None:
    assert "GET" in (await reader.post("/c/x")).headers["allow"]


async def test_the_style_in_a_page_is_the_one_that_its_policy_names(reader: httpx.AsyncClient) -> None:
    answer = await reader.get("/u/x")
    style = answer.text.partition("<style>")[2].partition("</style>")[0]
    named = b64encode(sha256(style.encode()).digest()).decode()
    assert f"'sha256-{named}'" in answer.headers["content-security-policy"]


@pytest.mark.parametrize("language", [ENGLISH, ARABIC])
@pytest.mark.parametrize("wording", ["home", "leave", "left", "lost", "away"])
def test_every_wording_is_there_in_english_and_arabic(kit: Kit, language: Language, wording: str) -> None:
    said = bytes(page(kit.settings, language, wording).body).decode()
    assert "<h1>" in said and "{" not in said.partition("</style>")[2]


@pytest.mark.parametrize("wording", ["home", "leave", "left", "lost", "away"])
def test_an_arabic_page_has_no_english_word_but_the_newsletters_name(kit: Kit, wording: str) -> None:
    body = bytes(page(kit.settings, ARABIC, wording).body).decode().partition("<body>")[2]
    words = re.sub(r"<[^>]*>", " ", body).replace(kit.settings.name.plain, "")
    assert re.search(r"[\u0621-\u064a]{3}", words) and not re.search(r"[A-Za-z]", words)


async def test_a_browser_that_asks_for_arabic_gets_it(reader: httpx.AsyncClient) -> None:
    page_ = (await reader.get("/nothing", headers={"Accept-Language": "ar-AE,en;q=0.5"})).text
    assert '<html lang="ar" dir="rtl">' in page_


async def test_without_a_database_the_answer_is_friendly_and_tells_nothing(
    reader: httpx.AsyncClient, desk: Desk
) -> None:
    await desk.pool.close()
    answer = await reader.get("/u/EAAAAAAAAAAA6htz1fhL7A0RdcRC")
    assert answer.status_code == 503
    assert "One moment, please" in answer.text and "pool" not in answer.text
