"""An article with a bit of everything, remembered and forgotten as tests need it."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from newsletter.articles.recognising.recognise import Recognised
from newsletter.model import (
    Article,
    Attribution,
    CtaToken,
    Finding,
    Issue,
    Language,
    Note,
    Prose,
    RegionBlock,
    RelatedSlot,
)
from newsletter.store import articles, issues
from newsletter.store.articles import Left
from newsletter.store.database import Connection

NOW = datetime(2026, 11, 26, 9, tzinfo=UTC)
LATER = NOW + timedelta(days=1)
PIECES = (Prose("<p>“Sea” & \u2028sand</p>", 3), CtaToken("4f", "center", 4), Attribution("Source: us", None, 6))
ARTICLE = Article(
    id="journal:tides.md",
    source="journal",
    place="tides.md",
    title="Reading the Tides",
    pieces=(
        *PIECES,
        RelatedSlot("Related Post", 7),
        RegionBlock("uk", "Harbour UK:", (*PIECES, RelatedSlot("", 9)), 8),
    ),
    language=Language("en_GB"),
    published=datetime(2026, 11, 25, 8, 30, tzinfo=UTC),
    canonical="https://www.harbour.test/tides",
    teaser="High at nine.",
    tags=("sea",),
    regions=("uk", "middle-east"),
    show="full",
    bounded_drops=False,
    notes=(Note("changed", "a → b", "British"),),
    findings=(Finding("ctas", "error", "tides.md", 1, 2, "m", "r"),),
    aliases=("journal:tides.md", "page:harbour.test/tides"),
)


def remembered(article: Article, **said: Any) -> Article:
    """As it comes back where nobody has compared it."""
    facts = {"first_seen": NOW, "cluster": article.id, **said}
    return replace(article, aliases=tuple(sorted(article.aliases)), **facts)


async def remember(connection: Connection, arrived: Sequence[Article], now: datetime = NOW) -> list[str]:
    """Each as a piece of its own."""
    return await articles.remember(connection, [Recognised(one, one.id) for one in arrived], now)


async def withdraw(connection: Connection, sources: list[str], complete: list[str], ids: list[str]) -> list[str]:
    since = [Left(source, datetime.min.replace(tzinfo=UTC)) for source in complete]
    return await articles.withdraw(connection, sources=sources, complete=since, ids=ids, began=LATER)


async def issue(connection: Connection, region: str = "uk", day: int = 26) -> int:
    row = await issues.create(connection, Issue("weekly", region, date(2026, 11, day)), None, NOW)
    assert row is not None
    return row.id
