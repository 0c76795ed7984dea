"""Answers of the open web, under all the rules of the network: nobody else fetches anything for a source.

    address ──connection──▶ answer ──redirect──▶ connection … ──▶ size, packing, status ──▶ Fetched, kept for next time

`sources` and `pictures` make a `Fetcher` per source. Where a connection may go is `connection`'s; how many redirects,
how large and how long is ours. `as_kept` is the other way: no trip at all, but what the last one brought home.
"""

import asyncio
import re
import zlib
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from dataclasses import dataclass, field, replace
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any, TypeVar

import httpx

from newsletter.articles.fetching.cache import Kept, keep, recall
from newsletter.articles.fetching.connection import USUAL, Credential, Limits, Line, LookUp, Method, look_up, origin_of
from newsletter.errors import NotPulled, Refused, SourceError

T = TypeVar("T")

_HEADERS = {"User-Agent": "newsletter", "Accept-Encoding": "gzip"}
_VALIDATORS = ("etag", "last-modified")
_LASTING = (*_VALIDATORS, "content-type", "link", "x-wp-total", "x-wp-totalpages")  # headers given and kept
_BEGINNING = 4_000  # bytes of a refusal's body that are read


@dataclass(frozen=True, slots=True)
class Errand:
    """What is fetched, and the words that are its own."""

    accept: str  # the header
    refused: str  # of a status that says nothing in particular
    smaller: str  # the remedy for what is too large
    refusals: Mapping[int, str] = field(default_factory=dict)  # status → what it means here, else what it always means
    is_ours: bool = False  # the query is one that we wrote, and tells nobody anything

    def shown(self, url: str) -> str:
        """An address as messages say it."""
        return url.partition("?")[0] if self.is_ours else url


FEED = Errand(
    "application/atom+xml, application/rss+xml, application/xml;q=0.9, */*;q=0.5",
    "gives no article list",
    "give an address with fewer articles",
)


@dataclass(frozen=True, slots=True)
class Fetched:
    """What an address answered, just now or, unchanged, some time ago."""

    url: str  # after redirects
    headers: Mapping[str, str]  # those that matter, by their names in small letters
    body: bytes

    @property
    def content_type(self) -> str:
        return self.headers.get("content-type", "")


@dataclass(frozen=True, slots=True)
class Answered:
    """That an address answers, and with what status, whatever it is."""

    url: str  # after redirects
    status: int
    headers: Mapping[str, str]  # all of them, by their names in small letters


