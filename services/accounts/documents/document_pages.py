"""Documents as they are read: a page of them, one, a part of its content."""

from __future__ import annotations

import base64

from sqlalchemy import ColumnElement, func, select

from chassis.database import paging
from chassis.database.engine import Database
from chassis.security.identity import Caller
from contracts.accounts.document_states import DocumentChange, DocumentState
from contracts.accounts.documents import (
    PART,
    Document,
    DocumentPage,
    DocumentPart,
    GetDocument,
    GetDocumentPart,
    ListDocuments,
)
from contracts.errors import NotFound
from contracts.messages import Rpc
from services.accounts.documents import document_access, document_records, document_trail
from services.accounts.documents.document_access import Reach
from services.accounts.documents.kept_document import KeptDocument
from services.accounts.documents.sealed_contents import SealedContents
from services.accounts.tables import ClientDocument


def page(
    database: Database, calls: Rpc, contents: SealedContents, caller: Caller, wanted: ListDocuments
) -> DocumentPage:
    """The client's documents that the caller sees, newest first. Raises `NotFound`."""
    seen = document_access.reach(database, calls, caller, wanted.client_id)
    states = [DocumentState.DELETED] if wanted.deleted else [DocumentState.KEPT, DocumentState.INFECTED]
    if wanted.held:
        states = [DocumentState.HELD]
    query = document_records.rows(seen, *states).where(ClientDocument.listed)
    if wanted.q:
        query = query.where(func.strpos(func.lower(ClientDocument.name), wanted.q.lower()) > 0)
    if wanted.cursor is not None:
        query = query.where(ClientDocument.id < wanted.cursor)
    with database.read() as connection:
        in_order = query.order_by(ClientDocument.id.desc()).limit(wanted.limit + 1)
        rows = paging.rows_in_index_order(connection, in_order)
    items = [document_records.view(contents.vault, KeptDocument._make(row)) for row in rows[: wanted.limit]]
    return {"items": items, "next_cursor": items[-1]["id"] if len(rows) > len(items) else None}


def get(
    database: Database, calls: Rpc, contents: SealedContents, caller: Caller, wanted: GetDocument
) -> Document:
    """One document, also one that is deleted and can be restored. Raises `NotFound`."""
    seen = document_access.reach(database, calls, caller, wanted.client_id)
    row = _one(database, seen, wanted)
    return document_records.view(contents.vault, row)


def part(
    database: Database, calls: Rpc, contents: SealedContents, caller: Caller, wanted: GetDocumentPart
) -> DocumentPart:
    """A part of the content of a document that is not deleted. Raises `NotFound`, `StoreUnavailable`."""
    begins = ClientDocument.size > wanted.number * PART
    seen = document_access.reach(database, calls, caller, wanted.client_id)
    row = _one(database, seen, wanted, ClientDocument.state == DocumentState.KEPT, begins)
    found = contents.read_part(row.id, wanted.number)
    if wanted.number == 0:
        # Whoever begins has it: nobody is given a part that the activity does not know of.
        with database.unit_of_work() as uow:
            document_trail.note(uow, seen, row.id, DocumentChange.DOWNLOADED, caller.user_id)
    return {"data": base64.b64encode(found).decode()}


def kept(database: Database, seen: Reach, document_id: str) -> KeptDocument:
    """A document that is neither held nor deleted. Raises `NotFound`."""
    wanted = GetDocument(client_id=seen.client_id, document_id=document_id)
    return _one(database, seen, wanted, ClientDocument.state == DocumentState.KEPT)


def has_any(database: Database, client_id: str) -> bool:
    """Whether the client has sent a document; for who has been let see the client."""
    query = select(ClientDocument.id).where(
        ClientDocument.client_id == client_id, ClientDocument.state == DocumentState.KEPT
    )
    with database.read() as connection:
        return connection.execute(query.limit(1)).first() is not None


def _one(
    database: Database,
    seen: Reach,
    wanted: GetDocument | GetDocumentPart,
    *conditions: ColumnElement[bool],
) -> KeptDocument:
    states = DocumentState.KEPT, DocumentState.DELETED, DocumentState.HELD, DocumentState.INFECTED
    query = document_records.rows(seen, *states).where(ClientDocument.id == wanted.document_id, *conditions)
    with database.read() as connection:
        found = connection.execute(query).first()
    if found is None:
        raise NotFound(what="document")
    return KeptDocument._make(found)
