"""One request over the open web, to an address that was checked. Every rule of where a connection may go is here.

`fetch` asks; nobody else opens a connection for a source. A request is: check the address, resolve the name, check
every address of it, connect to the one that was checked.
"""

import asyncio
import socket
import ssl
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import cache
from typing import Literal
from urllib.parse import quote

import httpx

from newsletter.articles.fetching.addresses import is_public
from newsletter.errors import SourceError

LookUp = Callable[[str], Sequence[str]]
Method = Literal["GET", "HEAD"]


@dataclass(frozen=True, slots=True)
class Limits:
    """How long and how large an answer may be."""

    connect: float = 5.0  # seconds for one connection
    total: float = 30.0  # seconds for the whole trip: redirects and answers that drip included
    size: int = 10_000_000  # bytes, after decompression
    redirects: int = 5


USUAL = Limits()


@dataclass(frozen=True, slots=True)
class Credential:
    """A key that its own origin is told, with each request; no address, message or file of ours ever holds it."""

    site: str  # any address of the origin
    key: str = field(repr=False)
    parameter: str = ""  # of the query that takes it; "": `Authorization: Bearer`

    def is_for(self, url: httpx.URL) -> bool:
        """Whether an address is of its origin: scheme, host and port."""
        return origin_of(url) == origin_of(httpx.URL(self.site))

    def told(self, url: httpx.URL) -> tuple[httpx.URL, Mapping[str, str]]:
        """The address and the headers to ask with; untouched for any other origin."""
        if not self.is_for(url):
            return url, {}
        if not self.parameter:
            return url, {"Authorization": f"Bearer {self.key}"}
        said = f"{self.parameter}={quote(self.key, safe='')}".encode()
        return url.copy_with(query=b"&".join(filter(None, (url.query, said)))), {}

    def forgotten(self, url: httpx.URL) -> httpx.URL:
        """An address that a server has made of ours, without the key it may repeat."""
        return url.copy_remove_param(self.parameter) if self.parameter and self.parameter in url.params else url

    def hidden(self, text: str) -> str:
        """A text of ours or a server's without the key."""
        return text.replace(self.key, "…").replace(quote(self.key, safe=""), "…")


def origin_of(url: httpx.URL) -> str:
    """Scheme, host and port: RFC 6454 4."""
    return f"{url.scheme}://{bracketed(url)}:{port_of(url)}"


def bracketed(url: httpx.URL) -> str:
    return f"[{url.host}]" if ":" in url.host else url.host


def port_of(url: httpx.URL) -> int:
    if url.port is not None:
        return url.port
    return 443 if url.scheme == "https" else 80


def look_up(host: str) -> Sequence[str]:
    """Every address of a host name; raises OSError or UnicodeError."""
    return list(dict.fromkeys(str(found[4][0]) for found in socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)))


@dataclass(frozen=True, slots=True)
class Line:
    """What requests of one source have in common: where they may go, how long they may take, the key they bring."""

    allow_hosts: tuple[str, ...]  # "localhost" or "localhost:8000": hosts whose addresses are not checked
    limits: Limits
    look_up: LookUp
    credential: Credential | None
    fault: Callable[[httpx.URL | str, str], SourceError]  # from an address and what is wrong with it

    @asynccontextmanager
    async def asked(
        self, method: Method, url: httpx.URL, headers: Mapping[str, str], *, led: bool = False
    ) -> AsyncIterator[httpx.Response]:
        """The answer of the first address that lets us connect; raises SourceError and httpx.HTTPError.

        `led` is whether another server has led us there: nobody is told then to make an exception for it.

        A transport serves one request: a connection is kept by address, so the next request could travel on it under
        another name than the one its certificate was checked for. A client would add redirects and cookies of its own.
        """
        addresses = await self._addresses(url, led=led)
        async with httpx.AsyncHTTPTransport(verify=_trust(), trust_env=False) as transport:
            requests = (self._pinned(method, url, address, headers) for address in addresses)
            response = await _first_answer(transport, requests)
            try:
                yield response
            finally:
                await response.aclose()

    def _pinned(self, method: Method, url: httpx.URL, address: str, headers: Mapping[str, str]) -> httpx.Request:
        """A request that goes to the checked address; Host, SNI and the certificate are still the name's."""
        timeout = httpx.Timeout(self.limits.total, connect=self.limits.connect)
        told, key = self.credential.told(url) if self.credential else (url, {})
        return httpx.Request(
            method,
            told.copy_with(host=address),
            headers={"Host": url.netloc.decode(), **headers, **key},
            extensions={"sni_hostname": url.raw_host.decode(), "timeout": timeout.as_dict()},
        )

    async def _addresses(self, url: httpx.URL, *, led: bool) -> Sequence[str]:
        """Where the host is; all of its addresses are allowed, else none is used."""
        self._check(url)
        try:
            addresses = await asyncio.to_thread(self.look_up, url.raw_host.decode())
        except (OSError, UnicodeError) as error:
            raise self.fault(url, f"there is no host {url.host} ({error}); correct the address") from error
        refused = [] if self._is_allowed(url) else [address for address in addresses if not is_public(address)]
        if refused:
            why = f"{url.host} is at {refused[0]}, which is not on the open internet"
            exception = f'for local work add allow_hosts = ["{url.netloc.decode()}"] to the source'
            remedy = "a redirect leads there; give the address it should end at" if led else exception
            raise self.fault(url, f"{why}; {remedy}")
        return addresses

    def _check(self, url: httpx.URL) -> None:
        if url.scheme not in ("http", "https") or not url.host:
            raise self.fault(url, "only http and https addresses with a host are fetched; correct the address")
        if not 0 < port_of(url) < 65_536:
            raise self.fault(url, "has a port that cannot exist; correct the address")
        if url.userinfo:
            why = "an address must not carry a user name or password; give one without"
            raise self.fault(url.copy_with(userinfo=b""), why)

    def _is_allowed(self, url: httpx.URL) -> bool:
        return not {url.host, f"{bracketed(url)}:{port_of(url)}"}.isdisjoint(self.allow_hosts)


@cache
def _trust() -> ssl.SSLContext:
    """Whom we believe who they are; made once, for reading all certificates takes longer than a request."""
    return httpx.create_ssl_context(trust_env=False)


async def _first_answer(transport: httpx.AsyncHTTPTransport, requests: Iterator[httpx.Request]) -> httpx.Response:
    failure: httpx.HTTPError | None = None
    for request in requests:
        try:
            return await transport.handle_async_request(request)
        except (httpx.ConnectError, httpx.ConnectTimeout) as error:
            failure = error
    raise failure or httpx.ConnectError("the name has no address")
