"""Lists that come page by page, walked to their end: feeds and the APIs of CMSs. Called by `sources`.

    Asked ──queries──▶ address ──Fetcher──▶ answer ──page──▶ articles, and the address of the next page

What the kinds of sources share stands here: how far a walk goes, an outage in the middle of it, articles that come
twice, circles, names that tell nothing apart. A kind itself only says what to ask and how to read it: a `Listing`.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from itertools import count
from time import monotonic
from typing import ClassVar, Protocol

from newsletter.articles.fetching.fetch import Errand, Fetched, Fetcher
from newsletter.articles.gathering.answers import UNREADABLE, complaint_of
from newsletter.articles.gathering.raw import ALWAYS, Asked, Gathered, RawArticle, Skipped, Tell, own_language
from newsletter.errors import NotPulled, Refused, SourceError
from newsletter.model import Language, SourceSettings

JSON = Errand(
    "application/json",
    "gives no article list",
    "ask for fewer articles at once, with per_page=20 or limit=20 in the source's path",
    is_ours=True,
)
_OVERLAP = timedelta(days=1)  # WordPress compares its own zone's time, and clocks differ


@dataclass(frozen=True, slots=True)
class Bounds:
    """How far a walk goes."""

    pages: int = 100
    articles: int = 20_000  # after which no further page is asked for
    size: int = 200_000_000  # bytes of all pages together, likewise
    seconds: float = 240.0  # likewise


USUAL = Bounds()


@dataclass(frozen=True, slots=True)
class Query:
    """One list that is asked for."""

    url: str  # of its first page
    name: str  # a lasting one, for the cache: the address may hold a time
    title: str = ""  # for messages; "": it is the only one, or the main one
    since: datetime | None = None  # of a list that cannot be asked for less: nothing older is wanted
    changed_since: datetime | None = None  # articles that were last changed before are left alone
    instead: str = ""  # where the list is at sites that do not have it at `url`
    end: str = ""  # what a refused page says where the one before was the last
    number: int = 1  # of the page that is read, from 1


@dataclass(frozen=True, slots=True)
class Page:
    """What one answer held."""

    articles: tuple[RawArticle, ...] = ()
    skipped: tuple[Skipped, ...] = ()
    warnings: tuple[str, ...] = ()
    next: str | None = None  # the address of the next page
    total: int | None = None  # of articles on all pages, as the answer tells it
    is_broken: bool = False  # what it lists may be more than could be read


class Listing(Protocol):
    """A kind of source whose articles come in pages."""

    is_whole: ClassVar[bool]  # whether it lists all that was published since a time, and not only the newest

    @property
    def fetcher(self) -> Fetcher:
        """By which it is asked."""
        ...

    def queries(self, asked: Asked) -> Sequence[Query]:
        """The lists to ask for, newest articles first."""
        ...

    def page(self, query: Query, answer: Fetched) -> Page:
        """What an answer holds; raises ValueError that says what it is instead, or SourceError."""
        ...


def walk(listing: Listing, asked: Asked, tell: Tell, bounds: Bounds = USUAL) -> Gathered:
    """All that a listing has of what it is asked for; what broke off in the middle keeps what came, and says so.

    Raises SourceError where nothing came at all.
    """
    walked = _Walk(listing, tell, bounds)
    error = None
    try:
        for query in listing.queries(asked):
            walked.through(query)
    except NotPulled:
        if not walked.answers:
            raise
    except SourceError as fault:
        if not walked.found:
            raise
        error = f"{fault}; {walked.taken}, the rest comes with the next pull"
    since = None if error or not walked.is_whole else asked.published_since or ALWAYS
    return Gathered(tuple(walked.found), tuple(walked.skipped), tuple(walked.warnings), error, since)


def sorted_out(read: Iterable[RawArticle | Skipped]) -> tuple[tuple[RawArticle, ...], tuple[Skipped, ...]]:
    """Of what was read, the articles and what is none."""
    articles: list[RawArticle] = []
    skipped: list[Skipped] = []
    for one in read:
        if isinstance(one, Skipped):
            skipped.append(one)
        elif one.title or one.body:
            articles.append(one)
        else:
            skipped.append(Skipped(one.place, "it has neither a title nor a text"))
    return tuple(articles), tuple(skipped)


def address_of(settings: SourceSettings) -> str:
    """Where a CMS's API is, with what its path asks for by itself."""
    return f"{(settings.url or '').rstrip('/')}/{settings.api}"


def day_before(moment: datetime) -> datetime:
    """A midnight at least a day earlier: the address that names it is the same all day, so that it can answer 304."""
    earlier = moment.astimezone(UTC) - _OVERLAP
    return earlier.replace(hour=0, minute=0, second=0, microsecond=0)


def language_of(said: str, languages: Sequence[Language]) -> Language | None:
    """The language of an article that says `said`, or nothing; None for one that no region has."""
    return own_language(said, languages) if said else languages[0]


def foreign(place: str, said: str) -> Skipped:
    """An article in a language that no region has."""
    return Skipped(place, f"it is in {said[:20]!r}, which no region has among its languages")


