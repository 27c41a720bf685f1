"""Frames on their way to the broker."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from typing import Any

import eventlet
import pytest

from chassis.messaging import frame_buffer
from chassis.messaging.frame_buffer import FrameBuffer


class Transport:
    """What amqp's transport has between its frames and the socket."""

    def __init__(self, sock: socket.socket) -> None:
        self.sock = sock
        self._quick_recv: Any = sock.recv
        self._write: Any = sock.sendall


@pytest.fixture
def ends() -> Iterator[tuple[socket.socket, socket.socket]]:
    ours, brokers = socket.socketpair()
    with ours, brokers:
        yield ours, brokers


def test_frames_written_together_are_sent_together_and_in_order(ends: Any) -> None:
    transport = Transport(ends[0])
    FrameBuffer(transport)
    for number in range(100):
        transport._write(b"%03d" % number)
    eventlet.sleep(0)
    assert ends[1].recv(1000) == b"".join(b"%03d" % number for number in range(100))


def test_frames_written_while_others_are_sent_follow_them(ends: Any) -> None:
    transport = Transport(ends[0])
    FrameBuffer(transport)
    large = bytes(3_000_000)
    transport._write(memoryview(large))
    eventlet.sleep(0)  # now the socket is full
    transport._write(b"last")
    received = bytearray()
    while not received.endswith(b"last"):
        received += ends[1].recv(65536)
    assert len(received) == len(large) + 4


def test_one_read_takes_what_has_arrived(ends: Any) -> None:
    transport = Transport(ends[0])
    FrameBuffer(transport)
    ends[1].sendall(b"frame header and payload")
    assert transport._quick_recv(7) == b"frame header and payload"


def test_a_publisher_waits_where_the_broker_does_not_read(ends: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(frame_buffer, "MOST_WAITING", 1000)
    transport = Transport(ends[0])
    outgoing = FrameBuffer(transport)
    transport._write(bytes(3_000_000))
    eventlet.sleep(0)
    transport._write(bytes(2000))
    assert not outgoing.wait_for_room(0.05)

    reader = eventlet.spawn(_receive, ends[1], 3_002_000)
    assert outgoing.wait_for_room(5)
    reader.wait()


def test_a_broken_connection_ends_the_reader_and_refuses_frames(ends: Any) -> None:
    transport = Transport(ends[0])
    outgoing = FrameBuffer(transport)
    ends[1].close()
    transport._write(b"frame")
    eventlet.sleep(0)
    assert transport._quick_recv(1) == b""
    with pytest.raises(OSError, match="broken"):
        transport._write(b"another")
    assert not outgoing.wait_for_room(0.1)


def _receive(sock: socket.socket, size: int) -> None:
    while size > 0:
        size -= len(sock.recv(65536))
