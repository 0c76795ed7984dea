"""Walks one listing of a fake, as `sources` does it, with whatever a test asks for."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from newsletter.articles.fetching.connection import Limits
from newsletter.articles.fetching.fetch import Fetched, Fetcher
from newsletter.articles.gathering import paging
from newsletter.articles.gathering.front_matter import Known
from newsletter.articles.gathering.paging import Bounds, Listing, Page, Query
from newsletter.articles.gathering.raw import Asked, Gathered, RawArticle
from newsletter.model import Language, SourceSettings
from newsletter.settings.sources import KINDS
from tests.articles.fakes.server import Server

KNOWN = Known((Language("en_GB"), Language("ar_AE")), ("uk", "middle-east"))
Kind = Callable[[SourceSettings, Known, Fetcher], Listing]


def listing_of(
    kind: Kind, server: Server | None = None, cache: Path | None = None, api: str = "", key: str | None = "key"
) -> Listing:
    """A listing of a server, or of a site that nobody asks."""
    usual = KINDS[kind.__name__.lower()]
    url = server.url if server else "https://example.com"
    host = f"localhost:{server.port}" if server else ""
    settings = SourceSettings(
        "blog",
        "feed",
        None,
        url + ("/feed" if not usual.api else ""),
        KNOWN.languages[0],
        (host,),
        api or usual.api,
        key,
    )
    return kind(settings, KNOWN, Fetcher("blog", cache, (host,), Limits(connect=2, total=10)))


def walked(listing: Listing, asked: Asked = Asked(), bounds: Bounds = paging.USUAL) -> Gathered:  # noqa: B008
    return paging.walk(listing, asked, lambda *_: None, bounds)


def page_of(kind: Kind, answer: Any, api: str = "") -> Page:
    """How an answer of an API is read."""
    body = answer if isinstance(answer, bytes) else json.dumps(answer).encode()
    fetched = Fetched("https://example.com/list", {}, body)
    return listing_of(kind, api=api).page(Query("https://example.com/list", "list"), fetched)


def only(page: Page) -> RawArticle:
    (article,) = page.articles
    return article
