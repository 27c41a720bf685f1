"""Makes the process green: the first thing every entry point does, before anything else is imported."""

from __future__ import annotations

import os

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
        # psycopg2's documented hook for coroutine libraries ("Support for coroutine libraries").
        while True:
            state = connection.poll()
            if state == extensions.POLL_OK:
                return
            if state == extensions.POLL_READ:
                trampoline(connection.fileno(), read=True)
            elif state == extensions.POLL_WRITE:
                trampoline(connection.fileno(), write=True)
            else:
                raise psycopg2.OperationalError(f"unexpected poll state {state}")

    extensions.set_wait_callback(wait)
    psycopg2.connect = dns.connecting(psycopg2.connect)
