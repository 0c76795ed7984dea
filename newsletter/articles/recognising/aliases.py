"""What an article may be known by again when its guid, scheme, slug or address changes. Pure.

    names    of its source and lasting: the guid as given and unescaped, the link, the CMS's id    `raw.names`
    page     the address it is read at, without scheme, `www.`, tracking and fragment
    text     a hash of title and words, where there are enough of them to tell two articles apart

Made by `clean` for each article, judged by `sources` among all of a source, used by `recognise`.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from hashlib import sha256
from html import unescape
from urllib.parse import parse_qsl, urlencode, urlsplit

from newsletter.articles.cleaning.wording import prose_of, text_of
from newsletter.model import Article

_TRACKING = re.compile(r"utm_\w+|fbclid|gclid|mc_[ce]id")
PAGE = "page:"  # how an alias of an address begins
TEXT = "text:"  # how an alias of title and words begins
_ENOUGH = 30  # words: fewer may be said of two things, such as "The clinic is closed on Friday"
_LONGEST = 500  # characters of a name
_UNESCAPED = 4_000  # characters, likewise


def page_of(address: str) -> str:
    """What stays of an address when scheme, `www.`, tracking, fragment and a last stroke go: the page it leads to."""
    try:
        parts = urlsplit(address)
        query = [(name, value) for name, value in parse_qsl(parts.query) if not _TRACKING.fullmatch(name)]
    except ValueError:
        return address
    if not parts.netloc:
        return address
    page = parts.netloc.lower().removeprefix("www.") + parts.path.rstrip("/")
    return f"{page}?{urlencode(query)}" if query else page


def aliases_of(article: Article, names: Iterable[str]) -> tuple[str, ...]:
    """Every alias of an article, its id first; `names` are the source's own for it."""
    said = [*names, *([article.canonical] if article.canonical else [])]
    aliases = [article.id, *(alias for name in said for alias in _named(article.source, name)), *_texts(article)]
    return tuple(dict.fromkeys(aliases))


def trusted(articles: Iterable[Article]) -> list[Article]:
    """The articles of one pull of a source, without the aliases that two of them bear: they tell nothing apart."""
    listed = list(articles)
    counts = Counter(alias for article in listed for alias in article.aliases)
    return [
        replace(article, aliases=tuple(alias for alias in article.aliases if counts[alias] == 1 or alias == article.id))
        for article in listed
    ]


def _named(source: str, name: str) -> Iterator[str]:
    # Of a reference with more than 4,300 digits Python makes no number.
    told = unescape(name) if len(name) <= _UNESCAPED else name
    for form in dict.fromkeys((name.strip(), told.strip())):
        page = page_of(form)
        if page == form and 0 < len(form) <= _LONGEST:
            yield f"{source}:{form}"
        elif "/" in page or "?" in page:  # a site's first page is no article's own
            yield f"{PAGE}{page}" if len(page) <= _LONGEST else f"{PAGE}{sha256(page.encode()).hexdigest()}"


def _texts(article: Article) -> Iterator[str]:
    words = [word for piece in prose_of(article.pieces) for word in text_of(piece.html).split()]
    if len(words) >= _ENOUGH:
        said = "\n".join([article.title, *words]).casefold()
        yield f"{TEXT}{sha256(said.encode('utf-8', 'surrogatepass')).hexdigest()[:32]}"
