"""A test message from the page: what becomes of it, what is said of it, and that nothing else happens."""

import re
from dataclasses import replace
from datetime import date
from email import message_from_bytes
from email.policy import default
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest
from psycopg_pool import AsyncConnectionPool

from newsletter.deliver import inbox
from newsletter.deliver.trial import LinkBook
from newsletter.model import Issue, Language
from newsletter.pipeline import compose, pull_all
from newsletter.schedule.desk import Desk
from newsletter.store import clicks
from newsletter.store.database import Pool
from newsletter.web.studio.routes import sending
from newsletter.web.studio.routes.notices import Notices
from newsletter.web.studio.routes.sending import Notice
from tests.cli.posting import relay
from tests.ports import free_port
from tests.web.conftest import browser, laid_table

SEND = "/preview/weekly/uk/en_GB/send"
OURS = {"Sec-Fetch-Site": "same-origin"}


async def sent(marketer: httpx.AsyncClient, address: str, path: str = SEND) -> tuple[str, str]:
    """The page to which the form leads, and what stands in its place for such news."""
    answer = await marketer.post(path, data={"address": address}, headers=OURS)
    assert answer.status_code == 303
    page = (await marketer.get(answer.headers["location"])).text
    (said,) = re.findall(r'<div id="said" role="status">(.*?)</div>', page, re.DOTALL)
    return answer.headers["location"], said


async def test_without_a_relay_a_test_lies_in_the_local_inbox_and_the_page_leads_there(
    marketer: httpx.AsyncClient, project: Path
) -> None:
    _, said = await sent(marketer, "me@example.org")
    assert "Nothing left this computer." in said
    (letter,) = re.findall(r'href="(/inbox/[^"]+)"', said)
    assert "me@example.org" in (await marketer.get(letter)).text
    message = message_from_bytes(inbox.kept(project)[0].read_bytes(), policy=default)
    assert message["Subject"] == "[Test] A Vaccination Calendar for Unhurried Travellers"


async def test_the_way_back_keeps_the_view(marketer: httpx.AsyncClient) -> None:
    location, _ = await sent(marketer, "me@example.org", f"{SEND}?date=2026-12-03&look=dark&width=375")
    assert location.startswith("/preview/weekly/uk/en_GB?date=2026-12-03&look=dark&width=375&said=")
    assert urlsplit(location).fragment == "test"


async def test_the_links_of_a_test_lead_somewhere_and_the_issue_has_no_delivery(
    marketer: httpx.AsyncClient, desk: Desk
) -> None:
    await sent(marketer, "me@example.org")
    async with desk.pool.connection() as connection:
        links = await (await connection.execute("SELECT id FROM links")).fetchall()
        assert links and await clicks.target(connection, links[0][0])
        deliveries = await (await connection.execute("SELECT count(*) FROM deliveries")).fetchone()
        approvals = await (await connection.execute("SELECT count(*) FROM approvals")).fetchone()
    assert (deliveries, approvals) == ((0,), (0,))


async def test_without_a_database_a_test_goes_and_says_what_its_links_lack(project: Path) -> None:
    async with browser(laid_table(project, None)) as marketer:
        _, said = await sent(marketer, "me@example.org")
    assert "Nothing left this computer." in said and "links lead nowhere" in said
    assert len(inbox.kept(project)) == 1


@pytest.mark.parametrize("address", ["", "me", "me@example.org>\r\nRCPT TO:<x@y.test", "<script>", "x" * 9000])
async def test_what_is_no_address_is_said_beside_the_form(
    marketer: httpx.AsyncClient, project: Path, address: str
) -> None:
    _, said = await sent(marketer, address)
    assert "is no mail address. Nothing was sent." in said and "<script" not in said
    assert inbox.kept(project) == []


def with_relay(project: Path, port: int) -> None:
    with (project / "settings.toml").open("a", encoding="utf-8") as settings:
        settings.write(f'\n[relays.main]\nhost = "127.0.0.1"\nport = {port}\ntls = "none"\n')


async def test_through_a_relay_the_page_says_who_accepted_it(marketer: httpx.AsyncClient, project: Path) -> None:
    with relay() as running:
        with_relay(project, running.port)
        _, said = await sent(marketer, "me@example.org")
    assert "Accepted by 127.0.0.1 for me@example.org." in said
    assert [address for address, _ in running.taken] == ["me@example.org"] and inbox.kept(project) == []


async def test_what_a_relay_refuses_is_said_in_its_own_words(marketer: httpx.AsyncClient, project: Path) -> None:
    with relay() as running:
        running.refuses.add("me@example.org")
        with_relay(project, running.port)
        location, said = await sent(marketer, "me@example.org")
    assert "550 5.1.1 nobody of that name" in said
    assert 'value="me@example.org"' in (await marketer.get(location)).text  # not to be typed again


async def test_a_relay_that_is_not_there_is_said_with_its_remedy(marketer: httpx.AsyncClient, project: Path) -> None:
    with_relay(project, free_port())
    _, said = await sent(marketer, "me@example.org")
    assert "The relay did not take it:" in said and "newsletter doctor" in said


async def test_an_edition_that_is_not_what_the_project_makes_now_is_not_sent(
    marketer: httpx.AsyncClient, project: Path
) -> None:
    await marketer.get("/preview/weekly/uk/en_GB")
    (project / "templates" / "digest.mjml.j2").write_text("{% if %}", "utf-8")
    _, said = await sent(marketer, "me@example.org")
    assert "Nothing was sent" in said and inbox.kept(project) == []


@pytest.mark.parametrize("headers", [{"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example"}, {}])
async def test_another_page_cannot_have_a_test_sent(
    marketer: httpx.AsyncClient, project: Path, headers: dict[str, str]
) -> None:
    answer = await marketer.post(SEND, data={"address": "me@example.org"}, headers=headers)
    assert answer.status_code == 403 and inbox.kept(project) == []


async def test_an_address_cannot_put_words_into_the_studios_mouth(marketer: httpx.AsyncClient) -> None:
    page = (await marketer.get("/preview/weekly/uk/en_GB?said=Your+account+was+closed")).text
    assert "Your account was closed" not in page


async def test_a_form_that_is_too_long_is_refused(marketer: httpx.AsyncClient) -> None:
    assert (await marketer.post(SEND, data={"address": "x" * 70_000}, headers=OURS)).status_code == 413


def test_sentences_are_kept_under_keys_that_nobody_guesses_and_not_for_ever() -> None:
    notices, notice = Notices[Notice](), Notice("Sent.", "good", "me@example.org")
    keys = [notices.keep(replace(notice, words=str(number))) for number in range(60)]
    assert len(set(keys)) == 60 and all(len(key) == 16 for key in keys)
    assert notices.find(keys[0]) is None
    assert notices.find(keys[-1]) == replace(notice, words="59")


async def test_a_database_that_went_a_moment_ago_is_said(project: Path, desk: Desk) -> None:
    settings, issue = desk.kit.settings, Issue("weekly", "uk", date(2026, 11, 26))
    edition = compose(issue, Language("en_GB"), [one for part in pull_all(desk.kit) for one in part.articles], desk.kit)
    gone: Pool = AsyncConnectionPool("host=127.0.0.1 port=1", open=False)
    notice = await sending.send(settings, edition, "me@example.org", desk.now(), LinkBook(gone, 1))
    assert notice.words.startswith("Nothing was sent: ") and inbox.kept(project) == []
