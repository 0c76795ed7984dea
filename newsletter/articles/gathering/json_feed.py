"""Articles from a JSON Feed, version 1 or 1.1 (jsonfeed.org); `sources` hands in the bytes that were fetched."""

import hashlib
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from newsletter.articles.gathering.answers import (
    articles_in,
    list_at,
    moment,
    name_at,
    on_one_line,
    plain_words,
    read_json,
    text_at,
    web_address,
)
from newsletter.articles.gathering.paging import Page, sorted_out
from newsletter.articles.gathering.raw import RawArticle, own_language
from newsletter.model import Language

_VERSION = "https://jsonfeed.org/version/1"


def read_json_feed(body: bytes, content_type: str, url: str, source: str, languages: Sequence[Language]) -> Page:
    """Every article of a feed, in its order, and its next page; the first language is the default.

    Raises ValueError, which says what the answer is instead.
    """
    feed = read_json(body, content_type)
    if not text_at(feed, "version").startswith(_VERSION):
        raise ValueError("is JSON, but no JSON Feed; correct the address, or choose another kind for the source")
    items = articles_in(feed, "items")
    said = text_at(feed, "language")
    read = (_article(item, key, url, source, said, languages) for item, key in zip(items, _keys(items), strict=True))
    articles, skipped = sorted_out(read)
    return Page(
        articles, skipped, tuple(_warnings(feed, items, languages)), web_address(text_at(feed, "next_url"), url)
    )


def _keys(items: Sequence[Any]) -> Iterator[str]:
    """A key per item: its id, else its link, else a hash; what stands twice in one feed is not trusted."""
    told = [[name_at(item, "id"), name_at(item, "url")] for item in items]
    counts = Counter(word for words in told for word in set(words))
    for item, words in zip(items, told, strict=True):
        usable = (word for word in words if word and counts[word] == 1)
        yield next(usable, "") or hashlib.sha256(f"{_title(item)}\n{_body(item)}".encode()).hexdigest()[:32]


def _article(item: Any, key: str, url: str, source: str, said: str, languages: Sequence[Language]) -> RawArticle:
    link = web_address(text_at(item, "url") or text_at(item, "external_url"), url)
    language = own_language(text_at(item, "language") or said, languages) or languages[0]
    return RawArticle(
        source=source,
        key=key,
        place=link or url,
        body=_body(item),
        form="html" if text_at(item, "content_html") else "text",
        language=language,
        title=_title(item),
        published=moment(text_at(item, "date_published")) or moment(text_at(item, "date_modified")),
        canonical=link,
        image=_image(item, url),
        teaser=on_one_line(text_at(item, "summary")),
        tags=tuple(dict.fromkeys(tag.strip() for tag in list_at(item, "tags") if isinstance(tag, str) and tag.strip())),
        names=tuple(filter(None, (name_at(item, "id"), name_at(item, "url")))),
    )


def _title(item: Any) -> str:
    return plain_words(text_at(item, "title"))


def _body(item: Any) -> str:
    return text_at(item, "content_html") or text_at(item, "content_text") or text_at(item, "summary")


def _image(item: Any, url: str) -> str | None:
    """The address of its first picture: its own, then its banner, then what is attached."""
    pictures = [one for one in list_at(item, "attachments") if text_at(one, "mime_type").startswith("image/")]
    said = [text_at(item, "image"), text_at(item, "banner_image"), *(text_at(one, "url") for one in pictures)]
    return next(filter(None, (web_address(address, url) for address in said)), None)


def _warnings(feed: Any, items: Sequence[Any], languages: Sequence[Language]) -> Iterator[str]:
    said = {text_at(feed, "language"), *(text_at(item, "language") for item in items)} - {""}
    for code in sorted(code for code in said if not own_language(code, languages)):
        yield f"it says its language is {code[:20]!r}, which no region has; taken as {languages[0].code}"
