"""A request to an address that somebody else has chosen: it leads to nobody who is not to be reached by it.

The name is looked up once, and the connection goes to what was found and checked, so that no second answer
leads elsewhere. No redirect is followed, no proxy asked, little of the answer is read, and all of it within
a time.
"""

from __future__ import annotations

import contextlib
import socket
import ssl
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from ipaddress import ip_address
from urllib.parse import SplitResult, urlsplit

from chassis.process import waiting
from services.connections.webhooks import client_certificates
from services.connections.webhooks.allowed_addresses import Address, Network, is_allowed, is_named
from services.connections.webhooks.client_certificates import KeyPair

#: Seconds for the whole of a request, and for its connection.
DEADLINE = 10.0
_CONNECT = 4.0
#: Bytes of an answer that are read; nobody looks at them, but a small one leaves its connection in peace.
_READ = 4096
_PORTS = {"https": 443, "http": 80}


class NotSent(Exception):
    """No answer came; the text says why, in words for who looks after the receiver."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a receiver answered. `retry_after` is in seconds, where it asks for that."""

    status: int
    retry_after: float | None


class _TooSlow(Exception):
    """The deadline has passed."""


def post(
    url: str,
    body: bytes,
    headers: Mapping[str, str],
    networks: Sequence[Network],
    pair: KeyPair | None = None,
) -> Answer:
    """POST to an address, which is shown the certificate of `pair` where it demands one. Raises `NotSent`."""
    parts = urlsplit(url)
    try:
        with waiting.at_most(DEADLINE, _TooSlow()):
            line = _connected(parts, _resolved(parts, networks), pair)
            with contextlib.closing(line):
                return _sent(parts, line, body, headers)
    except _TooSlow:
        raise NotSent(f"There was no whole answer within {DEADLINE:.0f} seconds.") from None
    except ssl.SSLCertVerificationError:
        raise NotSent("Its certificate is not one that can be trusted for this name.") from None
    except ssl.SSLError:
        raise NotSent(
            "The encrypted connection failed. Where it demands a client certificate, give one that it trusts."
        ) from None
    except ConnectionRefusedError:
        raise NotSent("Nobody takes connections there.") from None
    except (HTTPException, OSError, ValueError) as error:
        raise NotSent(f"The connection failed ({type(error).__name__}).") from None


def _resolved(parts: SplitResult, networks: Sequence[Network]) -> Address:
    """The one address that is connected to. Raises `NotSent` where any that the name has is not allowed."""
    try:
        found = socket.getaddrinfo(parts.hostname or "", _port(parts), type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise NotSent("Its name is not known.") from None
    addresses = [ip_address(str(entry[4][0]).partition("%")[0]) for entry in found]
    if not addresses or not all(is_allowed(each, networks) for each in addresses):
        raise NotSent("Its address is one that nothing is sent to: private, local or reserved.")
    if parts.scheme != "https" and not all(is_named(each, networks) for each in addresses):
        raise NotSent("Nothing is sent without encryption. Use https.")
    return addresses[0]


def _connected(parts: SplitResult, address: Address, pair: KeyPair | None) -> HTTPConnection:
    """A connection to that address and no other, which has proven the name where it is encrypted."""
    line = HTTPConnection(parts.hostname or "", _port(parts))
    opened = socket.socket(socket.AF_INET if address.version == 4 else socket.AF_INET6, socket.SOCK_STREAM)
    line.sock = opened
    try:
        opened.settimeout(_CONNECT)
        opened.connect((str(address), _port(parts)))
        opened.settimeout(DEADLINE)
        if parts.scheme == "https":
            # Known to the connection before it shakes hands, so that it is closed where that fails.
            line.sock = client_certificates.context_for(pair).wrap_socket(
                opened, server_hostname=parts.hostname, do_handshake_on_connect=False
            )
            line.sock.do_handshake()
    except BaseException:
        line.close()
        raise
    return line


def _sent(parts: SplitResult, line: HTTPConnection, body: bytes, headers: Mapping[str, str]) -> Answer:
    target = f"{parts.path or '/'}{f'?{parts.query}' if parts.query else ''}"
    line.request("POST", target, body, {**headers, "Host": parts.netloc, "Connection": "close"})
    response = line.getresponse()
    response.read(_READ)
    return Answer(response.status, _retry_after(response.headers.get("Retry-After")))


def _port(parts: SplitResult) -> int:
    return parts.port or _PORTS[parts.scheme]


def _retry_after(value: str | None) -> float | None:
    return float(value) if value and value.isascii() and value.isdigit() and len(value) < 7 else None


def milliseconds(since: float) -> int:
    """Since a moment of `time.monotonic`."""
    return int((time.monotonic() - since) * 1000)
