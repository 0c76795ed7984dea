"""Ten thousand articles in the database: a pull of five hundred new ones, and choosing among them all for an issue.

The words are made up and as unevenly spread as a language's (Zipf), so that most articles share the common ones.
"""

import random
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime, timedelta
from email.utils import format_datetime
from html import escape
from itertools import accumulate
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from newsletter.articles.choosing.choose import choose
from newsletter.articles.sources import Pulled
from newsletter.init import Answers, create
from newsletter.model import Article, Issue, Language, Prose, RelatedSlot
from newsletter.pipeline import window_of
from newsletter.schedule import desk, pulling
from newsletter.schedule.desk import Desk
from newsletter.settings import load
from newsletter.store import articles

if TYPE_CHECKING:
    from tests.bench.conftest import Show
    from tests.web_server import Web

pytestmark = pytest.mark.bench

KNOWN, NEW = 10_000, 500
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
ENGLISH = Language("en_GB")
WITHIN = {"pull": 10.0, "choose": 0.2}  # seconds


def words(seed: int) -> Iterator[str]:
    chance = random.Random(seed)
    vocabulary = ["".join(chance.choices("aeioubcdfghlmnprstv", k=chance.randint(2, 10))) for _ in range(20_000)]
    weights = list(accumulate(1 / rank for rank in range(1, len(vocabulary) + 1)))
    while True:
        yield from chance.choices(vocabulary, cum_weights=weights, k=5_000)


def text(from_words: Iterator[str], paragraphs: int = 8) -> list[str]:
    return [" ".join(next(from_words) for _ in range(70)) for _ in range(paragraphs)]


def known(from_words: Iterator[str]) -> Iterator[Article]:
    for number in range(KNOWN):
        slot = (RelatedSlot("Related Post", 9),) if number % 3 == 0 else ()
        pieces = tuple(Prose(f"<p>{paragraph}</p>", line) for line, paragraph in enumerate(text(from_words), 1))
        yield Article(
            f"archive:{number}",
            "archive",
            f"https://blog.test/{number}",
            " ".join(next(from_words).title() for _ in range(6)),
            (*pieces, *slot),
            ENGLISH,
            NOW - timedelta(hours=3 * number),
            canonical=f"https://blog.test/{number}",
            teaser="About it.",
            aliases=(f"archive:{number}", f"page:blog.test/{number}"),
        )


def body(from_words: Iterator[str]) -> str:
    paragraphs = [*text(from_words), *(["Related Post"] if next(from_words) > "m" else [])]
    return "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)


def feed(from_words: Iterator[str]) -> bytes:
    items = (
        f"<item><guid>new-{number}</guid><title>{escape(' '.join(next(from_words) for _ in range(6)))}</title>"
        f"<link>https://news.test/{number}</link>"
        f"<pubDate>{format_datetime(NOW - timedelta(minutes=number))}</pubDate>"
        f"<description>{escape(body(from_words))}</description></item>"
        for number in range(NEW)
    )
    return f"<rss version='2.0'><channel><title>News</title>{''.join(items)}</channel></rss>".encode()


@asynccontextmanager
async def opened(folder: Path, database_url: str, feed_url: str) -> AsyncIterator[Desk]:
    create(folder, Answers(), None, date(2026, 11, 16))
    said = (folder / "settings.toml").read_text("utf-8").partition("[[sources]]")
    rest = said[2].partition("[regions.uk]")
    made = (
        '[[sources]]\nname = "archive"\nkind = "feed"\nurl = "https://blog.test/feed"\n'
        f'[[sources]]\nname = "news"\nkind = "feed"\nurl = "{feed_url}"\nallow_hosts = ["127.0.0.1"]\n\n'
    )
    (folder / "settings.toml").write_text(said[0] + made + rest[1] + rest[2], "utf-8")
    settings = load(folder, {"NEWSLETTER_DATABASE__URL": database_url})
    async with desk.opened(settings, lambda: NOW) as one:
        yield one


async def test_five_hundred_new_among_ten_thousand(web: "Web", database_url: str, tmp_path: Path, show: "Show") -> None:
    from_words = words(1)
    web.put("/feed", feed(from_words))
    issue = Issue("weekly", "uk", date(2026, 11, 26))
    async with opened(tmp_path / "project", database_url, web.url("/feed")) as one:
        await pulling.remember(one, [Pulled("archive", tuple(known(from_words))), Pulled("news")], NOW)
        took = {"pull": -time.perf_counter()}
        _, news = await pulling.pull(one)
        took["pull"] += time.perf_counter()
        took["choose"], since = -time.perf_counter(), desk.since_of(one.kit, issue)
        async with one.pool.connection() as connection:
            candidates = await articles.outlines(connection, since=since)
        campaign, region = one.kit.settings.campaigns["weekly"], one.kit.settings.regions["uk"]
        choice = choose(candidates, campaign.articles, issue, ENGLISH, region, window=window_of(issue, one.kit))
        async with one.pool.connection() as connection:
            picked = await articles.whole(connection, [article.id for article in choice.picked])
        took["choose"] += time.perf_counter()
    assert len(news.articles) == NEW and len(picked) == 6
    rows = [
        (what, f"{seconds:.2f} s", f"{WITHIN[what]:g} s", f"{seconds / WITHIN[what]:.2f}")
        for what, seconds in took.items()
    ]
    show([(f"{NEW} new among {KNOWN:,}; {len(candidates)} candidates", "figure", "limit", "ratio"), *rows])
