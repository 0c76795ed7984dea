"""What the database knows of articles: their latest content, when each was first seen, and which issue carried it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from psycopg import AsyncConnection
from psycopg.types.json import Jsonb
from pydantic import TypeAdapter

from newsletter.articles.choosing.slots import MOST, has_slot
from newsletter.articles.gathering.raw import ALWAYS
from newsletter.articles.recognising.clusters import Named
from newsletter.articles.recognising.recognise import Known, Recognised
from newsletter.model import Article
from newsletter.store.issues import OPEN

_ARTICLE = TypeAdapter(Article)
_NEVER = datetime.max.replace(tzinfo=UTC)
_FACTS = {"first_seen", "aliases", "cluster", "twins", "related", "sent", "backlog"}  # which have columns of their own

# What comes as it was is not written again. Of a source that gives other names at every pull the latest are kept. In
# the order of the ids, as all who write many rows do.
_REMEMBER = """
INSERT INTO articles AS a (
    id, source, first_seen, pulled_at, content, published, aliases, piece, cluster, backlog, asks)
SELECT DISTINCT ON (id) id, source, %(now)s, %(now)s, content, published,
       ARRAY(SELECT jsonb_array_elements_text(aliases)), piece, piece, source = ANY (%(backlogs)s) AND piece = id, asks
FROM unnest(%(ids)s::text[], %(sources)s::text[], %(contents)s::jsonb[], %(published)s::timestamptz[],
            %(aliases)s::jsonb[], %(pieces)s::text[], %(asks)s::boolean[])
    AS pulled (id, source, content, published, aliases, piece, asks)
ORDER BY id
ON CONFLICT (id) DO UPDATE SET
    pulled_at = EXCLUDED.pulled_at, content = EXCLUDED.content, published = EXCLUDED.published,
    piece = EXCLUDED.piece, asks = EXCLUDED.asks,
    aliases = ARRAY(
        SELECT alias FROM unnest(a.id || EXCLUDED.aliases || a.aliases) WITH ORDINALITY AS known (alias, place)
        GROUP BY alias ORDER BY min(place) LIMIT 64)
WHERE a.pulled_at <= %(began)s
    AND (a.content <> EXCLUDED.content OR a.piece <> EXCLUDED.piece OR NOT a.aliases @> EXCLUDED.aliases)
RETURNING id
"""

_JOIN = """
WITH joined AS (SELECT * FROM unnest(%(gone)s::text[], %(pieces)s::text[]) AS j (gone, piece)), moved AS (
    UPDATE sent s SET piece = j.piece FROM joined j
    WHERE s.piece = j.gone AND NOT EXISTS (SELECT FROM sent o WHERE o.region = s.region AND o.piece = j.piece)
)
UPDATE articles a SET piece = j.piece FROM joined j WHERE a.piece = j.gone
"""

_WITHDRAW = """
WITH gone AS (
    SELECT a.id, EXISTS (SELECT FROM sent s WHERE s.piece = a.piece)
        OR EXISTS (SELECT FROM issues i WHERE i.state = ANY (%(open)s) AND (i.curation -> 'overrides' ? a.id
            OR (i.curation -> 'pinned' || (i.curation -> 'dropped') || (i.curation -> 'order')) ? a.id)) AS stays
    FROM articles a
    LEFT JOIN unnest(%(complete)s::text[], %(since)s::timestamptz[]) AS c (source, since) ON c.source = a.source
    WHERE NOT (a.content -> 'withdrawn')::boolean AND (NOT a.source = ANY (%(sources)s)
       OR (LEAST(a.published, a.first_seen) >= c.since AND NOT a.id = ANY (%(ids)s) AND a.pulled_at <= %(began)s
           AND (a.published IS NOT NULL OR c.since = %(always)s)))
), kept AS (
    UPDATE articles a SET content = jsonb_set(a.content, '{withdrawn}', 'true')
    FROM gone WHERE a.id = gone.id AND gone.stays
), forgotten AS (
    DELETE FROM articles a USING gone
    WHERE a.id = gone.id AND NOT gone.stays
)
SELECT id FROM gone ORDER BY id
"""

_KNOWN = """
WITH lately AS (
    SELECT DISTINCT cluster FROM articles
    WHERE %(since)s::timestamptz IS NULL OR LEAST(published, first_seen) >= %(since)s OR id = ANY (%(also)s)
), around AS (
    SELECT unnest(twins) AS id FROM articles WHERE cluster IN (SELECT cluster FROM lately)
)
SELECT a.first_seen, (a.content || %(blank)s || jsonb_build_object('related', a.related))::text, a.aliases,
       a.cluster, a.twins, a.backlog,
       COALESCE((SELECT jsonb_object_agg(s.region, i.campaign || '/' || i.region || '/' || i.local_date)
                 FROM sent s JOIN issues i ON i.id = s.issue_id WHERE s.piece = a.piece), '{}') AS sent
