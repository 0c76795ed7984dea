"""Followed links: where they lead, which are counted, and which lead nowhere."""

import re
from datetime import date
from typing import TYPE_CHECKING

import httpx

from newsletter.ctas.links import Signer
from newsletter.model import Issue, Link
from newsletter.schedule.desk import Desk
from newsletter.store import clicks
from tests.ctas.hostile_urls import TRACKED, UTM

if TYPE_CHECKING:
    from tests.web.public.conftest import Sent


async def counted(desk: Desk, sent: "Sent") -> tuple[int, int, int]:
    """Raw clicks, different visitors, and visitors likely human."""
    async with desk.pool.connection() as connection:
        ((_, raw, unique, human),) = await clicks.by_cta(connection, sent.row)
    return raw, unique, human


async def test_a_link_leads_to_its_target_letter_for_letter(reader: httpx.AsyncClient, sent: "Sent") -> None:
    answer = await reader.get(sent.path)
    assert (answer.status_code, answer.headers["location"]) == (302, sent.target)


async def test_a_location_is_the_target_byte_for_byte_whatever_it_holds(
    reader: httpx.AsyncClient, desk: Desk, sent: "Sent"
) -> None:
    targets = [tagged.replace("{utm}", UTM) for tagged in TRACKED.values()]
    targets.append("https://example.com/\r\nSet-Cookie: a=b")  # none that we make; a database may have been written to
    links = [Link(f"row-{number:04}", "", "", target, "", True, None) for number, target in enumerate(targets)]
    async with desk.pool.connection() as connection:
        await clicks.save_links(connection, sent.row, links)
    for link in links:
        raw = (await reader.head(f"/c/{link.id}{sent.passport}")).headers.raw
        # What is no ASCII goes as browsers would send it (RFC 3987 3.1): a header holds no other signs.
        written = re.sub(rb"[^!-~]", lambda byte: b"%%%02X" % ord(byte[0]), link.target.encode())
        assert [value for name, value in raw if name.lower() == b"location"] == [written]


async def test_a_redirect_is_kept_by_nobody_and_says_nothing_of_where_it_came_from(
    reader: httpx.AsyncClient, sent: "Sent"
) -> None:
    headers = (await reader.get(sent.path)).headers
    assert headers["cache-control"] == "private, no-store"
    assert headers["x-robots-tag"] == "noindex"
    assert headers["referrer-policy"] == "no-referrer"
    assert "set-cookie" not in headers


async def test_a_click_is_counted_before_it_is_answered(reader: httpx.AsyncClient, desk: Desk, sent: "Sent") -> None:
    await reader.get(sent.path)
    assert await counted(desk, sent) == (1, 1, 1)


async def test_a_second_click_is_raw_and_the_visitor_the_same(
    reader: httpx.AsyncClient, desk: Desk, sent: "Sent"
) -> None:
    await reader.get(sent.path)
    await reader.get(sent.path)
    assert await counted(desk, sent) == (2, 1, 1)


async def test_head_leads_on_and_is_not_counted(reader: httpx.AsyncClient, desk: Desk, sent: "Sent") -> None:
    answer = await reader.head(sent.path)
    assert (answer.status_code, answer.headers["location"]) == (302, sent.target)
    assert await counted(desk, sent) == (0, 0, 0)


async def test_a_test_messages_link_leads_on_and_is_not_counted(
    reader: httpx.AsyncClient, desk: Desk, sent: "Sent"
) -> None:
    answer = await reader.get(f"/c/{sent.link}{sent.nobody}")
    assert (answer.status_code, answer.headers["location"]) == (302, sent.target)
    assert await counted(desk, sent) == (0, 0, 0)


async def test_a_scanners_click_is_counted_as_a_machines(reader: httpx.AsyncClient, desk: Desk, sent: "Sent") -> None:
    await reader.get(sent.path, headers={"Sec-Purpose": "prefetch"})
    assert await counted(desk, sent) == (1, 1, 0)


async def test_neither_address_nor_delivery_is_kept_with_a_click(
    reader: httpx.AsyncClient, desk: Desk, sent: "Sent"
) -> None:
    await reader.get(sent.path)
    async with desk.pool.connection() as connection:
        rows = await (await connection.execute("SELECT visitor FROM clicks")).fetchall()
    (visitor,) = rows[0]
    assert len(visitor) == 16 and sent.delivery.to_bytes(8, "big") not in visitor


async def test_a_forged_pass_leads_nowhere_and_counts_nothing(
    reader: httpx.AsyncClient, desk: Desk, sent: "Sent"
) -> None:
    forged = Signer([b"another key" * 4], sent.issue).sign(sent.delivery)
    answer = await reader.get(f"/c/{sent.link}{forged}")
    assert answer.status_code == 404 and "location" not in answer.headers
    assert await counted(desk, sent) == (0, 0, 0)


async def test_a_pass_of_another_issue_does_not_open_this_ones_link(
    reader: httpx.AsyncClient, desk: Desk, sent: "Sent"
) -> None:
    other = Signer(desk.kit.settings.signing_keys, Issue("weekly", "uk", date(2026, 11, 24))).sign(sent.delivery)
    assert (await reader.get(f"/c/{sent.link}{other}")).status_code == 404


async def test_a_link_that_nobody_saved_leads_nowhere(reader: httpx.AsyncClient, sent: "Sent") -> None:
    assert (await reader.get(f"/c/linkZZZZ{sent.passport}")).status_code == 404


async def test_garbage_is_a_friendly_page_without_asking_the_database(reader: httpx.AsyncClient, desk: Desk) -> None:
    await desk.pool.close()
    for token in ("x", "x" * 35, "x" * 36, "x" * 37, "%00" * 36, "%F0%9F%92%8C" * 9, "..%2F..%2Fx", "E" * 60_000):
        answer = await reader.get(f"/c/{token}")
        assert (token, answer.status_code) == (token, 404)
        assert "This link leads nowhere" in answer.text
