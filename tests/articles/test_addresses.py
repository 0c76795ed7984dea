"""The table of addresses a source may and may not lead to."""

import pytest

from newsletter.articles.addresses import is_public

PUBLIC = [
    "8.8.8.8",
    "93.184.216.34",
    "172.32.0.1",
    "2606:4700::1111",
    "2001:4860:4860::8888",
    "::ffff:8.8.8.8",
    "64:ff9b::808:808",  # NAT64 of a network without IPv4: 8.8.8.8
    "2002:808:808::1",  # 6to4: 8.8.8.8
]

NOT_PUBLIC = [
    "127.0.0.1",
    "127.255.255.254",
    "10.0.0.1",
    "172.16.0.1",
    "192.168.1.1",
    "169.254.169.254",  # the metadata of clouds
    "100.64.0.1",  # RFC 6598, carriers
    "0.0.0.0",
    "0.1.2.3",
    "192.0.0.1",
    "192.0.2.1",
    "198.18.0.1",
    "224.0.0.1",
    "239.255.255.250",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::7f00:1",  # IPv4-compatible, Python: global
    "::8.8.8.8",
    "::ffff:127.0.0.1",
    "::ffff:10.0.0.1",
    "::ffff:0:7f00:1",  # IPv4-translated, Python: global
    "64:ff9b::7f00:1",  # NAT64, Python: global
    "64:ff9b::a9fe:a9fe",
    "64:ff9b:1::7f00:1",  # local NAT64, Python: global
    "64:ff9b:1::808:808",
    "2002:7f00:1::",  # 6to4, Python: global
    "2002:a00:1::1",
    "2002:e000:1::",  # 6to4 of a multicast address
    "2001:0:7f00:1::1",  # Teredo
    "2001:db8::1",
    "fe80::1",
    "fe80::1%2",
    "fec0::1",  # site-local, Python: global
    "fc00::1",
    "fd12:3456::1",
    "ff02::1",
    "100::1",
    "4000::1",
    "5f00::1",
]


@pytest.mark.parametrize("address", PUBLIC)
def test_an_address_of_the_open_internet_is_public(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize("address", NOT_PUBLIC)
def test_an_address_of_an_inner_network_is_not_public_however_it_is_wrapped(address: str) -> None:
    assert not is_public(address)


def test_what_is_no_address_is_an_error() -> None:
    with pytest.raises(ValueError, match=r"news\.example"):
        is_public("news.example")
