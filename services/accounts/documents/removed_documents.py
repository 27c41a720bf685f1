"""Documents that are deleted and restored, and what is removed for good."""

from __future__ import annotations

import datetime

from sqlalchemy import delete, exists, select, update

from chassis.database.engine import Database
from chassis.database.kept_answers import refuse_repeat
from chassis.database.unit_of_work import UnitOfWork, now
from chassis.rpc.request import Request
from contracts.access.states import AccessLevel
from contracts.accounts.document_states import DocumentChange, DocumentState
from contracts.accounts.documents import Document, GetDocument
from contracts.errors import NotFound
from contracts.messages import Rpc
from services.accounts.documents import (
    document_access,
    document_receipts,
    document_records,
    document_trail,
    held_mails,
)
from services.accounts.documents.document_access import Reach
from services.accounts.documents.kept_document import KeptDocument
from services.accounts.documents.sealed_contents import SealedContents
from services.accounts.tables import Client, ClientDocument, ReceivedMail

#: For how long a document can be restored.
_KEPT_DELETED = datetime.timedelta(days=30)
#: After how long what never came whole is removed.
_NEVER_CAME = datetime.timedelta(days=1)
#: For how long an email that comes again is known again: senders give up after a few days.
_KNOWN_AGAIN = datetime.timedelta(days=60)
_AT_ONCE = 100


def remove(database: Database, calls: Rpc, request: Request[GetDocument]) -> None:
    """Delete a document; one that is deleted already stays so. Raises `NotFound`."""
    refuse_repeat(database, request)
    seen = document_access.reach(database, calls, request.caller, request.data.client_id, AccessLevel.WORK)
    with database.unit_of_work(request) as uow:
        state = _locked(uow, seen, request.data.document_id).state
        if state == DocumentState.HELD:
            raise NotFound(what="document")
        if state in (DocumentState.KEPT, DocumentState.INFECTED):
            by = request.caller.user_id
            _move(uow, request, DocumentState.DELETED, deleted_at=now(), deleted_by=by)
            document_trail.note(uow, seen, request.data.document_id, DocumentChange.DELETED, by)
        uow.answer(None)


def restore(
    database: Database, calls: Rpc, contents: SealedContents, request: Request[GetDocument]
) -> Document:
    """Take a deleted document back; one that is there stays there. Raises `NotFound`."""
    refuse_repeat(database, request)
    seen = document_access.reach(database, calls, request.caller, request.data.client_id, AccessLevel.WORK)
    with database.unit_of_work(request) as uow:
        found = _locked(uow, seen, request.data.document_id)
        if found.state == DocumentState.DELETED:
            # What was refused is held again, what is infected is set aside, and all else is there again.
            if found.infection is not None:
                found = _move(uow, request, DocumentState.INFECTED, deleted_at=None, deleted_by=None)
            elif held_mails.hold_again(uow, found):
                found = _locked(uow, seen, found.id)
            else:
                found = _move(uow, request, DocumentState.KEPT, deleted_at=None, deleted_by=None)
            document_trail.note(uow, seen, found.id, DocumentChange.RESTORED, request.caller.user_id)
        return uow.answer(document_records.view(contents.vault, found))


def _locked(uow: UnitOfWork, seen: Reach, document_id: str) -> KeptDocument:
    states = DocumentState.KEPT, DocumentState.DELETED, DocumentState.HELD, DocumentState.INFECTED
    query = document_records.rows(seen, *states)
    found = uow.execute(query.where(ClientDocument.id == document_id).with_for_update()).first()
    if found is None:
        raise NotFound(what="document")
    return KeptDocument._make(found)


def _move(
    uow: UnitOfWork, request: Request[GetDocument], state: DocumentState, **values: object
) -> KeptDocument:
    statement = update(ClientDocument).where(ClientDocument.id == request.data.document_id)
    changed = statement.values(state=state, **values).returning(*ClientDocument.__table__.columns)
    return KeptDocument._make(uow.execute(changed).one())


def remove_for_good(database: Database, contents: SealedContents, at: datetime.datetime) -> None:
    """Remove what was deleted long ago, never came whole, or whose client is deleted: contents, then rows.

    Where this is cut off between the two it is done again.
    """
    never_came = (ClientDocument.state == DocumentState.UPLOADING) & (
        ClientDocument.created_at < at - _NEVER_CAME
    )
    of_nobody = ~exists().where(Client.id == ClientDocument.client_id)
    over = never_came | of_nobody | (ClientDocument.deleted_at < at - _KEPT_DELETED)
    with database.read() as connection:
        ids = list(connection.execute(select(ClientDocument.id).where(over).limit(_AT_ONCE)).scalars())
    for document_id in ids:
        contents.remove(document_id)
    with database.autocommit() as connection:
        connection.execute(delete(ClientDocument).where(ClientDocument.id.in_(ids), over))
        connection.execute(delete(ReceivedMail).where(ReceivedMail.received_at < at - _KNOWN_AGAIN))
    with database.unit_of_work() as uow:
        document_receipts.forget_old(uow, at)
