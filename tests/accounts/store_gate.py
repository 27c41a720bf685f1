"""A gate before a server: it lets connections through, or is a server that is away, slow or in trouble."""

from __future__ import annotations

import select
import socket
import socketserver
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from threading import Event, Thread

_LOOK = 0.05


class Gate(socketserver.ThreadingTCPServer):
    """`connections` counts those that were made to it since the test looked last."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self, port: int) -> None:
        super().__init__(("127.0.0.1", 0), _Connection)
        self.behind = ("127.0.0.1", port)
        self.connections = 0
        self.cut = Event()
        self.is_open, self.answer = True, b""

    @property
    def port(self) -> int:
        return int(self.server_address[1])

    def opens(self) -> None:
        self._changes(is_open=True)

    def closes(self) -> None:
        """Whoever connects is cut off at once, and so is who is connected."""
        self._changes(is_open=False)

    def holds(self) -> None:
        """Whoever connects hears nothing."""
        self._changes(is_open=False, answer=None)

    def answers(self, status: int, code: str) -> None:
        """Whoever connects is refused."""
        body = f"<Error><Code>{code}</Code><Message>No.</Message></Error>"
        head = f"HTTP/1.1 {status} No\r\nContent-Type: application/xml\r\nContent-Length: {len(body)}\r\n"
        self._changes(is_open=False, answer=f"{head}Connection: close\r\n\r\n{body}".encode())

    def _changes(self, *, is_open: bool, answer: bytes | None = b"") -> None:
        self.is_open, self.answer = is_open, answer  # type: ignore[assignment]
        self.cut.set()
        self.cut = Event()
        self.connections = 0


class _Connection(socketserver.BaseRequestHandler):
    def handle(self) -> None:
        gate = self.server
        assert isinstance(gate, Gate)
        gate.connections += 1
        cut = gate.cut
        with suppress(OSError):
            if gate.is_open:
                self._passes(gate, cut)
            elif gate.answer is None:
                cut.wait(60)
            elif gate.answer:
                self.request.recv(65536)
                self.request.sendall(gate.answer)
                self._is_drained()

    def _passes(self, gate: Gate, cut: Event) -> None:
        with socket.create_connection(gate.behind) as behind:
            ways = {self.request: behind, behind: self.request}
            while not cut.is_set():
                for ready in select.select(list(ways), [], [], _LOOK)[0]:
                    data = ready.recv(65536)
                    if not data:
                        return
                    ways[ready].sendall(data)

    def _is_drained(self) -> None:
        """Read what still comes, so that the answer is not thrown away with it."""
        self.request.settimeout(1)
        while self.request.recv(65536):
            pass


@contextmanager
def before(port: int) -> Iterator[Gate]:
    with Gate(port) as gate:
        Thread(target=gate.serve_forever, kwargs={"poll_interval": _LOOK}, daemon=True).start()
        yield gate
        gate.closes()
        gate.shutdown()
