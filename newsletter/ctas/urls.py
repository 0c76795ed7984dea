"""Which addresses a letter may lead to, and how they say where a reader came from; pure, called by `ctas.resolve`.

A URL is never taken apart and put together again: `urlencode(parse_qsl(query))` drops bare flags, turns `%20` into
`+` and encodes `;`. It is read once, refused where two programs could read it differently, and kept byte for byte
but for its host, which is put in ASCII.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from ipaddress import AddressValueError, IPv4Address, IPv6Address
from urllib.parse import quote, unquote

import idna

from newsletter.articles.fetching.addresses import is_public
from newsletter.ctas.messages import fault_of

LONGEST = 8_000  # bytes: what every server should take (RFC 9110 4.1), and many take no more


class RefusedUrl(ValueError):
    """An address that no letter should hold; the message says why."""


def leads_to_web(url: str) -> bool:
    """False for an address that stays as it is and is never tracked: mail, telephone, or a place on this page."""
    return not url.startswith("#") and url.partition(":")[0].lower() not in ("mailto", "tel", "sms")


def add_utm(url: str, *, campaign: str, content: str, own_domains: Sequence[str], home: Sequence[str] = ()) -> str:
    """The URL, its host in ASCII; on an own domain (or below it) utm_* say where the reader came from.

    Parameters are appended to the raw query, and those that stand there already, in any case of letters, win. Mail and
    telephone addresses stay as they are. Raises RefusedUrl for other schemes, relative addresses, user names, addresses
    of an inner network (but those of `home`), and for what programs read in different ways.
    """
    if _NEVER.search(url):
        raise RefusedUrl("it holds a line break or another sign that nobody can see")
    if len(url.encode()) > LONGEST:
        raise RefusedUrl(f"it is over {LONGEST:,} bytes long, which servers refuse")
    if _TEMPLATE.search(url):
        raise RefusedUrl("it holds {{ or {%, which begin something of a template; write %7B for a brace")
    if _NOT_IN_URL.search(url) and not url.startswith("#"):
        raise RefusedUrl("it holds a space (write %20), a quote, an angle bracket or a backslash")
    if not leads_to_web(url):
        return _message(url)
    address = _read(url)
    if address.is_of_an_inner_network and not address.is_within(home):
        raise RefusedUrl(f"“{address.host}” is of an inner network, where no reader gets to")
    if address.is_within(own_domains):
        said = {"utm_source": "newsletter", "utm_medium": "email", "utm_campaign": campaign, "utm_content": content}
        address = address.with_parameters(said)
    return str(address)


def is_below(url: str, base_url: str) -> bool:
    """Whether an address is one of our own public pages."""
    return url == base_url or url.startswith(tuple(f"{base_url}{sign}" for sign in "/?#"))


def asked_at(target: str) -> str:
    """What a server is asked for a target, without what `add_utm` may have appended and without the fragment."""
    page = target.partition("#")[0]
    return _APPENDED.sub("", page)


def host_of(url: str) -> str:
    """The host of a web address, in ASCII; nothing where it has none that a letter could lead to."""
    try:
        return _read(url).host
    except RefusedUrl:
        return ""


_NEVER = re.compile(
    "[\0-\x1f\x7f-\x9f\xad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ud800-\udfff\ufeff\ufff9-\uffff\U000e0000-\U000e0fff]"
)
_APPENDED = re.compile(
    r"[?&]utm_(?:source=newsletter|medium=email|(?:campaign|content)=[^&;]*)(?:&utm_[a-z]++=[^&;]*)*\Z"
)
_TEMPLATE = re.compile(r"\{[{%]")
_NOT_IN_URL = re.compile(r"[\s\"<>`\\]")  # browsers take a backslash for a slash (WHATWG URL 4.4)
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*(?=:)", re.IGNORECASE)
_WEB_URL = re.compile(r"(https?)://([^/?#]*)([^?#]*)(\?[^#]*)?(#.*)?", re.IGNORECASE)
_AUTHORITY = re.compile(r"(\[[^\]]*\]|[^\[\]:]+)(?::([0-9]{1,5}))?")
_LABEL = re.compile(r"(?!-)[a-z0-9_-]{1,63}(?<!-)", re.IGNORECASE)
_LONGEST_HOST = 253  # RFC 1035 2.3.4
_HIGHEST_PORT = 65535


@dataclass(frozen=True, slots=True)
class _Address:
    """A web address in its raw parts, each with the sign that leads it."""

    scheme: str
    host: str  # in ASCII, otherwise as it stood
    port: str
    path: str
    query: str
    fragment: str

    def __str__(self) -> str:
        return f"{self.scheme}://{self.host}{self.port}{self.path}{self.query}{self.fragment}"

    @property
    def is_of_an_inner_network(self) -> bool:
        number = self.host.strip("[]")
        return (self.host.startswith("[") or _is_number(number)) and not is_public(number)

    def is_within(self, domains: Sequence[str]) -> bool:
        host = self.host.lower().rstrip(".")
        owned = (host_of(f"https://{domain}").lower().rstrip(".") for domain in domains)
        return any(host == domain or host.endswith(f".{domain}") for domain in owned if domain)

    def with_parameters(self, parameters: Mapping[str, str]) -> "_Address":
        # Some programs know utm_Source for utm_source, and would then be told two things at once.
        there = {unquote(part.partition("=")[0]).lower() for part in re.split("[&;]", self.query[1:])}
        added = "&".join(f"{name}={quote(value, safe='')}" for name, value in parameters.items() if name not in there)
        query = self.query or "?"
        joint = "" if query == "?" or query.endswith("&") else "&"
        return replace(self, query=f"{query}{joint}{added}" if added else self.query)


def _message(url: str) -> str:
    """A mail or telephone address, or a place on this page, as it is."""
    if fault := fault_of(url):
        raise RefusedUrl(fault)
    return url


def _read(url: str) -> _Address:
    found = _WEB_URL.fullmatch(url)
    if found is None:
        named = _SCHEME.match(url)
        said = f"“{named[0]:.40}:” does not lead to a web page" if named else "it is no full address"
        raise RefusedUrl(f"{said}; it has to begin with https://")
    scheme, authority, path, query, fragment = found.groups(default="")
    return _Address(scheme, *_read_authority(authority), path, query, fragment)


def _read_authority(authority: str) -> tuple[str, str]:
    """Host and port, the port with its colon."""
    if "@" in authority:
        raise RefusedUrl("it holds a user name, which can make one site look like another")
    found = _AUTHORITY.fullmatch(authority)
    if found is None:
        raise RefusedUrl(f"“{authority:.60}” is no host")
    host, port = found.groups()
    if port and not 0 < int(port) <= _HIGHEST_PORT:
        raise RefusedUrl(f"{port} is no port")
    return _ascii_host(host), f":{port}" if port else ""


def _ascii_host(host: str) -> str:
    """The host as the name system knows it: punycode for an internationalised one (UTS 46)."""
    if len(host) > _LONGEST_HOST:
        raise RefusedUrl("its host is too long")
    if host.startswith("["):
        return _checked(IPv6Address, host, host[1:-1])
    try:
        name = host if host.isascii() else idna.encode(host, uts46=True).decode()
    except idna.IDNAError as error:
        raise RefusedUrl(f"“{host:.60}” is no host") from error
    if not all(map(_is_label, name.removesuffix(".").split("."))):
        raise RefusedUrl(f"“{host:.60}” is no host")
    return _checked(IPv4Address, name, name) if _is_number(name) else name


def _is_label(label: str) -> bool:
    return _LABEL.fullmatch(label) is not None and (label[:4].lower() != "xn--" or _is_punycode(label[4:]))


def _is_punycode(text: str) -> bool:
    """Whether it stands for letters beyond ASCII; browsers open nothing at a host that is written so and does not."""
    try:
        letters = text.encode().decode("punycode")
    except UnicodeError:
        return False
    return letters.isprintable() and not letters.isascii()


def _is_number(host: str) -> bool:
    """Whether browsers read the host as an IPv4 address: its last label is a number, `0x7f.1` too (WHATWG URL 3.5)."""
    last = host.removesuffix(".").rpartition(".")[2]
    return re.fullmatch("[0-9]+|0x[0-9a-f]*", last, re.IGNORECASE) is not None


def _checked(kind: type[IPv4Address] | type[IPv6Address], host: str, number: str) -> str:
    try:
        if "%" in number:
            raise RefusedUrl("its host names a network card of one machine (an IPv6 zone)")
        kind(number)
    except AddressValueError as error:
        raise RefusedUrl(f"“{host:.60}” is no internet address") from error
    return host
