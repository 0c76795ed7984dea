"""Which network addresses a source may lead us to; `fetch` asks before every connection. Pure."""

from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

_GIVEN_OUT = IPv6Network("2000::/3")  # the only IPv6 space IANA gives out for use on the internet

# Networks whose addresses carry an IPv4 address inside, and how many bits stand to its right. Python's
# `is_global` looks at the wrapping only: it says True for 64:ff9b::7f00:1 and 2002:7f00:1::.
_WRAPPINGS = (
    (IPv6Network("::ffff:0:0/96"), 0),  # IPv4-mapped, RFC 4291 2.5.5.2
    (IPv6Network("64:ff9b::/96"), 0),  # NAT64, RFC 6052
    (IPv6Network("2002::/16"), 80),  # 6to4, RFC 3056
)

# What IANA's registries of special addresses (RFC 6890) hold besides, and Python's `is_global` takes for anybody's.
_SPECIAL = (
    IPv4Network("192.0.0.0/24"),  # protocol assignments, all of them of a network's own, RFC 6890
    IPv4Network("192.88.99.0/24"),  # what 6to4's relays had, RFC 7526
    IPv6Network("2001::/23"),  # protocol assignments, RFC 2928: newer Pythons take some of them for anybody's
    IPv6Network("3fff::/20"),  # documentation, RFC 9637
)


def is_public(address: str) -> bool:
    """Whether an address belongs to the open internet, whatever it is wrapped in.

    Private, loopback, link-local, multicast, unspecified, reserved and Teredo addresses do not, nor does the
    NAT64 space of a single network (64:ff9b:1::/48, RFC 8215). Raises ValueError for what is no address.
    """
    parsed = _unwrapped(ip_address(address))
    if isinstance(parsed, IPv6Address) and parsed not in _GIVEN_OUT:
        return False
    return parsed.is_global and not parsed.is_multicast and not any(parsed in network for network in _SPECIAL)


def _unwrapped(address: IPv4Address | IPv6Address) -> IPv4Address | IPv6Address:
    for network, bits_after in _WRAPPINGS:
        if address in network:
            return IPv4Address(int(address) >> bits_after & 0xFFFF_FFFF)
    return address
