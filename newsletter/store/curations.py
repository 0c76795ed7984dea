"""What editors decide of issues beyond their campaigns' rules; kept with the issue, and changed while it is open."""

from psycopg import AsyncConnection
from psycopg.types.json import Jsonb
from pydantic import TypeAdapter

from newsletter.model import Curation
from newsletter.store.issues import OPEN

_CURATION = TypeAdapter(Curation)


async def of(connection: AsyncConnection, issue_id: int) -> Curation:
    """What is decided of an issue; nothing, where nobody has."""
    cursor = await connection.execute("SELECT curation FROM issues WHERE id = %s", (issue_id,))
    (said,) = await cursor.fetchone() or ({},)
    return _CURATION.validate_python(said)


async def keep(connection: AsyncConnection, issue_id: int, curation: Curation) -> None:
    """Keeps what is decided now; by whoever holds the issue (`issues.hold`), lest two editors undo each other's."""
    said = Jsonb(_CURATION.dump_python(curation, mode="json"))
    await connection.execute("UPDATE issues SET curation = %s WHERE id = %s", (said, issue_id))


async def overridden(connection: AsyncConnection) -> list[tuple[int, Curation]]:
    """The issues that are not on their way yet in which an article has other words or another picture; held."""
    rows = await connection.execute(
        "SELECT id, curation FROM issues WHERE state = ANY (%s) AND curation -> 'overrides' <> '{}'"
        " ORDER BY id FOR UPDATE",
        (list(OPEN),),
    )
    return [(issue, _CURATION.validate_python(said)) async for issue, said in rows]


async def pinned(connection: AsyncConnection) -> list[str]:
    """The ids that are pinned in any issue that is not on its way yet."""
    rows = await connection.execute(
        "SELECT DISTINCT jsonb_array_elements_text(curation -> 'pinned') AS id FROM issues"
        " WHERE state = ANY (%s) ORDER BY id",
        (list(OPEN),),
    )
    return [str(article) async for (article,) in rows]
