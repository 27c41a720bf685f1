"""Answers as bytes (RFC 9112)."""

from __future__ import annotations

import time
from email.utils import formatdate
from http import HTTPStatus

from gateway.http.incoming_requests import Incoming
from gateway.http.wsgi import Header


def head(request: Incoming, status: str, headers: list[Header], length: int | None, goes_on: bool) -> bytes:
    """The head of an answer; without a length where the body is made as it is sent. Raises ValueError."""
    lines = [f"HTTP/1.1 {status}", *[f"{name}: {value}" for name, value in headers], _date()]
    names = {name.lower() for name, _ in headers}
    if length is not None and "content-length" not in names and not _is_bodyless(status):
        lines.append(f"Content-Length: {length}")
    if not goes_on:
        lines.append("Connection: close")
    elif request.environ["SERVER_PROTOCOL"] == "HTTP/1.0":
        lines.append("Connection: keep-alive")
    written = "\r\n".join(lines)
    if written.count("\n") != len(lines) - 1 or written.count("\r") != len(lines) - 1:
        raise ValueError("a header holds a line break")
    return written.encode("latin-1") + b"\r\n\r\n"


def shown(request: Incoming, status: str, body: bytes) -> bytes:
    """What the peer gets of a body."""
    return b"" if request.environ["REQUEST_METHOD"] == "HEAD" or _is_bodyless(status) else body


def _is_bodyless(status: str) -> bool:
    return status.startswith(("204", "304"))


def chunk(part: bytes) -> bytes:
    """A part of a body of unknown length; an empty one ends it (RFC 9112, 7.1)."""
    return b"%x\r\n%b\r\n" % (len(part), part)


def plain(status: int) -> bytes:
    """An answer to what never became a request."""
    phrase = HTTPStatus(status).phrase
    return (
        f"HTTP/1.1 {status} {phrase}\r\n{_date()}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".encode()
    )


_dated = (0, "")


def _date() -> str:
    global _dated
    second = int(time.time())
    if _dated[0] != second:
        _dated = (second, f"Date: {formatdate(second, usegmt=True)}")
    return _dated[1]