FROM articles a
WHERE a.cluster IN (SELECT cluster FROM lately) OR a.id IN (SELECT id FROM around)
ORDER BY a.id
"""

_MARK_SENT = """
INSERT INTO sent (region, piece, article_id, issue_id)
SELECT DISTINCT ON (piece) %(region)s, COALESCE(a.piece, named.id) AS piece, named.id, %(issue)s
FROM unnest(%(ids)s::text[]) AS named (id) LEFT JOIN articles a ON a.id = named.id
ORDER BY piece, named.id
ON CONFLICT DO NOTHING
"""

_SENT_BY_OTHERS = """
SELECT named.id FROM unnest(%(ids)s::text[]) AS named (id) LEFT JOIN articles a ON a.id = named.id
JOIN sent s ON s.piece = COALESCE(a.piece, named.id) AND s.region = %(region)s AND s.issue_id <> %(issue)s
"""


@dataclass(frozen=True, slots=True)
class Left:
    """What a source's pull says of those that are not among it: whatever it had since then and is not there is gone."""

    source: str
    since: datetime


async def bearing(connection: AsyncConnection, aliases: Sequence[str]) -> list[Known]:
    """The articles that bear one of these aliases, the oldest first."""
    rows = await connection.execute(
        "SELECT id, source, split_part(content -> 'language' ->> 'code', '_', 1), content ->> 'title', published,"
        " piece, aliases FROM articles WHERE aliases && %s::text[] ORDER BY first_seen, id",
        (list(aliases),),
    )
    return [
        Known(one, source, base, title, published, piece, tuple(aliases))
        async for one, source, base, title, published, piece, aliases in rows
    ]


async def remember(
    connection: AsyncConnection,
    recognised: Sequence[Recognised],
    now: datetime,
    *,
    began: datetime | None = None,
    backlogs: Sequence[str] = (),
) -> list[str]:
    """Keeps the articles' latest content; the ids of those that are new or have changed.

    What is seen for the first time is first seen `now`, and no news where its source is one of `backlogs`, unless it is
    a copy of what was known. What another pull has brought since this one `began` is later, and stays.
    """
    articles = [one.article for one in recognised]
    cursor = await connection.execute(
        _REMEMBER,
        {
            "now": now,
            "began": began or now,
            "backlogs": list(backlogs),
            "ids": [article.id for article in articles],
            "sources": [article.source for article in articles],
            "contents": [Jsonb(_ARTICLE.dump_python(article, mode="json", exclude=_FACTS)) for article in articles],
            "published": [article.published for article in articles],
            "aliases": [Jsonb(article.aliases) for article in articles],
            "pieces": [one.piece for one in recognised],
            "asks": [has_slot(article) for article in articles],
        },
    )
    changed = [str(article) for (article,) in await cursor.fetchall()]
    for one in recognised:
        if one.joined:
            await connection.execute(_JOIN, {"gone": list(one.joined), "pieces": [one.piece] * len(one.joined)})
    return changed


async def withdraw(
    connection: AsyncConnection,
    *,
    sources: Sequence[str],
    complete: Sequence[Left],
    ids: Sequence[str],
    began: datetime,
) -> list[str]:
    """Forgets the articles of any but these sources and, of the complete ones, all but these ids; the ids of the gone.

    What another pull has brought since this one `began` stays: it was not there yet when this one looked. What a
    region's readers have had stays known for that region alone, so that it is known again under another name; what an
    editor has named in an issue to come stays, so that it can be told what became of it.
    """
    cursor = await connection.execute(
        _WITHDRAW,
        {
            "sources": list(sources),
            "complete": [one.source for one in complete],
            "since": [one.since for one in complete],
            "ids": list(ids),
            "began": began,
            "always": ALWAYS,
            "open": list(OPEN),
        },
    )
    return [str(article) for (article,) in await cursor.fetchall()]


