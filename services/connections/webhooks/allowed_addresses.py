"""Which addresses a request of a practice's may go to: those of the internet, and networks that are named.

An address inside another one counts as what it leads to: IPv4 in IPv6 (`::ffff:10.0.0.1`), and through a
gateway between them (NAT64). Those of older ways through (6to4, Teredo) are refused, whatever they hold.
"""

from __future__ import annotations

from collections.abc import Iterable
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

_NAT64 = IPv6Network("64:ff9b::/96")
#: Global for one release of Python or another, and no machine of anybody's: local NAT64, Teredo and what is
#: beside it, 6to4, examples, old site-local.
_NEVER = tuple(
    ip_network(each)
    for each in ("64:ff9b:1::/48", "2001::/23", "2002::/16", "3fff::/20", "fec0::/10", "192.88.99.0/24")
)


def networks_of(named: Iterable[str]) -> tuple[Network, ...]:
    """The networks with these names. Raises ValueError."""
    return tuple(ip_network(each.strip()) for each in named)


def what_is_reached(address: Address) -> Address:
    """The address that a packet to this one comes to."""
    if isinstance(address, IPv6Address):
        if address.ipv4_mapped is not None:
            return address.ipv4_mapped
        if address in _NAT64:
            return IPv4Address(int(address) & 0xFFFFFFFF)
        if int(address) >> 32 == 0 and int(address) > 1:
            # IPv4-compatible, which nobody should use any more.
            return IPv4Address(int(address))
    return address


def is_named(address: Address, networks: Iterable[Network]) -> bool:
    """Whether an operator has named a network that this address is in."""
    reached = what_is_reached(address)
    return any(reached in network for network in networks)


def is_allowed(address: Address, networks: Iterable[Network]) -> bool:
    """Whether a request may go there."""
    reached = what_is_reached(address)
    if is_named(address, networks):
        return True
    if reached.is_multicast or reached.is_reserved or not reached.is_global:
        return False
    return not any(reached in network for network in _NEVER)


def literal(host: str) -> Address | None:
    """The address that a host name is, where it is one."""
    try:
        return ip_address(host.strip("[]").partition("%")[0])
    except ValueError:
        return None
