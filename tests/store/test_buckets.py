"""A relay's bucket of tokens: never more than its rate, whoever asks, and no rush after a pause.

It is filled by PostgreSQL's clock, which no test moves: what is asserted are limits, and time passes as it likes.
"""

import asyncio
import time

import pytest

from newsletter.store import buckets
from newsletter.store.database import Pool


async def take(pool: Pool, rate: float, wanted: int, relay: str = "main") -> tuple[int, float]:
    async with pool.connection() as connection:
        return await buckets.take(connection, relay, rate, wanted)


async def set_back(pool: Pool, seconds: float) -> None:
    """As if it had been filled so long ago; a negative number: as if the clock had been set back."""
    async with pool.connection() as connection:
        await connection.execute("UPDATE buckets SET filled_at = filled_at - %s * interval '1 second'", (seconds,))


async def test_no_more_are_taken_than_are_wanted(pool: Pool) -> None:
    assert await take(pool, 1000.0, 7) == (7, 0.0)


@pytest.mark.parametrize("idle", [0, 1, 3600])
async def test_a_second_is_the_most_that_lies_in_it_however_long_nobody_took_any(pool: Pool, idle: int) -> None:
    await take(pool, 50.0, 50)
    await set_back(pool, idle)
    taken, _ = await take(pool, 50.0, 10_000)
    assert taken <= 50
    assert idle == 0 or taken == 50


async def test_an_empty_one_says_when_the_next_token_comes(pool: Pool) -> None:
    assert await take(pool, 0.01, 1) == (1, 0.0), "a slow relay's bucket holds one"
    taken, wait = await take(pool, 0.01, 1)
    assert taken == 0
    assert 60 < wait <= 100
    await set_back(pool, wait)
    assert await take(pool, 0.01, 1) == (1, 0.0)


async def test_a_clock_that_is_set_back_costs_nothing(pool: Pool) -> None:
    assert (await take(pool, 10.0, 4))[0] == 4
    await set_back(pool, -3600)
    assert (await take(pool, 10.0, 6))[0] == 6


async def test_each_relay_has_its_own(pool: Pool) -> None:
    assert (await take(pool, 0.01, 1, "main"))[0] == 1
    assert (await take(pool, 0.01, 1, "other"))[0] == 1


async def test_two_at_once_share_one(pool: Pool) -> None:
    rate, began = 200.0, time.monotonic()

    async def takes() -> int:
        return sum([(await take(pool, rate, 9))[0] for _ in range(60)])

    taken = sum(await asyncio.gather(takes(), takes()))
    took = time.monotonic() - began
    assert taken <= rate * (1 + took), "a bucket full at first, and what has flowed in since"
    assert taken >= min(rate, 2 * 60 * 9) - 1


async def test_a_rate_that_was_lowered_holds_at_once(pool: Pool) -> None:
    await take(pool, 1000.0, 1)
    taken, _ = await take(pool, 5.0, 1000)
    assert taken <= 5
