"""HubSpot: published posts of its CMS API, letter for letter with their CTAs. Read by `paging`.

cms/blogs/2026-03/posts?state=PUBLISHED&publishDate__gte=…     what was published lately
cms/blogs/2026-03/posts?state=PUBLISHED&updatedAfter=…         besides, what was changed
cms/blogs/2026-03/tags                                         once, if any post has tags: it only has their ids
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, ClassVar

from newsletter.articles.fetching.connection import Credential
from newsletter.articles.fetching.fetch import Fetched, Fetcher
from newsletter.articles.gathering.answers import (
    articles_in,
    at,
    list_at,
    moment,
    name_at,
    on_one_line,
    plain_words,
    read_json,
    text_at,
    web_address,
    with_query,
)
from newsletter.articles.gathering.front_matter import Known
from newsletter.articles.gathering.paging import (
    JSON,
    Page,
    Query,
    address_of,
    day_before,
    foreign,
    language_of,
    sorted_out,
)
from newsletter.articles.gathering.raw import Asked, RawArticle, Skipped
from newsletter.errors import Refused
from newsletter.model import SourceSettings

_AT_ONCE = 100  # the most that it gives
_TAG_PAGES = 10
_PUBLISHED = ("PUBLISHED", "PUBLISHED_OR_SCHEDULED", "")
_ERRAND = replace(
    JSON,
    refusals={
        401: "does not take the source's key; make a private app's token and set it",
        403: "does not let the source's key read; give its private app the scope content",
    },
)


_Names = tuple[Mapping[str, str], tuple[str, ...]]  # of tags by id, and what kept us from them


@dataclass(frozen=True, slots=True)
class HubSpot:
    """The blog posts of an account."""

    settings: SourceSettings
    known: Known
    plain: Fetcher
    _tags: list[_Names] = field(default_factory=list)  # one, once they were asked for
    is_whole: ClassVar[bool] = True

    @property
    def fetcher(self) -> Fetcher:
        credential = Credential(self.settings.url or "", self.settings.key) if self.settings.key else None
        return replace(self.plain, errand=_ERRAND, credential=credential)

    def queries(self, asked: Asked) -> Sequence[Query]:
        published, changed = asked.published_since, asked.changed_since
        since = {"publishDate__gte": _said(day_before(published))} if published else {}
        main = self._query("", sort="-createdAt", **since)
        if not published or not changed:
            return [main]
        also = self._query("changed articles", sort="-updatedAt", updatedAfter=_said(day_before(changed)))
        return [main, replace(also, changed_since=changed)]

    def _query(self, title: str, **parameters: str) -> Query:
        address = address_of(self.settings)
        url = with_query(address, state="PUBLISHED", limit=_AT_ONCE, **parameters)
        return Query(url, f"{address} {title}", title)

    def page(self, query: Query, answer: Fetched) -> Page:
        said = read_json(answer.body, answer.content_type)
        posts = articles_in(said, "results")
        names, warnings = self._names(posts)
        articles, skipped = sorted_out(self._article(post, answer.url, names) for post in posts)
        cursor, total = text_at(said, "paging", "next", "after"), at(said, "total")
        following = with_query(query.url, after=cursor) if cursor else None
        return Page(articles, skipped, warnings, following, total if isinstance(total, int) else None)

    def _article(self, post: Any, url: str, names: Mapping[str, str]) -> RawArticle | Skipped:
        number, link = name_at(post, "id"), web_address(text_at(post, "url"), url)
        place = link or url
        language = language_of(text_at(post, "language"), self.known.languages)
        if fault := _fault(post):
            return Skipped(place, fault)
        if language is None:
            return foreign(place, text_at(post, "language"))
        original = name_at(post, "translatedFromId")
        shows_picture = at(post, "useFeaturedImage") is not False
        return RawArticle(
            source=self.settings.name,
            key=number,
            place=place,
            body=text_at(post, "postBody"),
            form="html",
            language=language,
            title=on_one_line(text_at(post, "name") or text_at(post, "htmlTitle")),
            published=moment(text_at(post, "publishDate")),
            modified=moment(text_at(post, "updated")),
            canonical=link,
            image=web_address(text_at(post, "featuredImage"), url) if shows_picture else None,
            image_alt=on_one_line(text_at(post, "featuredImageAltText")) if shows_picture else "",
            teaser=on_one_line(text_at(post, "metaDescription")) or plain_words(text_at(post, "postSummary")),
            tags=tuple(dict.fromkeys(names[tag] for tag in _tag_ids(post) if tag in names)),
            translation_of=f"{self.settings.name}:{original}" if original not in ("", "0", number) else None,
            names=tuple(filter(None, (number, link))),
        )

    def _names(self, posts: Iterable[Any]) -> _Names:
        """The names of tags by their ids, if any post has one; asked for once."""
        if not any(tag for post in posts for tag in _tag_ids(post)):
            return {}, ()
        if not self._tags:
            self._tags.append(self._asked_for())
        return self._tags[0]

    def _asked_for(self) -> _Names:
        address, found = re.subn(r"/posts/?\Z", "/tags", address_of(self.settings).partition("?")[0])
        if not found:
            return {}, ("its articles have no tags, for its path does not end in posts, beside which they are listed",)
        try:
            return self._all_tags(address), ()
        except Refused as refusal:
            if refusal.status not in (403, 404):
                raise  # articles that lost their tags for a day would be chosen otherwise
            return {}, (f"its articles have no tags, for their names are not given to us ({refusal})",)

    def _all_tags(self, address: str) -> Mapping[str, str]:
        names: dict[str, str] = {}
        url = with_query(address, limit=_AT_ONCE)
        for number in range(_TAG_PAGES):
            answer = self.fetcher.get(url, f"{address} {number}")
            said = read_json(answer.body, answer.content_type)
            names |= {text_at(tag, "id"): on_one_line(text_at(tag, "name")) for tag in articles_in(said, "results")}
            if not (cursor := text_at(said, "paging", "next", "after")):
                break
            url = with_query(address, limit=_AT_ONCE, after=cursor)
        return names


def _tag_ids(post: Any) -> Iterable[str]:
    return [str(tag) for tag in list_at(post, "tagIds") if isinstance(tag, int | str)]


def _fault(post: Any) -> str:
    """Why a post is none to be sent."""
    state = text_at(post, "currentState") or text_at(post, "state")
    if not name_at(post, "id"):
        return "it has no id, so it cannot be known again; tell HubSpot"
    if state not in _PUBLISHED:
        return f"it is not published ({state[:40].lower()})"
    if text_at(post, "password") or at(post, "publicAccessRulesEnabled") is True:
        return "only some visitors may read it; open it to everybody"
    return ""


def _said(moment: datetime) -> str:
    return f"{moment:%Y-%m-%dT%H:%M:%SZ}"