@dataclass(slots=True)
class _Walk:
    """How far a walk has come."""

    listing: Listing
    tell: Tell
    bounds: Bounds
    found: list[RawArticle] = field(default_factory=list)
    skipped: dict[Skipped, None] = field(default_factory=dict)  # in their order
    warnings: dict[str, None] = field(default_factory=dict)
    answers: int = 0
    size: int = 0  # bytes of all answers
    is_whole: bool = field(init=False)
    _keys: set[str] = field(default_factory=set)
    _ends: float = field(init=False)

    def __post_init__(self) -> None:
        self.is_whole = self.listing.is_whole and not self.listing.fetcher.as_kept
        self._ends = monotonic() + self.bounds.seconds

    @property
    def taken(self) -> str:
        number = len(self.found)
        return "1 article was taken" if number == 1 else f"{number:,} articles were taken"

    def through(self, query: Query) -> None:
        """Takes in all pages of one list, wherever the site has it."""
        before = self.answers
        try:
            self._all_of(query)
        except SourceError as fault:
            if self.answers > before or not query.instead or not _is_elsewhere(fault):
                raise
            try:
                self._all_of(replace(query, url=query.instead))
            except SourceError as other:
                if self.answers > before:
                    raise
                raise fault from other

    def _all_of(self, query: Query) -> None:
        totals, keys = list[int | None](), set[str]()
        for page in self._pages(query):
            known = {article.key for article in page.articles}
            if known and known <= keys and not page.skipped:
                raise self._error(query, query.url, "lists the same articles on every page; tell its publisher")
            keys |= known
            self._take(page, query)
            totals.append(page.total)
        # A list that grew or shrank on the way, or may have, has moved an article from page to page, perhaps past us.
        self.is_whole &= len(totals) < 2 or (len({*totals}) == 1 and None not in totals)

    def _pages(self, first: Query) -> Iterator[Page]:
        url, seen = first.url, set[str]()
        for query in (replace(first, number=number) for number in count(1)):
            if url in seen:
                raise self._error(query, url, "leads in a circle; tell its publisher")
            seen.add(url)
            if self._is_over() or (page := self._page(query, url)) is None:
                return
            yield page
            if page.next is None or not _goes_on(page, query):
                return
            url = page.next

    def _page(self, query: Query, url: str) -> Page | None:
        """One page; None where the one before was the last."""
        fetcher = replace(self.listing.fetcher, source=self._said(query))
        name = f"{query.name} {query.number}" if query.number > 1 else query.name
        try:
            return fetcher.read(url, lambda answer: self._read(query, answer), name, _is_damaged)
        except Refused as refusal:
            if query.number > 1 and query.end and query.end in refusal.said:
                return None
            if refusal.status == 400 and (said := complaint_of(refusal.said)):
                raise SourceError(f"{refusal}, and says “{said}”") from refusal
            raise

    def _read(self, query: Query, answer: Fetched) -> Page:
        try:
            page = self.listing.page(query, answer)
        except ValueError as error:
            raise self._error(query, answer.url, str(error)) from error
        self.answers += 1
        self.size += len(answer.body)
        return page

    def _take(self, page: Page, query: Query) -> None:
        """Takes an answer in, but for what came on another page: a new article moves the others on by one."""
        arrived = [one for one in page.articles if one.key not in self._keys and not _is_as_it_was(one, query)]
        self._keys |= {article.key for article in page.articles}
        self.found += _tellingly_named(arrived, page.articles)
        self.skipped |= dict.fromkeys(page.skipped)
        self.warnings |= dict.fromkeys(page.warnings)
        if any(_is_garbled(one) for one in arrived):
            self.warnings[UNREADABLE] = None
        self.tell(self.listing.fetcher.source, len(self.found), 0)

    def _is_over(self) -> bool:
        """Whether this walk has gone far enough; then it says so."""
        so_far = (self.answers, len(self.found), self.size, monotonic())
        ends = (self.bounds.pages, self.bounds.articles, self.bounds.size, self._ends)
        if self.answers == 0 or all(one < end for one, end in zip(so_far, ends, strict=True)):
            return False
        self.is_whole = False
        self.warnings[f"it has more than one pull takes: {self.taken}, the newest"] = None
        return True

    def _said(self, query: Query) -> str:
        page = f"page {query.number}" if query.number > 1 else ""
        return ": ".join(filter(None, (self.listing.fetcher.source, query.title, page)))

    def _error(self, query: Query, url: str, why: str) -> SourceError:
        return SourceError(f"{self._said(query)}: {self.listing.fetcher.errand.shown(url)}: {why}")


def _is_elsewhere(fault: SourceError) -> bool:
    """Whether an address leads somewhere, only not to a list: to nothing, or to something else."""
    return (isinstance(fault, Refused) and fault.status == 404) or isinstance(fault.__cause__, ValueError)


def _is_as_it_was(article: RawArticle, query: Query) -> bool:
    return bool(query.changed_since and article.modified and article.modified < query.changed_since)


def _is_damaged(page: Page) -> bool:
    return page.is_broken or any(_is_garbled(one) for one in page.articles)


def _is_garbled(article: RawArticle) -> bool:
    return "\ufffd" in article.title or "\ufffd" in article.body


def _goes_on(page: Page, query: Query) -> bool:
    """Whether a list that has the latest first can have something to say on its next page."""
    return query.changed_since is None or not all(_is_as_it_was(article, query) for article in page.articles)


def _tellingly_named(arrived: Iterable[RawArticle], answer: Iterable[RawArticle]) -> Iterator[RawArticle]:
    """The articles without the names that stand twice in their answer."""
    counts = Counter(name for article in answer for name in set(article.names))
    for article in arrived:
        yield replace(article, names=tuple(name for name in dict.fromkeys(article.names) if counts[name] == 1))
