"""Feeds that come in pages: RSS with RFC 5005 links, and JSON Feed with `next_url`."""

import hashlib
from dataclasses import dataclass
from email.utils import format_datetime
from html import escape

from tests.articles.fakes.server import Reply, Request
from tests.articles.fakes.stories import Story, in_json


@dataclass
class Rss:
    """A feed of two items a page."""

    stories: list[Story]
    at_once: int = 2

    def answer(self, request: Request, base: str) -> Reply:
        page = int(request.query.get("page", "1"))
        listed = self.stories[(page - 1) * self.at_once : page * self.at_once]
        more = page * self.at_once < len(self.stories)
        link = f'<atom:link rel="next" href="{base}/feed?page={page + 1}"/>' if more else ""
        items = "".join(_item(story, base) for story in listed)
        head = '<?xml version="1.0"?><rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom"><channel>'
        body = f"{head}<title>The Quay</title>{link}{items}</channel></rss>".encode()
        etag = f'"{hashlib.sha256(body).hexdigest()[:16]}"'
        if request.headers["If-None-Match"] == etag:
            return Reply(status=304, headers={"ETag": etag})
        return Reply(body, headers={"Content-Type": "application/rss+xml", "ETag": etag})


def _item(story: Story, base: str) -> str:
    return (
        f"<item><guid isPermaLink='false'>{story.number}</guid><title>{escape(story.headline)}</title>"
        f"<link>{base}/story-{story.number}</link><pubDate>{format_datetime(story.published)}</pubDate>"
        f"<description>{escape(story.html)}</description></item>"
    )


@dataclass
class JsonFeed:
    """A feed of two items a page."""

    stories: list[Story]
    at_once: int = 2

    def answer(self, request: Request, base: str) -> Reply:
        page = int(request.query.get("page", "1"))
        listed = self.stories[(page - 1) * self.at_once : page * self.at_once]
        items = [
            {
                "id": str(story.number),
                "url": f"{base}/story-{story.number}",
                "title": story.headline,
                "content_html": story.html,
                "date_published": story.published.isoformat(),
                **(story.more or {}),
            }
            for story in listed
        ]
        following = {"next_url": f"{base}/feed?page={page + 1}"} if page * self.at_once < len(self.stories) else {}
        feed = {"version": "https://jsonfeed.org/version/1.1", "title": "The Quay", **following, "items": items}
        return in_json(request, feed)
