"""Unsubscribing: looking changes nothing, one press is enough, and nobody learns whether a pass is real."""

from typing import TYPE_CHECKING

import httpx
import pytest

from newsletter.ctas.links import Signer
from newsletter.model import DeliveryState
from newsletter.schedule.desk import Desk
from newsletter.store import deliveries, issues, subscribers

if TYPE_CHECKING:
    from tests.web.public.conftest import Sent

ONE_CLICK = {"List-Unsubscribe": "One-Click"}  # RFC 8058 3.2


async def suppressed(desk: Desk, address: str) -> str | None:
    async with desk.pool.connection() as connection:
        found = await subscribers.suppression(connection, address)
    return found[0] if found else None


@pytest.mark.parametrize("method", ["GET", "HEAD"])
async def test_looking_changes_nothing(reader: httpx.AsyncClient, desk: Desk, sent: "Sent", method: str) -> None:
    answer = await reader.request(method, f"/u/{sent.passport}")
    assert answer.status_code == 200
    assert await suppressed(desk, sent.address) is None


async def test_one_click_of_a_mail_client_unsubscribes(reader: httpx.AsyncClient, desk: Desk, sent: "Sent") -> None:
    answer = await reader.post(f"/u/{sent.passport}", data=ONE_CLICK, headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 200 and "set-cookie" not in answer.headers
    assert await suppressed(desk, sent.address) == "unsubscribed"


async def test_a_multipart_body_unsubscribes_as_well(reader: httpx.AsyncClient, desk: Desk, sent: "Sent") -> None:
    await reader.post(f"/u/{sent.passport}", files={"List-Unsubscribe": (None, b"One-Click")})
    assert await suppressed(desk, sent.address) == "unsubscribed"


async def test_what_is_still_to_be_sent_to_who_unsubscribes_is_withheld_at_once(
    reader: httpx.AsyncClient, desk: Desk, sent: "Sent"
) -> None:
    async with desk.pool.connection() as connection:
        assert await issues.begin(connection, sent.row, desk.now())
    await reader.post(f"/u/{sent.passport}", data=ONE_CLICK)
    async with desk.pool.connection() as connection:
        assert (await deliveries.counts(connection, sent.row))[DeliveryState.SUPPRESSED] == 1


async def test_a_second_press_is_answered_like_the_first(reader: httpx.AsyncClient, sent: "Sent") -> None:
    first, second = [await reader.post(f"/u/{sent.passport}", data=ONE_CLICK) for _ in range(2)]
    assert (first.status_code, first.text) == (second.status_code, second.text)


async def test_the_page_is_one_form_with_one_button_in_the_readers_language(
    reader: httpx.AsyncClient, sent: "Sent"
) -> None:
    page = (await reader.get(f"/u/{sent.passport}")).text
    assert '<html lang="ar-AE" dir="rtl">' in page
    assert page.count("<button") == 1 and "إلغاء الاشتراك" in page
    assert "<script" not in page and "href=" not in page and "src=" not in page


async def test_a_forged_pass_unsubscribes_nobody_and_is_answered_the_same(
    reader: httpx.AsyncClient, desk: Desk, sent: "Sent"
) -> None:
    forged = Signer([b"another key" * 4], sent.issue).sign(sent.delivery)
    real, false = [
        await reader.post(f"/u/{one}", data=ONE_CLICK, headers={"Accept-Language": "ar"})
        for one in (Signer(desk.kit.settings.signing_keys, sent.issue).sign(sent.delivery + 1), forged)
    ]
    assert (real.status_code, real.text) == (false.status_code, false.text)
    assert false.status_code == 200
    assert await suppressed(desk, sent.address) is None


async def test_a_valid_and_an_unknown_pass_say_the_same_words(reader: httpx.AsyncClient, sent: "Sent") -> None:
    known, unknown = [
        (await reader.post(f"/u/{one}", headers={"Accept-Language": "ar-AE"})).text for one in (sent.passport, "junk")
    ]
    assert known.replace('lang="ar-AE"', 'lang="ar"') == unknown


async def test_a_delivery_that_cannot_exist_is_nobody(reader: httpx.AsyncClient, desk: Desk, sent: "Sent") -> None:
    signer = Signer(desk.kit.settings.signing_keys, sent.issue)
    for delivery in (2**63 - 1, 2**63, 2**64 - 1):  # beyond PostgreSQL's bigint
        assert (await reader.post(f"/u/{signer.sign(delivery)}")).status_code == 200


async def test_garbage_is_answered_with_the_same_page_without_asking_the_database(
    reader: httpx.AsyncClient, desk: Desk
) -> None:
    await desk.pool.close()
    for passport in ("x", "x" * 28, "E" * 60_000, "%00", "%2e%2e"):
        answer = await reader.get(f"/u/{passport}")
        assert answer.status_code == 200 and "<button" in answer.text


async def test_a_person_who_was_erased_is_not_suppressed_under_an_empty_address(
    reader: httpx.AsyncClient, desk: Desk, sent: "Sent"
) -> None:
    async with desk.pool.connection() as connection:
        await subscribers.erase(connection, sent.address, desk.now())
    assert (await reader.post(f"/u/{sent.passport}")).status_code == 200
    assert await suppressed(desk, "") is None


async def test_a_body_of_a_megabyte_is_refused_and_does_nothing(
    reader: httpx.AsyncClient, desk: Desk, sent: "Sent"
) -> None:
    answer = await reader.post(f"/u/{sent.passport}", content=b"x" * 1_000_000)
    assert answer.status_code == 413
