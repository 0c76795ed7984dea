"""WordPress as it answers: its clock runs in the site's own zone, and a page too far is refused."""

import html
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from tests.articles.fakes.server import Reply, Request
from tests.articles.fakes.stories import Story, in_json


@dataclass
class WordPress:
    """A site and its posts."""

    stories: list[Story]
    zone: timedelta = timedelta(hours=4)
    plain_permalinks: bool = False
    hides_totals: bool = False
    drafts: list[dict[str, Any]] = field(default_factory=list)

    def answer(self, request: Request, base: str) -> Reply:
        asked = request.query
        route = asked.get("rest_route", "") if self.plain_permalinks else request.path.removeprefix("/wp-json")
        if route != "/wp/v2/posts":
            return Reply(b"<!DOCTYPE html><p>Not here.", 404, {"Content-Type": "text/html"})
        posts = sorted((one for one in self.stories if self._meant(one, asked)), key=self._by(asked), reverse=True)
        at_once, page = int(asked.get("per_page", "10")), int(asked.get("page", "1"))
        if not 1 <= at_once <= 100:
            return self._refused("rest_invalid_param")
        pages = -(-len(posts) // at_once)
        if page > max(1, pages):
            return self._refused("rest_post_invalid_page_number")
        listed = [self._post(one, base, "_embed" in asked) for one in posts[(page - 1) * at_once : page * at_once]]
        totals = {} if self.hides_totals else {"X-WP-Total": str(len(posts)), "X-WP-TotalPages": str(pages)}
        return in_json(request, listed, **totals)

    def _meant(self, story: Story, asked: Any) -> bool:
        """It compares the digits it is given with its own wall clock, whatever zone they name."""
        bounds = {"after": story.published, "modified_after": story.changed}
        return all(self._wall(when) > _digits(asked[name]) for name, when in bounds.items() if name in asked)

    def _by(self, asked: Any) -> Any:
        return lambda story: story.changed if asked.get("orderby") == "modified" else story.published

    def _wall(self, when: datetime) -> datetime:
        return (when + self.zone).replace(tzinfo=None)

    def _refused(self, code: str) -> Reply:
        return Reply(f'{{"code":"{code}","message":"No.","data":{{"status":400}}}}'.encode(), 400)

    def _post(self, story: Story, base: str, embeds: bool) -> dict[str, Any]:
        link = f"{base}/story-{story.number}/"
        embedded = {
            "wp:featuredmedia": [{"source_url": "https://example.com/quay.jpg", "alt_text": "A quay"}],
            "wp:term": [
                [{"name": "Sea &amp; shore", "slug": "sea"}],
                [{"name": "Uncategorised", "slug": "uncategorized"}],
            ],
        }
        return {
            "id": story.number,
            "date": f"{self._wall(story.published):%Y-%m-%dT%H:%M:%S}",
            "date_gmt": f"{story.published.astimezone(UTC):%Y-%m-%dT%H:%M:%S}",
            "modified_gmt": f"{story.changed.astimezone(UTC):%Y-%m-%dT%H:%M:%S}",
            "guid": {"rendered": f"{base}/?post_type=post&#038;p={story.number}"},
            "link": link,
            "title": {"rendered": html.escape(story.headline)},
            "content": {"rendered": story.html, "protected": False},
            "excerpt": {"rendered": f"<p>Low water at no. {story.number} [&hellip;]</p>\n", "protected": False},
            **({"_embedded": embedded} if embeds else {}),
            **(story.more or {}),
        }


def _digits(said: str) -> datetime:
    return datetime.fromisoformat(said).replace(tzinfo=None)
