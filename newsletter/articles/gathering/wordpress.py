"""WordPress: posts of its REST API, with pictures, terms and translations. Read by `paging`.

    wp-json/wp/v2/posts?per_page=100&orderby=date&after=…&_embed=…            what was published lately
    wp-json/wp/v2/posts?per_page=100&orderby=modified&modified_after=…        besides, what was changed

A post that waited for its day was changed before it was published, so neither list has all that is new. Polylang and
WPML say each post's language and its translations, in fields of their own.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, ClassVar
from urllib.parse import parse_qsl, urlsplit

from newsletter.articles.fetching.fetch import Fetched, Fetcher
from newsletter.articles.gathering.answers import (
    articles_in,
    at,
    list_at,
    moment,
    name_at,
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
from newsletter.model import SourceSettings

_PER_PAGE = 100  # the most that it gives
_EMBEDDED = "wp:featuredmedia,wp:term"
_WIDE = 1200  # pixels: twice what a letter shows
_NO_TERM = "uncategorized"  # the slug of what nobody has sorted


@dataclass(frozen=True, slots=True)
class WordPress:
    """The posts of a site, or another type of content that its API lists."""

    settings: SourceSettings
    known: Known
    plain: Fetcher
    is_whole: ClassVar[bool] = True

    @property
    def fetcher(self) -> Fetcher:
        return replace(self.plain, errand=JSON)

    def queries(self, asked: Asked) -> Sequence[Query]:
        published, changed = asked.published_since, asked.changed_since
        since = {"after": f"{day_before(published):%Y-%m-%dT%H:%M:%SZ}"} if published else {}
        main = self._query("", orderby="date", **since)
        if not published or not changed:
            return [main]
        lately = f"{day_before(changed):%Y-%m-%dT%H:%M:%SZ}"
        also = self._query("changed articles", orderby="modified", modified_after=lately)
        return [main, replace(also, changed_since=changed)]

    def _query(self, title: str, **parameters: str) -> Query:
        address, parameters = address_of(self.settings), parameters | {"order": "desc", "_embed": _EMBEDDED}
        url = with_query(address, per_page=_PER_PAGE, **parameters)
        # Where permalinks are plain, the API is no path of the site.
        site, found, route = address.replace("?", "&", 1).partition("/wp-json/")
        instead = with_query(f"{site}/?rest_route=/{route}", per_page=_PER_PAGE, **parameters) if found else ""
        return Query(url, f"{address} {title}", title, instead=instead, end="rest_post_invalid_page_number")

    def page(self, query: Query, answer: Fetched) -> Page:
        posts = articles_in(read_json(answer.body, answer.content_type))
        articles, skipped = sorted_out(self._article(post, answer.url) for post in posts)
        pages, total = (_number(answer.headers.get(name, "")) for name in ("x-wp-totalpages", "x-wp-total"))
        # Some hosts keep these headers to themselves: then a full page is followed by another one, if only to refuse.
        more = query.number < pages if pages is not None else len(posts) >= _per_page(query.url)
        following = with_query(query.url, page=query.number + 1) if more else None
        return Page(articles, skipped, (), following, total)

    def _article(self, post: Any, url: str) -> RawArticle | Skipped:
        number, link = name_at(post, "id"), web_address(text_at(post, "link"), url)
        place = link or url
        if not number:
            return Skipped(place, "it has no id, so it cannot be known again; tell the site's keeper")
        if at(post, "content", "protected"):
            return Skipped(place, "a password protects it, so its text is not given to us; take the password off")
        said = text_at(post, "lang") or text_at(post, "wpml_current_locale")
        language = language_of(said, self.known.languages)
        if language is None:
            return foreign(place, said)
        guid = name_at(post, "guid", "rendered")
        picture, alt = _picture(at(post, "_embedded", "wp:featuredmedia", 0), url)
        return RawArticle(
            source=self.settings.name,
            key=number,
            place=place,
            body=text_at(post, "content", "rendered"),
            form="html",
            language=language,
            title=plain_words(text_at(post, "title", "rendered")),
            published=moment(text_at(post, "date_gmt")) or moment(text_at(post, "date")),
            modified=moment(text_at(post, "modified_gmt")),
            canonical=link,
            image=picture,
            image_alt=alt,
            teaser=_excerpt(post),
            tags=_terms(post),
            translation_of=self._original(post, number),
            names=tuple(filter(None, (number, guid, name_at(post, "link")))),
        )

    def _original(self, post: Any, number: str) -> str | None:
        """The id of what a post translates: its page in the source's own language, else the first that was written."""
        taken = {code: one for code, one in _translations(post).items() if language_of(code, self.known.languages)}
        own = [one for code, one in taken.items() if language_of(code, self.known.languages[:1])]
        first = own[0] if own else min([number, *taken.values()], key=lambda one: (len(one), one))
        return f"{self.settings.name}:{first}" if first != number else None


def _translations(post: Any) -> Mapping[str, str]:
    """The ids of a post's translations by language, as Polylang says them, else as WPML does."""
    polylang = at(post, "translations")
    if isinstance(polylang, dict):
        return {code: name_at(polylang, code) for code in polylang if name_at(polylang, code)}
    wpml = {text_at(one, "locale"): name_at(one, "id") for one in list_at(post, "wpml_translations")}
    if wpml:  # which leaves the post itself out
        wpml |= {text_at(post, "wpml_current_locale"): name_at(post, "id")}
    return {code: one for code, one in wpml.items() if code and one}


def _picture(media: Any, url: str) -> tuple[str | None, str]:
    """A featured picture's address, of the smallest size that is wide enough, and its alternative text."""
    sizes = at(media, "media_details", "sizes")
    known = [one for one in sizes.values() if _width(one) >= _WIDE] if isinstance(sizes, dict) else []
    said = text_at(min(known, key=_width), "source_url") if known else text_at(media, "source_url")
    return web_address(said, url), plain_words(text_at(media, "alt_text"))


def _width(size: Any) -> int:
    width = at(size, "width")
    return width if isinstance(width, int) else 0


def _excerpt(post: Any) -> str:
    return plain_words(text_at(post, "excerpt", "rendered")).removesuffix("[…]").rstrip()


def _terms(post: Any) -> tuple[str, ...]:
    """The names of a post's categories and tags."""
    terms = [term for group in list_at(post, "_embedded", "wp:term") if isinstance(group, list) for term in group]
    sorted_into = (term for term in terms if text_at(term, "slug") != _NO_TERM)
    return tuple(dict.fromkeys(filter(None, (plain_words(text_at(term, "name")) for term in sorted_into))))


def _per_page(url: str) -> int:
    """What an address asks for; a source's own path may ask for fewer at once."""
    return _number(dict(parse_qsl(urlsplit(url).query)).get("per_page", "")) or _PER_PAGE


def _number(said: str) -> int | None:
    return int(said) if said.isascii() and said.isdigit() and len(said) < 10 else None