async def named(connection: AsyncConnection) -> list[Named]:
    """All articles as far as it takes to find their originals, the oldest first."""
    rows = await connection.execute(
        "SELECT id, source, content ->> 'place', content ->> 'title', content ->> 'canonical',"
        " content ->> 'translation_of', piece FROM articles ORDER BY first_seen, id"
    )
    return [Named(*said) async for said in rows]


async def gather(connection: AsyncConnection, clusters: Mapping[str, str]) -> None:
    """Gives each article its cluster."""
    await connection.execute(
        "UPDATE articles a SET cluster = given.cluster FROM unnest(%s::text[], %s::text[]) AS given (id, cluster)"
        " WHERE a.id = given.id AND a.cluster <> given.cluster",
        (list(clusters), list(clusters.values())),
    )


async def known(
    connection: AsyncConnection, *, since: datetime | None = None, also: Sequence[str] = ()
) -> list[Article]:
    """The articles that were news since then, and `also`; or all. Their translations and twins are among them."""
    return await _known(connection, since, also, blank={})


async def outlines(connection: AsyncConnection, *, since: datetime, also: Sequence[str] = ()) -> list[Article]:
    """The same articles without their text: what is needed to choose, and a tenth of what there is to read."""
    return await _known(connection, since, also, blank={"pieces": [], "notes": [], "findings": []})


def outline_of(article: Article) -> Article:
    """An article as `outlines` has it."""
    return replace(article, pieces=(), notes=(), findings=())


async def whole(connection: AsyncConnection, ids: Sequence[str]) -> dict[str, Article]:
    """These articles by id, with their translations and twins."""
    return {one.id: one for one in await known(connection, since=_NEVER, also=ids)}


async def _known(
    connection: AsyncConnection, since: datetime | None, also: Sequence[str], blank: Mapping[str, Sequence[object]]
) -> list[Article]:
    named = {"since": since, "also": list(also), "blank": Jsonb(blank)}
    return [
        replace(
            _ARTICLE.validate_json(content),
            first_seen=first_seen,
            aliases=tuple(aliases),
            cluster=cluster,
            twins=tuple(twins),
            backlog=backlog,
            sent=sent,
        )
        async for first_seen, content, aliases, cluster, twins, backlog, sent in await connection.execute(_KNOWN, named)
    ]


async def asking(
    connection: AsyncConnection, *, since: datetime = _NEVER, also: Sequence[str] = (), moved: Sequence[str] = ()
) -> list[str]:
    """The ids of the articles that want related ones found: news since then, and `also`, with a place for them.

    They have too few, or have themselves moved (changed, or gone), or one that they point to has. What an article
    points to is otherwise left as it is: an edition that was approved is not to change for what arrives.
    """
    rows = await connection.execute(
        "SELECT id FROM articles WHERE asks AND (LEAST(published, first_seen) >= %(since)s OR id = ANY (%(also)s))"
        " AND (id = ANY (%(moved)s) OR jsonb_array_length(related) < %(most)s OR EXISTS"
        " (SELECT FROM jsonb_array_elements(related) AS other WHERE other ->> 'id' = ANY (%(moved)s))) ORDER BY id",
        {"since": since, "also": list(also), "moved": list(moved), "most": MOST},
    )
    return [str(article) async for (article,) in rows]


async def mark(connection: AsyncConnection) -> str:
    """A mark that is another one after each change of what is known, and after each issue that carried articles."""
    # A row has another xmin after whatever change, and whichever machine's clock it was made by.
    rows = await connection.execute(
        "SELECT (SELECT count(*) || ' ' || COALESCE(sum(xmin::text::bigint), 0) FROM articles)"
        " || ' ' || (SELECT count(*) FROM sent)"
    )
    (said,) = await rows.fetchone() or ("",)
    return str(said)


async def mark_sent(connection: AsyncConnection, issue_id: int, region: str, ids: Sequence[str]) -> list[str]:
    """Enters the articles into the region's sent ledger; the ids of those that another issue has carried there."""
    named = {"region": region, "issue": issue_id, "ids": list(ids)}
    await connection.execute(_MARK_SENT, named)
    cursor = await connection.execute(_SENT_BY_OTHERS, named)
    return [str(article) for (article,) in await cursor.fetchall()]
