"""What stands against a real send, each obstacle by itself."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from newsletter.ctas.verdicts import Verdict
from newsletter.deliver.preflight import base_url_fault, is_loopback, obstacles
from newsletter.model import Edition, Language, Relay, Subscriber
from newsletter.settings import Settings
from newsletter.starter import bundled
from newsletter.store import subscribers
from newsletter.store.database import Pool
from newsletter.store.verdicts import Verdicts

if TYPE_CHECKING:
    from tests.deliver.conftest import SettingsAt

NOW = datetime(2026, 11, 26, 9, tzinfo=UTC)
FAR = Relay("main", "192.0.2.1", 25, "starttls", None, None)  # TEST-NET-1: never asked here
Site = Callable[[str, str], AbstractAsyncContextManager[str]]


@pytest.fixture
def site() -> Site:
    """A web server on loopback that gives one status and one text to whatever is asked."""

    @asynccontextmanager
    async def running(status: str, text: str) -> AsyncIterator[str]:
        async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            asked = (await reader.readuntil(b"\r\n\r\n")).decode()
            found = status if asked.startswith("GET /.well-known/newsletter ") else "404 Not Found"
            head = f"HTTP/1.1 {found}\r\nContent-Length: {len(text)}\r\nConnection: close\r\n\r\n"
            writer.write(head.encode() + text.encode())
            await writer.drain()
            writer.close()

        server = await asyncio.start_server(answer, "127.0.0.1", 0)
        async with server:
            yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"

    return running


@pytest.fixture
def direct(settings_at: "SettingsAt") -> Settings:
    """The project with direct links and a relay on another machine: nothing but its content can stand against it."""
    return replace(settings_at(25), links="utm", relays={"main": FAR})


# ── base_url ───────────────────────────────────────────────────────────────────────────────────────


async def test_a_base_url_that_answers_as_this_project_is_well(settings_at: "SettingsAt", site: Site) -> None:
    settings = settings_at(25)
    async with site("200 OK", settings.fingerprint + "\n") as url:
        assert await base_url_fault(replace(settings, base_url=url)) is None


@pytest.mark.parametrize(("status", "text"), [("200 OK", "another project's"), ("302 Found", ""), ("500 Oh", "")])
async def test_a_base_url_that_answers_otherwise_is_not_ours(
    settings_at: "SettingsAt", site: Site, status: str, text: str
) -> None:
    async with site(status, text) as url:
        fault = await base_url_fault(replace(settings_at(25), base_url=url))
    assert fault == (
        f"settings.toml: newsletter.base_url: {url} answers, but not as this project; "
        'start newsletter run public there, or set links = "utm"'
    )


async def test_a_fingerprint_with_a_wrong_status_does_not_count(settings_at: "SettingsAt", site: Site) -> None:
    settings = settings_at(25)
    async with site("404 Not Found", settings.fingerprint) as url:
        assert "not as this project" in str(await base_url_fault(replace(settings, base_url=url)))


@pytest.mark.parametrize("url", ["http://127.0.0.1:{port}", "https://a b.test", "http://[::1"])
async def test_a_base_url_that_nobody_answers_is_a_fault_and_no_crash(
    settings_at: "SettingsAt", free_tcp_port: int, url: str
) -> None:
    url = url.format(port=free_tcp_port)
    fault = await base_url_fault(replace(settings_at(25), base_url=url))
    assert f"{url} does not answer (" in str(fault)


async def test_direct_links_need_no_base_url(direct: Settings) -> None:
    assert await base_url_fault(direct) is None


async def test_a_dead_base_url_stands_against_sending_even_to_a_relay_on_loopback(
    settings_at: "SettingsAt", edition: Edition, pool: Pool, free_tcp_port: int
) -> None:
    settings = replace(settings_at(25), base_url=f"http://127.0.0.1:{free_tcp_port}")
    (found,) = await obstacles(settings, [edition], pool, NOW)
    assert "does not answer" in found


# ── content ────────────────────────────────────────────────────────────────────────────────────────


async def test_nothing_stands_against_a_sound_edition(direct: Settings, edition: Edition, pool: Pool) -> None:
    sound = replace(edition, links=tuple(replace(link, target="https://harbour.io/a") for link in edition.links))
    assert await obstacles(direct, [sound], pool, NOW) == []


async def test_without_a_relay_nothing_can_be_sent(direct: Settings, edition: Edition, pool: Pool) -> None:
    (found,) = await obstacles(replace(direct, relays={}), [edition], pool, NOW)
    assert found == "settings.toml: relays: none is set; add [relays.main] with its host and port"


async def test_no_sample_article_leaves_this_machine(direct: Settings, edition: Edition, pool: Pool) -> None:
    bare = replace(edition, links=())
    for name in (path.name for path in bundled("articles").iterdir()):
        found = await obstacles(direct, [bare, replace(bare, articles=((f"journal:{name}", "A Title"),))], pool, NOW)
        assert found == [f"sample article {name} would go out; remove the samples (newsletter init . --clear-samples)"]


async def test_a_link_to_an_example_does_not_leave_this_machine(direct: Settings, edition: Edition, pool: Pool) -> None:
    hosts = {
        "https://www.example.co.uk/book?a=b": "www.example.co.uk",
        "https://EXAMPLE.com": "example.com",
        "http://a.test/": "a.test",
        "mailto:a@example.com": None,
        "https://example.com.harbour.io/": None,
        "https://notexample.com/": None,
    }
    for target, host in hosts.items():
        linked = replace(edition, links=(replace(edition.links[0], target=target),))
        remedy = "which is only an example; correct it in the article or the CTA"
        assert await obstacles(direct, [linked], pool, NOW) == ([f"a link leads to {host}, {remedy}"] if host else [])


async def test_a_button_found_broken_within_the_hour_stands_against_sending_and_nothing_else_does(
    direct: Settings, edition: Edition, pool: Pool
) -> None:
    page = "https://harbour.io/book"
    link = replace(edition.links[0], label="Book", target=f"{page}?utm_campaign=uk", cta="visit")
    buttoned = replace(edition, links=(link,))
    kept = Verdicts.of(direct.project)
    kept.keep({page: Verdict("broken", "it answers 404 (Not Found)")}, NOW)
    near = replace(direct, relays={"main": replace(FAR, host="127.0.0.1")})
    for settings in (direct, near):
        assert await obstacles(settings, [buttoned], pool, NOW) == [
            f"the CTA visit, “Book”, leads to {page}: it answers 404 (Not Found);"
            " correct its url, or approve the issue again once the page is there"
        ]
    assert await obstacles(direct, [replace(edition, links=(replace(link, cta=None),))], pool, NOW) == []
    assert await obstacles(direct, [buttoned], pool, NOW + timedelta(hours=1)) == []
    kept.keep({page: Verdict("unverified", "it answers 503")}, NOW)
    assert await obstacles(direct, [buttoned], pool, NOW) == []


async def test_sample_subscribers_of_the_region_stand_against_sending(
    direct: Settings, edition: Edition, pool: Pool
) -> None:
    sound = replace(edition, links=())
    async with pool.connection() as connection:
        sample = Subscriber("a@example.com", "middle-east", Language("en_GB"))
        await subscribers.merge(connection, [sample], NOW, sample=True)
    assert await obstacles(direct, [sound], pool, NOW) == []
    async with pool.connection() as connection:
        await subscribers.merge(connection, [replace(sample, region="uk")], NOW, sample=True)
    (found,) = await obstacles(direct, [sound], pool, NOW)
    assert found.startswith("the audience holds sample subscribers; ")


async def test_to_a_relay_on_loopback_samples_may_go(direct: Settings, edition: Edition, pool: Pool) -> None:
    near = replace(direct, relays={"main": replace(FAR, host="127.0.0.1")})
    assert await obstacles(near, [replace(edition, articles=(("journal:sea-legs.txt", "Legs"),))], pool, NOW) == []


async def test_an_edition_of_which_no_message_can_be_made_is_stopped_before_its_audience_is_frozen(
    direct: Settings, edition: Edition, pool: Pool
) -> None:
    region = replace(direct.regions["uk"], sender="Nobody <nobody>")
    settings = replace(direct, regions={"uk": region})
    (found,) = await obstacles(settings, [replace(edition, links=())], pool, NOW)
    assert found == "no message can be made: not a mail address: 'nobody'; correct the sender, base_url or subject"


@pytest.mark.parametrize(
    ("host", "near"),
    [
        *[("127.0.0.1", True), ("127.9.9.9", True), ("::1", True), ("localhost", True), ("LOCALHOST", True)],
        *[("192.0.2.1", False), ("smtp.harbour.io", False), ("localhost.harbour.io", False), ("", False)],
    ],
)
def test_loopback_is_this_very_machine(host: str, near: bool) -> None:
    assert is_loopback(replace(FAR, host=host)) == near