@dataclass(frozen=True, slots=True)
class Fetcher:
    """Gets addresses on behalf of one source."""

    source: str  # its name, for messages
    cache: Path | None  # a folder, made when first needed; None: nothing is kept
    allow_hosts: tuple[str, ...] = ()  # "localhost" or "localhost:8000": hosts whose addresses are not checked
    limits: Limits = USUAL
    look_up: LookUp = look_up
    errand: Errand = FEED
    as_kept: bool = False  # answer as the address did last time, and never go to the network
    credential: Credential | None = None

    def get(self, url: str, kept_as: str = "") -> Fetched:
        """The answer of an http(s) address; raises SourceError. Not to be called from a running event loop.

        `kept_as` is a lasting name for an address that moves with the time; else it is kept under the address itself.
        """
        return self.read(url, lambda answer: answer, kept_as)

    def read(
        self,
        url: str,
        reader: Callable[[Fetched], T],
        kept_as: str = "",
        is_damaged: Callable[[T], bool] = lambda _: False,
    ) -> T:
        """What a reader makes of an answer, as `get` gives it; one that the reader raises at is not kept.

        One that is damaged is asked for as a whole the next time, whatever else it says: its server may call it "not
        modified" long after it has been mended, as WordPress does of its feeds.
        """
        name = kept_as or url
        kept = self._recalled(name)
        answer = _there(kept) if self.as_kept else asyncio.run(self._in_time(url, self._get(url, kept)))
        read = reader(Fetched(answer.url, answer.headers, answer.body))
        if answer is not kept:
            self._keep(name, _without_validators(answer) if is_damaged(read) else answer)
        return read

    def status(self, url: str, method: Method = "HEAD") -> Answered:
        """What an http(s) address answers at the end of its redirects; of a body nothing is read.

        Raises SourceError where it cannot be asked at all. Not to be called from a running event loop.
        """
        return asyncio.run(self._in_time(url, self._status(url, method)))

    async def _in_time(self, url: str, trip: Coroutine[Any, Any, T]) -> T:
        try:
            async with asyncio.timeout(self.limits.total):
                return await trip
        except TimeoutError as error:
            why = f"no whole answer within {self.limits.total:g} s; try again later"
            raise self._error(_without_password(url), why) from error
        except (httpx.InvalidURL, UnicodeError) as error:  # UnicodeError: `httpx.URL.host` of https://xn--a
            raise self._error(_without_password(url), f"is no web address ({error}); correct it") from error

    async def _get(self, url: str, kept: Kept | None) -> Kept:
        async def read(at: httpx.URL, response: httpx.Response) -> Kept:
            if response.status_code == httpx.codes.NOT_MODIFIED and kept and _conditions(kept, at):
                return kept
            return await self._accept(at, response)

        # What another address said of its answer is nothing to ask this one by.
        return await self._follow("GET", httpx.URL(url), lambda at: _conditions(kept, at), read)

    async def _status(self, url: str, method: Method) -> Answered:
        async def read(at: httpx.URL, response: httpx.Response) -> Answered:
            return Answered(str(at), response.status_code, dict(response.headers))

        return await self._follow(method, httpx.URL(url), lambda _: {}, read)

    async def _follow(
        self,
        method: Method,
        url: httpx.URL,
        more: Callable[[httpx.URL], Mapping[str, str]],
        read: Callable[[httpx.URL, httpx.Response], Awaitable[T]],
    ) -> T:
        """What `read` makes of the answer at the end of the redirects; `more` gives headers for each address."""
        seen: list[httpx.URL] = []
        while url not in seen and len(seen) <= self.limits.redirects:
            seen.append(url)
            headers = {"Accept": self.errand.accept, **_HEADERS, **more(url)}
            try:
                async with self._line.asked(method, url, headers, led=len(seen) > 1) as response:
                    if not response.has_redirect_location:
                        return await read(url, response)
                    url = self._next(url, response.headers["location"])
            except httpx.HTTPError as error:
                why = str(error) or type(error).__name__
                raise self._error(url, f"could not be reached or broke off ({why}); try again later") from error
        fault = "redirects in a circle" if url in seen else f"redirects more than {self.limits.redirects} times"
        raise self._error(seen[0], f"{fault}; give the address it should end at")

    @property
    def _line(self) -> Line:
        return Line(self.allow_hosts, self.limits, self.look_up, self.credential, self._error)

    def _next(self, url: httpx.URL, location: str) -> httpx.URL:
        try:
            target = url.join(location)
        except httpx.InvalidURL as error:
            why = f"redirects to {location[:80]!r}, which is no web address; give the address it should end at"
            raise self._error(url, why) from error
        if self.credential is None:
            return target
        if self.credential.is_for(url) and not self.credential.is_for(target):
            why = f"redirects to {origin_of(target)}, where its key must not go; give the address it should end at"
            raise self._error(url, why)
        return self.credential.forgotten(target)

    async def _accept(self, url: httpx.URL, response: httpx.Response) -> Kept:
        if response.status_code != httpx.codes.OK:
            message = str(self._error(url, _complaint(response, self.errand)))
            raise Refused(message, status=response.status_code, said=self._hidden(await _beginning(response)))
        said = {name: self._hidden(response.headers[name]) for name in _LASTING if name in response.headers}
        return Kept(self._hidden(str(url)), said, await self._body(url, response))

    def _recalled(self, name: str) -> Kept | None:
        return recall(self.cache, name) if self.cache else None

    def _keep(self, name: str, answer: Kept) -> None:
        if self.cache is None:
            return
        try:
            keep(self.cache, name, answer)
        except OSError as error:
            why = f"cannot be kept in {self.cache} ({error.strerror}); make that folder writable"
            raise self._error(answer.url, why) from error

    async def _body(self, url: httpx.URL, response: httpx.Response) -> bytes:
        """The body, unpacked here and not by httpx: one small chunk can hold gigabytes, the more so packed twice."""
        encoding = response.headers.get("content-encoding", "identity").strip().lower()
        if encoding not in ("identity", "gzip"):
            raise self._error(url, f"is packed as {encoding[:40]!r}, which nobody asked for; its server is at fault")
        unpacker = zlib.decompressobj(wbits=31) if encoding == "gzip" else None  # 31: gzip and nothing else
        body = bytearray()
        try:
            async for chunk in response.aiter_raw():
                body += unpacker.decompress(chunk, self.limits.size + 1 - len(body)) if unpacker else chunk
                if len(body) > self.limits.size:
                    why = f"is over {self.limits.size:,} bytes; {self.errand.smaller}"
                    raise self._error(url, why)
        except zlib.error as error:
            raise self._error(url, f"is damaged ({error}); try again later") from error
        if unpacker and not unpacker.eof:
            raise self._error(url, "broke off before its end; try again later")
        return bytes(body)

    def _hidden(self, text: str) -> str:
        return self.credential.hidden(text) if self.credential else text

    def _error(self, url: httpx.URL | str, why: str) -> SourceError:
        return SourceError(self._hidden(f"{self.source}: {self.errand.shown(str(url))}: {why}"))


