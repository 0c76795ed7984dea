"""One GET over the open web: every rule of the network is here, and nobody else opens a connection for a source.

`sources` and `pictures` make a `Fetcher` per source. A trip is: check the address, resolve the name, check every
address of it, connect to the one that was checked, and do the same again for each redirect. `as_kept` is the other way:
no trip at all, but what the last one brought home.
"""

import asyncio
import re
import socket
import zlib
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from pathlib import Path

import httpx

from newsletter.articles.addresses import is_public
from newsletter.articles.cache import Kept, keep, recall
from newsletter.errors import NotPulled, SourceError

LookUp = Callable[[str], Sequence[str]]

_HEADERS = {"User-Agent": "newsletter", "Accept-Encoding": "gzip"}


@dataclass(frozen=True, slots=True)
class Errand:
    """What is fetched, and the words that are its own."""

    accept: str  # the header
    refused: str  # of a status that says nothing in particular
    smaller: str  # the remedy for what is too large


FEED = Errand(
    "application/atom+xml, application/rss+xml, application/xml;q=0.9, */*;q=0.5",
    "gives no article list",
    "give an address with fewer articles",
)


@dataclass(frozen=True, slots=True)
class Limits:
    """How long and how large an answer may be."""

    connect: float = 5.0  # seconds for one connection
    total: float = 30.0  # seconds for the whole trip: redirects and answers that drip included
    size: int = 10_000_000  # bytes, after decompression
    redirects: int = 5


@dataclass(frozen=True, slots=True)
class Fetched:
    """What an address answered, just now or, unchanged, some time ago."""

    url: str  # after redirects
    content_type: str
    body: bytes


def look_up(host: str) -> Sequence[str]:
    """Every address of a host name; raises OSError or UnicodeError."""
    return list(dict.fromkeys(str(found[4][0]) for found in socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)))


