"""The list of addresses a source may and may not lead to, registry by registry."""

import pytest

from newsletter.articles.fetching.addresses import is_public

PUBLIC = [
    "8.8.8.8",
    "93.184.216.34",
    "172.32.0.1",
    "100.128.0.1",  # beside RFC 6598
    "192.31.196.1",  # AS112, RFC 7535: reachable by everybody
    "2606:4700::1111",
    "2001:4860:4860::8888",
    "::ffff:8.8.8.8",
    "64:ff9b::808:808",  # NAT64 of a network without IPv4: 8.8.8.8
    "2002:808:808::1",  # 6to4: 8.8.8.8
]

# IANA's registries of special addresses for IPv4 and IPv6 (RFC 6890, as kept up since), the multicast registries (RFC
# 5771, RFC 4291 2.7), and every form in which an IPv6 address carries an IPv4 one.
NOT_PUBLIC = [
    "0.0.0.0",  # RFC 1122 3.2.1.3, this host
    "0.1.2.3",  # RFC 791 3.2, this network
    "10.0.0.1",  # RFC 1918
    "100.64.0.1",  # RFC 6598, carriers
    "100.127.255.255",
    "127.0.0.1",  # RFC 1122 3.2.1.3, loopback
    "127.255.255.254",
    "169.254.169.254",  # RFC 3927, link-local: the metadata of clouds
    "172.16.0.1",  # RFC 1918
    "172.31.255.255",
    "192.0.0.1",  # RFC 6890 2.1, protocol assignments
    "192.0.0.8",  # RFC 7600, dummy; Python: global
    "192.0.0.10",  # RFC 8155, a network's own TURN server; Python: global
    "192.0.0.170",  # RFC 7050, NAT64 discovery
    "192.0.2.1",  # RFC 5737, documentation
    "192.88.99.1",  # RFC 7526, 6to4's relays that were; Python: global
    "192.168.1.1",  # RFC 1918
    "198.18.0.1",  # RFC 2544, benchmarks
    "198.19.255.255",
    "198.51.100.7",  # RFC 5737, documentation
    "203.0.113.7",
    "224.0.0.1",  # RFC 5771, multicast
    "239.255.255.250",  # RFC 2365, of one site
    "240.0.0.1",  # RFC 1112 4, reserved
    "255.255.255.255",  # RFC 8190, everybody here
    "::",  # RFC 4291 2.5.2
    "::1",  # RFC 4291 2.5.3
    "::7f00:1",  # RFC 4291 2.5.5.1, IPv4-compatible; Python: global
    "::8.8.8.8",
    "::ffff:127.0.0.1",  # RFC 4291 2.5.5.2, IPv4-mapped
    "::ffff:10.0.0.1",
    "::ffff:192.0.0.9",
    "::ffff:0:7f00:1",  # RFC 2765, IPv4-translated; Python: global
    "64:ff9b::7f00:1",  # RFC 6052, NAT64; Python: global
    "64:ff9b::a9fe:a9fe",
    "64:ff9b::c000:a",  # 192.0.0.10
    "64:ff9b:1::7f00:1",  # RFC 8215, local NAT64; Python: global
    "64:ff9b:1::808:808",
    "100::1",  # RFC 6666, discard
    "100:0:0:1::1",  # RFC 9780, dummy
    "2001::1",  # RFC 4380, Teredo
    "2001:0:7f00:1::1",
    "2001:1::1",  # RFC 2928, protocol assignments
    "2001:2::1",  # RFC 5180, benchmarks
    "2001:10::1",  # RFC 4843, ORCHID
    "2001:20::1",  # RFC 7343, ORCHIDv2
    "2001:db8::1",  # RFC 3849, documentation
    "2002:7f00:1::",  # RFC 3056, 6to4; Python: global
    "2002:a00:1::1",
    "2002:c058:6301::",  # 6to4 of 192.88.99.1
    "2002:e000:1::",  # 6to4 of a multicast address
    "3fff::1",  # RFC 9637, documentation; Python: global
    "4000::1",  # RFC 4291 2.4, given out to nobody
    "5f00::1",  # RFC 9602, segments of a route
    "fc00::1",  # RFC 4193, of one network
    "fd12:3456::1",
    "fe80::1",  # RFC 4291 2.5.6, link-local
    "fe80::1%2",  # RFC 4007, with its zone
    "fec0::1",  # RFC 3879, site-local; Python: global
    "ff02::1",  # RFC 4291 2.7, multicast
    "ff0e::1",
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