def _there(kept: Kept | None) -> Kept:
    if kept is None:
        raise NotPulled
    return kept


def _without_validators(answer: Kept) -> Kept:
    return replace(answer, headers={name: said for name, said in answer.headers.items() if name not in _VALIDATORS})


def _conditions(kept: Kept | None, url: httpx.URL) -> dict[str, str]:
    if kept is None or kept.url != str(url):
        return {}
    said = {"If-None-Match": kept.headers.get("etag", ""), "If-Modified-Since": kept.headers.get("last-modified", "")}
    return {name: value for name, value in said.items() if _sendable(value)}


def _sendable(header: str) -> bool:
    """Whether a validator is there and may go back in a request header."""
    return header != "" and header.isascii() and header.isprintable() and len(header) <= 1_000


async def _beginning(response: httpx.Response) -> str:
    """The first bytes of a refusal's body, as text; nothing, where they cannot be unpacked."""
    said = b""
    async for chunk in response.aiter_raw():
        said += chunk
        if len(said) >= _BEGINNING:
            break
    if response.headers.get("content-encoding", "").strip().lower() == "gzip":
        try:
            said = zlib.decompressobj(wbits=31).decompress(said, _BEGINNING)
        except zlib.error:
            return ""
    return said[:_BEGINNING].decode("utf-8", "replace")


_COMPLAINTS = {
    401: "asks for a login; give an address that is open to everybody",
    403: "is refused to us; ask its owner to let newsletter readers in",
    404: "is not there; correct the address",
    410: "is gone for good; remove the source or correct the address",
    429: "says we asked too often",
}


def _complaint(response: httpx.Response, errand: Errand) -> str:
    status = response.status_code
    usual = "fails at its server" if status >= 500 else errand.refused
    said = errand.refusals.get(status) or _COMPLAINTS.get(status, usual)
    later = "; try again " + _retry_after(response) if status == 429 or status >= 500 else ""
    return f"{said} (status {status}){later}"


def _retry_after(response: httpx.Response) -> str:
    """When the server wants to be asked again: RFC 9110 10.2.3 allows seconds or a date."""
    said = response.headers.get("retry-after", "").strip()
    if re.fullmatch("[0-9]{1,9}", said):
        return f"in {said} s"
    try:
        return f"after {parsedate_to_datetime(said):%Y-%m-%d %H:%M %Z}".rstrip()
    except (ValueError, OverflowError):
        return "later"


def _without_password(url: str) -> str:
    return re.sub("//[^/?#]*@", "//", url, count=1)
