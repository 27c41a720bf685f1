"""Makes the process green: the first thing every entry point does, before anything else is imported."""

from __future__ import annotations

import os
import time

#: Seconds within which a database server is connected to: libpq leaves its `connect_timeout` to who polls.
CONNECTED_WITHIN = 5.0
#: psycopg2's CONN_STATUS_CONNECTING, which it gives no name in Python.
_CONNECTING = 20
_patched = False


def patch() -> None:
    """Monkey-patch for eventlet, psycopg2 included. Doing it again is harmless."""
    global _patched
    if _patched:
        return
    # eventlet's own DNS resolver reads /etc/hosts differently from the system's and costs memory.
    os.environ.setdefault("EVENTLET_NO_GREENDNS", "yes")
    import eventlet

    # Before anything else is imported here too: what makes a lock meanwhile would keep one that is not green.
    eventlet.monkey_patch()
    from importlib.util import find_spec

    _look_names_up_in_threads()
    # The gateway keeps no database and does without it.
    if find_spec("psycopg2") is not None:
        _make_psycopg2_green()
    _patched = True


def _look_names_up_in_threads() -> None:
    import socket

    from eventlet.green import socket as green_socket

    from chassis.process import dns

    socket.getaddrinfo = green_socket.getaddrinfo = dns.getaddrinfo


def _make_psycopg2_green() -> None:
    import psycopg2
    from eventlet.hubs import trampoline
    from psycopg2 import extensions

    from chassis.process import dns

    def wait(connection: psycopg2.extensions.connection) -> None:
        # psycopg2's documented hook for coroutine libraries ("Support for coroutine libraries"). It closes a
        # connection at which the hook raises.
        connecting = connection.status == _CONNECTING
        limit = CONNECTED_WITHIN if connecting else getattr(connection, "answered_within", None)
        give_up = time.monotonic() + CONNECTED_WITHIN
        while True:
            state = connection.poll()
            if state == extensions.POLL_OK:
                return
            if state not in (extensions.POLL_READ, extensions.POLL_WRITE):
                raise psycopg2.OperationalError(f"unexpected poll state {state}")
            trampoline(
                connection.fileno(),
                read=state == extensions.POLL_READ,
                write=state == extensions.POLL_WRITE,
                # Connecting is several turns, which have one limit together.
                timeout=max(give_up - time.monotonic(), 0.0) if connecting else limit,
                timeout_exc=psycopg2.OperationalError(f"the server said nothing within {limit} s"),
            )

    extensions.set_wait_callback(wait)
    psycopg2.connect = dns.connecting(psycopg2.connect)
