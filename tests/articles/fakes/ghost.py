"""Ghost's Content API as it answers: a key in the query, filters in NQL, pages of a hundred at most."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from tests.articles.fakes.server import Reply, Request
from tests.articles.fakes.stories import Story, in_json

KEY = "22444f78447824223cefc48062"


@dataclass
class Ghost:
    """A publication and its posts."""

    stories: list[Story]

    def answer(self, request: Request, base: str) -> Reply:
        asked = request.query
        if asked.get("key") != KEY:
            return Reply(b'{"errors":[{"message":"Unknown Content API Key"}]}', 401)
        if request.path == "/ghost/api/content/posts":  # it insists on its last stroke, and repeats what it was asked
            return Reply(status=301, headers={"Location": request.address.replace("posts?", "posts/?")})
        if request.path != "/ghost/api/content/posts/":
            return Reply(b'{"errors":[{"message":"Resource not found"}]}', 404)
        posts = [one for one in self.stories if _meant(one, asked.get("filter", ""))]
        posts.sort(key=lambda story: story.published, reverse=True)
        at_once, page = min(100, int(asked.get("limit", "15"))), int(asked.get("page", "1"))
        pages = max(1, -(-len(posts) // at_once))
        listed = [self._post(one, base, asked) for one in posts[(page - 1) * at_once : page * at_once]]
        following = page + 1 if page < pages else None
        pagination = {"page": page, "limit": at_once, "pages": pages, "total": len(posts), "next": following}
        return in_json(request, {"posts": listed, "meta": {"pagination": pagination}})

    def _post(self, story: Story, base: str, asked: Any) -> dict[str, Any]:
        tags = [{"name": "Sea & shore", "visibility": "public"}, {"name": "#draft-desk", "visibility": "internal"}]
        return {
            "id": f"{story.number:024x}",
            "uuid": f"00000000-0000-4000-8000-{story.number:012x}",
            "title": story.headline,
            "html": story.html,
            "url": f"{base}/story-{story.number}/",
            "published_at": story.published.isoformat(timespec="milliseconds"),
            "updated_at": story.changed.isoformat(timespec="milliseconds"),
            "excerpt": f"Low water at no. {story.number}",
            "custom_excerpt": None,
            "feature_image": "https://example.com/quay.jpg",
            "feature_image_alt": "A quay",
            "visibility": "public",
            "access": True,
            **({"tags": tags} if asked.get("include") == "tags" else {}),
            **(story.more or {}),
        }


def _meant(story: Story, condition: str) -> bool:
    """NQL as far as we use it: groups, a plus for "and", a comma for "or"."""
    if not condition:
        return True
    parts = re.findall(r"\([^()]*\)|[^+()]+", condition)
    return all(any(_holds(story, one) for one in part.strip("()").split(",")) for part in parts if part)


def _holds(story: Story, comparison: str) -> bool:
    name, _, value = comparison.partition(":")
    if name == "tag":
        return value == "sea-shore"
    when = {"published_at": story.published, "updated_at": story.changed}[name]
    found = re.fullmatch(r">='(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d)'", value)
    assert found, f"no NQL: {comparison}"
    return when >= datetime.fromisoformat(found[1]).replace(tzinfo=UTC)
