"""How much the intake takes of whom: so that nobody keeps others out, and no mail takes all memory."""

from __future__ import annotations

from dataclasses import dataclass
from ipaddress import IPv6Address, ip_address

from contracts.accounts.documents import LARGEST_DOCUMENT

#: Bytes of a mail; it is kept as a document itself.
LARGEST_MAIL = LARGEST_DOCUMENT
#: Seconds that a stopping process waits for the mails at hand. Reading one may take a minute, and so may
#: looking into it for malware (tests/deploy/test_graceful_stop.py).
GRACE = 130


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Seconds, bytes, and how many at a time or within an hour."""

    connections: int = 100
    peer_connections: int = 10
    peer_mails: int = 1000
    client_mails: int = 200
    client_bytes: int = 1024 * 1024 * 1024
    recipients: int = 20
    #: Recipients of one session that are nobody, after which it ends: none is to be found by trying.
    unknown: int = 5
    idle: float = 60.0
    #: A whole mail may take so long to come, and a session in all.
    mail: float = 600.0
    session: float = 1800.0
    #: Bytes of all mails that are coming in.
    waiting: int = 128 * 1024 * 1024


class Room:
    """The bytes that all mails which are coming in may have together."""

    def __init__(self, size: int) -> None:
        self._left = size

    def take(self, size: int) -> bool:
        """Whether there was so much."""
        if size > self._left:
            return False
        self._left -= size
        return True

    def give_back(self, size: int) -> None:
        self._left += size


def network_of(address: str) -> str:
    """Whom a peer counts as: an address, or with IPv6 the /64 that somebody has whole."""
    try:
        found = ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if isinstance(found, IPv6Address):
        mapped = found.ipv4_mapped
        return str(mapped) if mapped is not None else found.exploded[:19]
    return str(found)
