"""What the database knows of articles: their latest content, when each was first seen, and which issue carried it."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from psycopg import AsyncConnection
from psycopg.types.json import Jsonb
from pydantic import TypeAdapter

from newsletter.model import Article

_ARTICLE = TypeAdapter(Article)

# In the order of the ids, so that two who pull at once never wait for each other in a circle.
_REMEMBER = """
INSERT INTO articles (id, source, first_seen, pulled_at, content)
SELECT DISTINCT ON (id) id, source, %(now)s, %(now)s, content
FROM unnest(%(ids)s::text[], %(sources)s::text[], %(contents)s::jsonb[]) AS pulled (id, source, content)
ORDER BY id
ON CONFLICT (id) DO UPDATE SET pulled_at = EXCLUDED.pulled_at, content = EXCLUDED.content
"""

_WITHDRAW = """
WITH gone AS (
    SELECT id FROM articles
    WHERE NOT source = ANY (%(sources)s) OR (source = ANY (%(complete)s) AND NOT id = ANY (%(ids)s))
), kept AS (
    UPDATE articles a SET content = jsonb_set(a.content, '{withdrawn}', 'true')
    FROM gone WHERE a.id = gone.id AND EXISTS (SELECT FROM sent s WHERE s.article_id = a.id)
)
DELETE FROM articles a USING gone
WHERE a.id = gone.id AND NOT EXISTS (SELECT FROM sent s WHERE s.article_id = a.id)
"""

_KNOWN = """
SELECT a.first_seen, a.content,
       COALESCE((SELECT jsonb_object_agg(s.region, i.campaign || '/' || i.region || '/' || i.local_date)
                 FROM sent s JOIN issues i ON i.id = s.issue_id WHERE s.article_id = a.id), '{}') AS sent
FROM articles a
WHERE %(ids)s::text[] IS NULL OR a.id = ANY (%(ids)s)
ORDER BY a.id
"""


async def remember(connection: AsyncConnection, articles: Sequence[Article], now: datetime) -> None:
    """Keeps the articles' latest content; what is seen for the first time is first seen `now`."""
    await connection.execute(
        _REMEMBER,
        {
            "now": now,
            "ids": [article.id for article in articles],
            "sources": [article.source for article in articles],
            "contents": [Jsonb(_ARTICLE.dump_python(article, mode="json")) for article in articles],
        },
    )


async def withdraw(
    connection: AsyncConnection, *, sources: Sequence[str], complete: Sequence[str], ids: Sequence[str]
) -> None:
    """Forgets the articles of any but these sources and, of the complete ones, all but these ids.

    What a region's readers have had stays known for that region alone, so that it is known again under another name.
    """
    await connection.execute(_WITHDRAW, {"sources": list(sources), "complete": list(complete), "ids": list(ids)})


async def known(connection: AsyncConnection, ids: Sequence[str] | None = None) -> list[Article]:
    """These articles, or all, with their first sight and the issues that carried them."""
    rows = await connection.execute(_KNOWN, {"ids": None if ids is None else list(ids)})
    return [
        replace(_ARTICLE.validate_python(content), first_seen=first_seen, sent=sent)
        async for first_seen, content, sent in rows
    ]


async def mark(connection: AsyncConnection) -> str:
    """A mark that is another one after each pull, and after each issue that carried articles."""
    rows = await connection.execute(
        "SELECT (SELECT count(*) || ' ' || COALESCE(max(pulled_at)::text, '') FROM articles)"
        " || ' ' || (SELECT count(*) FROM sent)"
    )
    (said,) = await rows.fetchone() or ("",)
    return str(said)


async def mark_sent(connection: AsyncConnection, issue_id: int, region: str, ids: Sequence[str]) -> None:
    """Enters the articles into the region's sent ledger, where an article stands once."""
    await connection.execute(
        "INSERT INTO sent (region, article_id, issue_id) SELECT %s, unnest(%s::text[]), %s ON CONFLICT DO NOTHING",
        (region, list(ids), issue_id),
    )
