"""Ghost: posts of its Content API, with their tags. Read by `paging`.

    ghost/api/content/posts/?filter=published_at:>='…',updated_at:>='…'&order=published_at desc&include=tags

In its filters a comma is "or" and a plus is "and". It gives published posts alone; of one for paying members, it gives
what everybody may read.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any, ClassVar
from urllib.parse import parse_qsl

from newsletter.articles.fetching.connection import Credential
from newsletter.articles.fetching.fetch import Fetched, Fetcher
from newsletter.articles.gathering.answers import (
    articles_in,
    at,
    list_at,
    moment,
    name_at,
    on_one_line,
    read_json,
    text_at,
    web_address,
    with_query,
)
from newsletter.articles.gathering.front_matter import Known
from newsletter.articles.gathering.paging import JSON, Page, Query, address_of, day_before, sorted_out
from newsletter.articles.gathering.raw import Asked, RawArticle, Skipped
from newsletter.model import Note, SourceSettings

_AT_ONCE = 100  # the most that it gives
_KEY = "does not take the source's key; copy the Content API key of a custom integration"
_ERRAND = replace(JSON, refusals={401: _KEY, 403: _KEY})


@dataclass(frozen=True, slots=True)
class Ghost:
    """The posts of a publication."""

    settings: SourceSettings
    known: Known
    plain: Fetcher
    is_whole: ClassVar[bool] = True

    @property
    def fetcher(self) -> Fetcher:
        credential = Credential(self.settings.url or "", self.settings.key, "key") if self.settings.key else None
        return replace(self.plain, errand=_ERRAND, credential=credential)

    def queries(self, asked: Asked) -> Sequence[Query]:
        address, _, said = address_of(self.settings).partition("?")
        own = dict(parse_qsl(said))
        lately = ",".join(_since(asked)) if asked.published_since else ""
        conditions = [f"({one})" for one in (own.pop("filter", ""), lately) if one]
        parameters = {"limit": str(_AT_ONCE), "include": "tags", "order": "published_at desc"} | own
        if conditions:
            parameters["filter"] = "+".join(conditions)
        return [Query(with_query(address, **parameters), f"{address}?{said}")]

    def page(self, query: Query, answer: Fetched) -> Page:
        said = read_json(answer.body, answer.content_type)
        posts = articles_in(said, "posts")
        articles, skipped = sorted_out(self._article(post, answer.url) for post in posts)
        following, total = (at(said, "meta", "pagination", name) for name in ("next", "total"))
        address = with_query(query.url, page=query.number + 1) if following else None
        return Page(articles, skipped, (), address, total if isinstance(total, int) else None)

    def _article(self, post: Any, url: str) -> RawArticle | Skipped:
        number, link = name_at(post, "id"), web_address(text_at(post, "url"), url)
        place = link or url
        if not number:
            return Skipped(place, "it has no id, so it cannot be known again; tell the site's keeper")
        teaser = on_one_line(text_at(post, "custom_excerpt") or text_at(post, "excerpt"))
        for_some = at(post, "access") is False
        why = f"it is for {text_at(post, 'visibility') or 'members'} only; the letter leads to it"
        return RawArticle(
            source=self.settings.name,
            key=number,
            place=place,
            body=text_at(post, "html"),
            form="html",
            language=self.known.languages[0],
            title=on_one_line(text_at(post, "title")),
            published=moment(text_at(post, "published_at")),
            modified=moment(text_at(post, "updated_at")),
            canonical=web_address(text_at(post, "canonical_url"), url) or link,
            image=web_address(text_at(post, "feature_image"), url),
            image_alt=on_one_line(text_at(post, "feature_image_alt")),
            teaser=teaser,
            tags=_tags(post),
            show="teaser" if for_some else None,
            names=tuple(filter(None, (number, text_at(post, "uuid"), link))),
            notes=(Note("kept", "shown as a teaser", why),) if for_some else (),
        )


def _since(asked: Asked) -> Sequence[str]:
    said = {"published_at": asked.published_since, "updated_at": asked.changed_since}
    return [f"{name}:>='{_written(since)}'" for name, since in said.items() if since]


def _written(since: datetime) -> str:
    return f"{day_before(since).astimezone(UTC):%Y-%m-%d %H:%M:%S}"


def _tags(post: Any) -> tuple[str, ...]:
    """The names of a post's tags; one with a # is internal, and readers never see it."""
    tags = [tag for tag in list_at(post, "tags") if text_at(tag, "visibility") != "internal"]
    names = (on_one_line(text_at(tag, "name")) for tag in tags)
    return tuple(dict.fromkeys(name for name in names if name and not name.startswith("#")))
