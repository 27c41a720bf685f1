"""Sends AMQP frames that are written at about the same time together, and reads many at once.

amqp makes a system call for each frame it writes and three for each it reads, which under load costs
more than the work the frames carry.
"""

from __future__ import annotations

import contextlib
import socket
import time
from typing import Any

import eventlet
from eventlet.event import Event

#: Bytes that may wait to be sent before publishers have to wait.
MOST_WAITING = 4 * 1024 * 1024
_CHUNK = 64 * 1024
#: Seconds without any progress after which a connection counts as broken.
_STUCK = 20.0


class FrameBuffer:
    """Stands between an amqp transport and its socket, once the connection is made.

    Frames are sent in the order they were written, by one green thread at a time, which begins when
    those that are running now have had their turn. Nobody who writes a frame is switched away from.
    An error of sending ends the connection, so that its reader hears of it.
    """

    def __init__(self, transport: Any) -> None:
        self._socket = transport.sock
        self._waiting = bytearray()
        self._sending = False
        self._broken = False
        self._room = Event()
        read = transport._quick_recv  # noqa: SLF001  amqp has no public hook between its frames and the socket
        transport._quick_recv = lambda size: read(max(size, _CHUNK))  # noqa: SLF001  see above
        transport._write = self.write  # noqa: SLF001  see above

    def write(self, frame: bytes | memoryview) -> None:
        """Take a frame. Raises OSError where the connection is known to be broken."""
        if self._broken:
            raise BrokenPipeError("the connection is broken")
        self._waiting += frame
        if not self._sending:
            self._sending = True
            eventlet.spawn_n(self._send)

    def wait_for_room(self, timeout: float) -> bool:
        """Wait while too much is waiting to be sent; whether there is room now."""
        with eventlet.Timeout(timeout, False):
            while len(self._waiting) > MOST_WAITING and not self._broken:
                self._room.wait()
        return not self._broken and len(self._waiting) <= MOST_WAITING

    def _send(self) -> None:
        try:
            while self._waiting:
                taken, self._waiting = self._waiting, bytearray()
                self._send_all(memoryview(taken))
                room, self._room = self._room, Event()
                room.send(None)
        except OSError:
            self._broken = True
            self._room.send(None)
            with contextlib.suppress(OSError):
                self._socket.shutdown(socket.SHUT_RDWR)
        finally:
            self._sending = False

    def _send_all(self, rest: memoryview) -> None:
        progress = time.monotonic()
        while rest:
            try:
                sent = self._socket.send(rest)
            except TimeoutError:
                # The time-out is the reader's, and shorter than a broker may stop reading for.
                if time.monotonic() - progress > _STUCK:
                    raise
                continue
            rest = rest[sent:]
            progress = time.monotonic()
