"""Which relay a sender's mail goes through, told from the domain's mail exchanger."""

from collections.abc import Iterator

import dns.resolver
import pytest

from newsletter.deliver.relays import guess
from tests.name_server import name_server

EXCHANGERS = {
    ("google.example.", "MX"): ["10 alt1.aspmx.l.google.com.", "1 aspmx.l.google.com."],
    ("own.example.", "MX"): ["5 mx.own.example."],
    ("mailless.example.", "MX"): ["0 ."],
}


@pytest.fixture(autouse=True)
def _exchangers(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    with name_server(EXCHANGERS) as port:
        resolver = dns.resolver.Resolver(configure=False)
        resolver.nameservers, resolver.port = ["127.0.0.1"], port
        monkeypatch.setattr(dns.resolver, "default_resolver", resolver)
        yield


@pytest.mark.parametrize(
    ("address", "host"),
    [
        ("ana@google.example", "smtp.gmail.com"),
        ("ana@own.example", "smtp.own.example"),
        ("ana@mailless.example", "smtp.mailless.example"),
        ("ana@nowhere.example", "smtp.nowhere.example"),
    ],
)
def test_the_relay_is_that_of_who_takes_the_domains_mail(address: str, host: str) -> None:
    assert guess(address) == {"host": host, "port": 587, "tls": "starttls", "username": address}
