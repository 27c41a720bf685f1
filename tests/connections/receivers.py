"""Receivers of webhooks, good and bad, each on a port of its own; they keep what they were sent."""

from __future__ import annotations

import json
import socket
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import eventlet
from eventlet.green import socket as green
from eventlet.greenpool import GreenPool

Behaviour = Callable[[Any], None]


@dataclass
class Received:
    """One request: its headers by lower-case name, its body, and when it came."""

    headers: dict[str, str]
    body: bytes
    target: str

    @property
    def event(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.body)
        return found


@dataclass
class Receiver:
    """A server that answers with `behaviour`; `got` are the requests so far, `tried` the connections."""

    behaviour: Behaviour
    port: int = 0
    got: list[Received] = field(default_factory=list)
    tried: int = 0
    #: Where it speaks TLS.
    context: ssl.SSLContext | None = None
    #: Whom the certificates named that it was shown.
    callers: list[Any] = field(default_factory=list)
    answering: GreenPool = field(default_factory=lambda: GreenPool(10_000))

    @property
    def url(self) -> str:
        return f"{'https' if self.context else 'http'}://127.0.0.1:{self.port}/hook?key=1"

    def about(self, client_id: str) -> list[str]:
        """The types of events about a client, in the order of their first arrival."""
        seen: dict[str, str] = {}
        for each in self.got:
            if each.event["data"].get("client_id") == client_id:
                seen.setdefault(each.event["id"], each.event["type"])
        return list(seen.values())

    def serve(self, listening: Any) -> None:
        while True:
            connection, _ = listening.accept()
            self.tried += 1
            self.answering.spawn(self._answer, connection)

    def _answer(self, connection: Any) -> None:
        try:
            if self.context is not None:
                connection = self.context.wrap_socket(
                    connection, server_side=True, do_handshake_on_connect=False
                )
                connection.do_handshake()
                self.callers.append((connection.getpeercert() or {}).get("subject"))
            received = _read(connection)
            if received is not None:
                self.got.append(received)
                self.behaviour(connection)
        except OSError:
            pass
        finally:
            connection.close()


def _read(connection: Any) -> Received | None:
    data = b""
    while b"\r\n\r\n" not in data:
        part = connection.recv(65536)
        if not part:
            return None
        data += part
    head, _, body = data.partition(b"\r\n\r\n")
    first, *lines = head.decode().split("\r\n")
    headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in lines)}
    while len(body) < int(headers.get("content-length", "0")):
        body += connection.recv(65536)
    return Received(headers, body, first.split(" ")[1])


@contextmanager
def receiver(behaviour: Behaviour, context: ssl.SSLContext | None = None) -> Iterator[Receiver]:
    listening = green.socket(socket.AF_INET, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listening.bind(("127.0.0.1", 0))
    listening.listen(128)
    found = Receiver(behaviour, listening.getsockname()[1], context=context)
    thread = eventlet.spawn(found.serve, listening)
    try:
        yield found
    finally:
        thread.kill()
        listening.close()
        for each in list(found.answering.coroutines_running):
            each.kill()


def answers(status: int, *headers: str) -> Behaviour:
    lines = "".join(f"{each}\r\n" for each in headers)
    said = f"HTTP/1.1 {status} Said\r\nContent-Length: 0\r\nConnection: close\r\n{lines}\r\n".encode()
    return lambda connection: connection.sendall(said)


def hangs(connection: Any) -> None:
    """Takes the request and says nothing, for longer than anybody waits."""
    eventlet.sleep(60)


def drips(connection: Any) -> None:
    """A byte of a header a second."""
    connection.sendall(b"HTTP/1.1 200 OK\r\nX-Slow: ")
    for _ in range(60):
        eventlet.sleep(1)
        connection.sendall(b"x")


def sends_endless_headers(connection: Any) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\n")
    for number in range(100_000):
        connection.sendall(b"X-%d: %b\r\n" % (number, b"x" * 1000))


def talks_nonsense(connection: Any) -> None:
    connection.sendall(b"\x00\xff no http\r\n\r\n")
