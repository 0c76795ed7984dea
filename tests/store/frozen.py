"""A frozen audience to try things on: people, an issue that is being sent to them, its deliveries in any state."""

from datetime import UTC, date, datetime, timedelta

from newsletter.model import DeliveryState, Issue, Language, Subscriber
from newsletter.store import deliveries, issues, shards, subscribers
from newsletter.store.database import Connection, Pool
from newsletter.store.deliveries import Audience
from newsletter.store.shards import Shard

NOW = datetime(2026, 11, 26, 9, tzinfo=UTC)
LATER = NOW + timedelta(minutes=15)
LEASE = timedelta(seconds=30)
ISSUE = Issue("weekly", "middle-east", date(2026, 11, 24))
EVERYBODY = Audience("middle-east", ["en_GB", "ar_AE"], [])


def person(name: str, language: str = "en_GB", region: str = "middle-east", tags: tuple[str, ...] = ()) -> Subscriber:
    return Subscriber(f"{name}@b.example", region, Language(language), name, tags=tags)


async def drafted(connection: Connection, *people: Subscriber, issue: Issue = ISSUE) -> int:
    """An issue that has not begun, and its people."""
    if people:
        await subscribers.merge(connection, people, NOW)
    row = await issues.create(connection, issue, NOW, NOW)
    assert row is not None
    return row.id


async def frozen(connection: Connection, *people: Subscriber, issue: Issue = ISSUE) -> int:
    """An issue that is being sent to these people."""
    number = await drafted(connection, *people, issue=issue)
    assert await issues.begin(connection, number, NOW)
    await deliveries.freeze(connection, number, EVERYBODY, NOW)
    return number


async def begun(pool: Pool, *names: str, size: int = 1000) -> list[int]:
    """The shards of an issue that is being sent to people of these names."""
    async with pool.connection() as connection:
        return await shards.cut(connection, await frozen(connection, *map(person, names)), size)


async def claimed(pool: Pool, shard: int, lease: timedelta = LEASE) -> Shard:
    async with pool.connection() as connection:
        found = await shards.claim(connection, shard, lease)
    assert isinstance(found, Shard)
    return found


async def put(pool: Pool, *new: DeliveryState, token: int = 0) -> None:
    """Puts the first deliveries, in order, into these states; a deferred one's time comes a quarter of an hour later."""
    async with pool.connection() as connection:
        rows = await (await connection.execute("SELECT id FROM deliveries ORDER BY id")).fetchall()
        for (number,), state in zip(rows, new, strict=False):
            await connection.execute(
                "UPDATE deliveries SET state = %s, reply = '451 later', not_before = %s, token = %s, tries = 3,"
                " tried_at = %s WHERE id = %s",
                (state, LATER, token, NOW, number),
            )


async def states(pool: Pool) -> list[DeliveryState]:
    async with pool.connection() as connection:
        rows = await connection.execute("SELECT state FROM deliveries ORDER BY id")
        return [DeliveryState(state) async for (state,) in rows]


async def ids(pool: Pool) -> list[int]:
    async with pool.connection() as connection:
        return [row[0] async for row in await connection.execute("SELECT id FROM deliveries ORDER BY id")]


async def state_of_issue(pool: Pool, issue: Issue = ISSUE) -> str:
    async with pool.connection() as connection:
        row = await issues.find(connection, issue)
    assert row is not None
    return row.state
