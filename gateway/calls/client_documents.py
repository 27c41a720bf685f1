"""Documents of clients: one handed to accounts in parts, and the parts of one that somebody downloads."""

from __future__ import annotations

import time
from collections.abc import Iterator
from hashlib import sha256
from urllib.parse import quote

from contracts import accounts
from contracts.accounts.documents import PART, Document
from contracts.errors import InvalidInput, NotFound
from gateway.calls.services import Services
from gateway.http.idempotency_keys import further_write
from gateway.http.requests import Request
from gateway.http.responses import DOCUMENT_HEADERS, Response

#: Seconds for a part of a document to reach accounts, once it is here.
_PATIENCE = 20.0


def take(
    request: Request, services: Services, *, client_id: str, filename: str, parts: Iterator[bytes]
) -> Document:
    """Hand a document to accounts part by part; the same one under the same key once.

    Raises `InvalidInput` for one that is empty, and what `parts` raises.
    """
    here, fingerprint = request.context, request.context.fingerprint
    part = next(parts, b"")
    if not part:
        raise InvalidInput.at("", "required", "Send the document as the body. This one is empty.")
    begun = accounts.begin_document(services.rpc, client_id=client_id, filename=filename)
    replayed, number = here.replayed, 0
    while True:
        following = next(parts, b"")
        here.deadline = time.time() + _PATIENCE
        if fingerprint is not None:
            # Another document under the same key is another request, which is noticed where it differs.
            here.fingerprint = sha256(fingerprint.encode() + bytes([not following]) + part).hexdigest()
        with further_write(request, f"part {number}"):
            answer = accounts.receive_document_part(
                services.rpc,
                client_id=client_id,
                document_id=begun["id"],
                number=number,
                data=part,
                last=not following,
            )
        if not following:
            here.replayed = replayed
            return answer
        part, number = following, number + 1


def in_parts(content: bytes) -> Iterator[bytes]:
    """A document that is here whole."""
    return (content[at : at + PART] for at in range(0, len(content), PART))


#: Pictures that a browser draws and runs nothing of; never SVG, which is a page that draws.
PICTURES = frozenset({"image/gif", "image/jpeg", "image/png", "image/webp"})


def picture(services: Services, *, client_id: str, document_id: str) -> Response:
    """A picture's content, for a page of ours to show it. Raises `NotFound` for what is none."""
    document = accounts.get_document(services.rpc, client_id=client_id, document_id=document_id)
    if document["media_type"] not in PICTURES:
        raise NotFound(what="document")
    return _content(services, document, "inline")


#: Drawn by us, page by page.
DRAWN = "application/pdf"


def drawn_page(services: Services, *, client_id: str, document_id: str, page: int) -> Response:
    """A page of a PDF as a picture. Raises `NotFound` where it cannot be drawn."""
    drawn = accounts.draw_document_page(services.rpc, client_id=client_id, document_id=document_id, page=page)
    png = accounts.png_of(drawn)
    if not png:
        raise NotFound(what="document")
    headers = [("Content-Type", "image/png"), ("Content-Disposition", "inline")]
    return Response(png, headers=headers, common_headers=DOCUMENT_HEADERS)


def content(services: Services, *, client_id: str, document_id: str) -> Response:
    """A document's content, for saving: it is never shown as a page of ours."""
    document = accounts.get_document(services.rpc, client_id=client_id, document_id=document_id)
    return _content(services, document, "attachment")


def _content(services: Services, document: Document, disposition: str) -> Response:
    """Its type is by its content, and browsers guess no other: nothing of it runs, or loads anything."""
    count = -(-document["size"] // PART)
    parts = (
        accounts.get_document_part(
            services.rpc, client_id=document["client_id"], document_id=document["id"], number=number
        )
        for number in range(count)
    )
    headers = [
        ("Content-Type", document["media_type"]),
        ("Content-Disposition", f"{disposition}; {_filename(document['name'])}"),
    ]
    return Response(next(parts), headers=headers, common_headers=DOCUMENT_HEADERS, more=parts)


def _filename(name: str) -> str:
    """The name, for old readers and for others (RFC 6266)."""
    plain = "".join(sign if sign.isascii() and (sign.isalnum() or sign in " ._-()") else "_" for sign in name)
    return f"filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
