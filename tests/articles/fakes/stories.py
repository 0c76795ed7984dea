"""What the sites of the fakes have published: the same few stories everywhere, each in its site's own clothes."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from tests.articles.fakes.server import Reply, Request

NOW = datetime(2026, 11, 26, 9, tzinfo=UTC)


@dataclass(frozen=True)
class Story:
    """A story, whatever its site calls it."""

    number: int
    published: datetime
    changed: datetime
    title: str = ""
    body: str = ""
    more: Mapping[str, Any] | None = None  # what its site says of it besides, in that site's own words

    @property
    def headline(self) -> str:
        return self.title or f"Café no. {self.number}"

    @property
    def html(self) -> str:
        return self.body or f"<p>The tide is out at café no. {self.number} — says Zoë.</p>"


def stories(*numbers: int) -> list[Story]:
    """A story a day, number 1 yesterday, number 2 the day before, and so on."""
    days = [(number, NOW - timedelta(days=number)) for number in numbers]
    return [Story(number, day, day) for number, day in days]


def in_json(request: Request, value: Any, **headers: str) -> Reply:
    """A value as an API answers it: with an ETag, and nothing but that where the asker has it already."""
    body = json.dumps(value, ensure_ascii=False).encode()
    etag = f'"{hashlib.sha256(body).hexdigest()[:16]}"'
    if request.headers["If-None-Match"] == etag:
        return Reply(status=304, headers={"ETag": etag})
    return Reply(body, headers={"Content-Type": "application/json; charset=UTF-8", "ETag": etag, **headers})
