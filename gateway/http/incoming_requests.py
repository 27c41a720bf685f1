"""Requests as they come over a connection: their heads checked, their bodies read as far as asked for.

llhttp (by httptools) refuses what two readers could understand differently: more than one
Content-Length, Content-Length beside Transfer-Encoding, folded headers, bare line feeds.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol
from urllib.parse import unquote_to_bytes

import httptools


@dataclass(frozen=True, slots=True)
class Limits:
    """What a peer may send, in bytes, and how long it may take, in seconds."""

    request_line: int = 8192
    headers: int = 32 * 1024
    header_count: int = 100
    #: Of what is neither head nor body: trailers, extensions of chunks and what stands between them.
    framing: int = 16 * 1024
    idle: float = 75.0
    head: float = 20.0
    body: float = 60.0
    answer: float = 60.0
    connections: int = 1024


class Puller(Protocol):
    """Gets more of what the peer sends."""

    def pull(self, request: Incoming) -> bool:
        """Wait for more of the body; False when nothing will come. Raises OSError."""


class Incoming:
    """One request whose head has come. Is its own `wsgi.input`."""

    __slots__ = ("_waiting", "complete", "environ", "expects_continue", "keep_alive", "puller")

    def __init__(self, environ: dict[str, Any], puller: Puller, keep_alive: bool) -> None:
        self.environ, self.puller, self.keep_alive = environ, puller, keep_alive
        self.complete = False
        self.expects_continue = environ.get("HTTP_EXPECT", "").lower() == "100-continue"
        self._waiting = bytearray()
        environ["wsgi.input"] = self

    def add(self, part: bytes) -> None:
        self._waiting += part

    def read(self, size: int = -1) -> bytes:
        """The next bytes of the body, less than `size` only at its end.

        Raises OSError, also where the body breaks off: what has come of it is no body.
        """
        while not self.complete and (size < 0 or len(self._waiting) < size):
            if not self.puller.pull(self):
                raise ConnectionError("the body broke off")
        if size < 0 or size >= len(self._waiting):
            found, self._waiting = bytes(self._waiting), bytearray()
            return found
        found = bytes(self._waiting[:size])
        del self._waiting[:size]
        return found


#: Bytes on the wire that a byte of a body may take.
_CHUNKED = 9


class Requests:
    """Takes bytes, gives requests: those in `ready` are to be answered in order, and then `refused` said."""

    def __init__(self, limits: Limits, common: Mapping[str, Any], puller: Puller) -> None:
        self._limits, self._common, self._puller = limits, common, puller
        self._parser = httptools.HttpRequestParser(self)
        self._current: Incoming | None = None
        self._url = b""
        self._headers: list[tuple[bytes, bytes]] = []
        self._head_size = 0
        self._framing = self._trailers = 0
        self.ready: deque[Incoming] = deque()
        #: The status that ends the connection.
        self.refused: int | None = None
        self.in_head = False

    def feed(self, data: bytes) -> None:
        """Take in what has arrived."""
        self._framing += len(data)
        try:
            self._parser.feed_data(data)
        except httptools.HttpParserUpgrade:
            # Nothing is upgraded here: the request is answered, and no other follows.
            if self._current is not None:
                self._current.complete, self._current.keep_alive = True, False
        except httptools.HttpParserError:
            self._refuse(400)
        if self.in_head:
            self._head_size += len(data)
            if self._head_size > self._limits.request_line + self._limits.headers:
                self._refuse(431)
        elif self._current is not None and self._framing > self._limits.framing + len(data):
            self._refuse(431)

    # What the parser tells:

    def on_message_begin(self) -> None:
        self.in_head, self._head_size = True, 0
        self._url, self._headers = b"", []

    def on_url(self, url: bytes) -> None:
        self._url += url
        if len(self._url) > self._limits.request_line:
            self._refuse(414)

    def on_header(self, name: bytes, value: bytes) -> None:
        if self._current is not None:
            # A trailer, which nobody reads.
            self._trailers += len(name) + len(value)
            if self._trailers > self._limits.framing:
                self._refuse(431)
            return
        self._headers.append((name, value))

    def on_headers_complete(self) -> None:
        self.in_head = False
        size = sum(len(name) + len(value) for name, value in self._headers)
        if size > self._limits.headers or len(self._headers) > self._limits.header_count:
            self._refuse(431)
        if self.refused is not None:
            return
        parser = self._parser
        environ = {**self._common, "REQUEST_METHOD": parser.get_method().decode()}
        environ["SERVER_PROTOCOL"] = f"HTTP/{parser.get_http_version()}"
        if not (_put_target(environ, self._url) and _put_headers(environ, self._headers)):
            self._refuse(400)
            return
        self._current = Incoming(environ, self._puller, parser.should_keep_alive())
        self._framing = self._trailers = 0
        self.ready.append(self._current)

    def on_body(self, part: bytes) -> None:
        # What a chunk of one byte takes is allowed for each byte, so that small chunks are no trouble.
        self._framing = max(self._framing - _CHUNKED * len(part), -_CHUNKED * self._limits.framing)
        if self._current is not None:
            self._current.add(part)

    def on_message_complete(self) -> None:
        if self._current is not None:
            self._current.complete, self._current = True, None

    def _refuse(self, status: int) -> None:
        self.in_head = False
        if self.refused is None:
            self.refused = status


def _put_target(environ: dict[str, Any], url: bytes) -> bool:
    """The path and query of a request's target; whether it is one."""
    path, _, query = url.partition(b"?")
    if not url.startswith(b"/") and url != b"*":
        try:
            parsed = httptools.parse_url(url)
        except httptools.HttpParserInvalidURLError:
            return False
        path, query = parsed.path or b"/", parsed.query or b""
    environ["PATH_INFO"] = (unquote_to_bytes(path) if b"%" in path else path).decode("latin-1")
    environ["QUERY_STRING"] = query.decode("latin-1")
    return True


_ONCE = frozenset(("HTTP_HOST", "CONTENT_LENGTH", "HTTP_TRANSFER_ENCODING"))


def _put_headers(environ: dict[str, Any], headers: list[tuple[bytes, bytes]]) -> bool:
    """The headers by their WSGI names; whether they are unambiguous."""
    for name, value in headers:
        key = _key(name)
        if key is None:
            continue
        text = value.decode("latin-1")
        if key in environ:
            if key in _ONCE:
                return False
            text = f"{environ[key]}{'; ' if key == 'HTTP_COOKIE' else ','}{text}"
        environ[key] = text
    encoding = environ.get("HTTP_TRANSFER_ENCODING")
    if encoding is not None and (encoding.lower() != "chunked" or "CONTENT_LENGTH" in environ):
        return False
    return "HTTP_HOST" in environ or environ["SERVER_PROTOCOL"] == "HTTP/1.0"


def _remembering(make: Callable[[bytes], str | None]) -> Callable[[bytes], str | None]:
    known: dict[bytes, str | None] = {}

    def find(name: bytes) -> str | None:
        try:
            return known[name]
        except KeyError:
            made = make(name)
            # A peer can think of any number of names.
            if len(known) < 200:
                known[name] = made
            return made

    return find


@_remembering
def _key(name: bytes) -> str | None:
    """The WSGI name of a header; None for one with an underscore, which would pass for one with a hyphen.

    It is left out, as nginx does: a request is not wrong for bearing a header that nobody reads.
    """
    if b"_" in name:
        return None
    key = name.decode("latin-1").upper().replace("-", "_")
    return key if key in ("CONTENT_TYPE", "CONTENT_LENGTH") else f"HTTP_{key}"
