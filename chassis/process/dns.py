"""Looks host names up without stopping the process.

libc's look-up knows everything that the machine's own settings say, and blocks: a name that is gone (the
broker's or the database's, while it is down) stops every green thread for the ten seconds that a name server
takes to give up. So each look-up runs in a thread, one at a time for a name, however many wait for it.
libpq looks up by itself, and is given the address instead.
"""

from __future__ import annotations

import socket
from collections.abc import Callable
from ipaddress import ip_address
from typing import Any

import eventlet
from eventlet import tpool
from eventlet.event import Event

_blocking = socket.getaddrinfo
_at_work: dict[tuple[Any, ...], Event] = {}


def getaddrinfo(
    host: Any,
    port: Any,
    family: int = 0,
    type: int = 0,  # noqa: A002  as the function it stands in for names it
    proto: int = 0,
    flags: int = 0,
) -> list[Any]:
    """As `socket.getaddrinfo`, for `patching` to put in its place."""
    query = (host, port, family, type, proto, flags)
    if _needs_no_look_up(host):
        return _blocking(*query)
    answer = _at_work.get(query)
    if answer is None:
        answer = _at_work[query] = Event()
        # In a green thread of its own: who called first may lose patience before the others.
        eventlet.spawn(_look_up, query, answer)
    return list(answer.wait())


def _needs_no_look_up(host: Any) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return not host or host == "localhost"
    return True


def _look_up(query: tuple[Any, ...], answer: Event) -> None:
    try:
        found = tpool.execute(_blocking, *query)
    except Exception as error:  # noqa: BLE001  it is for those who wait
        answer.send_exception(error)
    else:
        answer.send(found)
    finally:
        del _at_work[query]


def connecting(connect: Callable[..., Any]) -> Callable[..., Any]:
    """`psycopg2.connect`, looking up the server's name first."""
    from psycopg2 import OperationalError, extensions

    def looked_up(dsn: str | None = None, *factories: Any, **options: Any) -> Any:
        host = {**(extensions.parse_dsn(dsn) if dsn else {}), **options}.get("host")
        if host and "hostaddr" not in options and "," not in host and not host.startswith(("/", "@")):
            try:
                found = getaddrinfo(host, None, type=socket.SOCK_STREAM)
            except OSError:
                raise OperationalError(f'could not translate host name "{host}" to address') from None
            addresses = [str(entry[4][0]) for entry in found]
            options |= {"hostaddr": ",".join(addresses), "host": ",".join([host] * len(addresses))}
        return connect(dsn, *factories, **options)

    return looked_up
