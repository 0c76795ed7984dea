"""Feeds: RSS, Atom or JSON Feed, told apart by what the answer is, with the pages they lead on to. Read by `paging`."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import ClassVar

from newsletter.articles.fetching.fetch import Fetched, Fetcher
from newsletter.articles.gathering.answers import NOTHING
from newsletter.articles.gathering.feed import read_feed
from newsletter.articles.gathering.feed_text import decoded
from newsletter.articles.gathering.front_matter import Known
from newsletter.articles.gathering.json_feed import read_json_feed
from newsletter.articles.gathering.paging import Page, Query
from newsletter.articles.gathering.raw import Asked
from newsletter.errors import SourceError
from newsletter.model import SourceSettings


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed on the web; older pages (RFC 5005, `next_url`) are asked for as long as they hold what is wanted."""

    settings: SourceSettings
    known: Known
    fetcher: Fetcher
    is_whole: ClassVar[bool] = False  # most hold their newest articles only, and none says so

    def queries(self, asked: Asked) -> Sequence[Query]:
        if self.settings.url is None:
            raise SourceError(f"{self.settings.name}: a feed needs an address; add url to the source")
        return [Query(self.settings.url, self.settings.url, since=asked.published_since)]

    def page(self, query: Query, answer: Fetched) -> Page:
        if not answer.body.strip():
            raise ValueError(NOTHING)
        is_json = decoded(answer.body[:400], answer.content_type).lstrip("\ufeff \t\r\n").startswith("{")
        read = read_json_feed if is_json else read_feed
        page = read(answer.body, answer.content_type, answer.url, self.settings.name, self.known.languages)
        dates = (article.published for article in page.articles if article.published)
        return page if query.since is None or any(date >= query.since for date in dates) else replace(page, next=None)
