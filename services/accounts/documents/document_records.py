"""Documents as they are found and shown."""

from __future__ import annotations

from sqlalchemy import Select, select

from chassis.security.vault import Vault
from contracts.accounts.document_states import DocumentKind, DocumentSource, DocumentState
from contracts.accounts.documents import Document
from contracts.moments import moment
from services.accounts.documents.document_access import Reach
from services.accounts.documents.kept_document import KeptDocument, sender_place
from services.accounts.tables import ClientDocument


def rows(seen: Reach, *states: DocumentState) -> Select[tuple[object, ...]]:
    """The client's documents that somebody sees, of these states."""
    query = select(*ClientDocument.__table__.columns).where(
        ClientDocument.client_id == seen.client_id, ClientDocument.state.in_(states)
    )
    return query if seen.own is None else query.where(ClientDocument.created_by == seen.own)


def view(vault: Vault, row: KeptDocument) -> Document:
    """A document as api.md would show it."""
    return {
        "id": row.id,
        "client_id": row.client_id,
        "name": row.name,
        "kind": DocumentKind(row.kind),
        "source": DocumentSource(row.source),
        "media_type": row.media_type or "",
        "size": row.size or 0,
        "sha256": row.sha256 or "",
        "message_id": row.message_id,
        "sender": vault.open(row.sender, sender_place(row.id)) if row.sender is not None else None,
        "received_at": moment(row.received_at or row.created_at),
        "held": row.state == DocumentState.HELD,
        "state": DocumentState(row.state),
        "infection": row.infection,
        "deleted_at": moment(row.deleted_at) if row.deleted_at is not None else None,
    }
