"""The network address a request came from."""

from __future__ import annotations

from collections.abc import Iterable
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

from gateway.http.wsgi import Environ

Network = IPv4Network | IPv6Network


class Addresses:
    """Believes `X-Forwarded-For` only as far as it was written by proxies in `trusted`."""

    def __init__(self, trusted: Iterable[str] = ()) -> None:
        self._trusted: tuple[Network, ...] = tuple(ip_network(network, strict=False) for network in trusted)

    def of(self, environ: Environ) -> str:
        """The nearest address that is not a trusted proxy's."""
        peer: str = environ.get("REMOTE_ADDR", "")
        if not self._trusted:
            return peer
        forwarded = [hop.strip() for hop in environ.get("HTTP_X_FORWARDED_FOR", "").split(",") if hop.strip()]
        while forwarded and self._is_trusted(peer):
            hop = forwarded.pop()
            if _parse(hop) is None:
                break
            peer = hop
        return peer

    def _is_trusted(self, address: str) -> bool:
        parsed = _parse(address)
        return parsed is not None and any(
            parsed.version == network.version and parsed in network for network in self._trusted
        )


def neighbourhood(address: str) -> str:
    """What to count requests by: an IPv6 host can take any address of its /64."""
    parsed = _parse(address)
    if isinstance(parsed, IPv6Address) and parsed.ipv4_mapped is None:
        return str(ip_network((int(parsed) >> 64 << 64, 64)))
    return address


def _parse(address: str) -> IPv4Address | IPv6Address | None:
    try:
        return ip_address(address)
    except ValueError:
        return None
