"""Articles from an RSS or Atom feed, read by feedparser; `sources` fetches the feed and hands its bytes in.

Bodies stay letter for letter: feedparser's sanitiser takes away what CTAs are known by, and its resolving of relative
addresses rewrites the HTML around them. `clean` does both, once the CTAs are out.
"""

import hashlib
import html
import io
import re
from calendar import timegm
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urljoin, urlsplit

import feedparser

from newsletter.articles.feed_text import feed_text
from newsletter.articles.raw import Form, Gathered, RawArticle, Skipped, own_language
from newsletter.errors import SourceError
from newsletter.model import Language

_FORMS: dict[str, Form] = {"text/html": "html", "application/xhtml+xml": "html", "text/plain": "text"}
_LONGEST_KEY = 300  # characters


def read_feed(body: bytes, content_type: str, url: str, source: str, languages: Sequence[Language]) -> Gathered:
    """Every article of a feed, in its order; the first language is the default.

    Broken XML is a warning and its entries are kept; raises SourceError where there is no feed at all.
    """
    text = feed_text(body, content_type)
    feed = _parsed(text, url, source)
    articles, skipped = [], []
    for entry, key in zip(feed.entries, _keys(feed.entries), strict=True):
        article = _article(entry, key, url, source, _language(entry, feed, languages))
        if article.title or article.body:
            articles.append(article)
        else:
            skipped.append(Skipped(article.place, "it has neither a title nor a text"))
    return Gathered(tuple(articles), tuple(skipped), tuple(_warnings(text, feed, languages)))


def _parsed(text: str, url: str, source: str) -> Any:
    headers = {"content-location": url, "content-type": "application/xml; charset=utf-8"}
    try:
        # Only ever a stream: feedparser 6 tries to open bytes and text as a file's name first.
        feed = feedparser.parse(
            io.BytesIO(text.encode()), response_headers=headers, sanitize_html=False, resolve_relative_uris=False
        )
    except Exception as error:  # feedparser lets through whatever hostile input raises in its parts
        why = f"cannot be read as a feed ({error!r:.200}); tell its publisher"
        raise SourceError(f"{source}: {url}: {why}") from error
    if not (feed.get("version") or feed.entries):
        raise SourceError(f"{source}: {url}: is no RSS or Atom feed; give the feed's own address, not the website's")
    return feed


# feedparser 6.0.14 looks for an e-mail address in every author's name, in quadratic time; authors are not used here.
feedparser.mixin._FeedParserMixin._sync_author_detail = lambda *_: None


def _keys(entries: Sequence[Any]) -> Iterator[str]:
    """A key per entry: its guid, else its link, else a hash; what stands twice in one feed is not trusted."""
    told = [[entry.get("id", ""), entry.get("link", "")] for entry in entries]
    counts = Counter(word for words in told for word in set(words))
    for entry, words in zip(entries, told, strict=True):
        usable = (word for word in words if 0 < len(word) <= _LONGEST_KEY and counts[word] == 1)
        yield next(usable, "") or _fingerprint(entry)


def _fingerprint(entry: Any) -> str:
    words = f"{_plain(entry.get('title_detail', {}))}\n{_texts(entry)[0].get('value', '')}"
    return hashlib.sha256(words.encode()).hexdigest()[:32]


def _article(entry: Any, key: str, url: str, source: str, language: Language) -> RawArticle:
    body, teaser = _texts(entry)
    link = _web_address(entry.get("link"), url)
    return RawArticle(
        source=source,
        key=key,
        place=link or url,
        body=body.get("value", ""),
        form=_FORMS.get(body.get("type", ""), "html"),
        language=language,
        title=_plain(entry.get("title_detail", {})),
        published=_moment(entry),
        canonical=link,
        image=_image(entry, url),
        teaser=_plain(teaser),
        tags=_tags(entry),
    )


def _texts(entry: Any) -> tuple[Any, Any]:
    """Body and teaser: the content (HTML before plain text), else the summary, which is then no teaser too."""
    contents = [content for content in entry.get("content", []) if content.type in _FORMS and content.value.strip()]
    summary = entry.get("summary_detail", {})
    if not contents:
        return summary, {}
    return min(contents, key=lambda content: _FORMS[content.type] != "html"), summary


def _language(entry: Any, feed: Any, languages: Sequence[Language]) -> Language:
    return own_language(_said_language(entry, feed), languages) or languages[0]


def _said_language(entry: Any, feed: Any) -> str:
    return _texts(entry)[0].get("language") or feed.feed.get("language") or ""


def _warnings(text: str, feed: Any, languages: Sequence[Language]) -> Iterator[str]:
    if feed.bozo:
        yield f"its XML is broken ({str(feed.bozo_exception)[:200]}); what could be read was taken"
    if "\ufffd" in text:
        yield "some of its characters cannot be read; each stands as \ufffd"
    said = {_said_language(entry, feed) for entry in feed.entries} - {""}
    for code in sorted(code for code in said if not own_language(code, languages)):
        yield f"it says its language is {code[:20]!r}, which no region has; taken as {languages[0].code}"


def _moment(entry: Any) -> datetime | None:
    """When it was published, else updated; asked with `in`, for feedparser warns when it takes one for the other."""
    for name in ("published_parsed", "updated_parsed"):
        if name in entry and (told := entry[name]):
            try:
                return datetime.fromtimestamp(timegm(told), UTC)
            except (ValueError, OverflowError, OSError):
                continue
    return None


def _tags(entry: Any) -> tuple[str, ...]:
    terms = ((tag.get("term") or "").strip() for tag in entry.get("tags", []))
    return tuple(dict.fromkeys(term for term in terms if term))


def _image(entry: Any, base: str) -> str | None:
    """The address of its first picture: among its media, then its enclosures, then its thumbnails."""
    media = [*entry.get("media_content", []), *entry.get("enclosures", [])]
    pictures = [m for m in media if m.get("medium") == "image" or m.get("type", "").startswith("image/")]
    addresses = (
        _web_address(m.get("url") or m.get("href"), base) for m in [*pictures, *entry.get("media_thumbnail", [])]
    )
    return next(filter(None, addresses), None)


def _web_address(said: str | None, base: str) -> str | None:
    try:
        address = urljoin(base, (said or "").strip())
        parts = urlsplit(address)
    except ValueError:  # "http://[": urllib refuses half an IPv6 address
        return None
    return address if said and parts.scheme in ("http", "https") and parts.hostname else None


_TAG = re.compile(r"<(?:/?([a-zA-Z][a-zA-Z0-9]*+)|!)[^<>]*+>")  # possessive: linear on any junk
_INLINE = frozenset(
    {"a", "abbr", "b", "cite", "code", "em", "i", "mark", "q", "small", "span", "strong", "sub", "sup", "u"}
)


def _plain(detail: Any) -> str:
    """A title or summary as plain text on one line."""
    text = detail.get("value", "")
    if _FORMS.get(detail.get("type", "")) == "html":
        text = html.unescape(_TAG.sub(lambda tag: "" if (tag[1] or "").lower() in _INLINE else " ", text))
    return re.sub(r"[ \t\r\n]+", " ", text).strip(" ")
