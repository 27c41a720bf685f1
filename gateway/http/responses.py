"""Responses, and the headers that say how they may be used."""

from __future__ import annotations

from collections.abc import Iterator
from http import HTTPStatus

from gateway.http.wsgi import Header

JSON: Header = ("Content-Type", "application/json")
PROBLEM: Header = ("Content-Type", "application/problem+json")
HTML: Header = ("Content-Type", "text/html; charset=utf-8")

STATUS_LINES = {status.value: f"{status.value} {status.phrase}" for status in HTTPStatus}

_EVERYWHERE: tuple[Header, ...] = (
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "no-referrer"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
)
_NO_STORE: Header = ("Cache-Control", "no-store")

#: On each answer of the API.
API_HEADERS: tuple[Header, ...] = (
    *_EVERYWHERE,
    _NO_STORE,
    ("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'"),
)
#: On each page. Nothing is taken from elsewhere, and nothing stands inline.
PAGE_HEADERS: tuple[Header, ...] = (
    *_EVERYWHERE,
    _NO_STORE,
    (
        "Content-Security-Policy",
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    ),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Permissions-Policy", "camera=(), geolocation=(), microphone=()"),
)
#: On a page that shows a document of ours in a frame.
FRAMING_HEADERS: tuple[Header, ...] = tuple(
    (name, f"{value}; frame-src 'self'" if name == "Content-Security-Policy" else value)
    for name, value in PAGE_HEADERS
)
#: On that document: mail, whose styles and logo stand in it. It runs, loads and sends nothing.
FRAMED_HEADERS: tuple[Header, ...] = (
    *_EVERYWHERE,
    _NO_STORE,
    (
        "Content-Security-Policy",
        "default-src 'none'; style-src 'unsafe-inline'; img-src data:; form-action 'none'; base-uri 'none'; "
        "frame-ancestors 'self'; sandbox",
    ),
)
#: On a document that somebody sent: it is saved, and where it is shown all the same it is nobody's page.
DOCUMENT_HEADERS: tuple[Header, ...] = (
    *_EVERYWHERE,
    _NO_STORE,
    ("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'; sandbox"),
)
#: On each answer of a site that is served over https: for half a year it is asked for in no other way.
HTTPS_HEADERS: tuple[Header, ...] = (("Strict-Transport-Security", "max-age=15552000"),)
#: On files whose address changes with their content.
FILE_HEADERS: tuple[Header, ...] = (
    *_EVERYWHERE,
    ("Cache-Control", "public, max-age=31536000, immutable"),
)


class Response:
    """An answer. `headers` are those that are its own; `common_headers` those of its kind.

    `more` makes the rest of a long body while the beginning is under way; each part has a request's time.
    """

    __slots__ = ("body", "common_headers", "headers", "more", "status")

    def __init__(
        self,
        body: bytes,
        status: int = 200,
        headers: list[Header] | None = None,
        common_headers: tuple[Header, ...] = API_HEADERS,
        more: Iterator[bytes] | None = None,
    ) -> None:
        self.body, self.status, self.common_headers, self.more = body, status, common_headers, more
        self.headers = headers if headers is not None else [JSON]


def no_content() -> Response:
    return Response(b"", 204, [])


def csv(parts: Iterator[str], filename: str) -> Response:
    """A file for a spreadsheet, with the mark that it knows UTF-8 by. The first part is made at once."""
    headers = [
        ("Content-Type", "text/csv; charset=utf-8"),
        ("Content-Disposition", f'attachment; filename="{filename}"'),
    ]
    first = next(parts).encode("utf-8-sig")
    return Response(first, headers=headers, more=(part.encode() for part in parts))


def pdf(document: bytes, filename: str) -> Response:
    headers = [
        ("Content-Type", "application/pdf"),
        ("Content-Disposition", f'attachment; filename="{filename}"'),
    ]
    return Response(document, headers=headers)


def page(html: str, status: int = 200) -> Response:
    return Response(html.encode(), status, [HTML], PAGE_HEADERS)
