"""A document as its table keeps it."""

from __future__ import annotations

import datetime
from typing import NamedTuple

from contracts.accounts.document_states import DocumentKind, DocumentSource, DocumentState


class KeptDocument(NamedTuple):
    """A document's row, in the order of its table's columns."""

    id: str
    client_id: str
    name: str
    kind: DocumentKind
    source: DocumentSource
    state: DocumentState
    media_type: str | None
    size: int | None
    sha256: str | None
    message_id: str | None
    listed: bool
    sender: str | None
    created_by: str | None
    created_at: datetime.datetime
    received_at: datetime.datetime | None
    deleted_at: datetime.datetime | None
    deleted_by: str | None
    infection: str | None


def sender_place(document_id: str) -> str:
    """What the sealed sender of a document is bound to."""
    return f"document {document_id} sender"
