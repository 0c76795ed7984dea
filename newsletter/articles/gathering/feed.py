"""Articles from an RSS or Atom feed, read by feedparser; `sources` hands in the bytes that were fetched.

Of a broken feed it may say None of anything, or nothing: all is read with `answers`.

Bodies stay letter for letter: feedparser's sanitiser takes away what CTAs are known by, and its resolving of relative
addresses rewrites the HTML around them. `clean` does both, once the CTAs are out.
"""

import hashlib
import io
from calendar import timegm
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from html import unescape
from typing import Any

import feedparser

from newsletter.articles.gathering.answers import (
    LONGEST_NAME,
    UNREADABLE,
    name_at,
    on_one_line,
    plain_words,
    text_at,
    web_address,
)
from newsletter.articles.gathering.feed_text import feed_text, possible
from newsletter.articles.gathering.paging import Page, sorted_out
from newsletter.articles.gathering.raw import Form, RawArticle, own_language
from newsletter.errors import SourceError
from newsletter.model import Language

_FORMS: dict[str, Form] = {"text/html": "html", "application/xhtml+xml": "html", "text/plain": "text"}


def read_feed(body: bytes, content_type: str, url: str, source: str, languages: Sequence[Language]) -> Page:
    """Every article of a feed, in its order, and its next page; the first language is the default.

    Broken XML is a warning and its entries are kept; raises SourceError where there is no feed at all.
    """
    text = feed_text(body, content_type)
    feed = _parsed(text, url, source)
    entries = zip(feed.entries, _keys(feed.entries), strict=True)
    articles, skipped = sorted_out(
        _article(entry, key, url, source, _language(entry, feed, languages), languages[0]) for entry, key in entries
    )
    links = (link for link in feed.feed.get("links", []) if link.get("rel") == "next")
    following = (web_address(text_at(link, "href"), url) for link in links)
    warnings = tuple(_warnings(text, feed, languages))
    return Page(articles, skipped, warnings, next(following, None), is_broken=bool(feed.bozo))


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
    told = [[name_at(entry, "id"), name_at(entry, "link")] for entry in entries]
    counts = Counter(word for words in told for word in set(words))
    for entry, words in zip(entries, told, strict=True):
        usable = (word for word in words if word and counts[word] == 1)
        yield next(usable, "") or _fingerprint(entry)


def _fingerprint(entry: Any) -> str:
    words = f"{_plain(entry.get('title_detail', {}))}\n{text_at(_texts(entry)[0], 'value')}"
    return hashlib.sha256(words.encode()).hexdigest()[:32]


def _article(entry: Any, key: str, url: str, source: str, language: Language, first: Language) -> RawArticle:
    body, teaser = _texts(entry)
    alternates = _alternates(entry)
    link = web_address(_own_link(entry, alternates, language), url)
    guid = name_at(entry, "id")
    said = (guid, unescape(possible(guid)), link)
    return RawArticle(
        source=source,
        key=key,
        place=link or url,
        body=text_at(body, "value"),
        form=_FORMS.get(text_at(body, "type"), "html"),
        language=language,
        title=_plain(entry.get("title_detail", {})),
        published=_moment(entry),
        canonical=link,
        image=_image(entry, url),
        teaser=_plain(teaser),
        tags=_tags(entry),
        translation_of=_original(alternates, language, first, url),
        names=tuple(dict.fromkeys(name for name in said if name and len(name) <= LONGEST_NAME)),
    )


def _alternates(entry: Any) -> Mapping[str, str]:
    """The addresses of an Atom entry's pages by the language they say they are in: RFC 4287 4.2.7.4."""
    links = [one for one in entry.get("links", []) if one.get("rel") == "alternate" and one.get("hreflang")]
    return {text_at(one, "hreflang"): text_at(one, "href") for one in links}


def _own_link(entry: Any, alternates: Mapping[str, str], language: Language) -> str:
    """An entry's page in its own language: of several, feedparser takes the last one."""
    own = (address for code, address in alternates.items() if own_language(code, [language]))
    unsaid = (
        text_at(one, "href")
        for one in entry.get("links", [])
        if one.get("rel") == "alternate" and not one.get("hreflang")
    )
    return (alternates and next(own, "")) or (alternates and next(unsaid, "")) or text_at(entry, "link")


def _original(alternates: Mapping[str, str], language: Language, first: Language, url: str) -> str | None:
    """Which page an entry translates: the one in the source's own language, where that is another one."""
    if language.base == first.base:
        return None
    original = (address for code, address in alternates.items() if own_language(code, [first]))
    return web_address(next(original, ""), url)


def _texts(entry: Any) -> tuple[Any, Any]:
    """Body and teaser: the content (HTML before plain text), else the summary, which is then no teaser too."""
    contents = [
        one for one in entry.get("content", []) if text_at(one, "type") in _FORMS and text_at(one, "value").strip()
    ]
    summary = entry.get("summary_detail", {})
    if not contents:
        return summary, {}
    return min(contents, key=lambda content: _FORMS[text_at(content, "type")] != "html"), summary


def _language(entry: Any, feed: Any, languages: Sequence[Language]) -> Language:
    return own_language(_said_language(entry, feed), languages) or languages[0]


def _said_language(entry: Any, feed: Any) -> str:
    return text_at(_texts(entry)[0], "language") or text_at(feed.feed, "language")


def _warnings(text: str, feed: Any, languages: Sequence[Language]) -> Iterator[str]:
    if feed.bozo:
        yield f"its XML is broken ({str(feed.bozo_exception)[:200]}); what could be read was taken"
    if "\ufffd" in text:
        yield UNREADABLE
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
    terms = (text_at(tag, "term").strip() for tag in entry.get("tags", []))
    return tuple(dict.fromkeys(term for term in terms if term))


def _image(entry: Any, base: str) -> str | None:
    """The address of its first picture: among its media, then its enclosures, then its thumbnails."""
    media = [*entry.get("media_content", []), *entry.get("enclosures", [])]
    pictures = [m for m in media if m.get("medium") == "image" or text_at(m, "type").startswith("image/")]
    addresses = (
        web_address(text_at(m, "url") or text_at(m, "href"), base)
        for m in [*pictures, *entry.get("media_thumbnail", [])]
    )
    return next(filter(None, addresses), None)


def _plain(detail: Any) -> str:
    """A title or summary as plain text on one line."""
    text = text_at(detail, "value")
    return plain_words(text) if _FORMS.get(text_at(detail, "type")) == "html" else on_one_line(text)