@dataclass(frozen=True, slots=True)
class Fetcher:
    """Gets addresses on behalf of one source."""

    source: str  # its name, for messages
    cache: Path | None  # a folder, made when first needed; None: nothing is kept
    allow_hosts: tuple[str, ...] = ()  # "localhost" or "localhost:8000": hosts whose addresses are not checked
    limits: Limits = Limits()
    look_up: LookUp = look_up
    errand: Errand = FEED
    as_kept: bool = False  # answer as the address did last time, and never go to the network

    def get(self, url: str) -> Fetched:
        """The answer of an http(s) address; raises SourceError. Not to be called from a running event loop."""
        return self._from_last_time(url) if self.as_kept else asyncio.run(self._get(url))

    def _from_last_time(self, url: str) -> Fetched:
        kept = self._recalled(url)
        if kept is None:
            raise NotPulled
        return Fetched(kept.url, kept.content_type, kept.body)

    async def _get(self, url: str) -> Fetched:
        try:
            async with asyncio.timeout(self.limits.total):
                return await self._follow(httpx.URL(url))
        except TimeoutError as error:
            why = f"no whole answer within {self.limits.total:g} s; try again later"
            raise self._error(_without_password(url), why) from error
        except (httpx.InvalidURL, UnicodeError) as error:  # UnicodeError: `httpx.URL.host` of https://xn--a
            raise self._error(_without_password(url), f"is no web address ({error}); correct it") from error

    async def _follow(self, url: httpx.URL) -> Fetched:
        kept = self._recalled(str(url))
        seen: list[httpx.URL] = []
        while url not in seen and len(seen) <= self.limits.redirects:
            seen.append(url)
            # What another address said of its answer is nothing to ask this one by.
            answer = await self._ask(url, kept if kept and kept.url == str(url) else None)
            if isinstance(answer, Kept):
                if answer is not kept:
                    self._keep(seen[0], answer)
                return Fetched(answer.url, answer.content_type, answer.body)
            url = answer
        fault = "redirects in a circle" if url in seen else f"redirects more than {self.limits.redirects} times"
        raise self._error(seen[0], f"{fault}; give the address it should end at")

    async def _ask(self, url: httpx.URL, kept: Kept | None) -> Kept | httpx.URL:
        """One request: its answer, the kept one where that still holds, or where it redirects to."""
        conditions = _conditions(kept)
        try:
            async with self._connected(url, conditions) as response:
                if response.has_redirect_location:
                    return self._next(url, response.headers["location"])
                if response.status_code == httpx.codes.NOT_MODIFIED and kept and conditions:
                    return kept
                return await self._accept(url, response)
        except httpx.HTTPError as error:
            why = str(error) or type(error).__name__
            raise self._error(url, f"could not be reached or broke off ({why}); try again later") from error

    def _next(self, url: httpx.URL, location: str) -> httpx.URL:
        try:
            return url.join(location)
        except httpx.InvalidURL as error:
            why = f"redirects to {location[:80]!r}, which is no web address; give the address it should end at"
            raise self._error(url, why) from error

    async def _accept(self, url: httpx.URL, response: httpx.Response) -> Kept:
        if response.status_code != httpx.codes.OK:
            raise self._error(url, _complaint(response, self.errand))
        etag, modified = (_sendable(response.headers.get(name, "")) for name in ("etag", "last-modified"))
        return Kept(str(url), etag, modified, response.headers.get("content-type", ""), await self._body(url, response))

    def _recalled(self, url: str) -> Kept | None:
        return recall(self.cache, url) if self.cache else None

    def _keep(self, url: httpx.URL, answer: Kept) -> None:
        if self.cache is None:
            return
        try:
            keep(self.cache, str(url), answer)
        except OSError as error:
            why = f"cannot be kept in {self.cache} ({error.strerror}); make that folder writable"
            raise self._error(url, why) from error

    @asynccontextmanager
    async def _connected(self, url: httpx.URL, headers: dict[str, str]) -> AsyncIterator[httpx.Response]:
        """The answer of the first address that lets us connect.

        A transport serves one request: a connection is kept by address, so the next request could travel on it under
        another name than the one its certificate was checked for. A client would add redirects and cookies of its own.
        """
        addresses = await self._addresses(url)
        async with httpx.AsyncHTTPTransport(trust_env=False) as transport:
            response = await self._first_answer(transport, url, addresses, headers)
            try:
                yield response
            finally:
                await response.aclose()

    async def _first_answer(
        self, transport: httpx.AsyncHTTPTransport, url: httpx.URL, addresses: Sequence[str], headers: dict[str, str]
    ) -> httpx.Response:
        failure: httpx.HTTPError | None = None
        for address in addresses:
            try:
                return await transport.handle_async_request(self._pinned(url, address, headers))
            except (httpx.ConnectError, httpx.ConnectTimeout) as error:
                failure = error
        raise failure or httpx.ConnectError("the name has no address")

    def _pinned(self, url: httpx.URL, address: str, headers: dict[str, str]) -> httpx.Request:
        """A request that goes to the checked address; Host, SNI and the certificate are still the name's."""
        timeout = httpx.Timeout(self.limits.total, connect=self.limits.connect)
        return httpx.Request(
            "GET",
            url.copy_with(host=address),
            headers={"Host": url.netloc.decode(), "Accept": self.errand.accept, **_HEADERS, **headers},
            extensions={"sni_hostname": url.raw_host.decode(), "timeout": timeout.as_dict()},
        )

    async def _addresses(self, url: httpx.URL) -> Sequence[str]:
        """Where the host is; all of its addresses are allowed, else none is used."""
        self._check(url)
        try:
            addresses = await asyncio.to_thread(self.look_up, url.raw_host.decode())
        except (OSError, UnicodeError) as error:
            raise self._error(url, f"there is no host {url.host} ({error}); correct the address") from error
        refused = [] if self._is_allowed(url) else [address for address in addresses if not is_public(address)]
        if refused:
            why = f"{url.host} is at {refused[0]}, which is not on the open internet"
            raise self._error(url, f'{why}; for local work add allow_hosts = ["{url.netloc.decode()}"] to the source')
        return addresses

    def _check(self, url: httpx.URL) -> None:
        if url.scheme not in ("http", "https") or not url.host:
            raise self._error(url, "only http and https addresses with a host are fetched; correct the address")
        if not 0 < _port(url) < 65_536:
            raise self._error(url, "has a port that cannot exist; correct the address")
        if url.userinfo:
            why = "an address must not carry a user name or password; give one without"
            raise self._error(url.copy_with(userinfo=b""), why)

    def _is_allowed(self, url: httpx.URL) -> bool:
        bracketed = f"[{url.host}]" if ":" in url.host else url.host
        return not {url.host, f"{bracketed}:{_port(url)}"}.isdisjoint(self.allow_hosts)

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

    def _error(self, url: httpx.URL | str, why: str) -> SourceError:
        return SourceError(f"{self.source}: {url}: {why}")


def _port(url: httpx.URL) -> int:
    if url.port is not None:
        return url.port
    return 443 if url.scheme == "https" else 80


def _conditions(kept: Kept | None) -> dict[str, str]:
    if kept is None:
        return {}
    said = {"If-None-Match": kept.etag, "If-Modified-Since": kept.last_modified}
    return {name: value for name, value in said.items() if value}


def _sendable(header: str) -> str:
    """A validator that may go back in a request header; else nothing."""
    return header if header.isascii() and header.isprintable() and len(header) <= 1_000 else ""


_COMPLAINTS = {
    401: "asks for a login; give an address that is open to everybody",
    403: "is refused to us; ask its owner to let newsletter readers in",
    404: "is not there; correct the address",
    410: "is gone for good; remove the source or correct the address",
    429: "says we asked too often",
}


def _complaint(response: httpx.Response, errand: Errand) -> str:
    status = response.status_code
    said = _COMPLAINTS.get(status, "fails at its server" if status >= 500 else errand.refused)
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
