"""Knows an article again under another guid or from another source; called by `choose` and `clusters`. Pure."""

import re
from dataclasses import dataclass
from itertools import islice
from urllib.parse import parse_qsl, urlencode, urlsplit

from newsletter.articles.wording import prose_of, text_of
from newsletter.model import Article

_SHINGLE = 4  # words
_COMPARED = 500  # words: an article's opening says enough
_SAME_TEXT = 0.8  # of the shingles of both
_SAME_TITLE = 0.5  # of the shorter one's shingles, when the titles are the same
_WORD = re.compile(r"\w+")
_TRACKING = re.compile(r"utm_\w+|fbclid|gclid|mc_[ce]id")


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


@dataclass(frozen=True, slots=True)
class _Print:
    article: Article
    page: str | None
    title: tuple[str, ...]
    shingles: frozenset[tuple[str, ...]]


class Gallery:
    """The articles met so far, each known again when it comes a second time."""

    def __init__(self) -> None:
        self._prints: list[_Print] = []

    def add(self, article: Article) -> None:
        """Remembers the article."""
        self._prints.append(_print(article))

    def twin_of(self, article: Article) -> Article | None:
        """The article met before that this one repeats: by its page, its text, or its title and half its text.

        One that repeats none is remembered.
        """
        taken = _print(article)
        twin = next((known.article for known in self._prints if _alike(known, taken)), None)
        if twin is None:
            self._prints.append(taken)
        return twin


def _print(article: Article) -> _Print:
    texts = (text_of(piece.html) for piece in prose_of(article.pieces))
    words = list(islice((word for text in texts for word in _words(text)), _COMPARED)) or _words(article.teaser)
    page = page_of(article.canonical) if article.canonical else None
    return _Print(article, page, tuple(_words(article.title)), _shingles(words))


def _shingles(words: list[str]) -> frozenset[tuple[str, ...]]:
    """Each run of so many words; of fewer words, all of them."""
    if 0 < len(words) < _SHINGLE:
        return frozenset({tuple(words)})
    return frozenset(zip(*(words[start:] for start in range(_SHINGLE)), strict=False))


def _alike(one: _Print, other: _Print) -> bool:
    if one.page and one.page == other.page:
        return True
    shared, shorter = len(one.shingles & other.shingles), min(len(one.shingles), len(other.shingles))
    if one.title == other.title and shared >= _SAME_TITLE * shorter and shorter:
        return True
    return shared > 0 and shared >= _SAME_TEXT * len(one.shingles | other.shingles)


def _words(text: str) -> list[str]:
    return _WORD.findall(text.casefold())
