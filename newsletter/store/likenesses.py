"""What articles are compared by, and what was found: who repeats whom, and what is on the same matter."""

from collections.abc import Iterable, Mapping, Sequence

from psycopg import AsyncConnection
from psycopg.types.json import Jsonb
from pydantic import TypeAdapter

from newsletter.articles.recognising.likeness import Likened, Likeness
from newsletter.model import Language, Pointer

_POINTERS = TypeAdapter(Sequence[Pointer])


async def every(connection: AsyncConnection) -> list[Likened]:
    """All articles as others are compared with them, by id; one that is no longer in its source leads nowhere."""
    async with connection.cursor(binary=True) as cursor:
        await cursor.execute(
            "SELECT id, content ->> 'title', content -> 'language' ->> 'code',"
            " CASE WHEN NOT (content -> 'withdrawn')::boolean THEN content ->> 'canonical' END,"
            " ARRAY(SELECT jsonb_array_elements_text(content -> 'regions')), LEAST(published, first_seen),"
            " title, prints, words FROM articles ORDER BY id"
        )
        return [
            Likened(one, title, Language(code), canonical, tuple(regions), seen, Likeness.unpacked(*packed))
            async for one, title, code, canonical, regions, seen, *packed in cursor
        ]


async def keep(connection: AsyncConnection, likened: Iterable[Likened]) -> None:
    """Keeps what these articles are compared by."""
    packed = {one.id: one.likeness.packed() for one in likened}
    if not packed:
        return
    await connection.execute(
        "UPDATE articles a SET title = k.title, prints = k.prints, words = k.words"
        " FROM unnest(%b::text[], %b::text[], %b::bytea[], %b::bytea[]) AS k (id, title, prints, words)"
        " WHERE a.id = k.id",
        (list(packed), *(list(column) for column in zip(*packed.values(), strict=True))),
    )


async def relate(connection: AsyncConnection, related: Mapping[str, Sequence[Pointer]]) -> None:
    """Keeps what each of these articles is related to."""
    found = [Jsonb(_POINTERS.dump_python(pointers, mode="json")) for pointers in related.values()]
    await connection.execute(
        "UPDATE articles a SET related = k.related FROM unnest(%s::text[], %s::jsonb[]) AS k (id, related)"
        " WHERE a.id = k.id AND a.related <> k.related",
        (list(related), found),
    )


async def pair(connection: AsyncConnection, twins: Mapping[str, Iterable[str]]) -> None:
    """Keeps which articles repeat each other: of these all that there are, and of those they repeat these."""
    pairs = [(one, other) for one, others in twins.items() for other in others]
    await connection.execute(
        "UPDATE articles SET twins = CASE WHEN id = ANY (%(ids)s) THEN '{}'"
        " ELSE ARRAY(SELECT twin FROM unnest(twins) AS twin WHERE twin <> ALL (%(ids)s)) END"
        " WHERE twins <> '{}' AND (id = ANY (%(ids)s) OR twins && %(ids)s::text[])",
        {"ids": list(twins)},
    )
    await connection.execute(
        "UPDATE articles a SET twins = ARRAY(SELECT DISTINCT unnest(a.twins || found.twins) ORDER BY 1)"
        " FROM (SELECT id, array_agg(twin) AS twins FROM (SELECT * FROM unnest(%(ones)s::text[], %(others)s::text[])"
        " UNION SELECT * FROM unnest(%(others)s::text[], %(ones)s::text[])) AS pair (id, twin) GROUP BY id) AS found"
        " WHERE a.id = found.id",
        {"ones": [one for one, _ in pairs], "others": [other for _, other in pairs]},
    )
