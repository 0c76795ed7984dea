"""HubSpot's CMS API as it answers: a bearer token, a cursor, filters by property, tags by their ids alone."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from tests.articles.fakes.server import Reply, Request
from tests.articles.fakes.stories import Story, in_json

TOKEN = "pat-eu1-12345678"


@dataclass
class HubSpot:
    """An account and its posts."""

    stories: list[Story]
    tags: dict[int, str] = field(default_factory=lambda: {71: "Sea & shore"})

    def answer(self, request: Request, base: str) -> Reply:
        if request.headers["Authorization"] != f"Bearer {TOKEN}":
            return Reply(b'{"status":"error","message":"Authentication credentials not found."}', 401)
        if request.path == "/cms/blogs/2026-03/tags":
            listed = [{"id": str(number), "name": name} for number, name in self.tags.items()]
            return in_json(request, {"total": len(listed), "results": listed})
        if request.path != "/cms/blogs/2026-03/posts":
            return Reply(b'{"status":"error","message":"resource not found"}', 404)
        asked = request.query
        posts = sorted((one for one in self.stories if _meant(one, asked)), key=_by(asked), reverse=True)
        start, at_once = int(asked.get("after", "0")), min(100, int(asked.get("limit", "20")))
        end = start + at_once
        listed = [self._post(one, base) for one in posts[start:end]]
        paging = {"paging": {"next": {"after": str(end)}}} if end < len(posts) else {}
        return in_json(request, {"total": len(posts), "results": listed, **paging})

    def _post(self, story: Story, base: str) -> dict[str, Any]:
        return {
            "id": str(story.number),
            "name": story.headline,
            "htmlTitle": f"{story.headline} | The Quay",
            "url": f"{base}/story-{story.number}",
            "currentState": "PUBLISHED",
            "publishDate": f"{story.published:%Y-%m-%dT%H:%M:%SZ}",
            "updated": f"{story.changed:%Y-%m-%dT%H:%M:%S.123Z}",
            "language": "en",
            "translatedFromId": None,
            "postBody": story.html,
            "metaDescription": f"Low water at no. {story.number}",
            "featuredImage": "https://example.com/quay.jpg",
            "featuredImageAltText": "A quay",
            "useFeaturedImage": True,
            "tagIds": list(self.tags),
            "publicAccessRulesEnabled": False,
            "password": "",
            **(story.more or {}),
        }


def _meant(story: Story, asked: Any) -> bool:
    published, changed = asked.get("publishDate__gte"), asked.get("updatedAfter")
    since = [(story.published, published), (story.changed, changed)]
    state = (story.more or {}).get("state", "PUBLISHED")
    return asked.get("state", state) == state and all(not said or when >= _moment(said) for when, said in since)


def _by(asked: Any) -> Any:
    return lambda story: story.changed if asked.get("sort") == "-updatedAt" else story.published


def _moment(said: str) -> datetime:
    return datetime.fromisoformat(said)
