"""Pictures in the database, from where the public app gives them to readers; a pull brings them there.

What stands in an edition stays for as long as that does: nobody knows when a letter is opened for the last time. What
was fetched for an article that no letter carried goes when no pull has had it for 400 days.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from psycopg import AsyncConnection

from newsletter.model import KeptPicture
from newsletter.store.pictures import Picture, Pictures

_LONGEST = timedelta(days=400)

# What is shown counts as had just now, so that every edition is read once in 400 days and not at every pull.
_STILL_SHOWN = """
WITH old AS (SELECT name FROM pictures WHERE kept_at < %(before)s), shown AS (
    SELECT left(part, 64) AS name FROM editions, unnest(string_to_array(content ->> 'html', '/pictures/')) part
    WHERE EXISTS (SELECT FROM old)
    UNION SELECT p.value ->> 'name' FROM articles a, jsonb_each(a.content -> 'pictures') p
    WHERE EXISTS (SELECT FROM old)
)
UPDATE pictures SET kept_at = %(now)s WHERE kept_at < %(before)s AND name IN (SELECT name FROM shown)
"""

_IN_USE = """
SELECT name FROM pictures
UNION SELECT p.value ->> 'name' FROM articles a, jsonb_each(a.content -> 'pictures') p
"""


async def publish(
    connection: AsyncConnection, folder: Pictures, pictures: Iterable[KeptPicture], now: datetime
) -> None:
    """Has readers find these pictures, as they lie in the folder."""
    wanted = {picture.name: picture for picture in pictures}
    await connection.execute(
        "UPDATE pictures SET kept_at = %s WHERE name = ANY (%s) AND kept_at < %s",
        (now, sorted(wanted), now - timedelta(days=1)),
    )
    rows = await connection.execute("SELECT name FROM pictures WHERE name = ANY (%s)", (list(wanted),))
    known = {name async for (name,) in rows}
    # In the order of their names, so that two who publish at once never wait for each other in a circle.
    for picture in (wanted[name] for name in sorted(wanted.keys() - known)):
        if found := folder.named(picture.file):
            await connection.execute(
                "INSERT INTO pictures (name, content_type, body, width, height, kept_at)"
                " VALUES (%s, %s, %s, %s, %s, %s) ON CONFLICT DO NOTHING",
                (picture.name, picture.content_type, found.body, picture.width, picture.height, now),
            )


async def forget(connection: AsyncConnection, now: datetime) -> None:
    """Forgets what no pull has had for long, no article has and no edition shows."""
    before = now - _LONGEST
    await connection.execute(_STILL_SHOWN, {"now": now, "before": before})
    await connection.execute("DELETE FROM pictures WHERE kept_at < %s", (before,))


async def in_use(connection: AsyncConnection) -> set[str]:
    """The names of all pictures that readers are given, or that an article has."""
    return {name async for (name,) in await connection.execute(_IN_USE)}


async def find(connection: AsyncConnection, name: str, content_type: str) -> Picture | None:
    """The picture called so, if it is of that type."""
    cursor = await connection.execute(
        "SELECT content_type, body FROM pictures WHERE name = %s AND content_type = %s", (name, content_type)
    )
    row = await cursor.fetchone()
    return Picture(*row) if row else None
